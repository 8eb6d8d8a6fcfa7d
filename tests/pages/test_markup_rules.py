"""Rules for the prose of a page: typed figures are placed, and no input makes the rules slow."""

from __future__ import annotations

import time

import pytest

from macros.pages.macro_calls import blank_braces, calls_in
from macros.pages.markup_rules import markup_problems


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


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:alert(1)", "\n <javascript:alert(1)>", "data:text/html,x"]
)
def test_an_address_of_another_scheme_is_refused(address: str) -> None:
    """Also behind spaces and a line break, which Markdown allows there."""
    messages = [message for _, _, message in markup_problems(f"[x]({address})")]
    assert any("a link leads to another page or to https://" in message for message in messages)


def test_a_call_beside_code_is_not_enclosed() -> None:
    """Nor one behind a link; inside of either it is refused."""
    call = '{{ fact("a", "b") }}'
    assert markup_problems(f"`code` and [link](a.md) and {call}") == []
    assert len(markup_problems(f"`{call}`")) == len(markup_problems(f"[{call}](a.md)")) == 1


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
    """A page four times as long takes at most seven times as long: below sixteen, as a quadratic pattern would."""

    def seconds(length: int) -> float:
        line = UNITS[unit] * (3_000 // len(UNITS[unit])) + "\n\n"  # Longer lines and blocks are refused before.
        body = line * (length // len(line))
        times = []
        for _ in range(3):
            begin = time.process_time()
            markup_problems(body)
            calls_in(body)
            blank_braces(body)
            times.append(time.process_time() - begin)
        return min(times)

    short, long = seconds(40_000), seconds(160_000)
    assert long < 7 * short + 0.02, f"{short:.3f} s, {long:.3f} s"
