"""Charts as Vega-Lite specifications and their drawings as SVG that a page can hold.

Pure: a `Plot` in, a specification out; the SVG that Vega makes of it in, the SVG of the page out.
Everything is placed by numbers that are worked out here and no text is measured, so that a drawing
does not depend on the fonts of the machine that builds the site. There are no axes with numbers of
their own: each value is written at its mark, and is a link to its fact.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any, Literal
from xml.etree import ElementTree as ET

from macros.ledger.model import ChartType

State = Literal["done", "planned", "claimed", "wrong"]
Spec = dict[str, Any]

FONT = 12
"""Size of text in the units of the drawing, which are pixels where it is shown at its own width."""

_LINE = 15
_GAP = 6
_PLACED: Spec = {"type": "quantitative", "axis": None, "scale": None}
"""For what has its place in the drawing already."""

_WIDEST = 90
"""The most that one bar takes with its gap: two or three bars make no wall."""

_SHAPES = ("circle", "square", "triangle-up")
_DASHES: tuple[list[int], ...] = ([1, 0], [7, 3], [2, 2])
_OUTLINES: Mapping[State, list[float]] = MappingProxyType({"planned": [5, 3], "claimed": [1.5, 2.5], "wrong": [1.5, 2.5]})


@dataclass(frozen=True)
class Frame:
    """For which width a drawing is made; each chart has one for a desk and one for a phone."""

    name: str
    width: int
    height: int


FRAMES = (Frame("wide", 688, 200), Frame("narrow", 358, 150))


@dataclass(frozen=True)
class Category:
    """What stands at the foot of bars and lines: in lines there, in one where the chart runs across.

    The last line of a date is its year, which is said once while it goes on.
    """

    lines: tuple[str, ...]
    name: str
    is_date: bool = False


@dataclass(frozen=True)
class Mark:
    """One value of a chart: where it stands, what is written at it, and where that leads."""

    series: int
    category: Category
    text: str
    low: float
    high: float
    state: State
    title: str
    start: dt.date = dt.date.min
    end: dt.date = dt.date.min
    link: Mapping[str, str] = field(default_factory=dict)
    corrections: tuple[tuple[str, str], ...] = ()
    """Address and title of each correction of it: a sign beside the value leads there."""


@dataclass(frozen=True)
class Plot:
    """What is drawn: marks in their order; `series` are the labels, which are the rows of a roadmap."""

    type: ChartType
    marks: tuple[Mark, ...]
    series: tuple[str, ...]

    @property
    def categories(self) -> list[Category]:
        """The categories in their order, each once."""
        return list(dict.fromkeys(mark.category for mark in self.marks))


def specification(plot: Plot, frame: Frame) -> Spec:
    """Return the Vega-Lite specification of a plot for a frame."""
    if plot.type == "roadmap":
        return _roadmap(plot, frame)
    if plot.type == "path":
        return _path(plot, frame)
    if not _fits(plot, frame):
        return _across(plot, frame)
    return _lines(plot, frame) if plot.type == "lines" else _bars(plot, frame)


def text_width(text: str) -> float:
    """Estimate how wide a text is: a Han character is as wide as high, others little more than half of it.

    >>> text_width("2025 计划")
    60.0
    """
    return sum(FONT if ord(letter) > 0x2E7F else FONT * 0.6 for letter in text)


# --- forms of charts ---------------------------------------------------------------------------


def _fits(plot: Plot, frame: Frame) -> bool:
    """Whether every value and every category has room beside its neighbours."""
    texts = [mark.text for mark in plot.marks] + [line for category in plot.categories for line in category.lines]
    return max(map(text_width, texts)) + 2 <= frame.width / _slots(plot)


def _slots(plot: Plot) -> int:
    """How many values stand side by side."""
    if plot.type == "lines":
        return len(plot.categories)
    return len({(mark.series, mark.category) for mark in plot.marks})


def _bars(plot: Plot, frame: Frame) -> Spec:
    low, high = _extent(plot)
    foot = _deepest(plot) * _LINE + (_LINE if low < 0 else 0)
    x = {**_band(len(plot.categories)), "field": "c"}
    offset = {"xOffset": {"field": "s", "type": "ordinal"}} if len(plot.series) > 1 else {}
    y = _measure([low, high])
    layers: list[Spec] = []
    for state, series, where in _groups(plot):
        for bottom, top, which in (("zero", "low", where), ("low", "high", f"{where} && datum.low < datum.high")):
            mark = {"type": "bar", **_face(state, series)}
            layers.append(_layer(mark, which, x=x, y={**y, "field": bottom}, y2={"field": top}, **offset))
    for where, shift, baseline in (("datum.high >= 0", -_GAP, "bottom"), ("datum.high < 0", _GAP, "top")):
        layers.append(_layer(_words("ink", dy=shift, baseline=baseline), where, x=x, y={**y, "field": "high"}, **offset))
    layers.append({"mark": {"type": "rule", "stroke": "var(--chart-rule)"}, "encoding": {"y": {**y, "datum": 0}}})
    layers += _foot(plot.categories, frame.height + (_LINE if low < 0 else 0))
    return _spec(
        min(frame.width, _slots(plot) * _WIDEST), frame.height, _values(plot), layers, top=_LINE + _GAP, bottom=foot + _GAP
    )


def _across(plot: Plot, frame: Frame) -> Spec:
    """Bars that run across, a line each: for long labels, and for many values on a phone."""
    low, high = _extent(plot)
    ordered = [mark for category in plot.categories for mark in plot.marks if mark.category == category]
    labels = [mark.category.name for mark in ordered]
    left = max(map(text_width, labels)) + _GAP
    right = max(text_width(mark.text) + (FONT + 3) * len(mark.corrections) for mark in ordered) + _GAP
    before = max((text_width(mark.text) + _GAP for mark in ordered if mark.high < 0), default=0.0)
    pitch = 26  # A finger, and the rules on the size of targets, want 24 at least.
    height = len(ordered) * pitch
    values = [{**value, "r": row} for row, value in enumerate(_values(Plot(plot.type, tuple(ordered), plot.series)))]
    y = {**_band(len(ordered)), "field": "r"}
    x = _measure([low, high])
    layers: list[Spec] = []
    for state, series, where in _groups(plot):
        for start, end, which in (("zero", "low", where), ("low", "high", f"{where} && datum.low < datum.high")):
            mark = {"type": "bar", **_face(state, series)}
            layers.append(_layer(mark, which, y=y, x={**x, "field": start}, x2={"field": end}))
    for where, shift, align in (("datum.high >= 0", _GAP, "left"), ("datum.high < 0", -_GAP, "right")):
        layers.append(_layer(_words("ink", dx=shift, align=align), where, y=y, x={**x, "field": "high"}))
    layers.append({"mark": {"type": "rule", "stroke": "var(--chart-rule)"}, "encoding": {"x": {**x, "datum": 0}}})
    shown = [{"r": row, "text": label} for row, label in enumerate(labels) if not row or label != labels[row - 1]]
    encoding = {"y": y, "x": {"value": -_GAP - before}, "text": {"field": "text"}}
    layers.append({"data": {"values": shown}, "mark": _words("quiet", align="right"), "encoding": encoding})
    return _spec(frame.width, height, values, layers, left=left + before, right=right)


def _lines(plot: Plot, frame: Frame) -> Spec:
    low, high = _extent(plot)
    if plot.type == "lines" and min(mark.low for mark in plot.marks) > (high - low) / 3:
        low = min(mark.low for mark in plot.marks)  # A course far above zero is seen better without it.
    margin = (high - low) * 0.12
    x = {**_band(len(plot.categories)), "field": "c"}
    y = {"field": "high", **_measure([low - margin, high + margin])}
    layers: list[Spec] = []
    for series in range(len(plot.series)):
        where = f"datum.s == {series}"
        line = {"type": "line", "stroke": _colour(series), "strokeWidth": 2, "strokeDash": _DASHES[series]}
        layers.append({"transform": [{"filter": where}], "mark": line, "encoding": {"x": x, "y": y}})
        layers.append(_layer(_words("ink", **_beside(series)), where, x=x, y=y))
    layers += _points(plot, {"x": x, "y": y})
    layers += _foot(plot.categories, frame.height)
    foot = _deepest(plot) * _LINE + _GAP
    return _spec(frame.width, frame.height, _values(plot), layers, top=_LINE, bottom=foot)


def _path(plot: Plot, frame: Frame) -> Spec:
    """What was said, by the day on which it was said: each value holds until the next one."""
    low, high = min(mark.low for mark in plot.marks), max(mark.high for mark in plot.marks)
    margin = (high - low) * 0.15
    days = _span(plot, 20)
    x = {"field": "start", **_measure(days)}
    y = _measure([low - margin, high + margin])
    # Courses that run side by side need room for the values between them.
    height = frame.height * (1 + 0.4 * (len(plot.series) - 1))
    layers = _calendar(plot, days, height)
    for series in range(len(plot.series)):
        where = f"datum.s == {series}"
        line = {"type": "line", "interpolate": "step-after", "stroke": _colour(series), "strokeDash": _DASHES[series]}
        encoding = {"x": x, "y": {**y, "field": "high"}}
        layers.append({"transform": [{"filter": where}], "mark": line, "encoding": encoding})
        span = {"type": "rule", "stroke": _colour(series), "strokeWidth": 5, "opacity": 0.5}
        range_ = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
        layers.append({"transform": [{"filter": f"{where} && datum.low < datum.high"}], "mark": span, "encoding": range_})
        layers.append(_layer(_words("ink", dy=-_GAP - 2, baseline="bottom"), where, x=x, y={**y, "field": "high"}))
    layers += _points(plot, {"x": x, "y": {**y, "field": "high"}})
    return _spec(frame.width, height, _values(plot), layers, top=_LINE, bottom=2 * _LINE + _GAP, left=20, right=30)


def _roadmap(plot: Plot, frame: Frame) -> Spec:
    """Events on a line for each series: what has happened filled, what is to come hollow."""
    row_height, line_at = 100, 58
    days = _span(plot, 30)
    width = frame.width
    x = {"field": "start", **_measure(days)}
    values = []
    taken: dict[tuple[int, int], float] = {}
    for value, mark in sorted(zip(_values(plot), plot.marks, strict=True), key=lambda each: each[1].start):
        at = (value["start"] - days[0]) / (days[1] - days[0]) * width
        wide = text_width(mark.text)
        begin = min(max(at - wide / 2, 0), width - wide)
        # What has happened is named below the line and what is to come above it, where there is room.
        levels = (16, -12, 31, -27) if mark.state == "done" else (-12, 16, -27, 31)
        level = next((each for each in levels if taken.get((mark.series, each), 0) <= begin), levels[0])
        taken[mark.series, level] = begin + wide + _GAP
        line = mark.series * row_height + line_at
        values.append({**value, "px": begin, "py": line + level, "line": line})
    y = {"field": "line", **_PLACED}
    layers = _calendar(plot, days, len(plot.series) * row_height)
    tops = [row * row_height for row in range(len(plot.series))]
    rows = [{"y": top + 14, "line": top + line_at, "text": text} for top, text in zip(tops, plot.series, strict=True)]
    rule = {"type": "rule", "stroke": "var(--chart-rule)"}
    layers.append({"data": {"values": rows}, "mark": rule, "encoding": {"y": {**_PLACED, "field": "line"}}})
    heads = {"x": {"value": 0}, "y": {**_PLACED, "field": "y"}, "text": {"field": "text"}}
    layers.append({"data": {"values": rows}, "mark": {**_words("ink", align="left"), "fontWeight": "bold"}, "encoding": heads})
    spans = {"type": "rule", "stroke": _colour(0), "strokeWidth": 4, "opacity": 0.5}
    lasting = {"x": x, "x2": {"field": "end"}, "y": y}
    layers.append({"transform": [{"filter": "datum.start < datum.end"}], "mark": spans, "encoding": lasting})
    layers += _points(plot, {"x": x, "y": y})
    where = {"x": {**_PLACED, "field": "px"}, "y": {**_PLACED, "field": "py"}}
    layers.append(_layer(_words("ink", align="left"), "true", **where))
    return _spec(frame.width, len(plot.series) * row_height, values, layers, bottom=2 * _LINE + _GAP)


# --- parts of specifications -------------------------------------------------------------------


def _spec(
    width: float,
    height: float,
    values: list[Spec],
    layers: list[Spec],
    *,
    top: float = 0,
    bottom: float = 0,
    left: float = 0,
    right: float = 0,
) -> Spec:
    return {
        "width": width - left - right,
        "height": height,
        "padding": {"top": top, "bottom": bottom, "left": left, "right": right},
        "autosize": "none",
        "background": None,
        "data": {"values": values},
        "layer": layers,
        "config": {"view": {"stroke": None}, "aria": False},
    }


def _values(plot: Plot) -> list[Spec]:
    categories = plot.categories
    return [
        {
            "n": f"#{number}",
            "c": categories.index(mark.category),
            "s": mark.series,
            "zero": 0,
            "low": mark.low,
            "high": mark.high,
            "text": mark.text,
            "state": mark.state,
            "start": mark.start.toordinal(),
            "end": mark.end.toordinal(),
        }
        for number, mark in enumerate(plot.marks)
    ]


def _layer(mark: Spec, where: str, **encoding: Spec) -> Spec:
    """One kind of mark over the chart's values, each of which can be told by its number afterwards."""
    named: Spec = {**encoding, "href": {"field": "n"}}
    if mark["type"] == "text":
        named["text"] = {"field": "text"}
    return {"transform": [{"filter": where}], "mark": mark, "encoding": named}


