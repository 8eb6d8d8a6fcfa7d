"""The site on the web, below a sub-path and at the root of a domain: one setting, SITE_URL, determines every address."""

import re

import pytest

from tests.conftest import ADDRESS, Site, build_once
from tests.support.links import follow_links

ROOT_ADDRESS = "https://ledger.example/"


@pytest.fixture(scope="module", params=[ADDRESS, pytest.param(ROOT_ADDRESS, marks=pytest.mark.soak)])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Site]:
    """A published site: its address and its files."""
    if request.param == ADDRESS:
        return ADDRESS, request.getfixturevalue("published")
    return ROOT_ADDRESS, build_once(tmp_path_factory, "root", "macros", "build", SITE_URL=ROOT_ADDRESS)


def test_every_address_names_a_file_and_an_element_that_exist(web: tuple[str, Site]) -> None:
    """Those of pages, site maps, feeds and robots.txt of both editions."""
    address, site = web
    followed, broken = follow_links(site.folder, address)
    assert broken == []
    assert followed > 30000


def test_each_page_names_its_own_address_and_its_twin_s(web: tuple[str, Site]) -> None:
    """Canonical address, alternates of both languages and entry in the site map; the page of errors has none of them."""
    address, site = web
    for edition, below in ((site, ""), (Site(site.folder / "en"), "en/")):
        sitemap = (edition.folder / "sitemap.xml").read_text("utf-8")
        for name in edition.pages:
            assert (f"<loc>{address}{below}{name}</loc>" in sitemap) == (name != "404.html"), name
            if name == "404.html":
                assert not edition.tree(name).xpath("/html/head/link[@hreflang]")
                continue
            (canonical,) = edition.tree(name).xpath("//link[@rel='canonical']/@href")
            assert canonical.removesuffix("index.html") == f"{address}{below}{name}".removesuffix("index.html")
            links = edition.tree(name).xpath("/html/head/link[@rel='alternate'][@hreflang]")
            english = f"{address}en/{name}"
            expected = {"zh": f"{address}{name}", "en": english, "x-default": english}
            assert {link.get("hreflang"): link.get("href") for link in links} == expected, name
    robots = (site.folder / "robots.txt").read_text("utf-8")
    assert re.findall(r"Sitemap: (.+)", robots) == [f"{address}sitemap.xml", f"{address}en/sitemap.xml"]
