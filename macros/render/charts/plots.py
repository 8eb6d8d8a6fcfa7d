"""Charts of the data as views for their template: figures chosen and formatted, drawings, legend and table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from macros.ledger.derive import Computed
from macros.ledger.editorial import Chart, Event, Series
from macros.ledger.errors import RequestError
from macros.ledger.model import Fact, Kind, Text
from macros.ledger.periods import Period
from macros.ledger.quantities import Quantity, quantity_of
from macros.ledger.select import select
from macros.render.charts.layout import lay_out
from macros.render.charts.plot import FRAMES, Category, Mark, Plot, State
from macros.render.charts.shapes import Drawing
from macros.render.views.models import DerivedView, DocumentView, EventView, FactView, Prose
from macros.render.views.page import Views
from macros.text.dates import format_period, format_tick
from macros.text.numbers import ColumnUnit, column_unit, format_in_column, format_quantity_in_column

STATES: Mapping[Kind, State] = MappingProxyType(
    {
        "reported": "done",
        "market": "done",
        "plan": "planned",
        "guidance": "planned",
        "consensus": "planned",
        "claim": "claimed",
        "opinion": "claimed",
    }
)


@dataclass(frozen=True)
class Row:
    """A row of a chart's table: a number, or an event with its address."""

    series: str
    period: str
    documents: tuple[str, ...]
    number: FactView | DerivedView | None = None
    title: str = ""
    href: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """The meaning of a mark: `series`, from 0, and `state` choose how it looks."""

    series: int
    state: State
    form: str
    label: str


