"""URLs within the site: the names of the pages and the anchors in them.

Addresses are relative and name the file (`../catalogue/chips.html#…`), so that they hold
under any sub-path, from a folder on disk, and whatever engine builds the site.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

from macros.ledger.model import Document

CATALOGUE = "catalogue"
SOURCES = "sources"
TIMELINE = "timeline"
CHARTS = "charts"
CORRECTIONS = "corrections"
DOUBTS = "doubts"
DOWNLOADS = "downloads"
CHART_FILES = "downloads/charts"
GLOSSARY = "glossary"
FEED = "feed.xml"
SHARING = "assets/sharing"


@dataclass(frozen=True)
class Addresses:
    """Addresses as seen from one page, named by its source file (`stories/2026-02-promise.md`)."""

    page: str

    def file(self, target: str) -> str:
        """Lead to a file that is written at each build: a download, the feed."""
        # Zensical takes an address that ends with .md for a page's, and README.md for that of index.html.
        return _relative(target, self.page).replace(".md", "%2Emd")

    def to(self, target: str, anchor: str = "") -> str:
        """Lead to a page, named without its ending, and an anchor in it.

        >>> Addresses("stories/2026-02-promise.md").to("timeline", "plan-announced")
        '../timeline.html#plan-announced'
        """
        path = _relative(f"{target}.html", self.page)
        return f"{path}#{anchor}" if anchor else path

    def catalogue(self, topic: str, anchor: str = "") -> str:
        """Lead to a topic's page in the catalogue, or to the line of a metric, a fact or a derived metric on it."""
        return self.to(f"{CATALOGUE}/{topic}", anchor)

    def document(self, document: Document, place: str = "") -> str:
        """Lead to a document's first page or, with one of its places, to that place on the page that shows it."""
        return self.to(document_page(document.id, document.part_of.get(place, "")), anchor_of(place))

    def original(self, document: Document, token: str = "") -> str | None:
        """Lead to a document's original, in a page of text to a printed token; None where it has no address of its own.

        A PDF opens at its beginning. The front page of a newspaper and a list of filings are no originals. Brackets
        and signs of currencies are left out, since a filing's table has them in cells of their own. Browsers that do not
        know text fragments ignore them (https://wicg.github.io/scroll-to-text-fragment/).
        """
        parts = urlsplit(document.address or "")
        if parts.path in ("", "/") or parts.query:
            return None
        text = re.sub(r"^[($€£¥\s]+|[)\s]+$", "", token)
        if not text or parts.path.endswith(".pdf"):
            return document.address
        return f"{document.address}#:~:text={quote(text, safe='').replace('-', '%2D')}"


@lru_cache(maxsize=4096)
def _relative(target: str, page: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def is_written(page: str) -> bool:
    """Whether a page is written by an author; the catalogue and the documents' own pages are lists."""
    return not page.startswith((f"{CATALOGUE}/", f"{SOURCES}/"))


def anchor_of(place: str) -> str:
    """Name a place of a document in an address.

    >>> anchor_of("p.24"), anchor_of("cash-flow")
    ('p24', 'cash-flow')
    """
    return place.replace(".", "")


def document_page(document: str, part: str) -> str:
    """Name the page of a document's part, or with an empty part its first page."""
    return f"{SOURCES}/{document}/{part}" if part else f"{SOURCES}/{document}"


def pages_of(topics: Iterable[str], documents: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The pages that the data asks for, each with what it shows, so that no link leads nowhere.

    `documents` are ids, each with the ids of the document's parts.

    >>> pages_of(["chips"], {})["catalogue/chips.md"]
    '{{ catalogue("chips") }}'
    >>> pages_of([], {"release": ["tables"]})["sources/release/tables.md"]
    '{{ document("release", "tables") }}'
    """
    calls = {TIMELINE: "timeline()", GLOSSARY: "glossary()", CORRECTIONS: "corrections()", DOUBTS: "doubts()"}
    calls |= {f"{CATALOGUE}/{topic}": f'catalogue("{topic}")' for topic in topics}
    for document, parts in documents.items():
        calls[document_page(document, "")] = f'document("{document}")'
        calls |= {document_page(document, part): f'document("{document}", "{part}")' for part in parts}
    return {f"{page}.md": f"{{{{ {call} }}}}" for page, call in calls.items()}
