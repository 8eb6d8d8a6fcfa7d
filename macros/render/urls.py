"""URLs within the site: the names of the pages and the anchors in them.

Addresses are relative and name the file (`../catalogue/chips.html#…`), so that they hold
under any sub-path, from a folder on disk, and whatever engine builds the site.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from macros.ledger.editorial import Derived
from macros.ledger.model import Document, Fact, Metric

CATALOGUE = "catalogue"
SOURCES = "sources"
TIMELINE = "timeline"
CORRECTIONS = "corrections"
DOUBTS = "doubts"
DOWNLOADS = "downloads"
GLOSSARY = "glossary"
DOWNLOAD_FILES = (
    "facts.csv",
    "facts.json",
    "metrics.json",
    "documents.json",
    "events.json",
    "derived.json",
    "doubts.json",
    "corrections.json",
    "datapackage.json",
    "README.md",
)
FEED = "feed.xml"
SHARING = "assets/sharing"


@dataclass(frozen=True)
class Addresses:
    """Addresses as seen from one page, named by its source file (`stories/2026-02-promise.md`)."""

    page: str

    @cached_property
    def _folder(self) -> str:
        return posixpath.dirname(self.page)

    def to(self, target: str, anchor: str = "") -> str:
        """Lead to a page, named without its ending, and an anchor in it.

        >>> Addresses("stories/2026-02-promise.md").to("timeline", "plan-announced")
        '../timeline.html#plan-announced'
        """
        path = _relative(f"{target}.html", self._folder)
        return f"{path}#{anchor}" if anchor else path

    def fact(self, fact: Fact, metric: Metric) -> str:
        """Lead to a fact's own line in the catalogue."""
        return self.to(f"{CATALOGUE}/{metric.topic}", fact.id)

    def metric(self, metric: Metric) -> str:
        """Lead to a metric's place in the catalogue."""
        return self.to(f"{CATALOGUE}/{metric.topic}", metric.id)

    def topic(self, topic: str) -> str:
        """Lead to a topic's page in the catalogue."""
        return self.to(f"{CATALOGUE}/{topic}")

    def document(self, document: Document, place: str = "") -> str:
        """Lead to a document's first page or, with one of its places, to that place on the page that shows it."""
        return self.to(_written_on(document.id, document.part_of.get(place, "")), anchor_of(place))

    def part(self, document: Document, part: str) -> str:
        """Lead to the page of a document's part; `part` is its id, or empty for the first page."""
        return self.to(_written_on(document.id, part))

    def derived(self, derived: Derived) -> str:
        """Lead to a derived metric's place in the catalogue."""
        return self.to(f"{CATALOGUE}/{derived.topic}", derived.anchor)

    def correction(self, correction: str) -> str:
        """Lead to a correction."""
        return self.to(CORRECTIONS, correction)

    def doubt(self, doubt: str) -> str:
        """Lead to an entry of the ledger of doubts."""
        return self.to(DOUBTS, doubt)

    def download(self, name: str) -> str:
        """Lead to a file that is written at each build."""
        # Zensical takes an address that ends with .md for a page's, and README.md for that of index.html.
        return _relative(f"{DOWNLOADS}/{name}", self._folder).replace(".md", "%2Emd")

    def feed(self) -> str:
        """Lead to the feed of events."""
        return _relative(FEED, self._folder)

    def written(self, page: str) -> str:
        """Lead to another page, named by its source file."""
        return self.to(page.removesuffix(".md"))

    def event(self, event: str) -> str:
        """Lead to an event on the timeline."""
        return self.to(TIMELINE, event)


@lru_cache(maxsize=4096)
def _relative(target: str, folder: str) -> str:
    return posixpath.relpath(target, folder or ".")


def anchor_of(place: str) -> str:
    """Name a place of a document in an address.

    >>> anchor_of("p.24"), anchor_of("cash-flow")
    ('p24', 'cash-flow')
    """
    return place.replace(".", "")


def _written_on(document: str, part: str) -> str:
    return f"{SOURCES}/{document}/{part}" if part else f"{SOURCES}/{document}"


def pages_of(topics: Iterable[str], documents: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The pages that the data asks for, each with what it shows, so that no link leads nowhere.

    `documents` are ids, each with the ids of the document's parts.

    >>> pages_of(["chips"], {})["catalogue/chips.md"]
    '{{ catalogue("chips") }}'
    >>> pages_of([], {"release": ["tables"]})["sources/release/tables.md"]
    '{{ document("release", "tables") }}'
    """
    wanted = {f"{TIMELINE}.md": "{{ timeline() }}", f"{GLOSSARY}.md": "{{ glossary() }}"}
    wanted |= {f"{CORRECTIONS}.md": "{{ corrections() }}", f"{DOUBTS}.md": "{{ doubts() }}"}
    wanted |= {f"{CATALOGUE}/{topic}.md": f'{{{{ catalogue("{topic}") }}}}' for topic in topics}
    for document, parts in documents.items():
        wanted[f"{_written_on(document, '')}.md"] = f'{{{{ document("{document}") }}}}'
        wanted |= {f"{_written_on(document, part)}.md": f'{{{{ document("{document}", "{part}") }}}}' for part in parts}
    return wanted
