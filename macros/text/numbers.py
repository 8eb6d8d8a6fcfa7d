"""Numbers and ranges as a reader of one language expects them.

Pure functions: a fact and its unit in, text out. A value keeps the digits that were printed; it is
scaled (187,792 million dollars are 1,877.92亿美元) but not rounded, unless it stands in a sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

from macros.ledger.model import Dimension, Fact, Language, Metric, Qualifier, Unit
from macros.ledger.quantities import Quantity
from macros.text.labels import wording

MINUS = "\u2212"
"""The sign of a negative number: as wide as a plus, and no browser breaks a line behind it, as behind a hyphen."""

_GAP: Mapping[Language, str] = MappingProxyType({"zh": "", "en": " "})
"""What separates a number from the word before or after it."""

_STEPS: Mapping[Language, tuple[tuple[int, str], ...]] = MappingProxyType(
    {
        "zh": ((8, "亿"), (4, "万"), (0, "")),
        "en": ((12, " trillion"), (9, " billion"), (6, " million"), (0, "")),
    }
)
"""The powers of ten that each language counts in, the largest first, and what they are called."""


Ends = Sequence[Decimal]
"""The low and the high end of a number, which are equal where it is no range."""

Measured = Metric | Quantity
"""Its dimension and, for a count, what is counted decide how a number is written."""


def format_fact(
    fact: Fact, unit: Unit, metric: Metric, language: Language, *, magnitude: bool = False, in_prose: bool = False
) -> str:
    """Format a fact's value or range with its qualifier and unit.

    `magnitude` leaves the sign out, for a sentence that already says that it is a fall; `in_prose` rounds half up as a
    journalist would: 1,283亿美元 for 1,283.20亿美元, 36.9% for 36.93%.

    Examples: 1,877.92亿美元; 约2,000亿美元; 1,510亿至1,555亿美元; +7.32个百分点; 超过140万颗; and in English
    US$187.792 billion; about US$200 billion; US$151.0–155.5 billion; +7.32 pp; over 1.4 million chips.
    """
    if fact.qualifier == "order_of":
        return _order_of(fact, unit, metric, language)
    ends: Ends = fact.ends
    if in_prose:
        ends = _unless_past(ends, _in_prose(ends, unit, language), fact.qualifier)
    # An amount in full, such as $1,750,000,000, shows no last digit that matters: 17.5亿, not 17.50000000亿. Nor does one
    # in round hundreds of millions: 2,440亿 are US$244 billion. Tables in millions print their last digit.
    in_words = unit.factor > 10**6 and ends[0] == ends[1] and ends[0].as_tuple().exponent == 0
    keep_zeros = fact.qualifier is None and unit.factor > 1 and not in_words and not in_prose
    number = format_range(ends, unit, metric, language, magnitude=magnitude, keep_zeros=keep_zeros)
    return _qualified(number, fact.qualifier, language)


def _in_prose(ends: Ends, unit: Unit, language: Language) -> Ends:
    """Round both ends of a number to the digits of prose."""
    if unit.dimension == "money" and unit.factor > 1:
        return [_amount_of_prose(end, unit, language) for end in ends]
    return _to_places(ends, _places_in_prose(ends, unit, max(map(_places_of, ends))))


def _unless_past(ends: Ends, rounded: Ends, qualifier: Qualifier | None) -> Ends:
    """Return rounded ends where that is true: what is over or up to a number is not past it, nor is a range a point."""
    may_be = qualifier in (None, "about", "possibly") and (ends[0] == ends[1] or rounded[0] != rounded[1])
    return rounded if may_be else ends


def _amount_of_prose(number: Decimal, unit: Unit, language: Language, places: int | None = None) -> Decimal:
    """Round an amount to the digits that its step is shown with in a sentence, and to `places` decimals at the most."""
    base = abs(number * unit.factor)
    before_point = max(1, base.adjusted() - _step(base, language)[0] + 1)
    decimals = _decimals_of_amounts(before_point, language)
    decimals = decimals if places is None else min(decimals, places)
    return Context(prec=before_point + decimals, rounding=ROUND_HALF_UP).plus(number)


def _decimals_of_amounts(before_point: int, language: Language) -> int:
    """Return how many decimals an amount has in a sentence: three digits in all, and a tenth of a billion in English.

    >>> [_decimals_of_amounts(digits, "en") for digits in (1, 2, 3, 4)]
    [2, 1, 1, 0]
    >>> [_decimals_of_amounts(digits, "zh") for digits in (1, 2, 3, 4)]
    [2, 1, 0, 0]
    """
    return 1 if language == "en" and before_point == 3 else max(0, 3 - before_point)


def _places_in_prose(ends: Ends, unit: Unit, places: int) -> int:
    """Return how many of their decimals numbers keep in running text: percentages of one and more keep one, others all."""
    is_percentage = unit.dimension in ("percent", "percentage_points") and unit.factor == 1
    return min(places, 1) if is_percentage and min(map(abs, ends)) >= 1 else places


def _to_places(ends: Ends, most: int) -> Ends:
    """Round both ends half up to so many decimals at the most."""
    return [end.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP) if _places_of(end) > most else end for end in ends]


def _qualified(number: str, qualifier: Qualifier | None, language: Language) -> str:
    return number if qualifier is None else f"{wording(language)[f'qualifier.{qualifier}']}{_GAP[language]}{number}"


def _order_of(fact: Fact, unit: Unit, metric: Metric, language: Language) -> str:
    """Format a value of which only the order of magnitude is known: 数十亿美元, billions of US dollars."""
    size, of = fact.ends[0], unit.label[language]
    if metric.dimension in ("money", "count"):
        size *= unit.factor
        of = metric.counter[language] if metric.counter else unit.currency.name[language] if unit.currency else ""
    words, power = wording(language), size.adjusted()
    return words["order_of"].format(order=words.get(f"order.{power}", f"10^{power}"), unit=of)


def format_range(
    ends: Ends,
    unit: Unit,
    metric: Measured,
    language: Language,
    *,
    magnitude: bool,
    keep_zeros: bool = True,
) -> str:
    """Format one number, or two with what they share written once; `magnitude` leaves the signs out.

    `keep_zeros` keeps the zeros that scaling an amount of money moves behind the point, since the document printed
    them: 730 million dollars are 7.30亿. A rough number loses them: about 200, not about 200.0.
    """
    first, last = sorted(map(abs, ends)) if magnitude else ends
    if metric.dimension == "multiple" and language == "en" and str(first) == str(last) == "2":
        return "twice"
    parts = (_written(end, unit, metric, language, keep_zeros=keep_zeros) for end in (first, last))
    (low, low_step, low_unit), (high, step, name) = parts
    if first == last:
        rises = metric.dimension == "percentage_points" and not magnitude and first > 0
        return f"{'+' if rises else ''}{high}{step}{name}"
    if language == "en" and low_step == step and not low.startswith(MINUS):
        return f"{low}–{high.removeprefix(_around(unit, language)[0])}{step}{name}"
    # A dash would be read as a sign, or the step as that of both. Chinese repeats the step: 1,510亿至1,555亿美元.
    repeated = low_unit if low_unit == "%" or (language == "zh" and low_unit != name) else ""
    return wording(language)["number.range"].format(low=f"{low}{low_step}{repeated}", high=f"{high}{step}{name}")


def _written(value: Decimal, unit: Unit, metric: Measured, language: Language, *, keep_zeros: bool) -> tuple[str, str, str]:
    """Return a number in its parts: 1,877.92, 亿 and 美元."""
    label = (unit.one if value == 1 else unit.label)[language]
    if metric.dimension == "money":
        digits, step = _compact(value, unit.factor, language, keep_zeros=keep_zeros)
        before, after = _around(unit, language)
        return f"{MINUS if digits.startswith(MINUS) else ''}{before}{digits.removeprefix(MINUS)}", step, after
    if metric.dimension == "count":
        digits, step = _compact(value, unit.factor, language, keep_zeros=False)
        return digits, step, _counted(metric, language)
    if metric.dimension == "duration" and value == value.to_integral_value():
        value = value.to_integral_value()  # A filing's 8.0 years are 8 years in a sentence; columns keep the digit.
    if metric.dimension == "fraction" and value == 1:
        return "", "", label
    return _digits(value), "", label if label == "%" else f"{_GAP[language]}{label}"


def _around(unit: Unit, language: Language) -> tuple[str, str]:
    """Return what is written before and after an amount of money."""
    if unit.currency is None:
        return "", ""
    return ("", unit.currency.name.zh) if language == "zh" else (unit.currency.sign, "")


def _counted(metric: Measured, language: Language) -> str:
    return f"{_GAP[language]}{metric.counter[language]}" if metric.counter else ""


def _compact(value: Decimal, factor: Decimal, language: Language, *, keep_zeros: bool) -> tuple[str, str]:
    """Scale to the language's largest fitting step, with exactly the digits that were printed."""
    # A factor of 1E+8 rather than 100000000 keeps the exponent of the product at the last printed digit.
    base = value * factor.normalize()
    power, word = _step(abs(base), language)
    scaled = base.scaleb(-power)
    # Zeros that the scaling moved behind the point mean nothing in a count (500,000 chips are 50万),
    # but in a table in millions of dollars the last digit was printed: 730 is 7.30亿.
    return _digits(scaled if keep_zeros or not word else scaled.normalize()), word


