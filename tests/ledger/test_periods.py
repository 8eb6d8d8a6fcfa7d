"""What authors and filings write for a period is understood, so that the message says what to write."""

import pytest

from macros.ledger.periods import EXAMPLES, Period, meant_period

MEANT = {
    "2026Q3": "Q3 2026|2026 Q3|3Q26|Q3'26|2026q3|2026年第三季度|2026年三季度|third quarter of 2026|2026年7-9月"
    "|Quarter Ended September 30, 2026",
    "FY2026Q3": "Q3 FY26|FY26Q3|FY2026 Q3",
    "2026H1": "H1 2026|1H26|2026年上半年|first half of 2026|Six Months Ended June 30, 2026|2026年1-6月",
    "FY2026": "2026|FY26|fiscal year 2026|2026年|2026财年|Year Ended December 31, 2026|Twelve Months Ended December 31, 2026",
    "TTM-2026Q3": "TTM Q3 2026|LTM 3Q26|Twelve Months Ended September 30, 2026",
    "2026-09-30": "2026/9/30|2026.09.30|2026年9月30日|September 30, 2026|30 Sept. 2026",
    "2026-09": "2026年9月|Sep 2026|2026/9",
}


@pytest.mark.parametrize(("said", "meant"), [(said, meant) for meant, several in MEANT.items() for said in several.split("|")])
def test_a_period_in_other_words_is_named(said: str, meant: str) -> None:
    """As the ledger writes it."""
    assert meant_period(said) == meant
    with pytest.raises(ValueError, match=f"is not a period; write {meant}$"):
        Period.parse(said)


UNCLEAR = (
    "|recently|2024Q5|2026E|Q3|三季度|Three Months Ended May 31, 2026|Three Months Ended 2026"
    "|Nine Months Ended September 30, 2026|Six Months Ended September 30, 2026|2026-13"
)


@pytest.mark.parametrize("said", UNCLEAR.split("|"))
def test_what_may_mean_anything_is_not_guessed(said: str) -> None:
    """Then the message lists the forms that there are, or says why it is none."""
    assert meant_period(said) is None
    with pytest.raises(ValueError, match=r"period|month") as caught:
        Period.parse(said)
    assert EXAMPLES in str(caught.value) or said == "2026-13"
