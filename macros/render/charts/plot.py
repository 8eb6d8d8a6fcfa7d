"""What a chart shows before it has a place: its marks in their order, and the frames that it is laid out for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from macros.ledger.editorial import ChartType, Event
from macros.ledger.periods import Period
from macros.render.views import FigureView

State = Literal["done", "planned", "claimed", "wrong"]
Tone = Literal["1", "2", "3", "4", "5", "wrong", "quiet"]
"""A colour of the palette: three for series or for done and promised, 4 and 5 for what a chart is not about."""


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
    """One value or event: its numbers or days, its text, and where its link leads; an event has a title in place of a view.

    A chart's table has a row for each, with its `period` in words and the ids of its `documents`.
    """

    series: int
    category: Category
    text: str
    low: float
    high: float
    state: State
    shown: FigureView | str
    start: dt.date = dt.date.min
    end: dt.date = dt.date.min
    href: str = ""
    corrections: tuple[tuple[str, str], ...] = ()
    """Address and title of each correction, which a sign beside the value links to."""
    muted: bool = False
    """Whether the chart is about another, so that this one is drawn in a quieter colour."""
    caption: str = ""
    """What happened there, on a timeline: a plan, or what was spent."""
    period: str = ""
    documents: tuple[str, ...] = ()
    at: Period | None = None
    """The period below which a value is drawn, which for fiscal quarters is that of the calendar."""
    event: Event | None = None


@dataclass(frozen=True)
class Plot:
    """The marks of a chart in their order; `series` are their labels, which are the rows of a roadmap."""

    type: ChartType
    marks: tuple[Mark, ...]
    series: tuple[str, ...]
    edge: str = ""
    """Where the ledger ends, in words, on a timeline."""

    @property
    def categories(self) -> list[Category]:
        """The categories in their order, each once."""
        return list(dict.fromkeys(mark.category for mark in self.marks))

    @cached_property
    def by_state(self) -> bool:
        """Whether colours tell promised from done, and not the series: where each series has one state of its own."""
        if self.type in ("roadmap", "timeline"):
            return True
        states = {(mark.series, mark.state) for mark in self.marks}
        return len(self.series) == 1 or len(states) == len({state for _, state in states}) == len(self.series)

    @property
    def from_zero(self) -> bool:
        """Whether the values are measured from zero; a course, or three paths, far above it are seen better without it."""
        low, high = self.extent
        may_begin_above = self.type == "lines" or (self.type == "path" and len(self.series) > 2)
        return not may_begin_above or low <= (high - min(low, 0)) / 3

    @property
    def extent(self) -> tuple[float, float]:
        """The lowest and the highest value; ranges count to their ends."""
        return min(mark.low for mark in self.marks), max(mark.high for mark in self.marks)

    @cached_property
    def ranges_float(self) -> bool:
        """Whether all that is planned is ranges, drawn from end to end: beside a bar from zero they would look small."""
        return all(mark.low < mark.high for mark in self.marks if mark.state == "planned")

    def of(self, series: int) -> list[Mark]:
        """Return the marks of one series."""
        return [mark for mark in self.marks if mark.series == series]

    def tone(self, mark: Mark) -> Tone:
        """Return the colour of a mark: of what it is about, of promised or done, or of its series."""
        if mark.state == "wrong":
            return "wrong"
        if mark.muted:
            muted = sorted({each.series for each in self.marks if each.muted})
            return "4" if muted.index(mark.series) == 0 else "5"
        if self.by_state:
            return "1" if mark.state == "done" else "2"
        return ("1", "2", "3")[mark.series]

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """What colours, symbols and outlines mean: nothing where all marks are alike, or named where a path begins."""
        firsts = [] if self.by_state or self.type == "path" else [self.of(series)[0] for series in range(len(self.series))]
        entries = [LegendEntry(self.tone(mark), "done", mark.series, self.series[mark.series]) for mark in firsts]
        states = list(dict.fromkeys(mark.state for mark in self.marks))
        if len(states) > 1:
            tones: dict[State, Tone] = {"done": "1", "planned": "2", "claimed": "2", "wrong": "wrong"}
            entries += [LegendEntry(tones[state] if self.by_state else "quiet", state) for state in states]
        return tuple(entries)


@dataclass(frozen=True)
class LegendEntry:
    """A sample and what it means: a series by its label, or a state, which the template names."""

    tone: Tone
    state: State
    series: int = 0
    label: str = ""
