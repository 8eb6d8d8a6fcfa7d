"""Bad data is refused, all of it at once, with its place, what was expected and the nearest right name.

Each `invalid/<case>.yml` names in its first line the file that it stands for in the small
ledger; `invalid/<case>.txt` is what the author is told.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from macros.ledger.errors import LedgerError
from macros.ledger.load import load_ledger
from tests.conftest import ROOT, SMALL

CASES = sorted((ROOT / "tests" / "fixtures" / "invalid").glob("*.yml"))


def told(case: Path, folder: Path) -> str:
    """What an author is told about a case."""
    name = case.read_text("utf-8").partition("\n")[0].removeprefix("# ")
    shutil.copytree(SMALL / "data", folder / "data")
    # The first line goes, so that lines count as they do for the author.
    (folder / name).write_text(case.read_text("utf-8").partition("\n")[2], "utf-8")
    with pytest.raises(LedgerError) as caught:
        load_ledger(folder)
    return str(caught.value) + "\n"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_each_mistake_is_named_with_its_place(case: Path, tmp_path: Path) -> None:
    """The message is the one that stands beside the case, word for word."""
    assert told(case, tmp_path) == case.with_suffix(".txt").read_text("utf-8")


def test_every_case_has_an_expectation_and_every_expectation_a_case() -> None:
    """A pair is complete or it is not there."""
    assert CASES
    assert {path.stem for path in CASES} == {path.stem for path in CASES[0].parent.glob("*.txt")}


def test_bytes_that_are_not_utf_8_are_named_with_line_and_column(tmp_path: Path) -> None:
    """The wrong byte itself is pointed at."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    path = tmp_path / "data" / "entities.yml"
    path.write_bytes(path.read_bytes() + "bad: 词".encode() + b"\xff")
    with pytest.raises(LedgerError, match=r"data/entities\.yml:3:7  this byte is not UTF-8"):
        load_ledger(tmp_path)


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    """A billion laughs stay unlaughed."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    (tmp_path / "data" / "entities.yml").write_text("\n".join(lines))
    with pytest.raises(LedgerError, match='"&a0" is an anchor'):
        load_ledger(tmp_path)


def test_problems_of_several_files_come_together(tmp_path: Path) -> None:
    """An author mends everything in one round."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    for name, before, after in (
        ("documents/gazette-2025-02-01.yml", "kind: plan", "kind: plans"),
        ("metrics/spending.yml", "entity: orbit\n  dimension: money", "entity: orbits\n  dimension: money"),
        ("events.yml", "topics: [spending]", "topics: [spendings]"),
    ):
        path = tmp_path / "data" / name
        path.write_text(path.read_text("utf-8").replace(before, after, 1), "utf-8")
    with pytest.raises(LedgerError) as caught:
        load_ledger(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [
        "data/documents/gazette-2025-02-01.yml",
        "data/events.yml",
        "data/metrics/spending.yml",
    ]
