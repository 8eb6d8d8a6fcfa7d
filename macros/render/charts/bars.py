"""Bars: upright where their texts have room side by side, and across, a line each, where they have not."""

from collections.abc import Iterator, Sequence

from macros.render.charts.label_placement import mark_text, mark_width
from macros.render.charts.plot import Category, Frame, Mark, Plot
from macros.render.charts.scales import Scale
from macros.render.charts.shapes import ASCENT, DESCENT, GAP, LINE, Box, Drawing, Label, PlacedMark, Rule, tenth, text_width

BROADEST = 90  # The most that one bar takes with its gap, however wide the frame.
FILLED = 0.75  # The part of that which is the bar.
PITCH = 26  # From one bar across to the next; targets have to be 24 high at least.


def fits_side_by_side(plot: Plot, frame: Frame) -> bool:
    """Whether every value and every category has room beside its neighbours."""
    values = {(mark.series, mark.category) for mark in plot.marks}
    return len(values) == len(plot.marks) and _least_pitch(plot) <= frame.width / len(plot.categories)


def _least_pitch(plot: Plot) -> float:
    """Return the width that a category needs: of its longest line, or of its values, one for each series."""
    beside = len(plot.series) / FILLED if plot.type == "bars" and len(plot.series) > 1 else 1
    names = [text_width(line) for category in plot.categories for line in category.lines]
    return max([*names, *(mark_width(mark) * beside for mark in plot.marks)]) + 2


def lay_out_bars(plot: Plot, frame: Frame) -> Drawing:
    """Lay out bars side by side, those of a category without a gap."""
    categories = plot.categories
    width = min(frame.width, len(plot.marks) * max(BROADEST, _least_pitch(plot)))
    pitch = width / len(categories)
    breadth = min(pitch, BROADEST * len(plot.series)) * FILLED / len(plot.series)
    low, high = _extent_with_zero(plot)
    top = LINE + GAP
    values = Scale(low, high, top + frame.height, top)
    foot = top + frame.height + (LINE + GAP if low < 0 else 0)
    marks = []
    for mark in plot.marks:
        middle = (categories.index(mark.category) + 0.5) * pitch + (mark.series - (len(plot.series) - 1) / 2) * breadth
        bars = tuple(
            Box.between(middle - breadth / 2, values(near), middle + breadth / 2, values(far))
            for near, far in _stretches(plot, mark)
        )
        y = values(mark.low) + GAP + ASCENT if mark.high < 0 else values(mark.high) - GAP - DESCENT + 1
        marks.append(PlacedMark(mark, *mark_text(mark, middle - mark_width(mark) / 2, y), bars))
    zero = values(0) + 0.5  # below the bars that stand on it
    axis = Rule(0, zero, tenth(width), zero)
    labels = category_labels(categories, pitch, foot)
    return Drawing(frame.name, tenth(width), max(label.y for label in labels) + GAP, tuple(marks), labels, (axis,))


def lay_out_bars_across(plot: Plot, frame: Frame) -> Drawing:
    """Lay out bars from left to right, a line each, with their categories on the left."""
    ordered = [mark for category in plot.categories for mark in plot.marks if mark.category == category]
    names = [mark.category.name for mark in ordered]
    low, high = _extent_with_zero(plot)
    left = max(map(text_width, names)) + GAP
    right = frame.width - max(map(mark_width, ordered)) - GAP
    values = Scale(low, high, left, max(right, left + PITCH))
    marks, labels = [], []
    for row, mark in enumerate(ordered):
        y = (row + 0.5) * PITCH
        half = PITCH * FILLED / 2
        bars = tuple(Box.between(values(near), y - half, values(far), y + half) for near, far in _stretches(plot, mark))
        text = mark_text(mark, values(max(mark.high, 0)) + GAP, y + 4, "start")  # beside zero where the bar is negative
        marks.append(PlacedMark(mark, *text, bars))
        if row == 0 or names[row] != names[row - 1]:
            labels.append(Label(names[row], tenth(left - GAP), y + 4, "end"))
    height = len(ordered) * PITCH
    axis = Rule(values(0), 0, values(0), height)
    return Drawing(frame.name, frame.width, height, tuple(marks), tuple(labels), (axis,))


def category_labels(categories: Sequence[Category], pitch: float, top: float) -> tuple[Label, ...]:
    """Return the names of categories below bars or lines; the year of the category before is not repeated."""
    labels = []
    width = pitch * len(categories)
    for index, category in enumerate(categories):
        goes_on = index > 0 and category.is_date and category.lines[-1] == categories[index - 1].lines[-1]
        shown = category.lines[:-1] if goes_on and len(category.lines) > 1 else category.lines
        for row, line in enumerate(shown):
            half = text_width(line) / 2
            x = max(min((index + 0.5) * pitch, width - half), half)
            labels.append(Label(line, tenth(x), top + (row + 1) * LINE))
    return tuple(labels)


def _extent_with_zero(plot: Plot) -> tuple[float, float]:
    low, high = plot.extent
    return min(low, 0.0), max(high, 0.0) if low or high else 1.0


def _stretches(plot: Plot, mark: Mark) -> Iterator[tuple[float, float]]:
    """Yield a bar from zero to its value; for a range to its near end, where it is not left out, and on to the far one."""
    near, far = sorted((mark.low, mark.high), key=abs)
    if not (plot.ranges_float and mark.state == "planned" and near * far > 0):
        yield 0.0, near
    if near != far:
        yield (near if near * far > 0 else 0.0), far
