"""Charts and sparklines of the data as views for their templates: figures chosen and formatted, drawings, legend, table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, groupby

from macros.ledger.derive import Computed
from macros.ledger.editorial import Chart, Event, Point, Series
from macros.ledger.errors import RequestError
from macros.ledger.model import Document, Fact, Kind, Language, Metric, Text
from macros.ledger.periods import Period
from macros.ledger.quantities import Quantity
from macros.ledger.select import FORWARD, agreed, drawn
from macros.render.charts import timeline
from macros.render.charts.bars import fits_side_by_side, lay_out_bars, lay_out_bars_across
from macros.render.charts.plot import FRAMES, Category, Frame, LegendEntry, Mark, Plot, State
from macros.render.charts.points import fits_on_a_line, lay_out_lines, lay_out_path, lay_out_roadmap
from macros.render.charts.shapes import Drawing
from macros.render.urls import TIMELINE
from macros.render.views import FactView, Prose, Views
from macros.text.dates import format_tick
from macros.text.numbers import ColumnUnit, common_places, format_label

STATES: Mapping[Kind, State] = {
    **dict.fromkeys(("reported", "market"), "done"),
    **dict.fromkeys(FORWARD, "planned"),
    **dict.fromkeys(("claim", "opinion", "question"), "claimed"),
}

_BAR, _GAP, _HEIGHT = 12, 3, 40
"""The breadth of a sparkline's bar, what separates it from the next, and the height of all, in pixels."""

SHORTEST_SERIES = 4
"""How many values a sparkline has at least."""


