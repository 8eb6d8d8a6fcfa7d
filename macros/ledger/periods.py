"""Periods: parse 2024Q4, FY2024, TTM-2024Q4, 2024-12-31 and spans of them, and sort them.

`text.dates` formats them.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from macros.ledger.errors import quoted

Form = Literal["day", "month", "quarter", "half", "year", "fiscal_quarter", "ttm", "span"]

EXAMPLES = "2024Q4, 2025H2, FY2024, FY2025Q4, TTM-2024Q4, 2026-06, 2024-12-31 or FY2025..FY2028"

_FORMS: tuple[tuple[Form, int, re.Pattern[str]], ...] = (
    ("day", 0, re.compile(r"([0-9]{4})-([0-9]{2})-[0-9]{2}")),
    ("month", 1, re.compile(r"([0-9]{4})-([0-9]{2})")),
    ("quarter", 3, re.compile(r"([0-9]{4})Q([1-4])")),
    ("half", 6, re.compile(r"([0-9]{4})H([12])")),
    ("year", 12, re.compile(r"FY([0-9]{4})()")),
    ("fiscal_quarter", 3, re.compile(r"FY([0-9]{4})Q([1-4])")),
    ("ttm", 3, re.compile(r"TTM-([0-9]{4})Q([1-4])")),
)
"""Each form with the months of its unit, of which its pattern gives the year and the number in the year."""

_YEAR = r"(?:199[0-9]|20[0-9]{2}|2100)"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_SINGLE = rf"(?:{_YEAR}-{_MONTH}(?:-{_DAY})?|(?:FY|TTM-)?{_YEAR}Q[1-4]|{_YEAR}H[12]|FY{_YEAR})"
DAY_PATTERN = rf"^{_YEAR}-{_MONTH}-{_DAY}$"
PERIOD_PATTERN = rf"^{_SINGLE}(?:\.\.{_SINGLE})?$"
"""Days and periods for editors, by the form: the loader alone knows how long a month is and which end of a span is first."""


@dataclass(frozen=True, order=True)
class Period:
    """The time that a fact is about.

    Sorted by its end, then by its start, so that a series reads forward and the year comes before its last quarter.
    `start` and `end` are both included. Fiscal years and quarters are parsed as those of the calendar; `in_fiscal_year`
    places them.

    >>> Period.parse("TTM-2024Q4").start
    datetime.date(2024, 1, 1)
    """

    end: dt.date
    start: dt.date
    text: str
    form: Form = field(compare=False)
    ends: tuple[Period, Period] | None = field(default=None, compare=False, repr=False)
    """The first and the last period of a span."""
    as_calendar: Period | None = field(default=None, compare=False, repr=False)
    """The period of the same name in a calendar year, where this one is of another fiscal year."""

    def __str__(self) -> str:
        return self.text

    def in_fiscal_year(self, month: int) -> Period:
        """Place fiscal years and quarters, or a span of them, where the fiscal year ends with a month, from 1 to 12.

        >>> placed = Period.parse("FY2026Q2").in_fiscal_year(6)
        >>> placed.start.isoformat(), placed.end.isoformat()
        ('2025-10-01', '2025-12-31')
        """
        if self.ends:
            first, last = (each.in_fiscal_year(month) for each in self.ends)
            return replace(self, start=first.start, end=last.end, ends=(first, last))
        if self.form not in ("year", "fiscal_quarter") or month == 12:
            return self
        (start_year, start_month), (end_year, end_month) = (
            divmod(day.year * 12 + day.month - 1 - (12 - month), 12) for day in (self.start, self.end)
        )
        last_day = calendar.monthrange(end_year, end_month + 1)[1]
        start, end = dt.date(start_year, start_month + 1, 1), dt.date(end_year, end_month + 1, last_day)
        return replace(self, start=start, end=end, as_calendar=self)

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> Period:
        """Parse a period; raises ValueError with the forms that there are.

        >>> Period.parse("2024Q5")
        Traceback (most recent call last):
        ...
        ValueError: "2024Q5" is not a period; write 2024Q4, 2025H2, FY2024, FY2025Q4, ...
        """
        first, dots, last = text.partition("..")
        if dots:
            if ".." in last or not first or not last:
                raise ValueError(f"{quoted(text)} is not a span of time; write two periods, as in FY2025..FY2028")
            begin, finish = Period.parse(first), Period.parse(last)
            if begin.start > finish.end or begin == finish:
                raise ValueError(f'"{text}" is not a span of time; write the earlier period first, as in FY2025..FY2028')
            return Period(finish.end, begin.start, text, "span", (begin, finish))
        for form, months, pattern in _FORMS:
            if match := pattern.fullmatch(text):
                start, end = _bounds(text, form, months, int(match[1]), int(match[2] or 1))
                return Period(end, start, text, form)
        raise ValueError(f"{quoted(text)} is not a period; write {meant_period(text) or EXAMPLES}")


_MONTHS = (
    "JAN(UARY)? FEB(RUARY)? MAR(CH)? APR(IL)? MAY JUNE? JULY? AUG(UST)? SEP(T(EMBER)?)? OCT(OBER)? NOV(EMBER)? DEC(EMBER)?"
)
_SPANS = {"1-3": "Q1", "4-6": "Q2", "7-9": "Q3", "10-12": "Q4", "1-6": "H1", "7-12": "H2", "1-12": "年度"}
_SAID: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    *((words, f"{number} ") for number, words in enumerate(("一|FIRST", "二|SECOND", "三|THIRD", "四|FOURTH"), 1)),
    *((rf"\b{name}\b", f" M{number} ") for number, name in enumerate(_MONTHS.split(), 1)),
    ("(?<=[年 ])0?(\\d+)[-–—~至到]0?(\\d+)月", lambda found: f" {_SPANS.get('-'.join(found.groups()), '…')} "),
    (r"QUARTER(?= ENDED)", "3 MONTHS"),
    *(
        ("上半年", " H1"),
        ("下半年", " H2"),
        ("财年|財年|年度|FISCAL( YEAR)?", " FY "),
        ("THREE ", "3 "),
        ("SIX ", "6 "),
        ("TWELVE ", "12 "),
    ),
    *(
        (" *(季度?|QUARTER)", "Q"),
        (r"(?<!\d)([1-4]) *([QH])(ALF)?", r"\2\1 "),
        (r"[\s,'’.年月日第/-]+|\bOF\b", " "),
        (r"\bLTM\b", "TTM"),
    ),
)
"""Words for periods, and how the patterns below have them."""
_YEAR_SAID = r"(?P<year>(?:19|20)?\d\d)"
_MEANT = (
    rf"(?P<ttm>TTM )?(?P<fy>FY ?)?{_YEAR_SAID} ?(?P<fy2>FY)? ?(?P<part>Q[1-4]|H[12])",
    rf"(?P<ttm>TTM )?(?P<part>Q[1-4]|H[12]) ?(?P<fy>FY ?)?{_YEAR_SAID}(?P<fy2>)",
    rf"FY ?{_YEAR_SAID}|(?P<of>\d\d|\d{{4}}) ?FY|(?P<whole>20\d\d)",
    r"(?P<year>\d{4}) M?(?P<month>\d\d?)(?: (?P<day>\d\d?))?",
    r"M(?P<month>\d\d?)(?: (?P<day>\d\d?))? (?P<year>\d{4})",
    r"(?P<day>\d\d?) M(?P<month>\d\d?) (?P<year>\d{4})",
)


def meant_period(text: str) -> str | None:
    """Return the period that a text as documents print it most likely means, or None.

    >>> meant_period("Q3 2026"), meant_period("2026年第三季度"), meant_period("Three Months Ended September 30, 2026")
    ('2026Q3', '2026Q3', '2026Q3')
    """
    said = normalize("NFKC", text).upper()
    for words, sign in _SAID:
        said = re.sub(words, sign, said)
    lasting, _, ended = " ".join(said.split()).rpartition(" ENDED ")
    found = next(filter(None, (re.fullmatch(pattern, ended) for pattern in _MEANT)), None)
    if found is None:
        return None
    given = {key: value for key, value in found.groupdict().items() if value}
    year = given.get("year") or given.get("of") or given["whole"]
    year = year if len(year) == 4 else f"20{year}"
    if "part" in given:
        before = "TTM-" if "ttm" in given else "FY" if given.keys() & {"fy", "fy2"} else ""
        meant = f"{before}{year}{given['part']}"
    elif "month" in given:
        month, quarter = int(given["month"]), int(given["month"]) // 3
        day = f"{year}-{month:02}" + (f"-{int(given['day']):02}" if "day" in given else "")
        spans = {"": day, "YEAR": f"FY{year}", "FY": f"FY{year}"}
        if month % 3 == 0:
            spans |= {"3 MONTHS": f"{year}Q{quarter}", "12 MONTHS": f"FY{year}" if month == 12 else f"TTM-{year}Q{quarter}"}
        if month % 6 == 0:
            spans |= {"6 MONTHS": f"{year}H{quarter // 2}"}
        meant = spans.get(lasting, "")
    else:
        meant = f"FY{year}" if lasting in ("", "YEAR", "FY") else ""
    try:
        return Period.parse(meant).text
    except ValueError:
        return None


def _bounds(text: str, form: Form, months: int, year: int, number: int) -> tuple[dt.date, dt.date]:
    if not 1990 <= year <= 2100:
        raise ValueError(f'"{text}" is not a period of this ledger; its year is outside 1990 to 2100')
    if form == "day":
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f'"{text}" is not a day of the calendar') from None
        return day, day
    if not 1 <= number <= 12:
        raise ValueError(f'"{text}" is not a month of the calendar')
    last = number * months
    begin_year, begin_month = divmod(year * 12 + last - (12 if form == "ttm" else months), 12)
    return dt.date(begin_year, begin_month + 1, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
