"""The benchmark: a generated ledger that a seed repeats, and the same pages in every way of building them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lxml.html
import pytest

from macros.ledger.load import load_ledger
from macros.outputs.search.index import INDEX as ENTRIES
from macros.render.load_site import checked_ledger
from tests.conftest import ROOT
from tools.benchmarks import builds
from tools.benchmarks.alone import CHARTS, DATA, INDEX, part_table
from tools.benchmarks.builds import WAYS, Run, Way, alternated, measured, prepare, table, verdicts
from tools.benchmarks.preview import preview_table, value_edits
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


@pytest.mark.parametrize("names", [("ours", "zensical"), pytest.param(tuple(WAYS), marks=pytest.mark.soak)], ids=["two", "all"])
def test_every_way_builds_the_same_figures(project: Path, names: tuple[str, ...]) -> None:
    """Page by page, to the letter, with where each leads: none is faster because it shows less."""
    shown = {}
    for name in names:
        run = measured(project, name, WAYS[name])
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


def test_ways_are_run_in_turn(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow minute of the machine is one for all."""
    order = []

    def note(project: Path, name: str, way: Way) -> Run:
        order.append(name)
        return Run(1, 1, 1)

    monkeypatch.setattr(builds, "measured", note)
    found = alternated({name: (project, WAYS[name]) for name in ("ours", "expanded")}, 3)
    assert order == ["ours", "expanded"] * 3
    assert {name: len(made) for name, made in found.items()} == {"ours": 3, "expanded": 3}


@pytest.mark.soak
def test_a_peak_is_that_of_the_build_alone(project: Path) -> None:
    """However much memory the process has that measures."""
    held = bytearray(400_000_000)
    assert measured(project, "expanded", WAYS["expanded"]).memory < 100
    assert len(held) == 400_000_000


def test_the_table_names_every_way_and_its_ratio() -> None:
    """To the floor; and a line says how this package stands."""
    found = {name: [Run(2, 4, 100)] for name in WAYS} | {"ours": [Run(3, 6, 120), Run(9, 9, 120), Run(1, 1, 120)]}
    text = table(found)
    assert f"| {WAYS['ours'].name} | 3 | 3.00 | 6.00 | 120 | 1.50 | 1.20 |" in text
    assert all(way.name in text for way in WAYS.values())
    assert verdicts(found) == "CPU of (a): 1.50 of stock, 1.50 of the plugin alone, 1.50 of (c); peak memory: 1.20 of (b)."


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table's rows."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


@pytest.mark.soak
def test_parts_are_measured_alone(project: Path) -> None:
    """Data beside the bare parse of the same files, charts, the index of a built site."""
    measured(project, "ours", WAYS["ours"])
    for works, root, arguments in ((DATA, project, ()), (CHARTS, ROOT, ()), (INDEX, project, (str(project / "site-ours"),))):
        rows = rows_of(part_table(works, root, *arguments, runs=1))
        assert [row[0] for row in rows] == [work.name for work in works]
        assert rows[0][2] == "1.00"
        assert float(rows[0][1]) > 0


def test_what_a_reader_loads_is_weighed(project: Path) -> None:
    """The index with its entries, and the largest pages."""
    measured(project, "ours", WAYS["ours"])
    index, largest, catalogue, site = rows_of(reader_table(project / "site-ours"))
    assert (
        index[3] == f"{len(json.loads((project / 'site-ours' / ENTRIES).read_text('utf-8'))['columns']['location']):,} entries"
    )
    assert largest[0].startswith("largest page: ")
    assert catalogue[0].startswith("largest of the catalogue: catalogue/t")
    assert site[3].startswith(f"{len(list((project / 'site-ours').rglob('*.html')))} pages")


@pytest.mark.soak
def test_the_preview_is_measured_beside_a_bare_one(project: Path) -> None:
    """A page's edit in both, and a value's edit in ours; each is waited for until its page shows it."""
    rows = rows_of(preview_table(project, 1))
    assert [row[0] for row in rows] == ["bare, a page", "ours, a page", "ours, a value"]
    assert rows[0][2] == "1.00"


@pytest.mark.soak
def test_an_edited_value_leaves_the_data_whole(tmp_path: Path) -> None:
    """With each of the edits, by whose words a page tells them apart; the file is left as it was."""
    real, made = tmp_path / "real", tmp_path / "made"
    shutil.copytree(ROOT / "data", real / "data")
    write_project(made, SMALLEST)
    for root in (real, made):
        edits = value_edits(root, 2)
        path = root / edits[0].file
        text = path.read_text("utf-8")
        assert text not in [edit.text for edit in edits]
        assert len({edit.words for edit in edits}) == 2
        for edit in edits:
            path.write_text(edit.text, "utf-8")
            assert load_ledger(root).facts
        path.write_text(text, "utf-8")