def _step(size: Decimal, language: Language) -> tuple[int, str]:
    """Return the largest step that a size reaches, such as (8, "亿")."""
    return next((power, word) for power, word in _STEPS[language] if size >= Decimal(10) ** power or not power)


_PLACES: Mapping[str, int] = MappingProxyType({"percentage_points": 2, "multiple": 2})
"""How many decimals a computed number has by default; 1 where the dimension is not listed."""


def format_quantity(
    quantity: Quantity, places: int | None, language: Language, *, magnitude: bool = False, in_prose: bool = False
) -> str:
    """Format a computed number, rounded half up to `places` decimals of the unit it is shown in.

    `in_prose` leaves an amount of money three or four digits, a percentage one decimal.
    """
    if in_prose and quantity.dimension == "money":
        unit = replace(quantity.unit, factor=Decimal(1))
        ends: Ends = [_amount_of_prose(end, unit, language, places) for end in quantity.stated]
    else:
        places = _places_in_prose(quantity.stated, quantity.unit, _places(quantity, places)) if in_prose else places
        ends, unit = _rounded(quantity, places, language)
    number = format_range(ends, unit, quantity, language, magnitude=magnitude, keep_zeros=not in_prose)
    if quantity.per is not None:
        number = wording(language)["number.per"].format(number=number, unit=quantity.per[language])
    return _qualified(number, "about" if quantity.hedged else None, language)


