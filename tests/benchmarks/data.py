"""How long the data takes: read and checked, beside the bare parse of the same files."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

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
PARSE = (
    "import yaml",
    "for path in sorted((root / 'data').rglob('*.yml')): yaml.load(path.read_text('utf-8'), yaml.CSafeLoader)",
)
LOAD = ("from macros.validation import load_ledger", "load_ledger(root)")


def seconds(setup: str, work: str, root: Path, *arguments: str, runs: int = 3) -> float:
    """Return the median of the processor's seconds for a piece of work, each time in a process of its own."""
    code = _CLOCK.format(setup=setup, work=work)
    command = [sys.executable, "-c", code, str(root), *arguments]
    made = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout for _ in range(runs)]
    return statistics.median(map(float, made))


def data_table(project: Path, runs: int) -> str:
    """Return what reading and checking a project's data takes, beside the bare parse, in Markdown."""
    parse, load = (seconds(*work, project, runs=runs) for work in (PARSE, LOAD))
    return "\n".join(
        (
            "| data | CPU, s | of the parse |",
            "|---|---|---|",
            f"| bare parse (PyYAML with libyaml) | {parse:.2f} | 1.00 |",
            f"| read, checked, placed | {load:.2f} | {load / parse:.2f} |",
        )
    )
