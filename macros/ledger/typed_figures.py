"""Find figures that were typed into texts: the lint behind “every number comes from data”.

Rules exempt dates, years, quarters, versions and proper names; there is no list of exceptions.
Every pattern reads a text in linear time: what may repeat is bounded, or begins where its run of characters does.
"""

import re
from collections.abc import Iterable
from functools import cache

from macros.ledger.printed_tokens import any_of, number_words

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""The name of a figure in a text: 从{before}提到{after}."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    # 2025 年 2 月 7 日, 2 月, 2026 至 2028 年, 2025 年第三季度
    r"\d{4}\s?(?:至\s?\d{4}\s?)?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:第[一二三四]季度)?|\d{1,2}\s?月(?!内)(?:\s?\d{1,2}\s?日)?"
    r"|\d{4}\s?财年|第\s?[1-4]\s?季度?|第\s?\d+\s?段|(?:最近|过去)\s?12\s?个月|FY\d{2,4}"
    r"|\d{4}-\d{2}(?:-\d{2})?(?!\d)|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b(?:19|20)\d\d(?:Q[1-4]|H[12])?\b"
    rf"|\b\d{{1,2}} (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d{{1,2}}\b"
)
# Chip2, FY25Q4, p.24, Model 2, x86, S3, 10-K: letters and digits that make one name.
# A space before the digits is allowed only after a name: Model 2, but neither "over 2" nor "About 2".
_BEGINNINGS = "About|After|All|Almost|And|Around|At|Before|But|By|For|From|In|Its|Nearly|Of|On|Only|Over|Some|The|To|Under|With"
_NAME = re.compile(
    r"[A-Za-z][A-Za-z.+-]{0,40}\d+(?:\.\d+)?[A-Za-z]*(?:\d+[A-Za-z]*)*"
    rf"|(?<![A-Za-z])(?!(?:{_BEGINNINGS})\b)[A-Z][A-Za-z.+-]{{0,40}}\s\d+(?![.,]?\d)[A-Za-z]*(?:\d+[A-Za-z]*)*|\b\d+-[A-Z]\b"
)
_DIGITS = re.compile(r"\d[\d,.]*")

_UNIT = (
    r"[%％‰]|(?i:per ?cent|(?:percentage|basis) points?|bps|pp|[gmk]bps|[tgmk]wh?|[kmgtp]b|[mg]hz|(?:giga|mega|kilo)watts?"
    r")(?![A-Za-z])|[个個]?(?:百分|基)[点點]|倍|[吉兆千]?瓦|[颗顆枚辆吨户]"
    r"|名(?![单單义義为為列])|人(?![工类類民形机機才们們])|[个個](?![月股人])|[台臺](?![北湾灣积積阶階])|家(?![电電])"
)
"""What stands behind a number and no year: units and counters."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of numbers with a scale, a unit or a currency: in digits, in English words, in Chinese numerals.

    They are no years and no names: Cloud 244bn, $2000, two hundred billion; but two quarters, hundreds of millions.
    """
    own = number_words()
    money = [word for words in own["currencies"].values() for word in words]
    signs = [word for word in money if word.upper() == word and (word.isascii() or not word[-1].isalpha())]
    money = [word for word in money if len(word) > 3 or not word.islower()]  # Not the verb of: what in 2025 won.
    large = [word for word in (*own["powers"], *own["scales"]) if len(word) > 1 or not word.isascii()]
    number = r"\d[\d,]*(?:\.\d+)?"
    behind = rf"\s{{0,3}}[-+]?[多余餘]?\s?(?:[十百千佰仟]?[億萬]|(?i:{any_of([*large, *money])}))"
    short = r"[bBkKmMtTxX](?![A-Za-z\d])"
    free = rf"(?<![\dA-Za-z.,]){number}(?:{behind}|\s{{0,3}}(?:{_UNIT}|{short}))"
    glued = rf"(?<=[A-Za-z]){number}(?!\s[十百千]){behind}"  # FY2000亿, but not the 2 of Tower2 千卡集群.
    scale, coin = (any_of(word for word in of if word.isascii() and word.islower()) for of in (large, money))
    english = {word: value for word, value in own["digits"].items() if word.isascii() and value}
    tens, ones = (any_of(word for word in english if english[word] in of) for of in (range(20, 100, 10), range(1, 10)))
    count = rf"(?:{tens}(?:[ -]{ones})?|{any_of(english)})"
    measure = rf"(?:{scale}(?:[ -]{scale})*|{coin}|{_UNIT})"
    initials = "".join(sorted({word[0] for word in english} | {"a"}))
    spelled = rf"\b(?=[{initials}])(?:{count}[ -]{measure}|an? (?:(?:hundred|thousand)[ -]{measure}|(?:m|b|tr)illion\b))"
    # Each pattern looks first for what its alternatives begin with, since few characters of a text are any of it.
    begun = re.escape("".join(sorted({word[0] for word in signs})))
    measured = rf"(?=[\d{begun}])(?:(?<![A-Za-z]){any_of(signs)}\s{{0,3}}{number}|{free}|{glued})"
    return re.compile(measured), re.compile(spelled, re.IGNORECASE), _chinese()


def _chinese() -> re.Pattern[str]:
    """Return the pattern of numerals with a scale or a unit.

    It finds 三倍, 两千亿, 百亿美元; but not 亿美元, 成千上万颗, 以百万美元计.
    """
    own = number_words()
    powers, forms = own["powers"] | {"兆": own["scales"]["兆"]}, own["simplified"]

    def characters(wanted: Iterable[str]) -> str:
        plain = {word for word in wanted if not word.isascii()}
        return "".join(sorted(plain | {form for form, usual in forms.items() if usual in plain}))

    every, large = characters((*own["digits"], *powers)), characters(word for word in powers if powers[word] > 1)
    first = characters(
        (*(word for word, value in own["digits"].items() if value), *(word for word in powers if powers[word] == 1))
    )
    run = rf"(?<![{every}])(?![万萬亿億兆](?![{every}])|万?千瓦)[{every}]"
    return re.compile(
        rf"(?=[几数數{every}])(?:(?<![{every}])[百千万萬]分之[{every}]+"
        rf"|[几数數]?{run}+[多余餘]?(?:[一-鿿]?[元圆圓](?!计|為|为单位)|颗|台(?!阶)|[吉兆]?瓦|[%％‰])"
        rf"|{run}+(?:倍|成(?![为立了绩本长都果就员交品功熟])|[个個]?百分[点點]|[个個]?基[点點])"
        rf"|(?<![{every}])[{first}][{every}]*[{large}])"
    )


def figures_in(words: str) -> list[str]:
    """Return every figure in a text; see `figure_in`."""
    text = PLACEHOLDER.sub(" ", words)
    measured, spelled, chinese = _patterns()
    found = [*chinese.findall(text), *spelled.findall(text)]
    if _DIGITS.search(text):
        whole = measured.findall(text)
        bare = _NAME.sub(" ", _DATE.sub(" ", measured.sub(" ", text) if whole else text))
        found += [digits.rstrip(".,") for each in (*whole, bare) for digits in _DIGITS.findall(each)]
    return sorted(found, key=text.find)


def figure_in(words: str) -> str | None:
    """Return the first figure in a text, or None.

    >>> figure_in("Chip3 预计 2025 年推出"), figure_in("区域从 8 个增至 10 个"), figure_in("频率达到三倍")
    (None, '8', '三倍')
    """
    return next(iter(figures_in(words)), None)
