"""List the plans, in the data and on pages, that a newer document revises: what an author of a new quarter has to look at."""

from pathlib import Path

from macros.ledger.editions import editions_of
from macros.ledger.editorial_rules import REVISED
from macros.ledger.errors import LedgerError, Problem
from macros.ledger.load import load_unchecked
from macros.render.components.choose import AS_OF
from macros.render.load_site import call_problems, checked_ledger


def superseded(root: Path) -> list[Problem]:
    """Return the places of revised plans, in their order; raises LedgerError where the data has another mistake."""
    found: list[Problem] = []
    try:
        checked_ledger(root)
    except LedgerError as error:
        found = [each for each in error.problems if REVISED in each.message]
        if len(found) < len(error.problems):
            raise
    ledger = load_unchecked(root)
    for edition in editions_of(root):
        problems = call_problems(ledger, root, edition.docs, edition.language)
        found += [each for each in problems if each.path == AS_OF]
    return sorted(found)
