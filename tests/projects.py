"""Small projects to build: this package and its looks, a small ledger, a page for each thing that the ledger asks for."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from macros.addresses import pages_of
from macros.validation import load_ledger
from tests.conftest import ROOT

WHOLE = ROOT / "tests" / "whole"
"""A made-up company's ledger with something in every file."""


def make_project(folder: Path, pages: Mapping[str, str], data: Path = WHOLE / "data") -> Path:
    """Fill a folder with all that a build of a small ledger needs, and return it.

    `pages` are the texts of further pages by their names; without a nav, mkdocs lists all of them.
    """
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    if data != folder / "data":
        shutil.copytree(data, folder / "data")
    ledger = load_ledger(folder)
    wanted = {
        page: f"---\ntitle: A page\ndescription: Of it.\n---\n\n# A page\n\n{body}\n"
        for page, body in pages_of(list(ledger.topics), list(ledger.documents)).items()
    }
    for page, text in (wanted | dict(pages)).items():
        (folder / "docs/zh" / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs/zh" / page).write_text(text, "utf-8")
    configuration = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (folder / "mkdocs.yml").write_text(configuration + "\n", "utf-8")
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Return every file of a folder with the digest of its bytes, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
