"""Numbers keep the digits that were printed, in both languages, for every dimension and qualifier, in the data's own units."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from macros.ledger.ledger import Ledger
from macros.ledger.model import Dimension, Fact, Language, Metric, Qualifier, Text, Unit
from macros.ledger.quantities import End, Quantity
from macros.text.numbers import (
    column_unit,
    common_places,
    ends_in_column,
    format_fact,
    format_in_column,
    format_label,
    format_quantity,
    quantity_ends_in_column,
)
from tests.support.strategies import fact_of

CHIPS = Text(zh="颗", en="chips")


def parts(ledger: Ledger, unit: str, number: str, qualifier: Any = None) -> tuple[Fact, Unit, Metric]:
    """A fact with another number, or a range such as 1..2, with its unit and with a metric that counts chips."""
    fact = fact_of(ledger, ledger.units[unit].dimension, unit, *map(Decimal, number.split("..")))
    metric = ledger.metrics[fact.metric]
    counted = dataclasses.replace(metric, counter=CHIPS if metric.counter else None)
    return dataclasses.replace(fact, qualifier=qualifier), ledger.units[unit], counted


@pytest.mark.parametrize(
    ("number", "unit", "qualifier", "zh", "en"),
    [
        ("1.86", "usd", None, "1.86美元", "US$1.86"),
        ("-1.10", "usd", None, "−1.10美元", "−US$1.10"),
        ("187792", "usd_million", None, "1,877.92亿美元", "US$187.792 billion"),
        ("730", "usd_million", None, "7.30亿美元", "US$730 million"),
        ("17", "usd_million", None, "1,700万美元", "US$17 million"),
        ("800..1200", "usd_million", None, "8.00亿至12.00亿美元", "US$800 million to US$1.200 billion"),
        ("1877.92", "usd_100m", None, "1,877.92亿美元", "US$187.792 billion"),
        ("1510..1555", "usd_100m", None, "1,510亿至1,555亿美元", "US$151.0–155.5 billion"),
        ("10", "usd_100m", "order_of", "数十亿美元", "billions of US dollars"),
        ("830", "usd_100m", "possibly", "可能达830亿美元", "perhaps US$83 billion"),
        ("2440", "usd_100m", None, "2,440亿美元", "US$244 billion"),
        ("200", "usd_billion", "about", "约2,000亿美元", "about US$200 billion"),
        ("-9..-7", "usd_billion", None, "−90亿至−70亿美元", "−US$9 billion to −US$7 billion"),
        ("1", "usd_100bn", "nearly", "将近1,000亿美元", "nearly US$100 billion"),
        ("10", "usd_100bn", None, "10,000亿美元", "US$1 trillion"),
        ("86.00", "percent", None, "86.00%", "86.00%"),
        ("30..40", "percent", "about", "约30%至40%", "about 30–40%"),
        ("-4..2", "percent", None, "−4%至2%", "−4% to 2%"),
        ("7.32", "percentage_point", None, "+7.32个百分点", "+7.32 pp"),
        ("-1", "percentage_point", None, "−1个百分点", "−1 pp"),
        ("40", "basis_point", None, "+40个基点", "+40 bps"),
        ("1", "basis_point", None, "+1个基点", "+1 bp"),
        ("500000", "one", "nearly", "将近50万颗", "nearly 500,000 chips"),
        ("8", "one", None, "8颗", "8 chips"),
        ("1000", "one", "order_of", "数千颗", "thousands of chips"),
        ("140", "ten_thousand", "over", "超过140万颗", "over 1.4 million chips"),
        ("1.4", "million", None, "140万颗", "1.4 million chips"),
        ("3", "hundred_million", None, "3亿颗", "300 million chips"),
        ("10.863", "billion", None, "108.63亿颗", "10.863 billion chips"),
        ("3.9", "gigawatt", None, "3.9吉瓦", "3.9 gigawatts"),
        ("1", "gigawatt", "at_least", "不低于1吉瓦", "at least 1 gigawatt"),
        ("10", "gigawatt", "order_of", "数十吉瓦", "tens of gigawatts"),
        ("1", "times", None, "1倍", "1 time"),
        ("2", "times", None, "2倍", "twice"),
        ("2", "times", "nearly", "将近2倍", "nearly twice"),
        ("5", "times", None, "5倍", "5 times"),
        ("2..3", "times", None, "2至3倍", "2–3 times"),
        ("1", "third", None, "三分之一", "one third"),
        ("1", "year", None, "1年", "1 year"),
        ("7", "year", None, "7年", "7 years"),
        ("8.0", "year", None, "8年", "8 years"),
        ("5.5", "year", None, "5.5年", "5.5 years"),
        ("1..2", "year", None, "1至2年", "1–2 years"),
        ("13", "quarter", None, "13个季度", "13 quarters"),
        ("12", "month", None, "12个月", "12 months"),
        ("1", "minute", None, "1分钟", "1 minute"),
        ("30", "minute", "up_to", "至多30分钟", "up to 30 minutes"),
        ("1", "gbps", "up_to", "至多1Gbps", "up to 1 Gbps"),
        ("400", "mbps", "almost", "几乎400Mbps", "almost 400 Mbps"),
    ],
)
def test_a_number_is_scaled_and_never_rounded(
    ledger: Ledger, number: str, unit: str, qualifier: str | None, zh: str, en: str
) -> None:
    """The digits are those of the document; only the point moves."""
    made = parts(ledger, unit, number, qualifier)
    assert (format_fact(*made, "zh"), format_fact(*made, "en")) == (zh, en)


ORDERS = (
    *("tens", "hundreds", "thousands", "tens of thousands", "hundreds of thousands", "millions", "tens of millions"),
    *("hundreds of millions", "billions", "tens of billions", "hundreds of billions", "trillions"),
)


@pytest.mark.parametrize(("power", "written"), list(enumerate(ORDERS, start=1)))
def test_an_order_of_magnitude_is_a_word(ledger: Ledger, power: int, written: str) -> None:
    """In both languages, up to trillions; never a power of ten."""
    for unit, what in (("one", "chips"), ("usd", "US dollars")):
        made = parts(ledger, unit, str(10**power), "order_of")
        assert format_fact(*made, "en") == f"{written} of {what}"
        assert "^" not in format_fact(*made, "zh")


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("-4.05", "percent", "4.05%"),
        ("7.32", "percentage_point", "7.32个百分点"),
        ("-9..-7", "usd_100m", "7亿至9亿美元"),
    ],
)
def test_the_sign_is_left_out_where_a_word_says_it(ledger: Ledger, number: str, unit: str, shown: str) -> None:
    """下跌 4.05%, not 下跌 −4.05%."""
    assert format_fact(*parts(ledger, unit, number), "zh", magnitude=True) == shown


@pytest.mark.parametrize(
    ("number", "unit", "zh", "en"),
    [
        ("128320", "usd_million", "1,283亿美元", "US$128.3 billion"),
        ("-7604", "usd_million", "−76亿美元", "−US$7.6 billion"),
        ("1750", "usd_million", "17.5亿美元", "US$1.75 billion"),
        ("1230", "usd_million", "12.3亿美元", "US$1.23 billion"),
        ("1235", "usd_million", "12.4亿美元", "US$1.24 billion"),
        ("17192", "usd_million", "172亿美元", "US$17.2 billion"),
        ("999600", "usd_million", "9,996亿美元", "US$999.6 billion"),
        ("263", "usd_million", "2.63亿美元", "US$263 million"),
        ("99995", "usd_million", "1,000亿美元", "US$100 billion"),
        ("11194", "usd_million", "112亿美元", "US$11.2 billion"),
        ("58321", "usd_million", "583亿美元", "US$58.3 billion"),
        ("3854", "usd_million", "38.5亿美元", "US$3.85 billion"),
        ("200", "usd_billion", "2,000亿美元", "US$200 billion"),
        ("0", "usd_million", "0美元", "US$0"),
        ("12345..23456", "usd_million", "123亿至235亿美元", "US$12.3–23.5 billion"),
        ("36.95", "percent", "37.0%", "37.0%"),
        ("20", "percent", "20%", "20%"),
        ("-1.04", "percentage_point", "−1.0个百分点", "−1.0 pp"),
        ("0.39", "percentage_point", "+0.39个百分点", "+0.39 pp"),
        ("230", "basis_point", "+230个基点", "+230 bps"),
        ("3.25", "times", "3.25倍", "3.25 times"),
    ],
)
def test_a_number_in_a_sentence_has_the_digits_of_prose(ledger: Ledger, number: str, unit: str, zh: str, en: str) -> None:
    """Rounded half up: an amount to three digits, or four where three stand before the point; a percentage to one decimal.

    Other numbers, whose digits are few, keep all of them, and so does less than one per cent.
    """
    made = parts(ledger, unit, number)
    assert (format_fact(*made, "zh", in_prose=True), format_fact(*made, "en", in_prose=True)) == (zh, en)


def computed(ledger: Ledger, unit: str, value: str) -> Quantity:
    """A number that no document prints."""
    end, made = End(Decimal(value), Decimal(value), Decimal(value)), ledger.units[unit]
    return Quantity(end, end, made.dimension, made, CHIPS if made.dimension == "count" else None)


@pytest.mark.parametrize(
    ("unit", "value", "places", "written"),
    [
        ("usd", "26200000000", None, "US$26.2 billion"),
        ("percent", "100", None, "100.0%"),
        ("percent", "23.637", 2, "23.64%"),
        ("percentage_point", "-1.9", None, "−1.90 pp"),
        ("percentage_point", "4.7", 1, "+4.7 pp"),
        ("times", "1.22", None, "1.22 times"),
        ("one", "1400000", 1, "1.4 million chips"),
    ],
)
def test_a_computed_number_is_rounded_to_the_places_asked_for(
    ledger: Ledger, unit: str, value: str, places: int | None, written: str
) -> None:
    """Or to those that are usual for its dimension."""
    assert format_quantity(computed(ledger, unit, value), places, "en") == written


def test_a_computed_number_in_a_sentence_is_rounded_once(ledger: Ledger) -> None:
    """6.4474 points are 6.4, though 6.45 would be 6.5; less than one per cent keeps its places."""
    rise = computed(ledger, "percentage_point", "6.4474")
    assert format_quantity(rise, None, "en", in_prose=True) == "+6.4 pp"
    assert format_quantity(computed(ledger, "percent", "0.388"), 2, "en", in_prose=True) == "0.39%"


@pytest.mark.parametrize(
    ("dollars", "places", "zh", "en"),
    [
        ("91447000000", 2, "914亿美元", "US$91.4 billion"),
        ("7693000000", None, "76.9亿美元", "US$7.69 billion"),
        ("217346000000", None, "2,173亿美元", "US$217.3 billion"),
        ("217346000000", 0, "2,173亿美元", "US$217 billion"),
    ],
)
def test_a_computed_amount_in_a_sentence_is_rounded_once(
    ledger: Ledger, dollars: str, places: int | None, zh: str, en: str
) -> None:
    """To the digits of prose, and to no more decimals than are asked for: 91.447 is 91.4, though 91.45 would be 91.5."""
    amount = computed(ledger, "usd", dollars)
    assert format_quantity(amount, places, "zh", in_prose=True) == zh
    assert format_quantity(amount, places, "en", in_prose=True) == en


def test_a_column_is_scaled_by_its_largest_number(ledger: Ledger) -> None:
    """Units stand once, in the head, and the decimals line up; so for computed numbers."""
    (large, unit, metric), (small, *_) = (parts(ledger, "usd_million", number) for number in ("39522", "764"))
    expected: dict[Language, tuple[str, list[str]]] = {
        "zh": ("亿美元", ["395.22", "7.64"]),
        "en": ("US$ billion", ["39.522", "0.764"]),
    }
    for language, (label, shown) in expected.items():
        column = column_unit(Decimal(39_522_000_000), unit, metric, language)
        assert column.label == label
        ends = [ends_in_column(fact, unit, column) for fact in (large, small)]
        assert [format_in_column(each, "money", None, language) for each in ends] == shown
    rise = computed(ledger, "percentage_point", "4.66")
    column = column_unit(Decimal(5), ledger.units["percentage_point"], rise, "en")
    assert (column.label, quantity_ends_in_column(rise, 1, column)) == ("pp", [Decimal("4.7")] * 2)


@pytest.mark.parametrize(
    ("ends", "most", "qualifier", "written"),
    [
        (("1283.20", "1283.20"), 0, None, "1,283"),
        (("-7.604", "-7.604"), 1, "about", "about −7.6"),
        (("1283.20", "1283.20"), 0, "over", "over 1,283.20"),
        (("91.4", "91.6"), 0, None, "91–92"),
        (("91.3", "91.4"), 0, None, "91.3–91.4"),
        (("75.0", "75.0"), 1, None, "75"),
        (("283.01", "283.01"), 1, None, "283.0"),
    ],
)
def test_a_label_is_rounded_as_far_as_that_is_true(
    ends: tuple[str, str], most: int, qualifier: Qualifier | None, written: str
) -> None:
    """Not past what a word bounds, and a range not to a point; a round amount has no decimals."""
    assert format_label([Decimal(end) for end in ends], most, "money", qualifier, "en") == written


@pytest.mark.parametrize(
    ("numbers", "dimension", "places"),
    [
        ("128.320 77.658 12.5", "money", 1),
        ("6.4474 -1.90", "percentage_points", 1),
        ("53.08 8.08 13.9", "money", 1),
        ("1283.20 -76.04", "money", 0),
        ("3.5 4 12", "money", 0),
        ("36.8 18.93 17.2", "percent", 1),
        ("19 31 30.06", "percent", 0),
    ],
)
def test_labels_of_a_drawing_have_the_same_decimals(numbers: str, dimension: Dimension, places: int) -> None:
    """Those that most have, and each that is not whole, but no more than prose; of amounts the largest has four digits."""
    assert common_places([Decimal(number) for number in numbers.split()], dimension, "en") == places


def test_labels_in_chinese_have_no_decimals_of_hundreds() -> None:
    """As prose: a tenth of a billion is one 亿, and no edition shows more of an amount than the other."""
    assert common_places([Decimal("583.21"), Decimal("111.94")], "money", "zh") == 0
    assert common_places([Decimal("58.321"), Decimal("11.194")], "money", "en") == 1
