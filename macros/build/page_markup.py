"""Markdown extensions: one keeps the HTML of macros from Markdown, one completes the HTML of Markdown's own text.

`hooks.py` registers both with mkdocs; `zensical.yml` names `PageMarkup`, since Zensical calls no hooks.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from markdown.util import HTML_PLACEHOLDER_RE

from macros.pages.markup_rules import Step
from macros.text.typography import join_lines, keep_dates

_LAST = -1
"""The priority after Markdown's own treeprocessors: attributes are set, escaped characters are text again."""
_BEFORE_TOC = 6
"""The priority between the attributes that a page sets, 8, and the table of contents, which numbers what has no id, 5."""
_BEFORE_HTML = 25
"""A preprocessor's priority: Markdown drops signs like those of its stash at 30, mkdocs looks for anchors at 21, Markdown
for HTML at 20."""
_OPEN, _CLOSE = "\ufff9", "\ufffb"
"""Around a placeholder's number. No text of the ledger or a page may hold them (macros/ledger/text_file.py)."""
_PLACEHOLDER = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_HEADING = re.compile(r"^(#+ .*)$", re.MULTILINE)
_ELEMENT = re.compile(r"<(\w+)\b.*?</\1>", re.DOTALL)
_STOPS = ("。", "，", "；", "：", "？", "！")
"""Marks as wide as a character: no space follows them, behind bold words either."""
_ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}
"""Explicit ARIA roles: where a style sheet changes `display`, a browser may forget what an element of a table is."""


class HtmlStash(Extension):
    """Sets the HTML of macros aside, so that Markdown and mkdocs need not parse it, and hands it to Markdown's own stash.

    Markdown looks for HTML in a page letter by letter, and mkdocs once more for anchors: a quarter of a build. In the page,
    each piece has a placeholder, U+FFF9 number U+FFFB. Placeholders also keep the data's texts from whatever else reads a
    page as a template.
    """

    def __init__(self) -> None:
        super().__init__()
        self._aside: list[str] = []

    def inline(self, html: str) -> str:
        """Set aside HTML inside a line; returns its placeholder."""
        self._aside.append(html)
        return f"{_OPEN}{len(self._aside) - 1}{_CLOSE}"

    def block(self, html: str) -> str:
        """Set aside a block but for its headings, which Markdown lists in the table of contents."""
        pieces = (piece if index % 2 else piece.strip("\n") for index, piece in enumerate(_HEADING.split(html)))
        return "\n\n".join(piece if piece.startswith("#") else self.inline(piece) for piece in pieces if piece) + "\n"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Register the step that puts the HTML back by Markdown's own stash, and clears this one for the next page."""

        def restore(lines: list[str]) -> None:
            aside, self._aside = self._aside, []
            text = _PLACEHOLDER.sub(lambda found: str(md.htmlStash.store(aside[int(found[1])])), "\n".join(lines))
            lines[:] = text.split("\n")

        md.preprocessors.register(Step(restore), "html_stash", _BEFORE_HTML)


class PageMarkup(Extension):
    """Labels the cells of narrow tables of words, folds sections of class `fold`; in Chinese, joins lines."""

    def __init__(self, **options: Any) -> None:
        self.config = {"language": ["", "The language of the pages: zh or en"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Register the steps."""

        def label_tables(root: Element) -> None:
            for table in root.iter("table"):
                headings = [unescape(strip_tags(render_inner_html(remove_fnrefs(cell), md))) for cell in table.iter("th")]
                if (
                    table.get("class") is None
                    and 2 <= len(headings) <= 3
                    and not _is_of_numbers(table, md.htmlStash.rawHtmlBlocks)
                ):
                    _label(table, headings)

        if self.getConfig("language") == "zh":
            md.treeprocessors.register(Step(_join_lines), "ledger-lines", _LAST)
        md.treeprocessors.register(Step(label_tables), "ledger-tables", _LAST)
        md.treeprocessors.register(Step(_fold_sections), "ledger-folds", _LAST)
        md.treeprocessors.register(Step(_anchor_title), "ledger-title", _BEFORE_TOC)
        md.treeprocessors.register(Step(_hide_permalinks), "ledger-permalinks", _LAST)


def _join_lines(root: Element) -> None:
    for element in root.iter():
        if element.text and element.tag not in {"code", "pre"}:
            element.text = join_lines(element.text)
        if element.tail:
            element.tail = join_lines(element.tail)
            if element.tail != "\n" and "".join(element.itertext()).endswith(_STOPS):
                element.tail = element.tail.lstrip()
        if element.tag in ("h1", "h2") and element.text:
            element.text = keep_dates(element.text)


def _anchor_title(root: Element) -> None:
    """Give a page's title the id `title` in every language; its sections have ids of their own."""
    for heading in root.findall("h1"):
        heading.attrib.setdefault("id", "title")


def _fold_sections(root: Element) -> None:
    """Put each section whose heading has the class `fold` into a `details` element, whose summary is the heading.

    A summary is a button and holds no permalink; the table of contents has the same link.
    """
    into, elements = root, list(root)
    del root[:]
    for element in elements:
        if element.tag in ("h1", "h2"):
            into = root
        if element.tag == "h2" and element.get("class") == "fold":
            del element.attrib["class"]
            for link in element.findall("a[@class='headerlink']"):
                element.remove(link)
            into = SubElement(root, "details", {"class": "fold"})
            SubElement(into, "summary").append(element)
        else:
            into.append(element)


def _hide_permalinks(root: Element) -> None:
    """Keep the sign of a heading's permalink out of the heading's name; the table of contents has the same link."""
    for link in root.iterfind(".//a[@class='headerlink']"):
        link.attrib.update({"aria-hidden": "true", "tabindex": "-1"})


def _is_of_numbers(table: Element, stash: Sequence[object]) -> bool:
    """Whether all cells but the first of each line hold what a macro wrote and no word: such columns fit on a phone.

    Markdown has put the elements into its stash, whole or, under Zensical, each of their tags.
    """
    cells = ["".join(cell.itertext()) for row in table.iter("tr") for cell in row.findall("td")[1:]]
    written = [HTML_PLACEHOLDER_RE.sub(lambda found: str(stash[int(found[1])]), cell) for cell in cells]
    return all(_ELEMENT.sub("", cell).strip(" —()（）") == "" for cell in written)


def _label(table: Element, headings: list[str]) -> None:
    """Give each cell of a table of two or three columns its column's heading, which narrow screens show beside it."""
    # A first column of three that is headed by no year names what its line compares.
    labelled = len(headings) == 3 and not re.search(r"20\d\d", headings[0])
    table.set("class", "pairs pairs--labelled" if labelled else "pairs")
    table.set("role", "table")
    for element in table.iter():
        if element.tag in _ROLES:
            element.set("role", _ROLES[element.tag])
    for row in table.iter("tr"):
        for cell, heading in zip(row.findall("td"), headings, strict=False):
            cell.set("data-label", heading)
