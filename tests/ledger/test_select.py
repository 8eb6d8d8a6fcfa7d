"""Which fact a page means by a metric and a period, and what it is told where that is not clear."""

import dataclasses
import datetime as dt

import pytest

from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.select import revision_of, select


def test_what_the_company_reports_goes_before_a_newspaper(small: Ledger) -> None:
    """The Gazette prints 8.31亿, the annual report 829.9 million; a page can name the document that it means."""
    assert select(small, "orbit-spending", "FY2024").document == "orbit-2026-02-01"
    assert select(small, "orbit-spending", "FY2024", document="gazette-2025-02-01").printed == "8.31亿"


def test_two_newspapers_that_disagree_are_not_ranked_by_date(ledger: Ledger) -> None:
    """The later one may hold the misprint: a page must say which of the two it shows."""
    documents = {name: dataclasses.replace(each, trust="press") for name, each in ledger.documents.items()}
    with pytest.raises(RequestError, match="is said more than once"):
        select(dataclasses.replace(ledger, documents=documents), "aws-operating-income", "2025Q4")


def test_of_what_documents_print_the_right_number_and_most_digits_are_meant(ledger: Ledger) -> None:
    """A wrong number is shown only where its document is named; of 213.4 billion and 213,386 million, a table the latter."""
    assert select(ledger, "amazon-capex-call", "2024Q4").document == "techradar-2025-02-06"
    assert select(ledger, "amazon-capex-call", "2024Q4", document="caihua-2025-02-07").printed == "2.63亿"
    with pytest.raises(RequestError, match=r"is wrong .*name its document to show what was printed"):
        select(ledger, "aws-operating-margin-change-yoy", "2025Q4")
    fact = select(ledger, "amazon-net-sales", "2025Q4")
    assert (fact.document, str(fact.value)) == ("amazon-2026-02-05", "213386")


def test_a_later_document_that_rounds_does_not_replace_the_exact_number(ledger: Ledger) -> None:
    """The 10-Q of 2026 repeats last year's quarter in billions; a number that was restated is the later one's."""
    fact = select(ledger, "aws-operating-income", "2025Q1")
    assert (str(fact.value), fact.unit) == ("11547", "usd_million")


def test_only_a_later_number_of_the_same_side_revises_a_plan(ledger: Ledger) -> None:
    """From the day on which it was said; analysts do not revise the company's guidance, nor a result what was planned."""
    plan = select(ledger, "amazon-capex-call", "FY2025", document="techradar-2025-02-06")
    revised = revision_of(ledger, plan, dt.date(2025, 10, 30))
    assert revised is not None
    assert (revised.document, revision_of(ledger, revised, ledger.latest)) == ("crn-2025-10-30", None)
    assert revision_of(ledger, plan, dt.date(2025, 10, 29)) is None
    guidance = select(ledger, "amazon-net-sales", "2024Q4", document="amazon-2024-10-31", kind="guidance")
    said = {fact.kind for fact in ledger.by_subject[guidance.subject] if fact.document != guidance.document}
    assert said >= {"consensus", "reported"}
    assert revision_of(ledger, guidance, ledger.latest) is None
