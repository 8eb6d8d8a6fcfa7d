"""The project around the code: requirements, documents, modules and their imports."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from tests.conftest import ROOT


@pytest.mark.parametrize(("name", "least"), [("requirements.txt", 20), ("requirements-dev.txt", 90)])
def test_requirements_are_locked_by_hash_and_name_no_index(name: str, least: int) -> None:
    """What is installed is what was tested, from any index, on the oldest Python of `requires-python`.

    Debian 12 has 3.11.2; a package that needs 3.11.5 would end `make build` there with an error.
    """
    text = (ROOT / name).read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9_.-]+)==(\S+) \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > least
    assert not re.search(r"index-url|find-links|trusted-host|https?://|file://", text)
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"].removeprefix(">=")
    for package, version in pinned:
        installed = metadata.metadata(package)
        assert installed["Version"] == version, f"{package} is installed in another version than the locked one"
        needed = ",".join(installed.get_all("Requires-Python", []))
        assert oldest in SpecifierSet(needed), f"{package} {version} needs another Python"


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
    assert any(each.startswith("zensical==") for each in wanted), "another version may use another search box"


def test_links_of_the_documents_exist() -> None:
    """Pictures and files, in every document at the top."""
    checked = 0
    for document in ("README.md", "CONTRIBUTING.md", "HACKING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", (ROOT / document).read_text("utf-8")):
            if not target.startswith("https://"):
                assert (ROOT / target).exists(), f"{document} links to {target}"
                checked += 1
    assert checked > 3


MODULES = sorted((ROOT / "macros").rglob("*.py"))
PACKAGES = ("ledger", "text", "pages", "render", "outputs", "authoring", "build")
"""The sub-packages of `macros/`; each may import from itself and from those before it."""


def test_modules_and_functions_stay_short() -> None:
    """A module of `macros/` has at most 350 lines, a function at most 50."""
    functions = 0
    too_long = []
    for path in MODULES:
        text = path.read_text("utf-8")
        if len(text.splitlines()) > 350:
            too_long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions += 1
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 50:
                    too_long.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {lines} lines")
    assert functions > 500
    assert too_long == []


def imported_modules(path: Path) -> Iterator[str]:
    """Yield every module that a module imports, also inside functions: `import a.b`, `from a.b import c`, `from a import b`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} has a relative import, which Zensical cannot load"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_each_package_imports_only_from_those_before_it() -> None:
    """From the ledger, which needs nothing else, to the build, which alone knows mkdocs."""
    folders = {path.name for path in (ROOT / "macros").iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert folders == set(PACKAGES)
    seen = 0
    for path in MODULES:
        package = path.relative_to(ROOT / "macros").parts[0]
        for name in imported_modules(path):
            parts = name.split(".")
            if package in PACKAGES and parts[0] == "macros" and parts[1] in PACKAGES:
                assert PACKAGES.index(parts[1]) <= PACKAGES.index(package), f"{path} imports {name}"
                seen += 1
            if package in PACKAGES[:-1]:
                assert parts[0] != "mkdocs", f"{path} imports {name}"
    assert seen > 150
