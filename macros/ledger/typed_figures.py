"""Find figures that were typed into texts: the lint behind “every number comes from data”.

Rules exempt dates, years, quarters, versions and proper names; there is no list of exceptions.
"""

import re

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""The name of a figure in a text: 从{before}提到{after}."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    # 2025 年 2 月 7 日, 2 月, 2026 至 2028 年, 2025 年第三季度
    r"\d{4}\s?(?:至\s?\d{4}\s?)?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:第[一二三四]季度)?|\d{1,2}\s?月(?!内)(?:\s?\d{1,2}\s?日)?"
    r"|\d{4}\s?财年|第\s?[1-4]\s?季度?|第\s?\d+\s?段|(?:最近|过去)\s?12\s?个月|FY\d{2,4}"
    r"|\d{4}-\d{2}(?:-\d{2})?|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b(?:19|20)\d\d(?:Q[1-4]|H[12])?\b"
    rf"|\b\d{{1,2}} (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d{{1,2}}\b"
)
# Chip2, FY25Q4, p.24, Model 2, x86, S3, 10-K: letters and digits that make one name.
# A space before the digits is allowed only after a name: Model 2, but neither "over 2" nor "About 2%".
_NAME = re.compile(
    r"(?:[A-Za-z][A-Za-z.+-]*-?|(?<![A-Za-z])[A-Z][A-Za-z.+-]*\s)\d+(?:\.\d+)?(?![\d.,]*\s?(?:%|percent|million|billion))[A-Za-z]*(?:\d+[A-Za-z]*)*"
    r"|\b\d+-[A-Z]\b"
)
_DIGITS = re.compile(r"\d[\d,.]*")
# Numbers in characters before a unit of measure: 三倍, 两千亿, 百分之五, 四成.
_CHARACTERS = re.compile(
    r"百分之[一二三四五六七八九十百]+|[一二三四五六七八九两几数][一二三四五六七八九十百千万亿两]*[多余]?(?:[一-鿿]?元|颗|台|吉瓦)"
    r"|[一二三四五六七八九十两]+(?:倍|成(?![为立了绩本长都果就员交品功熟])|个?百分点|个?基点|吉瓦)"
)


def figures_in(words: str) -> list[str]:
    """Return every figure in a text; see `figure_in`."""
    if not (_DIGITS.search(words) or _CHARACTERS.search(words)):
        return []
    bare = _NAME.sub(" ", _DATE.sub(" ", PLACEHOLDER.sub(" ", words)))
    return [found.group().rstrip(".,") for pattern in (_DIGITS, _CHARACTERS) for found in pattern.finditer(bare)]


def figure_in(words: str) -> str | None:
    """Return the first figure in a text, or None.

    >>> figure_in("Chip3 预计 2025 年推出"), figure_in("区域从 8 个增至 10 个"), figure_in("频率达到三倍")
    (None, '8', '三倍')
    """
    return next(iter(figures_in(words)), None)
