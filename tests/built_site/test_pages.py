"""The built site, page by page: figures that can be traced, links that lead somewhere, nothing half-rendered."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from macros.build.staging import MARKER
from macros.ledger.model import Ledger
from tests.conftest import ROOT, Site

# Dates, years and quarters, and names that hold a digit, are no figures.
NOT_A_FIGURE = re.compile(
    r"\d{4}\s?年(\s?\d{1,2}\s?月(\s?\d{1,2}\s?日)?)?|\d{1,2}\s?月(\s?\d{1,2}\s?日)?|(?<!\d)20\d\d(?!\d)"
    r"|\d{4}-\d{2}-\d{2}|[A-Za-z][A-Za-z+-]*-?\s?\d+(\.\d+)?[A-Za-z]*|\d+-[A-Z]"
)
TRACED = ("data-fact", "data-derived", "data-printed", "data-document")


def test_there_are_pages_for_every_room(site: Site) -> None:
    """Home, timeline, three stories, then and now, the audit, nine themes, twenty catalogues, the sources, the rest."""
    names = set(site.pages)
    stories = {"stories/2025-02-doubt.html", "stories/2025-the-year.html", "stories/2026-02-promise.html"}
    single = {"index.html", "timeline.html", "then-and-now.html", "glossary.html", "method.html", "contribute.html"}
    single |= {"doubts.html", "corrections.html", "checks.html", "downloads.html"}
    assert stories | single <= names
    assert len([name for name in names if name.startswith("themes/")]) == 10
    assert len([name for name in names if name.startswith("catalogue/")]) == 21


def test_nothing_is_left_unrendered(site: Site) -> None:
    """No macro, no block inside a paragraph, no error text."""
    for name in site.pages:
        if name == "404.html":
            continue
        text = site.pages[name].read_text("utf-8")
        article = text[text.index("<article") : text.index("</article>")]
        shown = re.sub(r"<(pre|code)\b.*?</\1>", "", article, flags=re.DOTALL)
        assert "{{" not in shown, name
        assert "{%" not in shown, name
        assert not re.search(r"<p>\s*<(div|ul|ol|table|dl|section)", shown), name
        assert "Macro Rendering Error" not in shown, name


def test_every_figure_is_that_of_its_fact(site: Site, ledger: Ledger) -> None:
    """Each element names a fact that the data holds, and leads to the line of that very fact."""
    checked = 0
    for name in site.pages:
        for element in site.tree(name).xpath("//a[@data-fact]"):
            facts = ledger.by_subject[element.get("data-fact")]
            assert element.get("data-document") in {fact.document for fact in facts}, name
            anchor = element.get("href").partition("#")[2]
            assert anchor in {fact.id for fact in facts if fact.document == element.get("data-document")}, name
            assert element.get("title") or element.findtext("title"), name
            checked += 1
    assert checked > 2000


def test_every_fact_has_a_line_of_its_own(site: Site, ledger: Ledger) -> None:
    """In the catalogue, once, with an address that does not change."""
    lines = [
        str(each)
        for name in site.pages
        if name.startswith("catalogue/")
        for each in site.article(name).xpath(".//li[@data-fact]/@id")
    ]
    assert sorted(lines) == sorted(fact.id for fact in ledger.facts)
    assert all(line.isascii() for line in lines)


def written_pages(site: Site) -> list[str]:
    """The pages that somebody wrote: not the lists of facts, whose lines carry printed evidence."""
    return [name for name in site.pages if not name.startswith(("catalogue/", "sources/", "404", "contribute"))]


def test_no_figure_on_a_page_is_without_a_source(site: Site) -> None:
    """Outside a traced element stand dates and names, and no number."""
    checked = 0
    for name in written_pages(site):
        article = site.article(name)
        for text in article.xpath(".//text()"):
            parents = (
                [text.getparent(), *text.getparent().iterancestors()] if text.is_text else [*text.getparent().iterancestors()]
            )
            if any(parent.get(key) for parent in parents for key in TRACED):
                continue
            if any(
                parent.tag in ("time", "code", "pre", "script") or parent.get("class") == "headerlink" for parent in parents
            ):
                continue
            checked += 1
            left = NOT_A_FIGURE.sub("", str(text))
            assert not re.search(r"\d", left), f"{name}: {str(text).strip()!r}"
    assert checked > 1000


def test_events_have_addresses(site: Site, ledger: Ledger) -> None:
    """A link can lead to each of them."""
    timeline = site.article("timeline.html")
    assert timeline.xpath(".//*[@data-event]/@id") == [
        event.id for event in sorted(ledger.events, key=lambda e: (e.date.end > ledger.latest, e.date))
    ]


def test_no_page_asks_another_host_for_anything(site: Site) -> None:
    """No script, style, font or picture from elsewhere."""
    for name in site.pages:
        tree = site.tree(name)
        for address in tree.xpath(
            "//script/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //img/@src"
        ):
            assert not urlsplit(str(address)).netloc, f"{name} asks for {address}"
    for style in site.folder.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:", style.read_text("utf-8")), style.name


def test_every_page_has_a_title_and_a_description_of_its_own(site: Site) -> None:
    """As a reader meets them in a list of results."""
    seen: dict[str, str] = {}
    for name in site.pages:
        if name == "404.html":
            continue
        (description,) = site.tree(name).xpath("//meta[@name='description']/@content")
        title = site.tree(name).findtext(".//title")
        assert title
        assert "{{" not in title + description
        assert description not in seen, f"{name} and {seen.get(description)}"
        seen[description] = name


def test_chinese_lines_are_joined_without_gaps(site: Site) -> None:
    """A line break of the source between two sentences does not show as a space."""
    for name in written_pages(site):
        for paragraph in site.article(name).iterfind(".//p"):
            assert not re.search(r"[\u4e00-\u9fff。，；：？！]\n[\u4e00-\u9fff]", paragraph.text_content()), name


@pytest.mark.parametrize("folder", ["docs", "data"])
def test_no_page_and_no_text_holds_html(folder: str) -> None:
    """Authors write prose and data; HTML lives in templates."""
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in (".md", ".yml"):
            text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
            assert not re.search(r"</?[a-z]+[ >/]", text), path.relative_to(ROOT)


def test_the_built_site_holds_only_what_readers_need(site: Site) -> None:
    """No data file, no source of a page, no leftover of a build."""
    kinds = {path.suffix or path.name for path in site.folder.rglob("*") if path.is_file() and path.parent.name != "downloads"}
    assert kinds <= {MARKER, ".html", ".css", ".js", ".json", ".xml", ".gz", ".png", ".svg", ".map"}
    assert Path(site.folder / "search" / "search_index.json").is_file()


def test_each_page_ends_with_the_documents_its_figures_came_from(site: Site) -> None:
    """Collected from the page's own calls: no more and no fewer."""
    checked = 0
    for name in written_pages(site):
        article = site.article(name)
        listed = article.xpath(".//aside[@class='page-sources']")
        shown = article.xpath(".//*[@data-fact][not(ancestor::aside)]/@data-document")
        if not listed:
            assert not shown, name
            continue
        named = set(map(str, listed[0].xpath(".//li/@data-document")))
        assert set(map(str, shown)) <= named, name
        checked += 1
    assert checked > 15


