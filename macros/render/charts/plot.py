"""What a chart shows before it has a place: its marks in their order, and the frames that it is laid out for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from macros.ledger.editorial import ChartType

State = Literal["done", "planned", "claimed", "wrong"]


@dataclass(frozen=True)
class Frame:
    """The width of a drawing in pixels, and the height of its bars or lines."""

    name: str
    width: int
    height: int


FRAMES = (Frame("wide", 688, 200), Frame("narrow", 358, 150))
"""A desk and a phone: each chart is drawn for both, and the style sheet shows one."""


@dataclass(frozen=True)
class Category:
    """The label of a value: in `lines` below a bar, as `name` beside a bar that runs across.

    The last line of a date is its year, which is written once for the values that share it.
    """

    lines: tuple[str, ...]
    name: str
    is_date: bool = False


@dataclass(frozen=True)
class Mark:
    """One value or event: its numbers or days, its text, and the attributes of its link."""

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
    """Address and title of each correction, which a sign beside the value links to."""


@dataclass(frozen=True)
class Plot:
    """The marks of a chart in their order; `series` are their labels, which are the rows of a roadmap."""

    type: ChartType
    marks: tuple[Mark, ...]
    series: tuple[str, ...]

    @property
    def categories(self) -> list[Category]:
        """The categories in their order, each once."""
        return list(dict.fromkeys(mark.category for mark in self.marks))

    @property
    def by_state(self) -> bool:
        """Whether colours tell promised from done, and not the series: where each series has one state of its own."""
        if self.type in ("roadmap", "timeline"):
            return True
        states = {(mark.series, mark.state) for mark in self.marks}
        return len(self.series) == 1 or len(states) == len({state for _, state in states}) == len(self.series)

    def of(self, series: int) -> list[Mark]:
        """Return the marks of one series."""
        return [mark for mark in self.marks if mark.series == series]
