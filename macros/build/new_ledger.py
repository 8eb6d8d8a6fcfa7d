"""Write a ledger of one's own from the folder `new_ledger/`, and give one that exists today's code."""

import os
import re
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

from macros.authoring.json_schema import write_schemas
from macros.build.publish import discard, exchange, remove_leftovers
from macros.ledger.errors import RequestError, listed

_CODE = ("macros", "overrides")
_SHARED = (*_CODE, ".vscode", "LICENSE", "requirements.txt", "data/README.md", "data/units.yml")
"""What every ledger has as this project has it."""
_KEYS = {"zh": "zh|hant", "en": "en"}
"""The keys of texts in each language."""


def new_ledger(project: Path, folder: Path, languages: Sequence[str]) -> None:
    """Write a ledger in some languages, the first of them at the site's address, whole or not at all.

    Raises RequestError where the folder holds anything, and OSError where it cannot be written.
    """
    template = project / "new_ledger"
    if not template.is_dir():
        raise RequestError(f"{template} is not here; run this in the project that the code of this ledger came from")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(f"{folder} is no empty folder; name a new one, or give a ledger today's code by --update")
    staging = _staging(folder)
    try:
        _copy(template / "common", staging)
        for name in _SHARED:
            _copy(project / name, staging / name)
        for number, language in enumerate(languages):
            _copy(template / language / "docs", staging / "docs" / language)
            text = (template / language / "mkdocs.yml").read_text("utf-8")
            site, config = (f"site/{language}", f"mkdocs.{language}.yml") if number else ("site", "mkdocs.yml")
            (staging / config).write_text(text.replace("@site@", site), "utf-8", newline="\n")
        unspoken = "|".join(keys for language, keys in _KEYS.items() if language not in languages)
        _edit(staging / "common.yml", "@identity@", str(uuid.uuid4()))
        for path in (staging / "data").rglob("*.yml") if unspoken else ():
            _edit(path, rf"(?m)^ +(?:{unspoken}): .*\n", "")
        write_schemas(staging)
        exchange(staging, folder)
    finally:
        discard(staging)


def update_code(project: Path, folder: Path) -> tuple[str, str]:
    """Replace a ledger's code by this project's, and nothing else; return its version before, empty if it had none, and now.

    Each folder is exchanged whole: killed at any moment, the ledger has one code or the other, and another run completes it.
    Raises RequestError where the folder is no ledger.
    """
    lacking = [name for name in (*_CODE, "data", "docs", "mkdocs.yml") if not (folder / name).exists()]
    if lacking:
        raise RequestError(f"{folder} is no ledger: it has no {listed(lacking)}; nothing was changed")
    if any((folder / name).resolve() != folder.resolve() / name or folder.samefile(project) for name in _CODE):
        raise RequestError(f"{folder} is this project, or has links to code elsewhere; nothing was changed")
    before = version_of(folder)
    staged = {name: _staging(folder / name) for name in _CODE}
    try:
        for name, staging in staged.items():
            _copy(project / name, staging)
        for name, staging in staged.items():
            exchange(staging, folder / name)
    finally:
        for staging in staged.values():
            discard(staging)
    return before, version_of(folder)


def version_of(project: Path) -> str:
    """Return the version of a project's code, empty where it has none."""
    found = re.search(r'^__version__ = "(.+)"$', (project / "macros" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


def _staging(folder: Path) -> Path:
    """Return where to write before a folder is exchanged, without what a killed run left there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)
    return folder.with_name(f".{folder.name}-building-{os.getpid()}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _edit(path: Path, pattern: str, text: str) -> None:
    path.write_text(re.sub(pattern, text, path.read_text("utf-8")), "utf-8", newline="\n")
