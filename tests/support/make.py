"""Runs make, as outside of the make that runs the tests."""

import os
import subprocess
from pathlib import Path

from tests.conftest import ROOT

_OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}


def make(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder with a Makefile."""
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(
        command, cwd=folder, env=_OUTSIDE | environment, capture_output=True, text=True, check=False, timeout=600
    )


def recipe(*arguments: str, folder: Path = ROOT, **environment: str) -> list[str]:
    """Return the commands that make would run."""
    return [line for line in make("--dry-run", *arguments, folder=folder, **environment).stdout.splitlines() if line]
