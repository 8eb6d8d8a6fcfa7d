"""The drawing of a whole story: a plan's steps and bars on one axis of time, and what is still to come as a list.

The first series are the steps, the last one is the list, and those between are bars, each in a band with its own scale.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from macros.render.charts.label_placement import Spot, mark_text, mark_width, place_beside_points
from macros.render.charts.plot import Frame, Mark, Plot
from macros.render.charts.scales import Scale, starts
from macros.render.charts.shapes import GAP, LINE, Box, Drawing, Label, PlacedMark, Point, Rule, tenth

FRAMES = (Frame("wide", 960, 420), Frame("narrow", 358, 345))
"""A desk, where time runs across, and a phone, where it runs down; the height is that of its axis of time or of its bands."""

PITCH = 24  # From one line of the list to the next.
BREADTH = 14  # Of a bar.

HALF_QUARTER = dt.timedelta(days=45)
"""From the start of a quarter to its name, and back from its end to a number that ends with it."""

EDGE = 670  # Where the axis of time ends on a desk, soon after the last mark; the list is on the right of it.

BANDS_ACROSS = ((172, 56), (270, 232), (404, 335))
"""The places of the lowest and the highest value of each band: lower edge and upper edge."""

COLUMNS = ((36, 104), (192, 214), (256, 314))  # The same for a phone: left edge and right edge.


def lay_out_timeline(plot: Plot, frame: Frame) -> Drawing:
    """Lay out the story for a desk, or upright for a phone."""
    *drawn, to_come = (plot.of(series) for series in range(len(plot.series)))
    days = [mark.start for marks in drawn for mark in marks]
    begin = min(days).replace(day=1)
    first, last = begin.replace(month=(begin.month - 1) // 3 * 3 + 1).toordinal(), max(days).toordinal() + 18
    if frame.name == "wide":
        return _lay_out_across(plot, frame, drawn, to_come, Scale(first, last, 0, EDGE))
    top = 2 * LINE + GAP
    return _lay_out_upright(plot, frame, drawn, to_come, Scale(first, last, top, top + frame.height))


def _lay_out_across(plot: Plot, frame: Frame, drawn: Sequence[Sequence[Mark]], to_come: Sequence[Mark], days: Scale) -> Drawing:
    marks: list[PlacedMark] = []
    labels, lines, rules = [], [], []
    for start, middle, name, year in _quarters(days):
        rules.append(Rule(start, 0, start, frame.height, dotted=True))
        labels += [Label(name, middle, frame.height + LINE)] if middle < EDGE - GAP else []
        labels += [Label(year, middle, frame.height + 2 * LINE)] if year else []
    for number, (band, (bottom, top)) in enumerate(zip(drawn, BANDS_ACROSS, strict=True)):
        values = _scale_with_zero(band, bottom, top)
        head = BANDS_ACROSS[number - 1][0] + 24 + LINE if number else LINE
        labels.append(Label(plot.series[number].replace("\n", " · "), 0, head, "start", bold=True))
        rules.append(Rule(0, values(0), EDGE, values(0)))
        places = [Point(days(mark.start.toordinal()), values(mark.high)) for mark in band]
        if number == 0:
            # A plan goes on behind the ledger's end, to the end of its year.
            last = days.high + (frame.width - EDGE - GAP) * (days.high - days.low) / EDGE
            lines = [tuple(Point(days(day), values(value)) for day, value in corners) for corners in _steps(band, last)]
            spots = [Spot(_captioned(mark), place, above=True) for mark, place in zip(band, places, strict=True)]
            end = (Point(EDGE, 0), Point(EDGE, frame.height))
            marks += place_beside_points(spots, [*lines, end], Box(0, LINE + GAP, frame.width, bottom - LINE))
            continue
        for mark, place in zip(band, places, strict=True):
            bar = Box.between(place.x - BREADTH / 2, values(0), place.x + BREADTH / 2, place.y)
            y = bar.bottom + LINE - 2 if mark.high < 0 else place.y - GAP + 1
            left = min(place.x - mark_width(mark) / 2, EDGE - mark_width(mark))
            marks.append(PlacedMark(mark, *mark_text(mark, left, y), (bar,)))
    head = BANDS_ACROSS[0][0] + LINE
    labels += [Label(plot.edge, EDGE + LINE, LINE, "start"), Label(plot.series[-1], EDGE + LINE, head, "start", bold=True)]
    marks += _listed(to_come, EDGE + 2 * LINE, head + PITCH)
    height = max(frame.height + 2 * LINE + GAP, head + PITCH * (len(to_come) + 1))
    ground = Box(EDGE, 0, frame.width - EDGE, max(frame.height, head + PITCH * (len(to_come) + 0.5)))
    edge = Rule(EDGE, 0, EDGE, ground.height)
    return Drawing(frame.name, frame.width, height, tuple(marks), tuple(labels), (*rules, edge), tuple(lines), ground)


def _lay_out_upright(
    plot: Plot, frame: Frame, drawn: Sequence[Sequence[Mark]], to_come: Sequence[Mark], days: Scale
) -> Drawing:
    marks: list[PlacedMark] = []
    labels, lines, rules = [], [], []
    foot = tenth(days.end)
    for number, (band, (left, right)) in enumerate(zip(drawn, COLUMNS, strict=True)):
        values = _scale_with_zero(band, left, right)
        labels += [
            Label(word, left, LINE * (row + 1), "start", bold=True) for row, word in enumerate(plot.series[number].split("\n"))
        ]
        rules.append(Rule(values(0), days.start, values(0), foot))
        if number == 0:
            lines = [tuple(Point(values(value), days(day)) for day, value in corners) for corners in _steps(band, days.high)]
        for mark in band:
            place = Point(values(mark.high), days(mark.start.toordinal()))
            x, y = values(max(mark.high, 0)) + (2 * GAP if number == 0 else GAP), place.y + 4
            named = _captioned(mark)
            if x + mark_width(named) > COLUMNS[1][0] and mark.caption:  # On a line of its own, below the number.
                y = min(y, foot - LINE - GAP)
                labels.append(Label(mark.caption, x, tenth(y + LINE), "start"))
                named = mark
            text = mark_text(named, x, y, "start")
            bar = Box.between(values(0), place.y - BREADTH / 2, place.x, place.y + BREADTH / 2)
            marks.append(PlacedMark(mark, *text, point=place) if number == 0 else PlacedMark(mark, *text, (bar,)))
    for start, middle, name, year in _quarters(days):
        rules.append(Rule(COLUMNS[0][0], start, frame.width, start, dotted=True))
        labels += [Label(name, 0, middle + 4, "start")] if middle < foot - GAP else []
        labels += [Label(year, 0, start + 4, "start")] if year else []
    head = foot + LINE + GAP
    labels += [Label(plot.series[-1], GAP, head, "start", bold=True), Label(plot.edge, frame.width - GAP, head, "end")]
    marks += _listed(to_come, 2 * GAP, head + PITCH * 0.9)
    height = head + PITCH * (len(to_come) + 0.5)
    edge, ground = Rule(0, foot, frame.width, foot), Box(0, foot, frame.width, height - foot)
    return Drawing(frame.name, frame.width, height, tuple(marks), tuple(labels), (*rules, edge), tuple(lines), ground)


def _captioned(mark: Mark) -> Mark:
    return replace(mark, text=f"{mark.caption} {mark.text}".lstrip())


def _scale_with_zero(band: Sequence[Mark], start: float, end: float) -> Scale:
    return Scale(min(0.0, *(mark.low for mark in band)), max(0.0, *(mark.high for mark in band)), start, end)


def _steps(band: Sequence[Mark], last: float) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each period's plan: it holds until the next one, the last until its period or `last` ends."""
    plans = sorted((mark for mark in band if mark.state == "planned"), key=lambda mark: (mark.category.name, mark.start))
    for _, group in groupby(plans, key=lambda mark: mark.category):
        corners: list[tuple[float, float]] = []
        for mark in group:
            day = mark.start.toordinal()
            corners += [(day, corners[-1][1]), (day, mark.high)] if corners else [(day, mark.high)]
        yield [*corners, (max(corners[-1][0], min(mark.end.toordinal(), last)), mark.high)]


def _listed(marks: Sequence[Mark], x: float, y: float) -> Iterator[PlacedMark]:
    for row, mark in enumerate(marks):
        place = Point(x, tenth(y + row * PITCH))
        yield PlacedMark(mark, *mark_text(mark, x + 2 * GAP, place.y + 4, "start"), point=place)


def _quarters(days: Scale) -> Iterator[tuple[float, float, str, str]]:
    """Yield of each quarter within a scale of days: where it starts, its middle, its name and, of a first quarter, the year."""
    for start in starts(days):
        middle = start.toordinal() + HALF_QUARTER.days
        yield days(start.toordinal()), days(middle), f"Q{start.month // 3 + 1}", str(start.year) if start.month == 1 else ""