def _points(plot: Plot, encoding: Spec) -> list[Spec]:
    layers = []
    for state, series, where in _groups(plot):
        face = {"fill": _colour(series)} if state == "done" else {"fill": "var(--chart-paper)"}
        mark = {"type": "point", "shape": _SHAPES[series], "size": 60, "opacity": 1, "stroke": _colour(series), **face}
        layers.append(_layer({**mark, "strokeWidth": 2}, where, **encoding))
    return layers


def _groups(plot: Plot) -> Iterable[tuple[State, int, str]]:
    """The combinations of state and series that there are, with the filter for each."""
    found = dict.fromkeys((mark.state, mark.series) for mark in plot.marks)
    return [(state, series, f"datum.state == '{state}' && datum.s == {series}") for state, series in found]


def _face(state: State, series: int) -> Spec:
    """A bar: filled for what happened, dashed for a plan, dotted for a claim."""
    if state == "done":
        return {"fill": _colour(series)}
    stroke = "var(--chart-wrong)" if state == "wrong" else _colour(series)
    return {"fill": "var(--chart-paper)", "stroke": stroke, "strokeWidth": 1.5, "strokeDash": _OUTLINES[state]}


def _colour(series: int) -> str:
    return f"var(--chart-{series + 1})"


def _words(tone: str, **place: Any) -> Spec:
    return {"type": "text", "fill": f"var(--chart-{tone})", "fontSize": FONT, "baseline": "middle", **place}


