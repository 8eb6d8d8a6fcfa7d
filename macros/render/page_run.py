"""What one page shows, noted as its macro calls are made and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from macros.ledger.derive import Computed
from macros.ledger.model import Fact

PageUses = Mapping[str, Fact | Computed]
"""The facts and derived metrics that one page shows, by their anchors."""


@dataclass(frozen=True)
class PageRun:
    """The facts and derived metrics that one page shows, by their anchors, and the numbers of its footnotes.

    `page` is its source file below the folder of pages. A run is made for each page: once when its calls are checked, and
    once when they are rendered, where footnotes get their numbers in the order in which the figures are shown.

    >>> run = PageRun("stories/one.md")
    >>> run.note_number("b"), run.note_number("a"), run.note_number("b")
    (1, 2, 1)
    """

    page: str
    figures: dict[str, Fact | Computed] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)

    def note_number(self, anchor: str) -> int:
        """Return the number of a figure's footnote, from 1; a figure that is shown again keeps its number."""
        return self.notes.setdefault(anchor, len(self.notes) + 1)

    def uses(self) -> PageUses:
        """Return what the page has shown so far, read-only."""
        return MappingProxyType(dict(self.figures))
