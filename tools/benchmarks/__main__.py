"""`make bench`: what the site costs to build, today and at a thousand pages, beside the same pages built in other ways.

`--short` takes a minute: fifty pages, once.
"""

import argparse
import datetime as dt
import functools
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from macros.pages.macro_calls import expand_calls
from macros.render.load_site import checked_site
from macros.render.macros import render_call
from macros.render.site import PageRun
from tests.conftest import LEFT_OUT, ROOT
from tools.benchmarks.scale import Size, write_project

# A process begins with the peak memory of the one that starts it: this one needs next to none.
_MEASURE = """
import os, sys, time
begin = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ), 0)
with open(sys.argv[1], "w") as file:
    print(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=file)
sys.exit(os.waitstatus_to_exitcode(status))
"""
# The same pages, every macro already expanded, same theme and configuration: the floor of this stack.
EXPANDED = "INHERIT: mkdocs.yml\nhooks: []\nwatch: []\ndocs_dir: docs/expanded\nplugins: [search]\n"


class Way(NamedTuple):
    """What is measured: its name in the table, and its command."""

    name: str
    command: tuple[str, ...]


_MKDOCS = ("mkdocs", "build", "--quiet", "--site-dir", "{site}", "--config-file")
WAYS: Mapping[str, Way] = {
    "ours": Way("(a) this package", (*_MKDOCS, "mkdocs.yml")),
    "expanded": Way("(b) every macro expanded beforehand, no macros plugin", (*_MKDOCS, "expanded.yml")),
    "zensical": Way(
        "(c) Zensical, the same sources, nothing kept", ("zensical", "build", "--clean", "--config-file", "mkdocs.yml")
    ),
    "data": Way("data and pages of every edition, read and checked", ("macros", "check")),
}


class Run(NamedTuple):
    """One run of a command: seconds by the clock, seconds of the processor, megabytes at the peak."""

    wall: float
    cpu: float
    memory: float


def prepare(project: Path) -> None:
    """Put the pages and the configuration of (b) beside a project's own."""
    (project / "expanded.yml").write_text(EXPANDED, "utf-8")
    docs, expanded = project / "docs" / "zh", project / "docs" / "expanded"
    site = checked_site(project, docs, "zh")
    shutil.copytree(docs, expanded)
    for path in expanded.rglob("*.md"):
        run = PageRun(path.relative_to(expanded).as_posix())
        text = expand_calls(path.read_text("utf-8"), functools.partial(render_call, site, run))
        path.write_text(text.rstrip("\n") + "\n", "utf-8")
    # The first build shall not be the one that compiles the package.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "macros"], cwd=project, check=True)


def measured(project: Path, way: str) -> Run:
    """Run one way's command once. Raises RuntimeError with its output where it failed."""
    site, output, measures = project / f"site-{way}", project / "output.txt", project / "measures.txt"
    shutil.rmtree(site, ignore_errors=True)
    build = [sys.executable, "-m", *(part.format(site=site) for part in WAYS[way].command)]
    command = [sys.executable, "-I", "-S", "-c", _MEASURE, str(measures), *build]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
    with output.open("w") as out:
        status = subprocess.run(command, cwd=project, stdout=out, stderr=out, env=environment, check=False).returncode
    if status:
        raise RuntimeError(f"{way}: {output.read_text('utf-8')[-2000:]}")
    return Run(*map(float, measures.read_text("utf-8").split()))


def table(runs: Mapping[str, Sequence[Run]]) -> str:
    """Return the medians in Markdown, with their ratios to those of the floor, (b)."""
    medians = {way: Run(*map(statistics.median, zip(*made, strict=True))) for way, made in runs.items()}
    floor = medians["expanded"]
    lines = [
        f"| {WAYS[way].name} | {run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} "
        f"| {run.cpu / floor.cpu:.2f} | {run.memory / floor.memory:.2f} |"
        for way, run in medians.items()
    ]
    head = "| way | wall, s | CPU, s | peak, MB | CPU, of (b) | peak, of (b) |\n|---|---|---|---|---|---|"
    return "\n".join((head, *lines))


def main() -> None:
    """Measure today's site and a generated one, and print each table in Markdown as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fifty pages, once")
    size, runs = (Size(50), 1) if parser.parse_args().short else (Size(1000), 3)
    print(
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}; medians of {runs}\n"
    )
    with tempfile.TemporaryDirectory() as scratch:
        today, scale = (Path(scratch) / name for name in ("today", "scale"))
        shutil.copytree(ROOT, today, ignore=LEFT_OUT)
        write_project(scale, size)
        for project, title in ((today, "Today's site"), (scale, f"{size.pages:,} pages over {size.facts:,} facts")):
            prepare(project)
            # In turn, so that a slow minute of the machine is one for every way.
            found = [{way: measured(project, way) for way in WAYS} for _ in range(runs)]
            print(f"### {title}\n\n{table({way: [each[way] for each in found] for way in WAYS})}\n", flush=True)


if __name__ == "__main__":
    main()