def shown_ends(quantity: Quantity, places: int | None, language: Language) -> Ends:
    """Return both ends of a computed number in base units, rounded as `format_quantity` writes them."""
    ends, unit = _rounded(quantity, places, language)
    return [end * unit.factor for end in ends]


def _rounded(quantity: Quantity, places: int | None, language: Language) -> tuple[Ends, Unit]:
    """Round both ends half up to `places` decimals of the unit they are shown in: the base unit for money and counts."""
    low, high = quantity.stated
    unit, power = quantity.unit, 0
    if quantity.dimension in ("money", "count"):
        unit = replace(unit, factor=Decimal(1))
        power, _ = _step(max(abs(low), abs(high)), language)
    step = Decimal(1).scaleb(power - _places(quantity, places))
    ends = [(end / unit.factor).quantize(step, ROUND_HALF_UP) for end in (low, high)]
    open_digits = max(end.most - end.least for end in (quantity.low, quantity.high)) / 2 / unit.factor
    # A zero that the operands' digits leave open is not written: 15.0 and 35.0 billion are 500亿, not 500.0亿.
    while step <= open_digits and step < Decimal(1).scaleb(power) and all(end == end.quantize(step.scaleb(1)) for end in ends):
        step = step.scaleb(1)
        ends = [end.quantize(step) for end in ends]
    return ends, unit


def _places(quantity: Quantity, places: int | None) -> int:
    return _PLACES.get(quantity.dimension, 1) if places is None else places


@dataclass(frozen=True)
class ColumnUnit:
    """How the numbers of a column or a chart are scaled; the unit is written once, in the column's head."""

    power: int
    factor: Decimal
    label: str


