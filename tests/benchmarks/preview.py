"""How long an author waits: from saving a file to the fresh page, beside bare `mkdocs serve` on the same pages."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.previewing import Preview, previewing

PATIENCE = 300
"""Seconds after which a page is not waited for any longer."""


def waited(preview: Preview, file: str, change: Callable[[str], str], page: str, words: str) -> float:
    """Save a change and return the seconds until a page shows it."""
    path = preview.project / file
    text = change(path.read_text("utf-8"))
    begin = time.perf_counter()
    path.write_text(text, "utf-8")
    preview.until(lambda html: words in html, page)
    return time.perf_counter() - begin


def preview_table(project: Path, runs: int) -> str:
    """Return the medians of a page's and of a value's edit, beside a page's with every macro expanded beforehand.

    Both previews run at once and are edited in turn, so that a slow minute of the machine is one for both.
    """
    page = min(path.relative_to(project / "docs/zh").as_posix() for path in (project / "docs/zh").glob("g*/s*/p*.md"))
    shown, data = page.replace(".md", ".html"), "data/documents/d000.yml"
    waits: dict[str, list[float]] = {"bare, a page": [], "ours, a page": [], "ours, a value": []}
    with (
        previewing(project, "bench-expanded.yml", PATIENCE) as bare,
        previewing(project, "mkdocs.yml", PATIENCE) as ours,
    ):
        for preview in (bare, ours):
            preview.until(lambda html: "</html>" in html)
        for run in range(runs):
            mark = f"edited{run}"
            waits["bare, a page"].append(waited(bare, f"docs/expanded/{page}", _add(mark), shown, mark))
            waits["ours, a page"].append(waited(ours, f"docs/zh/{page}", _add(mark), shown, mark))
            value = f"{run + 1}.07"
            waits["ours, a value"].append(waited(ours, data, _set(value), "sources/d000.html", f">{value}亿美元"))
    medians = {said: statistics.median(each) for said, each in waits.items()}
    lines = [f"| {said} | {each:.1f} | {each / medians['bare, a page']:.2f} |" for said, each in medians.items()]
    return "\n".join(("| edited | until it shows, s | of bare |", "|---|---|---|", *lines))


def _add(mark: str) -> Callable[[str], str]:
    return lambda text: f"{text}\n{mark}\n"


def _set(value: str) -> Callable[[str], str]:
    """Change the first fact's value, and what its document prints."""
    pattern = re.compile(r'(value: )[\d.]+(.*printed: ")[\d.]+')
    return lambda text: pattern.sub(lambda found: f"{found[1]}{value}{found[2]}{value}", text, count=1)
