"""Days and periods as a reader of one language expects them; the patterns are words of the interface."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date

from macros.ledger.model import Language
from macros.ledger.periods import Period
from macros.text.labels import wording

# Parsed once: Babel looks up a locale's name in its folder at every call.
_LOCALES: Mapping[Language, Locale] = MappingProxyType({"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_US")})


@lru_cache(maxsize=4096)
def format_day(day: dt.date, language: Language, pattern: str = "period.day") -> str:
    """Format a day by one of the patterns among the words of the interface.

    >>> format_day(dt.date(2025, 2, 7), "zh"), format_day(dt.date(2025, 2, 7), "en")
    ('2025年2月7日', '7 February 2025')
    >>> format_day(dt.date(2025, 2, 7), "zh", "short.month"), format_day(dt.date(2025, 2, 7), "en", "short.month")
    ('2025年2月', 'Feb 2025')
    """
    return format_date(day, wording(language)[pattern], locale=_LOCALES[language])


def format_period(period: Period, language: Language) -> str:
    """Format a period; that of a fiscal year which is not the calendar's says its months.

    >>> format_period(Period.parse("2024Q4"), "zh"), format_period(Period.parse("TTM-2024Q4"), "en")
    ('2024年第四季度', 'twelve months to December 2024')
    >>> format_period(Period.parse("FY2026Q2").in_fiscal_year(6), "en")
    'Q2 of fiscal 2026 (October to December 2025)'
    """
    words = wording(language)
    if period.ends:
        if {each.form for each in period.ends} == {"half"} and period.start.year == period.end.year:
            return format_day(period.end, language, "period.year.calendar")
        first, last = (format_period(each, language) for each in period.ends)
        return words["period.span"].format(first=first, last=last)
    calendar, form = period.as_calendar or period, str(period.form)
    if form == "half":
        form = "half.first" if period.end.month == 6 else "half.second"
    if form == "year" and period.as_calendar:
        form = "year.fiscal"
    name = format_day(calendar.end, language, f"period.{form}")
    if not period.as_calendar:
        return name
    same_year = period.start.year == period.end.year
    forms = ("period.first_month", "period.last_month") if same_year else ("period.month", "period.month")
    start, end = (format_day(day, language, form) for day, form in zip((period.start, period.end), forms, strict=True))
    return words["period.months"].format(name=name, start=start, end=end)


def format_tick(period: Period, language: Language) -> tuple[str, ...]:
    """Format a period for the axis of a chart, in one line or two.

    >>> [format_tick(Period.parse(text), "zh") for text in ("2024Q4", "FY2026", "2024-12-31")]
    [('Q4', '2024'), ('2026',), ('12月31日', '2024')]
    """
    if period.ends:
        return ("–".join(" ".join(reversed(format_tick(each, language))) for each in period.ends),)
    end = (period.as_calendar or period).end
    year = f"FY{end.year}" if period.as_calendar else str(end.year)
    if period.form in ("quarter", "ttm", "fiscal_quarter"):
        return f"Q{(end.month + 2) // 3}", year
    if period.form == "half":
        return f"H{1 if end.month == 6 else 2}", year
    if period.form not in ("day", "month"):
        return (year,)
    return format_day(end, language, f"tick.{period.form}"), year