def _beside(series: int) -> Spec:
    """Where a line's values stand: those of the first above it, of the others below, out of each other's way."""
    return {"dy": -_GAP - 2, "baseline": "bottom"} if series == 0 else {"dy": _GAP + 2, "baseline": "top"}


def _band(slots: int) -> Spec:
    scale = {"domain": list(range(slots)), "paddingInner": 0.25, "paddingOuter": 0.12}
    return {"type": "ordinal", "axis": None, "scale": scale}


def _deepest(plot: Plot) -> int:
    return max(len(category.lines) for category in plot.categories)


def _measure(domain: Sequence[float]) -> Spec:
    """A scale from one end of the drawing to the other."""
    return {"type": "quantitative", "axis": None, "scale": {"domain": list(domain), "nice": False, "zero": False}}


def _foot(categories: Sequence[Category], top: float) -> list[Spec]:
    """The categories below bars and lines; a year that goes on is said once."""
    values = []
    for index, category in enumerate(categories):
        year_goes_on = index > 0 and category.is_date and category.lines[-1] == categories[index - 1].lines[-1]
        shown = category.lines[:-1] if year_goes_on and len(category.lines) > 1 else category.lines
        values += [{"c": index, "y": top + 11 + row * _LINE, "text": text} for row, text in enumerate(shown)]
    encoding = {"x": {**_band(len(categories)), "field": "c"}, "text": {"field": "text"}}
    encoding["y"] = {"field": "y", **_PLACED}
    encoding["x"]["bandPosition"] = 0.5
    return [{"data": {"values": values}, "mark": _words("quiet"), "encoding": encoding}]


