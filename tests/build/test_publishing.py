"""The site on the web: every address on every page leads somewhere, below a sub-path and at the root of a domain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import lxml.etree
import lxml.html
import pytest

from tests.conftest import ADDRESS, ROOT, Site, run

ROOT_ADDRESS = "https://ledger.example/"
ADDRESSES = "//@href | //@src | //meta[@property='og:image' or @property='og:url']/@content"


@pytest.fixture(scope="module", params=[ADDRESS, pytest.param(ROOT_ADDRESS, marks=pytest.mark.soak)])
def web(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A published site: its address and its folder."""
    if request.param == ADDRESS:
        site: Site = request.getfixturevalue("published")
        return ADDRESS, site.folder
    folder = tmp_path_factory.mktemp("root") / "site"
    result = run(ROOT, "macros", "build", str(folder), SITE_URL=ROOT_ADDRESS)
    assert result.returncode == 0, result.stderr
    return ROOT_ADDRESS, folder


def addresses(folder: Path, address: str) -> Iterator[tuple[str, str]]:
    """Everything that pages, sitemaps and feeds of both editions point at, with where it stands."""
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        for link in lxml.html.parse(str(path)).xpath(ADDRESSES):
            yield name, urljoin(f"{address}{name}", str(link))
    for path in (*folder.rglob("sitemap.xml"), *folder.rglob("feed.xml")):
        for text in lxml.etree.parse(str(path)).xpath("//*[local-name()='loc']/text() | //*[local-name()='link']/@href"):
            yield path.relative_to(folder).as_posix(), str(text)
    for line in (folder / "robots.txt").read_text("utf-8").splitlines():
        if line.startswith("Sitemap: "):
            yield "robots.txt", line.removeprefix("Sitemap: ")


def test_every_address_leads_somewhere(web: tuple[str, Path]) -> None:
    """To a file of the site and, where it names one, to an element in it."""
    address, folder = web
    anchors: dict[str, set[str]] = {}
    walked, missing = 0, set()
    for where, link in addresses(folder, address):
        bare, anchor = urldefrag(link)
        if not bare.startswith(address):
            # A document of another host, or a link to send mail; none may lead beside the site's own address.
            assert not bare.startswith(("file:", "http://127.", "http://localhost")), f"{where}: {link}"
            assert address != ADDRESS or not bare.startswith("https://example.org/"), f"{where}: {link}"
            continue
        walked += 1
        target = unquote(bare.removeprefix(address)) or "index.html"
        target += "index.html" if target.endswith("/") else ""
        if not (folder / target).is_file():
            missing.add(f"{where}: {link}")
        elif anchor and target.endswith(".html"):
            if target not in anchors:
                anchors[target] = set(map(str, lxml.html.parse(str(folder / target)).xpath("//@id")))
            if unquote(anchor) not in anchors[target]:
                missing.add(f"{where}: {link}")
    assert sorted(missing) == []
    assert walked > 30000


def test_canonical_addresses_are_those_of_the_setting(web: tuple[str, Path]) -> None:
    """One setting, SITE_URL, for both editions."""
    address, folder = web
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        canonical = lxml.html.parse(str(path)).xpath("//link[@rel='canonical']/@href")
        if not name.endswith("404.html"):
            assert [str(each).replace("index.html", "") for each in canonical] == [f"{address}{name}".replace("index.html", "")]
