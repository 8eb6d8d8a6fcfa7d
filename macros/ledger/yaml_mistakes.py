"""Mistakes that the YAML parser reports, in an author's words: an unclosed quote, a sign of a Chinese keyboard, a tab."""

import re
from typing import Any

import yaml

from macros.ledger.text_file import Located, place_of

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""A safe loader; libyaml's where PyYAML was built with it."""

_FULL_WIDTH = (
    (re.compile(r"(?:^[ \t]*(?:- +)?|[{,] *)[a-z_]+ *([：﹕∶])"), "a colon and a space are"),
    (re.compile(r"^[ \t]*(?:- +)?[a-z_]+(;|:(?=[^\s/]))"), "a colon and a space are"),
    (re.compile(r"^[ \t]*([－—–−‐‑‒]|-(?=[a-z_]+:))"), "a hyphen and a space are"),
    (re.compile(r"([，､、]) *[a-z_]+:"), "a comma and a space are"),
    (re.compile(r": *([｛［【“”‘’])"), "a bracket or a quote in half width is"),
    (re.compile(r"^[^\[{]*[\[{].*([｝］])[ \t,]*$"), "a bracket in half width is"),
)
"""Signs of a Chinese keyboard where YAML has signs of its own, and signs without the space behind them."""

_HINTS = (
    ("mapping values are not allowed", "put a text that holds a colon and a space into quotes, and check the indent"),
    (
        "expected <block end>|expected key|could not find expected ':'",
        "check the indent of this line and of the one before, and the brackets and quotes",
    ),
    ("expected '-' indicator", "the spaces before this line differ from those of the line above"),
    ("escape", "a backslash stands for itself in single quotes, and twice in double ones"),
    ("undefined alias|found character", "put a text that begins with such a character into quotes"),
    ("expected ',' or", "a text with a comma, a bracket or a colon inside {…} or […] needs quotes"),
)
"""What to do about a message of the YAML parser."""


def explain(error: yaml.YAMLError, text: str) -> Located:
    """Return the line, the column and a message in an author's words for an error of the YAML parser."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    opened = _unclosed_quote(text, mark.index if mark else 0)
    if opened is not None:
        line, column, closes = opened
        until = f"and closes only on line {closes}" if closes else "and never closes"
        return line, column, f"a quote opens here {until}; close it, or write the text without quotes"
    if full := _full_width_sign(error, text):
        return full
    if mark is None:
        return *place_of(text, getattr(error, "position", 0)), "this character cannot stand in YAML; write it anew"
    lines = text.splitlines()[mark.line : mark.line + 1]
    if lines and "\t" in lines[0][: len(lines[0]) - len(lines[0].lstrip())]:
        return mark.line + 1, 1, "a tab indents this line; indent with spaces"
    problem = str(getattr(error, "problem", "") or error)
    hint = next((f"; {hint}" for pattern, hint in _HINTS if re.search(pattern, problem)), "")
    return mark.line + 1, mark.column + 1, f"this is not YAML: {problem}{hint}"


def _full_width_sign(error: yaml.YAMLError, text: str) -> Located | None:
    """Return the place of a sign of a Chinese keyboard in the lines up to an error, the last one, and what is needed there."""
    mark = getattr(error, "problem_mark", None)
    lines = text.split("\n")[: mark.line + 1] if mark else []
    for number in range(len(lines), max(len(lines) - 3, 0), -1):
        for pattern, needed in _FULL_WIDTH:
            if found := pattern.search(lines[number - 1]):
                sign = found[1]
                return number, found.start(1) + 1, f'"{sign}" (U+{ord(sign):04X}) stands where {needed} needed'
    return None


def _unclosed_quote(text: str, until: int) -> tuple[int, int, int | None] | None:
    """Return the line and column where a quoted scalar opens that swallowed the lines before an error, and its last line."""
    last: tuple[int, int, int | None] | None = None
    try:
        for token in yaml.scan(text, Loader=LOADER):
            if token.start_mark.index > until:  # The rest may be nested as deep as it likes.
                break
            if isinstance(token, yaml.ScalarToken) and not token.plain:
                start, end = token.start_mark, token.end_mark
                swallowed = re.search(r"^[ \t-]*+[a-z_]+: ?", text[start.index : end.index], re.MULTILINE)
                if end.line > start.line and swallowed and token.style in ("'", '"'):
                    last = (start.line + 1, start.column + 1, end.line + 1)
    except yaml.scanner.ScannerError as error:
        if error.context == "while scanning a quoted scalar" and error.context_mark is not None:
            return last or (error.context_mark.line + 1, error.context_mark.column + 1, None)
    except (yaml.YAMLError, ValueError):  # An escape beyond Unicode is a ValueError to the scanner.
        pass
    return last
