"""Rules for pages: calls and typed figures are placed, no page is missing, and no input makes the rules slow.

`corruptions.yml` lists what they refuse.
"""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.pages.macro_calls import blank_braces, calls_in
from macros.pages.markup_rules import markup_problems
from macros.pages.page_source import read_pages
from macros.render.load_site import missing_pages
from tests.support.strategies import SIGNS


@given(body=st.text(st.sampled_from(SIGNS + "{}%(),"), max_size=60))
def test_whatever_is_typed_is_a_call_or_refused_with_a_place(body: str) -> None:
    """Nothing is raised and nothing runs."""
    calls, told = calls_in(body)
    lines = body.split("\n")
    for line, column, _ in [*told, *((call.line, call.column, "") for call in calls)]:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


def test_a_page_that_links_would_miss_is_asked_for(tmp_path: Path) -> None:
    """With the line that it has to hold."""
    (tmp_path / "docs").mkdir()
    wanted = {"sources/new.md": '{{ document("new") }}'}
    (problem,) = missing_pages(read_pages(tmp_path / "docs", tmp_path), wanted, "docs")
    assert str(problem).startswith("docs/sources/new.md:1:1  this page is missing; ")
    assert '{{ document("new") }}' in str(problem)


def test_a_typed_figure_is_placed_in_its_page() -> None:
    """Not in macros, raw text, code, links, attributes or the numbers of a list."""
    page = (
        "1. 第一步\n"
        '增长 {{ fact("aws-sales", "FY2025") }}，见[目录](a.md#p24){: #x1 }\n'
        "```yaml\nvalue: 2440\n```\n"
        "`{% raw %}{{ 7 }} 8{% endraw %}`\n"
        "其实是 2440 亿\n"
    )
    assert [(line, column) for line, column, _ in markup_problems(page)] == [(7, 5)]


def test_many_typed_figures_are_placed_each_in_its_line() -> None:
    """Of a long page, beyond a hundred of them no more are looked for."""
    prose = "The company spent more than it had planned.\n" * 20
    body = "".join(f"{prose}\n{3_000 + number} cars\n\n" for number in range(110))
    told = markup_problems(body)
    assert [line for line, _, _ in told] == [22 + 23 * number for number in range(101)]


def test_a_call_beside_code_is_not_enclosed() -> None:
    """Nor one behind a link; inside of either it is refused. Code that is shown and not run passes."""
    call = '{{ fact("a", "b") }}'
    assert markup_problems(f"`code` and [link](a.md) and {call}") == []
    assert len(markup_problems(f"`{call}`")) == len(markup_problems(f"[{call}](a.md)")) == 1
    assert calls_in('{% raw %}{{ facts("x") }}{% endraw %}') == ([], [])


UNITS = {
    "an address that does not come": "](\n",
    "a link with spaces": "](" + " " * 50,
    "braces that open": "{{ ",
    "raw text that opens": "{% raw %} ",
    "raw text that is cut off": "{% raw",
    "attributes that open": "{: ",
    "a figure on each line": "5\n",
    "code that opens": "```\n",
    "code in backticks": "`<b>` ",
}


@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_in_proportion_to_the_page(unit: str) -> None:
    """A page eight times as long takes at most twenty times as long, and not sixty-four, as with a quadratic pattern."""

    def page(length: int) -> str:
        line = UNITS[unit] * (3_000 // len(UNITS[unit])) + "\n\n"  # Longer lines and blocks are refused before.
        return line * (length // len(line))

    def seconds(body: str) -> float:
        begin = time.process_time()
        markup_problems(body)
        calls_in(body)
        blank_braces(body)
        return time.process_time() - begin

    pages = page(20_000), page(160_000)
    short = long = float("inf")
    for _ in range(6):  # In turn, so that what else the machine does slows both; a quadratic pattern fails each time.
        short, long = (min(best, seconds(body)) for best, body in zip((short, long), pages, strict=True))
        if long < 20 * short + 0.02:
            return
    pytest.fail(f"{short:.3f} s, {long:.3f} s")
