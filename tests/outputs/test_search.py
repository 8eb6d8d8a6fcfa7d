"""The search in a real browser: readers' queries find what answers them, results can be read, and no markup gets in.

The golden queries know only the box, the results' links and the built pages; the tests after them know index and engine.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from macros.ledger.ledger import Ledger
from macros.outputs.search.index import INDEX, read_sections, search_index
from macros.outputs.search.page_sections import page_sections
from macros.outputs.search.regional_names import regional_names, regional_words, traditional_forms
from macros.render.load_site import checked_site
from tests.conftest import ROOT, Site, run
from tests.support.golden_queries import FIRST, Golden, Passages, Result, golden, open_search, search
from tests.support.search_index import entries
from tests.support.site_server import serving

EDITIONS = [name for name in ("zh", "en") if (ROOT / "docs" / name).is_dir()]
HOME, DEEP = "index.html", "catalogue/chips.html"
UNANSWERED = frozenset({"亚马逊的数据中心缺电吗"})
"""Golden queries that are not answered: no page says 缺电, and that it asks for power and capacity no name tells."""
INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
ENGINE = ROOT / "overrides" / "assets" / "javascripts" / "search-engine.js"


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """One edition of the site: its language and its built folder."""
    if request.param == "zh":
        built: Site = request.getfixturevalue("site")
        return "zh", built.folder
    folder = tmp_path_factory.mktemp("edition") / "site"
    result = run(ROOT, "mkdocs", "build", "--strict", "-f", f"mkdocs.{request.param}.yml", "-d", str(folder))
    assert result.returncode == 0, result.stderr
    return request.param, folder


@pytest.fixture
def desk(browser: Browser, served: str) -> Iterator[Page]:
    """The Chinese home page on a desk, with the cursor in the search box; the console must stay silent."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(served)
    open_search(page)
    yield page
    page.close()
    assert said == []


