"""What several macros need to choose facts: by name, from a list, only numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from macros.ledger.errors import RequestError, did_you_mean, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact
from macros.ledger.periods import Period
from macros.ledger.select import select

Item = TypeVar("Item")

Selection = Sequence[str]
"""A fact as pages name it in a list: (metric, period), or also document and kind."""


def named(name: str, known: Mapping[str, Item], what: str) -> Item:
    """Return the item of a name; raises RequestError with the nearest known name."""
    if name not in known:
        raise RequestError(f"no {what} is called {quoted(name)}{did_you_mean(str(name), known)}")
    return known[name]


def some(items: Sequence[Item], what: str) -> Sequence[Item]:
    """Return items of which there must be one; raises RequestError where there is none."""
    if not items:
        raise RequestError(f"the list of {what} is empty; name at least one")
    return items


def selected_number(ledger: Ledger, selection: Selection) -> Fact:
    """Return the fact that a page names in a list, which must be a number that may be compared."""
    if isinstance(selection, str) or not 2 <= len(selection) <= 5:
        wanted = "(metric, period), or (metric, period, document, kind, paragraph)"
        raise RequestError(f"{quoted(selection)} names no fact; write {wanted}")
    metric, period, document, kind, paragraph = (*selection, None, None, None)[:5]
    found = select(ledger, str(metric), str(period), document=document, kind=kind, paragraph=paragraph)
    return comparable(ledger, found)


def comparable(ledger: Ledger, fact: Fact) -> Fact:
    """Return a fact that may be compared with other numbers; raises RequestError for a statement or a wrong number."""
    if not fact.is_number:
        raise RequestError(f"{fact.subject} is talked about, not measured; it has no number to show")
    if fact.id in ledger.wrong_facts:
        correction = ledger.wrong_facts[fact.id].id
        raise RequestError(f"{fact.subject} of {fact.document} is wrong ({correction}); never compare with it")
    return fact


def parse_period(text: str) -> Period:
    """Parse a period that a page names; raises RequestError."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise RequestError(str(error)) from None
