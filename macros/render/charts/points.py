"""Points: values by period, the path of what was said by the day on which it was said, and events by their days."""

from itertools import pairwise

from macros.render.charts.bars import category_labels, fits_side_by_side
from macros.render.charts.label_placement import Spot, place_beside_points
from macros.render.charts.plot import Frame, Plot
from macros.render.charts.scales import Scale, calendar, day_scale
from macros.render.charts.shapes import GAP, LINE, Box, Drawing, Label, PlacedMark, Point, Rule, tenth, text_width

ROOM = 25  # Above the highest and below the lowest point, for their texts.

ROW, LINE_AT = 100, 58
"""The height of a series, and where its line is: the upper part is for its name and for what is to come."""


def fits_on_a_line(plot: Plot, frame: Frame) -> bool:
    """Whether every category has room below its point, and each series has one value there."""
    labels = category_labels(plot.categories, frame.width / len(plot.categories), 0)
    rows = [[label for label in labels if label.y == y] for y in {label.y for label in labels}]
    between = [
        other.x - one.x - (text_width(one.text) + text_width(other.text)) / 2 for row in rows for one, other in pairwise(row)
    ]
    return len({(mark.series, mark.category) for mark in plot.marks}) == len(plot.marks) and min(between, default=0) >= 0


def _value_axis(plot: Plot, frame: Frame) -> tuple[int, Scale, tuple[Rule, ...]]:
    """Return the height of lines, the scale of their values, and the line of zero where they are measured from there.

    Lines that run side by side need room for the values between them.
    """
    height = round(frame.height * (1 + 0.4 * (len(plot.series) - 1))) + LINE
    low, high = plot.extent
    if not plot.from_zero:
        return height, Scale(low, high, height - ROOM, ROOM), ()
    values = Scale(min(low, 0.0), max(high, 0.0), height - ROOM, ROOM)
    return height, values, (Rule(0, values(0), frame.width, values(0)),)


def lay_out_lines(plot: Plot, frame: Frame) -> Drawing:
    """Lay out the values of each series over their categories, with a line through them.

    Where there is no room for every text, the last, first, highest and lowest values have theirs, and what room is left.
    """
    height, values, zero = _value_axis(plot, frame)
    categories = plot.categories
    pitch = frame.width / len(categories)
    spots = [
        Spot(mark, Point(tenth((categories.index(mark.category) + 0.5) * pitch), values(mark.high)), above=mark.series % 2 == 0)
        for mark in plot.marks
    ]
    lines = [tuple(spot.point for spot in spots if spot.mark.series == series) for series in range(len(plot.series))]
    area = Box(0, 0, frame.width, height)
    labels = category_labels(categories, pitch, height)
    in_the_way = [*lines, *((Point(rule.x1, rule.y1), Point(rule.x2, rule.y2)) for rule in zero)]
    marks = place_beside_points(spots, in_the_way, area, all_texts=fits_side_by_side(plot, frame))
    return Drawing(frame.name, frame.width, max(label.y for label in labels) + GAP, marks, labels, zero, tuple(lines))


def lay_out_path(plot: Plot, frame: Frame) -> Drawing:
    """Lay out values by their day; each holds until the next one of its series, and a range is a bar below its upper end."""
    height, values, zero = _value_axis(plot, frame)
    days = day_scale(plot, 20, 20, frame.width - 30)
    spots, lines = [], []
    for series in range(len(plot.series)):
        line: list[Point] = []
        for mark in plot.of(series):
            point = Point(days(mark.start.toordinal()), values(mark.high))
            span = Box.between(point.x - 2.5, point.y, point.x + 2.5, values(mark.low)) if mark.low < mark.high else None
            spots.append(Spot(mark, point, above=True, span=span))
            line += [Point(point.x, line[-1].y), point] if line else [point]
        lines.append(tuple(line))
    marks = place_beside_points(spots, lines, Box(0, 0, frame.width, height))
    rules, labels = calendar(days, frame.width, height, 40)
    return Drawing(frame.name, frame.width, height + 2 * LINE + GAP, marks, labels, (*rules, *zero), tuple(lines))


def lay_out_roadmap(plot: Plot, frame: Frame) -> Drawing:
    """Lay out events: the text of what has happened is below the line, and of what is to come above it."""
    width, height = frame.width, len(plot.series) * ROW
    days = day_scale(plot, 30, 0, width)
    marks: list[PlacedMark] = []
    heads, lines = [], []
    for row, name in enumerate(plot.series):
        top, line = row * ROW, row * ROW + LINE_AT
        heads.append(Label(name, 0, top + 18, "start", bold=True))
        lines.append(Rule(0, line, width, line))
        spots = []
        for mark in sorted(plot.of(row), key=lambda mark: mark.start):
            point = Point(days(mark.start.toordinal()), line)
            end = days(mark.end.toordinal())
            span = Box.between(point.x, line - 2, end, line + 2) if mark.start < mark.end else None
            spots.append(Spot(mark, point, above=mark.state != "done", span=span))
        marks += place_beside_points(spots, [], Box(0, top + LINE + GAP, width, ROW - LINE - GAP))
    rules, names = calendar(days, width, height, 100)
    return Drawing(frame.name, width, height + LINE + GAP, tuple(marks), (*heads, *names), (*rules, *lines))
