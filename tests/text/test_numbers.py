"""Numbers keep the digits that were printed, whatever unit they were printed in, in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from macros.ledger.model import Aliases, Fact, Metric, Text, Unit
from macros.ledger.periods import Period
from macros.text.numbers import column_unit, format_fact, format_in_column

NO_ALIASES = Aliases(zh=(), hant=(), en=())
UNITS: dict[str, tuple[Any, str, str, str]] = {
    "usd": ("money", "1", "美元", "US dollars"),
    "usd_million": ("money", "1000000", "百万美元", "US$ million"),
    "usd_100m": ("money", "100000000", "亿美元", "US$100 million"),
    "usd_billion": ("money", "1000000000", "十亿美元", "US$ billion"),
    "percent": ("percent", "1", "%", "%"),
    "percentage_point": ("percentage_points", "1", "个百分点", "pp"),
    "basis_point": ("percentage_points", "0.01", "个基点", "bps"),
    "one": ("count", "1", "个", "units"),
    "ten_thousand": ("count", "10000", "万", "ten thousands"),
    "million": ("count", "1000000", "百万", "millions"),
    "gigawatt": ("power", "1000000000", "吉瓦", "gigawatts"),
    "times": ("multiple", "1", "倍", "times"),
}
SINGLE = {"gigawatt": Text(zh="吉瓦", en="gigawatt")}


def parts(unit: str, **number: Any) -> tuple[Fact, Unit, Metric]:
    """A fact with its unit and a metric of the unit's dimension."""
    dimension, factor, zh, en = UNITS[unit]
    words = Text(zh="词", en="word")
    counter = Text(zh="颗", en="chips") if dimension == "count" else None
    metric = Metric(
        id="m", topic="t", label=words, definition=words, entity="e", dimension=dimension, aliases=NO_ALIASES, counter=counter
    )
    entry: dict[str, Any] = {key: Decimal(each) if key in ("value", "low", "high") else each for key, each in number.items()}
    entry |= {"metric": "m", "period": Period.parse("2024Q4"), "kind": "reported", "paragraph": "p.1", "unit": unit}
    fact = Fact(**entry, document="d")
    made = Unit(dimension=metric.dimension, factor=Decimal(factor), base="x", label=Text(zh=zh, en=en), single=SINGLE.get(unit))
    return fact, made, metric


@pytest.mark.parametrize(
    ("unit", "number", "zh", "en"),
    [
        ("usd_100m", {"value": "1877.92"}, "1,877.92亿美元", "US$187.792 billion"),
        ("usd_million", {"value": "187792"}, "1,877.92亿美元", "US$187.792 billion"),
        ("usd_million", {"value": "730"}, "7.30亿美元", "US$730 million"),
        ("usd_million", {"value": "17"}, "1,700万美元", "US$17 million"),
        ("usd_billion", {"value": "200", "qualifier": "about"}, "约2,000亿美元", "about US$200 billion"),
        ("usd_billion", {"value": "213.4"}, "2,134亿美元", "US$213.4 billion"),
        ("usd", {"value": "1.86"}, "1.86美元", "US$1.86"),
        ("usd", {"value": "-1.10"}, "-1.10美元", "-US$1.10"),
        ("percent", {"value": "86.00"}, "86.00%", "86.00%"),
        ("percentage_point", {"value": "7.32"}, "+7.32个百分点", "+7.32 pp"),
        ("percentage_point", {"value": "-1.12"}, "-1.12个百分点", "-1.12 pp"),
        ("basis_point", {"value": "40"}, "+40个基点", "+40 bps"),
        ("ten_thousand", {"value": "140", "qualifier": "over"}, "超过140万颗", "over 1.4 million chips"),
        ("million", {"value": "1.4"}, "140万颗", "1.4 million chips"),
        ("one", {"value": "500000", "qualifier": "nearly"}, "近50万颗", "nearly 500,000 chips"),
        ("one", {"value": "8"}, "8颗", "8 chips"),
        ("gigawatt", {"value": "3.9"}, "3.9吉瓦", "3.9 gigawatts"),
        ("gigawatt", {"value": "1", "qualifier": "at_least"}, "不低于1吉瓦", "at least 1 gigawatt"),
        ("times", {"value": "5"}, "5倍", "5 times"),
        ("usd_100m", {"low": "1510", "high": "1555"}, "1,510亿至1,555亿美元", "US$151.0–155.5 billion"),
        ("usd_billion", {"low": "173.5", "high": "178.5"}, "1,735亿至1,785亿美元", "US$173.5–178.5 billion"),
        ("percent", {"low": "30", "high": "40"}, "30%至40%", "30–40%"),
        ("usd_100m", {"value": "10", "qualifier": "order_of"}, "数十亿美元", "billions of US dollars"),
        ("one", {"value": "1000", "qualifier": "order_of"}, "数千颗", "thousands of chips"),
        ("gigawatt", {"value": "10", "qualifier": "order_of"}, "数十吉瓦", "tens of gigawatts"),
        ("usd_100m", {"value": "830", "qualifier": "possibly"}, "或达830亿美元", "possibly US$83 billion"),
    ],
)
def test_a_number_is_scaled_and_never_rounded(unit: str, number: dict[str, Any], zh: str, en: str) -> None:
    """The digits are those of the document; only the point moves."""
    fact, made, metric = parts(unit, **number)
    assert format_fact(fact, made, metric, "zh") == zh
    assert format_fact(fact, made, metric, "en") == en


@pytest.mark.parametrize(
    ("unit", "number", "shown"),
    [
        ("percent", {"value": "-4.05"}, "4.05%"),
        ("percentage_point", {"value": "7.32"}, "7.32个百分点"),
        ("usd_100m", {"low": "-9", "high": "-7"}, "7亿至9亿美元"),
    ],
)
def test_the_sign_is_left_out_where_a_word_says_it(unit: str, number: dict[str, Any], shown: str) -> None:
    """下跌 4.05%, not 下跌 -4.05%."""
    assert format_fact(*parts(unit, **number), "zh", magnitude=True) == shown


def test_a_column_is_scaled_by_its_largest_number() -> None:
    """Units stand once, in the head, and the decimals line up."""
    large, unit, metric = parts("usd_million", value="39522")
    small, _, _ = parts("usd_million", value="764")
    column = column_unit(Decimal(39_522_000_000), unit, metric, "zh")
    assert column.label == "亿美元"
    assert format_in_column(large, unit, column, "zh") == "395.22"
    assert format_in_column(small, unit, column, "zh") == "7.64"
