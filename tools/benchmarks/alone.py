"""How long parts of a build take alone: reading and checking data, drawing charts, making the search's index."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from macros.render.cache import WITHOUT

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
_COLD: Mapping[str, str] = {WITHOUT: "1"}


@dataclass(frozen=True)
class Work:
    """A piece of work: what comes before the clock starts, what is timed, and the environment."""

    said: str
    setup: str
    work: str
    environment: Mapping[str, str] = field(default_factory=dict)


PARSE = Work(
    "bare parse (PyYAML with libyaml)",
    "import yaml",
    "for path in sorted((root / 'data').rglob('*.yml')): yaml.load(path.read_text('utf-8'), yaml.CSafeLoader)",
)
LOAD = Work("read, checked, placed", "from macros.render.load_site import checked_ledger", "checked_ledger(root)", _COLD)
FETCH = Work("fetched, as it was kept", "from macros.render.load_site import checked_ledger", "checked_ledger(root)")
_CHARTS = """
from macros.render.load_site import checked_ledger
from macros.render.macros import render_call
from macros.render.page_run import PageRun
from macros.render.site import Site
site = Site.of(checked_ledger(root), "zh")
"""
_DRAWING = "for name in site.ledger.charts: render_call(site, PageRun('charts.md'), 'chart', (name,), {})"
DRAW = Work("drawn", _CHARTS, _DRAWING, _COLD)
DRAWN = Work("fetched, as they were kept", _CHARTS, _DRAWING)
_INDEX = """
from macros.render.load_site import checked_site
from macros.outputs.search.index import index_of
site = checked_site(root, root / "docs" / "zh", "zh")
"""
_INDEXING = "index_of(site, Path(sys.argv[2]))"
INDEXED = Work("made", _INDEX, _INDEXING, _COLD)
REINDEXED = Work("made, regional words as they were kept", _INDEX, _INDEXING)


def seconds(work: Work, root: Path, *arguments: str, runs: int = 3) -> float:
    """Return the median of the processor's seconds for a piece of work, each time in a process of its own."""
    code = _CLOCK.format(setup=work.setup, work=work.work)
    command = [sys.executable, "-c", code, str(root), *arguments]
    environment = {name: value for name, value in os.environ.items() if name != WITHOUT} | dict(work.environment)
    made = [
        subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(runs)
    ]
    return statistics.median(map(float, made))


def beside(first: Work, others: Sequence[Work], root: Path, *arguments: str, runs: int) -> str:
    """Return a table in Markdown of works and their ratios to the first, in a project that was built before."""
    found = {work.said: seconds(work, root, *arguments, runs=runs) for work in (first, *others)}
    lines = [f"| {said} | {each:.2f} | {each / found[first.said]:.2f} |" for said, each in found.items()]
    return "\n".join(("| | CPU, s | of the first |", "|---|---|---|", *lines))


def data_table(project: Path, runs: int) -> str:
    """Return what a project's data takes, beside the bare parse of the same files."""
    return beside(PARSE, (LOAD, FETCH), project, runs=runs)


def charts_table(project: Path, runs: int) -> str:
    """Return what all charts of a project take."""
    return beside(DRAW, (DRAWN,), project, runs=runs)


def index_table(project: Path, site: Path, runs: int) -> str:
    """Return what the index of a built site takes."""
    return beside(INDEXED, (REINDEXED,), project, str(site), runs=runs)
