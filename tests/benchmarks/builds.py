"""How long a site takes to build, beside the same pages without what this package does, and done in other ways."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import yaml

PREPARE = """
import sys
from pathlib import Path
from tests.benchmarks.builds import expand
expand(Path(sys.argv[1]))
"""
_PLAIN_PLUGIN = "{module_name: nothing, on_undefined: strict, on_error_fail: true, include_yaml: [{figures: figures.yml}]}"
_EMPTY_PLUGIN = "{module_name: nothing, on_undefined: strict, on_error_fail: true}"
_BASE = "INHERIT: mkdocs.yml\nhooks: []\n"
_RAW, _END_RAW = re.compile(r"\{% *raw *%\}"), re.compile(r"\{% *endraw *%\}")
CONFIGURATIONS: Mapping[str, str] = {
    # The same pages, every macro already expanded, same theme and configuration: the floor of this stack.
    "expanded": f"{_BASE}docs_dir: docs/expanded\nplugins: [search]\n",
    # The same with the macros plugin, which finds nothing to expand: what the plugin costs by itself.
    "plugin": f"{_BASE}docs_dir: docs/empty\nplugins: [search, {{macros: {_EMPTY_PLUGIN}}}]\n",
    # The way that people use: a YAML file of values, and their names in the pages.
    "plain": f"{_BASE}docs_dir: docs/plain\nplugins: [search, {{macros: {_PLAIN_PLUGIN}}}]\n",
    # The theme as it comes: the whole navigation in every page.
    "stock": (
        "site_name: Stock\ndocs_dir: docs/expanded\nplugins: [search]\ntheme: {name: material, language: zh}\n"
        "markdown_extensions: [admonition, attr_list, def_list, footnotes, tables, {toc: {permalink: true}}]\n"
    ),
}
COMMANDS: Mapping[str, Sequence[str]] = {
    "ours": ("mkdocs", "build", "--quiet", "--site-dir", "{site}"),
    **{
        name: ("mkdocs", "build", "--quiet", "--config-file", f"bench-{name}.yml", "--site-dir", "{site}")
        for name in CONFIGURATIONS
    },
    "zensical": ("zensical", "build", "--clean", "--config-file", "mkdocs.yml"),
}
NAMES: Mapping[str, str] = {
    "ours": "(a) this package",
    "expanded": "(b) every macro expanded beforehand, no macros plugin",
    "plugin": "(b) with the macros plugin, nothing to expand",
    "plain": "(c) macros plugin, include_yaml, a dictionary",
    "zensical": "(d) Zensical, the same sources",
    "stock": "the pages of (b) on stock Material",
}


@dataclass(frozen=True)
class Run:
    """One build: seconds by the clock, seconds of the processor, megabytes at the peak."""

    wall: float
    cpu: float
    memory: float


def expand(project: Path) -> None:
    """Write the pages with every macro expanded, and with every macro as a value of a dictionary, with that dictionary.

    It runs in a process of its own, in the project, whose package it uses.
    """
    from macros.checking import checked_site  # noqa: PLC0415 - that of the project
    from macros.components import BLOCKS, INLINE  # noqa: PLC0415

    docs = project / "docs"
    site, figures = checked_site(project, docs / "zh", "zh"), dict[str, str]()
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - Markdown

    def written(page: str, macro: str, kind: str) -> Callable[..., str]:
        def call(*args: Any, **kwargs: Any) -> str:
            html = site.call(page, macro, args, kwargs)
            if kind != "plain":
                return html
            figures[f"f{len(figures)}"] = html
            return f"{{{{ figures.f{len(figures) - 1} }}}}"

        return call

    for kind in ("expanded", "empty", "plain"):
        shutil.copytree(docs / "zh", docs / kind)
        for path in (docs / kind).rglob("*.md"):
            page = path.relative_to(docs / kind).as_posix()
            macros = {macro: written(page, macro, kind) for macro in (*INLINE, *BLOCKS)}
            text = path.read_text("utf-8")
            if kind != "expanded":
                # What is shown raw stays so for the plugin, which reads these pages.
                text = _RAW.sub(lambda tag: f"{{{{ '{tag[0]}' }}}}{tag[0]}", text)
                text = _END_RAW.sub(lambda tag: f"{tag[0]}{{{{ '{tag[0]}' }}}}", text)
            path.write_text(environment.from_string(text).render(**macros) + "\n", "utf-8")
    (project / "figures.yml").write_text(yaml.dump(figures, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")


def prepare(project: Path) -> None:
    """Put the pages and configurations of every way of building beside a project's own."""
    (project / "nothing.py").write_text("def define_env(env):\n    pass\n", "utf-8")
    for name, text in CONFIGURATIONS.items():
        (project / f"bench-{name}.yml").write_text(text, "utf-8")
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", PREPARE, str(project)]
    # The project's own package goes before this one's.
    subprocess.run(command, cwd=project, env=os.environ | {"PYTHONPATH": f"{project}{os.pathsep}{root}"}, check=True)


def measured(project: Path, way: str) -> Run:
    """Build once. Raises RuntimeError with what the build said, where it failed."""
    site = project / f"site-{way}"
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", *(part.format(site=site) for part in COMMANDS[way])]
    said = project / "said.txt"
    with said.open("w") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=project, stdout=out, stderr=out, env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{way}: {said.read_text('utf-8')[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def alternated(project: Path, ways: Sequence[str], runs: int) -> dict[str, Run]:
    """Build in every way, one after the other, so many times; return the medians."""
    found: dict[str, list[Run]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            found[way].append(measured(project, way))
    return {
        way: Run(*(statistics.median(getattr(run, name) for run in made) for name in ("wall", "cpu", "memory")))
        for way, made in found.items()
    }


def table(found: Mapping[str, Run]) -> str:
    """Return the medians in Markdown, with their ratios to the floor."""
    floor = found["expanded"]
    lines = ["| way | wall, s | CPU, s | peak, MB | CPU, of (b) | peak, of (b) |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {NAMES[way]} | {run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} "
        f"| {run.cpu / floor.cpu:.2f} | {run.memory / floor.memory:.2f} |"
        for way, run in found.items()
    ]
    return "\n".join(lines)
