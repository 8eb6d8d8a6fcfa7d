"""Characters that nobody sees and that no text of the ledger may hold: what is read would not be what is written.

They come from copying and from broken encodings, and some turn the direction of a line around.
"""

from __future__ import annotations

import re
import unicodedata

UNSEEN = (
    r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control characters; tab and line breaks are none here
    r"\u00ad\u200b-\u200f\u2060-\u2064\ufeff"  # of no width
    r"\u2028\u2029"  # line breaks that editors do not count
    r"\u202a-\u202e\u2066-\u2069\u061c"  # marks that turn the direction of writing
    r"\ufff9-\uffff"  # what stands for a character that was lost, and what is no character
)
"""The inside of a bracket in a regular expression, in the escapes that Python and the editors' schemas share."""

# Editors' schemas would take halves of surrogate pairs for themselves, and know no tags beyond the first plane.
_UNFIT = re.compile(rf"[{UNSEEN}\ud800-\udfff\U000e0000-\U000e007f]")


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
