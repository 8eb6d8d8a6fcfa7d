"""Whatever number is shown reads back as it was, in both languages."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from macros.ledger.ledger import Ledger
from macros.ledger.model import Language, Qualifier
from macros.text.labels import wording
from macros.text.numbers import MINUS, format_fact
from tests.support.strategies import OFTEN, fact_of, numbers

STEPS = {"亿": 8, "万": 4, " trillion": 12, " billion": 9, " million": 6, "": 0}


def read_back(shown: str, language: Language, unit: str) -> Decimal:
    """What a reader takes a shown number for, in its base unit."""
    bare = shown.removesuffix("美元").removesuffix(unit).replace("US$", "").replace("+", "")
    digits = re.match(r"-?[\d,]+(?:\.\d+)?", bare)
    assert digits is not None, shown
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", digits[0]), f"thousands stand in threes: {shown}"
    return Decimal(digits[0].replace(",", "")).scaleb(STEPS[bare[digits.end() :]])


UNITS = ["usd", "usd_million", "usd_100m", "usd_billion", "one", "ten_thousand", "million", "percent", "percentage_point"]


WORDS = st.sampled_from([None, "about", "over", "nearly", "up_to"])


@OFTEN
@given(value=numbers, unit=st.sampled_from(UNITS), word=WORDS, language=st.sampled_from(["zh", "en"]))
def test_a_number_that_is_shown_reads_back_as_it_was(
    ledger: Ledger, value: Decimal, unit: str, word: Qualifier | None, language: Language
) -> None:
    """In Chinese and in English, whatever the unit and the word before it: no digit is lost and none is made up."""
    unit_ = ledger.units[unit]
    fact = dataclasses.replace(fact_of(ledger, unit_.dimension, unit, value), qualifier=word)
    metric = ledger.metrics[fact.metric]
    before = wording(language)[f"qualifier.{word}"] if word else ""
    written = format_fact(fact, unit_, metric, language).replace(MINUS, "-")
    assert written.startswith(before)
    shown = written.removeprefix(before).lstrip()
    named = (metric.counter[language] if metric.counter else unit_.label[language]) if unit_.dimension != "money" else ""
    spaced = f" {named}" if language == "en" and named not in ("", "%") else named
    if unit_.dimension == "percentage_points":
        spaced = f" {(unit_.one if value == 1 else unit_.label)[language]}" if language == "en" else named
    assert read_back(shown, language, spaced) == value * unit_.factor
    if unit_.dimension == "money" and abs(value) >= 1 and word is None:
        assert len(re.sub(r"\D", "", shown)) >= len(re.sub(r"\D", "", f"{value:f}").lstrip("0"))


@OFTEN
@given(one=numbers, other=numbers, language=st.sampled_from(["zh", "en"]))
def test_a_range_of_money_reads_back_as_it_was(ledger: Ledger, one: Decimal, other: Decimal, language: Language) -> None:
    """Both ends, with what they share said once or twice."""
    low, high = sorted((one, other))
    assume(low < high)
    unit = ledger.units["usd_million"]
    fact = fact_of(ledger, "money", "usd_million", low, high)
    shown = format_fact(fact, unit, ledger.metrics[fact.metric], language).replace(MINUS, "-")
    parts = re.split(r"至|–| to ", shown.removesuffix("美元"))
    assert len(parts) == 2, shown
    steps = [re.sub(r"^-?(US\$)?[\d,.]+", "", part) for part in parts]
    if not steps[0] and "–" in shown:
        parts[0] += steps[1]
    assert [read_back(part, language, "") for part in parts] == [low * unit.factor, high * unit.factor]
