"""Charts of the data as views for their template: figures chosen and formatted, drawings, legend and table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from macros.ledger.derive import Computed
from macros.ledger.editorial import Chart, Event, Series
from macros.ledger.model import Document, Fact, Kind, Text
from macros.ledger.periods import Period
from macros.ledger.quantities import Quantity
from macros.ledger.select import FORWARD
from macros.render.charts import timeline
from macros.render.charts.bars import fits_side_by_side, lay_out_bars, lay_out_bars_across
from macros.render.charts.plot import FRAMES, Category, Frame, Mark, Plot, State
from macros.render.charts.points import lay_out_lines, lay_out_path, lay_out_roadmap
from macros.render.charts.shapes import Drawing
from macros.render.urls import TIMELINE
from macros.render.views.models import FactView, FigureView, Prose
from macros.render.views.page import Views
from macros.text.dates import format_tick
from macros.text.numbers import ColumnUnit, column_unit, format_in_column, format_quantity_in_column

STATES: Final[Mapping[Kind, State]] = {
    "reported": "done",
    "market": "done",
    "plan": "planned",
    "guidance": "planned",
    "consensus": "planned",
    "claim": "claimed",
    "opinion": "claimed",
    "question": "claimed",
}


@dataclass(frozen=True)
class Row:
    """A row of a chart's table: a number or an event, and where its mark in the drawing leads."""

    series: str
    period: str
    documents: tuple[str, ...]
    number: FigureView | None = None
    title: str = ""
    href: str = ""


