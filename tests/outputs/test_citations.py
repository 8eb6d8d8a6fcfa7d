"""How pages are cited: each in three forms, with the version of the data that it shows."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from macros.ledger.yaml_source import digest
from macros.outputs.citations import Release, citations, cite
from tests.conftest import ADDRESS, ROOT, SMALL, Site

RELEASE = Release("轨道账本", "orbit", "https://example.org/", "2026-02-01.0a1b2c3", dt.date(2026, 2, 1))
PAGE = """<html><head></head><body><article><h1>造塔<a class="headerlink" href="#a">¶</a></h1></article>
<footer><div class="md-copyright__highlight">
轨道公司并不存在。
</div></footer></body></html>"""


@pytest.fixture(params=["zh", "en"])
def edition(request: pytest.FixtureRequest, published: Site, english: Site) -> Site:
    """Each edition of the published site."""
    return published if request.param == "zh" else english


def test_every_page_offers_its_citation(edition: Site) -> None:
    """In Chinese, in English and as BibTeX: its title, its own address and the version of the data."""
    version = json.loads((edition.folder / "downloads" / "datapackage.json").read_text("utf-8"))["version"]
    for name in edition.pages:
        if name == "404.html":
            continue
        chinese, english, bibtex = edition.tree(name).xpath("//aside[contains(@class, 'cite')]//dd")
        (canonical,) = edition.tree(name).xpath("//link[@rel='canonical']/@href")
        title = "".join(map(str, edition.article(name).xpath("(.//h1)[1]/text()"))).strip()
        for text in (chinese.text_content(), english.text_content(), bibtex.text_content()):
            assert str(canonical) in text, name
            assert title in text, name
            assert version in text, name
        assert canonical.startswith(ADDRESS)
        assert "[EB/OL]" in chinese.text_content()
        assert bibtex.text_content().startswith("@misc{ai-bet-ledger-")


def test_no_two_pages_have_the_same_key(published: Site) -> None:
    """A bibliography that cites several holds them all."""
    keys = [str(text) for name in published.pages for text in published.tree(name).xpath("//aside//pre/code/text()")]
    keys = [text.partition(",")[0] for text in keys]
    assert len(set(keys)) == len(keys) > 70


def test_every_page_says_which_data_it_shows(edition: Site) -> None:
    """The version and its day, in the footer, 404.html included."""
    package = json.loads((edition.folder / "downloads" / "datapackage.json").read_text("utf-8"))
    for name in edition.pages:
        (line,) = edition.tree(name).xpath("//footer//p[@class='data-version']")
        assert package["version"] in line.text_content()
        assert line.xpath("string(.//time/@datetime)") == package["version"][:10]


def test_a_page_that_is_no_document_is_not_cited(edition: Site) -> None:
    """Nobody cites an error."""
    assert not edition.tree("404.html").xpath("//aside[contains(@class, 'cite')]")


def test_the_version_tells_one_state_of_the_data_from_another(tmp_path: Path) -> None:
    """Another line, another file or another name is another version; the ends of lines are not."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "one.yml").write_bytes(b"a: 1\nb: 2\n")
    first = digest(tmp_path)
    assert re.fullmatch("[0-9a-f]{7}", first)
    (data / "one.yml").write_bytes(b"a: 1\r\nb: 2\r\n")
    assert digest(tmp_path) == first
    (data / "one.yml").write_bytes(b"a: 1\nb: 3\n")
    assert digest(tmp_path) != first
    (data / "one.yml").write_bytes(b"a: 1\nb: 2\n")
    (data / "one.yml").rename(data / "two.yml")
    assert digest(tmp_path) != first
    assert digest(ROOT) != digest(SMALL)


def test_a_page_that_was_cited_before_stays_as_it_is() -> None:
    """The command for engines without hooks may come after them; a new version takes the place of the old one."""
    once = cite(PAGE, RELEASE, "towers.html", "zh")
    assert cite(once, RELEASE, "towers.html", "zh") == once
    again = cite(once, Release("轨道账本", "orbit", "", "2026-03-01.fffffff", dt.date(2026, 3, 1)), "towers.html", "zh")
    assert "0a1b2c3" not in again
    assert again.count("fffffff") == 4


def test_a_title_is_cited_as_text() -> None:
    """Its link to itself and its markup stay behind, and no sign of it becomes markup."""
    html = cite(PAGE.replace("造塔", "A &lt;b&gt; &amp; <em>C</em>"), RELEASE, "a.html", "en")
    assert "轨道账本. (2026). A &lt;b&gt; &amp; C [Data version" in html


def test_a_bibliography_can_be_typeset() -> None:
    """Signs that TeX would read as its own are escaped there, and nowhere else."""
    texts = citations(RELEASE, "R&D at 50%", "a", "", "en")
    assert "title = {R\\&D at 50\\%}" in texts["bibtex"]
    assert "R&D at 50% [Data version" in texts["en"]


def test_what_is_not_known_is_left_out() -> None:
    """A site without an address is cited without one."""
    texts = citations(RELEASE, "造塔", "towers", "", "zh")
    assert not any("http" in text or "url" in text for text in texts.values())
    assert texts["en"] == "轨道账本. (2026). 造塔 [in Chinese] [Data version 2026-02-01.0a1b2c3]."
