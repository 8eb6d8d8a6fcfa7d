"""Macros that set numbers beside each other: cards, tables, vintages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from macros.ledger.errors import RequestError, listed, quoted
from macros.ledger.model import Dimension, Fact, Metric
from macros.ledger.periods import Period
from macros.ledger.select import select
from macros.render.components.choose import Selection, comparable, named, selected_number, some
from macros.render.templates import Block
from macros.render.views import FactView, Views
from macros.text.numbers import align_points, common_places, format_in_column, format_label


@dataclass(frozen=True)
class Cell:
    """One cell of a table: a fact's digits.

    `padding` is added after the digits, so that the points of a column are below each other; `value` is the plain
    number in the base unit, to sort by: 187792000000.
    """

    fact: FactView
    digits: str
    padding: str
    value: str


def cards(views: Views, facts: Sequence[Selection]) -> Block:
    """Show a few key figures, rounded as in prose, each with its label, period, kind and document.

    `{{ cards([("capex-gross", "FY2024"), ("capex-call", "FY2026", "example-2026-02-05")]) }}`
    """
    chosen = [selected_number(views, each) for each in some(facts, "facts")]
    return Block("cards.jinja", {"facts": [FactView(views, each, rounded=True) for each in chosen]})


def table(views: Views, columns: Sequence[str], periods: Sequence[str]) -> Block:
    """Show metrics beside each other, a period a line, units once in the head.

    A column is a metric's id; `"free-cash-flow TTM"` takes the twelve months that end with
    the line's quarter, `"cloud-backlog end"` the last day of it. A gap is shown as a gap.
    Columns of one dimension have the same decimals, as many as a chart of them has.
    """
    metrics = [column.partition(" ")[0] for column in some(columns, "metrics")]
    placed = [_placed(views, metrics, text) for text in some(periods, "periods")]
    chosen = [_column(views, column, placed) for column in columns]
    scaled: dict[Dimension, list[Decimal]] = defaultdict(list)
    for metric, facts in chosen:
        scaled[metric.dimension] += [low for low, _ in views.in_one_unit(list(filter(None, facts)))[1]]
    most = {dimension: common_places(numbers, dimension, views.language) for dimension, numbers in scaled.items()}
    shown = [(metric, *column_cells(views, facts, metric, most[metric.dimension])) for metric, facts in chosen]
    # Where each column is of twelve months, the lines are labelled by their last month.
    twelve_months = all(column.endswith(" TTM") for column in columns)
    labels = [views.period(Period.parse(f"{period.end:%Y-%m}") if twelve_months else period) for period in placed]
    heads = [(metric, unit) for metric, unit, _ in shown]
    lines = list(zip(labels, zip(*(cells for _, _, cells in shown), strict=True), strict=True))
    return Block("table.jinja", {"first": "twelve_months" if twelve_months else "period", "heads": heads, "lines": lines})


def vintages(views: Views, metric: str, period: str) -> Block:
    """Show what was said of one metric and period, document after document."""
    facts = views.ledger.by_subject.get(f"{metric}@{period}", ())
    if not facts:
        select(views.ledger, metric, period)  # Raises an error that names the metrics or the periods that there are.
    return Block("vintages.jinja", {"facts": [FactView(views, each) for each in facts]})


def column_cells(
    views: Views, facts: Sequence[Fact | None], metric: Metric, most: int | None = None
) -> tuple[str, list[Cell | None]]:
    """Write numbers of one metric in one unit, which is returned with the cells, None for a gap.

    They have every digit that was printed, or at the `most` so many decimals.
    """
    present = [fact for fact in facts if fact]
    unit, scaled = views.in_one_unit(present)
    digits = [
        format_in_column(ends, metric.dimension, fact.qualifier, views.language)
        if most is None
        else format_label(ends, most, metric.dimension, fact.qualifier, views.language)
        for fact, ends in zip(present, scaled, strict=True)
    ]
    cells = (
        Cell(FactView(views, fact), text, padding, f"{fact.ends[0] * views.ledger.unit_of(fact).factor.normalize():f}")
        for fact, text, padding in zip(present, digits, align_points(digits), strict=True)
    )
    return unit.label, [next(cells) if fact else None for fact in facts]


def _column(views: Views, column: str, periods: Sequence[Period]) -> tuple[Metric, list[Fact | None]]:
    name, _, shift = column.partition(" ")
    metric = named(name, views.ledger.metrics, "metric")
    facts = [_fact_in_table(views, metric, period, shift) for period in periods]
    if not any(facts):
        raise RequestError(f"{quoted(column)} has no fact for any of {listed(map(str, periods))}")
    return metric, facts


def _placed(views: Views, metrics: Sequence[str], text: str) -> Period:
    """Return a line's period in the fiscal year of its facts; the columns of a line must be of one time."""
    try:
        period = Period.parse(text)
    except ValueError as error:
        raise RequestError(str(error)) from None
    found = {fact.period for metric in metrics for fact in views.ledger.by_subject.get(f"{metric}@{period}", ())}
    if len(found) > 1:
        raise RequestError(f"{period} is not of the same months in each column; show entities of other fiscal years apart")
    return next(iter(found), period)


def _fact_in_table(views: Views, metric: Metric, period: Period, shift: str) -> Fact | None:
    forms = {"": period.text, "TTM": f"TTM-{period.text}", "end": period.end.isoformat()}
    if shift not in forms:
        raise RequestError(f'"{metric.id} {shift}": after the metric stands TTM, end or nothing')
    if f"{metric.id}@{forms[shift]}" not in views.ledger.by_subject:
        return None
    return comparable(views.ledger, select(views.ledger, metric.id, forms[shift]))
