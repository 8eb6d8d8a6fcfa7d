"""Twins: what a page shows in one language and not in the other is told with both files and lines."""

from pathlib import Path

import pytest

from macros.ledger.editions import editions_of
from macros.ledger.load import load
from macros.pages.page_source import read_pages
from macros.pages.twins import twin_problems
from macros.render.load_site import agreeing_site
from tests.conftest import run
from tests.support.projects import edit, make_project

FRONT = "---\ntitle: A page\ndescription: A page.\n---\n\n# A page\n\n"
SPENT = '{{ fact("orbit-spending", "FY2024", "orbit-2026-02-01") }}'
TOWERS = '{{ fact("orbit-towers", "2025-12-31") }}'
PAGE = f"""{FRONT}## Spending {{: #spending }}

It spent {SPENT}, see [the charts](charts.md).

## Towers {{: #towers }}

There are {TOWERS}.

{{{{ chart("spending") }}}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a page in both languages, whose sections begin on lines 8 and 12."""
    pages = {"charts.md": FRONT + "{{ charts() }}\n", "page.md": PAGE}
    return make_project(tmp_path_factory.mktemp("twins") / "project", pages, languages=("zh", "en"))


def told(project: Path, page: str) -> list[str]:
    """What the author of an English page is told, of which the Chinese one is as it was."""
    (project / "docs" / "en" / "page.md").write_text(page, "utf-8")
    loaded, shown = load(project), {}
    for each in reversed(editions_of(project)):
        sources = read_pages(each.docs, project)
        shown[f"docs/{each.language}"] = agreeing_site(project, each.docs, each.language, loaded, sources)[1]
    return [str(each) for each in twin_problems(shown)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It spent", "In that year it spent"),
        ("It spent", "Written `[that](year.md)`, or ``[a `b`](c.md)`` over\ntwo `[lines\n](d.md)`, it spent"),
        ("It spent", "```text\n## Heading {: #code }\n\n[a link](e.md) `\n```\n\nIt spent"),
        ("It spent", "~~~\n[a link](e.md)\n\n```\n~~~\n\nIt spent"),
        (f"It spent {SPENT}, see [the charts](charts.md).", f"See [these](charts.md) for the {SPENT} spent."),
        (', "orbit-2026-02-01")', ', document="orbit-2026-02-01", paragraph="cash-flow")'),
        ('"orbit-2026-02-01"', '"orbit-2026-02-01", magnitude=true'),
        ("\n## Towers {: #towers }\n\nThere are", '\n{{ chart("spending") }}\n\n## Towers {: #towers }\n\nThere are'),
    ],
    ids=[
        "other words",
        "code",
        "code between fences",
        "code between tildes",
        "another order",
        "named by its place",
        "without its sign",
        "in another section",
    ],
)
def test_twins_may_differ_in_words_and_order(project: Path, before: str, after: str) -> None:
    """And in the section in which something stands."""
    assert before in PAGE
    page = PAGE.replace('{{ chart("spending") }}\n', "") if "chart(" in after else PAGE
    assert told(project, page.replace(before, after)) == []


EN, ZH = "docs/en/page.md", "docs/zh/page.md"
DIFFERENT = {
    "a figure": (TOWERS, "some", [f'{ZH}:14:14  {EN}:12 lacks fact("orbit-towers", "2025-12-31")']),
    "a figure twice": (TOWERS, f"{TOWERS}, {TOWERS}", [f'{EN}:14:56  {ZH}:12 lacks fact("orbit-towers", "2025-12-31")']),
    "another figure": (
        SPENT,
        '{{ derived("spending-growth") }}',
        [
            f'{EN}:10:13  {ZH}:8 lacks derived("spending-growth")',
            f'{ZH}:10:13  {EN}:8 lacks fact("orbit-spending", "FY2024", "orbit-2026-02-01")',
        ],
    ),
    "a block": (
        'chart("spending")',
        'chart("spending", brief=true)',
        [f'{EN}:16:4  {ZH}:12 lacks chart("spending", brief=true)'],
    ),
    "a section": ("## Towers {: #towers }", "", [f"{ZH}:12:1  {EN}:1 lacks the section #towers"]),
    "a link": ("(charts.md)", "(charts.md#a)", [f"{EN}:10:87  {ZH}:8 lacks the link to charts.md#a"]),
    "a link beside code": ("(charts.md)", "(charts.md) ` [a](b.md)", [f"{EN}:10:104  {ZH}:8 lacks the link to b.md"]),
    "a day": ("\n---\n\n#", "\nas_of: 2026-02-01\n---\n\n#", [f"{EN}:1:1  {ZH}:1 lacks as_of: 2026-02-01"]),
}


@pytest.mark.parametrize(("before", "after", "wanted"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_a_twin_lacks_is_told_with_both_lines(project: Path, before: str, after: str, wanted: list[str]) -> None:
    """The line that has it, and where its section begins in the twin."""
    messages = told(project, PAGE.replace(before, after, 1))
    assert [each.partition(";")[0] for each in messages if "lacks" in each][: len(wanted)] == wanted
    assert all(each.endswith("; add it there, or take it away here") for each in messages)


def test_the_check_tells_it(project: Path) -> None:
    """A page without a twin too, as soon as each page is sound by itself."""
    english = project / "docs" / "en"
    (english / "page.md").write_text(PAGE.replace(TOWERS, "some"), "utf-8")
    (english / "charts.md").rename(english / "alone.md")
    told = run(project, "macros", "check").stdout.splitlines()
    assert told == [
        "docs/en/alone.md:1:1  docs/zh/alone.md is missing; write this page's twin",
        "docs/zh/charts.md:1:1  docs/en/charts.md is missing; write this page's twin",
        f'{ZH}:14:14  {EN}:12 lacks fact("orbit-towers", "2025-12-31"); add it there, or take it away here',
        "3 problems",
    ]
    edit(english / "page.md", "some", "{{ fact() }}")
    assert all("lacks" not in each for each in run(project, "macros", "check").stdout.splitlines())