def _calendar(plot: Plot, days: list[int], height: float) -> list[Spec]:
    """Thin lines at the starts of quarters, or of years where there are many, with their names below."""
    first, last = (dt.date.fromordinal(day) for day in days)
    starts = [dt.date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 4, 7, 10)]
    starts = [day for day in starts if first <= day <= last]
    if plot.type == "roadmap":
        starts = [day for day in starts if day.month == 1]
    values = []
    for day in starts:
        quarter = [] if plot.type == "roadmap" else [f"Q{(day.month + 2) // 3}"]
        lines = [*quarter, str(day.year)] if day.month == 1 or day == starts[0] else quarter
        values += [{"x": day.toordinal(), "y": height + 12 + row * _LINE, "text": text} for row, text in enumerate(lines)]
    x = {"field": "x", **_measure(days)}
    rule = {"type": "rule", "stroke": "var(--chart-rule)", "strokeDash": [1, 3]}
    y = {"field": "y", **_PLACED}
    return [
        {"data": {"values": values}, "mark": rule, "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": height}}},
        {"data": {"values": values}, "mark": _words("quiet"), "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
    ]


def _extent(plot: Plot) -> tuple[float, float]:
    return min(0.0, *(mark.low for mark in plot.marks)), max(0.0, *(mark.high for mark in plot.marks))


