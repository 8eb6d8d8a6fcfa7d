"""The kept ledger: fetched while nothing has changed, made anew after any edit, and never missed."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from macros.ledger import load
from macros.ledger.errors import LedgerError
from macros.ledger.model import Ledger
from macros.render import cache as caching
from macros.render import load_site as checking
from macros.render.cache import WITHOUT, kept_object
from macros.render.load_site import checked_ledger
from tests.conftest import ROOT
from tests.support.projects import make_project, write_pages

DOCUMENT = "data/documents/orbit-2026-02-01.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small ledger that was loaded once, and is loaded as by another process from now on."""
    root = make_project(tmp_path / "project", {})
    loaded(root)
    return root


def loaded(root: Path) -> Ledger:
    """Load as a new process does."""
    checking._checked_ledger.cache_clear()  # noqa: SLF001 - a new process has no memory
    return checked_ledger(root)


def forbid_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files be read no more."""

    def fail(root: Path) -> Ledger:
        raise AssertionError(f"{root} was read again")

    monkeypatch.setattr(load, "load_ledger", fail)


def test_a_ledger_is_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in every record and every index, and as immutable, without reading its files again."""
    monkeypatch.setenv(WITHOUT, "1")
    fresh = loaded(project)
    monkeypatch.delenv(WITHOUT)
    forbid_loading(monkeypatch)
    kept = loaded(project)
    assert kept == fresh
    assert list(kept.by_subject) == list(fresh.by_subject)
    assert [fact.id for fact in kept.facts] == [fact.id for fact in fresh.facts]
    with pytest.raises(TypeError):
        kept.metrics["new"] = next(iter(kept.metrics.values()))  # type: ignore[index]


def test_files_that_were_only_touched_are_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a checkout: what counts is what they hold."""
    for path in (project / "data").rglob("*.yml"):
        os.utime(path, (1, 1))
    forbid_loading(monkeypatch)
    assert loaded(project).facts


def value_changed(root: Path) -> None:
    """As long as before, and with the times of before."""
    path = root / DOCUMENT
    times = path.stat()
    path.write_text(path.read_text("utf-8").replace("value: 829.9\n", "value: 829.8\n"), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def file_renamed(root: Path) -> None:
    """A document's file has its document's name."""
    (root / DOCUMENT).rename(root / "data/documents/other.yml")


def file_gone(root: Path) -> None:
    """A file that is needed."""
    (root / "data/events.yml").unlink()


def stray_file(root: Path) -> None:
    """One that would be overlooked: it has another ending."""
    (root / "data/doubts.yaml").write_text("[]\n", "utf-8")


def link_to_nowhere(root: Path) -> None:
    """A document that is listed and cannot be read."""
    (root / "data/documents/nowhere.yml").symlink_to(root / "nowhere")


EDITS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a value": (value_changed, ""),
    "a name": (file_renamed, "data/documents/other.yml"),
    "a file that is gone": (file_gone, "data/events.yml:1:1  there is no such file"),
    "a link to nowhere": (link_to_nowhere, "data/documents/nowhere.yml"),
    "a stray file": (stray_file, "data/doubts.yaml:1:1  data files end in .yml"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_seen(project: Path, edit: str) -> None:
    """And told where it is a mistake, again and again."""
    before = loaded(project)
    change, told = EDITS[edit]
    change(project)
    if not told:
        assert loaded(project) != before
        return
    for _ in range(2):
        with pytest.raises(LedgerError) as refused:
            loaded(project)
        assert told in str(refused.value)


def test_other_code_loads_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that was edited judges files that were sound before."""
    forbid_loading(monkeypatch)
    monkeypatch.setattr(caching, "_code", lambda: {"rules.py": b"edited"})
    with pytest.raises(AssertionError, match="read again"):
        loaded(project)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\0" * 5000])
def test_a_damaged_file_is_made_anew(project: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Emptied, cut or overwritten."""
    (project / ".cache" / "ledger").write_bytes(damage)
    assert loaded(project).facts
    forbid_loading(monkeypatch)
    assert loaded(project).facts


def test_one_file_is_kept_and_none_without(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often one edits; the environment leaves it out, and where nothing can be written nothing fails."""
    value_changed(project)
    loaded(project)
    kept = project / ".cache" / "ledger"
    assert [path.name for path in kept.parent.iterdir() if path.is_file()] == ["ledger"]
    kept.unlink()
    monkeypatch.setenv(WITHOUT, "1")
    assert loaded(project).facts
    assert not kept.exists()
    monkeypatch.delenv(WITHOUT)
    kept.parent.rmdir()
    kept.parent.write_text("a file in the folder's place", "utf-8")
    assert loaded(project).facts


def test_what_is_edited_while_it_is_made_is_not_kept(tmp_path: Path) -> None:
    """Files or code: it may have been made from the one or the other."""
    states = iter([{"a": b"1"}, {"a": b"2"}, {"a": b"1"}, {"a": b"1"}])
    assert kept_object("thing", lambda: next(states), lambda: "of either", tmp_path) == "of either"
    assert kept_object("thing", lambda: next(states), lambda: "of 1", tmp_path) == "of 1"


def test_code_that_is_newer_than_what_runs_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs is not what its files say; and what they say is part of the key, every module of it."""
    monkeypatch.setattr(caching, "LOADED_AT", 0)
    assert kept_object("thing", dict, lambda: "made", tmp_path) == "made"
    assert not (tmp_path / "thing").exists()
    assert {path.relative_to(ROOT / "macros").as_posix() for path in (ROOT / "macros").rglob("*.py")} == set(caching._code())  # noqa: SLF001


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    """It is tried again."""

    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept_object("thing", dict, fail, tmp_path)
    assert kept_object("thing", dict, lambda: "made", tmp_path) == "made"
    assert kept_object("thing", dict, fail, tmp_path) == "made"


def test_what_a_kept_ledger_does_not_need_is_not_loaded(project: Path) -> None:
    """Neither pydantic nor OpenCC: they take longer to load, and more memory, than the ledger that was kept."""
    script = (
        "import sys\nfrom pathlib import Path\nimport macros.build.plugin, macros.__main__\n"
        "from macros.render.load_site import checked_ledger\n"
        "assert checked_ledger(Path(sys.argv[1])).facts\n"
        "print([name for name in ('pydantic', 'pydantic_core', 'opencc', 'macros.ledger.load') if name in sys.modules])"
    )
    command = [sys.executable, "-c", script, str(project)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said == "[]\n"


def test_garbage_is_collected_again_after_a_ledger_was_refused(project: Path) -> None:
    """A preview lives on after a mistake."""
    (project / DOCUMENT).write_text("[]\n", "utf-8")
    with pytest.raises(LedgerError):
        loaded(project)
    assert gc.isenabled()


def test_another_number_asks_opencc_for_nothing(project: Path) -> None:
    """Its dictionaries take half a second to load, in which an author waits; another word is looked up."""
    build = (
        "import runpy, sys\nsys.argv = ['mkdocs', 'build', '--quiet']\n"
        "try:\n    runpy.run_module('mkdocs', run_name='__main__')\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "print('opencc' in sys.modules)"
    )

    def asked() -> bool:
        command = [sys.executable, "-c", build]
        said = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout
        return said.splitlines()[-1] == "True"

    assert asked()
    assert not asked()
    value_changed(project)
    assert not asked()
    write_pages(project, {"more.md": "---\ntitle: A page\ndescription: Of it.\n---\n\n# A page\n\n卫星的芯片。\n"}, "zh")
    assert asked()
