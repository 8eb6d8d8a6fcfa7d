"""Split the content of a page into sections for the search: heading, text, and the figures shown in it.

Lists of data are left out: their lines have search entries of their own. Cells and paragraphs are kept apart, so that
no two numbers run together.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple

_DATA_LISTS = frozenset({"lines", "events", "cards", "vintages", "page-sources", "document-header", "metric", "index"})
_HIDDEN_CLASSES = _DATA_LISTS | {"headerlink", "permalink", "mark"}
_HIDDEN_TAGS = frozenset({"script", "style", "svg", "template", "button", "form"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"p", "li", "td", "th", "dt", "dd", "div", "tr", "table", "figure", "blockquote", "time", "pre"}
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})

# The page around the article, and charts in it, are most of the HTML: cutting them away is faster than parsing them.
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
_EXCLUDED = re.compile(r"<svg\b.*?</svg>|<figure\b[^>]*\bdata-search-exclude\b.*?</figure>", re.DOTALL)
_AFTER_LEAD = re.compile(r"<h[2-6]\b.*", re.DOTALL)
_SPACE_BEFORE_MARK = re.compile(r"\s+([，。、；：！？）”])")


@dataclass(frozen=True)
class Section:
    """A heading with the text up to the next heading.

    `anchor` is empty for the first section. `figures` are the anchors in the catalogue that the section's numbers link to.
    """

    anchor: str
    title: str
    text: str
    figures: tuple[str, ...] = ()


def page_sections(html: str, *, lead_only: bool = False) -> list[Section]:
    """Split a page's content, or the article of a whole page, at its headings; with `lead_only` read the first section alone.

    >>> page_sections('<h1 id="a">One</h1><p>1</p><h2 id="b">Two</h2><td>2</td><td><a class="fact" href="c.html#x">3</a></td>')
    [Section(anchor='', title='One', text='1', figures=()), Section(anchor='b', title='Two', text='2 3', figures=('x',))]
    """
    article = _ARTICLE.search(html)
    content = _EXCLUDED.sub("", article[0] if article else html)
    reader = _Reader()
    reader.feed(_AFTER_LEAD.sub("", content) if lead_only else content)
    reader.close()
    return [
        Section(part.anchor if index else "", _collapse(part.title), _collapse(part.text), tuple(dict.fromkeys(part.figures)))
        for index, part in enumerate(reader.parts)
    ]


class _Part(NamedTuple):
    anchor: str
    title: list[str]
    text: list[str]
    figures: list[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[_Part] = []
        self._into: list[str] = []
        """Where text goes: a title, a section's text, or nowhere before the first heading."""
        self._open: list[tuple[str, bool]] = [("", False)]
        """The open elements, each with whether it is hidden."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        classes = attributes.get("class", "").split()
        hidden = self._open[-1][1] or tag in _HIDDEN_TAGS or "data-search-exclude" in attributes
        hidden = hidden or not _HIDDEN_CLASSES.isdisjoint(classes)
        if tag in _HEADINGS and not hidden:
            self.parts.append(_Part(attributes.get("id", ""), [], [], []))
            self._into = self.parts[-1].title
        elif tag in _BLOCKS or tag in _VOID:
            self.handle_data(" ")
        elif "fact" in classes and self.parts and not hidden:
            self.parts[-1].figures.append(attributes.get("href", "").partition("#")[2])
        if tag not in _VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag in _HEADINGS and self.parts:
            self._into = self.parts[-1].text
        if tag in _BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if not self._open[-1][1]:
            self._into.append(data)


def _collapse(pieces: list[str]) -> str:
    return _SPACE_BEFORE_MARK.sub(r"\1", " ".join("".join(pieces).split()))