def _span(plot: Plot, margin: int) -> list[int]:
    starts, ends = [mark.start.toordinal() for mark in plot.marks], [mark.end.toordinal() for mark in plot.marks]
    return [min(starts) - margin, max(*starts, *ends) + margin]


# --- drawings ----------------------------------------------------------------------------------

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_KEPT = frozenset(
    ("x1", "x2", "y1", "y2", "d", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor")
) | frozenset(("font-size", "font-weight", "opacity", "viewBox"))
_DULL = {"opacity": "1", "text-anchor": "start", "transform": "translate(0,0)", "fill": "none", "stroke-width": "1"}


def embedded(svg: str, plot: Plot, label: str, name: str) -> str:
    """Make Vega's SVG fit for a page: its values become links to their facts, its own roles and sizes go.

    `label` says what the chart shows to those who do not see it. The result has no identifiers and no styles of its
    own: it may stand on a page more than once, and takes its colours from the page.
    """
    root = ET.fromstring(svg)  # noqa: S314 - it was drawn a moment ago by the library, from our own specification
    view_box = root.get("viewBox", "")
    body = "".join(_markup(child, plot) for child in root)
    width = view_box.split()[2]
    return (
        f'<svg class="drawing drawing--{name}" viewBox="{view_box}" width="{width}" role="graphics-document"'
        f' fill="none" aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )


def _markup(element: ET.Element, plot: Plot) -> str:
    """Write one element of Vega's drawing as the page holds it."""
    tag = element.tag.removeprefix(_SVG)
    if element.get("class") in ("background", "foreground") or (tag == "text" and not element.text):
        return ""
    inner = escape(element.text or "") + "".join(_markup(child, plot) for child in element)
    if tag == "a":
        return _value(element, plot, inner)
    attributes = "".join(
        f' {key}="{escape(_short(value))}"'
        for key, value in element.attrib.items()
        if key in _KEPT and not (_DULL.get(key) == value and not (key == "fill" and tag != "g"))
    )
    if tag == "g" and not attributes:
        return inner
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>" if tag != "g" else ""


def _value(element: ET.Element, plot: Plot, inner: str) -> str:
    # Vega resolves even `#7` against an address of its own; the number is what stands behind the sign.
    mark = plot.marks[int(element.get(_HREF, "").rpartition("#")[2])]
    title = f"<title>{escape(mark.title)}</title>"
    text = element.find(f"{_SVG}text")
    if text is None:
        return f"<g{_attributes(mark.link, ('data-fact', 'data-document', 'data-derived'))}>{title}{inner}</g>"
    return f"<a{_attributes(mark.link)}>{title}{inner}</a>{_signs(text, mark)}"


def _attributes(values: Mapping[str, str], only: tuple[str, ...] = ()) -> str:
    return "".join(f' {key}="{escape(value)}"' for key, value in values.items() if not only or key in only)


def _signs(text: ET.Element, mark: Mark) -> str:
    """The signs of corrections, behind the value as it is anchored."""
    wide = text_width(mark.text) * {"middle": 0.5, "end": 0.0}.get(text.get("text-anchor", ""), 1.0)
    place = _short(text.get("transform", ""))
    return "".join(
        f'<a class="mark" href="{escape(href)}"><title>{escape(title)}</title><text transform="{place}" dx="{wide + 1:.0f}"'
        f' font-size="{FONT}px" fill="var(--chart-wrong)">※</text></a>'
        for href, title in mark.corrections
    )


def _short(value: str) -> str:
    """Round coordinates to a tenth: finer is not seen."""
    return re.sub(r"-?\d+\.\d+", lambda match: f"{float(match.group()):.1f}".removesuffix(".0"), value)
