"""How long an author waits: from saving a file to the fresh page, beside bare `mkdocs serve` on the same pages."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 300
"""Seconds after which a page is not waited for any longer."""


class Preview:
    """A running `mkdocs serve` with one of a project's configurations."""

    def __init__(self, project: Path, config: str) -> None:
        self.project = project
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--config-file", config, "--dev-addr", f"127.0.0.1:{port}"],
            cwd=project,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def until(self, page: str, words: str) -> None:
        """Fetch a page until it shows something; raises TimeoutError where it never does."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the preview ended with {self.process.returncode}")
            try:
                with urllib.request.urlopen(self.address + page, timeout=PATIENCE) as answer:
                    if words in answer.read().decode("utf-8"):
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise TimeoutError(f"{page} did not show {words}")

    def waited(self, file: str, change: Callable[[str], str], page: str, words: str) -> float:
        """Save a change and return the seconds until a page shows it."""
        path = self.project / file
        text = change(path.read_text("utf-8"))
        begin = time.perf_counter()
        path.write_text(text, "utf-8")
        self.until(page, words)
        return time.perf_counter() - begin


@contextmanager
def previewing(project: Path, config: str) -> Iterator[Preview]:
    """Preview until the block ends."""
    preview = Preview(project, config)
    try:
        preview.until("index.html", "</html>")
        yield preview
    finally:
        preview.process.terminate()
        preview.process.wait(30)


def preview_table(project: Path, runs: int) -> str:
    """Return the medians of a page's and of a value's edit, beside a page's with every macro expanded beforehand.

    Both previews run at once and are edited in turn, so that a slow minute of the machine is one for both.
    """
    page = min(path.relative_to(project / "docs/zh").as_posix() for path in (project / "docs/zh").glob("g*/s*/p*.md"))
    shown, data = page.replace(".md", ".html"), "data/documents/d000.yml"
    waits: dict[str, list[float]] = {"bare, a page": [], "ours, a page": [], "ours, a value": []}
    with previewing(project, "bench-expanded.yml") as bare, previewing(project, "mkdocs.yml") as ours:
        for run in range(runs):
            mark = f"edited{run}"
            waits["bare, a page"].append(bare.waited(f"docs/expanded/{page}", _add(mark), shown, mark))
            waits["ours, a page"].append(ours.waited(f"docs/zh/{page}", _add(mark), shown, mark))
            value = f"{run + 1}.07"
            waits["ours, a value"].append(ours.waited(data, _set(value), "sources/d000.html", f">{value}亿美元"))
    medians = {said: statistics.median(each) for said, each in waits.items()}
    lines = [f"| {said} | {each:.1f} | {each / medians['bare, a page']:.2f} |" for said, each in medians.items()]
    return "\n".join(("| edited | until it shows, s | of bare |", "|---|---|---|", *lines))


def _add(mark: str) -> Callable[[str], str]:
    return lambda text: f"{text}\n{mark}\n"


def _set(value: str) -> Callable[[str], str]:
    """Change the first fact's value, and what its document prints."""
    pattern = re.compile(r'(value: )[\d.]+(.*printed: ")[\d.]+')
    return lambda text: pattern.sub(lambda found: f"{found[1]}{value}{found[2]}{value}", text, count=1)
