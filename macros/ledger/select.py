"""Select the fact that a metric and a period mean, or list the candidates.

A reported fact has precedence over expectations, a company's own document over a newspaper, and of its own documents
the later one. Among several plans, claims or expectations none is selected: the page must name the document.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from macros.ledger.editorial import Series
from macros.ledger.errors import RequestError, did_you_mean, listed, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.model import TRUST_ORDER, Fact, Figure, Kind
from macros.ledger.periods import Period, meant_period
from macros.ledger.quantities import quantity_of


def select(
    ledger: Ledger,
    metric: str,
    period: str,
    *,
    document: str | None = None,
    kind: str | None = None,
    paragraph: str | None = None,
) -> Fact:
    """Return the one fact of a metric and a period, narrowed by document, kind and paragraph.

    Of several reported facts, the one of the most trusted document is selected, and of the company's own the latest.
    Raises RequestError, with the candidates where there are several.
    """
    candidates = _candidates(ledger, metric, period, document)
    narrowed = [fact for fact in candidates if fact.is_such(kind, paragraph)]
    matching = [fact for fact in narrowed if document is not None or fact.id not in ledger.wrong_facts]
    if narrowed and not matching:
        wrong = ledger.wrong_facts[narrowed[0].id].id
        raise RequestError(f"{metric}@{period} is wrong ({wrong}); name its document to show what was printed")
    if not matching:
        raise RequestError(f"no fact of {metric}@{period} is like this; there is {_described(candidates)}")
    reported = [fact for fact in matching if fact.kind == "reported"]
    best = _most_trusted(ledger, reported) if reported else matching
    if len(best) > 1:
        raise RequestError(
            f"{metric}@{period} is said more than once; name the document, kind or paragraph: {_described(best)}"
        )
    return best[0]


def selected(ledger: Ledger, figure: Figure) -> Fact:
    """Return the fact that a data file refers to; raises as `select` does."""
    if figure.metric is None or figure.period is None:
        raise RequestError("a fact is named by metric and period")
    return select(
        ledger,
        figure.metric,
        figure.period.text,
        document=figure.document,
        kind=figure.kind,
        paragraph=figure.paragraph,
    )


def agreed(ledger: Ledger, metric: str, periods: Iterable[Period], kind: str | None = None) -> list[Fact]:
    """Return a metric's facts of some periods in their order, but for those on which two documents disagree."""
    facts = []
    for period in sorted(periods):
        with suppress(RequestError):  # There is no one value to draw.
            facts.append(select(ledger, metric, period.text, kind=kind))
    return facts


def drawn(ledger: Ledger, series: Series) -> list[Fact]:
    """Return what a series draws that names a metric: the facts of its form of period on which the documents agree.

    Fiscal quarters are quarters.
    """
    since = series.since.end if series.since else dt.date.min
    periods = (fact.period for fact in ledger.by_metric.get(str(series.metric), ()))
    wanted = {each for each in periods if each.form.removeprefix("fiscal_") == series.form and each.end >= since}
    return agreed(ledger, str(series.metric), wanted)


FORWARD: frozenset[Kind] = frozenset({"plan", "guidance", "consensus"})
"""The kinds that are about the future, which later documents may change."""


def _forward(ledger: Ledger, facts: Iterable[Fact]) -> list[Fact]:
    """Keep what is planned or expected as a number, unless a correction says that it is wrong."""
    return [fact for fact in facts if fact.kind in FORWARD and fact.is_number and fact.id not in ledger.wrong_facts]


def earlier_plans(ledger: Ledger, fact: Fact, most: int = 4) -> tuple[Fact, ...]:
    """Return what earlier documents planned or expected for a fact's metric, the oldest first, at most `most` facts.

    Those of the same period are preferred to those of earlier ones (of the same form: quarters or years), and the latest
    to older ones. What was repeated counts once, on its first day. A fact that is no plan, guidance or consensus has
    none. The plan for 2026 has the two for 2025, of February and of October.
    """
    if fact.kind not in FORWARD or not fact.is_number:
        return ()
    # A repeated number is no earlier plan, nor is the fact's own.
    found = {(fact.period, _base_ends(ledger, fact)): fact}
    for each in _forward(ledger, ledger.by_metric[fact.metric]):
        comparable = each.period.form == fact.period.form and each.period <= fact.period
        if comparable and ledger.day_of(each) < ledger.day_of(fact):
            found.setdefault((each.period, _base_ends(ledger, each)), each)
    # The sort is stable: within each half the documents' order stays.
    _, *plans = found.values()
    chosen = sorted(plans, key=lambda each: each.period == fact.period)[-most:]
    return tuple(each for each in plans if each in chosen)


