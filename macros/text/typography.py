"""Chinese typography: joining lines, and breaking them in drawings."""

import re

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_MARKS = "\u3001-\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f\u201c\u201d\u2018\u2019\u2026"
# The lookbehind comes after the line break, of which a page has few, for speed.
_BREAK = re.compile(rf"\n(?:(?<=[{_MARKS}]\n) *(?=\S|\Z)|(?<=[{_HAN}]\n) *(?=[{_HAN}{_MARKS}]))")


def join_lines(text: str) -> str:
    r"""Join lines of Chinese text, where a browser would show the line break as a space.

    A line break at the end of the text is removed after a mark: an element follows. So is the indent of a list's line.

    >>> join_lines("第一句。\n  第二句 two\nwords，\n")
    '第一句。第二句 two\nwords，'
    """
    return _BREAK.sub("", text)


def keep_dates(heading: str) -> str:
    r"""Keep a number and its 年, 月 or 日 on one line of a heading.

    >>> keep_dates("2026 年 7 月：账单先到")
    '2026\xa0年 7\xa0月：账单先到'
    """
    return re.sub(r"(?<=\d) (?=[年月日])", "\u00a0", heading)


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character.

    >>> is_chinese("约 2000 亿"), is_chinese("$200 billion")
    (True, False)
    """
    return re.search(f"[{_HAN}]", text) is not None


_OPENING = "（《〈「『【“‘(\\["
_CLOSING = "，。、：；！？）》〉」』】”’…—·,.:;!?)%\\]"
_UNIT = re.compile(rf"\s+|[{_OPENING}]*(?:\d+ ?[年月日]|[!-~\u00a1-\u024f]+|[^\s])[{_CLOSING}]*")
_WIDTHS = (
    dict.fromkeys(map(chr, range(0x20, 0x250)), 0.6)
    | dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ@%&mw", 0.75)
    | dict.fromkeys(" !'(),./:;[]ijl|", 0.35)
)


def wrap(text: str, width: float, most: int) -> tuple[str, ...]:
    """Break a text into at most `most` lines of at most `width` ems; the last one ends with … where text is left out.

    No line begins with a closing mark (，。”) or ends with an opening one (“《); Latin words, years and days stay whole
    where a line can hold them. The widths are upper bounds of a bold sans serif.

    >>> wrap("2025 年 2 月的质疑，后来怎样了？", 7, 3)
    ('2025 年 2 月', '的质疑，后来怎', '样了？')
    """
    lines, used = [""], 0.0
    for unit in (piece for found in _UNIT.findall(text.strip()) for piece in ([found] if ems(found) <= width else found)):
        # The sum of widths may be less than that of the whole line by a rounding of floats.
        if used + ems(unit.rstrip()) > width - 0.01 and ems(lines[-1] + unit.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0.0
        added = unit if lines[-1] else unit.lstrip()
        lines[-1] += added
        used += ems(added)
    if len(lines) > most:
        last = lines[most - 1].rstrip("，。、：；！？,.:;!?— ")
        while ems(last + "…") > width:
            last = last[:-1]
        lines[most - 1 :] = [last + "…"]
    return tuple(line.rstrip() for line in lines)


def ems(text: str) -> float:
    """Estimate a text's width in ems: one for each Chinese character or mark.

    >>> ems("账本 A")
    3.1
    """
    return sum(_WIDTHS.get(letter, 1.0) for letter in text)