@dataclass(frozen=True)
class ChartView:
    """A chart as its template shows it; it is laid out, once for each frame, when it is rendered."""

    record: Chart
    unit: str
    finding: Prose
    plot: Plot
    rows: tuple[Row, ...]
    documents: list[Document]

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The layouts of the chart, one for each frame."""
        return tuple(lay_out(self.plot, frame) for frame in (timeline.FRAMES if self.plot.type == "timeline" else FRAMES))


@dataclass(frozen=True)
class _Datum:
    """A figure with the period or the label below which it is drawn."""

    series: int
    number: Fact | Computed
    period: Period | None
    label: Text | None = None
    event: Event | None = None


def lay_out(plot: Plot, frame: Frame) -> Drawing:
    """Lay out a plot for a frame; bars and lines whose texts would touch each other become bars across."""
    if plot.type == "roadmap":
        return lay_out_roadmap(plot, frame)
    if plot.type == "timeline":
        return timeline.lay_out_timeline(plot, frame)
    if plot.type == "path":
        return lay_out_path(plot, frame)
    if not fits_side_by_side(plot, frame):
        return lay_out_bars_across(plot, frame)
    return lay_out_lines(plot, frame) if plot.type == "lines" else lay_out_bars(plot, frame)


def chart_view(views: Views, chart: Chart) -> ChartView:
    """View a chart with its table; the views note what it shows, and nothing is laid out yet."""
    finding = views.prose(chart.finding, chart.figures)
    names = [views.text(series.label) for series in chart.series]
    unit = ""
    if chart.type == "timeline":
        shown = []
        for index in range(len(chart.series) - 1):
            unit, part = _numbers(views, chart, chart.series[index : index + 1], index)
            names[index] += f"\n{unit}"
            shown += part
        unit, shown = "", shown + _milestones(views, chart.series[-1:], len(names) - 1)
    elif chart.type == "roadmap":
        shown = _milestones(views, chart.series)
    else:
        unit, shown = _numbers(views, chart, chart.series)
    marks, rows = tuple(mark for mark, _ in shown), tuple(row for _, row in shown)
    plot = Plot(chart.type, marks, tuple(names))
    documents = views.documents(name for row in rows for name in row.documents)
    return ChartView(chart, unit, finding, plot, rows, documents)


def _numbers(views: Views, chart: Chart, series: Sequence[Series], first: int = 0) -> tuple[str, list[tuple[Mark, Row]]]:
    """Return the unit of some series, counted from `first`, and their figures as marks and as rows, all in that unit."""
    data = [datum for index, each in enumerate(series, first) for datum in _data(views, index, each)]
    if chart.type not in ("path", "timeline") and all(datum.period and not datum.label for datum in data):
        data.sort(key=lambda datum: datum.period or Period.parse("FY2100"))
    quantities = [views.quantity(datum.number) for datum in data]
    largest = max(abs(end) for quantity in quantities for end in quantity.stated)
    unit = column_unit(largest, quantities[0].unit, quantities[0], views.language)
    unnumbered = views.without_notes()  # Each line of the table names its document.
    shown = []
    for datum, quantity in zip(data, quantities, strict=True):
        view = unnumbered.number(datum.number)
        facts = (datum.number,) if isinstance(datum.number, Fact) else datum.number.facts
        period = view.period if isinstance(view, FactView) else view.caption
        documents = tuple(fact.document for fact in facts)
        mark = _mark(views, datum, quantity, unit, view)
        row = Row(views.text(chart.series[datum.series].label), period, documents, number=view, href=mark.link["href"])
        shown.append((mark, row))
    return unit.label, shown


def _data(views: Views, index: int, series: Series) -> Iterator[_Datum]:
    """Yield the figures of one series: those that it lists, or all of its metric and form on which the documents agree."""
    events = {event.id: event for event in views.ledger.events}
    for point in series.points:
        number = views.found(point)
        period = point.at or (number.period if isinstance(number, Fact) else None)
        yield _Datum(index, number, period, point.label, events.get(point.event or ""))
    if series.metric is None:
        return
    facts = views.ledger.by_metric.get(series.metric, ())
    periods = {fact.period for fact in facts if fact.period.form == series.form}
    since = series.since.end if series.since else dt.date.min
    for fact in views.agreed(series.metric, (period for period in periods if period.end >= since)):
        yield _Datum(index, fact, fact.period)


def _mark(views: Views, datum: _Datum, quantity: Quantity, unit: ColumnUnit, view: FigureView) -> Mark:
    number = datum.number
    if isinstance(number, Fact):
        text = format_in_column(number, views.ledger.unit_of(number), unit, views.language)
        day = views.ledger.documents[number.document].date
        state: State = "wrong" if number.id in views.ledger.wrong_facts else STATES[number.kind]
    else:
        text = format_quantity_in_column(quantity, number.derived.places, unit)
        day, state = views.ledger.latest, "done"
    scale = unit.factor * Decimal(10) ** unit.power
    low, high = (float(end / scale) for end in sorted(quantity.stated))
    href, end = view.href, day
    if datum.event and datum.period:  # What was planned stands at the day of its event, what was done at its period's end.
        href, end = views.addresses.to(TIMELINE, datum.event.id), datum.period.end
        day = end if state == "done" else datum.event.date.end
        if state == "done" and datum.period.form in ("quarter", "ttm"):  # In the middle of the quarter that it ends with.
            day = end - timeline.HALF_QUARTER
    link = {"class": f"fact fact--{view.kind}", **view.attributes, "href": href}
    return Mark(datum.series, _category(views, datum), text, low, high, state, view.tooltip, day, end, link, view.marks)


def _category(views: Views, datum: _Datum) -> Category:
    """Return the category of a figure: its label, or else its period."""
    if datum.label is not None:
        label = views.text(datum.label)
        return Category(tuple(label.split()), label)
    if datum.period is None:
        return Category(("",), "")
    lines = format_tick(datum.period, views.language)
    return Category(lines, " ".join(reversed(lines)), is_date=True)


def _milestones(views: Views, series: Sequence[Series], first: int = 0) -> list[tuple[Mark, Row]]:
    """Return the events of some series, counted from `first`, as marks and as rows of the table; they have no unit."""
    events = {event.id: event for event in views.ledger.events}
    shown = []
    for index, each in enumerate(series, first):
        for point in each.points:
            event = events[str(point.event)]
            figures = [views.found(figure) for figure in event.facts]
            title, period, href = views.text(event.title), views.period(event.date), views.addresses.to(TIMELINE, event.id)
            # A roadmap has no room for a day.
            when = Period.parse(event.date.text[:7]) if event.date.form == "day" else event.date
            text = f"{views.text(point.label) or title} {views.period(when)}"
            # An event whose facts are all plans is no fact, even once its day is past.
            expected = bool(figures) and all(isinstance(each, Fact) and each.kind in FORWARD for each in figures)
            state: State = "planned" if expected or views.ledger.is_to_come(event) else "done"
            tooltip, link = f"{title}{views.words['separator']}{period}", {"class": "milestone", "href": href}
            mark = Mark(index, Category((), ""), text, 0, 0, state, tooltip, event.date.start, event.date.end, link)
            documents = tuple(source.document for source in event.sources)
            shown.append((mark, Row(views.text(each.label), period, documents, title=title, href=href)))
    return shown
