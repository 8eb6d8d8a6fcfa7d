"""The built site, page by page: figures that can be traced to their facts, nothing half-rendered, nothing left over."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest

from macros.build.publish import MARKER
from macros.ledger.editorial import STANDINGS
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


def test_every_figure_links_to_the_line_of_its_fact(site: Site, ledger: Ledger) -> None:
    """And is followed by a link to the correction where one applies, on every page."""
    checked = corrected = 0
    for name, element in site.find("//a[@data-fact]"):
        ids = [fact.id for fact in ledger.by_subject[element.get("data-fact")] if fact.document == element.get("data-document")]
        anchor = element.get("href").partition("#")[2]
        if element.xpath("ancestor::*[contains(@class, 'chart--timeline')]") and element.xpath("ancestor::*[name()='svg']"):
            # On the drawing of the story a mark leads to the event that brought the number.
            assert anchor in {event.id for event in ledger.events}, name
            continue
        assert anchor in ids, name
        assert element.get("title") or element.findtext("title"), name
        if anchor in ledger.corrections_by_fact:
            mark = element.getnext()
            assert mark is not None, name
            assert (mark.get("class"), mark.get("href").partition("corrections.html#")[1]) == ("mark", "corrections.html#"), (
                name
            )
            corrected += 1
        checked += 1
    assert checked > 2000
    assert corrected > 20


def test_no_figure_on_a_page_is_without_a_source(site: Site) -> None:
    """Outside of traced elements there are dates and names, and no number."""
    checked = 0
    for name, article in written_pages(site):
        # Text behind an element is that of the element around it.
        for text in article.xpath(f".//text()[not(ancestor::*[{TRACED_OR_CODE}])]"):
            assert not re.search(r"\d", NOT_A_FIGURE.sub("", str(text))), f"{name}: {str(text).strip()!r}"
            checked += 1
    assert checked > 1000


def test_a_sentence_has_at_most_one_citation(site: Site) -> None:
    """In English it follows the full stop, in Chinese it goes before it."""
    checked = 0
    for name, article in written_pages(site):
        for block in article.xpath(".//p | .//li | .//td"):
            text = re.sub(r"([.!?])(\[\d+\])", r"\2\1", str(block.text_content()))
            for sentence in re.split(r"[。！？\n]|[.!?] ", text):
                assert len(re.findall(r"\[\d+\]", sentence)) < 2, f"{name}: {sentence}"
                checked += 1
    assert checked > 1000


def test_the_timeline_lists_each_event_with_a_link_to_itself(site: Site, ledger: Ledger) -> None:
    """In order, by quarter, those to come at the end; a company's are those of its divisions too."""
    timeline = site.article("timeline.html")
    events = {str(each.get("data-event")): each for each in timeline.xpath(".//li[@data-event]")}
    expected = sorted(ledger.events, key=lambda event: (event.date.end > ledger.latest, event.date))
    assert list(events) == [each.get("id") for each in events.values()] == [event.id for event in expected]
    for name, event in events.items():
        (link,) = event.xpath(".//a[@class='permalink']")
        assert link.get("href") == f"#{name}"
        assert link.get("aria-label").startswith("本条链接：")
    *quarters, last = map(str, timeline.xpath(".//h2/@id"))
    assert last == "to-come"
    assert quarters == sorted(quarters)
    assert all(re.fullmatch(r"20\d\dq[1-4]", each) for each in quarters)
    assert events["reinvent-2024-trainium2"].get("data-company").split() == ["amazon"]
    offered = timeline.xpath(".//input[@name='company']/@value")
    assert len(offered) > 3
    assert {ledger.entities[str(each)].type for each in offered if each} == {"company"}


def test_the_head_of_a_page_is_its_own(site: Site) -> None:
    """Language, title and description, as screen readers and lists of results need them; no description comes twice."""
    seen: dict[str, str] = {}
    for name in site.pages:
        tree = site.tree(name)
        (description,) = tree.xpath("//meta[@name='description']/@content")
        title = tree.findtext(".//title")
        assert tree.get("lang") == "zh-Hans", name
        assert title, name
        assert "{{" not in title + description, name
        if name != "404.html":
            assert description not in seen, f"{name} and {seen.get(description)}"
            seen[description] = name


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
    beside = [path for path in site.folder.rglob("*") if path.is_file() and site.folder / "downloads" not in path.parents]
    kinds = {path.suffix or path.name for path in beside}
    assert kinds <= {MARKER, ".html", ".css", ".js", ".json", ".xml", ".gz", ".png", ".svg", ".map"}
    assert (site.folder / "search" / "search_index.json").is_file()


