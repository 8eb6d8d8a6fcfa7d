"""How long an author waits: from saving a file to the fresh page, beside bare `mkdocs serve` on the same pages."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

from tests.support.preview_server import Preview, previewing

PATIENCE = 300
"""Seconds after which a page is not waited for any longer."""


def waited(preview: Preview, file: str, text: str, page: str, words: str) -> float:
    """Save a file's new text and return the seconds until a page shows the new words."""
    assert words not in preview.page(page), words
    begin = time.perf_counter()
    (preview.project / file).write_text(text, "utf-8")
    preview.until_shown(words, page)
    return time.perf_counter() - begin


def preview_table(project: Path, runs: int) -> str:
    """Return the medians of an edit of a page and of the data, beside a page's with every macro expanded beforehand.

    Both previews run at once and are edited in turn, so that a slow minute of the machine is one for both.
    """
    docs, metrics = project / "docs" / "zh", min((project / "data" / "metrics").glob("*.yml"))
    name = min([*docs.glob("g*/s*/p*.md"), *docs.glob("stories/*.md")]).relative_to(docs)
    page = name.with_suffix(".html").as_posix()
    edits = {
        "bare, a page": ("bench-expanded.yml", f"docs/expanded/{name}", page),
        "ours, a page": ("mkdocs.yml", f"docs/zh/{name}", page),
        "ours, data": ("mkdocs.yml", metrics.relative_to(project).as_posix(), f"catalogue/{metrics.stem}.html"),
    }
    before = {file: (project / file).read_text("utf-8") for _, file, _ in edits.values()}
    waits: dict[str, list[float]] = {edited: [] for edited in edits}
    with ExitStack() as stack:
        for file, text in before.items():
            stack.callback((project / file).write_text, text, "utf-8")
        previews = {
            config: stack.enter_context(previewing(project, config, PATIENCE))
            for config in ("bench-expanded.yml", "mkdocs.yml")
        }
        for preview in previews.values():
            preview.until_shown("</html>")
        for run in range(1, runs + 1):
            word = "rewritten" + "x" * run
            for edited, (config, file, shown_on) in edits.items():
                text = (
                    before[file].replace("label: {zh: ", f"label: {{zh: {word}", 1)
                    if file.endswith(".yml")
                    else f"{before[file]}\n{word}\n"
                )
                waits[edited].append(waited(previews[config], file, text, shown_on, word))
    medians = {edited: statistics.median(each) for edited, each in waits.items()}
    lines = [f"| {edited} | {each:.1f} | {each / medians['bare, a page']:.2f} |" for edited, each in medians.items()]
    return "\n".join(("| edited | until it shows, s | of bare |", "|---|---|---|", *lines))
