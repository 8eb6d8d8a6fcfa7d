"""Texts of the data are shown as they are written, wherever they are shown: no HTML, script, template or Markdown in them acts.

Every text of a small ledger is poisoned, a site is built from it, and what a browser, a reader of feeds and a
program make of it is looked at.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
import pytest
import yaml
from playwright.sync_api import Browser

from tests.conftest import Site, succeed
from tests.support.projects import WHOLE, make_project, written
from tests.support.search_index import index_in
from tests.support.site_server import serving

POISON = (
    '<script>pwned()</script><img src=x onerror=pwned()>"onmouseover="pwned()" \'onfocus=\'pwned() </title></style></svg>]]>'
    "--><!-- &lt;b&gt; [a](javascript:pwned()) *a* _b_ `c` ~~d~~ ^e^ $f$ | g \\h 📈 שלום"
)
TEMPLATE = "{{ boom }} {% boom %} {# boom #} ${boom} "
OWN = {"corrections.yml", "doubts.yml", "charts.yml"}
"""Files whose texts name figures in braces: braces are theirs."""


def poisoned(value: Any, poison: str) -> Any:
    """The same data with the poison at the end of every text in two languages, of every alias and author."""
    if isinstance(value, list):
        return [poisoned(each, poison) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"zh", "en"}:
        return {language: f"{text} {poison}" for language, text in value.items()}
    if set(value) == {"zh", "hant", "en"}:
        return {language: [*names, f"alias {poison}"] for language, names in value.items()}
    return {
        key: f"{each} {poison}" if key == "author" and each != "null" else poisoned(each, poison) for key, each in value.items()
    }


SIGNS = "R&D 'onfocus='pwned() -- [a](javascript:pwned()) *a* _b_ `c` ${boom} | \\h 📈 שלום"
"""What may stand in a page's title: the theme writes it into the head as it is, so that HTML is refused there."""

