"""The prose of a built page, section by section, as a search should see it.

What stands in the data is left out where a page lists it (lines of the catalogue, events, sources): the data's
own entries say it better. Cells and paragraphs stay apart, so that no two numbers run together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

LISTED = frozenset({"lines", "events", "statements", "page-sources", "document-header", "metric", "index"})
"""Classes of elements that list data."""

# What surrounds the article, and drawings in it, are most of a page: they are cut away before anything is parsed.
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_SECOND_HEADING = re.compile(r"<h[2-6]\b.*", re.DOTALL)

_SMALL = frozenset({"headerlink", "permalink", "mark"})
_UNSEEN = frozenset({"script", "style", "svg", "template", "button", "form"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_APART = _HEADINGS | {"p", "li", "td", "th", "dt", "dd", "div", "tr", "br", "table", "figure", "blockquote", "time", "pre"}


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it, up to the next one; `anchor` is empty for the page's first section."""

    anchor: str
    title: str
    text: str


def sections(html: str, *, first: bool = False) -> list[Section]:
    """Split the article of a page at its headings; only what stands before the second one with `first`.

    >>> sections('<article><h1 id="a">One</h1><p>1</p><h2 id="b">Two</h2><td>2</td><td>3</td></article>')
    [Section(anchor='', title='One', text='1'), Section(anchor='b', title='Two', text='2 3')]
    """
    article = _ARTICLE.search(html)
    if article is None:
        return []
    text = _DRAWING.sub("", article[0])
    reader = _Reader()
    reader.feed(_SECOND_HEADING.sub("", text) if first else text)
    reader.close()
    return [
        Section("" if index == 0 else anchor, _plain(title), _plain(text)) for index, (anchor, title, text) in reader.found()
    ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool]] = []
        self._in_article = 0
        self._unseen = 0
        self._heading = ""
        self._parts: list[tuple[str, list[str], list[str]]] = []

    def found(self) -> list[tuple[int, tuple[str, str, str]]]:
        return list(enumerate((anchor, "".join(title), "".join(text)) for anchor, title, text in self._parts))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._in_article += 1
        if tag in _VOID:
            self.handle_data(" ")
            return
        given = dict(attributes)
        classes = set((given.get("class") or "").split())
        unseen = tag in _UNSEEN or "data-search-exclude" in given or bool(classes & (LISTED | _SMALL))
        self._open.append((tag, unseen))
        self._unseen += unseen
        if tag in _HEADINGS and self._in_article and not self._unseen:
            self._parts.append((given.get("id") or "", [], []))
            self._heading = tag
        elif tag in _APART:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _ in self._open}:
            return
        while self._open:
            name, unseen = self._open.pop()
            self._unseen -= unseen
            if name == tag:
                break
        if tag == "article":
            self._in_article -= 1
        if tag == self._heading:
            self._heading = ""
        if tag in _APART:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self._in_article and not self._unseen and self._parts:
            _, title, text = self._parts[-1]
            (title if self._heading else text).append(data)


def _plain(text: str) -> str:
    return re.sub(r"\s+([，。、；：！？）”])", r"\1", " ".join(text.split()))
