"""Single values of data files: what a text may begin with."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from macros.ledger.values import Words


@pytest.mark.parametrize(
    "text", ["-7.2%", "-$3,319", "-21亿", "-40 bps", "+13%", "-4.4个百分点", "−4%", "– and more", "50-60", "a = b", "C++"]
)
def test_a_number_with_a_sign_may_begin_a_text(text: str) -> None:
    """Spreadsheets take it for a number or a word; so they do dashes, and signs further on."""
    assert TypeAdapter(Words).validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["-2+3", "+A1", "-@all", "--x", "-SUM(A1:A9)", "-2*A1", "＋对", "－对", "＠所有人", "-1,A1|x!y"]
)
def test_no_text_is_a_formula_to_spreadsheets(text: str) -> None:
    """Also behind a minus and a digit; full-width signs are signs to some."""
    with pytest.raises(ValueError, match="which spreadsheets calculate; begin with a word"):
        TypeAdapter(Words).validate_python(text)
