"""What the tests share: the real ledger, a small one, the site built once, and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, sync_playwright

from macros.ledger.ledger import Ledger
from macros.ledger.load import load_ledger
from macros.render.load_site import checked_ledger
from tests.support.browser import LAUNCH_ARGUMENTS, find_browser
from tests.support.site_server import serving

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "fixtures" / "small_ledger"
ADDRESS = "https://example.org/ledger/"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "site", "site-zensical", ".*cache", "__pycache__", ".site-building-*", ".hypothesis"
)


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """The real data."""
    return checked_ledger(ROOT)


@pytest.fixture(scope="session")
def small() -> Ledger:
    """A made-up company's ledger: two documents, seven facts."""
    return load_ledger(SMALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the whole project that a test may break."""
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


def run(project: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's commands with this interpreter, in a copy of the project."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


class Site:
    """The built site as a reader's program sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*.html"))
            # Another edition below this one is a site of its own.
            if folder / "en" not in path.parents
        }
        self._trees: dict[str, lxml.html.HtmlElement] = {}

    def tree(self, page: str) -> lxml.html.HtmlElement:
        """The parsed page."""
        if page not in self._trees:
            self._trees[page] = lxml.html.fromstring(self.pages[page].read_bytes().decode("utf-8"))
        return self._trees[page]

    def article(self, page: str) -> lxml.html.HtmlElement:
        """The part of a page that its author wrote."""
        article = self.tree(page).find(".//article")
        assert article is not None, f"{page} has no article"
        return article


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The Chinese site, built strictly, once."""
    folder = tmp_path_factory.mktemp("built") / "site"
    result = run(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(folder))
    assert result.returncode == 0, result.stderr
    return Site(folder)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same site, built with its twin for an address of its own below a sub-path, as it is published."""
    folder = tmp_path_factory.mktemp("published") / "site"
    result = run(ROOT, "macros", "build", str(folder), SITE_URL=ADDRESS)
    assert result.returncode == 0, result.stderr
    return Site(folder)


@pytest.fixture(scope="session")
def english(published: Site) -> Site:
    """The English edition of the published site."""
    return Site(published.folder / "en")


@pytest.fixture(scope="session")
def served(site: Site) -> Iterator[str]:
    """The address under which the built site is served, below a sub-path as on GitHub Pages."""
    with serving(site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; its absence is an error that names the remedy."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_ARGUMENTS)
        yield browser
        browser.close()
