"""The drawing of a whole story: a plan's steps and bars on one axis of time, and what is still to come as a list.

The first series are the steps, the last one is the list, and those between are bars, each in a band with its own scale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from macros.render.charts.label_placement import Spot, mark_text, mark_width, place_beside_points
from macros.render.charts.plot import Frame, Mark, Plot
from macros.render.charts.scales import Scale, calendar
from macros.render.charts.shapes import GAP, LINE, Box, Drawing, Label, PlacedMark, Point, Rule, tenth

FRAMES = (Frame("wide", 960, 420), Frame("narrow", 358, 345))
"""A desk, where time runs across, and a phone, where it runs down; the height is that of its axis of time or of its bands."""

PITCH = 24
"""From one line of the list to the next."""

BREADTH = 14
"""Of a bar."""

EDGE = 670
"""Where the ledger ends, on a desk; the list is on the right of it."""

BANDS_ACROSS = ((172, 56), (270, 232), (404, 335))
"""The places of the lowest and the highest value of each band: lower edge and upper edge."""

COLUMNS = ((36, 104), (192, 214), (256, 314))
"""The same for a phone: left edge and right edge."""


def lay_out_timeline(plot: Plot, frame: Frame) -> Drawing:
    """Lay out the story for a desk, or upright for a phone."""
    *drawn, to_come = (plot.of(series) for series in range(len(plot.series)))
    days = [mark.start.toordinal() for marks in drawn for mark in marks]
    if frame.name == "wide":
        return _lay_out_across(plot, frame, drawn, to_come, Scale(min(days) - 20, max(days) + 12, 0, EDGE))
    top = 2 * LINE + GAP
    return _lay_out_upright(plot, frame, drawn, to_come, Scale(min(days) - 20, max(days) + 12, top, top + frame.height))


def _lay_out_across(plot: Plot, frame: Frame, drawn: Sequence[Sequence[Mark]], to_come: Sequence[Mark], days: Scale) -> Drawing:
    marks: list[PlacedMark] = []
    rules, labels = calendar(days, EDGE, frame.height, 40)
    heads, lines, axes = [], [], []
    for number, (band, (bottom, top)) in enumerate(zip(drawn, BANDS_ACROSS, strict=True)):
        values = _scale_with_zero(band, bottom, top)
        heads.append(
            Label(
                plot.series[number].replace("\n", " · "),
                0,
                BANDS_ACROSS[number - 1][0] + 24 + LINE if number else LINE,
                "start",
                bold=True,
            )
        )
        axes.append(Rule(0, values(0), EDGE, values(0)))
        places = [Point(days(mark.start.toordinal()), values(mark.high)) for mark in band]
        if number == 0:
            lines = [tuple(Point(days(day), values(value)) for day, value in corners) for corners in _steps(band, days)]
            spots = [Spot(mark, place, above=True) for mark, place in zip(band, places, strict=True)]
            marks += place_beside_points(spots, lines, Box(0, LINE + GAP, EDGE, bottom - LINE))
            continue
        for mark, place in zip(band, places, strict=True):
            bar = Box.between(place.x - BREADTH / 2, values(0), place.x + BREADTH / 2, place.y)
            y = bar.bottom + LINE - 2 if mark.high < 0 else place.y - GAP + 1
            left = min(place.x - mark_width(mark) / 2, EDGE - mark_width(mark))
            marks.append(PlacedMark(mark, *mark_text(mark, left, y), (bar,)))
    heads.append(Label(plot.series[-1], EDGE + LINE, LINE, "start", bold=True))
    marks += _listed(to_come, EDGE + 2 * LINE, LINE + PITCH)
    height = frame.height + 2 * LINE + GAP
    edge = Rule(EDGE, 0, EDGE, frame.height)
    return Drawing(frame.name, frame.width, height, tuple(marks), (*heads, *labels), (*rules, *axes, edge), tuple(lines))


def _lay_out_upright(
    plot: Plot, frame: Frame, drawn: Sequence[Sequence[Mark]], to_come: Sequence[Mark], days: Scale
) -> Drawing:
    marks: list[PlacedMark] = []
    labels, lines, axes = [], [], []
    foot = tenth(days.end)
    for number, (band, (left, right)) in enumerate(zip(drawn, COLUMNS, strict=True)):
        values = _scale_with_zero(band, left, right)
        labels += [
            Label(word, left, LINE * (row + 1), "start", bold=True) for row, word in enumerate(plot.series[number].split("\n"))
        ]
        axes.append(Rule(values(0), days.start, values(0), foot))
        if number == 0:
            lines = [tuple(Point(values(value), days(day)) for day, value in corners) for corners in _steps(band, days)]
        for mark in band:
            place = Point(values(mark.high), days(mark.start.toordinal()))
            text = mark_text(mark, values(max(mark.high, 0)) + (2 * GAP if number == 0 else GAP), place.y + 4, "start")
            bar = Box.between(values(0), place.y - BREADTH / 2, place.x, place.y + BREADTH / 2)
            marks.append(PlacedMark(mark, *text, point=place) if number == 0 else PlacedMark(mark, *text, (bar,)))
    quarters = list(_quarters(days))
    labels += [
        Label(str(day.year) if day.month == 1 else f"Q{day.month // 3 + 1}", 0, days(day.toordinal()) + 4, "start")
        for day in quarters
    ]
    rules = [Rule(COLUMNS[0][0], days(day.toordinal()), frame.width, days(day.toordinal()), dotted=True) for day in quarters]
    labels.append(Label(plot.series[-1], 0, foot + 2 * LINE, "start", bold=True))
    marks += _listed(to_come, GAP, foot + 2 * LINE + PITCH * 0.8)
    height = foot + 2 * LINE + PITCH * (len(to_come) + 0.5)
    edge = Rule(0, foot, frame.width, foot)
    return Drawing(frame.name, frame.width, height, tuple(marks), tuple(labels), (*rules, *axes, edge), tuple(lines))


def _scale_with_zero(band: Sequence[Mark], start: float, end: float) -> Scale:
    return Scale(min(0.0, *(mark.low for mark in band)), max(0.0, *(mark.high for mark in band)), start, end)


def _steps(band: Sequence[Mark], days: Scale) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each period's plan: it holds until the next one, the last until its period or the ledger ends."""
    plans = [mark for mark in band if mark.state != "done"]
    for _, group in groupby(plans, key=lambda mark: mark.category):
        corners: list[tuple[float, float]] = []
        for mark in group:
            day = mark.start.toordinal()
            corners += [(day, corners[-1][1]), (day, mark.high)] if corners else [(day, mark.high)]
        yield [*corners, (min(mark.end.toordinal(), days.high), mark.high)]


def _listed(marks: Sequence[Mark], x: float, y: float) -> Iterator[PlacedMark]:
    """Yield what is to come, a line each, in its order."""
    for row, mark in enumerate(marks):
        place = Point(x, tenth(y + row * PITCH))
        yield PlacedMark(mark, *mark_text(mark, x + 2 * GAP, place.y + 4, "start"), point=place)


def _quarters(days: Scale) -> Iterator[dt.date]:
    """Yield the first days of the quarters within a scale of days."""
    day = dt.date.fromordinal(int(days.low))
    while day.toordinal() <= days.high:
        if day.day == 1 and day.month in (1, 4, 7, 10):
            yield day
        day += dt.timedelta(days=1)
