"""Days and periods as a reader of one language expects them; the patterns are words of the interface."""

from __future__ import annotations

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
def format_day(day: dt.date, language: Language) -> str:
    """Format a day.

    >>> format_day(dt.date(2025, 2, 7), "zh"), format_day(dt.date(2025, 2, 7), "en")
    ('2025年2月7日', '7 February 2025')
    """
    return _formatted(day, "period.day", language)


@lru_cache(maxsize=4096)
def format_period(period: Period, language: Language, *, fiscal: bool = False) -> str:
    """Format a period; `fiscal` marks the years of an entity whose fiscal year is not the calendar year.

    >>> format_period(Period.parse("2024Q4"), "zh"), format_period(Period.parse("TTM-2024Q4"), "en")
    ('2024年第四季度', 'twelve months to December 2024')
    """
    if period.first is not None and period.last is not None:
        first, last = (format_period(each, language, fiscal=fiscal) for each in (period.first, period.last))
        return wording(language)["period.span"].format(first=first, last=last)
    form: str = period.form
    if form == "half":
        form = "half.first" if period.end.month == 6 else "half.second"
    if form == "year" and fiscal:
        form = "year.fiscal"
    return _formatted(period.end, f"period.{form}", language)


def format_tick(period: Period, language: Language, *, fiscal: bool = False) -> tuple[str, ...]:
    """Format a period for the axis of a chart, in one line or two.

    >>> [format_tick(Period.parse(text), "zh") for text in ("2024Q4", "FY2026", "2024-12-31")]
    [('Q4', '2024'), ('2026',), ('12月31日', '2024')]
    """
    if period.first is not None and period.last is not None:
        ends = (" ".join(reversed(format_tick(each, language, fiscal=fiscal))) for each in (period.first, period.last))
        return ("–".join(ends),)
    year = f"FY{period.end.year}" if fiscal else str(period.end.year)
    if period.form in ("quarter", "ttm", "fiscal_quarter"):
        return f"Q{(period.end.month + 2) // 3}", year
    if period.form == "half":
        return f"H{1 if period.end.month == 6 else 2}", year
    if period.form not in ("day", "month"):
        return (year,)
    return _formatted(period.end, f"tick.{period.form}", language), year


def _formatted(day: dt.date, pattern: str, language: Language) -> str:
    return format_date(day, wording(language)[pattern], locale=_LOCALES[language])
