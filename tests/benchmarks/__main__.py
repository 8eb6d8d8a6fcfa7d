"""`make bench`: what the site costs to build and to search, today and at a thousand pages; `--short` for two minutes."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.builds import COMMANDS, alternated, prepare, table
from tests.benchmarks.data import data_table
from tests.benchmarks.scale import Size, write_project
from tests.benchmarks.search import search_table
from tests.conftest import LEFT_OUT, ROOT

PARTS = ("builds", "data", "search")


def sections(parts: list[str], scratch: Path, *, short: bool) -> Iterator[str]:
    """Yield one part of the report after the other, in Markdown, as they are measured."""
    size, runs = (Size(100), 1) if short else (Size(1000), 3)
    yield f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}; medians of {runs}"
    if {"builds", "data"} & set(parts):
        write_project(scratch / "scale", size)
    if "builds" in parts:
        shutil.copytree(ROOT, scratch / "today", ignore=LEFT_OUT)
        for name, said in (("today", "Today"), ("scale", f"{size.pages:,} pages of 25 figures, {size.facts:,} facts")):
            prepare(scratch / name)
            yield f"### {said}\n\n{table(alternated(scratch / name, list(COMMANDS), runs))}"
        half = Size(size.pages // 2)
        write_project(scratch / "half", half)
        grown = {name: alternated(scratch / name, ["ours"], runs)["ours"].cpu for name in ("half", "scale")}
        growth = grown["scale"] / grown["half"]
        yield f"From {half.pages:,} to {size.pages:,} pages the processor's time grows {growth:.2f} times."
    if "data" in parts:
        yield f"### {size.facts:,} facts\n\n{data_table(scratch / 'scale', runs)}"
    if "search" in parts:
        yield f"### Search\n\n{search_table((1,) if short else (1, 5, 20))}"


def main() -> int:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--short", action="store_true", help="a hundred pages, once")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part is called {unknown[0]}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as scratch:
        for section in sections(options.parts or list(PARTS), Path(scratch), short=options.short):
            sys.stdout.write(f"{section}\n\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