def test_figures_and_footnotes_match(site: Site) -> None:
    """Numbered from 1 in the order of the page, the same identity on both sides; all documents are listed at the end.

    So are citations. Figures of pages without sources, and those in folded details and drawings, have no number.
    """
    numbered = unnumbered = documented = corrected = cites = 0
    written = dict(written_pages(site))
    for name, article in site.articles():
        notes = {str(note.get("id")).removeprefix("note-"): note for note in article.xpath(".//*[@class='notes']//li[@id]")}
        figures = article.xpath(".//*[@data-note]")
        order = list(dict.fromkeys(str(figure.get("data-note")) for figure in figures))
        assert order == [str(number) for number in range(1, len(notes) + 1)], name
        for figure in figures:
            note = notes[figure.get("data-note")]
            for identity in ("data-fact", "data-document", "data-derived"):
                assert note.get(identity) == figure.get(identity), name
            if note.get("data-derived"):
                assert "算式：" in note.text_content(), name
            else:
                assert note.xpath("./a[@class='mark']/@href") == marks_behind(figure), name
                corrected += bool(marks_behind(figure))
            numbered += 1
        cited = {int(link.text.strip("[]")): link for link in article.xpath(".//sup[@class='cite']/a")}
        places = article.xpath(".//ol[@class='citations']/li")
        assert [cited[number].get("data-document") for number in sorted(cited)] == [
            each.get("data-document") for each in places
        ]
        cites += len(cited)
        sources = article.xpath(".//aside[@class='page-sources']")
        beside = "[not(ancestor::details or ancestor::svg)]"
        for figure in article.xpath(f".//a[contains(concat(' ', @class, ' '), ' fact ')]{beside}"):
            assert bool(figure.get("data-note")) == bool(sources), f"{name}: {figure.text}"
            unnumbered += not sources
        if name in written:
            shown = set(article.xpath(".//*[@data-fact][not(ancestor::aside)]/@data-document"))
            assert shown <= set(article.xpath(".//aside[@class='page-sources']//li/@data-document")), name
            documented += bool(shown)
    assert (numbered > 900, unnumbered > 1000, documented > 15, corrected > 100, cites > 150) == (True,) * 5


def marks_behind(figure: lxml.html.HtmlElement) -> list[str]:
    """The addresses of the corrections that a figure's marks lead to."""
    behind = itertools.takewhile(lambda element: element.get("class") == "mark", figure.itersiblings())
    return [str(mark.get("href")) for mark in behind]


def test_a_check_tells_three_numbers_apart(site: Site) -> None:
    """The computed one, the printed one and the difference, each with its own identity; the difference in the first's unit."""
    lines = site.article("checks.html").xpath(".//li[.//*[@data-check]]")
    assert len(lines) >= 3
    told = {}
    for line in lines:
        (difference,) = line.xpath(".//*[@data-check]")
        assert not difference.xpath("@data-derived | @data-fact")
        derived, _, fact = difference.get("data-check").partition(":")
        assert line.get("data-derived") == derived
        assert line.xpath(f".//a[@data-fact][contains(@href, '#{fact}')]")
        computed = line.xpath("string(./p[@class='line__value']/a)")
        told[derived] = (computed, difference.text)
    assert len(told) == len(lines)
    assert told["aws-margin-change-yoy-2025q4"] == ("−1.90个百分点", "2.30个百分点")


def test_no_two_signs_meet_in_a_formula(site: Site) -> None:
    """A number below zero stands in brackets."""
    formulas = [each for page in site.pages.values() for each in re.findall(r"算式：([^\"<\n]*)", page.read_text("utf-8"))]
    assert len(formulas) > 200
    assert sum("(−" in each for each in formulas) > 5
    assert [each for each in formulas if re.search("[−+÷] −", each)] == []


def test_the_catalogue_names_the_pages_that_show_a_metric(site: Site) -> None:
    """Backlinks, from the pages' own macro calls: each is to a page that does show it."""
    checked = 0
    for name, block in site.find("//div[@class='metric']", "catalogue/"):
        (metric,) = {str(each).partition("@")[0] for each in block.xpath("./ul[@class='lines']/li/@data-fact")}
        for href in block.xpath("(. | ./details)/p[@class='line__note']/a/@href"):
            page = (Path(name).parent / urlsplit(str(href)).path).as_posix().removeprefix("catalogue/../")
            if page.startswith("catalogue") or "#" in str(href):
                continue
            found = site.article(page).xpath(f".//*[starts-with(@data-fact, '{metric}@') or @data-derived]")
            assert found, f"{page} does not show {metric}"
            checked += 1
    assert checked > 200


