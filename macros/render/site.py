"""What all pages of one build share; immutable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from macros.ledger.derive import Calculations, Computed, calculate
from macros.ledger.ledger import Ledger
from macros.ledger.model import Language
from macros.render.page_run import PageUses


@dataclass(frozen=True)
class Site:
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
    def pages_showing(self) -> Mapping[str, tuple[str, ...]]:
        """The pages that show each metric and each derived metric, by its id, in the order of their names."""
        found: dict[str, set[str]] = defaultdict(set)
        for page, uses in self.pages.items():
            for figure in uses.values():
                found[figure.derived.id if isinstance(figure, Computed) else figure.metric].add(page)
        return {name: tuple(sorted(pages)) for name, pages in found.items()}
