"""Whatever is typed into a page is a macro call or refused with a place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from macros.pages.macro_calls import calls_in
from tests.support.strategies import OFTEN, SIGNS


@OFTEN
@given(body=st.text(st.sampled_from(SIGNS + "{}%(),"), max_size=60))
def test_whatever_is_typed_is_a_call_or_refused_with_a_place(body: str) -> None:
    """Nothing is raised and nothing runs."""
    calls, told = calls_in(body)
    lines = body.split("\n")
    for line, column, _ in [*told, *((call.line, call.column, "") for call in calls)]:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
