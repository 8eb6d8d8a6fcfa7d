"""The built site, page by page: figures that can be traced to their facts, nothing half-rendered, nothing left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest

from macros.build.publish import MARKER
from macros.ledger.ledger import Ledger
from tests.conftest import ROOT, Site

# Dates, years and quarters, and names that hold a digit, are no figures.
NOT_A_FIGURE = re.compile(
    r"\d{4}\s?年(\s?\d{1,2}\s?月(\s?\d{1,2}\s?日)?)?|\d{1,2}\s?月(\s?\d{1,2}\s?日)?|(?<!\d)20\d\d(?!\d)"
    r"|\d{4}-\d{2}-\d{2}|[A-Za-z][A-Za-z+-]*-?\s?\d+(\.\d+)?[A-Za-z]*|\d+-[A-Z]"
)
TRACED_OR_CODE = (
    "@data-fact or @data-derived or @data-printed or @data-document or @class='headerlink'"
    " or self::time or self::code or self::pre or self::script"
)


def written_pages(site: Site) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Yield the articles that somebody wrote: not the lists of facts, whose lines carry printed evidence."""
    for name, article in site.articles():
        if not name.startswith(("catalogue/", "sources/", "contribute")):
            yield name, article


def test_nothing_is_left_unrendered(site: Site) -> None:
    """No macro, no block inside a paragraph, no error text."""
    checked = 0
    for name, article in site.articles():
        html = re.sub(r"<(pre|code)\b.*?</\1>", "", lxml.html.tostring(article, encoding="unicode"), flags=re.DOTALL)
        for wrong in ("{{", "{%", "Macro Rendering Error"):
            assert wrong not in html, name
        source = site.pages[name].read_text("utf-8")  # A parser closes a paragraph before a block.
        assert not re.search(r"<p>\s*<(div|ul|ol|table|dl|section)", source[source.index("<article") :]), name
        checked += 1
    assert checked > 70


def test_every_figure_is_that_of_its_fact(site: Site, ledger: Ledger) -> None:
    """Each element names a fact that the data holds, and leads to the line of that very fact."""
    checked = 0
    for name, element in site.find("//a[@data-fact]"):
        ids = [fact.id for fact in ledger.by_subject[element.get("data-fact")] if fact.document == element.get("data-document")]
        assert element.get("href").partition("#")[2] in ids, name
        assert element.get("title") or element.findtext("title"), name
        checked += 1
    assert checked > 2000


def test_every_fact_has_a_line_of_its_own(site: Site, ledger: Ledger) -> None:
    """In the catalogue, once, with an address that does not change."""
    lines = [str(each) for _, each in site.find("//article//li[@data-fact]/@id", "catalogue/")]
    assert sorted(lines) == sorted(fact.id for fact in ledger.facts)
    assert all(line.isascii() for line in lines)


def test_no_figure_on_a_page_is_without_a_source(site: Site) -> None:
    """Outside a traced element stand dates and names, and no number."""
    checked = 0
    for name, article in written_pages(site):
        # Text behind an element is that of the element around it.
        for text in article.xpath(f".//text()[not(ancestor::*[{TRACED_OR_CODE}])]"):
            assert not re.search(r"\d", NOT_A_FIGURE.sub("", str(text))), f"{name}: {str(text).strip()!r}"
            checked += 1
    assert checked > 1000


def test_events_have_addresses(site: Site, ledger: Ledger) -> None:
    """A link can lead to each of them."""
    ids = [event.id for event in sorted(ledger.events, key=lambda event: (event.date.end > ledger.latest, event.date))]
    assert site.article("timeline.html").xpath(".//*[@data-event]/@id") == ids


def test_no_page_asks_another_host_for_anything(site: Site) -> None:
    """No script, style, font or picture from elsewhere."""
    asked = list(site.find("//script/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //img/@src"))
    assert len(asked) > 500
    assert [found for found in asked if urlsplit(str(found[1])).netloc] == []
    for style in site.folder.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:", style.read_text("utf-8")), style.name


def test_every_page_has_a_title_and_a_description_of_its_own(site: Site) -> None:
    """As a reader meets them in a list of results."""
    seen: dict[str, str] = {}
    for name, _ in site.articles():
        (description,) = site.tree(name).xpath("//meta[@name='description']/@content")
        title = site.tree(name).findtext(".//title")
        assert title
        assert "{{" not in title + description
        assert description not in seen, f"{name} and {seen.get(description)}"
        seen[description] = name


