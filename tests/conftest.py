"""Fixtures for all tests: the real ledger, a small one, the built sites, a browser and its pages.

The tests run in several processes (pytest-xdist). Each site is built by the first process that needs it.
"""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect
from xdist.scheduler import LoadScopeScheduling

from macros.ledger.ledger import Ledger
from macros.ledger.load import load
from macros.render.load_site import checked_ledger
from tests.support.browser import launched
from tests.support.site_server import serving

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "fixtures" / "small_ledger"
ADDRESS = "https://example.org/ledger/"
# What Python has compiled goes with a copy, in which it stays valid; what it is writing just now does not.
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "site", "site-zensical", "site-properdocs", ".*cache", "*.pyc.*", ".site-building-*", ".hypothesis"
)
# What Hypothesis makes up is the same at every run, so that a failure is one for everybody, and may take any time.
settings.register_profile(
    "repeated", derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), max_examples=300
)
settings.load_profile("repeated")
# As long as for all else in a browser: a busy machine takes ten times as long as an idle one.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    """The real data."""
    return checked_ledger(ROOT)


@pytest.fixture(scope="session")
def small() -> Ledger:
    """A made-up company's ledger: two documents, seven facts."""
    return load(SMALL)[0]


def run(project: Path, *command: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's commands with this interpreter, in a copy of the project, and type what it asks for."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""} | environment,
        input=typed,
        capture_output=True,
        text=True,
        errors="backslashreplace",  # a test may ask for another encoding
        check=False,
        timeout=300,
    )


def succeed(project: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the project's commands, which must end well."""
    result = run(project, *command, **environment)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


class Site:
    """A built site, its pages parsed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*.html"))
            # Another edition below this one is a site of its own.
            if folder / "en" not in path.parents
        }

    @functools.cache  # noqa: B019 - sites are few and live as long as the tests
    def tree(self, page: str) -> lxml.html.HtmlElement:
        """The parsed page."""
        return lxml.html.fromstring(self.pages[page].read_text("utf-8"))

    def article(self, page: str) -> lxml.html.HtmlElement:
        """The part of a page that its author wrote."""
        article = self.tree(page).find(".//article")
        assert article is not None, f"{page} has no article"
        return article

    def find(self, xpath: str, *folders: str) -> Iterator[tuple[str, Any]]:
        """Yield what an XPath expression finds in each page, or in those below some folders, with the page's name."""
        for name in self.pages:
            if not folders or name.startswith(folders):
                yield from ((name, found) for found in self.tree(name).xpath(xpath))

    def articles(self) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
        """Yield the name and the article of every page but 404.html."""
        yield from ((name, self.article(name)) for name in self.pages if name != "404.html")


class _SharedModules(LoadScopeScheduling):  # type: ignore[misc]  # without types
    """Keep a file's tests in one process where they share a module-scoped fixture; distribute all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if _shares_fixtures(file) else nodeid


@functools.cache
def _shares_fixtures(file: str) -> bool:
    return 'scope="module"' in (ROOT / file).read_text("utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Distribute the tests: files with a shared fixture first, the longest before the others."""
    return _SharedModules(config, log)


def build_once(factory: pytest.TempPathFactory, name: str, *command: str, **environment: str) -> Site:
    """Build the real site in a folder that all test processes share, unless one of them already did; return the site."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():  # A build writes elsewhere and renames: a folder that exists is complete.
            succeed(ROOT, *command, str(folder), **environment)
    return Site(folder)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The Chinese site, built strictly."""
    return build_once(tmp_path_factory, "site", "mkdocs", "build", "--strict", "--site-dir")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Both editions for an address below a sub-path, as they are published."""
    return build_once(tmp_path_factory, "published", "macros", "build", SITE_URL=ADDRESS)


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
def published_at(published: Site) -> Iterator[str]:
    """The address under which both editions are served."""
    with serving(published.folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page with options of `Browser.new_context`, such as `viewport` or `color_scheme`; closed after the test."""
    pages: list[Page] = []

    def opened(width: int = 1280, height: int = 900, **options: Any) -> Page:
        viewport = {"width": width, "height": height}
        pages.append(browser.new_page(**{"viewport": viewport, "locale": "zh-CN"} | options))
        return pages[-1]

    yield opened
    for page in pages:
        page.close()


def box_of(locator: Locator) -> FloatRect:
    """Return where an element is shown; it is an error if it is not."""
    box = locator.bounding_box()
    assert box is not None, f"{locator} is not shown"
    return box


@pytest.fixture
def desk(open_page: Callable[..., Page]) -> Page:
    """A page of 1280 by 900 points."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A page of 390 by 844 points with a touch screen."""
    return open_page(390, 844, has_touch=True, is_mobile=True)


@pytest.fixture
def bare(open_page: Callable[..., Page]) -> Page:
    """A page without scripts."""
    return open_page(java_script_enabled=False)
