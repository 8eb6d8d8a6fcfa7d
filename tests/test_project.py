"""The project around the code: what it promises in its files is so."""

from __future__ import annotations

import doctest
import importlib
import re
import tomllib
from importlib import metadata

import pytest
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_locked_by_hash_and_name_no_index(name: str) -> None:
    """What is installed is what was tested, from whatever index a machine uses."""
    text = (ROOT / name).read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9_.-]+)==\S+ \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 20
    assert not re.search(r"index-url|find-links|trusted-host|https?://|file://", text)


def test_every_locked_package_runs_on_the_oldest_python_that_is_promised() -> None:
    """Debian 12 has 3.11.2; a package that needs 3.11.5 would end `make build` there with an error."""
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"].removeprefix(">=")
    checked = 0
    for name in ("requirements.txt", "requirements-dev.txt"):
        for package, version in re.findall(r"^([a-z0-9_.-]+)==(\S+) \\$", (ROOT / name).read_text("utf-8"), re.MULTILINE):
            installed = metadata.metadata(package)
            assert installed["Version"] == version, f"{package} is installed in another version than the locked one"
            assert oldest in SpecifierSet(installed["Requires-Python"] or ""), f"{package} {version} needs another Python"
            checked += 1
    assert checked > 100


def test_every_dependency_says_why_it_is_there() -> None:
    """And is locked."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    locked = (ROOT / "requirements-dev.txt").read_text("utf-8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert len(wanted) > 10
    for each in wanted:
        name = re.split(r"[<>=]", each)[0]
        assert re.search(rf'"{re.escape(each)}",? +# \S', text), f"{name} has no reason"
        assert f"\n{name}==" in f"\n{locked}", f"{name} is not locked"


def test_the_readme_names_the_commands_that_exist() -> None:
    """Whoever types what it says gets what it says."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for document in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / document).read_text("utf-8"), re.MULTILINE))
        assert named, document
        for target in named:
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{document} names make {target}"


def test_what_the_readme_links_to_is_there() -> None:
    """Pictures and files, in every document at the top."""
    checked = 0
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", (ROOT / document).read_text("utf-8")):
            if not target.startswith("https://"):
                assert (ROOT / target).exists(), f"{document} links to {target}"
                checked += 1
    assert checked > 3


def test_continuous_integration_runs_the_tests_of_the_readme() -> None:
    """One command, the same everywhere."""
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "macros").glob("*.py") if path.stem != "__main__"))
def test_examples_in_docstrings_are_true(module: str) -> None:
    """Whoever tries one sees what it says."""
    loaded = importlib.import_module("macros" if module == "__init__" else f"macros.{module}")
    result = doctest.testmod(loaded, optionflags=doctest.ELLIPSIS)  # as "..." in a message means in them
    assert result.failed == 0


def test_imports_run_one_way() -> None:
    """From errors and periods up to the engine: no module imports one that stands above it."""
    order = [
        "characters",
        "errors",
        "prose",
        "periods",
        "scalars",
        "model",
        "wording",
        "addresses",
        "caching",
        "hanzi",
        "sections",
        "typography",
        "labelling",
        "noting",
        "finishing",
        "drawing",
        "rendering",
        "loading",
        "selection",
        "derive",
        "formatting",
        "citing",
        "records",
        "rules",
        "validation",
        "schema",
        "charts",
        "views",
        "plots",
        "components",
        "calls",
        "sealing",
        "pages",
        "checking",
        "verification",
        "authoring",
        "export",
        "feed",
        "search",
        "sharing",
        "staging",
        "packing",
        "building",
        "engine",
        "hooks",
        "__init__",
        "__main__",
    ]
    modules = {path.stem for path in (ROOT / "macros").glob("*.py")}
    assert modules == set(order)
    for module in modules:
        text = (ROOT / "macros" / f"{module}.py").read_text("utf-8")
        for imported in re.findall(r"from macros\.(\w+) import", text):
            assert order.index(imported) < order.index(module), f"{module} imports {imported}"
