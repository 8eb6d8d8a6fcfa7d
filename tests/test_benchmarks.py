"""What is measured is what it says: a ledger that a seed repeats, and the same pages in every way of building them."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from macros.checking import checked_ledger
from tests.benchmarks.builds import COMMANDS, NAMES, Run, measured, prepare, table
from tests.benchmarks.data import data_table
from tests.benchmarks.scale import CALLS, Size, write_project

SMALLEST = Size(8)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the smallest size, with all that its ways of building need."""
    folder = tmp_path_factory.mktemp("benchmark") / "project"
    write_project(folder, SMALLEST)
    prepare(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Data and pages, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("data", "docs/zh")
        for path in (folder / part).rglob("*")
        if path.is_file()
    }


def test_a_seed_repeats_a_project(project: Path, tmp_path: Path) -> None:
    """To the byte; another seed makes another one."""
    write_project(tmp_path / "same", SMALLEST)
    write_project(tmp_path / "other", SMALLEST, seed=2)
    assert files(tmp_path / "same") == files(project)
    assert files(tmp_path / "other").keys() == files(project).keys()
    assert files(tmp_path / "other") != files(project)


def test_a_thousand_pages_are_twenty_thousand_facts(project: Path) -> None:
    """And a smaller project has them in proportion; its data is a ledger without a mistake."""
    assert Size(1000).facts == 20_000
    ledger = checked_ledger(project)
    assert len(ledger.facts) == SMALLEST.facts == 800
    assert len(ledger.metrics) == SMALLEST.metrics
    assert len(list((project / "docs/zh").glob("g*/s*/p*.md"))) == SMALLEST.pages


def test_every_way_builds_the_same_figures(project: Path) -> None:
    """Page by page, to the letter, with where each leads: none is faster because it shows less."""
    shown = {}
    for way in COMMANDS:
        run = measured(project, way)
        assert run.wall > 0
        assert run.cpu > 0
        assert run.memory > 10
        folder = project / ("site" if way == "zensical" else f"site-{way}")
        pages = {path.relative_to(folder).as_posix().replace("/index.html", ".html"): path for path in folder.rglob("*.html")}
        shown[way] = {
            name: [lxml.html.tostring(fact, with_tail=False) for fact in lxml.html.parse(str(path)).xpath("//a[@data-fact]")]
            for name, path in pages.items()
            if name.startswith("g") and "/p" in name
        }
    assert len(shown["ours"]) == SMALLEST.pages
    assert all(len(each) == CALLS for each in shown["ours"].values())
    for way, figures in shown.items():
        assert figures == shown["ours"], way


def test_the_table_names_every_way_and_its_ratio() -> None:
    """To the floor."""
    text = table(dict.fromkeys(COMMANDS, Run(2, 4, 100)) | {"ours": Run(3, 6, 120)})
    assert f"| {NAMES['ours']} | 3.00 | 6.00 | 120 | 1.50 | 1.20 |" in text
    assert all(name in text for name in NAMES.values())


def test_reading_is_measured_beside_the_bare_parse(project: Path) -> None:
    """Both of the same files."""
    rows = data_table(project, 1).splitlines()[2:]
    parse, load = (float(row.split("|")[2]) for row in rows)
    assert parse > 0
    assert load > 0
    assert rows[0].endswith("| 1.00 |")
