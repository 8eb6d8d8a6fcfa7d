"""Sparklines: a metric's reported values over time, as small bars on a common base line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from macros.ledger.model import Metric
from macros.ledger.periods import Period
from macros.ledger.select import agreed
from macros.render.views.page import Views

_BAR, _GAP, _HEIGHT = 12, 3, 40
SHORTEST_SERIES = 4


@dataclass(frozen=True)
class SeriesView:
    """A small chart of values in the order of time: left, top, width, height and label of each bar, above or below `base`."""

    width: int
    height: int
    base: str
    label: str
    bars: tuple[tuple[int, str, int, str, str], ...]


def series(views: Views, metric: Metric) -> SeriesView | None:
    """Draw what was reported period after period, where there is enough of one form to show a course.

    A number that is known to be wrong is left out; of several documents the most trusted is drawn.
    """
    periods: dict[str, set[Period]] = defaultdict(set)
    for fact in views.ledger.by_metric.get(metric.id, ()):
        if fact.kind == "reported" and fact.value is not None and fact.id not in views.ledger.wrong_facts:
            periods[fact.period.form].add(fact.period)
    longest = max(periods.values(), key=len, default=set())
    facts = agreed(views.ledger, metric.id, longest, "reported")
    if len(facts) < SHORTEST_SERIES:
        return None
    values = [fact.ends[0] * views.ledger.unit_of(fact).factor for fact in facts]
    return series_of(values, [f"{view.period} {view.value}" for view in views.facts(facts)])


def series_of(values: Sequence[Decimal], labels: Sequence[str]) -> SeriesView:
    """Place one bar for each value, scaled to the tallest, negative ones below the base line."""
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    scale = _HEIGHT / (top - bottom) if top > bottom else Decimal(0)
    tops = [f"{(top - max(value, Decimal(0))) * scale:.1f}" for value in values]
    heights = [f"{max(abs(value) * scale, Decimal('0.5')):.1f}" for value in values]
    places = range(0, len(values) * (_BAR + _GAP), _BAR + _GAP)
    bars = tuple(zip(places, tops, [_BAR] * len(values), heights, labels, strict=True))
    return SeriesView(places[-1] + _BAR, _HEIGHT, f"{top * scale:.1f}", f"{labels[0]} → {labels[-1]}", bars)
