"""Small projects to build: this package and theme, a small ledger, and the pages that it needs."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from macros.ledger.load import load
from macros.render.urls import pages_of
from tests.conftest import LEFT_OUT, ROOT, run

WHOLE = ROOT / "tests" / "fixtures" / "whole_ledger"
"""A made-up company's ledger with something in every file."""
EDITIONS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
BUILDS = {"one edition": ("mkdocs", "build", "--strict"), "both editions": ("macros", "build")}
"""The commands that build a site."""
PAGE = "---\ntitle: {0}\ndescription: {0}.\n---\n\n# {0}\n\n{1}\n"
"""A page with its title and its text."""


def make_project(
    folder: Path, pages: Mapping[str, str], data: Path = WHOLE / "data", languages: tuple[str, ...] = ("zh",)
) -> Path:
    """Fill a folder with all that a build of a small ledger needs, and return it.

    `pages` are the texts of further pages by their names, the same in each language; without a nav, mkdocs lists all.
    """
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
    if data != folder / "data":
        shutil.copytree(data, folder / "data")
    ledger = load(folder)[0]
    wanted = {
        page: PAGE.format("A page", body)
        for page, body in pages_of(ledger.topics, {name: each.part_ids for name, each in ledger.documents.items()}).items()
    }
    for language in languages:
        write_pages(folder, wanted | dict(pages), language)
        configuration = (ROOT / EDITIONS[language]).read_text("utf-8").partition("\nnav:")[0]
        (folder / EDITIONS[language]).write_text(configuration + "\n", "utf-8")
    return folder


def write_pages(project: Path, pages: Mapping[str, str], language: str) -> None:
    """Write pages of one language into a project, by their names."""
    for page, text in pages.items():
        path = project / "docs" / language / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def contents(folder: Path) -> dict[str, str]:
    """Return every file of a folder with the digest of its bytes, by its path, but for what Python compiles."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def leftovers(folder: Path) -> list[str]:
    """Return the names of what builds have left beside the site."""
    return sorted(path.name for path in folder.glob(".site-building-*"))


def refused(project: Path, *command: str, **environment: str) -> str:
    """Run a command that refuses in its own words and leaves nothing beside the site; return what it says."""
    result = run(project, *command, **environment)
    said = result.stdout + result.stderr
    assert result.returncode == 1, said
    assert "Traceback" not in said
    assert leftovers(project) == []
    return said


def edit(path: Path, before: str, after: str) -> None:
    """Change a file once."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def written(value: Any) -> str:
    """The same data as YAML in one line: texts in quotes, what is an id, a number or a date plain."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {written(each)}' for key, each in value.items())}}}"
    return value if re.fullmatch(r"[\w.:/-]+", value, re.ASCII) else json.dumps(value, ensure_ascii=False)
