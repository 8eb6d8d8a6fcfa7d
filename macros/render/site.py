"""What all pages of one build share, immutable, and what one page shows, noted as its macro calls are made and rendered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from macros.ledger.counts import count_groups, count_records
from macros.ledger.derive import Calculations, Computed, calculate
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact, Language
from macros.render.urls import is_written
from macros.render.writer import Writer

PageUses = Mapping[str, Fact | Computed]
"""The facts and derived metrics that one page shows, by their anchors."""


@dataclass(frozen=True)
class PageRun:
    """The facts and derived metrics that one page shows, by their anchors, and the numbers of its footnotes and citations.

    `page` is its source file below the folder of pages. A run is made for each page: once when its calls are checked, and
    once when they are rendered, where footnotes get their numbers in the order in which the figures are shown.

    >>> run = PageRun("stories/one.md")
    >>> run.note_number("b"), run.note_number("a"), run.note_number("b")
    (1, 2, 1)
    """

    page: str
    figures: dict[str, Fact | Computed] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    citations: dict[tuple[str, str], int] = field(default_factory=dict)

    def note(self, figure: Fact | Computed) -> None:
        """Note that the page shows a figure; a derived metric shows what it is computed from."""
        if isinstance(figure, Fact):
            self.figures[figure.id] = figure
        elif figure.derived.anchor not in self.figures:
            self.figures[figure.derived.anchor] = figure
            for operand in figure.operands:
                self.note(operand)

    def note_number(self, anchor: str) -> int:
        """Return the number of a figure's footnote, from 1; a figure that is shown again keeps its number."""
        return self.notes.setdefault(anchor, len(self.notes) + 1)

    def citation_number(self, document: str, place: str) -> int:
        """Return the number of a cited place, from 1; a place that is cited again keeps its number."""
        return self.citations.setdefault((document, place), len(self.citations) + 1)


@dataclass(frozen=True)
class Site(Writer):
    """A checked ledger with the pages that show it, in one language.

    `fronts` is the front matter of each page, by its source file. `version` identifies the state of the data: the day of
    the newest document and a digest of the files. `pages` is what each checked page uses.
    """

    ledger: Ledger
    calculations: Calculations
    language: Language
    fronts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: str = ""
    pages: Mapping[str, PageUses] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, language: Language) -> Site:
        """Return a site of a ledger without pages; what is derived from the ledger is calculated."""
        return cls(ledger, calculate(ledger), language)

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of each page, by its source file."""
        return {page: front["title"] for page, front in self.fronts.items()}

    @cached_property
    def edited(self) -> str:
        """The newest day in the pages' front matter, YYYY-MM-DD: what a build knows of today. Empty without any."""
        return max((str(front.get(key, "")) for front in self.fronts.values() for key in ("date", "updated")), default="")

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How much the ledger holds, by the names that pages call it by.

        And how many numbers the written pages show, one of two pages twice, and how many in a hundred of these are from
        documents that were read.
        """
        written = (uses for page, uses in self.pages.items() if is_written(page))
        facts = [each for uses in written for each in uses.values() if isinstance(each, Fact) and each.is_number]
        read = sum(not self.ledger.documents[fact.document].unread for fact in facts)
        shown = {"numbers_shown": len(facts), "percent_read": 100 * read // max(1, len(facts))}
        return count_records(self.ledger) | count_groups(self.ledger, self.calculations) | shown

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number of each fact with all its digits, by the fact's id; empty where it states none."""
        return {fact.id: self.written(fact) for fact in self.ledger.facts}

    @cached_property
    def tooltips(self) -> Mapping[str, str]:
        """The tooltip of each fact, by the fact's id."""
        return {fact.id: self.tooltip(fact, self.numbers[fact.id]) for fact in self.ledger.facts}

    @cached_property
    def pages_showing(self) -> Mapping[str, tuple[str, ...]]:
        """The pages that show each metric and each derived metric, by its id, in the order of their names."""
        found: dict[str, set[str]] = defaultdict(set)
        for page, uses in self.pages.items():
            for figure in uses.values():
                found[figure.derived.id if isinstance(figure, Computed) else figure.metric].add(page)
        return {name: tuple(sorted(pages)) for name, pages in found.items()}
