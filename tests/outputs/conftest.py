"""What the tests of outputs share."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT, Site
from tests.support.browser import console_of
from tests.support.search_index import index_in

ENGINE = ROOT / "overrides" / "assets" / "javascripts" / "search-engine.js"


@pytest.fixture(scope="session", params=["zh", "en"])
def edition(request: pytest.FixtureRequest) -> tuple[str, Site]:
    """Return one edition of the published site, with its language."""
    return request.param, request.getfixturevalue("published" if request.param == "zh" else "english")


@pytest.fixture
def silent(browser: Browser) -> Iterator[Page]:
    """A page on a desk; the console stays silent, but for what the theme fetches in vain where there is no server."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    said = console_of(page)
    yield page
    # The theme asks for the sitemap; without it nothing is missing. The browser says so twice.
    allowed = ("sitemap.xml", "ERR_FAILED") if page.url.startswith("file:") else ()
    page.close()
    assert [text for text in said if not any(each in text for each in allowed)] == []


@pytest.fixture(scope="session")
def engine(browser: Browser, edition: tuple[str, Site]) -> Iterator[Page]:
    """An empty page with the engine, which has loaded the edition's index."""
    page = browser.new_page()
    page.evaluate(ENGINE.read_text("utf-8"))
    page.evaluate("index => engine.setUp(JSON.parse(index))", json.dumps(index_in(edition[1].folder)))
    yield page
    page.close()
