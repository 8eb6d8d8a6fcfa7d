"""Periods are read in every form that data/README.md names, and refused when impossible."""

from __future__ import annotations

import datetime as dt

import pytest

from macros.ledger.periods import Period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024Q4", (2024, 10, 1), (2024, 12, 31)),
        ("2025H2", (2025, 7, 1), (2025, 12, 31)),
        ("FY2024", (2024, 1, 1), (2024, 12, 31)),
        ("TTM-2024Q4", (2024, 1, 1), (2024, 12, 31)),
        ("TTM-2025Q1", (2024, 4, 1), (2025, 3, 31)),
        ("2026-06", (2026, 6, 1), (2026, 6, 30)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("FY2025..FY2028", (2025, 1, 1), (2028, 12, 31)),
    ],
)
def test_a_period_knows_its_first_and_last_day(text: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    """Both ends are included."""
    period = Period.parse(text)
    assert (period.start, period.end) == (dt.date(*start), dt.date(*end))
    assert str(period) == text


@pytest.mark.parametrize("text", ["2024Q5", "24Q4", "2025-02-30", "2025-13", "FY25", "TTM-FY2024", "", "2024", "1066Q1"])
def test_what_is_no_period_is_refused(text: str) -> None:
    """The message shows the text as it was written."""
    with pytest.raises(ValueError, match=f'"{text}" is not a'):
        Period.parse(text)
