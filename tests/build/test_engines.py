"""Zensical, and ProperDocs with MaterialX, build the same pages as Material: addresses, figures, words, links, downloads.

HACKING.md lists what differs.
"""

import copy
import re
import shutil
from urllib.parse import urljoin

import lxml.html
import pytest
from playwright.sync_api import Page

from macros.outputs.search.index import INDEX
from tests.conftest import ADDRESS, LEFT_OUT, ROOT, Site, succeed
from tests.support.browser import console_of
from tests.support.links import follow_links
from tests.support.make import make
from tests.support.projects import EDITIONS, contents
from tests.support.site_server import serving

IDENTITIES = ("data-fact", "data-derived", "data-document", "data-event", "data-doubt", "data-correction", "data-printed")
pytestmark = pytest.mark.soak  # tests/tools/test_benchmarks.py builds a few pages with Zensical in `make test`


@pytest.fixture(scope="module")
def zensical(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Both editions by Zensical, for the same address as `published`, completed by the command."""
    project = tmp_path_factory.mktemp("zensical") / "project"
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    address = {"SITE_URL": ADDRESS, "SITE_URL_EN": f"{ADDRESS}en/", "BOTH_EDITIONS": "true"}
    for config in EDITIONS.values():  # Zensical reads one of its own that inherits it.
        succeed(project, "zensical", "build", "--strict", "--config-file", config.replace("mkdocs", "zensical"), **address)
    for folder, config in (("site-zensical", "mkdocs.yml"), ("site-zensical/en", "mkdocs.en.yml")):
        succeed(project, "macros", "export", folder, "--config-file", config, **address)
    return Site(project / "site-zensical")


@pytest.fixture(scope="module")
def properdocs(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Both editions by ProperDocs and MaterialX, by the commands of `make properdocs`."""
    assert (ROOT / ".venv-properdocs" / "stamp").exists(), "make .venv-properdocs/stamp installs what this needs"
    project = tmp_path_factory.mktemp("properdocs") / "project"
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    for name in (".venv", ".venv-properdocs"):
        (project / name).symlink_to(ROOT / name)
    built = make("properdocs", f"SITE_URL={ADDRESS}", "--assume-old=.venv-properdocs/stamp", folder=project)
    assert built.returncode == 0, built.stdout + built.stderr
    return Site(project / "site-properdocs")


@pytest.fixture(scope="module", params=["zensical", "properdocs"])
def other(request: pytest.FixtureRequest) -> Site:
    """The whole site by another engine."""
    site: Site = request.getfixturevalue(request.param)
    return site


@pytest.fixture(scope="module", params=["", "en"], ids=["zh", "en"])
def pair(request: pytest.FixtureRequest, published: Site, other: Site) -> tuple[Site, Site]:
    """One edition: by mkdocs, by the other engine."""
    return Site(published.folder / request.param), Site(other.folder / request.param)


def article(site: Site, name: str) -> lxml.html.HtmlElement:
    """A page's article without the archive, which mkdocs' builds alone have."""
    whole = copy.deepcopy(site.article(name))
    for section in whole.xpath(".//section[@class='archive']"):
        section.drop_tree()
    return whole


def words(element: lxml.html.HtmlElement) -> str:
    """The text of an element."""
    return " ".join("".join(element.itertext()).split())


def shown(site: Site, name: str) -> list[object]:
    """All that a page shows: words; identity, address and tooltip of figures; links; citation and labels of cells."""
    whole, tree = article(site, name), site.tree(name)
    figures = [
        [*map(each.get, (*IDENTITIES, "href", "title")), words(each)]
        for each in whole.xpath("|".join(f".//*[@{identity}]" for identity in IDENTITIES))
    ]
    links = [urljoin(f"{ADDRESS}{name}", str(href)) for href in whole.xpath(".//a/@href")]
    beside = map(words, tree.xpath("//aside[contains(@class, 'cite')] | //*[@class='data-version']"))
    return [words(whole), *figures, *links, *beside, *map(str, tree.xpath("//td/@data-label"))]


def test_pages_show_the_same(pair: tuple[Site, Site]) -> None:
    """Page by page, at the same addresses; of the page of errors the headings and sentences, see below."""
    ours, theirs = pair
    assert list(theirs.pages) == list(ours.pages)
    assert len(ours.pages) > 70
    compared = 0
    for name in ours.pages.keys() - {"404.html"}:
        expected = shown(ours, name)
        assert shown(theirs, name) == expected, name
        compared += len(expected)
    assert compared > 20000


def test_the_page_of_errors_says_the_same(pair: tuple[Site, Site]) -> None:
    """In both languages; its links are those of the navigation, which Zensical inherits in its own way."""
    ours, theirs = ([words(each) for each in site.article("404.html").xpath(".//h1 | .//h2 | .//p")] for site in pair)
    assert theirs == ours
    assert len(ours) == 4


def test_every_address_names_a_file_and_an_element_that_exist(other: Site) -> None:
    """In both editions."""
    followed, broken = follow_links(other.folder, ADDRESS)
    assert broken == []
    assert followed > 30000


def test_downloads_feed_and_images_are_the_same(pair: tuple[Site, Site]) -> None:
    """To the byte."""
    ours, theirs = pair
    for folder in ("downloads", "assets/sharing"):
        files = {name: digest for name, digest in contents(ours.folder / folder).items() if not name.endswith(".zip")}
        assert files
        assert contents(theirs.folder / folder) == files
    assert (theirs.folder / "feed.xml").read_bytes() == (ours.folder / "feed.xml").read_bytes()


@pytest.mark.parametrize("query", ["杠铃", "2,200亿美元"])
def test_its_own_search_answers(desk: Page, zensical: Site, query: str) -> None:
    """By its own worker and index, from a page in a folder; the security policy refuses nothing."""
    # The theme asks for the sitemap at the site's own address, which is not that of this server.
    messages = console_of(desk, ADDRESS)
    with serving(zensical.folder) as address:
        desk.goto(f"{address}catalogue/chips.html")
        desk.locator(".md-search__button").click()
        desk.locator("input[role=combobox]").fill(query)
        desk.locator("ol[role=listbox] a", has_text=query).first.wait_for()
    assert not (zensical.folder / INDEX).exists()
    assert messages == []


@pytest.mark.parametrize("query", ["杠铃", "Trainium3"])
def test_materialx_searches_by_itself(desk: Page, properdocs: Site, query: str) -> None:
    """By the worker and the index of the theme; the security policy refuses nothing."""
    messages = console_of(desk, ADDRESS)
    with serving(properdocs.folder) as address:
        desk.goto(f"{address}catalogue/chips.html")
        desk.locator("input[name=query]").fill(query)
        desk.locator(".md-search-result__list a", has_text=query).first.wait_for()
    assert messages == []


def test_properdocs_is_locked_to_the_same_dependencies() -> None:
    """By hash, and but for the engine and the theme in the versions that mkdocs is built with."""
    ours, theirs = (
        dict(re.findall(r"^([a-z0-9_.-]+)==(\S+) \\\n    --hash=sha256:", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-properdocs.txt")
    )
    assert {"properdocs", "mkdocs-materialx"} <= theirs.keys()
    assert "mkdocs-material" not in theirs
    assert len(ours.keys() & theirs.keys()) > 25
    assert {name: version for name, version in theirs.items() if ours.get(name, version) != version} == {}
