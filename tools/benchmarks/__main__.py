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
from tools.benchmarks.alone import BARE_PARSE, CHARTS, INDEX, LOAD, cpu_seconds
from tools.benchmarks.builds import WAYS, alternated, measured, median, prepare, table
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

    def project(self, name: str) -> Path:
        """Return the project `today`, `scale` or `half`, ready for every way of building; made on the first call."""
        folder = self.scratch / name
        if not folder.is_dir():
            if name == "today":
                shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
            else:
                write_project(folder, self.size if name == "scale" else Size(self.size.pages // 2))
            prepare(folder)
        return folder


def builds(bench: Bench) -> Iterator[str]:
    """Measure every way of building, and how the time grows with the pages."""
    project = bench.project("today")
    yield f"### Building: today's site\n\n{table(alternated({way: (project, way) for way in WAYS}, bench.runs))}"
    # Next to each other, so that a slow minute of the machine is one for both sizes.
    jobs = {"half": (bench.project("half"), "ours")} | {way: (bench.project("scale"), way) for way in WAYS}
    scale = alternated(jobs, min(bench.runs, 2))
    smaller = median(scale.pop("half"))
    pages = bench.size.pages
    yield f"### Building: {pages:,} pages of 25 figures, {bench.size.facts:,} facts\n\n{table(scale)}"
    yield f"From {pages // 2:,} to {pages:,} pages: {median(scale['ours']).cpu / smaller.cpu:.2f} times the CPU."


def parts(bench: Bench) -> Iterator[str]:
    """Measure data, charts and the search's index alone, and weigh what a reader loads."""
    scale = bench.project("scale")
    if not (scale / "site-ours").is_dir():
        measured(scale, "ours")
    facts = f"{bench.size.facts:,} facts"
    works = {
        f"bare parse of {facts} (PyYAML with libyaml)": (scale, BARE_PARSE),
        f"{facts} read, checked, placed": (scale, LOAD),
        f"the search's index of {bench.size.pages:,} pages": (scale, INDEX),
        "today's charts": (bench.project("today"), CHARTS),
    }
    lines = [f"| {name} | {cpu_seconds(*work, bench.runs):.2f} |" for name, work in works.items()]
    yield "\n".join(("### Parts alone\n", "| | CPU, s |", "|---|---|", *lines))
    yield reader_table(scale / "site-ours")


def preview(bench: Bench) -> Iterator[str]:
    """Measure how long an author waits."""
    yield f"### Preview: today's site\n\n{preview_table(bench.project('today'), bench.runs)}"


def search(bench: Bench) -> Iterator[str]:
    """Measure how long a reader waits."""
    yield f"### Search: today's site\n\n{search_table(bench.times)}"


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
