"""HTML that Markdown need not read: what macros write goes through it under seal and comes out as it was.

Markdown looks for HTML in a page letter by letter, and mkdocs does so once more for anchors: of a page of figures that
was three quarters of the time. Here what a macro wrote is put aside before either looks.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

_OPEN, _CLOSE = "\ufff9", "\ufffb"
"""No text of the ledger or a page may hold them (macros/characters.py)."""

_SEALED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_HEADING = re.compile(r"^(#+ .*)$", re.MULTILINE)
_ANCHOR = re.compile(r'\sid="([^"]+)"')
_BEFORE_HTML = 25
"""A preprocessor's priority: Markdown drops signs like those of its stash at 30, mkdocs looks for anchors at 21, Markdown
for HTML at 20."""


def unsealing_of(config: Any) -> Unsealing | None:
    """Return what unseals in an engine's configuration; None where nothing does, and nothing may be sealed."""
    return next((each for each in config["markdown_extensions"] if isinstance(each, Unsealing)), None)


def sealed(html: str) -> str:
    """Seal what stands inside a line.

    >>> sealed("<b>1</b>").isascii()
    False
    """
    return f"{_OPEN}{html}{_CLOSE}"


def sealed_block(html: str) -> str:
    """Seal a block but for its headings, which Markdown gives their places in the table of contents."""
    pieces = (piece if index % 2 else piece.strip("\n") for index, piece in enumerate(_HEADING.split(html)))
    return "\n\n".join(piece if piece.startswith("#") else sealed(piece) for piece in pieces if piece) + "\n"


class Unsealing(Extension):
    """Puts aside what is sealed, for Markdown to set in again when it is done; `anchors` are the ids in it."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Begin a page."""
        self.anchors = set()
        md.preprocessors.register(_PutAside(md, self.anchors), "ledger", _BEFORE_HTML)


class _PutAside(Preprocessor):
    def __init__(self, md: Markdown, anchors: set[str]) -> None:
        super().__init__(md)
        self.anchors = anchors

    def run(self, lines: list[str]) -> list[str]:
        return _SEALED.sub(self.put_aside, "\n".join(lines)).split("\n")

    def put_aside(self, match: re.Match[str]) -> str:
        self.anchors.update(_ANCHOR.findall(match[1]))
        return self.md.htmlStash.store(match[1])
