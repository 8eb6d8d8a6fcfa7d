"""How long a site takes to build, beside the same pages without what this package does, and built in other ways."""

from __future__ import annotations

import functools
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from macros.pages.macro_calls import expand_calls
from macros.render.load_site import checked_site
from macros.render.macros import render_call
from macros.render.site import PageRun

# A process begins with the peak memory of the one that starts it: this one needs next to none.
_MEASURE = """
import os, sys, time
begin = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ), 0)
with open(sys.argv[1], "w") as file:
    print(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=file)
sys.exit(os.waitstatus_to_exitcode(status))
"""
CONFIGURATIONS: Mapping[str, str] = {
    # The same pages, every macro already expanded, same theme and configuration: the floor of this stack.
    "expanded": "INHERIT: mkdocs.yml\nhooks: []\nwatch: []\ndocs_dir: docs/expanded\nplugins: [search]\n",
    # The theme as it comes: the whole navigation in every page.
    "stock": "site_name: Stock\ndocs_dir: docs/expanded\nplugins: [search]\ntheme: {name: material, language: zh}\n"
    "markdown_extensions: [admonition, attr_list, def_list, footnotes, tables, {toc: {permalink: true}}]\n",
}


class Way(NamedTuple):
    """A way of building: its name in the tables, and its command."""

    name: str
    command: tuple[str, ...]


_MKDOCS = ("mkdocs", "build", "--quiet", "--site-dir", "{site}", "--config-file")
WAYS: Mapping[str, Way] = {
    "ours": Way("(a) this package", (*_MKDOCS, "mkdocs.yml")),
    "expanded": Way("(b) every macro expanded beforehand, no macros plugin", (*_MKDOCS, "bench-expanded.yml")),
    "zensical": Way(
        "(c) Zensical, the same sources, nothing kept", ("zensical", "build", "--clean", "--config-file", "mkdocs.yml")
    ),
    "stock": Way("the pages of (b) on stock Material", (*_MKDOCS, "bench-stock.yml")),
}


class Run(NamedTuple):
    """One build: seconds by the clock, seconds of the processor, megabytes at the peak."""

    wall: float
    cpu: float
    memory: float


def prepare(project: Path) -> None:
    """Put the pages and configurations of every way of building beside a project's own."""
    for name, text in CONFIGURATIONS.items():
        (project / f"bench-{name}.yml").write_text(text, "utf-8")
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
    """Build once. Raises RuntimeError with the build's output where it failed."""
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


def alternated(jobs: Mapping[str, tuple[Path, str]], runs: int) -> dict[str, list[Run]]:
    """Build each project in its way, one after the other, so many times."""
    found: dict[str, list[Run]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            found[name].append(measured(*job))
    return found


def median(made: Sequence[Run]) -> Run:
    """Return the medians of several runs."""
    return Run(*map(statistics.median, zip(*made, strict=True)))


def table(found: Mapping[str, Sequence[Run]]) -> str:
    """Return the medians in Markdown, with their ratios to those of the floor, (b)."""
    medians = {name: median(made) for name, made in found.items()}
    floor = medians["expanded"]
    lines = [
        f"| {WAYS[name].name} | {len(found[name])} | {run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} "
        f"| {run.cpu / floor.cpu:.2f} | {run.memory / floor.memory:.2f} |"
        for name, run in medians.items()
    ]
    head = "| way | runs | wall, s | CPU, s | peak, MB | CPU, of (b) | peak, of (b) |"
    return "\n".join((head, "|---|---|---|---|---|---|---|", *lines))