@pytest.fixture(scope="module")
def index(site: Site) -> dict[str, Any]:
    """The index of the Chinese site."""
    loaded: dict[str, Any] = json.loads((site.folder / INDEX).read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def engine(browser: Browser, edition: tuple[str, Path]) -> Iterator[Page]:
    """An empty page with the engine, which has loaded the edition's index."""
    page = browser.new_page()
    page.evaluate(ENGINE.read_text("utf-8"))
    page.evaluate("index => engine.setUp(index)", json.loads((edition[1] / INDEX).read_text("utf-8")))
    yield page
    page.close()


def described(query: Golden, results: list[Result], passages: Passages) -> str:
    """A query that failed, with its first results and the place at which an answer stands, if one does."""
    places = [number for number, result in enumerate(results, 1) if passages.answers(query, result)]
    return f"{query.query} ({query.kind}), answered at {places[:1] or 'no place'}: {[str(each) for each in results[:FIRST]]}"


@pytest.mark.parametrize("start", [HOME, DEEP])
def test_golden_queries_are_answered_among_the_first_three(browser: Browser, edition: tuple[str, Path], start: str) -> None:
    """From the home page and from a page in a folder, below a sub-path; each as it was written before any tuning."""
    language, folder = edition
    passages, failed = Passages(folder), {}
    queries = golden(language)
    with serving(folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address + start)
        open_search(page)
        for query in queries:
            results = search(page, query.query, address)
            if not any(passages.answers(query, result) for result in results[:FIRST]):
                failed[query.query] = described(query, results, passages)
        page.close()
    unanswered = UNANSWERED & {query.query for query in queries}
    assert set(failed) == unanswered, "\n".join(failed.values())


def test_golden_queries_ask_for_what_is_there(edition: tuple[str, Path]) -> None:
    """Each target's text stands on its page: a query fails because of the search, never because of a page that changed."""
    language, folder = edition
    passages = Passages(folder)
    missing = [
        f"{query.query}: {text} on {page}"
        for query in golden(language)
        if not any(text in passages.whole(page) for page, text in query.targets)
        for page, text in query.targets[:1]
    ]
    assert missing == []
    assert len(golden(language)) >= (80 if language == "zh" else 25)


def test_results_can_be_read(desk: Page, served: str) -> None:
    """A place, a title and an excerpt, with marks on what was asked for, even where it was asked in another script."""
    for query, marked in (
        ("積壓訂單", "积压订单"),
        ("capex", "资本"),
        ("2000亿", "2,000亿美元"),
        ("1877.92", "1,877.92"),
        ("賈西", "贾西"),
    ):
        results = search(desk, query, served)
        assert results, query
        shown = desk.locator(".md-search-result__link").first
        assert marked in "".join(shown.locator("mark").all_inner_texts()), query
        for result in results:
            place, title, *text = result.words.split("\n")
            assert place, result
            assert title, result
            assert len("".join(text)) < 200, result
            assert not INVISIBLE.search(result.words), result
        assert desk.locator(".md-search-result__article:not(:has(mark))").count() == 0, query


def test_a_result_leads_to_its_own_line(desk: Page, served: str) -> None:
    """Which is marked there, and the address holds nothing but it."""
    search(desk, "1877.92", served)
    desk.locator(".md-search-result__link").first.click()
    desk.wait_for_url("**#*")
    assert "?" not in desk.url
    assert "1,877.92" in desk.locator("li:target").inner_text()


@pytest.mark.parametrize(
    "query",
    [
        "<img src=x onerror=window.slipped=1>",
        "&lt;b&gt;",
        '"><script>window.slipped=1</script>',
        "]]>{{ fact }}",
        "\\",
        "(((",
        "*",
        "a" * 5000,
        "资本开支" * 800,
        "。，、",
        "%",
        "0",
        "的",
        "🙂",
    ],
)
def test_nothing_typed_breaks_it_or_slips_in(desk: Page, served: str, query: str) -> None:
    """Markup stays text, signs alone find nothing, a very long query is answered; then it still works."""
    search(desk, query, served)
    assert desk.evaluate("window.slipped") is None
    assert desk.locator(".md-search-result__link :is(img, script, b)").count() == 0
    assert str(search(desk, "杠铃", served)[0]) == "glossary.html#barbell"


def test_titles_and_texts_are_escaped(browser: Browser, site: Site, served: str) -> None:
    """Even if a document printed markup, its results would show it as text."""

    def poisoned(route: Any) -> None:
        index = json.loads((site.folder / INDEX).read_text("utf-8"))
        columns = index["columns"]
        columns["title"] = [f"<img src=x onerror='window.slipped=1'>{title}" for title in columns["title"]]
        columns["text"] = [f"<script>window.slipped=1</script><b>{text}</b>" for text in columns["text"]]
        route.fulfill(json=index)

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route(f"**/{INDEX}", poisoned)
    page.goto(served)
    open_search(page)
    for query in ("资本开支", "img", "script onerror"):
        search(page, query, served)
        assert page.locator(".md-search-result__link").count() > 0
        assert page.locator(".md-search-result__link :is(img, script, b)").count() == 0
    assert "<img" in page.locator(".hit__title").first.inner_text()
    page.close()


def test_what_comes_without_a_key_is_searched_too(desk: Page, served: str) -> None:
    """A paste, or what an input method on a phone hands over."""
    search(desk, "杠铃", served)
    desk.keyboard.press("Control+A")
    desk.keyboard.insert_text("1877.92")
    desk.locator(".hit__text mark", has_text="1,877.92").first.wait_for(timeout=5000)


def test_a_name_is_completed_as_it_is_typed(desk: Page, served: str) -> None:
    """A pale rest stands behind the word, and the right arrow takes it."""
    search(desk, "Trainiu", served)
    desk.keyboard.press("ArrowRight")
    assert desk.locator("input[name=query]").input_value() == "Trainium"


def test_everything_in_the_ledger_is_in_the_index(index: dict[str, Any], ledger: Ledger) -> None:
    """Every fact, metric, derived metric, event, doubt, correction, word and document, by its own address."""
    found = set(index["columns"]["location"])
    assert len(found) == len(index["columns"]["location"])
    anchors = {location.partition("#")[2] for location in found}
    assert {fact.id for fact in ledger.facts} <= anchors
    assert {metric for metric in ledger.metrics if metric in ledger.by_metric} <= anchors
    assert {derived.anchor for derived in ledger.derived.values()} <= anchors
    assert {f"timeline.html#{event.id}" for event in ledger.events} <= found
    assert {f"doubts.html#{doubt.id}" for doubt in ledger.doubts} <= found
    assert {f"corrections.html#{correction.id}" for correction in ledger.corrections} <= found
    assert {f"glossary.html#{entry.id}" for entry in ledger.glossary} <= found
    assert {f"sources/{document}.html" for document in ledger.documents} <= found


def test_every_entry_leads_somewhere(index: dict[str, Any], site: Site) -> None:
    """Its page exists, and the anchor in it."""
    anchors = {page: set(map(str, site.tree(page).xpath("//@id"))) for page in site.pages}
    for location in index["columns"]["location"]:
        page, _, anchor = location.partition("#")
        assert page in site.pages, location
        assert not anchor or anchor in anchors[page], location


def test_the_index_holds_texts_as_readers_see_them(index: dict[str, Any]) -> None:
    """Nothing invisible, no markup, no cells glued together, no entry without a title."""
    text = json.dumps(index, ensure_ascii=False)
    assert not INVISIBLE.search(text)
    for doc in entries(index):
        assert doc["title"].strip(), doc
        assert not re.search(r"</?[a-z]+[ >]", doc["title"] + doc["text"]), doc
        assert not re.search(r"\d\.\d{2}\d+\.\d{2}(?!\d)", doc["text"]), doc


def test_names_come_from_the_data(index: dict[str, Any], ledger: Ledger) -> None:
    """Every alias of an entity, a metric and a word, in both languages."""
    known = {name for group in index["config"]["ledger"]["names"] for name in group}
    given = [owner.aliases for owner in ledger.entities.values()]
    given += [owner.aliases for owner in ledger.metrics.values()] + [owner.aliases for owner in ledger.glossary]
    for aliases in given:
        assert {*aliases.zh, *aliases.hant, *aliases.en} <= known


def test_characters_and_names_of_taiwan_and_hong_kong_are_known(index: dict[str, Any]) -> None:
    """Characters of the texts, names of the data, words in names and titles; a simplified character stays what it is."""
    forms = traditional_forms("资本开支与卫星，为什么")
    pairs = dict(zip(forms[::2], forms[1::2], strict=True))
    assert {"資": "资", "衛": "卫", "衞": "卫", "爲": "为", "為": "为"}.items() <= pairs.items()
    assert not set("资本开支与卫星为什么") & set(pairs)
    assert regional_names(["自研芯片", "轨道"]) == [("自研晶片",), ()]
    assert regional_words(["自研芯片"]) == [("芯片", "晶片")]
    names = index["config"]["ledger"]["names"]
    assert ["服务器", "伺服器"] in names
    assert any({"数据中心电力", "资料中心电力"} <= set(group) for group in names)


def test_sections_leave_out_lists_of_data() -> None:
    """Lines, events, excluded elements and links to headings are left out; cells stand apart; figures are named."""
    content = (
        '<h1 id="a">One<a class="headerlink">¶</a></h1><p>1</p><ul class="lines"><li>2</li></ul>'
        '<div data-search-exclude><h2 id="b">Two</h2></div><h2 id="c">Three</h2>'
        '<table><td><a class="fact" href="../catalogue/x.html#y.1">3.14</a></td><td>4</td></table>'
    )
    found = page_sections(content)
    assert [(part.anchor, part.title, part.text, part.figures) for part in found] == [
        ("", "One", "1", ()),
        ("c", "Three", "3.14 4", ("y.1",)),
    ]
    assert page_sections(f"<html><nav><h2>No</h2></nav><article>{content}</article><h2>No</h2></html>") == found


def test_built_pages_give_the_same_index(edition: tuple[str, Path]) -> None:
    """A build reads pages as they are rendered; `macros export` reads them from the folder."""
    language, folder = edition
    site = checked_site(ROOT, ROOT / "docs" / language, "zh" if language == "zh" else "en")
    sections = read_sections(site, folder, site.titles)
    assert sum(map(len, sections.values())) > 150
    assert json.loads(json.dumps(search_index(site, sections))) == json.loads((folder / INDEX).read_text("utf-8"))


def test_what_is_written_in_digits_is_read_as_the_same_number(engine: Page, edition: tuple[str, Path]) -> None:
    """The value of each fact and derived metric, typed as it is shown, in base units and of its dimension.

    A span of years is read as a time, and what is counted has no dimension in a query.
    """
    valued = [doc for doc in entries(json.loads((edition[1] / INDEX).read_text("utf-8"))) if doc["value"]]
    written = [doc["text"][: doc["value"][0]] for doc in valued]
    read = engine.evaluate(
        "texts => texts.map(text => engine.quantitiesIn(text).map(each => [each.dimension, each.value]))", written
    )
    compared = set()
    for doc, text, quantities in zip(valued, written, read, strict=True):
        _, dimension, *ends = doc["value"]
        if dimension != "duration" and re.search(r"\d", text):
            assert [value for _, value in quantities] == pytest.approx(ends, rel=1e-9), text
            assert {each for each, _ in quantities} == {"" if dimension == "count" else dimension}, text
            compared.add((dimension, text))
    assert len(compared) > 700
    assert {dimension for dimension, _ in compared} >= {"money", "percent", "percentage_points", "count", "power", "multiple"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("2000亿", [["", 2e11]]),
        ("２，０００ 億美元", [["money", 2e11]]),
        ("US$200bn", [["money", 2e11]]),
        ("1,877.92", [["", 1877.92]]),
        ("1735亿至1785亿美元", [["money", 1.735e11], ["money", 1.785e11]]),
        ("US$115–135 billion", [["money", 1.15e11], ["money", 1.35e11]]),
        ("40 bps", [["percentage_points", 0.4]]),
        ("3.9GW 24%", [["power", 3.9e9], ["percent", 24]]),
        ("Trainium2 第24段 2025年", []),
    ],
)
def test_queries_are_parsed_into_base_units(engine: Page, query: str, expected: list[list[Any]]) -> None:
    """With scale and unit, in either script and width; years, paragraphs and names with digits are no quantities."""
    read = engine.evaluate("text => engine.quantitiesIn(text).map(each => [each.dimension, each.value])", query)
    assert [dimension for dimension, _ in read] == [dimension for dimension, _ in expected]
    assert [value for _, value in read] == pytest.approx([value for _, value in expected])


