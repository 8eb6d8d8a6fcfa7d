"""English as an investor writes it: every dimension, every qualifier and every form of period, in the data's own units."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, get_args

import pytest

from macros.ledger.ledger import Ledger
from macros.ledger.model import Aliases, Fact, Kind, Metric, Qualifier, Text
from macros.ledger.periods import Period
from macros.ledger.quantities import End, Quantity
from macros.text.dates import format_day, format_period
from macros.text.labels import wording
from macros.text.numbers import column_unit, format_fact, format_in_column, format_quantity, format_quantity_in_column
from tests.support.page_macros import PageMacros

WORDS = Text(zh="词", en="word")
CHIPS = Text(zh="颗", en="chips")


def fact_of(ledger: Ledger, unit: str, **number: Any) -> tuple[Fact, Metric]:
    """A made-up fact in a unit of the data, with a metric of that unit's dimension."""
    dimension = ledger.units[unit].dimension
    metric = Metric(
        id="m", topic="t", label=WORDS, definition=WORDS, entity="e", dimension=dimension,
        aliases=Aliases(zh=(), hant=(), en=()), counter=CHIPS if dimension == "count" else None,
    )  # fmt: skip
    entry: dict[str, Any] = {key: Decimal(each) if key in ("value", "low", "high") else each for key, each in number.items()}
    entry |= {"metric": "m", "period": Period.parse("2024Q4"), "kind": "reported", "paragraph": "p.1", "unit": unit}
    return Fact(**entry, document="d"), metric


@pytest.mark.parametrize(
    ("unit", "number", "written"),
    [
        ("usd", {"value": "1.86"}, "US$1.86"),
        ("usd", {"value": "-1.10"}, "-US$1.10"),
        ("usd_million", {"value": "187792"}, "US$187.792 billion"),
        ("usd_million", {"value": "730"}, "US$730 million"),
        ("usd_100m", {"value": "1877.92"}, "US$187.792 billion"),
        ("usd_billion", {"value": "200", "qualifier": "about"}, "about US$200 billion"),
        ("usd_100m", {"value": "2000", "qualifier": "about"}, "about US$200 billion"),
        ("usd_100m", {"value": "2440"}, "US$244.0 billion"),
        ("usd_100bn", {"value": "1", "qualifier": "nearly"}, "nearly US$100 billion"),
        ("usd_100bn", {"value": "10"}, "US$1.0 trillion"),
        ("usd_100m", {"low": "1510", "high": "1555"}, "US$151.0–155.5 billion"),
        ("usd_million", {"low": "800", "high": "1200"}, "US$800 million to US$1.200 billion"),
        ("usd_billion", {"low": "-9", "high": "-7"}, "-US$9 billion to -US$7 billion"),
        ("percent", {"value": "86.00"}, "86.00%"),
        ("percent", {"low": "30", "high": "40", "qualifier": "about"}, "about 30–40%"),
        ("percent", {"low": "-4", "high": "2"}, "-4% to 2%"),
        ("percentage_point", {"value": "7.32"}, "+7.32 pp"),
        ("percentage_point", {"value": "-1"}, "-1 pp"),
        ("basis_point", {"value": "40"}, "+40 bps"),
        ("basis_point", {"value": "1"}, "+1 bp"),
        ("one", {"value": "500000", "qualifier": "nearly"}, "nearly 500,000 chips"),
        ("ten_thousand", {"value": "140", "qualifier": "over"}, "over 1.4 million chips"),
        ("million", {"value": "1.4"}, "1.4 million chips"),
        ("hundred_million", {"value": "3"}, "300 million chips"),
        ("billion", {"value": "10.863"}, "10.863 billion chips"),
        ("gigawatt", {"value": "1", "qualifier": "at_least"}, "at least 1 gigawatt"),
        ("gigawatt", {"value": "3.9"}, "3.9 gigawatts"),
        ("times", {"value": "2"}, "twice"),
        ("times", {"value": "2", "qualifier": "nearly"}, "nearly twice"),
        ("times", {"value": "5"}, "5 times"),
        ("times", {"low": "2", "high": "3"}, "2–3 times"),
        ("times", {"value": "1"}, "1 time"),
        ("third", {"value": "1"}, "one third"),
        ("year", {"value": "1"}, "1 year"),
        ("year", {"value": "7"}, "7 years"),
        ("year", {"low": "1", "high": "2"}, "1–2 years"),
        ("quarter", {"value": "13"}, "13 quarters"),
        ("month", {"value": "12"}, "12 months"),
        ("minute", {"value": "1"}, "1 minute"),
        ("minute", {"value": "30", "qualifier": "up_to"}, "up to 30 minutes"),
        ("gbps", {"value": "1", "qualifier": "up_to"}, "up to 1 Gbps"),
        ("mbps", {"value": "400", "qualifier": "almost"}, "almost 400 Mbps"),
        ("usd_billion", {"value": "83", "qualifier": "possibly"}, "possibly US$83 billion"),
    ],
)
def test_a_fact_is_written_in_its_unit(ledger: Ledger, unit: str, number: dict[str, Any], written: str) -> None:
    """Never with more digits than the document printed, and in a sentence never with fewer."""
    fact, metric = fact_of(ledger, unit, **number)
    assert format_fact(fact, ledger.units[unit], metric, "en") == written


ORDERS = (
    "tens",
    "hundreds",
    "thousands",
    "tens of thousands",
    "hundreds of thousands",
    "millions",
    "tens of millions",
    "hundreds of millions",
    "billions",
    "tens of billions",
    "hundreds of billions",
    "trillions",
)