@dataclass(frozen=True)
class ChartView:
    """A chart as its template shows it; it is laid out, once for each frame, when it is rendered.

    One that ends on a day, `until`, has no finding: what it finds is of the newest day.
    """

    record: Chart
    unit: str
    finding: Prose
    plot: Plot
    documents: list[Document]
    until: dt.date | None = None

    def meaning(self, entry: LegendEntry, words: Mapping[str, str]) -> str:
        """Write what an entry of the legend means; a state of points says how they look, since lines have colours too."""
        if entry.label:
            return entry.label
        look = "solid" if entry.state == "done" else "hollow"
        before = "" if self.plot.by_state or self.plot.type == "bars" else words[f"label.{look}"] + words["colon"]
        return before + words[f"state.{entry.state}"]

    def scale(self, words: Mapping[str, str]) -> str:
        """Write what is measured, by the one series or else the unit alone, and that the axis does not begin at zero."""
        if not self.unit:
            return ""
        (what, *others), sign = self.plot.series, words["separator"]
        measured = f"{words['label.chart_unit']}{words['colon']}{self.unit}" if others else f"{what}{sign}{self.unit}"
        return measured if self.plot.from_zero else f"{measured}{words['part']}{words['label.not_from_zero']}"

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """The layouts of the chart, one for each frame."""
        return tuple(lay_out(self.plot, frame) for frame in self.frames)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames that the chart is drawn for: a desk, and a phone."""
        return timeline.FRAMES if self.plot.type == "timeline" else FRAMES


@dataclass(frozen=True)
class SeriesView:
    """A small chart of values in the order of time: left, top, width, height and label of each bar, above or below `base`."""

    width: int
    height: int
    base: str
    label: str
    bars: tuple[tuple[int, str, int, str, str], ...]


@dataclass(frozen=True)
class _Datum:
    """A figure with how sure it is, and the period or the label below which it is drawn."""

    series: int
    number: Fact | Computed
    quantity: Quantity
    state: State
    period: Period | None
    label: Text | None
    event: Event | None


def lay_out(plot: Plot, frame: Frame) -> Drawing:
    """Lay out a plot for a frame; bars whose texts would touch each other run across, and so do lines without room."""
    always = {"roadmap": lay_out_roadmap, "timeline": timeline.lay_out_timeline, "path": lay_out_path}
    if plot.type in always:
        return always[plot.type](plot, frame)
    if plot.type == "lines" and fits_on_a_line(plot, frame):
        return lay_out_lines(plot, frame)
    return lay_out_bars(plot, frame) if fits_side_by_side(plot, frame) else lay_out_bars_across(plot, frame)


def chart_view(views: Views, chart: Chart, until: dt.date | None = None) -> ChartView:
    """View a chart with its table; the views note what it shows, and nothing is laid out yet.

    `until` leaves out what happened or was planned later; a chart of events cannot be cut.
    """
    finding = () if until else views.prose(chart.finding, chart.figures, rounded=True)
    names = [views.text(series.label) for series in chart.series]
    unit, series = "", list(enumerate(chart.series))
    if chart.type == "timeline":
        shown = []
        for index, each in series[:-1]:
            scale, part = _numbers(views, chart, [(index, each)])
            names[index] += f"\n{scale}"
            shown += part
        shown += _milestones(views, series[-1:])
    elif chart.type == "roadmap":
        shown = _milestones(views, series)
    else:
        unit, shown = _numbers(views, chart, series, until)
    marks = _named(shown, names) if chart.type == "path" and len(names) > 1 else tuple(shown)
    edge = views.words["label.edge"].format(day=views.day(views.ledger.latest)) if chart.type == "timeline" else ""
    plot = Plot(chart.type, marks, tuple(names), edge)
    documents = views.documents(name for mark in marks for name in mark.documents)
    return ChartView(chart, unit, finding, plot, documents, until)


def _named(marks: Sequence[Mark], names: Sequence[str]) -> tuple[Mark, ...]:
    """Put the name of each series before its first value, so that no legend has to say which line is which."""
    named: list[Mark] = []
    for series, (first, *others) in groupby(marks, key=lambda mark: mark.series):
        named += [replace(first, text=f"{names[series]} {first.text}"), *others]
    return tuple(named)


def _numbers(
    views: Views, chart: Chart, series: Sequence[tuple[int, Series]], until: dt.date | None = None
) -> tuple[str, list[Mark]]:
    """Return the unit of some series with their numbers, and their figures as marks, all in that unit."""
    data = [datum for index, each in series for datum in _data(views, index, each)]
    if until:
        data = [datum for datum in data if _is_of(views, datum.number, until)]
        if {datum.series for datum in data} != {index for index, _ in series}:
            raise RequestError(f"chart {chart.id} has a series of which nothing is known on {until}; show another chart")
    if chart.type not in ("path", "timeline") and all(datum.period and not datum.label for datum in data):
        data.sort(key=lambda datum: datum.period or Period.parse("FY2100"))
    unit, ends = views.in_one_unit([datum.number for datum in data])
    shown = zip(data, _texts(data, ends, views.language), strict=True)
    unnumbered = views.without_notes()  # Each line of the table names its document.
    return unit.label, [_mark(unnumbered, datum, unit, text, chart.focus) for datum, text in shown]


def _data(views: Views, index: int, series: Series) -> Iterator[_Datum]:
    """Yield the figures of one series: those that it lists, or all of its metric and form on which the documents agree."""
    events = {event.id: event for event in views.ledger.events}
    found = [(views.found(point), point) for point in series.points]
    if series.metric is not None:
        found += [(fact, Point()) for fact in drawn(views.ledger, series)]
    for number, point in found:
        period = point.at or (number.period if isinstance(number, Fact) else None)
        event = events.get(point.event or "")
        yield _Datum(index, number, views.quantity(number), _state(views, number), period, point.label, event)


def _is_of(views: Views, number: Fact | Computed, day: dt.date) -> bool:
    """Whether a number is of a time that had ended on a day or, if it is a plan or computed with one, was said by then."""
    said = [views.ledger.day_of(fact) for fact in _facts(number) if fact.kind in FORWARD]
    return max(said or [fact.period.end for fact in _facts(number)]) <= day


def _facts(number: Fact | Computed) -> tuple[Fact, ...]:
    return (number,) if isinstance(number, Fact) else number.facts


def _texts(data: Sequence[_Datum], ends: Sequence[Sequence[Decimal]], language: Language) -> Iterator[str]:
    """Yield the labels of numbers on one scale, with as many decimals as they have in common."""
    # Round numbers and ranges of plans do not say how exact the others are.
    exact = [low for datum, (low, _) in zip(data, ends, strict=True) if datum.state == "done"]
    most = common_places(exact or list(chain(*ends)), data[0].quantity.dimension, language)
    for datum, both in zip(data, ends, strict=True):
        qualifier = datum.number.qualifier if isinstance(datum.number, Fact) else None
        yield format_label(both, most, datum.quantity.dimension, qualifier, language)


def _state(views: Views, number: Fact | Computed) -> State:
    """Return how sure a number is; one that is computed with a plan or a claim is no surer than that."""
    if isinstance(number, Fact) and number.id in views.ledger.wrong_facts:
        return "wrong"
    states = {STATES[fact.kind] for fact in _facts(number)}
    return "planned" if "planned" in states else "claimed" if "claimed" in states else "done"


def _mark(views: Views, datum: _Datum, unit: ColumnUnit, text: str, focus: str | None) -> Mark:
    number, view, state = datum.number, views.number(datum.number), datum.state
    day = views.ledger.day_of(number) if isinstance(number, Fact) else views.ledger.latest
    scale = unit.factor * Decimal(10) ** unit.power
    low, high = (float(end / scale) for end in sorted(datum.quantity.stated))
    href, end, caption = view.href, day, ""
    if datum.event and datum.period:  # What was planned stands at the day of its event, what was done at its period's end.
        href, end, caption = views.addresses.to(TIMELINE, datum.event.id), datum.period.end, views.text(datum.label)
        day = end if state == "done" else datum.event.date.end
        if state == "done" and datum.period.form in ("quarter", "ttm"):  # In the middle of the quarter that it ends with.
            day = end - timeline.HALF_QUARTER
    # A chart is about an entity and what belongs to it, or about all that it shows.
    facts = _facts(number)
    muted = focus is not None and focus not in views.ledger.lineage(views.ledger.metrics[facts[0].metric].entity)
    mark = Mark(datum.series, _category(views, datum), text, low, high, state, view, day, end, href, view.marks, muted, caption)
    period = view.period if isinstance(view, FactView) else view.caption
    return replace(mark, period=period, documents=tuple(fact.document for fact in facts), at=datum.period)


def _category(views: Views, datum: _Datum) -> Category:
    """Return the category of a figure: its label, or else its period; on a timeline a label is a caption."""
    if datum.label is not None and datum.event is None:
        label = views.text(datum.label)
        return Category(tuple(label.split(", ") if ", " in label else label.split()), label)
    if datum.period is None:
        return Category(("",), "")
    lines = format_tick(datum.period, views.language)
    return Category(lines, " ".join(reversed(lines)), is_date=True)


def _milestones(views: Views, series: Sequence[tuple[int, Series]]) -> list[Mark]:
    """Return the events of some series with their numbers as marks; they have no unit."""
    events = {event.id: event for event in views.ledger.events}
    shown = []
    for index, each in series:
        for point in each.points:
            event = events[str(point.event)]
            title, period, href = views.text(event.title), views.period(event.date), views.addresses.to(TIMELINE, event.id)
            # A roadmap has no room for a day.
            when = Period.parse(event.date.text[:7]) if event.date.form == "day" else event.date
            text = f"{views.text(point.label) or title} {views.period(when)}"
            # An event whose facts are all plans is no fact, even once its day is past.
            states = {_state(views, views.found(each)) for each in event.facts}
            state: State = "planned" if states == {"planned"} or views.ledger.is_to_come(event) else "done"
            named = f"{title}{views.words['separator']}{period}"
            mark = Mark(index, Category((), ""), text, 0, 0, state, named, event.date.start, event.date.end, href)
            documents = tuple(source.document for source in event.sources)
            shown.append(replace(mark, period=period, documents=documents, at=event.date, event=event))
    return shown


def sparkline(views: Views, metric: Metric) -> SeriesView | None:
    """Draw what was reported of a metric period after period, where there is enough of one form to show a course.

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
    return series_of(values, [f"{views.period(fact.period)} {views.site.numbers[fact.id]}" for fact in facts])


def series_of(values: Sequence[Decimal], labels: Sequence[str]) -> SeriesView:
    """Place one bar for each value, scaled to the tallest, negative ones below the base line."""
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    scale = _HEIGHT / (top - bottom) if top > bottom else Decimal(0)
    tops = [f"{(top - max(value, Decimal(0))) * scale:.1f}" for value in values]
    heights = [f"{max(abs(value) * scale, Decimal('0.5')):.1f}" for value in values]
    places = range(0, len(values) * (_BAR + _GAP), _BAR + _GAP)
    bars = tuple(zip(places, tops, [_BAR] * len(values), heights, labels, strict=True))
    return SeriesView(places[-1] + _BAR, _HEIGHT, f"{top * scale:.1f}", f"{labels[0]} → {labels[-1]}", bars)