def test_chinese_lines_are_joined_without_gaps(site: Site) -> None:
    """A line break of the source between two sentences does not show as a space."""
    paragraphs = [(name, each.text_content()) for name, article in written_pages(site) for each in article.iterfind(".//p")]
    assert len(paragraphs) > 300
    assert [each for each in paragraphs if re.search(r"[\u4e00-\u9fff。，；：？！]\n[\u4e00-\u9fff]", each[1])] == []


@pytest.mark.parametrize("folder", ["docs", "data"])
def test_no_page_and_no_text_holds_html(folder: str) -> None:
    """Authors write prose and data; HTML lives in templates."""
    paths = [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".md", ".yml")]
    assert len(paths) > 30
    for path in paths:
        text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"</?[a-z]+[ >/]", text), path.relative_to(ROOT)


def test_the_built_site_holds_only_what_readers_need(site: Site) -> None:
    """No data file, no source of a page, no leftover of a build."""
    kinds = {path.suffix or path.name for path in site.folder.rglob("*") if path.is_file() and path.parent.name != "downloads"}
    assert kinds <= {MARKER, ".html", ".css", ".js", ".json", ".xml", ".gz", ".png", ".svg", ".map"}
    assert (site.folder / "search" / "search_index.json").is_file()


def test_each_page_ends_with_the_documents_its_figures_came_from(site: Site) -> None:
    """Collected from the page's own calls."""
    checked = 0
    for name, article in written_pages(site):
        shown = set(article.xpath(".//*[@data-fact][not(ancestor::aside)]/@data-document"))
        assert shown <= set(article.xpath(".//aside[@class='page-sources']//li/@data-document")), name
        checked += bool(shown)
    assert checked > 15


def test_the_catalogue_names_the_pages_that_show_a_metric(site: Site) -> None:
    """Backlinks, from the pages' own macro calls: each leads to a page that does show it."""
    checked = 0
    for name, block in site.find("//div[@class='metric']", "catalogue/"):
        (metric,) = {str(each).partition("@")[0] for each in block.xpath("./ul[@class='lines']/li/@data-fact")}
        for href in block.xpath("./p[@class='line__note']/a/@href"):
            page = (Path(name).parent / urlsplit(str(href)).path).as_posix().removeprefix("catalogue/../")
            if page.startswith("catalogue") or "#" in str(href):
                continue
            found = site.article(page).xpath(f".//*[starts-with(@data-fact, '{metric}@') or @data-derived]")
            assert found, f"{page} does not show {metric}"
            checked += 1
    assert checked > 200


def test_a_figure_under_correction_carries_its_mark_everywhere(site: Site, ledger: Ledger) -> None:
    """A link to the correction stands beside it, on every page."""
    checked = 0
    for name, element in site.find("//a[@data-fact]"):
        if element.get("href").partition("#")[2] in ledger.corrections_by_fact:
            follower = element.getnext()
            assert follower is not None, name
            assert follower.get("class") == "mark", name
            assert "corrections.html#" in follower.get("href")
            checked += 1
    assert checked > 20


def test_corrections_are_many_and_each_says_what_is_right(site: Site) -> None:
    """About fifty, from grave to minor, with what is printed, what is right and what is shown."""
    blocks = site.article("corrections.html").xpath(".//*[@data-correction]")
    assert len(blocks) >= 45
    assert {block.get("data-severity") for block in blocks} == {"grave", "moderate", "minor"}
    for block in blocks:
        assert [term.text for term in block.iterfind(".//dt")] == ["文件怎样写", "应当怎样", "本站怎样处理"]


def test_the_ledger_of_doubts_is_complete(site: Site, ledger: Ledger) -> None:
    """Thirty or more from February 2025, each with a verdict; what is new has its date due; counts come from the data."""
    blocks = site.article("doubts.html").xpath(".//*[@data-doubt]")
    assert {block.get("data-verdict") for block in blocks} == {"answered", "partly", "open", "contradicted"}
    assert [doubt.id for doubt in ledger.doubts if ledger.is_new(doubt) and doubt.due is None] == []
    judged = [doubt.verdict for doubt in ledger.doubts if not ledger.is_new(doubt)]
    assert len(judged) >= 30
    for verdict in set(judged):
        (shown,) = site.article("index.html").xpath(f".//*[@data-derived='count-{verdict}']")
        assert int(shown.text_content()) == judged.count(verdict)
