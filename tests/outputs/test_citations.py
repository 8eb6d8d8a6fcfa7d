"""How pages are cited: each in three forms, with the version of the data that it shows."""

import datetime as dt
import json
import re
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from macros.build.plugin import theme_globals
from macros.ledger.yaml_source import digest
from macros.outputs.citations import Release, citations
from tests.conftest import ADDRESS, ROOT, SMALL, Site

RELEASE = Release("轨道账本", "orbit", "https://example.org/", "2026-02-01.0a1b2c3", dt.date(2026, 2, 1))


def test_every_page_offers_its_citation(edition: tuple[str, Site]) -> None:
    """In Chinese, in English and as BibTeX: its title, its own address and the version of the data; nobody cites an error."""
    _, site = edition
    version = json.loads((site.folder / "downloads" / "datapackage.json").read_text("utf-8"))["version"]
    for name, article in site.articles():
        texts = [each.text_content() for each in site.tree(name).xpath("//aside[contains(@class, 'cite')]//dd")]
        (canonical,) = site.tree(name).xpath("//link[@rel='canonical']/@href")
        title = "".join(map(str, article.xpath("(.//h1)[1]/text()"))).strip().replace("\u00a0", " ")
        assert [text for text in texts if canonical in text and title in text and version in text] == texts, name
        chinese, _, bibtex = texts
        assert canonical.startswith(ADDRESS)
        assert "[EB/OL]" in chinese
        assert bibtex.startswith("@misc{ai-bet-ledger-")
    assert not site.tree("404.html").xpath("//aside[contains(@class, 'cite')]")
    for name in site.pages:
        (line,) = site.tree(name).xpath("//footer//p[@class='data-version']")
        assert version in line.text_content(), name
        assert line.xpath("string(.//time/@datetime)") == version[:10]


def test_no_two_pages_have_the_same_key(published: Site) -> None:
    """A bibliography that cites several holds them all."""
    keys = [str(text) for name in published.pages for text in published.tree(name).xpath("//aside//pre/code/text()")]
    keys = [text.partition(",")[0] for text in keys]
    assert len(set(keys)) == len(keys) > 70


def test_the_version_tells_one_state_of_the_data_from_another(tmp_path: Path) -> None:
    """Another line, another file or another name is another version; the ends of lines are not."""
    (tmp_path / "data").mkdir()

    def version(raw: bytes, name: str = "one.yml") -> str:
        path = tmp_path / "data" / name
        path.write_bytes(raw)
        made = digest(tmp_path)
        path.unlink()
        return made

    first = version(b"a: 1\nb: 2\n")
    assert re.fullmatch("[0-9a-f]{7}", first)
    assert version(b"a: 1\r\nb: 2\r\n") == first
    assert len({first, version(b"a: 1\nb: 3\n"), version(b"a: 1\nb: 2\n", "two.yml"), digest(ROOT), digest(SMALL)}) == 5


def test_a_title_is_cited_as_text() -> None:
    """Its link to itself and its markup stay behind, and no sign of it becomes markup."""
    config = load_config(str(ROOT / "mkdocs.yml"), site_url=ADDRESS)
    page = Page(None, File("a.md", "", "", use_directory_urls=False), config)
    page.toc = get_toc([{"level": 1, "id": "a", "name": "A &lt;b&gt; &amp; C", "children": []}])
    page.meta = {"title": "Another"}
    environment = config.theme.get_env()
    environment.globals.update(theme_globals(config))
    html = environment.get_template("partials/citation.html").render(page=page)
    assert "A &lt;b&gt; &amp; C[EB/OL]" in html
    assert f"{ADDRESS}a.html" in html
    assert html.count("A &lt;b&gt; \\&amp; C") == 1


def test_a_bibliography_can_be_typeset() -> None:
    """Signs that TeX would read as its own are escaped there, and nowhere else."""
    texts = citations(RELEASE, "R&D at 50%", "a", "", "en")
    assert "title = {R\\&D at 50\\%}" in texts["bibtex"]
    assert "R&D at 50% [Data version" in texts["en"]
