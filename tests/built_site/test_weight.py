"""How much a page weighs: the bytes of the home page beside an empty one's, and the elements that a phone lays out."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
from playwright.sync_api import Page

from macros.outputs.search.index import INDEX
from tests.conftest import ROOT, Site, succeed
from tests.support.site_server import serving

MOST = 1.18
MOST_ELEMENTS = 2800
"""Lighthouse gave pages of 3,600 and 3,700 elements 86 and 87 for performance; the catalogue's page of
peers, with 2,764 and the rest folded, has 100."""

MOST_BYTES = 210_000
"""Compressed, of the search's index, which has 200 KB at 3,338 facts; at four times these Pagefind takes over, see
tools/benchmarks/README.md."""

# Drawings, folded details and the footnotes for print take no layout on a phone.
LAID_OUT = "//body//*[not(ancestor::svg or ancestor::details or ancestor::*[@class='notes'])]"


def weight(page: Page, folder: Path) -> int:
    """Return how many bytes the first load of a site's home page fetches, text compressed as by a static host."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with serving(folder) as address:
        page.goto(address, wait_until="networkidle")
        # A browser without a window does not ask for the icon.
        asked.append(page.evaluate("document.querySelector('link[rel=icon]').href"))
    assert all(url.startswith(address) for url in asked), asked
    files = [folder / (url.removeprefix(address).partition("?")[0] or "index.html") for url in dict.fromkeys(asked)]
    assert len(files) > 3, asked
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)


def test_the_home_page_is_hardly_heavier_than_an_empty_one(open_page: Callable[..., Page], site: Site, tmp_path: Path) -> None:
    """HTML, styles, scripts, pictures and data of the first load, compressed: at most 18 % above the theme's alone."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Empty\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Empty\ntheme:\n  name: material\n  font: false\n", "utf-8")
    succeed(tmp_path, "mkdocs", "build")
    empty, home = (weight(open_page(390, 844), folder) for folder in (tmp_path / "site", site.folder))
    assert home <= MOST * empty, f"{home} bytes, {home / empty:.3f} times the empty page's {empty}"


def test_style_sheets_and_scripts_are_published_without_their_comments(site: Site) -> None:
    """Every rule of theirs is there, and every line of code."""
    source = (ROOT / "overrides" / "assets" / "stylesheets" / "ledger.css").read_text("utf-8")
    published = (site.folder / "assets" / "stylesheets" / "ledger.css").read_text("utf-8")
    assert "/*" in source
    assert "/*" not in published
    assert published.split() == re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL).split()
    for source_file in (ROOT / "overrides" / "assets" / "javascripts").glob("*.js"):
        code = re.sub(r"(?m)^\s*/\*(?:(?!\*/)(?s:.))*\*/\n|(?:^\s*|(?<=[;,{}]) )//.*", "", source_file.read_text("utf-8"))
        script = (site.folder / "assets" / "javascripts" / source_file.name).read_text("utf-8")
        assert script.split() == code.split(), source_file.name


def test_no_page_has_more_elements_than_a_phone_lays_out_at_once(published: Site) -> None:
    """In both editions. A topic that outgrows this is split in data/topics.yml, a document by its `parts`."""
    pages = {path.relative_to(published.folder).as_posix(): path for path in published.folder.rglob("*.html")}
    elements = {name: len(lxml.html.parse(path).xpath(LAID_OUT)) for name, path in pages.items()}
    assert len(elements) > 150
    assert {name: number for name, number in elements.items() if number > MOST_ELEMENTS} == {}


def test_the_search_loads_no_more_than_a_phone_should(published: Site, english: Site) -> None:
    """The index of either edition."""
    sizes = [len(gzip.compress((site.folder / INDEX).read_bytes(), 6)) for site in (published, english)]
    assert all(100_000 < size < MOST_BYTES for size in sizes), sizes
