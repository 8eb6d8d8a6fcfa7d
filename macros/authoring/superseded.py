"""List what a new document makes old, in the data and on pages: what an author of a new quarter has to look at."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from macros.ledger.editions import editions_of
from macros.ledger.editorial_rules import REVISED, EditorialRules
from macros.ledger.errors import LedgerError, Problem, listed
from macros.ledger.ledger import Ledger
from macros.ledger.load import load_unchecked, spot_of
from macros.ledger.model import Citation, Fact
from macros.ledger.select import drawn, revision_of, said_alike
from macros.ledger.yaml_source import read_source
from macros.render.components.choose import AS_OF
from macros.render.load_site import call_problems, checked_ledger

_LATELY = dt.timedelta(days=30)
"""How long ago an announced day may be that nobody has answered: older ones stay as they are."""


def superseded(root: Path) -> list[Problem]:
    """Return the places of revised plans, of findings behind their charts and of what is due by the newest document's day.

    In their order; raises LedgerError where the data has another mistake.
    """
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
    return sorted({*found, *_lacking(root, ledger), *_left_behind(root, ledger), *_due(root, ledger)})


def _lacking(root: Path, ledger: Ledger) -> Iterator[Problem]:
    """Yield the revisions of a plan that an earlier document gave under another metric of the company as well."""
    for fact in ledger.facts:
        if revision := revision_of(ledger, fact, ledger.latest):
            document = ledger.documents[revision.document]
            names = sorted({each.metric for each in said_alike(ledger, fact) if each.document == fact.document})
            said = {name: ledger.by_subject[f"{name}@{fact.period}"] for name in names}
            if lacking := [name for name in names if _newest(ledger, said[name]) < document.date]:
                places = read_source(root / "data" / "documents" / f"{document.id}.yml", root).places
                message = (
                    f"{fact.document} gives the plan that this revises under {listed(lacking)}, too; record it there as well"
                )
                yield places.problem(("facts", document.facts.index(revision), "metric"), message)


def _newest(ledger: Ledger, cited: Iterable[Fact | Citation]) -> dt.date:
    """Return the day of the newest document that facts or citations name."""
    return max(ledger.documents[each.document].date for each in cited)


def _left_behind(root: Path, ledger: Ledger) -> Iterator[Problem]:
    """Yield the findings whose newest figure of a metric is older than the newest point that the chart draws by itself."""
    rules = EditorialRules(ledger, frozenset(), whole=True)
    for chart in ledger.charts.values():
        told = [fact for figure in chart.figures.values() for fact in rules.facts(figure)]
        for series in chart.series:
            newest = max((fact.period for fact in drawn(ledger, series) if fact.is_number), default=None)
            of_it = [fact.period for fact in told if fact.metric == series.metric]
            if newest and of_it and max(of_it) < newest:
                message = f"the chart draws {series.metric}@{newest} by itself, and this tells {max(of_it)}; read it again"
                yield spot_of(root, chart).inside("finding").problem(message)


def _due(root: Path, ledger: Ledger) -> Iterator[Problem]:
    """Yield the doubts and the announced events whose day has come, and that no source of that day or later answers."""
    for doubt in ledger.doubts:
        cited = [*doubt.then.sources, *(doubt.now.sources if doubt.now else ())]
        if doubt.due and _newest(ledger, cited) < doubt.due.end <= ledger.latest:
            yield spot_of(root, doubt).inside("due").problem("its day has come; say by now and outcome what became of it")
    for event in ledger.events:
        if _newest(ledger, event.sources) < event.date.start <= ledger.latest <= event.date.end + _LATELY:
            yield spot_of(root, event).inside("date").problem("its day has come; tell what came, with its source")
