"""The benchmark: a generated ledger that a seed repeats, and the same pages in every way of building them."""

from __future__ import annotations

import json
from pathlib import Path

import lxml.html
import pytest

from macros.outputs.search.index import INDEX as ENTRIES
from macros.render.load_site import checked_ledger
from tests.conftest import ROOT
from tests.support.projects import contents
from tools.benchmarks.alone import BARE_PARSE, CHARTS, INDEX, LOAD, cpu_seconds
from tools.benchmarks.builds import WAYS, Run, measured, prepare, table
from tools.benchmarks.preview import preview_table
from tools.benchmarks.scale import CALLS, Size, write_project
from tools.benchmarks.weight import reader_table

SMALLEST = Size(8)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the smallest size, with all that its ways of building need."""
    folder = tmp_path_factory.mktemp("benchmark") / "project"
    write_project(folder, SMALLEST)
    prepare(folder)
    return folder


def test_a_seed_repeats_a_project(project: Path, tmp_path: Path) -> None:
    """To the byte; another seed makes another one."""
    write_project(tmp_path / "same", SMALLEST)
    write_project(tmp_path / "other", SMALLEST, seed=2)
    for part in ("data", "docs/zh"):
        files, other = contents(project / part), contents(tmp_path / "other" / part)
        assert contents(tmp_path / "same" / part) == files
        assert other.keys() == files.keys()
        assert other != files


def test_a_thousand_pages_are_twenty_thousand_facts(project: Path) -> None:
    """And a smaller project has them in proportion; its data is a ledger without a mistake."""
    assert Size(1000).facts == 20_000
    ledger = checked_ledger(project)
    assert len(ledger.facts) == SMALLEST.facts == 800
    assert len(list((project / "docs/zh").glob("g*/s*/p*.md"))) == SMALLEST.pages


@pytest.mark.parametrize("names", [("ours", "zensical"), pytest.param(tuple(WAYS), marks=pytest.mark.soak)], ids=["two", "all"])
def test_every_way_builds_the_same_figures(project: Path, names: tuple[str, ...]) -> None:
    """Page by page, to the letter, with their links: none is faster because it shows less."""
    shown = {}
    for name in names:
        run = measured(project, name)
        assert run.wall > 0
        assert run.cpu > 0
        assert run.memory > 10
        folder = project / ("site" if name == "zensical" else f"site-{name}")
        pages = {path.relative_to(folder).as_posix().replace("/index.html", ".html"): path for path in folder.rglob("*.html")}
        shown[name] = {
            page: [lxml.html.tostring(fact, with_tail=False) for fact in lxml.html.parse(str(path)).xpath("//a[@data-fact]")]
            for page, path in pages.items()
            if page.startswith("g") and "/p" in page
        }
    assert len(shown["ours"]) == SMALLEST.pages
    assert all(len(each) == CALLS for each in shown["ours"].values())
    for name, figures in shown.items():
        assert figures == shown["ours"], name


@pytest.mark.soak
def test_a_peak_is_that_of_the_build_alone(project: Path) -> None:
    """However much memory the process has that measures."""
    held = bytearray(400_000_000)
    assert measured(project, "expanded").memory < 100
    assert len(held) == 400_000_000


def test_the_table_names_every_way_and_its_ratio() -> None:
    """To the floor."""
    text = table({name: [Run(2, 4, 100)] for name in WAYS} | {"ours": [Run(3, 6, 120), Run(9, 9, 120), Run(1, 1, 120)]})
    assert f"| {WAYS['ours'].name} | 3 | 3.00 | 6.00 | 120 | 1.50 | 1.20 |" in text
    assert all(way.name in text for way in WAYS.values())


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table's rows."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


@pytest.mark.soak
def test_parts_are_measured_alone(project: Path) -> None:
    """The bare parse, the data, charts, the index of a built site."""
    measured(project, "ours")
    for root, work in ((project, BARE_PARSE), (project, LOAD), (ROOT, CHARTS), (project, INDEX)):
        assert cpu_seconds(root, work, 1) > 0


def test_the_index_and_the_largest_pages_are_weighed(project: Path) -> None:
    """The index with its entries, a page with its elements."""
    measured(project, "ours")
    index, largest, site = rows_of(reader_table(project / "site-ours"))
    entries = json.loads((project / "site-ours" / ENTRIES).read_text("utf-8"))["columns"]["location"]
    assert index[3] == f"{len(entries):,} entries"
    assert largest[0].startswith("largest page: ")
    assert site[3].startswith(f"{len(list((project / 'site-ours').rglob('*.html')))} pages")


@pytest.mark.soak
def test_the_preview_is_measured_beside_a_bare_one(project: Path) -> None:
    """A page's edit in both, and an edit of data in ours; each is timed until its page shows it, then undone."""
    before = contents(project / "data")
    rows = rows_of(preview_table(project, 2))
    assert [row[0] for row in rows] == ["bare, a page", "ours, a page", "ours, data"]
    assert rows[0][2] == "1.00"
    assert contents(project / "data") == before
