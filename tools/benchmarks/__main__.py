"""`make bench`: what the site costs to build, to preview and to search, today and at a thousand pages.

`--short` takes two minutes: fifty pages, once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import LEFT_OUT, ROOT
from tools.benchmarks.alone import CHARTS, DATA, INDEX, part_table
from tools.benchmarks.builds import WAYS, alternated, measured, median, prepare, table, verdicts
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
        """Return the project `today`, `scale` or `half`, ready for every way of building; made on the first call."""
        folder = self.scratch / name
        if not folder.is_dir():
            if name == "today":
                shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
            else:
                write_project(folder, self.size if name == "scale" else self.half)
            prepare(folder)
        return folder

    def title(self, name: str) -> str:
        """Name a project."""
        return "today's site" if name == "today" else f"{self.size.pages:,} pages of 25 figures, {self.size.facts:,} facts"


def builds(bench: Bench) -> Iterator[str]:
    """Measure every way of building, and how the time grows with the pages."""
    project = bench.project("today")
    today = alternated({name: (project, way) for name, way in WAYS.items()}, bench.runs)
    yield f"### Building: {bench.title('today')}\n\n{table(today)}\n\n{verdicts(today)}"
    # Next to each other, so that a slow minute of the machine is one for both sizes.
    jobs = {"half": (bench.project("half"), WAYS["ours"])} | {name: (bench.project("scale"), way) for name, way in WAYS.items()}
    scale = alternated(jobs, min(bench.runs, 2))
    smaller = median(scale.pop("half"))
    yield f"### Building: {bench.title('scale')}\n\n{table(scale)}\n\n{verdicts(scale)}"
    grown = median(scale["ours"]).cpu / smaller.cpu
    yield f"From {bench.half.pages:,} to {bench.size.pages:,} pages: {grown:.2f} times the CPU."


def parts(bench: Bench) -> Iterator[str]:
    """Measure data, charts and the search's index alone, and weigh what a reader loads."""
    yield f"### Data: {bench.size.facts:,} facts\n\n{part_table(DATA, bench.project('scale'), runs=bench.runs)}"
    yield f"### Charts: {bench.title('today')}\n\n{part_table(CHARTS, bench.project('today'), runs=bench.runs)}"
    for name, runs in (("today", bench.runs), ("scale", 1)):
        site = bench.project(name) / "site-ours"
        if not site.is_dir():
            measured(bench.project(name), "ours", WAYS["ours"])
        yield f"### The search's index: {bench.title(name)}\n\n{part_table(INDEX, bench.project(name), str(site), runs=runs)}"
        yield reader_table(site)


def preview(bench: Bench) -> Iterator[str]:
    """Measure how long an author waits."""
    yield f"### Preview: {bench.title('today')}\n\n{preview_table(bench.project('today'), bench.runs)}"


def search(bench: Bench) -> Iterator[str]:
    """Measure how long a reader waits."""
    yield f"### Search: {bench.title('today')}\n\n{search_table(bench.times)}"


PARTS: Mapping[str, Callable[[Bench], Iterator[str]]] = {each.__name__: each for each in (builds, parts, preview, search)}


def main() -> int:
    """Measure what is asked for and print it in Markdown, each part as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks", description=__doc__)
    # Python 3.11 looks for the list itself among the choices where no part is named.
    parser.add_argument("parts", nargs="*", choices=(*PARTS, []), metavar="PART", help=f"{', '.join(PARTS)}; by default all")
    parser.add_argument("--short", action="store_true", help="fifty pages, once")
    options = parser.parse_args()
    size, runs, times = (Size(50), 1, (1,)) if options.short else (Size(1000), 3, (1, 20))
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}; medians\n")
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), size, runs, times)
        for part in options.parts or PARTS:
            for section in PARTS[part](bench):
                print(section, end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
