"""Zensical builds the same pages as Material: addresses, figures, words, links and downloads; its search is its own.

CONTRIBUTING.md lists what differs.
"""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from macros.outputs.search.index import INDEX
from tests.conftest import ADDRESS, LEFT_OUT, ROOT, Site, run
from tests.support.site_server import serving

CONFIGURATIONS = {"": "mkdocs.yml", "en": "mkdocs.en.yml"}
"""Each edition's, by its folder; Zensical reads one of its own that inherits it."""
IDENTITIES = ("data-fact", "data-derived", "data-document", "data-event", "data-doubt", "data-correction", "data-printed")
pytestmark = pytest.mark.soak  # tests/tools/test_benchmarks.py builds a few pages with Zensical in `make test`


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Both editions by Zensical, for the same address as `published`, completed by the command."""
    project = tmp_path_factory.mktemp("zensical") / "project"
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    address = {"SITE_URL": ADDRESS, "SITE_URL_EN": f"{ADDRESS}en/", "BOTH_EDITIONS": "true"}
    for config in CONFIGURATIONS.values():
        built = run(project, "zensical", "build", "--strict", "--config-file", config.replace("mkdocs", "zensical"), **address)
        assert built.returncode == 0, built.stdout + built.stderr
    for folder, config in CONFIGURATIONS.items():
        completed = run(project, "macros", "export", str(project / "site" / folder), "--config-file", config, **address)
        assert completed.returncode == 0, completed.stdout + completed.stderr
    return Site(project / "site")


@pytest.fixture(scope="module", params=["zh", "en"])
def pair(request: pytest.FixtureRequest, published: Site, zensical: Site) -> tuple[str, Site, Site]:
    """One edition: its language, by mkdocs, by Zensical."""
    if request.param == "zh":
        return "zh", published, zensical
    return "en", Site(published.folder / "en"), Site(zensical.folder / "en")


def article(site: Site, name: str) -> lxml.html.HtmlElement:
    """A page's article without the archive, which mkdocs' builds alone have."""
    whole = copy.deepcopy(site.article(name))
    for section in whole.xpath(".//section[@class='archive']"):
        section.drop_tree()
    return whole


def figures(site: Site, name: str) -> list[tuple[str, ...]]:
    """All that a page shows of the data, in its order: identities, words, address and tooltip."""
    found = site.article(name).xpath("|".join(f".//*[@{identity}]" for identity in IDENTITIES))
    return [
        (
            *(str(element.get(identity, "")) for identity in IDENTITIES),
            words(element),
            urljoin(f"{ADDRESS}{name}", element.get("href", "")),
            str(element.get("title")),
        )
        for element in found
    ]


def words(element: lxml.html.HtmlElement) -> str:
    """What an element says."""
    return " ".join("".join(element.itertext()).split())


def links(site: Site, name: str) -> list[str]:
    """Where a page's links lead, in their order."""
    return [urljoin(f"{ADDRESS}{name}", str(href)) for href in article(site, name).xpath(".//a/@href")]


def test_the_same_pages_stand_at_the_same_addresses(pair: tuple[str, Site, Site]) -> None:
    """No more and no fewer, the page of errors included."""
    _, ours, theirs = pair
    assert list(theirs.pages) == list(ours.pages)
    assert len(ours.pages) > 70


def test_pages_show_the_same_figures(pair: tuple[str, Site, Site]) -> None:
    """Each with its identity, its words, where it leads and what its tooltip says."""
    _, ours, theirs = pair
    compared = 0
    for name in ours.pages:
        expected = figures(ours, name)
        assert figures(theirs, name) == expected, name
        compared += len(expected)
    assert compared > 10000


def test_pages_say_the_same_and_lead_to_the_same(pair: tuple[str, Site, Site]) -> None:
    """Word by word, link by link."""
    _, ours, theirs = pair
    for name in ours.pages:
        assert words(article(theirs, name)) == words(article(ours, name)), name
        assert links(theirs, name) == links(ours, name), name


def test_pages_are_cited_and_labelled_alike(pair: tuple[str, Site, Site]) -> None:
    """The citation, the version of the data, and the cells of tables; their 404.html alone has no version."""
    _, ours, theirs = pair
    cited = 0
    for name in [name for name in ours.pages if name != "404.html"]:
        expected, found = (
            [words(each) for each in site.tree(name).xpath("//aside[contains(@class, 'cite')] | //*[@class='data-version']")]
            + site.tree(name).xpath("//td/@data-label")
            for site in (ours, theirs)
        )
        assert found == expected, name
        cited += len(expected) >= 2
    assert cited > 70


def test_no_link_leads_nowhere(pair: tuple[str, Site, Site]) -> None:
    """Whether to a page, to an element in it, or to a file."""
    language, _, site = pair
    below = "en/" if language == "en" else ""
    anchors = {f"{below}{name}": set(map(str, site.tree(name).xpath("//@id"))) for name in site.pages}
    for name in site.pages:
        for href in map(str, site.article(name).xpath(".//a/@href")):
            parts = urlsplit(urljoin(f"{ADDRESS}{below}{name}", href))
            if parts.netloc != urlsplit(ADDRESS).netloc:
                continue
            target = unquote(parts.path).removeprefix(urlsplit(ADDRESS).path)
            assert (site.folder / target.removeprefix(below)).is_file(), f"{name}: {href}"
            assert not parts.fragment or unquote(parts.fragment) in anchors[target], f"{name}: {href}"


def test_downloads_feed_and_images_are_the_same(pair: tuple[str, Site, Site]) -> None:
    """To the byte."""
    _, ours, theirs = pair
    for folder in ("downloads", "assets/sharing"):
        files = [path for path in (ours.folder / folder).rglob("*") if path.is_file() and path.suffix != ".zip"]
        names = sorted(path.relative_to(ours.folder) for path in files)
        assert names
        for name in names:
            assert (theirs.folder / name).read_bytes() == (ours.folder / name).read_bytes(), name
    assert (theirs.folder / "feed.xml").read_bytes() == (ours.folder / "feed.xml").read_bytes()


@pytest.fixture
def console(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page on a desk, and what its console says."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page, said
    page.close()


@pytest.mark.parametrize("query", ["杠铃", "2,000亿美元"])
def test_its_own_search_answers(console: tuple[Page, list[str]], zensical: Site, query: str) -> None:
    """By its own worker and index, from a page in a folder; the security policy refuses nothing."""
    page, said = console
    with serving(zensical.folder) as address:
        page.goto(f"{address}catalogue/chips.html")
        page.locator(".md-search__button").click()
        page.locator("input[role=combobox]").fill(query)
        page.locator("ol[role=listbox] a", has_text=query).first.wait_for(timeout=20000)
    assert not (zensical.folder / INDEX).exists()
    # The theme asks for the sitemap at the site's own address, which is not that of this server.
    assert [text for text in said if ADDRESS not in text] == []


def test_the_version_is_the_one_that_was_tried() -> None:
    """Another one may speak to its search box in other words: pyproject.toml names one version, and no other."""
    assert re.search(r'"zensical==[\d.]+"', (ROOT / "pyproject.toml").read_text("utf-8"))
