"""An author who knows a word finds the id, the newest numbers with their units, and what a change would touch."""

from pathlib import Path

import pytest

from macros.authoring.find import find
from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.periods import Period
from tests.conftest import ROOT, run
from tests.support.projects import make_project

PAGES = {
    "story.md": '---\ntitle: A\ndescription: A.\n---\n\n# A\n\n{{ fact("orbit-spending", "FY2024", "orbit-2026-02-01") }}\n'
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole small ledger with a page that shows a figure."""
    return make_project(tmp_path_factory.mktemp("find") / "project", PAGES, languages=("zh", "en"))


def first_lines(ledger: Ledger, query: str) -> list[str]:
    """The ids that a query finds, in order."""
    return [line.split()[0] for line in find(ROOT, ledger, query) if line[0] not in " …"]


@pytest.mark.parametrize("query", ["aws-sales", "AWS 销售额", "aws销售额", "aws  net SALES", "AWS net sales"])
def test_a_name_finds_its_metric_alone(ledger: Ledger, query: str) -> None:
    """By id or label, in both languages, whatever the case and the spaces."""
    assert first_lines(ledger, query) == ["aws-sales"]


def test_words_find_every_metric_that_has_them(ledger: Ledger) -> None:
    """An alias of two finds both; parts of names find all, of which eight are told and the others named."""
    assert first_lines(ledger, "capex") == ["amazon-capex-gross", "amazon-capex-net"]
    found = list(find(ROOT, ledger, "amazon growth"))
    assert len([line for line in found if line[0] not in " …"]) == 8
    assert found[-1].startswith("… and ")
    assert "aws-backlog-growth" in first_lines(ledger, "backlog growth")


def test_the_ledger_s_own_company_comes_first(ledger: Ledger) -> None:
    """The publisher of most documents, and of its metrics the one that is called no more than what was asked for."""
    assert first_lines(ledger, "operating income")[0] == "amazon-operating-income"
    assert first_lines(ledger, "net sales")[0] == "amazon-net-sales"
    assert {each.partition("-")[0] for each in first_lines(ledger, "aws")} == {"aws"}
    assert first_lines(ledger, "aws sales")[0] == "aws-sales"


def test_a_metric_tells_a_number_of_each_form_of_period(ledger: Ledger) -> None:
    """A quarter's, a year's and that of twelve months, which a new document reports again."""
    periods = [line.split()[0] for line in find(ROOT, ledger, "amazon-operating-income") if " reported: " in line]
    assert {Period.parse(each).form for each in periods} >= {"quarter", "year", "ttm"}
    assert len(periods) == len({Period.parse(each).form for each in periods})


def test_a_name_that_nothing_has_names_those_with_some_of_its_words(ledger: Ledger) -> None:
    """Before it says where to define a new one, which would be there twice."""
    with pytest.raises(RequestError) as caught:
        list(find(ROOT, ledger, "plan for 2026"))
    assert str(caught.value).startswith('no metric is called "plan for 2026"; look at amazon-capex-call, ')
    assert str(caught.value).endswith("; else define it by make new METRIC=ID")


def test_nothing_found_names_what_is_near(ledger: Ledger) -> None:
    """And what else to do."""
    with pytest.raises(RequestError) as caught:
        list(find(ROOT, ledger, "AWS salse"))
    assert str(caught.value) == (
        'no metric is called "AWS salse"; did you mean "AWS net sales"? Or define it by make new METRIC=ID'
    )
    with pytest.raises(RequestError):
        list(find(ROOT, ledger, " "))


def test_the_command_tells_values_and_uses(project: Path) -> None:
    """The newest fact of each kind, and the pages and records that would change with it; also while a file is wrong."""
    wrong = project / "data" / "events.yml"
    text = wrong.read_text("utf-8")
    wrong.write_text(text + "- nonsense\n", "utf-8")
    done = run(project, "macros", "find", "轨道公司支出")
    wrong.write_text(text, "utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "orbit-spending  轨道公司支出 · Orbit's spending  (data/metrics/spending.yml)",
        "  FY2024 reported: 829.9 usd_million, orbit-2026-02-01 cash-flow",
        "  FY2025 plan: 1100 usd_million, orbit-2026-02-01 cash-flow",
        "  pages: story.md",
        "  charts: spending, plans",
        "  derived: spending-growth, plan-raised, spending-per-tower",
        "  events: gamble",
        "  doubts: will-it-pay",
    ]
