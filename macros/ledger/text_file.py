"""Text files: UTF-8 within a limit, without invisible characters; what is wrong has a line and a column.

Invisible characters come from copying and from broken encodings; some reverse the direction of a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from macros.ledger.errors import Problem

Located = tuple[int, int, str]
"""Line and column, from 1, and what is wrong there."""

UNSEEN = (
    r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control characters, but for tab and line breaks
    r"\u00ad\u200b-\u200f\u2060-\u2064\ufeff"  # zero width
    r"\u2028\u2029"  # line breaks that editors do not count
    r"\u202a-\u202e\u2066-\u2069\u061c"  # direction marks
    r"\ufff9-\uffff"  # the replacement character and non-characters
)
"""The inside of a character class, in the escapes that Python's and JavaScript's regular expressions share."""

# JavaScript would match halves of surrogate pairs, and has no such escape for tags beyond the first plane.
_UNFIT = re.compile(rf"[{UNSEEN}\ud800-\udfff\U000e0000-\U000e007f]")


class UnreadableError(ValueError):
    """A file that cannot be used at all; `problems` are placed in it."""

    def __init__(self, *problems: Located) -> None:
        self.problems = problems
        super().__init__(problems)


def placed(name: str, problems: Iterable[Located]) -> tuple[Problem, ...]:
    """Name the file that problems are in."""
    return tuple(Problem(name, line, column, "", message) for line, column, message in problems)


def read_file(path: Path, what: str, largest: int) -> str:
    """Return the text of a file of at most `largest` bytes, which messages call `what`; raises UnreadableError."""
    try:
        if not path.is_file():
            raise UnreadableError((1, 1, "this is no file that can be read" if path.exists() else "there is no such file"))
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableError((1, 1, f"the {what} cannot be read: {error.strerror}")) from None
    if len(raw) > largest:
        raise UnreadableError((1, 1, f"the {what} has {len(raw)} bytes; split what exceeds {largest}"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        message = f"this byte is not UTF-8; save the {what} in that encoding"
        raise UnreadableError((*place_of(before, len(before)), message)) from None


def require_visible(text: str) -> None:
    """Refuse a file with an invisible character; raises UnreadableError."""
    unfit = unfit_character(text)
    if unfit is not None:
        position, name = unfit
        raise UnreadableError((*place_of(text, position), f"{name}, cannot stand here; write the text anew"))


def place_of(text: str, position: int) -> tuple[int, int]:
    r"""Return the line and the column, from 1, of a position in a text, from 0.

    >>> place_of("one\ntwo", 5)
    (2, 2)
    """
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def unfit_character(text: str) -> tuple[int, str] | None:
    r"""Return the index and the name of the first invisible character, or None.

    >>> unfit_character("5 \u202e000"), unfit_character("📈 50 %")
    ((2, 'U+202E, RIGHT-TO-LEFT OVERRIDE'), None)
    """
    found = _UNFIT.search(text)
    if found is None:
        return None
    name = unicodedata.name(found[0], "a character that nobody sees")
    return found.start(), f"U+{ord(found[0]):04X}, {name}"