def revision_of(ledger: Ledger, fact: Fact, until: dt.date) -> Fact | None:
    """Return what the newest document up to a day says in place of a plan, guidance or consensus, where it says another number.

    Analysts revise what analysts expect, and not what the company plans. The plan for 2025 of February is revised in October.
    """
    if fact.kind not in FORWARD or not fact.is_number:
        return None
    said = [
        each
        for each in _forward(ledger, ledger.by_subject[fact.subject])
        if (each.kind == "consensus") == (fact.kind == "consensus")
        if ledger.day_of(fact) < ledger.day_of(each) <= until
    ]
    return said[-1] if said and _base_ends(ledger, said[-1]) != _base_ends(ledger, fact) else None


def said_alike(ledger: Ledger, fact: Fact) -> list[Fact]:
    """Return what is said of a number's period under the other metrics of its entity, of the same kind and the same number."""
    entity, number = ledger.metrics[fact.metric].entity, (fact.period, fact.kind, _base_ends(ledger, fact))
    others = (each for name, each in ledger.by_metric.items() if name != fact.metric and ledger.metrics[name].entity == entity)
    return [each for facts in others for each in facts if (each.period, each.kind, _base_ends(ledger, each)) == number]


def _candidates(ledger: Ledger, metric: str, period: str, document: str | None) -> list[Fact]:
    if metric not in ledger.metrics:
        raise RequestError(f"no metric is called {quoted(metric)}{did_you_mean(metric, ledger.metrics)}")
    try:
        Period.parse(period)
    except ValueError as error:
        hint = "" if meant_period(period) else did_you_mean(period, _periods(ledger, metric))
        raise RequestError(f"{error}{hint}") from None
    if document is not None and document not in ledger.documents:
        raise RequestError(f"no document is called {quoted(document)}{did_you_mean(document, ledger.documents)}")
    facts = ledger.by_subject.get(f"{metric}@{period}", ())
    if not facts:
        raise RequestError(f"{metric} has no fact for {period}; it has {listed(_periods(ledger, metric)) or 'none at all'}")
    chosen = [fact for fact in facts if document is None or fact.document == document]
    if not chosen:
        others = listed(sorted({fact.document for fact in facts}))
        raise RequestError(f"{document} says nothing of {metric}@{period}; {others} does")
    return chosen


def _most_trusted(ledger: Ledger, facts: list[Fact]) -> list[Fact]:
    """Keep the facts of the most trusted document; of the company's own the latest, which may restate, with the most digits.

    Two newspapers that disagree are not ranked by date: the later one may have the misprint.
    """
    if len(facts) == 1:
        return facts
    best = _foremost(facts, lambda fact: -TRUST_ORDER[ledger.documents[fact.document].trust])
    if ledger.documents[best[0].document].trust != "primary" and len({_base_ends(ledger, fact) for fact in best}) > 1:
        return best
    newest = _foremost(best, ledger.day_of)
    if not all(fact.is_number for fact in best):
        return newest
    # A later document, or a headline, that rounds the number restates nothing: the one with the most digits is kept.
    latest_numbers = [quantity_of(ledger, fact) for fact in newest]
    agreeing = [fact for fact in best if any(quantity_of(ledger, fact).meets(each) for each in latest_numbers)]
    precise = _foremost(agreeing, lambda fact: -ledger.unit_of(fact).factor.scaleb(int(fact.ends[0].as_tuple().exponent)))
    best = _foremost(precise, ledger.day_of)
    return best[:1] if len({_base_ends(ledger, fact) for fact in best}) == 1 else best


def _foremost(facts: list[Fact], key: Callable[[Fact], Any]) -> list[Fact]:
    """Keep the facts with the greatest key."""
    greatest = max(map(key, facts))
    return [fact for fact in facts if key(fact) == greatest]


def _base_ends(ledger: Ledger, fact: Fact) -> tuple[Decimal, ...]:
    return tuple(end * ledger.unit_of(fact).factor for end in fact.ends) if fact.is_number else ()


def _periods(ledger: Ledger, metric: str) -> list[str]:
    return [period.text for period in sorted({fact.period for fact in ledger.by_metric.get(metric, ())})]


def _described(facts: list[Fact]) -> str:
    return listed([f"{fact.document} {fact.paragraph} ({fact.kind})" for fact in facts], 6)
