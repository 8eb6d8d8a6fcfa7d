"""Derived metrics are operations over facts, with units checked; what documents print is held against them."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from macros.ledger.derive import Calculations, calculate
from macros.ledger.editorial import Correction, Derived
from macros.ledger.ledger import Ledger
from macros.ledger.records import adapter_of
from macros.text.numbers import format_quantity
from tests.support.records import PRINTED, SPENT, WORDS

PLAN = {"metric": "orbit-spending", "period": "FY2025", "document": "gazette-2025-02-01"}
GROWTH = {"metric": "orbit-spending-growth", "period": "FY2025"}
TOWERS = {"metric": "orbit-towers", "period": "2025-12-31"}


def derived(name: str, op: str, *operands: Mapping[str, Any], **more: Any) -> Derived:
    """A derived metric as its file would hold it."""
    return adapter_of(Derived).validate_python(
        {"id": name, "label": WORDS, "topic": "spending", "op": op, "operands": operands} | more
    )


def calculated(small: Ledger, *entries: Derived, corrections: tuple[Correction, ...] = ()) -> Calculations:
    """What comes out of the small ledger with these entries."""
    return calculate(dataclasses.replace(small, derived={each.id: each for each in entries}, corrections=corrections))


def shown(small: Ledger, entry: Derived) -> str:
    """The result as a Chinese page shows it."""
    calculations = calculated(small, entry)
    assert calculations.faults == ()
    return format_quantity(calculations.results[entry.id].quantity, entry.places, "zh")


@pytest.mark.parametrize(
    ("op", "operands", "result"),
    [
        ("growth", (PLAN, PRINTED), "约20.3%"),
        ("share", (PRINTED, PLAN), "约83.1%"),
        ("multiple", (PLAN, PRINTED), "约1.2倍"),
        ("difference", (PLAN, PRINTED), "约1.7亿美元"),
        ("sum", (PRINTED, PRINTED, PLAN), "约26.6亿美元"),
        ("base", (PLAN, GROWTH), "约8.0亿至8.3亿美元"),
        ("ratio", (PRINTED, TOWERS), "约每个1,662美元"),
    ],
)
def test_each_operation_gives_what_its_name_says(
    small: Ledger, op: str, operands: tuple[Mapping[str, Any], ...], result: str
) -> None:
    """8.31 spent, about 10 planned, growth of 20 to 25 percent, over 500,000 towers."""
    assert shown(small, derived("result", op, *operands)) == result


def test_a_difference_of_percentages_is_in_percentage_points(small: Ledger) -> None:
    """And carries its sign."""
    one = derived("one", "share", PRINTED, PLAN)
    two = derived("two", "difference", {"derived": "one"}, {"derived": "three"})
    three = derived("three", "share", PLAN, PLAN)
    calculations = calculated(small, one, two, three)
    assert calculations.faults == ()
    assert format_quantity(calculations.results["two"].quantity, 1, "zh") == "约−16.9个百分点"


def test_a_check_agrees_within_the_printed_digits_and_no_further(small: Ledger) -> None:
    """About 10 over 8.31 is some 20.3 percent, and 20 to 25 are printed; 829.9 million are no 8.31亿, 8.305 to 8.315."""
    growth = derived("growth", "growth", PLAN, PRINTED, prints=[GROWTH])
    twice = derived("twice", "sum", SPENT, SPENT)
    once = derived("once", "difference", {"derived": "twice"}, SPENT, prints=[PRINTED])
    assert [check.agrees for check in calculated(small, growth, twice, once).checks] == [True, False]


def test_a_check_of_an_approximate_number_agrees_with_nothing(small: Ledger) -> None:
    """It is near or it is not: about 10 would be met by 10.4, too; twice 8.31 is no about 10."""
    nothing = derived("nothing", "difference", PRINTED, PRINTED)
    exact = derived("exact", "sum", PRINTED, {"derived": "nothing"}, prints=[PRINTED])
    near = derived("near", "sum", PLAN, {"derived": "nothing"}, prints=[PLAN])
    far = derived("far", "sum", PRINTED, PRINTED, prints=[PLAN])
    calculations = calculated(small, nothing, exact, near, far)
    assert [check.result for check in calculations.checks] == ["agrees", "near", "disagrees"]


@pytest.mark.parametrize("order", [1, -1], ids=["each after what it rests on", "each before it"])
def test_a_chain_of_derived_metrics_ends(small: Ledger, order: int) -> None:
    """Twelve may rest on each other; of two thousand the thirteenth is named, and nothing recurses without end."""

    def chain(length: int) -> list[Derived]:
        links = [{"derived": f"link{number - 1}"} if number else PRINTED for number in range(length)]
        made = [derived(f"link{number}", "sum", link, link) for number, link in enumerate(links)]
        return made[::order]

    assert calculated(small, *chain(12)).faults == ()
    first, *_ = calculated(small, *chain(2_000)).faults
    assert first.location == ("operands",)
    assert first.message == f"{first.derived} ends a chain of more than 12 derived metrics; compute it from facts"


def test_the_real_checks_are_many_and_explained(ledger: Ledger) -> None:
    """At least fifty derived metrics; what does not agree has a correction."""
    calculations = calculate(ledger)
    assert set(calculations.results) == set(ledger.derived)
    assert calculations.faults == ()
    assert len(calculations.results) >= 50
    assert len(calculations.checks) >= 30
    assert {check.result for check in calculations.checks} == {"agrees", "near", "disagrees"}
    for check in calculations.checks:
        assert check.agrees or check.printed.id in ledger.corrections_by_fact


COMPUTED_AGAIN = {
    "caihua-2025-02-07": (
        *("aws-operating-margin@2024Q4", "aws-operating-margin-change-yoy@2024Q4", "aws-operating-income-share@2024Q4"),
        *("amazon-cash-and-securities@2024-12-31", "alphabet-capex-growth@FY2025"),
    ),
    "zhitong-2026-02-06": (
        *("aws-operating-margin-change-yoy@2025Q4", "aws-backlog-growth@2025-12-31", "aws-backlog-growth-qoq@2025-12-31"),
    ),
}


def test_what_the_articles_compute_is_computed_again(ledger: Ledger) -> None:
    """The growth rates, shares and sums that a doubting reader would try first."""
    checks = {(check.printed.document, check.printed.subject): check for check in calculate(ledger).checks}
    assert {(document, subject) for document, subjects in COMPUTED_AGAIN.items() for subject in subjects} <= checks.keys()
