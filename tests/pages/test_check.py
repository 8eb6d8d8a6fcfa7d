"""A page that calls a macro wrongly is refused before anything is built, with the line in its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.ledger.ledger import Ledger
from macros.pages.check import missing_pages
from macros.pages.page_source import read_pages
from macros.render.load_site import check_calls
from macros.render.site import Site

FRONT_MATTER = "---\ntitle: A page\ndescription: What it says.\n---\n\n"


def told(small: Ledger, folder: Path, body: str, front: str = FRONT_MATTER) -> list[str]:
    """What the author of a page is told."""
    (folder / "docs").mkdir()
    (folder / "docs" / "page.md").write_text(front + body, "utf-8")
    problems, _ = check_calls(Site.of(small, "zh"), read_pages(folder / "docs", folder))
    return [str(each) for each in problems]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('{{ facts("orbit-spending", "FY2024") }}', 'docs/page.md:6:4  no macro is called "facts"; did you mean "fact"?'),
        (
            'One {{ fact("orbit-spending", "FY2024") }}\ntwo {{ fact("orbit-spendin", "FY2024") }}',
            'docs/page.md:7:8  no metric is called "orbit-spendin"; did you mean "orbit-spending"?',
        ),
        ('{{ fact("orbit-spending", "2024Q5") }}', 'docs/page.md:6:4  "2024Q5" is not a period'),
        ('{{ fact("orbit-spending") }}', "docs/page.md:6:4  fact is called as fact(metric, period, document=None"),
        ('{{ fact("orbit-spending", "FY2024", documnet="x") }}', "got an unexpected keyword argument 'documnet'"),
        ("{{ orbit_spending }}", 'docs/page.md:6:4  "orbit_spending" is no variable of a page'),
        ('Text\n\n{{ fact("orbit-spending", "FY2024" }}', "docs/page.md:8:1  this is not a macro call: "),
        ("Growth of 40%", 'docs/page.md:6:11  the figure "40" is typed by hand; take it from data with a macro'),
        ("See {{ timeline() }}", "docs/page.md:6:8  timeline(…) shows a block; put it at the start of a line"),
    ],
)
def test_a_wrong_call_is_named_with_its_line_and_the_nearest_name(
    small: Ledger, tmp_path: Path, body: str, message: str
) -> None:
    """Lines count as in the file, front matter included."""
    (problem,) = told(small, tmp_path, body)
    assert message in problem


def test_all_pages_are_told_about_at_once(small: Ledger, tmp_path: Path) -> None:
    """Each wrong call of each page, not the first alone."""
    body = '{{ fact("a", "FY2024") }}\n{{ fact("b", "FY2024") }}\n{{ source("c", "p.1") }}\n'
    assert [problem.split("  ")[0] for problem in told(small, tmp_path, body)] == [
        "docs/page.md:6:4",
        "docs/page.md:7:4",
        "docs/page.md:8:4",
    ]


def test_a_page_needs_a_title_and_a_description(small: Ledger, tmp_path: Path) -> None:
    """Readers and search engines see them before the page."""
    assert told(small, tmp_path, "Text", front="---\ntitle: A page\n---\n") == [
        "docs/page.md:1:1  the page's front matter has no description; readers and search engines need it"
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("schema: Artikel\n", '4:1  no page is a "Artikel"; did you mean "Article"?; write Article, Dataset, WebSite'),
        ("schema: Article\n", "4:1  an article needs the day when it was published; add a line such as date: 2026-11-21"),
        ("schema: Article\ndate: 21.11.2026\n", '5:1  "21.11.2026" is not a day; write it as 2026-11-21'),
        ("date: 2026-11-21\nupdated: 20261122\n", '5:1  "20261122" is not a day; write it as 2026-11-21'),
    ],
)
def test_what_search_engines_are_told_is_checked(small: Ledger, tmp_path: Path, keys: str, message: str) -> None:
    """What a page is, and the days of an article, in its front matter."""
    assert told(small, tmp_path, "Text", front=FRONT_MATTER.replace("---\n\n", f"{keys}---\n\n")) == [f"docs/page.md:{message}"]


def test_a_page_that_is_not_utf_8_is_named_with_its_line(small: Ledger, tmp_path: Path) -> None:
    """A message, not a traceback."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_bytes(FRONT_MATTER.encode() + b"caf\xe9")
    (problem,), _ = check_calls(Site.of(small, "zh"), read_pages(tmp_path / "docs", tmp_path))
    assert str(problem) == "docs/page.md:6:4  this byte is not UTF-8; save the page in that encoding"


def test_code_that_is_shown_and_not_run_passes(small: Ledger, tmp_path: Path) -> None:
    """The authors' guide shows macro calls."""
    assert told(small, tmp_path, '{% raw %}{{ facts("x") }}{% endraw %}') == []


def test_a_page_that_links_would_miss_is_asked_for(tmp_path: Path) -> None:
    """With the line that it has to hold."""
    (tmp_path / "docs").mkdir()
    wanted = {"sources/new.md": '{{ document("new") }}'}
    (problem,) = missing_pages(read_pages(tmp_path / "docs", tmp_path), wanted, "docs")
    assert str(problem).startswith("docs/sources/new.md:1:1  this page is missing; ")
    assert '{{ document("new") }}' in str(problem)