def test_corrections_and_doubts_are_complete(site: Site, ledger: Ledger) -> None:
    """About fifty corrections from grave to minor, thirty doubts or more, each with its outcome; counts come from the data."""
    blocks = site.article("corrections.html").xpath(".//*[@data-correction]")
    assert len(blocks) >= 45
    assert {block.get("data-severity") for block in blocks} == {"grave", "moderate", "minor", "withdrawn"}
    for block in blocks:
        withdrawn = ["撤回"] if block.get("data-severity") == "withdrawn" else []
        assert [term.text for term in block.iterfind(".//dt")] == ["文件怎样写", "应当怎样", "本站怎样处理", *withdrawn]
    blocks = site.article("doubts.html").xpath(".//*[@data-doubt]")
    assert {block.get("data-outcome") for block in blocks} >= {
        "borne_out",
        "partly",
        "allayed",
        "open",
        "kept",
        "exceeded",
        "pending",
    }
    assert [doubt.id for doubt in ledger.doubts if ledger.is_new(doubt) and doubt.due is None] == []
    judged = [ledger.standing(doubt) for doubt in ledger.doubts if doubt.counted and not ledger.is_new(doubt)]
    assert len(judged) >= 30
    for outcome in STANDINGS:  # Also what became of none: that no promise was broken is news too.
        (shown,) = site.article("doubts.html").xpath(f".//*[@data-derived='count-{outcome}']")
        assert int(shown.text_content()) == judged.count(outcome)
        assert (shown.getparent().get("href") is None) == (outcome not in judged)
    (tally,) = site.article("index.html").xpath(".//p[@class='tally']")
    said = {each.get("data-derived").removeprefix("count-"): int(each.text_content()) for each in tally.xpath(".//span")}
    assert all(number == judged.count(name) for name, number in said.items() if name in STANDINGS)
    assert said["fears"] + said["promises"] == len(judged)


SILENCE = {
    "zh": r"没(?:有)?再?(?:说|披露|公布|提|给|写|拆分|分项|交代|标明|列出|谈到|印)"
    r"|未(?:披露|公布|说明|提及)|不(?:说|披露|公布|详|清楚)|看不出来",
    "en": r"(?:does|do|did|has|have|had) not (?:say|disclose|break|divide|give|mention|state|show)"
    r"|not (?:disclosed|published|stated|given|divided)|undisclosed"
    r"|says? nothing|(?:names|gives|give) no |no figure for|silent|leaves? open",
}


def test_a_page_says_three_times_at_the_most_that_something_is_not_said(published: Site, english: Site) -> None:
    """Stories, themes, comparison, timeline and charts; lists of entries and the method, which defines the words, aside."""
    told = re.compile(r"(?:stories|themes)/.*|(?:index|then-and-now|timeline|charts)\.html")
    found = {}
    for language, site in (("zh", published), ("en", english)):
        for name, article in site.articles():
            if told.fullmatch(name):
                text = "".join(map(str, article.xpath(".//text()[not(ancestor::svg or ancestor::*[@class='notes'])]")))
                found[language, name] = re.findall(SILENCE[language], text)
    assert len(found) > 30
    assert {page: words for page, words in found.items() if len(words) > 3} == {}


def test_the_home_page_answers_in_its_first_lines(site: Site) -> None:
    """What was planned and spent, what is planned now; then, by a figure each, what was spent, won and given up."""
    home = site.article("index.html")
    lede = [str(each) for each in home.xpath(".//h1/following-sibling::p[1]//a/@data-fact")]
    assert lede == [f"amazon-capex-{each}" for each in ("call@FY2025", "net@FY2025", "call@FY2026", "net@FY2026")]
    tiles = [str(each) for each in home.xpath(".//p[@class='tile']/strong/following-sibling::*[1]/@data-fact")]
    assert tiles == ["amazon-capex-net@TTM-2026Q2", "aws-sales-growth@2026Q2", "amazon-free-cash-flow@TTM-2026Q2"]


def test_a_page_outside_the_navigation_shows_the_section_of_its_folder(published: Site) -> None:
    """The documents' pages, of which the menu has the list alone, and their parts."""
    for name in ("sources/call-2026-07-30.html", "sources/amazon-2026-07-30/supplement.html"):
        page = lxml.html.parse(published.folder / name).getroot()
        (tab,) = page.xpath("//li[contains(@class, 'md-tabs__item--active')]")
        assert tab.text_content().strip() == "数据"
        assert page.xpath("//nav[contains(@class, 'md-nav--primary')]//a[contains(@href, 'index.html')][contains(., '来源')]")
