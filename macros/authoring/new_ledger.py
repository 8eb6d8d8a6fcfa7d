"""Write a ledger of one's own from the folder `new_ledger/`, and give one that exists today's code."""

import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from macros.authoring.json_schema import write_schemas
from macros.ledger.errors import RequestError, listed
from macros.outputs.folder_exchange import discard, exchange, remove_leftovers, staging_of

_CODE = ("macros", "overrides")
_SHARED = (*_CODE, ".vscode", "LICENSE", "requirements.txt", "data/README.md", "data/units.yml")
"""What every ledger has as this project has it."""
_LEDGER = ("macros/__init__.py", "overrides/main.html", "data", "docs", "mkdocs.yml", "requirements.txt")
"""What makes a folder a ledger."""
_KEYS = {"zh": "zh|hant", "en": "en"}
"""The keys of texts in each language."""


def new_ledger(project: Path, folder: Path, languages: Sequence[str]) -> None:
    """Write a ledger in some languages, the first of them at the site's address, whole or not at all.

    Raises RequestError where the folder holds anything, is inside this project, or cannot be written.
    """
    template = project / "new_ledger"
    if not template.is_dir():
        raise RequestError(f"{template} is not here; run this in the project that the code of this ledger came from")
    if folder.is_relative_to(project):
        raise RequestError(f"{folder} is inside this project; name a folder beside it")
    with _staged(folder) as (staging,):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RequestError(f"{folder} is no empty folder; name a new one, or give a ledger today's code by --update")
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder)
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


def update_code(project: Path, folder: Path) -> tuple[str, str]:
    """Replace a ledger's code by this project's, and nothing else; return its version before, empty if it had none, and now.

    Each folder is exchanged whole: killed between the two, the ledger has today's macros/ and its former overrides/, and
    another run completes it. Raises RequestError where the folder is no ledger or its code has edits that would be lost.
    """
    with _staged(*(folder / name for name in _CODE)) as staged:
        for name in _CODE:
            remove_leftovers(folder / name)
        _require_replaceable(project, folder)
        before = version_of(folder)
        for name, staging in zip(_CODE, staged, strict=True):
            _copy(project / name, staging)
        for name, staging in zip(_CODE, staged, strict=True):
            exchange(staging, folder / name)
        return before, version_of(folder)


def _require_replaceable(project: Path, folder: Path) -> None:
    why = ""
    if lacking := [name for name in _LEDGER if not (folder / name).exists()]:
        why = f"is no ledger: it has no {listed(lacking)}"
    elif any((folder / name).resolve() != folder.resolve() / name or folder.samefile(project) for name in _CODE):
        why = "is this project, or has links to code elsewhere"
    elif (folder / "new_ledger").exists():
        why = "is a copy of this whole project, which git updates"
    elif edited := _uncommitted(project, folder):
        why = f"has code that git does not hold: {listed(edited)}; commit or stash it first, after git init where git is new"
    if why:
        raise RequestError(f"{folder} {why}; nothing was changed")


def _uncommitted(project: Path, folder: Path) -> list[str]:
    """Return what of a ledger's code git could not bring back: edited, new or ignored files; of what is today's, none."""
    other = [name for name in _CODE if _files(project / name) != _files(folder / name)]
    status = ("-c", "core.quotePath=false", "status", "--porcelain", "--untracked-files=all", "--ignored", "--")
    with suppress(FileNotFoundError, subprocess.CalledProcessError):  # no git, or no repository
        command = ["git", "-C", str(folder), *status, *other]
        told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S603
        return [line[3:] for line in told.splitlines() if other and "__pycache__" not in line]
    return other


def _files(folder: Path) -> dict[Path, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder): path.read_bytes() for path in paths}


def version_of(project: Path) -> str:
    """Return the version of a project's code, empty where it has none."""
    found = re.search(r'^__version__ = "(.+)"$', (project / "macros" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else ""


@contextmanager
def _staged(*folders: Path) -> Iterator[list[Path]]:
    """Give where to write before folders are exchanged; raises RequestError, in one line, where the system refuses."""
    staged = [staging_of(each) for each in folders]
    try:
        yield staged
    except OSError as error:
        raise RequestError(f"{error.filename or folders[0]} cannot be used: {error.strerror or error}") from None
    finally:
        for each in staged:
            discard(each)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _edit(path: Path, pattern: str, text: str) -> None:
    path.write_text(re.sub(pattern, text, path.read_text("utf-8")), "utf-8", newline="\n")
