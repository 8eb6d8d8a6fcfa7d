"""The shapes of a drawing, in pixels from its upper left corner: what a template places, and nothing that it computes.

No text is measured by a font, so that a drawing does not depend on the machine that builds the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from macros.render.charts.plot import Mark

FONT = 12  # Size of text.
LINE = 15  # From one line of text to the next.
ASCENT, DESCENT = 10, 3  # What text needs above and below its base line.
GAP = 6  # Between a shape and its text.
SIGN = 13  # Width of the sign of a correction.
RADIUS = 5.4  # Of the symbol of a point, with its outline.

Anchor = Literal["start", "middle", "end"]


def tenth(value: float) -> float:
    """Round a coordinate to a tenth of a pixel, without a point where it is whole.

    >>> tenth(12.04), tenth(7.25 + 0.1)
    (12, 7.3)
    """
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def text_width(text: str) -> float:
    """Estimate the width of a text: a Han character is as wide as high, any other little more than half of that.

    >>> text_width("2025 计划")
    60.0
    """
    return sum(FONT if ord(letter) > 0x2E7F else FONT * 0.6 for letter in text)


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def between(cls, x1: float, y1: float, x2: float, y2: float) -> Box:
        """Return the rectangle between two opposite corners."""
        return cls(tenth(min(x1, x2)), tenth(min(y1, y2)), tenth(abs(x2 - x1)), tenth(abs(y2 - y1)))

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def overlaps(self, other: Box) -> bool:
        """Whether two rectangles share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True)
class Point:
    """The middle of a symbol, or a corner of a line."""

    x: float
    y: float

    @property
    def symbol(self) -> Box:
        """The rectangle that its symbol takes."""
        return Box(self.x - RADIUS, self.y - RADIUS, 2 * RADIUS, 2 * RADIUS)


@dataclass(frozen=True)
class Rule:
    """A thin straight line: an axis, or a dotted one of the calendar."""

    x1: float
    y1: float
    x2: float
    y2: float
    dotted: bool = False


@dataclass(frozen=True)
class Label:
    """A line of text: `x` is the side or the middle that `anchor` names, `y` its base line."""

    text: str
    x: float
    y: float
    anchor: Anchor = "middle"
    bold: bool = False


@dataclass(frozen=True)
class PlacedMark:
    """A mark with its text and its shapes: bars, or a point that may last for a span.

    `signs` are the left sides of the signs of its corrections, on the base line of the text. A point of a line may have
    no text where there is no room for it.
    """

    mark: Mark
    label: Label | None
    signs: tuple[float, ...]
    bars: tuple[Box, ...] = ()
    point: Point | None = None
    span: Box | None = None


@dataclass(frozen=True)
class Drawing:
    """A chart laid out for a frame: `rules` and `lines`, one for each series, lie below the marks."""

    frame: str
    width: float
    height: float
    marks: tuple[PlacedMark, ...]
    labels: tuple[Label, ...]
    rules: tuple[Rule, ...]
    lines: tuple[tuple[Point, ...], ...] = ()
    to_come: Box | None = None
    """The part of a timeline behind the ledger's end, on a ground of its own."""