@pytest.mark.parametrize("query", ["1318.19亿美元", "US$131.819 billion", "131.8bn", "1318亿", "131819 million"])
def test_numbers_are_compared_by_value(engine: Page, query: str) -> None:
    """In any scale, rounded or not, in either edition: a query of rounded digits finds the exact number."""
    locations = [items[0]["location"] for items in engine.evaluate("query => engine.answer(query).items", query)]
    assert any("amazon-capex-gross.FY2025.reported" in location for location in locations[:FIRST]), locations[:FIRST]


def test_numbers_of_other_dimensions_are_no_answer(engine: Page, edition: tuple[str, Path]) -> None:
    """24% is not found in two years, which are 24 months."""
    found = {items[0]["location"] for items in engine.evaluate("() => engine.answer('24%').items")}
    valued = [doc for doc in entries(json.loads((edition[1] / INDEX).read_text("utf-8"))) if doc["value"]]
    equal = {doc["location"]: doc["value"][1] for doc in valued if 24 in doc["value"][2:]}
    assert {"percent", "duration"} <= set(equal.values())
    assert {dimension for location, dimension in equal.items() if location in found} == {"percent"}


def test_a_cell_of_a_table_is_found_with_the_unit_in_its_head(engine: Page, edition: tuple[str, Path]) -> None:
    """The cell itself says only 244.0 or 2,440, which is marked."""
    language, _ = edition
    items = engine.evaluate("query => engine.answer(query).items", "2440亿美元" if language == "zh" else "US$244 billion")
    cells = [each["title"] for (each,) in items if re.search(r"<mark>(244\.0|2,440(\.0+)?)</mark>", each["title"])]
    assert cells


