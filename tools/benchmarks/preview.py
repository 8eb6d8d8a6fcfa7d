"""How long an author waits: from saving a file to the fresh page, beside bare `mkdocs serve` on the same pages."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from macros.ledger.errors import LedgerError
from macros.ledger.load import load_ledger
from macros.text.numbers import format_fact
from tests.support.preview_server import Preview, previewing

PATIENCE = 300
"""Seconds after which a page is not waited for any longer."""


_VALUE = re.compile(r'^(?P<before>[^#\n]*value: )(?P<value>\d+\.\d+)(?:(?P<between>.*printed: ")(?P=value))?', re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    """A file as it is saved, and the page and words by which one sees that it was built."""

    file: str
    text: str
    page: str
    words: str


def page_edits(project: Path, docs: str, runs: int) -> list[Edit]:
    """Return edits of a page: each adds a word."""
    path = min([*(project / docs).glob("g*/s*/p*.md"), *(project / docs).glob("stories/*.md")])
    page = path.relative_to(project / docs).with_suffix(".html").as_posix()
    text, file = path.read_text("utf-8"), path.relative_to(project).as_posix()
    words = ["edited" + "x" * run for run in range(1, runs + 1)]
    return [Edit(file, f"{text}\n{word}\n", page, f"<p>{word}</p>") for word in words]


def value_edits(project: Path, runs: int) -> list[Edit]:
    """Return edits of a value: of the first one with which the data stays whole."""
    for path in sorted((project / "data/documents").glob("*.yml")):
        text = path.read_text("utf-8")
        for found in _VALUE.finditer(text):
            try:
                return [_value_edit(project, path, found, Decimal(f"83{run}.7")) for run in range(1, runs + 1)]
            except LedgerError:
                continue
            finally:
                path.write_text(text, "utf-8")
    raise ValueError("with every other value the data is wrong somewhere")


def _value_edit(project: Path, path: Path, found: re.Match[str], value: Decimal) -> Edit:
    changed = f"{found['before']}{value}" + (f"{found['between']}{value}" if found["between"] else "")
    text = found.string[: found.start()] + changed + found.string[found.end() :]
    path.write_text(text, "utf-8")
    ledger = load_ledger(project)
    fact = next(each for each in ledger.documents[path.stem].facts if each.value == value)
    words = format_fact(fact, ledger.unit_of(fact), ledger.metrics[fact.metric], "zh")
    return Edit(path.relative_to(project).as_posix(), text, f"sources/{path.stem}.html", f">{words}<")


def waited(preview: Preview, edit: Edit) -> float:
    """Save an edit and return the seconds until its page shows it."""
    assert edit.words not in preview.page(edit.page), edit
    begin = time.perf_counter()
    (preview.project / edit.file).write_text(edit.text, "utf-8")
    preview.until(lambda html: edit.words in html, edit.page)
    return time.perf_counter() - begin


def preview_table(project: Path, runs: int) -> str:
    """Return the medians of a page's and of a value's edit, beside a page's with every macro expanded beforehand.

    Both previews run at once and are edited in turn, so that a slow minute of the machine is one for both.
    """
    bare_pages, pages = (page_edits(project, docs, runs) for docs in ("docs/expanded", "docs/zh"))
    values = value_edits(project, runs)
    before = {path: path.read_bytes() for path in (project / edits[0].file for edits in (bare_pages, pages, values))}
    waits: dict[str, list[float]] = {"bare, a page": [], "ours, a page": [], "ours, a value": []}
    try:
        with (
            previewing(project, "bench-expanded.yml", PATIENCE) as bare,
            previewing(project, "mkdocs.yml", PATIENCE) as ours,
        ):
            for preview in (bare, ours):
                preview.until(lambda html: "</html>" in html)
            for run in range(runs):
                waits["bare, a page"].append(waited(bare, bare_pages[run]))
                waits["ours, a page"].append(waited(ours, pages[run]))
                waits["ours, a value"].append(waited(ours, values[run]))
    finally:
        for path, content in before.items():
            path.write_bytes(content)
    medians = {said: statistics.median(each) for said, each in waits.items()}
    lines = [f"| {said} | {each:.1f} | {each / medians['bare, a page']:.2f} |" for said, each in medians.items()]
    return "\n".join(("| edited | until it shows, s | of bare |", "|---|---|---|", *lines))
