"""Places for the texts of marks: centred on bars, and beside points where they hide neither each other nor a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from macros.render.charts.plot import Mark
from macros.render.charts.shapes import ASCENT, DESCENT, LINE, SIGN, Anchor, Box, Label, PlacedMark, Point, tenth, text_width

ABOVE, BELOW = -9, 18  # From the middle of a point to the base line of its text.
BESIDE = 4  # From the middle of a point to a text on its left or right.
HIDDEN = 40  # The cost of a place where something would be hidden: more than any distance.
APART = 4  # Between the texts of lines one above the other, which would read as one.
FAR, NEAR = 8, 2  # How many lines of text away a value may be, and one that could also be left out.


@dataclass(frozen=True)
class Spot:
    """A mark whose point has its place already; its text goes above it, or else below it, where there is room."""

    mark: Mark
    point: Point
    above: bool
    span: Box | None = None


def mark_width(mark: Mark) -> float:
    """Return the width of a mark's text with the signs of its corrections."""
    return text_width(mark.text) + SIGN * len(mark.corrections)


def mark_text(mark: Mark, left: float, y: float, anchor: Anchor = "middle") -> tuple[Label, tuple[float, ...]]:
    """Return a mark's text, which begins at `left`, and the places of its signs behind it."""
    width = text_width(mark.text)
    x = left + width / 2 if anchor == "middle" else left
    signs = tuple(tenth(left + width + SIGN * number) for number in range(len(mark.corrections)))
    return Label(mark.text, tenth(x), tenth(y), anchor), signs


def place_beside_points(
    spots: Sequence[Spot], lines: Sequence[Sequence[Point]], area: Box, *, all_texts: bool = True
) -> tuple[PlacedMark, ...]:
    """Return marks in their order with their texts, each at the best place that those before it leave.

    Without `all_texts` a text that would hide something is left out, and the telling ones are placed first.
    """
    taken = [box for spot in spots for box in (spot.point.symbol, spot.span) if box]
    placed = [PlacedMark(spot.mark, None, (), point=spot.point, span=spot.span) for spot in spots]
    for index in range(len(spots)) if all_texts else _telling_first(spots):
        spot = spots[index]
        box, cost = _best_place(spot, taken, lines, area, FAR if all_texts else NEAR)
        if all_texts or cost < HIDDEN or spot.mark.corrections:
            label, signs = mark_text(spot.mark, box.x, box.y + ASCENT)
            placed[index] = replace(placed[index], label=label, signs=signs)
            apart = APART if lines else 0
            taken.append(Box(box.x, box.y - apart, box.width, box.height + 2 * apart))
    return tuple(placed)


def _telling_first(spots: Sequence[Spot]) -> list[int]:
    """Order spots: those with corrections, then the last, first, highest and lowest of each series, then all others."""
    order = [index for index, spot in enumerate(spots) if spot.mark.corrections]
    for series in dict.fromkeys(spot.mark.series for spot in spots):
        own = [index for index, spot in enumerate(spots) if spot.mark.series == series]
        heights = [spots[index].mark.high for index in own]
        order += [own[-1], own[0], own[heights.index(max(heights))], own[heights.index(min(heights))]]
    return list(dict.fromkeys([*order, *range(len(spots))]))


def _best_place(spot: Spot, taken: Sequence[Box], lines: Sequence[Sequence[Point]], area: Box, most: int) -> tuple[Box, float]:
    """Return the place of least cost, and that: what it hides or leaves, its distance, the lines behind it or on its way."""
    best, least = Box(0, 0, 0, 0), inf
    for distance in range(most):
        if least <= 4 * distance:
            break
        for box in _places(spot, distance * LINE, area, centred=not lines):
            hidden = sum(box.overlaps(other) for other in taken) + (box.y < area.y or box.bottom > area.bottom)
            way = Box.between(box.x, min(box.y, spot.point.y), box.right, max(box.bottom, spot.point.y))
            boxes = [(box if spot.point in line else way, line) for line in lines]
            crossed = sum(_crosses(part, *ends) for part, line in boxes for ends in pairwise(line))
            cost = HIDDEN * hidden + 4 * distance + crossed
            if cost < least:
                best, least = box, cost
    return best, least


def _places(spot: Spot, distance: float, area: Box, *, centred: bool) -> Iterator[Box]:
    """Yield places above and below a point, the best first: centred and, to give way to a line, to the left and right."""
    width = mark_width(spot.mark)
    for above in (spot.above, not spot.above):
        y = spot.point.y + (ABOVE - distance if above else BELOW + distance)
        for shift in (0,) if centred else (0, -width / 2 - BESIDE, width / 2 + BESIDE):
            left = max(min(spot.point.x - width / 2 + shift, area.right - width), area.x)
            yield Box(left, y - ASCENT, width, ASCENT + DESCENT)


def _crosses(box: Box, start: Point, end: Point) -> bool:
    left, right = max(box.x, min(start.x, end.x)), min(box.right, max(start.x, end.x))
    if left > right:
        return False
    slope = (end.y - start.y) / (end.x - start.x) if end.x != start.x else 0
    heights = [start.y + slope * (x - start.x) for x in (left, right)] if slope else [start.y, end.y]
    return min(heights) < box.bottom and box.y < max(heights)
