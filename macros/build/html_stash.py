"""HTML that Markdown need not read: what macros write is put aside, and only a token stands for it in the page.

Markdown looks for HTML in a page letter by letter, and mkdocs does so once more for anchors: of a page of figures that
was three quarters of the time. The tokens also keep the data's texts from whatever else reads a page as a template.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

_OPEN, _CLOSE = "\ufff9", "\ufffb"
"""Around a token's number. No text of the ledger or a page may hold them (macros/ledger/characters.py)."""

_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_HEADING = re.compile(r"^(#+ .*)$", re.MULTILINE)
_ANCHOR = re.compile(r'\sid="([^"]+)"')
_BEFORE_HTML = 25
"""A preprocessor's priority: Markdown drops signs like those of its stash at 30, mkdocs looks for anchors at 21, Markdown
for HTML at 20."""


def sealing_of(config: Any) -> Sealing | None:
    """Return what seals in an engine's configuration; None for one that Markdown could not set HTML in again for."""
    return next((each for each in config["markdown_extensions"] if isinstance(each, Sealing)), None)


class Sealing(Extension):
    """Puts HTML aside for one page after the other, and hands it to Markdown's own stash."""

    def __init__(self) -> None:
        super().__init__()
        self._anchors: set[str] = set()
        self._aside: list[str] = []

    def inline(self, html: str) -> str:
        """Put aside what stands inside a line; returns its token."""
        self._aside.append(html)
        return f"{_OPEN}{len(self._aside) - 1}{_CLOSE}"

    def block(self, html: str) -> str:
        """Put a block aside but for its headings, to which Markdown gives their places in the table of contents."""
        pieces = (piece if index % 2 else piece.strip("\n") for index, piece in enumerate(_HEADING.split(html)))
        return "\n\n".join(piece if piece.startswith("#") else self.inline(piece) for piece in pieces if piece) + "\n"

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Set in what was put aside for a page that is converted now."""
        md.preprocessors.register(_Stashing(md, self), "ledger", _BEFORE_HTML)

    def fetch(self) -> list[str]:
        """Return what was put aside, by its tokens' numbers, and begin anew for the next page."""
        fetched, self._aside = self._aside, []
        self._anchors = {name for html in fetched for name in _ANCHOR.findall(html)}
        return fetched

    def fetch_anchors(self) -> set[str]:
        """Return the ids in what was put aside for the page that was converted last."""
        fetched, self._anchors = self._anchors, set()
        return fetched


class _Stashing(Preprocessor):
    def __init__(self, md: Markdown, sealing: Sealing) -> None:
        super().__init__(md)
        self.sealing = sealing

    def run(self, lines: list[str]) -> list[str]:
        aside = self.sealing.fetch()
        return _TOKEN.sub(lambda token: str(self.md.htmlStash.store(aside[int(token[1])])), "\n".join(lines)).split("\n")
