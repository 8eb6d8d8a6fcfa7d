"""CPU time that parts of a build take alone: reading and checking data, drawing charts, making the search's index."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

_CLOCK = """
import gc, sys, time, yaml
from pathlib import Path
from macros.outputs.search.index import read_sections, search_index
from macros.render.load_site import checked_ledger, checked_site
from macros.render.macros import render_call
from macros.render.site import PageRun, Site
gc.disable()
root = Path(sys.argv[1])
{setup}
begin = time.process_time()
{work}
print(time.process_time() - begin)
"""
# What runs before the clock starts, and what is timed.
BARE_PARSE = (
    "",
    "for path in sorted((root / 'data').rglob('*.yml')): yaml.load(path.read_text('utf-8'), yaml.CSafeLoader)",
)
LOAD = ("", "checked_ledger(root)")
CHARTS = (
    "site = Site.of(checked_ledger(root), 'zh')",
    "for name in site.ledger.charts: render_call(site, PageRun('charts.md'), 'chart', (name,), {})",
)
INDEX = (
    "site = checked_site(root, root / 'docs' / 'zh', 'zh')",
    "search_index(site, read_sections(site, root / 'site-ours'))",
)
"""Needs a site that was built as `site-ours`."""


def cpu_seconds(root: Path, work: tuple[str, str], runs: int) -> float:
    """Return the median of CPU seconds for one of the above in a project, each measured in a process of its own."""
    command = [sys.executable, "-c", _CLOCK.format(setup=work[0], work=work[1]), str(root)]
    made = [subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout for _ in range(runs)]
    return statistics.median(map(float, made))
