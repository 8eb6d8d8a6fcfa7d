"""Numbers, ranges and periods as a reader of one language expects them.

Pure: a fact and its unit in, text out. A value keeps the digits that were printed; it is
scaled (187,792 million dollars are 1,877.92亿美元) but never rounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from babel import Locale
from babel.dates import format_date

from macros.ledger.derive import Quantity
from macros.ledger.model import Dimension, Fact, Language, Metric, Text, Unit
from macros.ledger.periods import Period
from macros.text.labels import wording

# Parsed once: Babel looks a locale's name up in its folder at every call.
_LOCALES: Mapping[Language, Locale] = MappingProxyType({"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_US")})

# The compact steps that each language counts in, the largest first: factor and word.
_STEPS: Mapping[Language, tuple[tuple[int, str], ...]] = MappingProxyType(
    {
        "zh": ((8, "亿"), (4, "万"), (0, "")),
        "en": ((12, " trillion"), (9, " billion"), (6, " million"), (0, "")),
    }
)
_ORDERS: Mapping[int, str] = MappingProxyType(
    {1: "十", 2: "百", 3: "千", 4: "万", 5: "十万", 6: "百万", 7: "千万", 8: "亿", 9: "十亿", 10: "百亿"}
    | {11: "千亿", 12: "万亿"}
)
_ORDERS_EN: Mapping[int, str] = MappingProxyType(
    {1: "tens", 2: "hundreds", 3: "thousands", 4: "tens of thousands", 5: "hundreds of thousands", 6: "millions"}
    | {7: "tens of millions", 8: "hundreds of millions", 9: "billions", 10: "tens of billions"}
    | {11: "hundreds of billions", 12: "trillions"}
)


def format_fact(fact: Fact, unit: Unit, metric: Metric, language: Language, *, magnitude: bool = False) -> str:
    """Write a fact's value or range with its qualifier and unit.

    `magnitude` leaves the sign out, for a sentence that says by a word that it is a fall.

    Examples: 1,877.92亿美元; 约2,000亿美元; 1,510亿至1,555亿美元; +7.32个百分点; 超过140万颗; and in English
    US$187.792 billion; about US$200 billion; US$151.0–155.5 billion; +7.32 pp; over 1.4 million chips.
    """
    ends = fact.ends
    if magnitude:
        ends = tuple(sorted(map(abs, ends)))  # type: ignore[assignment]
    if fact.qualifier == "order_of":
        return _order_of(ends[0] * unit.factor, metric, language)
    signed = metric.dimension == "percentage_points" and not magnitude
    body = format_range(ends, unit, metric, language, signed=signed, keep_zeros=fact.qualifier is None)
    if fact.qualifier is None:
        return body
    word = wording(language)[f"qualifier.{fact.qualifier}"]
    return f"{word}{body}" if language == "zh" else f"{word} {body}"


def format_range(
    ends: tuple[Decimal, Decimal],
    unit: Unit,
    metric: Measured,
    language: Language,
    *,
    signed: bool = False,
    keep_zeros: bool = True,
) -> str:
    """Write one number, or two with what they share said once; `signed` puts a plus before a rise.

    `keep_zeros` keeps the zeros that scaling an amount of money brings behind its point, since the document printed
    them before it: not so where the number is a rough one, about 200 and not about 200.0.
    """
    if metric.dimension == "multiple" and language == "en" and all(str(end) == "2" for end in ends):
        return "twice"
    low, high = (_written(end, unit, metric, language, keep_zeros=keep_zeros) for end in ends)
    if ends[0] == ends[1]:
        return f"{'+' if signed and ends[0] > 0 else ''}{low.digits}{low.step}{low.unit}"
    if language == "zh":
        # Chinese repeats the sign of percent and the step (1,510亿至1,555亿美元), and says the unit once.
        unit_of_low = low.unit if low.unit == "%" or low.unit != high.unit else ""
        return f"{low.digits}{low.step}{unit_of_low}至{high.digits}{high.step}{high.unit}"
    if low.step != high.step or low.digits.startswith("-"):
        # A dash between them would be read as a sign, or the step as that of both.
        unit_of_low = low.unit if low.unit == "%" else ""
        return f"{low.digits}{low.step}{unit_of_low} to {high.digits}{high.step}{high.unit}"
    return f"{low.digits}–{high.digits.removeprefix('US$')}{high.step}{high.unit}"


@dataclass(frozen=True)
class _Written:
    """A number in its parts: 1,877.92 + 亿 + 美元."""

    digits: str
    step: str
    unit: str


def _written(value: Decimal, unit: Unit, metric: Measured, language: Language, *, keep_zeros: bool) -> _Written:
    label = (unit.one if value == 1 else unit.label)[language]
    if metric.dimension == "money":
        digits, step = _compact(value, unit.factor, language, keep_zeros=keep_zeros)
        if language == "zh":
            return _Written(digits, step, "美元")
        return _Written(f"-US${digits[1:]}" if digits.startswith("-") else f"US${digits}", step, "")
    if metric.dimension == "count":
        digits, step = _compact(value, unit.factor, language, keep_zeros=False)
        counter = metric.counter[language] if metric.counter else ""
        return _Written(digits, step, counter if language == "zh" or not counter else f" {counter}")
    if metric.dimension == "fraction" and value == 1:
        return _Written("", "", label)
    spaced = language == "en" and label != "%"
    return _Written(_digits(value), "", f" {label}" if spaced else label)


def _compact(value: Decimal, factor: Decimal, language: Language, *, keep_zeros: bool) -> tuple[str, str]:
    """Scale to the language's largest fitting step: no digit is lost and none is made up."""
    # A factor of 1E+8 rather than 100000000 keeps the exponent of the product at the last printed digit.
    base = value * factor.normalize()
    power, word = _step(abs(base), language)
    scaled = base.scaleb(-power)
    # 500,000 chips are not 50.0000万: zeros that only the scaling brought behind the point say
    # nothing of a count, whereas a table in millions of dollars means its last digit: 730 is 7.30亿.
    return _digits(scaled if keep_zeros or not word else scaled.normalize()), word


