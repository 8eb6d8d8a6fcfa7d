"""The benchmark: a generated ledger that a seed repeats, and the same pages in every way of building them."""

from pathlib import Path

import lxml.html
import pytest

from macros.render.load_site import checked_ledger
from tests.support.projects import contents
from tools.benchmarks.__main__ import WAYS, measured, prepare, table
from tools.benchmarks.scale import CALLS, Size, write_project

SMALLEST = Size(8)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the smallest size, with all that its ways of building need."""
    folder = tmp_path_factory.mktemp("benchmark") / "project"
    write_project(folder, SMALLEST)
    prepare(folder)
    return folder


def test_a_seed_repeats_a_project_whose_facts_are_in_proportion_to_its_pages(project: Path, tmp_path: Path) -> None:
    """To the byte; another seed makes another one. A thousand pages are twenty thousand facts."""
    write_project(tmp_path / "same", SMALLEST)
    write_project(tmp_path / "other", SMALLEST, seed=2)
    assert contents(tmp_path / "same" / "data") == contents(project / "data") != contents(tmp_path / "other" / "data")
    assert len(checked_ledger(project).facts) == SMALLEST.facts == 800
    assert Size(1000).facts == 20_000


def test_every_way_builds_the_same_figures(project: Path) -> None:
    """Page by page, to the letter, with their links: none is faster because it shows less; the table names each."""
    shown = {}
    runs = {way: [measured(project, way)] for way in WAYS}
    for way in ("ours", "expanded", "zensical"):
        folder = project / ("site" if way == "zensical" else f"site-{way}")
        pages = {path.relative_to(folder).as_posix().replace("/index.html", ".html"): path for path in folder.rglob("*.html")}
        shown[way] = {
            page: [lxml.html.tostring(fact, with_tail=False) for fact in lxml.html.parse(str(path)).xpath("//a[@data-fact]")]
            for page, path in pages.items()
            if page.startswith("g") and "/p" in page
        }
    assert [len(each) for each in shown["ours"].values()] == [CALLS] * SMALLEST.pages
    assert shown["expanded"] == shown["zensical"] == shown["ours"]
    assert [line.split(" | ")[0].removeprefix("| ") for line in table(runs).splitlines()[2:]] == [
        way.name for way in WAYS.values()
    ]
