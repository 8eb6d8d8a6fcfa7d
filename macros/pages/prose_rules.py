"""Rules for the prose of a page: no typed figure, no HTML, nothing that the site's policy refuses to a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.ledger.errors import quoted
from macros.ledger.text_file import Located, place_of
from macros.ledger.typed_figures import figure_in
from macros.pages.macro_calls import blank, blank_braces

_HTML = re.compile(r"<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>])|/[A-Za-z]|!|\?)")
# Markdown allows a line break before an address. Possessive quantifiers (*+) keep the patterns linear.
_ADDRESS = r"[ \t]*+\n?[ \t]*+<?[ \t]*+\n?[ \t]*+"
_SCHEME = r"(?!(?i:https?|mailto):)([A-Za-z][A-Za-z0-9+.-]*+):"
_LINK = re.compile(rf"(?:\]\(|^ {{0,3}}\[[^\]\n]+\]:){_ADDRESS}{_SCHEME}|<{_SCHEME}[^\s>]*+>", re.MULTILINE)
_PICTURE = re.compile(rf"!\[[^\]\n]*\]\({_ADDRESS}(?:https?:)?//")
_ATTRIBUTES, _HANDLER = re.compile(r"\{:[^}\n]*+"), re.compile(r"[\s:](on\w++|style)\s*+=")
_CODE = re.compile(r"(?ms)^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1|\Z)|(`+)(?!`)[^\n]*?(?<!`)\2(?!`)")
_NO_WORDS = re.compile(r"\{:[^}\n]*+\}?|^ *+\d+\. |\]\([^)\n]*+\)?", re.MULTILINE)
"""Attributes, the numbers of a list, and the addresses of links: digits in them are no figures."""

_REFUSED = (
    (_HTML, "{} begins HTML; a page is Markdown, and code stands in backticks"),
    (_LINK, "a link leads to another page or to https://…, and nowhere by {}"),
    (_PICTURE, "a picture of another host is not shown; put it beside the page"),
)


def prose_problems(body: str) -> list[Located]:
    """Return what is not allowed in a page's prose: typed figures, HTML, and what the site's policy refuses to a browser."""
    problems = list(_typed_figures(_without_code(blank_braces(body))))
    bare = _without_code(body)
    for pattern, message in _REFUSED:
        for found in pattern.finditer(bare):
            word = quoted(found[found.lastindex or 0])
            problems.append((*place_of(bare, found.start()), message.format(word)))
    enclosed = "a macro shows a link of its own, which cannot stand in a link, a picture, code or attributes"
    problems += [(*place_of(body, position), enclosed) for position in _enclosed_calls(blank_braces(body, calls=False))]
    for attributes in _ATTRIBUTES.finditer(bare):
        if handler := _HANDLER.search(attributes[0]):
            message = f"{quoted(handler[1])} is refused by the site's policy; give a class"
            problems.append((*place_of(bare, attributes.start()), message))
    return problems


def _enclosed_calls(body: str) -> list[int]:
    """Return where a link, a picture, code or attributes open that enclose a macro call."""
    found = set()
    for call in re.finditer(r"\{\{", body):
        begin = body.rfind("\n", 0, call.start()) + 1
        before = body[begin : call.start()]
        pairs = (("[", "]"), ("](", ")"), ("{:", "}"))
        opened = [before.rfind(opening) for opening, closing in pairs if before.rfind(opening) > before.rfind(closing)]
        opened += [before.rfind("`")] * (before.count("`") % 2)
        if opened:
            first = min(opened)
            found.add(begin + first - before[:first].endswith("!"))  # ![ opens a picture.
    return sorted(found)


def _typed_figures(prose: str) -> Iterator[Located]:
    """Yield the first figure of each line of a page that has one outside of macro calls and code."""
    bare = _NO_WORDS.sub(lambda match: blank(match[0]), prose)
    for number, line in enumerate(bare.split("\n"), 1):
        figure = figure_in(line)
        if figure is not None:
            message = f"the figure {quoted(figure)} is typed by hand; take it from data with a macro"
            yield number, max(line.find(figure), 0) + 1, message


def _without_code(page: str) -> str:
    return _CODE.sub(lambda match: blank(match[0]), page)
