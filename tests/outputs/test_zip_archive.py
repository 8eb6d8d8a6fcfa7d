"""The archive: the whole site in one file, which opens from a folder with figures, charts and search."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from macros.build.publish import MARKER
from macros.outputs.zip_archive import pack
from tests.conftest import Site
from tests.support.golden_queries import FIRST, Passages, golden, open_search, search

NAME = "ai-bet-ledger"


@pytest.fixture(scope="module")
def folder(published: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked archive."""
    scratch = tmp_path_factory.mktemp("archive")
    with zipfile.ZipFile(published.folder / "downloads" / f"{NAME}.zip") as archive:
        archive.extractall(scratch)
    return scratch / NAME


@pytest.fixture
def page(silent: Page) -> Page:
    """A page without a network."""
    silent.context.set_offline(True)
    return silent


def test_it_holds_every_page_of_both_editions(folder: Path, published: Site) -> None:
    """And every file that a page needs: what is left out is what only a server or an engineer uses."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    built = {path.relative_to(published.folder).as_posix() for path in published.folder.rglob("*") if path.is_file()}
    assert {name.rpartition(".")[2] for name in built - files - {MARKER}} == {"gz", "map", "zip"}
    assert {name for name in files if name.startswith("en/") and name.endswith(".html")}
    assert files - built == {f"{edition}search/{name}.js" for edition in ("", "en/") for name in ("search_index", "entries")}
    changed = {name for name in files & built if (folder / name).read_bytes() != (published.folder / name).read_bytes()}
    assert {name.partition("assets/")[2].partition(".")[0] for name in changed} == {"javascripts/bundle"}


def test_the_same_site_gives_the_same_archive(published: Site) -> None:
    """Its files carry the day of the data and not the time of the build."""
    archive = published.folder / "downloads" / f"{NAME}.zip"
    before = archive.read_bytes()
    assert pack(published.folder) == archive
    assert archive.read_bytes() == before
    assert before


def test_a_site_without_the_themes_script_is_not_packed(tmp_path: Path) -> None:
    """Its search would not answer from a folder."""
    package = tmp_path / "downloads" / "datapackage.json"
    package.parent.mkdir()
    package.write_text('{"name": "orbit", "version": "2026-02-01.0a1b2c3"}', "utf-8")
    with pytest.raises(ValueError, match="the theme has changed"):
        pack(tmp_path)


@pytest.mark.parametrize("start", ["index.html", "en/catalogue/chips.html"])
def test_it_is_searched_without_a_server(page: Page, folder: Path, start: str) -> None:
    """Golden numbers and names, from a page of each edition opened by a double-click."""
    language = "en" if start.startswith("en/") else "zh"
    edition = folder / "en" if language == "en" else folder
    passages = Passages(edition)
    page.goto((folder / start).as_uri())
    open_search(page)
    queries = [query for query in golden(language) if query.kind in ("number", "name")]
    assert len(queries) >= 20
    for query in queries[::3]:
        found = search(page, query.query, f"{edition.as_uri()}/")
        assert any(passages.answers(query, result) for result in found[:FIRST]), query.query


def test_pages_look_and_lead_as_they_do_on_the_web(page: Page, folder: Path) -> None:
    """Styles, tooltips, charts, the way into the catalogue and over to the other edition."""
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate("() => getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    assert page.locator("figure.chart svg:visible").first.is_visible()
    page.locator("article a.fact").first.focus()
    page.locator("article a.fact").first.click()
    page.locator(":target").wait_for()
    page.locator("a.language").click()
    page.locator("html[lang=en]").wait_for()
    assert Path(page.url.removeprefix("file://").partition("#")[0]).is_file()


def test_readers_find_it(published: Site, english: Site) -> None:
    """Among the downloads of both editions; it is one and the same file."""
    for site, up in ((published, ""), (english, "../")):
        (href,) = site.article("downloads.html").xpath(".//a[contains(@href, '.zip')]/@href")
        assert href == f"{up}downloads/{NAME}.zip"
        assert (site.folder / str(href)).resolve() == (published.folder / "downloads" / f"{NAME}.zip").resolve()
