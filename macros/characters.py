"""Characters that nobody sees and that no text of the ledger may hold: what is read would not be what is written.

They come from copying and from broken encodings, and some turn the direction of a line around.
"""

from __future__ import annotations

import re
import unicodedata

_UNFIT = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters; tab and line breaks are none here
    "\xad\u200b-\u200f\u2060-\u2064\ufeff"  # of no width
    "\u2028\u2029"  # line breaks that editors do not count
    "\u202a-\u202e\u2066-\u2069\u061c"  # marks that turn the direction of writing
    "\ufff9-\uffff\ud800-\udfff"  # what stands for a character that was lost, and what is no character
    "\U000e0000-\U000e007f"  # tags
    "]"
)


def unfit_character(text: str) -> tuple[int, str] | None:
    r"""Return where the first unfit character stands, counted from 0, and how it is called; None where there is none.

    >>> unfit_character("5 \u202e000"), unfit_character("📈 50 %")
    ((2, 'U+202E, RIGHT-TO-LEFT OVERRIDE'), None)
    """
    found = _UNFIT.search(text)
    if found is None:
        return None
    name = unicodedata.name(found[0], "a character that nobody sees")
    return found.start(), f"U+{ord(found[0]):04X}, {name}"