def column_unit(largest: Decimal, unit: Unit, measured: Measured, language: Language) -> ColumnUnit:
    """Choose the unit of a column by its largest number, given in the base unit; `unit` is that of the first number.

    Examples: (8, 亿美元) for money, (4, 万颗) for a count, (0, %) for percent.
    """
    if measured.dimension not in ("money", "count"):
        return ColumnUnit(0, unit.factor, unit.label[language])
    power, step = _step(largest, language)
    before, after = _around(unit, language)
    if measured.dimension == "count":
        before, after = "", _counted(measured, language)
    return ColumnUnit(power, Decimal(1), f"{before}{step}{after}".strip())


def ends_in_column(fact: Fact, unit: Unit, column: ColumnUnit) -> list[Decimal]:
    """Return both ends of a fact, scaled to a column's unit, with every digit that was printed."""
    scale = unit.factor.normalize() / column.factor.normalize()
    return [(end * scale).scaleb(-column.power) for end in fact.ends]


def quantity_ends_in_column(quantity: Quantity, places: int | None, column: ColumnUnit) -> list[Decimal]:
    """Return both ends of a computed number, scaled to a column's unit, rounded half up to `places` decimals."""
    step = Decimal(1).scaleb(-_places(quantity, places))
    return [(end / column.factor).scaleb(-column.power).quantize(step, ROUND_HALF_UP) for end in quantity.stated]


def format_in_column(ends: Ends, dimension: Dimension, qualifier: Qualifier | None, language: Language) -> str:
    """Format a number without its unit, scaled to a column's already, with every digit that it has."""
    low, high = sorted(ends)
    sign = "+" if dimension == "percentage_points" and low > 0 else ""
    number = f"{sign}{_digits(low)}" if low == high else f"{_digits(low)}–{_digits(high)}"
    return _qualified(number, qualifier, language)


def common_places(numbers: Sequence[Decimal], dimension: Dimension, language: Language) -> int:
    """Return how many decimals the labels of a drawing, or the numbers of a page's table, have at the most.

    As many as most of the numbers have and each that is not whole; amounts and percentages have no more than prose has.

    >>> common_places([Decimal("1283.20"), Decimal("-76.04")], "money", "en")
    0
    >>> common_places([Decimal("36.8"), Decimal("18.93"), Decimal("17.2")], "percent", "en")
    1
    """
    decimals = [_places_of(number) for number in numbers]
    usual = max(decimals, key=lambda places: (decimals.count(places), places))
    most = min(usual, *filter(None, decimals)) if usual else 0
    before_point = max(1, *(number.adjusted() + 1 for number in numbers))
    if dimension in ("percent", "percentage_points"):
        return min(most, 1)
    return min(most, _decimals_of_amounts(before_point, language)) if dimension == "money" else most


def format_label(ends: Ends, most: int, dimension: Dimension, qualifier: Qualifier | None, language: Language) -> str:
    """Format a number of a drawing or a table without its unit, rounded half up to `most` decimals.

    What is over or up to a number is not rounded past it, nor a range to a point; whole amounts have no decimals.
    """
    if dimension == "money" and all(end == end.to_integral_value() for end in ends):
        ends = _to_places(ends, 0)
    return format_in_column(_unless_past(ends, _to_places(ends, most), qualifier), dimension, qualifier, language)


def _places_of(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def _digits(value: Decimal) -> str:
    return f"{value:,f}".replace("-", MINUS)


_DIGIT_WIDE, _POINT_WIDE = "\u2007", "\u2008"


def align_points(column: Sequence[str]) -> list[str]:
    """Return for each number the spaces after it that align the decimal points of a right-aligned column.

    A figure space is as wide as a digit, a punctuation space as wide as the point. The last number of a range counts.

    >>> [len(each) for each in align_points(["1,877.92", "约2,000", "150.5–155.5"])]
    [0, 3, 1]
    """
    decimals = [len(text.rpartition(".")[2]) if "." in text.rpartition("–")[2] else 0 for text in column]
    most = max(decimals, default=0)
    return [_DIGIT_WIDE * (most - each) if each else (_POINT_WIDE + _DIGIT_WIDE * most) * bool(most) for each in decimals]
