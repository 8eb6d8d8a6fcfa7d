"""Judges a site's search as a reader does: types into its box, follows the first results, reads the passages there.

It knows the search box, the links of the results and the built pages, and nothing of what finds them.
"""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import yaml
from playwright.sync_api import Page

from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "fixtures" / "golden"
FIRST = 3
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = (*HEADINGS, "p", "li", "td", "th", "dt", "dd", "div", "tr", "br", "time")
QUIET = 20
"""Milliseconds without a change in the list of results after which it counts as complete: the theme writes it in one go."""


@dataclass(frozen=True)
class Golden:
    """One query of `tests/fixtures/golden/`: what is typed, and which passages answer it, as (page, text)."""

    query: str
    kind: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Result:
    """One link of the list of results: the page, the element in it or nothing, and the words that are shown."""

    page: str
    anchor: str
    words: str

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


def golden(language: str) -> list[Golden]:
    """The queries of one language, as they were written down before anything was tuned."""
    rows = yaml.safe_load((GOLDEN / f"{language}.yml").read_text("utf-8"))
    return [
        Golden(row["query"], row["kind"], tuple((each["page"], each["contains"]) for each in row["target"])) for row in rows
    ]


class Passages:
    """The texts of a built site, by their addresses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._articles: dict[str, Any] = {}

    def at(self, page: str, anchor: str) -> str:
        """The text at an address: a line, the section below a heading, or the page's first section; empty for nothing."""
        article = self._article(page)
        found = article.xpath(".//*[@id=$id]", id=anchor) if anchor else article.xpath(".//h1")
        if not found or found[0].tag not in HEADINGS:
            return " ".join(map(_collapsed, found[:1]))
        # From a heading to the next of its own level or a higher one; a page's first section ends at any heading.
        ends = HEADINGS[: HEADINGS.index(found[0].tag) + 1] if anchor else HEADINGS
        section = itertools.takewhile(lambda element: element.tag not in ends, found[0].itersiblings())
        return " ".join(map(_collapsed, (found[0], *section)))

    def whole(self, page: str) -> str:
        """The whole text of a page, line breaks as spaces."""
        return _collapsed(self._article(page))

    def answers(self, query: Golden, result: Result) -> bool:
        """Whether the passage at a result's address holds one of the texts wanted on that page."""
        texts = [text for page, text in query.targets if page == result.page]
        return bool(texts) and any(text in self.at(result.page, result.anchor) for text in texts)

    def _article(self, page: str) -> Any:
        """Return a page's article without what the search leaves out, with a space at each edge of a block."""
        if page not in self._articles:
            path = self.folder / page
            html = path.read_text("utf-8") if path.is_file() else "<article></article>"
            article = lxml.html.fromstring(html).xpath("//article")[0]
            for each in article.xpath(".//svg|.//script|.//style|.//*[@data-search-exclude]|.//*[@class='headerlink']"):
                each.drop_tree()
            for each in article.iter(*BLOCKS):
                each.text, each.tail = f" {each.text or ''}", f" {each.tail or ''}"
            self._articles[page] = article
        return self._articles[page]


def _collapsed(element: Any) -> str:
    return " ".join(element.text_content().split()) if isinstance(element.tag, str) else ""


def open_search(page: Page) -> None:
    """Put the cursor into the site's search box, and wait until the search answers at all."""
    page.locator("input[name=query]").click()
    page.evaluate(_WATCH)
    page.keyboard.insert_text("AWS")
    page.keyboard.press("End")
    page.locator(".md-search-result__link").first.wait_for()


def search(page: Page, query: str, address: str) -> list[Result]:
    """Put a query in the place of the last one and return the list of results; `address` is that of the site's root.

    It comes at once, as an input method hands a text over, so that no results of half a query are taken for its
    own; then a key is pressed, since such a text has none.
    """
    page.evaluate("() => { window.changed = 0; }")
    page.locator("input[name=query]").fill(query)
    page.keyboard.press("End")
    links = page.wait_for_function(_LINKS, arg=QUIET, polling=5).json_value()
    return [_result(href, words, address) for href, words in links]


_WATCH = """() => {
    window.changed = 0;
    new MutationObserver(() => { window.changed = performance.now(); }).observe(
        document.querySelector(".md-search-result"), {childList: true, subtree: true, characterData: true});
}"""
_LINKS = """quiet => window.changed && performance.now() - window.changed > quiet &&
    [...document.querySelectorAll(".md-search-result__link")].slice(0, 10).map(each => [each.href, each.innerText])"""


def _result(href: str, words: str, address: str) -> Result:
    parts = urlsplit(href)
    page = unquote(parts.path).removeprefix(unquote(urlsplit(address).path))
    return Result(page or "index.html", unquote(parts.fragment), words)