@pytest.mark.parametrize(("power", "written"), list(enumerate(ORDERS, start=1)))
def test_an_order_of_magnitude_is_a_word(ledger: Ledger, power: int, written: str) -> None:
    """In both languages, up to trillions; never a power of ten."""
    for unit, what in (("one", "chips"), ("usd", "US dollars")):
        fact, metric = fact_of(ledger, unit, value=str(10**power), qualifier="order_of")
        assert format_fact(fact, ledger.units[unit], metric, "en") == f"{written} of {what}"
        assert "^" not in format_fact(fact, ledger.units[unit], metric, "zh")


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("2025-02-07", "7 February 2025"),
        ("2026-06", "June 2026"),
        ("2024Q4", "Q4 2024"),
        ("2025H1", "first half of 2025"),
        ("2025H2", "second half of 2025"),
        ("FY2024", "2024"),
        ("FY2025Q4", "Q4 of fiscal 2025"),
        ("TTM-2024Q4", "twelve months to December 2024"),
        ("FY2025..FY2028", "2025 to 2028"),
        ("2025Q2..2025Q4", "Q2 2025 to Q4 2025"),
    ],
)
def test_a_period_is_written_the_day_first(period: str, written: str) -> None:
    """Every form that the data knows."""
    assert format_period(Period.parse(period), "en") == written


def test_a_fiscal_year_says_so() -> None:
    """Where it is not the calendar's."""
    assert format_period(Period.parse("FY2025"), "en", fiscal=True) == "fiscal 2025"
    assert format_period(Period.parse("FY2025..FY2026"), "en", fiscal=True) == "fiscal 2025 to fiscal 2026"
    assert format_day(Period.parse("2027-12-31").end, "en") == "31 December 2027"


@pytest.mark.parametrize(
    ("unit", "value", "places", "written"),
    [
        ("usd", "26200000000", None, "US$26.2 billion"),
        ("percent", "100", None, "100.0%"),
        ("percent", "23.637", 2, "23.64%"),
        ("percentage_point", "-1.9", None, "-1.90 pp"),
        ("percentage_point", "4.7", 1, "+4.7 pp"),
        ("times", "1.22", None, "1.22 times"),
        ("one", "1400000", 1, "1.4 million chips"),
    ],
)
def test_a_computed_number_is_written_alike(ledger: Ledger, unit: str, value: str, places: int | None, written: str) -> None:
    """Rounded to the places that the data asks for."""
    end, made = End(Decimal(value), Decimal(value), Decimal(value)), ledger.units[unit]
    quantity = Quantity(end, end, made.dimension, made, CHIPS if made.dimension == "count" else None)
    assert format_quantity(quantity, places, "en") == written


def test_a_column_says_its_unit_once(ledger: Ledger) -> None:
    """US$ billion in the head, digits below; so for computed numbers."""
    fact, metric = fact_of(ledger, "usd_million", value="39522")
    column = column_unit(Decimal(39_522_000_000), ledger.units["usd_million"], metric, "en")
    assert column.label == "US$ billion"
    assert format_in_column(fact, ledger.units["usd_million"], column, "en") == "39.522"
    rise = ledger.units["percentage_point"]
    end = End(Decimal("4.7"), Decimal("4.7"), Decimal("4.7"))
    quantity = Quantity(end, end, rise.dimension, rise)
    assert column_unit(Decimal(5), rise, quantity, "en").label == "pp"
    assert format_quantity_in_column(quantity, 1, column_unit(Decimal(5), rise, quantity, "en")) == "+4.7"


def test_every_kind_and_every_qualifier_has_its_word() -> None:
    """Those that the model knows, and no two alike."""
    words = wording("en")
    kinds = [words[f"kind.{kind}"] for kind in (*get_args(Kind), "derived")]
    qualifiers = [words[f"qualifier.{qualifier}"] for qualifier in get_args(Qualifier)]
    for each in (kinds, qualifiers):
        assert len(set(each)) == len(each)
        assert all(each)


def test_every_text_of_the_data_is_written_with_straight_apostrophes(ledger: Ledger) -> None:
    """One sort on the whole site; the curly one closes a quotation and nothing else."""
    texts = [text for each in ledger.corrections for text in (each.title, each.says, each.right, each.shows)]
    texts += [each.text for each in ledger.glossary] + [each.short for each in ledger.documents.values()]
    texts += [each.title for each in ledger.documents.values()] + [each.reason for each in ledger.doubts]
    for text in texts:
        assert "’" not in text.en, text.en


def test_short_names_of_documents_tell_them_apart(ledger: Ledger) -> None:
    """In a list of sources, in both languages."""
    for language in ("zh", "en"):
        names = [getattr(document.short, language) for document in ledger.documents.values()]
        assert len(set(names)) == len(names)


def test_one_is_singular(ledger: Ledger) -> None:
    """1 fact, 2 facts."""
    shown = PageMacros(ledger, "en", "sources/index.md").documents()
    assert re.search(r"\b1 fact<", shown)
    assert not re.search(r"\b1 facts", shown)


def test_a_day_that_is_due_reads_as_a_sentence(ledger: Ledger) -> None:
    """The word before the day in English, after it in Chinese."""
    english, chinese = (PageMacros(ledger, language, "doubts.md").doubts() for language in ("en", "zh"))
    assert "due 31 December 2027<" in english
    assert "2027年12月31日 到期<" in chinese


def test_a_formula_keeps_the_sign_that_a_sentence_leaves_out(ledger: Ledger) -> None:
    """A fall of 1.90 pp is −1.90 pp in the formula of its tooltip."""
    shown = PageMacros(ledger, "en", "index.md").derived("aws-margin-change-yoy-2025q4", magnitude=True)
    assert ">1.90 pp<" in shown
    assert "= -1.90 pp" in shown.replace("&#45;", "-")
