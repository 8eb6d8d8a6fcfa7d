"""Rules for the prose of a page: no typed figure, no HTML, nothing that the site's policy refuses to a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from macros.ledger.errors import quoted
from macros.ledger.typed_figures import typed_figures, without_code
from macros.pages.macro_calls import Located, place_of

_HTML = re.compile(r"<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>])|/[A-Za-z]|!|\?)")
_SCHEME = re.compile(
    r"(?:\]\(|^ {0,3}\[[^\]\n]+\]:)\s*<?\s*([A-Za-z][A-Za-z0-9+.-]*):|<([A-Za-z][A-Za-z0-9+.-]+):[^\s>]*>", re.MULTILINE
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(\s*<?(?:https?:)?//")
_ATTRIBUTE = re.compile(r"\{:[^}\n]*?[\s:](on\w+|style)\s*=")
_SCHEMES = ("https", "http", "mailto")
_RAW = re.compile(r"\{%-?\s*raw\b.*?endraw\s*-?%\}", re.DOTALL)
_ENCLOSED = re.compile(r"(?:!?\[[^\[\]\n]*|\]\([^)\n]*|`[^`\n]*|\{:[^}\n]*)\{\{")
"""A macro call inside a link, a picture, code or attributes."""


def prose_problems(body: str) -> list[Located]:
    """Return what is not allowed in a page's prose: typed figures, HTML, and what the site's policy refuses to a browser."""
    problems = [
        (line, _column(body, line, figure), f"the figure {quoted(figure)} is typed by hand; take it from data with a macro")
        for line, figure in typed_figures(body)
    ]
    bare = without_code(body)
    problems += _found(
        bare, _HTML, lambda match: f"{quoted(match[0])} begins HTML; a page is Markdown, and code stands in backticks"
    )
    problems += _found(
        bare,
        _SCHEME,
        lambda match: (
            None
            if (match[1] or match[2]).lower() in _SCHEMES
            else f"a link leads to another page or to https://…, and nowhere by {quoted(match[1] or match[2])}"
        ),
    )
    problems += _found(
        _RAW.sub(lambda raw: re.sub(r"[^\n]", " ", raw[0]), body),
        _ENCLOSED,
        lambda _: "a macro shows a link of its own, which cannot stand in a link, a picture, code or attributes",
    )
    problems += _found(bare, _PICTURE, lambda _: "a picture of another host is not shown; put it beside the page")
    problems += _found(bare, _ATTRIBUTE, lambda match: f"{quoted(match[1])} is refused by the site's policy; give a class")
    return problems


def _found(text: str, pattern: re.Pattern[str], message: Callable[[re.Match[str]], str | None]) -> list[Located]:
    problems = [(*place_of(text, match.start()), message(match)) for match in pattern.finditer(text)]
    return [(line, column, words) for line, column, words in problems if words is not None]


def _column(body: str, line: int, word: str) -> int:
    """Return the column, from 1, of a word in a line."""
    lines = body.split("\n")
    return max(lines[line - 1].find(word) if line <= len(lines) else 0, 0) + 1
