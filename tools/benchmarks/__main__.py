"""`make bench`: what the site costs to build and to search, today and at a thousand pages; `--short` for two minutes."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import LEFT_OUT, ROOT
from tools.benchmarks.alone import charts_table, data_table, index_table
from tools.benchmarks.builds import SETTINGS, WAYS, Run, Way, alternated, median, prepare, table, verdicts
from tools.benchmarks.preview import preview_table
from tools.benchmarks.scale import Size, write_project
from tools.benchmarks.search import search_table
from tools.benchmarks.weight import reader_table


@dataclass(frozen=True)
class Bench:
    """What is measured: today's site, a ledger of `size` and one of half that size, so many times."""

    scratch: Path
    size: Size
    runs: int
    times: tuple[int, ...]

    @property
    def half(self) -> Size:
        """Half as many pages."""
        return Size(self.size.pages // 2)

    def project(self, name: str) -> Path:
        """Return the project `today`, `scale` or `half`, with all ways of building it; made where it is asked for first."""
        folder = self.scratch / name
        if not folder.is_dir():
            if name == "today":
                shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
            else:
                write_project(folder, self.size if name == "scale" else self.half)
            prepare(folder)
        return folder

    def jobs(self, name: str, ways: Mapping[str, Way]) -> dict[str, tuple[Path, Way]]:
        """Return the project with each way of building it; Zensical, which empties `.cache`, has a copy of its own."""
        project = self.project(name)
        copy = self.scratch / f"{name}-zensical"
        if "zensical" in ways and not copy.is_dir():
            shutil.copytree(project, copy)
        return {each: (copy if each == "zensical" else project, way) for each, way in ways.items()}

    def said(self, name: str) -> str:
        """Name a project."""
        size = self.half if name == "half" else self.size
        return "today's site" if name == "today" else f"{size.pages:,} pages of 25 figures, {size.facts:,} facts"


def builds(bench: Bench) -> Iterator[str]:
    """Every way of building, and how the time grows with the pages."""
    # A first look at today's site leaves out what takes long and tells the least.
    short = {name: WAYS[name] for name in ("cold", "ours", "expanded", "plugin")}
    today = alternated(bench.jobs("today", WAYS if bench.runs > 1 else short), bench.runs, once=("cold",))
    yield _told(bench, "today", today)
    # Next to each other, so that a slow minute of the machine is one for both sizes.
    half = {"half cold": (bench.project("half"), WAYS["cold"]), "half": (bench.project("half"), WAYS["ours"])}
    ways = {name: way for name, way in WAYS.items() if name != "cold"}
    scale = alternated(half | bench.jobs("scale", ways), min(bench.runs, 2), once=("half cold",))
    del scale["half cold"]
    smaller = median(scale.pop("half"))
    yield _told(bench, "scale", scale)
    grown = median(scale["ours"]).cpu / smaller.cpu
    yield f"From {bench.half.pages:,} to {bench.size.pages:,} pages: {grown:.2f} times the CPU."


def _told(bench: Bench, name: str, found: Mapping[str, Sequence[Run]]) -> str:
    return f"### Building: {bench.said(name)}\n\n{table(found, WAYS)}\n\n{verdicts(found)}"


def data(bench: Bench) -> Iterator[str]:
    """Reading and checking."""
    yield f"### Data: {bench.size.facts:,} facts\n\n{data_table(bench.project('scale'), bench.runs)}"


def charts(bench: Bench) -> Iterator[str]:
    """Drawing."""
    yield f"### Charts: today's site\n\n{charts_table(bench.project('today'), bench.runs)}"


def index(bench: Bench) -> Iterator[str]:
    """The search's index, and what else a reader loads."""
    for name, runs in (("today", bench.runs), ("scale", 1)):
        site = bench.project(name) / "site-ours"
        if not site.is_dir():
            alternated(bench.jobs(name, {"ours": WAYS["ours"]}), 1)
        yield f"### The search's index: {bench.said(name)}\n\n{index_table(bench.project(name), site, runs)}"
        yield reader_table(site)


def preview(bench: Bench) -> Iterator[str]:
    """An author's wait."""
    yield f"### Preview: {bench.said('today')}\n\n{preview_table(bench.project('today'), bench.runs)}"


def large_preview(bench: Bench) -> Iterator[str]:
    """An author's wait beside many pages."""
    yield f"### Preview: {bench.said('half')}\n\n{preview_table(bench.project('half'), 1)}"


def search(bench: Bench) -> Iterator[str]:
    """A reader's wait."""
    yield f"### Search: today's site\n\n{search_table(bench.times)}"


def settings(bench: Bench) -> Iterator[str]:
    """The way from the theme as it comes to this site."""
    found = alternated(bench.jobs("scale", SETTINGS), 1)
    yield f"### Settings: {bench.said('scale')}\n\n{table(found, SETTINGS, 'stock')}"


PARTS: Mapping[str, Callable[[Bench], Iterator[str]]] = {
    each.__name__: each for each in (builds, data, charts, index, preview, search, large_preview, settings)
}
ASKED = ("large_preview", "settings")
"""Parts that are measured only where they are asked for: they take long."""


def main() -> int:
    """Measure what is asked for and print it, a part after the other, in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks", description=__doc__)
    said = f"{', '.join(PARTS)}; by default all but {', '.join(ASKED)}"
    parser.add_argument("parts", nargs="*", metavar="PART", help=said)
    parser.add_argument("--short", action="store_true", help="fifty pages, once")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part is called {unknown[0]}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as scratch:
        size, runs, times = (Size(50), 1, (1,)) if options.short else (Size(1000), 3, (1, 20))
        bench = Bench(Path(scratch), size, runs, times)
        say(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}; medians")
        for part in options.parts or [part for part in PARTS if part not in ASKED]:
            for section in PARTS[part](bench):
                say(section)
    return 0


def say(section: str) -> None:
    """Print at once: one waits long for the next."""
    sys.stdout.write(f"{section}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
