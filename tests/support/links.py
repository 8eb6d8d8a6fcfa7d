"""Follows every address that the files of a built site name."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html

_IN_PAGES = "//@href | //@src | //meta[@property='og:image' or @property='og:url']/@content"
_IN_XML = "//*[local-name()='loc']/text() | //*[local-name()='link']/@href"


def _addresses(folder: Path, address: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each file with the addresses in it: of pages, site maps, feeds and robots.txt."""
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        yield from ((name, urljoin(f"{address}{name}", str(link))) for link in lxml.html.parse(str(path)).xpath(_IN_PAGES))
    for path in (*folder.rglob("sitemap.xml"), *folder.rglob("feed.xml")):
        yield from ((path.relative_to(folder).as_posix(), str(text)) for text in lxml.etree.parse(str(path)).xpath(_IN_XML))
    for path in folder.glob("robots.txt"):
        lines = path.read_text("utf-8").splitlines()
        yield from ((path.name, line.removeprefix("Sitemap: ")) for line in lines if line.startswith("Sitemap: "))


def follow_links(folder: Path, address: str) -> tuple[int, list[str]]:
    """Return how many addresses of a site were followed, and those without a file or without the element that they name.

    `address` is where the site is published. An address of this machine or of another path of the same host is wrong too.
    """
    parts = urlsplit(address)
    wrong_hosts = ("file:", "http://127.", "http://localhost", f"{parts.scheme}://{parts.netloc}/")
    anchors: dict[str, set[str]] = {}
    followed, broken = 0, set()
    for where, link in _addresses(folder, address):
        bare, anchor = urldefrag(link)
        if not bare.startswith(address):
            if bare.startswith(wrong_hosts):
                broken.add(f"{where}: {link}")
            continue
        followed += 1
        target = unquote(bare.removeprefix(address).partition("?")[0]) or "index.html"
        target += "index.html" if target.endswith("/") else ""
        if anchor and target.endswith(".html") and target not in anchors and (folder / target).is_file():
            anchors[target] = set(map(str, lxml.html.parse(str(folder / target)).xpath("//@id")))
        if not (folder / target).is_file() or (anchor and unquote(anchor) not in anchors.get(target, {unquote(anchor)})):
            broken.add(f"{where}: {link}")
    return followed, sorted(broken)
