"""`make` sets up its own environment, and makes it anew where it cannot be used."""

import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import make as support

make = partial(support.make, PYTHONSAFEPATH="1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of which `make schema` says whether its environment works, with an environment."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").touch()
    (folder / "macros").mkdir()
    (folder / "macros" / "__main__.py").write_text("import sys; print('runs', sys.prefix)", "utf-8")
    result = make(f"PYTHON={sys.executable}", "schema", folder=folder)
    assert f"runs {folder / '.venv'}" in result.stdout, result.stderr
    (folder / ".venv" / "first").touch()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, since making an environment takes seconds."""
    return Path(shutil.copytree(made, tmp_path / "project", symlinks=True))


def test_an_environment_that_works_is_kept(folder: Path) -> None:
    """With the same Python, and with none named."""
    assert "runs" in make("schema", folder=folder).stdout
    assert "runs" in make(f"PYTHON={sys.executable}", "schema", folder=folder).stdout
    assert (folder / ".venv" / "first").exists()


@pytest.mark.parametrize("fault", ["no interpreter", "no pip", "another Python"])
def test_an_environment_that_cannot_be_used_is_made_anew(folder: Path, fault: str) -> None:
    """By a Python that is gone, by an installation that failed, or by another Python than the one asked for.

    That what is made from nothing works is shown by `made`.
    """
    python, another = folder / ".venv" / "bin" / "python", folder / "another"
    another.write_text("#!/bin/sh\necho /opt/another 3.10\n", "utf-8")
    another.chmod(0o755)
    if fault == "no pip":
        (pip,) = folder.glob(".venv/lib/*/site-packages/pip")
        shutil.rmtree(pip)
    else:
        python.unlink()
        python.symlink_to("/nowhere/python3" if fault == "no interpreter" else another)
    assert f"{sys.executable} -m venv .venv" in support.recipe(f"PYTHON={sys.executable}", "schema", folder=folder)
    assert not (folder / ".venv").exists()


def test_a_python_that_does_not_exist_costs_nothing(folder: Path) -> None:
    """A mistyped PYTHON leaves the environment as it is."""
    assert "PYTHON=pythn3 does not run" in make("PYTHON=pythn3", "schema", folder=folder).stderr
    assert (folder / ".venv" / "first").exists()


def test_a_link_to_an_environment_is_left_alone(folder: Path) -> None:
    """Whatever is asked for: what it leads to belongs to somebody else."""
    (folder / ".venv").rename(folder / "elsewhere")
    (folder / ".venv").symlink_to("elsewhere")
    assert "runs" in make("PYTHON=/usr/bin/env", "schema", folder=folder).stdout
    assert (folder / "elsewhere" / "first").exists()


def test_clean_all_removes_the_environment(folder: Path) -> None:
    """And what the other targets made; `make clean` leaves the environment."""
    (folder / "site").mkdir()
    make("clean", folder=folder)
    assert (folder / ".venv").exists()
    assert not (folder / "site").exists()
    make("clean-all", folder=folder)
    assert not (folder / ".venv").exists()
