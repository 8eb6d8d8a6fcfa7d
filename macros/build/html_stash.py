"""A Markdown extension that sets the HTML of macros aside, so that Markdown and mkdocs need not parse it.

Markdown looks for HTML in a page letter by letter, and mkdocs once more for anchors: a quarter of a build. In the page,
each piece has a placeholder, U+FFF9 number U+FFFB; Markdown's own stash puts the HTML back. Placeholders also keep
the data's texts from whatever else reads a page as a template.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Extension, Markdown

from macros.pages.markup_rules import Step

_OPEN, _CLOSE = "\ufff9", "\ufffb"
"""Around a placeholder's number. No text of the ledger or a page may hold them (macros/ledger/text_file.py)."""

_PLACEHOLDER = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_HEADING = re.compile(r"^(#+ .*)$", re.MULTILINE)
_BEFORE_HTML = 25
"""A preprocessor's priority: Markdown drops signs like those of its stash at 30, mkdocs looks for anchors at 21, Markdown
for HTML at 20."""


def html_stash_of(config: Any) -> HtmlStash | None:
    """Return the stash in a configuration; None where Markdown could not put the HTML back, as under Zensical."""
    return next((each for each in config["markdown_extensions"] if isinstance(each, HtmlStash)), None)


class HtmlStash(Extension):
    """Holds the HTML of the page that is rendered, and hands it to Markdown's own stash."""

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
