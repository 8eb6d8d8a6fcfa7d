"""Chinese typography that browsers and Markdown leave undone."""

from __future__ import annotations

import re

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_MARKS = "\u3001-\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f\u201c\u201d\u2018\u2019\u2026"
_VERBATIM = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_BREAK = re.compile(rf"(?<=[{_MARKS}])\n(?=\S)|(?<=[{_HAN}])\n(?=[{_HAN}{_MARKS}])")


def join_lines(html: str) -> str:
    r"""Join lines of Chinese text, where a line break would show as a space.

    Sources hold one sentence a line, so that changes read well; a browser shows the break as a gap.

    >>> join_lines("<p>第一句。\n第二句 two\nwords</p>")
    '<p>第一句。第二句 two\nwords</p>'
    """
    pieces = _VERBATIM.split(html)
    # A split with two groups yields text, verbatim block, its tag's name, text, …
    pieces[::3] = [_BREAK.sub("", text) for text in pieces[::3]]
    del pieces[2::3]
    return "".join(pieces)
