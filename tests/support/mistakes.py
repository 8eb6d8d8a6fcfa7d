"""Mistakes of authors in sound data, with what the loader says of each.

`corruptions.yml` lists single ones in the whole ledger. `invalid/` holds files with several: the first line of
`invalid/<case>.yml` names the file of the small ledger that it replaces, and `invalid/<case>.txt` is what is reported.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros.ledger.errors import LedgerError
from macros.ledger.load import load
from tests.conftest import ROOT, SMALL
from tests.support.projects import WHOLE

FIXTURES = ROOT / "tests" / "fixtures"
CORRUPTIONS: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load((FIXTURES / "corruptions.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Mistake:
    """A file of a ledger with other contents, and what is told of it."""

    name: str
    ledger: Path
    file: str
    text: str
    told: list[str]

    def make(self, folder: Path) -> Path:
        """Copy the ledger's data into a folder, with the mistake; return the file."""
        shutil.copytree(self.ledger / "data", folder / "data", dirs_exist_ok=True)
        (folder / self.file).write_text(self.text, "utf-8", newline="")
        return folder / self.file


def problems_of(folder: Path) -> list[str]:
    """What the author of the data in a folder is told."""
    try:
        load(folder)
    except LedgerError as error:
        return [str(problem) for problem in error.problems]
    return []


def cases(*sections: str) -> list[Any]:
    """The cases of sections of the list, named by class and number."""
    return [
        pytest.param(case, id=f"{name}-{number}")
        for section in sections
        for name, listed in CORRUPTIONS[section].items()
        for number, case in enumerate(listed, 1)
    ]


def mistakes(*classes: str) -> list[Any]:
    """Those of some classes of the list, and the files with several."""
    found = []
    for name in classes:
        for number, case in enumerate(CORRUPTIONS["data"][name], 1):
            text = (WHOLE / "data" / case["file"]).read_text("utf-8") if "from" in case else ""
            assert case.get("from", "") in text
            changed = text.replace(case["from"], case["to"], 1) if "from" in case else case["to"]
            found.append(Mistake(f"{name}-{number}", WHOLE, f"data/{case['file']}", changed, case["told"]))
    for path in sorted((FIXTURES / "invalid").glob("*.yml")):
        # Without its first line, so that lines count as they do for the author.
        file, _, text = path.read_text("utf-8").partition("\n")
        told = path.with_suffix(".txt").read_text("utf-8").splitlines()
        found.append(Mistake(path.stem, SMALL, file.removeprefix("# "), text, told))
    return [pytest.param(each, id=each.name) for each in found]
