"""How long a site takes to build, beside the same pages without what this package does, and done in other ways."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from macros.pages.macro_calls import expand_calls

PREPARE = """
import sys
from pathlib import Path
from tools.benchmarks.builds import expand
expand(Path(sys.argv[1]))
"""
# A process begins with the peak memory of the one that starts it: this one needs next to none.
_MEASURE = """
import os, sys, time
begin = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ), 0)
with open(sys.argv[1], "w") as file:
    print(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=file)
sys.exit(os.waitstatus_to_exitcode(status))
"""
_PLAIN_PLUGIN = "{module_name: nothing, on_undefined: strict, on_error_fail: true, include_yaml: [{figures: figures.yml}]}"
_EMPTY_PLUGIN = "{module_name: nothing, on_undefined: strict, on_error_fail: true}"
_BASE = "INHERIT: mkdocs.yml\nhooks: []\nwatch: []\n"
_RAW = re.compile(r"(\{% *raw *%\}.*?\{% *endraw *%\})", re.DOTALL)
CONFIGURATIONS: Mapping[str, str] = {
    # The same pages, every macro already expanded, same theme and configuration: the floor of this stack.
    "expanded": f"{_BASE}docs_dir: docs/expanded\nplugins: [search]\n",
    # The same with the macros plugin, which finds nothing to expand: what the plugin costs by itself.
    "plugin": f"{_BASE}docs_dir: docs/empty\nplugins: [search, {{macros: {_EMPTY_PLUGIN}}}]\n",
    # The way that people use: a YAML file of values, and their names in the pages.
    "plain": f"{_BASE}docs_dir: docs/plain\nplugins: [search, {{macros: {_PLAIN_PLUGIN}}}]\n",
    # The theme as it comes: the whole navigation in every page.
    "stock": "site_name: Stock\ndocs_dir: docs/expanded\nplugins: [search]\ntheme: {name: material, language: zh}\n"
    "markdown_extensions: [admonition, attr_list, def_list, footnotes, tables, {toc: {permalink: true}}]\n",
}


@dataclass(frozen=True)
class Way:
    """A way of building: its name in the tables, and its command."""

    name: str
    command: Sequence[str]


def _mkdocs(*options: str) -> Sequence[str]:
    return ("mkdocs", "build", "--quiet", *options, "--site-dir", "{site}")


def _configured(name: str) -> Sequence[str]:
    return _mkdocs("--config-file", f"bench-{name}.yml")


WAYS: Mapping[str, Way] = {
    "ours": Way("(a) this package", _mkdocs()),
    "expanded": Way("(b) every macro expanded beforehand, no macros plugin", _configured("expanded")),
    "plugin": Way("(b) with the macros plugin, nothing to expand", _configured("plugin")),
    "plain": Way("(c) macros plugin, include_yaml, a dictionary", _configured("plain")),
    "zensical": Way(
        "(d) Zensical, the same sources, nothing kept", ("zensical", "build", "--clean", "--config-file", "mkdocs.yml")
    ),
    "stock": Way("the pages of (b) on stock Material", _configured("stock")),
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
    from macros.render.load_site import checked_site  # noqa: PLC0415 - that of the project
    from macros.render.macros import MACROS, render_call  # noqa: PLC0415
    from macros.render.page_run import PageRun  # noqa: PLC0415

    docs = project / "docs"
    site, figures, shown = checked_site(project, docs / "zh", "zh"), dict[str, str](), dict[str, str]()
    runs: dict[str, PageRun] = {}

    def written(page: str, macro: str, kind: str) -> Callable[..., str]:
        def call(*args: Any, **kwargs: Any) -> str:
            key = repr((page, macro, args, kwargs))
            if key not in shown:
                shown[key] = render_call(site, runs.setdefault(page, PageRun(page)), macro, args, kwargs)
            if kind != "plain":
                return shown[key]
            figures[f"f{len(figures)}"] = shown[key]
            return f"{{{{ figures.f{len(figures) - 1} }}}}"

        return call

    for kind in ("expanded", "empty", "plain"):
        shutil.copytree(docs / "zh", docs / kind)
        for path in (docs / kind).rglob("*.md"):
            page = path.relative_to(docs / kind).as_posix()
            macros = {macro: written(page, macro, kind) for macro in MACROS}
            text = path.read_text("utf-8")
            # Raw text stays raw for the plugin, which reads these pages.
            pieces = [text] if kind == "expanded" else _RAW.split(text)
            rendered = "".join(each if index % 2 else _rendered(each, macros) for index, each in enumerate(pieces))
            path.write_text(rendered.rstrip("\n") + "\n", "utf-8")
    (project / "figures.yml").write_text(yaml.dump(figures, Dumper=yaml.CSafeDumper, allow_unicode=True), "utf-8")


def _rendered(text: str, macros: Mapping[str, Callable[..., str]]) -> str:
    """Expand a page as a build does."""
    return expand_calls(text, lambda name, args, kwargs: macros[name](*args, **kwargs))


def prepare(project: Path) -> None:
    """Put the pages and configurations of every way of building beside a project's own."""
    (project / "nothing.py").write_text("def define_env(env):\n    pass\n", "utf-8")
    for name, text in CONFIGURATIONS.items():
        (project / f"bench-{name}.yml").write_text(text, "utf-8")
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", PREPARE, str(project)]
    # The project's own package goes before this one's.
    subprocess.run(command, cwd=project, env=os.environ | {"PYTHONPATH": f"{project}{os.pathsep}{root}"}, check=True)
    # The first build shall not be the one that compiles the package.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "macros"], cwd=project, check=True)


def measured(project: Path, name: str, way: Way) -> Run:
    """Build once. Raises RuntimeError with what the build said, where it failed."""
    site = project / f"site-{name}"
    shutil.rmtree(site, ignore_errors=True)
    said, measures = project / "said.txt", project / "measures.txt"
    build = [sys.executable, "-m", *(part.format(site=site) for part in way.command)]
    command = [sys.executable, "-I", "-S", "-c", _MEASURE, str(measures), *build]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""}
    with said.open("w") as out:
        status = subprocess.run(command, cwd=project, stdout=out, stderr=out, env=environment, check=False).returncode
    if status:
        raise RuntimeError(f"{name}: {said.read_text('utf-8')[-2000:]}")
    return Run(*map(float, measures.read_text("utf-8").split()))


def alternated(jobs: Mapping[str, tuple[Path, Way]], runs: int) -> dict[str, list[Run]]:
    """Build each project in its way, one after the other, so many times."""
    found: dict[str, list[Run]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, (project, way) in jobs.items():
            found[name].append(measured(project, name, way))
    return found


def median(made: Sequence[Run]) -> Run:
    """Return the medians of several runs."""
    return Run(*(statistics.median(getattr(run, name) for run in made) for name in ("wall", "cpu", "memory")))


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


def verdicts(found: Mapping[str, Sequence[Run]]) -> str:
    """Compare this package with the other ways in one line."""
    medians = {name: median(made) for name, made in found.items()}
    named = {"stock": "stock", "plugin": "the plugin alone", "plain": "(c)"}
    ratios = [f"{medians['ours'].cpu / medians[name].cpu:.2f} of {said}" for name, said in named.items() if name in medians]
    memory = medians["ours"].memory / medians["expanded"].memory
    return f"CPU of (a): {', '.join(ratios)}; peak memory: {memory:.2f} of (b)."