def _step(size: Decimal, language: Language) -> tuple[int, str]:
    """The largest step that a size reaches: (8, "亿")."""
    return next((power, word) for power, word in _STEPS[language] if size >= Decimal(10) ** power or not power)


def _digits(value: Decimal) -> str:
    """Group the thousands, as both languages do, and keep every decimal that stands."""
    return f"{value:,f}"


class Measured(Protocol):
    """What tells how a number is written: its dimension and, for a count, what is counted."""

    @property
    def dimension(self) -> Dimension:
        """What kind of quantity it is."""

    @property
    def counter(self) -> Text | None:
        """What a count counts."""


_PLACES: Mapping[str, int] = MappingProxyType({"money": 1, "percent": 1, "percentage_points": 2, "multiple": 2})


def format_quantity(quantity: Quantity, places: int | None, language: Language, *, magnitude: bool = False) -> str:
    """Write a computed number, rounded half up to `places` decimals of the unit it is shown in."""
    low, high = sorted(map(abs, quantity.stated)) if magnitude else quantity.stated
    decimals = _PLACES.get(quantity.dimension, 1) if places is None else places
    unit, factor, power = quantity.unit, quantity.unit.factor, 0
    if quantity.dimension in ("money", "count"):
        unit, factor = replace(unit, factor=Decimal(1)), Decimal(1)
        power, _ = _step(max(abs(low), abs(high)), language)
    step = Decimal(1).scaleb(power - decimals)
    ends = ((low / factor).quantize(step, ROUND_HALF_UP), (high / factor).quantize(step, ROUND_HALF_UP))
    signed = quantity.dimension == "percentage_points" and not magnitude
    body = format_range(ends, unit, quantity, language, signed=signed)
    if quantity.per is not None:
        body = f"每{quantity.per.zh}{body}" if language == "zh" else f"{body} per {quantity.per.en}"
    if not quantity.hedged:
        return body
    word = wording(language)["qualifier.about"]
    return f"{word}{body}" if language == "zh" else f"{word} {body}"


@dataclass(frozen=True)
class ColumnUnit:
    """How the numbers of a column or a chart are written: all scaled alike, the unit said once beside them."""

    power: int
    factor: Decimal
    label: str


def column_unit(largest: Decimal, unit: Unit, measured: Measured, language: Language) -> ColumnUnit:
    """Choose the step that fits the largest number, given in the base unit; `unit` is that of the first number.

    Examples: (8, 亿美元) for money, (4, 万颗) for a count, (0, %) for percent.
    """
    if measured.dimension not in ("money", "count"):
        return ColumnUnit(0, unit.factor, unit.label[language])
    power, word = _step(largest, language)
    if measured.dimension == "money":
        label = f"{word}美元" if language == "zh" else f"US${word}"
    else:
        counter = measured.counter[language] if measured.counter else ""
        label = f"{word}{counter}" if language == "zh" else f"{word} {counter}".strip()
    return ColumnUnit(power, Decimal(1), label)


def format_in_column(fact: Fact, unit: Unit, column: ColumnUnit, language: Language) -> str:
    """Write a fact's digits alone, in the column's unit, with every digit that was printed."""
    scale = unit.factor.normalize() / column.factor.normalize()
    body = _digits_alone([(end * scale).scaleb(-column.power) for end in fact.ends], unit.dimension)
    if fact.qualifier is None:
        return body
    word = wording(language)[f"qualifier.{fact.qualifier}"]
    return f"{word}{body}" if language == "zh" else f"{word} {body}"


