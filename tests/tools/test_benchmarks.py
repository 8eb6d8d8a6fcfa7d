"""What is measured is what it says: a ledger that a seed repeats, and the same pages in every way of building them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lxml.html
import pytest

from macros.ledger.load import load_ledger
from macros.outputs.search.index import INDEX
from macros.render.load_site import checked_ledger
from tests.conftest import ROOT
from tools.benchmarks import __main__ as bench
from tools.benchmarks import builds
from tools.benchmarks.alone import charts_table, data_table, index_table
from tools.benchmarks.builds import SETTINGS, WAYS, Run, Way, alternated, measured, prepare, table, verdicts
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


def test_every_way_builds_the_same_figures(project: Path) -> None:
    """Page by page, to the letter, with where each leads: none is faster because it shows less."""
    shown = {}
    for name, way in WAYS.items():
        run = measured(project, name, way)
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


def test_every_setting_builds_the_same_pages(project: Path) -> None:
    """The steps from the theme as it comes to this site differ in navigation and index, and not in what a page says."""
    figures = {}
    for name, way in SETTINGS.items():
        measured(project, name, way)
        pages = (path for path in (project / f"site-{name}").glob("g*/s*/**/*.html"))
        figures[name] = sorted(path.read_text("utf-8").count("data-fact=") for path in pages)
    assert len(figures["ours"]) == SMALLEST.pages
    for name, counted in figures.items():
        assert counted == figures["ours"], name


def test_ways_are_run_in_turn(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow minute of the machine is one for all; what only prepares the next is built once."""
    order = []

    def note(project: Path, name: str, way: Way) -> Run:
        order.append(name)
        return Run(1, 1, 1)

    monkeypatch.setattr(builds, "measured", note)
    jobs = {name: (project, WAYS[name]) for name in ("cold", "ours", "expanded")}
    found = alternated(jobs, 3, once=("cold",))
    assert order == ["cold", "ours", "expanded", "ours", "expanded", "ours", "expanded"]
    assert {name: len(made) for name, made in found.items()} == {"cold": 1, "ours": 3, "expanded": 3}


def test_zensical_empties_a_cache_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take what we kept from the builds that follow."""
    monkeypatch.setattr(bench, "prepare", lambda _: None)
    jobs = bench.Bench(tmp_path, SMALLEST, 1, (1,)).jobs("scale", WAYS)
    folders = {name: folder for name, (folder, _) in jobs.items()}
    copy = folders.pop("zensical")
    assert set(folders.values()) == {tmp_path / "scale"}
    assert copy != tmp_path / "scale"
    assert files(copy) == files(tmp_path / "scale")


def test_a_peak_is_that_of_the_build_alone(project: Path) -> None:
    """However much memory the process has that measures."""
    held = bytearray(400_000_000)
    assert measured(project, "expanded", WAYS["expanded"]).memory < 100
    assert len(held) == 400_000_000


def test_the_table_names_every_way_and_its_ratio() -> None:
    """To the floor; and a line says how this package stands."""
    found = {name: [Run(2, 4, 100)] for name in WAYS} | {"ours": [Run(3, 6, 120), Run(9, 9, 120), Run(1, 1, 120)]}
    text = table(found, WAYS)
    assert f"| {WAYS['ours'].said} | 3 | 3.00 | 6.00 | 120 | 1.50 | 1.20 |" in text
    assert all(way.said in text for way in WAYS.values())
    assert verdicts(found) == "CPU of (a): 1.50 of stock, 1.50 of the plugin alone, 1.50 of (c); peak memory: 1.20 of (b)."


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table's rows."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


def test_parts_are_measured_alone(project: Path) -> None:
    """Data beside the bare parse of the same files, charts, the index of a built site."""
    measured(project, "ours", WAYS["ours"])
    for text, number in (
        (data_table(project, 1), 2),
        (charts_table(ROOT, 1), 1),
        (index_table(project, project / "site-ours", 1), 1),
    ):
        rows = rows_of(text)
        assert len(rows) == number
        assert rows[0][2] == "1.00"
        assert float(rows[0][1]) > 0


def test_what_a_reader_loads_is_weighed(project: Path) -> None:
    """The index with its entries, and the largest pages."""
    measured(project, "ours", WAYS["ours"])
    index, largest, catalogue, site = rows_of(reader_table(project / "site-ours"))
    assert index[3] == f"{len(json.loads((project / 'site-ours' / INDEX).read_text('utf-8'))['docs']):,} entries"
    assert largest[0].startswith("largest page: ")
    assert catalogue[0].startswith("largest of the catalogue: catalogue/t")
    assert site[3].startswith(f"{len(list((project / 'site-ours').rglob('*.html')))} pages")


def test_the_preview_is_measured_beside_a_bare_one(project: Path) -> None:
    """A page's edit in both, and a value's edit in ours; each is waited for until its page shows it."""
    rows = rows_of(preview_table(project, 1))
    assert [row[0] for row in rows] == ["bare, a page", "ours, a page", "ours, a value"]
    assert rows[0][2] == "1.00"


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
