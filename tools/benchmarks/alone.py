"""CPU time that parts of a build take alone: reading and checking data, drawing charts, making the search's index."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CLOCK = """
import gc, sys, time
from pathlib import Path
gc.disable()
root = Path(sys.argv[1])
{setup}
begin = time.process_time()
{work}
print(time.process_time() - begin)
"""
_CHARTS = """
from macros.render.load_site import checked_ledger
from macros.render.macros import render_call
from macros.render.page_run import PageRun
from macros.render.site import Site
site = Site.of(checked_ledger(root), "zh")
"""
_INDEX = """
from macros.render.load_site import checked_site
from macros.outputs.search.index import read_sections, search_index
site = checked_site(root, root / "docs" / "zh", "zh")
"""


@dataclass(frozen=True)
class Work:
    """A piece of work: its name in the table, what runs before the clock starts, and what is timed."""

    name: str
    setup: str
    work: str


DATA = (
    Work(
        "bare parse (PyYAML with libyaml)",
        "import yaml",
        "for path in sorted((root / 'data').rglob('*.yml')): yaml.load(path.read_text('utf-8'), yaml.CSafeLoader)",
    ),
    Work("read, checked, placed", "from macros.render.load_site import checked_ledger", "checked_ledger(root)"),
)
CHARTS = (
    Work("drawn", _CHARTS, "for name in site.ledger.charts: render_call(site, PageRun('charts.md'), 'chart', (name,), {})"),
)
INDEX = (Work("made", _INDEX, "search_index(site, read_sections(site, Path(sys.argv[2])))"),)
"""Needs a built site as a further argument."""


def part_table(works: Sequence[Work], root: Path, *arguments: str, runs: int) -> str:
    """Return a table in Markdown of the works in a project that was built before, with their ratios to the first."""
    found = {work.name: _seconds(work, root, *arguments, runs=runs) for work in works}
    lines = [f"| {name} | {each:.2f} | {each / found[works[0].name]:.2f} |" for name, each in found.items()]
    return "\n".join(("| | CPU, s | of the first |", "|---|---|---|", *lines))


def _seconds(work: Work, root: Path, *arguments: str, runs: int) -> float:
    """Return the median of CPU seconds, each measured in a process of its own."""
    command = [sys.executable, "-c", _CLOCK.format(setup=work.setup, work=work.work), str(root), *arguments]
    made = [subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout for _ in range(runs)]
    return statistics.median(map(float, made))
