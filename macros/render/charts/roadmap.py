"""Roadmaps: events by their days, on a line for each series."""

from __future__ import annotations

from macros.render.charts.label_placement import Spot, place_beside_points
from macros.render.charts.plot import Frame, Plot
from macros.render.charts.scales import calendar, day_scale
from macros.render.charts.shapes import GAP, LINE, Box, Drawing, Label, PlacedMark, Point, Rule

ROW, LINE_AT = 100, 58
"""The height of a series, and where its line is: the upper part is for its name and for what is to come."""


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