def format_quantity_in_column(quantity: Quantity, places: int | None, column: ColumnUnit) -> str:
    """Write a computed number's digits alone, in the column's unit, rounded half up to `places` decimals."""
    step = Decimal(1).scaleb(-(_PLACES.get(quantity.dimension, 1) if places is None else places))
    ends = [(end / column.factor).scaleb(-column.power).quantize(step, ROUND_HALF_UP) for end in quantity.stated]
    return _digits_alone(ends, quantity.dimension)


def _digits_alone(ends: Sequence[Decimal], dimension: Dimension) -> str:
    low, high = sorted(ends)
    sign = "+" if dimension == "percentage_points" and low > 0 else ""
    return f"{sign}{_digits(low)}" if low == high else f"{_digits(low)}–{_digits(high)}"


def format_tick(period: Period, language: Language, *, fiscal: bool = False) -> tuple[str, ...]:
    """Write a period as short as the foot of a chart needs it, in one line or two.

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
    forms = {("zh", "day"): "M月d日", ("zh", "month"): "M月", ("en", "day"): "d MMM", ("en", "month"): "MMM"}
    return format_date(period.end, forms[language, period.form], locale=_LOCALES[language]), year


_DIGIT_WIDE, _POINT_WIDE = "\u2007", "\u2008"


def align_points(column: Sequence[str]) -> list[str]:
    """Return for each number the spaces after it that put the points of a right-aligned column below each other.

    A figure space is as wide as a digit, a punctuation space as wide as the point. The last number of a range counts.

    >>> [len(each) for each in align_points(["1,877.92", "约2,000", "150.5–155.5"])]
    [0, 3, 1]
    """
    decimals = [len(text.rpartition(".")[2]) if "." in text.rpartition("–")[2] else 0 for text in column]
    most = max(decimals, default=0)
    return [_DIGIT_WIDE * (most - each) if each else (_POINT_WIDE + _DIGIT_WIDE * most) * bool(most) for each in decimals]


def _order_of(base: Decimal, metric: Metric, language: Language) -> str:
    """Write 数十亿美元 for a value that is known by its order of magnitude alone."""
    power = base.adjusted()
    if language == "zh":
        unit = "美元" if metric.dimension == "money" else metric.counter.zh if metric.counter else ""
        return f"数{_ORDERS.get(power, f'10^{power}')}{unit}"
    order = _ORDERS_EN.get(power, f"10^{power}")
    if metric.dimension == "money":
        return f"{order} of US dollars"
    return f"{order} of {metric.counter.en}" if metric.counter else order


@lru_cache(maxsize=4096)
def format_day(day: dt.date, language: Language) -> str:
    """Write a day: 2025年2月7日, 7 February 2025."""
    return format_date(day, "y年M月d日" if language == "zh" else "d MMMM y", locale=_LOCALES[language])


@lru_cache(maxsize=4096)
def format_period(period: Period, language: Language, *, fiscal: bool = False) -> str:
    """Write a period; `fiscal` says that the entity's fiscal year is not the calendar year.

    >>> format_period(Period.parse("2024Q4"), "zh"), format_period(Period.parse("TTM-2024Q4"), "en")
    ('2024年第四季度', 'twelve months to December 2024')
    """
    if period.first is not None and period.last is not None:
        first, last = (format_period(each, language, fiscal=fiscal) for each in (period.first, period.last))
        return f"{first}至{last}" if language == "zh" else f"{first} to {last}"
    write = _period_zh if language == "zh" else _period_en
    return write(period, fiscal=fiscal)


def _period_zh(period: Period, *, fiscal: bool) -> str:
    year, quarter = period.end.year, (period.end.month + 2) // 3
    if period.form == "day":
        return format_day(period.end, "zh")
    if period.form == "month":
        return f"{year}年{period.end.month}月"
    if period.form == "half":
        return f"{year}年{'上' if period.end.month == 6 else '下'}半年"
    if period.form == "year":
        return f"{year}财年" if fiscal else f"{year}年"
    if period.form == "ttm":
        return f"截至{year}年{period.end.month}月的十二个月"
    ordinal = "一二三四"[quarter - 1]
    return f"{year}财年第{ordinal}季度" if period.form == "fiscal_quarter" else f"{year}年第{ordinal}季度"


def _period_en(period: Period, *, fiscal: bool) -> str:
    year, quarter = period.end.year, (period.end.month + 2) // 3
    if period.form == "day":
        return format_day(period.end, "en")
    if period.form == "month":
        return format_date(period.end, "MMMM y", locale=_LOCALES["en"])
    if period.form == "half":
        return f"{'first' if period.end.month == 6 else 'second'} half of {year}"
    if period.form == "year":
        return f"fiscal {year}" if fiscal else str(year)
    if period.form == "ttm":
        return f"twelve months to {format_date(period.end, 'MMMM y', locale='en_US')}"
    return f"Q{quarter} of fiscal {year}" if period.form == "fiscal_quarter" else f"Q{quarter} {year}"
