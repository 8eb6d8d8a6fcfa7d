"""How long parts of a build take alone: reading and checking data, drawing charts, making the search's index."""

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


@dataclass(frozen=True)
class Work:
    """A piece of work: what comes before the clock starts, and what is timed."""

    said: str
    setup: str
    work: str


PARSE = Work(
    "bare parse (PyYAML with libyaml)",
    "import yaml",
    "for path in sorted((root / 'data').rglob('*.yml')): yaml.load(path.read_text('utf-8'), yaml.CSafeLoader)",
)
LOAD = Work("read, checked, placed", "from macros.render.load_site import checked_ledger", "checked_ledger(root)")
_CHARTS = """
from macros.render.load_site import checked_ledger
from macros.render.macros import render_call
from macros.render.page_run import PageRun
from macros.render.site import Site
site = Site.of(checked_ledger(root), "zh")
"""
_DRAWING = "for name in site.ledger.charts: render_call(site, PageRun('charts.md'), 'chart', (name,), {})"
DRAW = Work("drawn", _CHARTS, _DRAWING)
_INDEX = """
from macros.render.load_site import checked_site
from macros.outputs.search.index import index_of
site = checked_site(root, root / "docs" / "zh", "zh")
"""
INDEXED = Work("made", _INDEX, "index_of(site, Path(sys.argv[2]))")


def seconds(work: Work, root: Path, *arguments: str, runs: int = 3) -> float:
    """Return the median of the processor's seconds for a piece of work, each time in a process of its own."""
    code = _CLOCK.format(setup=work.setup, work=work.work)
    command = [sys.executable, "-c", code, str(root), *arguments]
    made = [subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout for _ in range(runs)]
    return statistics.median(map(float, made))


def beside(first: Work, others: Sequence[Work], root: Path, *arguments: str, runs: int) -> str:
    """Return a table in Markdown of works and their ratios to the first, in a project that was built before."""
    found = {work.said: seconds(work, root, *arguments, runs=runs) for work in (first, *others)}
    lines = [f"| {said} | {each:.2f} | {each / found[first.said]:.2f} |" for said, each in found.items()]
    return "\n".join(("| | CPU, s | of the first |", "|---|---|---|", *lines))


def data_table(project: Path, runs: int) -> str:
    """Return what a project's data takes, beside the bare parse of the same files."""
    return beside(PARSE, (LOAD,), project, runs=runs)


def charts_table(project: Path, runs: int) -> str:
    """Return what all charts of a project take."""
    return beside(DRAW, (), project, runs=runs)


def index_table(project: Path, site: Path, runs: int) -> str:
    """Return what the index of a built site takes."""
    return beside(INDEXED, (), project, str(site), runs=runs)
