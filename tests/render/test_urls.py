"""Addresses from a figure to its line, and on to the original document."""

import dataclasses

import pytest

from macros.ledger.ledger import Ledger
from macros.render.urls import Addresses

FILING = "https://www.sec.gov/Archives/edgar/data/1018724/amzn-20260630.htm"


@pytest.mark.parametrize(
    ("address", "token", "text"),
    [
        (FILING, "(54,208)", "54%2C208"),
        (FILING, "$244 billion", "244%20billion"),
        (FILING, "3-year", "3%2Dyear"),
        (FILING, "约2,000亿", "%E7%BA%A62%2C000%E4%BA%BF"),
        (FILING, "", ""),
        ("https://example.org/release.pdf", "96,496", ""),
        ("https://www.upi.com/", "96,496", None),
        ("https://www.sec.gov/cgi-bin/browse-edgar?type=10-K", "96,496", None),
        (None, "96,496", None),
    ],
)
def test_a_printed_token_opens_the_original_at_it(small: Ledger, address: str | None, token: str, text: str | None) -> None:
    """Where the document is a page of text; a PDF at its beginning; neither a newspaper's front page nor a list of filings."""
    document = dataclasses.replace(next(iter(small.documents.values())), address=address)
    found = Addresses("catalogue/sales.md").original(document, token)
    assert found == (None if text is None else f"{address}#:~:text={text}" if text else address)
