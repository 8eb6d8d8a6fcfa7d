"""The layout of charts: everything has room, and positions say what the numbers say."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros.ledger.editorial import ChartType
from macros.render.charts.plot import FRAMES, Category, Frame, Mark, Plot
from macros.render.charts.plots import lay_out
from macros.render.charts.scales import Scale, calendar
from macros.render.charts.shapes import SIGN, Box, Drawing, Label, PlacedMark, Point, text_width

WIDE, NARROW = FRAMES
Range = tuple[float, float]


def box_of(label: Label) -> Box:
    """The rectangle of a text: its estimated width, and the height of a figure or a Han character."""
    width = text_width(label.text)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return Box(left, label.y - 9, width, 11)


def text_box(placed: PlacedMark) -> Box:
    """The rectangle of a mark's text with its signs."""
    assert placed.label
    box = box_of(placed.label)
    return Box(box.x, box.y, placed.signs[-1] + SIGN - box.x, box.height) if placed.signs else box


def shapes_of(placed: PlacedMark) -> list[Box]:
    """The rectangles of a mark's shapes."""
    return [*placed.bars, *([placed.point.symbol] if placed.point else []), *([placed.span] if placed.span else [])]


def texts_of(drawing: Drawing) -> list[tuple[str, Box]]:
    """Every text of a drawing with its rectangle."""
    marks = [(placed.label.text, text_box(placed)) for placed in drawing.marks if placed.label]
    return marks + [(label.text, box_of(label)) for label in drawing.labels]


def overlap(one: Box, other: Box) -> bool:
    """Whether two rectangles share more than what rounding to a tenth may bring together."""
    return one.x + 0.2 < other.right and other.x + 0.2 < one.right and one.y + 0.2 < other.bottom and other.y + 0.2 < one.bottom


def faults(drawing: Drawing) -> list[str]:
    """What is hidden or cut off in a drawing."""
    texts = texts_of(drawing)
    shapes = [(placed.mark.text, shape) for placed in drawing.marks for shape in shapes_of(placed)]
    found = [f"{one} hides {other}" for (one, a), (other, b) in combinations(texts, 2) if overlap(a, b)]
    found += [f"{one} covers the shape of {other}" for one, a in texts for other, b in shapes if overlap(a, b)]
    for text, box in texts + shapes:
        within = box.x >= -0.1 and box.y >= -0.1 and box.right <= drawing.width + 0.1 and box.bottom <= drawing.height + 0.1
        found += [] if within else [f"{text} leaves the frame"]
    return found


def laid_out(plotted: Plot, frame: Frame) -> Drawing:
    """A drawing in which nothing is hidden or cut off."""
    drawing = lay_out(plotted, frame)
    assert faults(drawing) == []
    return drawing


def points_of(drawing: Drawing) -> list[Point]:
    """The points of its marks, in their order."""
    return [placed.point for placed in drawing.marks if placed.point]