@dataclass(frozen=True)
class ChartView:
    """A chart as its template shows it: `label` is its finding as text."""

    id: str
    title: str
    unit: str
    finding: Prose
    note: str
    label: str
    plot: Plot
    legend: tuple[LegendEntry, ...]
    rows: tuple[Row, ...]
    documents: tuple[DocumentView, ...]

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The layouts of the chart, one for each frame; worked out when it is rendered."""
        return tuple(lay_out(self.plot, frame) for frame in FRAMES)


@dataclass(frozen=True)
class _Datum:
    """A figure with the period or the label below which it is drawn."""

    series: int
    number: Fact | Computed
    period: Period | None
    label: Text | None = None


class Plots:
    """Lays out charts for one page; the views record what they show as used there."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self.ledger = views.ledger
        self.language = views.language

    def chart(self, chart: Chart) -> ChartView:
        """Lay out a chart for each frame, with its legend and its table; nothing is rendered."""
        finding = self.views.prose(chart.finding, chart.figures)
        if chart.type == "roadmap":
            unit, marks, rows = "", *self.milestones(chart)
        else:
            unit, marks, rows = self.numbers(chart)
        plot = Plot(chart.type, marks, tuple(series.label[self.language] for series in chart.series))
        return ChartView(
            id=chart.id,
            title=chart.title[self.language],
            unit=unit,
            finding=finding,
            note=chart.note[self.language] if chart.note else "",
            label="".join(piece if isinstance(piece, str) else piece.value for piece in finding),
            plot=plot,
            legend=self.legend(plot),
            rows=rows,
            documents=self.documents(rows),
        )

    def numbers(self, chart: Chart) -> tuple[str, tuple[Mark, ...], tuple[Row, ...]]:
        """Return the unit of a chart, and its figures as marks and as rows of its table, all in that unit."""
        data = [datum for index, series in enumerate(chart.series) for datum in self.data(index, series)]
        quantities = [
            quantity_of(self.ledger, datum.number) if isinstance(datum.number, Fact) else datum.number.quantity
            for datum in data
        ]
        largest = max(abs(end) for quantity in quantities for end in quantity.stated)
        unit = column_unit(largest, quantities[0].unit, quantities[0], self.language)
        marks, rows = [], []
        views = self.views.without_notes()  # Each line of the table names its document.
        for datum, quantity in zip(data, quantities, strict=True):
            view = views.number(datum.number)
            facts = (datum.number,) if isinstance(datum.number, Fact) else datum.number.facts
            marks.append(self.mark(datum, quantity, unit, view))
            period = view.period if isinstance(view, FactView) else view.label
            documents = tuple(fact.document for fact in facts)
            rows.append(Row(chart.series[datum.series].label[self.language], period, documents, number=view))
        if chart.type != "path" and all(datum.period and not datum.label for datum in data):
            order = sorted(range(len(data)), key=lambda index: data[index].period or Period.parse("FY2100"))
            marks, rows = [marks[index] for index in order], [rows[index] for index in order]
        return unit.label, tuple(marks), tuple(rows)

    def data(self, index: int, series: Series) -> Iterator[_Datum]:
        """Yield the figures of one series: those that it lists, or every reported one of its metric and form."""
        for point in series.points:
            number = self.views.found(point)
            period = point.at or (number.period if isinstance(number, Fact) else None)
            yield _Datum(index, number, period, point.label)
        if series.metric is None:
            return
        facts = self.ledger.by_metric.get(series.metric, ())
        for period in sorted({fact.period for fact in facts if fact.period.form == series.form}):
            if series.since is not None and period.end < series.since.end:
                continue
            try:
                fact = select(self.ledger, series.metric, period.text)
            except RequestError:
                continue  # Two documents disagree: there is no one value to draw.
            yield _Datum(index, fact, period)

    def mark(self, datum: _Datum, quantity: Quantity, unit: ColumnUnit, view: FactView | DerivedView) -> Mark:
        """Return a figure as a mark."""
        number = datum.number
        if isinstance(number, Fact):
            text = format_in_column(number, self.ledger.unit_of(number), unit, self.language)
            day = self.ledger.documents[number.document].date
            state: State = "wrong" if number.id in self.ledger.wrong_facts else STATES[number.kind]
        else:
            text = format_quantity_in_column(quantity, number.derived.places, unit)
            day, state = self.ledger.latest, "done"
        scale = unit.factor * Decimal(10) ** unit.power
        low, high = (float(end / scale) for end in sorted(quantity.stated))
        link = {"class": f"fact fact--{view.kind}", **view.attributes, "href": view.href}
        signs = tuple((each.href, each.title) for each in view.marks)
        return Mark(datum.series, self.category(datum), text, low, high, state, view.tooltip, day, day, link, signs)

    def category(self, datum: _Datum) -> Category:
        """Return the category of a figure: its label, or else its period."""
        if datum.label is not None:
            label = datum.label[self.language]
            return Category(tuple(label.split()), label)
        if datum.period is None:
            return Category(("",), "")
        metric = self.ledger.metrics[datum.number.metric] if isinstance(datum.number, Fact) else None
        lines = format_tick(datum.period, self.language, fiscal=metric is not None and self.views.is_fiscal(metric))
        return Category(lines, " ".join(reversed(lines)), is_date=True)

    def milestones(self, chart: Chart) -> tuple[tuple[Mark, ...], tuple[Row, ...]]:
        """Return the events of a roadmap as marks and as rows of its table."""
        events = {event.id: event for event in self.ledger.events}
        marks, rows = [], []
        for index, series in enumerate(chart.series):
            for point in series.points:
                event = events[str(point.event)]
                view = self.views.event(event)
                label = point.label[self.language] if point.label else view.title
                # A roadmap has no room for a day.
                when = Period.parse(event.date.text[:7]) if event.date.form == "day" else event.date
                text = f"{label} {format_period(when, self.language)}"
                marks.append(self.milestone(index, event, text, view))
                documents = tuple(each.document for each in event.sources)
                rows.append(Row(series.label[self.language], view.date, documents, title=view.title, href=view.href))
        return tuple(marks), tuple(rows)

    def milestone(self, series: int, event: Event, text: str, view: EventView) -> Mark:
        """Return an event as a mark."""
        state: State = "planned" if view.upcoming else "done"
        title = f"{view.title}{self.views.words['separator']}{view.date}"
        link = {"class": "milestone", "href": view.href}
        return Mark(series, Category((), ""), text, 0, 0, state, title, event.date.start, event.date.end, link)

    def legend(self, plot: Plot) -> tuple[LegendEntry, ...]:
        """Return what the marks mean, where they differ."""
        form = "bar" if plot.type == "bars" else "point"
        words = self.views.words
        entries = []
        if len(plot.series) > 1 and plot.type != "roadmap":
            entries = [LegendEntry(index, "done", form, label) for index, label in enumerate(plot.series)]
        states = dict.fromkeys(mark.state for mark in plot.marks)
        if len(states) > 1:
            entries += [LegendEntry(0, state, form, words[f"state.{state}"]) for state in states]
        return tuple(entries)

    def documents(self, rows: tuple[Row, ...]) -> tuple[DocumentView, ...]:
        """Return the documents of a chart's figures, each once, the oldest first."""
        named = {name for row in rows for name in row.documents}
        ordered = sorted((self.ledger.documents[name] for name in named), key=lambda each: (each.date, each.id))
        return tuple(map(self.views.document, ordered))
