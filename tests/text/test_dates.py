"""Periods read as each language writes them."""

import pytest

from macros.ledger.periods import Period
from macros.text.dates import format_period, format_tick


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2024Q4", "2024年第四季度", "Q4 2024"),
        ("FY2024", "2024年", "2024"),
        ("2025H1", "2025年上半年", "first half of 2025"),
        ("2025H2", "2025年下半年", "second half of 2025"),
        ("TTM-2024Q4", "截至2024年12月的十二个月", "twelve months to December 2024"),
        ("2026-06", "2026年6月", "June 2026"),
        ("2025-02-07", "2025年2月7日", "7 February 2025"),
        ("FY2025..FY2028", "2025年至2028年", "2025 to 2028"),
        ("2026H1..2026H2", "2026历年", "calendar 2026"),
        ("2025Q2..2025Q4", "2025年第二季度至2025年第四季度", "Q2 2025 to Q4 2025"),
        ("fiscal FY2025", "2025财年（2024年7月至2025年6月）", "fiscal 2025 (July 2024 to June 2025)"),
        ("fiscal FY2025Q4", "2025财年第四季度（2025年4月至6月）", "Q4 of fiscal 2025 (April to June 2025)"),
        (
            "fiscal FY2025..FY2026",
            "2025财年（2024年7月至2025年6月）至2026财年（2025年7月至2026年6月）",
            "fiscal 2025 (July 2024 to June 2025) to fiscal 2026 (July 2025 to June 2026)",
        ),
        ("FY2025Q4", "2025财年第四季度", "Q4 of fiscal 2025"),
    ],
)
def test_a_period_reads_as_each_language_says_it(text: str, zh: str, en: str) -> None:
    """No form is left as its code; a fiscal year that is not the calendar's says its months, here one that ends in June."""
    period = Period.parse(text.removeprefix("fiscal ")).in_fiscal_year(6 if text.startswith("fiscal") else 12)
    assert (format_period(period, "zh"), format_period(period, "en")) == (zh, en)


def test_a_period_is_short_at_the_axis_of_a_chart() -> None:
    """In one line or two; a fiscal year is marked."""
    assert format_tick(Period.parse("2026-06"), "en") == ("Jun", "2026")
    assert format_tick(Period.parse("FY2025Q4").in_fiscal_year(6), "zh") == ("Q4", "FY2025")
    assert format_tick(Period.parse("FY2025..FY2028"), "en") == ("2025–2028",)