def plot(kind: ChartType, *series: Sequence[Range], corrections: int = 0) -> Plot:
    """A plot of ranges, of which each has a quarter of its own in every series."""
    marks = []
    for number, ranges in enumerate(series):
        for index, (low, high) in enumerate(ranges):
            lines = f"Q{index % 4 + 1}", str(2024 + index // 4)
            day = dt.date(2024 + index // 4, index % 4 * 3 + 1, 15)
            text = f"{low:,.1f}" if low == high else f"{low:,.1f}–{high:,.1f}"
            signs = (("#correction", "title"),) * corrections
            category = Category(lines, " ".join(reversed(lines)), is_date=True)
            marks.append(Mark(number, category, text, low, high, "done", "", day, day, "", signs))
    return Plot(kind, tuple(marks), tuple(f"series {number}" for number in range(len(series))))


def values(*numbers: float) -> list[Range]:
    """Numbers as ranges without a width."""
    return [(number, number) for number in numbers]


NUMBERS = st.integers(-99_999, 99_999).map(lambda number: number / 10)
EXACT = NUMBERS.map(lambda number: (number, number))
RANGES = st.lists(EXACT | st.tuples(NUMBERS, NUMBERS).map(lambda ends: (min(ends), max(ends))), min_size=1, max_size=14)
FRAME = st.sampled_from(FRAMES)


@given(RANGES, FRAME, st.integers(0, 2))
def test_bars_have_room_whatever_their_values(ranges: list[Range], frame: Frame, corrections: int) -> None:
    """Negative ones, ranges over zero, a single one, many, with and without signs: upright or across."""
    assert laid_out(plot("bars", ranges, corrections=corrections), frame).width <= frame.width


@given(RANGES, FRAME)
def test_bars_reach_from_zero_to_their_values(ranges: list[Range], frame: Frame) -> None:
    """All on one scale, on the side of their sign; a range is two bars, to its near end and on to its far end."""
    drawing = lay_out(plot("bars", ranges), frame)
    (axis,) = drawing.rules
    across = axis.x1 == axis.x2
    zero = axis.x1 if across else axis.y1 - 0.5
    ends = {0.0: zero}
    for placed in drawing.marks:
        low, high = placed.mark.low, placed.mark.high
        assert len(placed.bars) == (1 if low == high else 2)
        assert not any(overlap(one, other) for one, other in combinations(placed.bars, 2))
        edges = [edge for bar in placed.bars for edge in ((bar.x, bar.right) if across else (bar.bottom, bar.y))]
        least, most = (min(edges), max(edges)) if across else (max(edges), min(edges))
        ends |= {min(low, 0.0): least, max(high, 0.0): most}
    first, last = min(ends), max(ends)
    for value, place in ends.items():
        share = (value - first) / (last - first) if last > first else 0
        assert place == pytest.approx(ends[first] + share * (ends[last] - ends[first]), abs=0.2)


def test_planned_ranges_are_boxes_between_their_ends() -> None:
    """From the lower to the upper end alone, as long as no plan of one number stands beside them as a bar from zero."""

    def bars(*ranges: Range) -> list[int]:
        drawn = plot("bars", ranges)
        planned = dataclasses.replace(drawn, marks=tuple(dataclasses.replace(mark, state="planned") for mark in drawn.marks))
        return [len(placed.bars) for placed in lay_out(planned, WIDE).marks]

    assert bars((10, 14), (-14, -10), (-1, 2)) == [1, 1, 2]
    assert bars((10, 14), (12, 12)) == [2, 1]


@given(st.lists(EXACT, min_size=1, max_size=12), FRAME)
def test_a_line_rises_with_its_values(ranges: list[Range], frame: Frame) -> None:
    """And stays a line on a phone; what has no room there are the texts of some values."""
    drawing = laid_out(plot("lines", ranges), frame)
    points = points_of(drawing)
    for (one, value), (other, greater) in combinations(zip(points, ranges, strict=False), 2):
        assert (one.y - other.y) * (greater[1] - value[1]) >= 0
    assert drawing.lines == (tuple(points),)
    assert len(points) == len(ranges)


def test_a_line_without_room_keeps_its_telling_texts() -> None:
    """The last and the first value, the highest and the lowest, and what bears a correction; each point stays a mark."""
    course = values(*(1000.5 + 400 * (number % 2) for number in range(18)), 9000.5, 5000.5)
    drawing = laid_out(plot("lines", course), NARROW)
    shown = [placed.label.text for placed in drawing.marks if placed.label]
    assert len(drawing.marks) == 20 > len(shown)
    assert {shown[0], shown[-1]} == {"1,000.5", "5,000.5"}
    assert "9,000.5" in shown
    assert all(placed.label for placed in laid_out(plot("lines", course[-8:]), WIDE).marks)


def test_a_line_whose_names_have_no_room_becomes_bars() -> None:
    """Forty quarters on a phone, and two values of one quarter."""
    assert laid_out(plot("lines", values(*range(40))), NARROW).lines == ()
    twice = plot("lines", values(1, 2))
    marks = tuple(dataclasses.replace(mark, category=twice.marks[0].category) for mark in twice.marks)
    assert laid_out(dataclasses.replace(twice, marks=marks), WIDE).lines == ()


SERIES = st.lists(st.lists(EXACT, min_size=1, max_size=6), min_size=1, max_size=3)


@given(st.sampled_from(("lines", "path")), SERIES, FRAME)
@example("lines", [values(5, 5, 5, 5)] * 3, NARROW)
@example("path", [values(1, 2, 3, 4), values(4, 3, 2, 1)], NARROW)
def test_lines_that_cross_keep_their_texts_apart(kind: ChartType, series: list[list[Range]], frame: Frame) -> None:
    """Even where several series have the same values."""
    assert len(laid_out(plot(kind, *series), frame).marks) == sum(map(len, series))


@pytest.mark.parametrize("frame", FRAMES)
def test_a_text_stays_on_its_points_side_of_the_zero_line(frame: Frame) -> None:
    """A small positive value of a lower line is not read as a negative one, and the other way round."""
    drawing = laid_out(plot("lines", values(1139, 1211, 1307, 1395), values(259, 182, 112, -76)), frame)
    (zero,) = drawing.rules
    lower = [placed for placed in drawing.marks if placed.mark.series == 1 and placed.label]
    assert len(lower) == 4
    assert [placed.label.y < zero.y1 for placed in lower if placed.label] == [True, True, True, False]


def test_two_bars_make_no_wall() -> None:
    """However wide the frame, unless their names need it."""
    assert lay_out(plot("bars", values(1, 2)), WIDE).width == 180
    named = dataclasses.replace(plot("bars", values(1)).marks[0], category=Category(("a long name of a quarter",), ""))
    assert lay_out(Plot("bars", (named,), ("series",)), WIDE).width > 150


def test_bars_of_several_series_are_beside_each_other() -> None:
    """In the order of the series, without a gap in a category and with one between categories."""
    drawing = laid_out(plot("bars", values(1, 2), values(3, 4)), WIDE)
    first, second, third, _ = sorted((placed.bars[0] for placed in drawing.marks), key=lambda bar: bar.x)
    assert first.right == pytest.approx(second.x, abs=0.2)
    assert third.x - second.right > 20


def test_two_values_of_one_period_are_two_bars() -> None:
    """One would hide the other; each is in a line of its own, under the name of both. A year is written once."""
    twice = plot("bars", values(1, 2))
    marks = tuple(dataclasses.replace(mark, category=twice.marks[0].category) for mark in twice.marks)
    drawings = (laid_out(each, WIDE) for each in (dataclasses.replace(twice, marks=marks), plot("bars", values(1, 2, 3, 4, 5))))
    assert [[label.text for label in drawing.labels] for drawing in drawings] == [
        ["2024 Q1"],
        ["Q1", "2024", "Q2", "Q3", "Q4", "Q1", "2025"],
    ]


def test_a_path_holds_each_value_until_the_next() -> None:
    """Days are places from left to right; a range is a bar that ends at its point."""
    drawing = laid_out(plot("path", [(1, 1), (3, 5), (2, 2)]), WIDE)
    one, two, three = points_of(drawing)
    assert drawing.lines == ((one, Point(two.x, one.y), two, Point(three.x, two.y), three),)
    assert two.x - one.x == pytest.approx(three.x - two.x, abs=0.02 * WIDE.width)
    before, span, _ = (placed.span for placed in drawing.marks)
    assert before is None
    assert span
    assert (span.y, span.bottom) == pytest.approx((two.y, (one.y + two.y) / 2), abs=0.2)


@pytest.mark.parametrize(
    ("years", "names"),
    [
        (1, ["Q1", "2024", "Q2", "Q3", "Q4"]),
        (5, ["2024", "2025", "2026", "2027", "2028"]),
        (40, ["2025", "2030", "2035", "2040", "2045", "2050", "2055", "2060"]),
    ],
)
def test_a_calendar_names_what_it_has_room_for(years: int, names: list[str]) -> None:
    """Quarters, years, or every fifth year; each with a rule, and none on another or outside."""
    days = Scale(dt.date(2024, 1, 1).toordinal(), dt.date(2023 + years, 12, 1).toordinal(), 0, NARROW.width)
    rules, labels = calendar(days, NARROW.width, 150, 40)
    assert [label.text for label in labels] == names
    assert len(rules) == len({label.x for label in labels})
    boxes = [box_of(label) for label in labels]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    assert all(box.x >= 0 and box.right <= NARROW.width for box in boxes)


def test_a_roadmap_has_a_row_for_each_series() -> None:
    """What has happened is below its line and what is to come above it; what lasts is as long as it lasts."""
    past = Mark(0, Category((), ""), "launched", 0, 0, "done", "", dt.date(2025, 3, 1), dt.date(2025, 3, 1))
    year = Mark(1, Category((), ""), "planned", 0, 0, "planned", "", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    drawing = laid_out(Plot("roadmap", (past, year), ("one", "two")), NARROW)
    (happened, to_come), (one, two) = drawing.marks, points_of(drawing)
    assert happened.label
    assert to_come.label
    assert one.y < happened.label.y
    assert to_come.label.y < two.y
    assert happened.span is None
    assert to_come.span
    assert to_come.span.width / (two.x - one.x) == pytest.approx(364 / 671, abs=0.02)
    assert [label.text for label in drawing.labels if label.bold] == ["one", "two"]
