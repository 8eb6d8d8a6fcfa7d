"""Invisible characters, which no text of the ledger may hold.

They come from copying and from broken encodings; some reverse the direction of a line.
"""

from __future__ import annotations

import re
import unicodedata

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