def test_the_catalogue_names_the_pages_that_show_a_metric(site: Site) -> None:
    """Backlinks, from the pages' own macro calls: each leads to a page that does show it."""
    checked = 0
    for name in [each for each in site.pages if each.startswith("catalogue/") and each != "catalogue/index.html"]:
        for block in site.article(name).xpath(".//div[@class='metric']"):
            (metric,) = {str(each).partition("@")[0] for each in block.xpath("./ul[@class='lines']/li/@data-fact")}
            for href in block.xpath("./p[@class='line__note']/a/@href"):
                page = (Path(name).parent / urlsplit(str(href)).path).as_posix()
                page = page.removeprefix("catalogue/../")
                if page.startswith("catalogue") or "#" in str(href):
                    continue
                shown = site.article(page).xpath(f".//*[starts-with(@data-fact, '{metric}@')]")
                derived = site.article(page).xpath(".//*[@data-derived]")
                assert shown or derived, f"{page} does not show {metric}"
                checked += 1
    assert checked > 200


def test_a_figure_under_correction_carries_its_mark_everywhere(site: Site, ledger: Ledger) -> None:
    """A link to the correction stands beside it, on every page."""
    marked = set(ledger.corrections_by_fact)
    checked = 0
    for name in site.pages:
        for element in site.tree(name).xpath("//a[@data-fact]"):
            fact = element.get("href").partition("#")[2]
            if fact in marked:
                follower = element.getnext()
                assert follower is not None, f"{name}: {fact}"
                assert follower.get("class") == "mark", f"{name}: {fact}"
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
    verdicts = {block.get("data-doubt"): block.get("data-verdict") for block in blocks}
    assert len([doubt for doubt in ledger.doubts if not ledger.is_new(doubt)]) >= 30
    assert {"answered", "partly", "open", "contradicted"} == set(verdicts.values())
    for doubt in ledger.doubts:
        if ledger.is_new(doubt):
            assert doubt.due is not None, doubt.id
    judged = [doubt.verdict for doubt in ledger.doubts if not ledger.is_new(doubt)]
    for verdict in set(judged):
        (shown,) = site.article("index.html").xpath(f".//*[@data-derived='count-{verdict}']")
        assert int(shown.text_content()) == judged.count(verdict)