def test_every_page_names_our_worker(site: Site) -> None:
    """In the place of the theme's, which stands in its own: 404 included. A theme that changed fails here."""
    for name in site.pages:
        (config,) = site.tree(name).xpath("//script[@id='__config']/text()")
        address = json.loads(str(config))["search"]
        assert re.fullmatch(r"(\.\./)*/?assets/javascripts/search\.js", address), f"{name}: {address}"
    assert (site.folder / "assets/javascripts/search.js").is_file()


def test_the_theme_still_speaks_as_our_worker_does(site: Site) -> None:
    """The messages that its search box sends and takes, and what it does with a result."""
    (bundle,) = (site.folder / "assets/javascripts").glob("bundle.*.min.js")
    code = bundle.read_text("utf-8")
    said = [
        *("{type:0,data:{config:", "{type:2,data:", ".type===1", ".type===3", "search/search_index.json", ".score.toFixed(2)"),
        *("{items:", "{suggest:", ".terms)", ".location,", ".title)", "new Worker("),
    ]
    assert [each for each in said if each not in code] == []


def test_entries_are_fetched_when_a_reader_searches(browser: Browser, served: str) -> None:
    """A page that is only read does not load them; the box's focus does, and a network that failed once is asked again."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(f"**/{INDEX}", lambda route: route.abort(), times=2)
    page.goto(served, wait_until="networkidle")
    assert asked
    assert [url for url in asked if url.endswith((INDEX, "search-engine.js"))] == []
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("杠")
    page.keyboard.press("End")
    page.wait_for_timeout(500)
    page.keyboard.insert_text("铃")
    page.keyboard.press("End")
    page.locator(".md-search-result__link").first.wait_for(timeout=5000)
    page.close()


def test_the_script_is_small(site: Site) -> None:
    """Below what a reader's phone would notice: 10 KB compressed."""
    assert len(gzip.compress((site.folder / "assets/javascripts/search-engine.js").read_bytes())) < 10_000