SPENT = '[("orbit-spending", "FY2024", "orbit-2026-02-01")]'
BLOCKS = "\n\n".join(
    f"{{{{ {call} }}}}"
    for call in (
        *(f"cards({SPENT})", "latest()", 'table(["orbit-towers"], ["2025-12-31"])'),
        *('vintages("orbit-spending", "FY2025")', "timeline()", 'catalogue("spending")'),
        *("charts()", "checks()", "catalogue_index()", "documents()", "page_sources()"),
    )
)
PAGE = f"""---
title: {json.dumps("Title " + SIGNS, ensure_ascii=False)}
description: {json.dumps("Description " + SIGNS, ensure_ascii=False)}
schema: Article
date: 2026-11-21
---

# A story

Spent {{{{ fact("orbit-spending", "FY2024", "orbit-2026-02-01") }}}}, in all {{{{ derived("plan-raised") }}}}.
{{{{ source("gazette-2025-02-01", "p.5") }}}}: {{{{ statement("orbit-outlook", "2025-02-01") }}}}

{BLOCKS}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose every text is poisoned."""
    project = tmp_path_factory.mktemp("hostile")
    for path in sorted((WHOLE / "data").rglob("*.yml")):
        raw = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 - strings alone
        poison = POISON if path.name in OWN else TEMPLATE + POISON
        target = project / path.relative_to(WHOLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(written(poisoned(raw, poison)), "utf-8")
    make_project(project, {"index.md": PAGE}, project / "data")
    succeed(project, "mkdocs", "build", SITE_URL="https://example.org/ledger/")
    return Site(project / "site")


def acting(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield what in a page came from a text and would act."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and element.get("type") != "application/ld+json" and "pwned" in (element.text or ""):
            yield "a script"
        if element.tag == "img" and element.get("src") == "x":
            yield "a picture"
        for name, value in element.items():
            if name.startswith("on") or value.strip().lower().startswith("javascript:"):
                yield f"{name}={value}"


def test_no_page_holds_what_would_act(hostile: Site) -> None:
    """Neither as an element nor as an attribute nor as a link."""
    assert len(hostile.pages) > 8
    assert {page: list(acting(hostile.tree(page))) for page in hostile.pages} == {page: [] for page in hostile.pages}


def test_every_text_is_shown_as_it_is_written(hostile: Site) -> None:
    """With its signs of HTML, of templates and of Markdown; in tooltips too."""
    for page in hostile.pages.keys() - {"404.html"}:
        text = " ".join(hostile.article(page).text_content().split())
        assert " ".join(POISON.split()) in text, page
        assert hostile.article(page).xpath(".//em | .//code | .//strong[.='b']") == [], page
    titles = [str(title) for title in hostile.article("index.html").xpath(".//a[@class]/@title")]
    assert sum(POISON in title for title in titles) > 5
    catalogue = " ".join(hostile.article("catalogue/spending.html").text_content().split())
    assert " ".join(TEMPLATE.split()) in catalogue


def test_drawings_are_whole(hostile: Site) -> None:
    """Their text is text: each parses as XML by itself, and none holds an element that was not drawn; so images to share."""
    drawings = re.findall(
        r"<svg [^>]*class=\"[^\"]*(?:wide|narrow).*?</svg>", hostile.pages["index.html"].read_text("utf-8"), re.DOTALL
    )
    assert len(drawings) == 8
    for drawing in drawings:
        tree = lxml.etree.fromstring(drawing)
        tags = {lxml.etree.QName(element).localname for element in tree.iter() if isinstance(element.tag, str)}
        assert tags <= {"svg", "g", "path", "text", "rect", "line", "a", "title", "tspan", "style", "defs", "desc"}, tags
    assert any("pwned" in drawing for drawing in drawings)
    for name in ("index.png", "site.png"):
        assert (hostile.folder / "assets" / "sharing" / name).read_bytes().startswith(b"\x89PNG")


def test_what_search_engines_are_told_is_whole(hostile: Site) -> None:
    """Each block of data parses, and a title in it is the title."""
    tree = hostile.tree("index.html")
    block = json.loads(str(tree.xpath("//script[@type='application/ld+json']/text()")[0]))
    assert (block["headline"], block["description"]) == (f"Title {SIGNS}", f"Description {SIGNS}")
    assert tree.xpath("//meta[@property='og:description']/@content") == [f"Description {SIGNS}"]


def test_the_feed_is_whole(hostile: Site) -> None:
    """As XML, and in each entry as HTML."""
    feed = lxml.etree.fromstring((hostile.folder / "feed.xml").read_bytes())
    names = {"a": "http://www.w3.org/2005/Atom"}
    titles = [element.text for element in feed.iterfind("a:entry/a:title", names)]
    assert titles == [f"公报提出质疑 {TEMPLATE}{POISON}"]
    for content in feed.iterfind("a:entry/a:content", names):
        tree = lxml.html.fragment_fromstring(str(content.text), create_parent=True)
        assert list(acting(tree)) == []
        assert POISON in tree.text_content()


def test_downloads_and_the_search_hold_the_texts(hostile: Site) -> None:
    """As JSON and as CSV, as they were written; what the search finds is HTML in the browser alone, see below."""
    folder = hostile.folder / "downloads"
    tables = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert tables["metrics.json"][0]["label_zh"] == f"轨道公司支出 {TEMPLATE}{POISON}"
    assert tables["documents.json"][0]["title_en"] == f"Orbit's gamble {TEMPLATE}{POISON}"
    rows = list(csv.DictReader(io.StringIO((folder / "facts.csv").read_text("utf-8-sig"))))
    assert f"作者怀疑这些塔能否赚回成本。 {TEMPLATE}{POISON}" in {row["statement_zh"] for row in rows}
    assert f"轨道公司支出 {TEMPLATE}{POISON}" in index_in(hostile.folder)["entries"]["title"]


def test_nothing_acts_in_a_browser(hostile: Site, browser: Browser) -> None:
    """Even without the site's policy: not on loading, not when a tooltip opens, not when a search finds it."""
    with serving(hostile.folder) as address:
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        page.add_init_script("window.fired = 0; window.pwned = () => { window.fired += 1 };")
        for name in ("index.html", "timeline.html", "catalogue/spending.html"):
            page.goto(f"{address}{name}")
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.locator("article a.fact, article a.source").first.focus()
            page.locator(".tip").wait_for()
        page.get_by_role("combobox", name="搜索").click()
        page.keyboard.type("pwned", delay=30)
        page.locator(".md-search-result__item").first.wait_for()
        found = page.locator(".md-search-result__list")
        assert "<script>pwned()</script>" in found.inner_text()
        assert list(acting(lxml.html.fragment_fromstring(found.inner_html(), create_parent=True))) == []
        assert found.locator(".md-search-result__link :is(img, script, b)").count() == 0
        assert page.evaluate("window.fired") == 0
        context.close()
