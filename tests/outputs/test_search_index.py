"""The search's index and engine: what entries hold, and how numbers in queries are compared with theirs."""

import json
import re
import unicodedata
from typing import Any

import pytest
from playwright.sync_api import Page

from macros.ledger.ledger import Ledger
from macros.outputs.search.index import read_sections, search_index
from macros.outputs.search.page_sections import page_sections
from macros.outputs.search.regional_names import character_forms, regional_words, simplify, with_regional_names
from macros.render.load_site import checked_site
from tests.conftest import ROOT, Site
from tests.support.golden_queries import FIRST
from tests.support.search_index import INVISIBLE, answers, entries, index_in, places
from tools.opencc_tables import TABLES, tables


def test_everything_in_the_ledger_is_in_the_index(engine: Page, ledger: Ledger) -> None:
    """Every fact, metric, derived metric, event, doubt, correction, word and document, by its own address."""
    locations = [doc["location"] for doc in entries(engine)]
    found = set(locations)
    assert len(found) == len(locations)
    anchors = {location.partition("#")[2] for location in found}
    assert {fact.id for fact in ledger.facts} | ledger.by_metric.keys() <= anchors
    assert {derived.anchor for derived in ledger.derived.values()} <= anchors
    assert {f"timeline.html#{event.id}" for event in ledger.events} <= found
    for name in ("doubts", "corrections", "glossary"):
        assert {f"{name}.html#{entry.id}" for entry in getattr(ledger, name)} <= found
    assert {f"sources/{document}.html" for document in ledger.documents} <= found


def test_every_entry_leads_somewhere(engine: Page, edition: tuple[str, Site]) -> None:
    """Its page exists, and the anchor in it."""
    _, site = edition
    led_to = {doc["location"] for doc in entries(engine)}
    assert led_to - {*site.pages, *(f"{name}#{anchor}" for name, anchor in site.find("//@id"))} == set()
    assert len(led_to) > 3000


def test_the_index_holds_texts_as_readers_see_them(engine: Page, edition: tuple[str, Site]) -> None:
    """Nothing invisible, no markup, no cells glued together, no entry without a title, no placeholder left."""
    assert not INVISIBLE.search(json.dumps(index_in(edition[1].folder), ensure_ascii=False))
    for doc in entries(engine):
        assert not re.search(r"\{\d|undefined|NaN", doc["title"] + doc["text"]), doc
        assert doc["title"].strip(), doc
        assert not re.search(r"</?[a-z]+[ >]", doc["title"] + doc["text"]), doc
        assert not re.search(r"\d\.\d{2}\d+\.\d{2}(?!\d)", doc["text"]), doc


def test_names_come_from_the_data(edition: tuple[str, Site], ledger: Ledger) -> None:
    """Every alias of an entity, a metric and a word, in both languages, as the browser compares them."""
    index = index_in(edition[1].folder)
    titles, groups = index["entries"]["title"], names_in(index)
    known = {plain(titles[int(name[1:])] if name.startswith("#") else name) for group in groups for name in group}
    owners: list[Any] = [*ledger.entities.values(), *ledger.metrics.values(), *ledger.glossary]
    for owner in owners:
        assert set(map(plain, (*owner.aliases.zh, *owner.aliases.hant, *owner.aliases.en))) <= known


def names_in(index: dict[str, Any]) -> list[list[str]]:
    """The groups of names of an index."""
    return [group.split("|") for group in index["ledger"]["names"].split("\n")]


def plain(name: str) -> str:
    """A name in simplified characters and small letters, without spaces."""
    return simplify(name).lower().replace(" ", "")


def test_characters_and_names_of_taiwan_and_hong_kong_are_known(site: Site) -> None:
    """Characters of the texts, names of the data, words in names and titles; a simplified character stays what it is."""
    pairs = pairs_of(character_forms("资本开支与卫星，为什么"))
    assert {("資", "资"), ("衛", "卫"), ("衞", "卫"), ("爲", "为"), ("為", "为")} <= pairs
    assert not set("资本开支与卫星为什么") & {form for form, _ in pairs}
    words = regional_words(["自研芯片", "轨道", "大数据"])
    assert words == {"芯片": "晶片", "数据": "资料", "大数据": "大数据"}
    assert with_regional_names([["自研芯片"], ["大数据"]], words) == [["自研芯片", "自研晶片"], ["大数据"]]
    names = names_in(index_in(site.folder))
    assert ["服务器", "伺服器"] in names
    assert any("资料中心电力" in group for group in names)


def test_look_alikes_are_known_where_a_text_has_the_usual_character() -> None:
    """Kangxi radicals and radicals of other charts, each one character for one; no others are written into the index."""
    assert set(zip("⼒⽚⾃⾞⻋⻓⻑", "力片自车车长长", strict=True)) <= pairs_of(character_forms("力片自车长"))
    assert {usual for _, usual in pairs_of(character_forms("力"))} == {"力"}
    assert {len(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)} == {1}


def pairs_of(forms: str) -> set[tuple[str, str]]:
    """The pairs of a list of forms."""
    return set(zip(forms[::2], forms[1::2], strict=True))


@pytest.mark.parametrize(
    ("pasted", "usual"),
    [
        ("电⼒", "电力"),
        ("⼈⼯智能", "人工智能"),
        ("⾃研芯⽚", "自研芯片"),
        ("電⼒", "电力"),
        ("增⻓", "增长"),
        ("现\uf90a流", "现金流"),
        ("资本\U0002f83c", "资本咞"),
    ],
)
def test_pasted_look_alikes_find_what_the_usual_characters_find(engine: Page, pasted: str, usual: str) -> None:
    """Radicals, compatibility ideographs of both planes: PDF files and other encodings leave them in texts."""
    found, wanted = (answers(engine, query) for query in (pasted, usual))
    assert pasted != usual
    assert found == wanted
    assert found


def test_the_tables_are_those_of_opencc() -> None:
    """After an update of OpenCC, `python -m tools.opencc_tables` writes them anew."""
    assert tables() == {path.name: path.read_text("utf-8") for path in TABLES.glob("*.txt")}


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


def test_built_pages_give_the_same_index(edition: tuple[str, Site]) -> None:
    """`macros export` writes it again from the same pages."""
    language, built = edition
    site = checked_site(ROOT, ROOT / "docs" / language, "zh" if language == "zh" else "en")
    sections = read_sections(site, built.folder)
    assert sum(map(len, sections.values())) > 150
    assert json.loads(json.dumps(search_index(site, sections))) == index_in(built.folder)


def test_what_is_written_in_digits_is_read_as_the_same_number(engine: Page) -> None:
    """The value of each fact and derived metric, typed as it is shown, in base units and of its dimension.

    A span of years is read as a time, and what is counted has no dimension in a query.
    """
    valued = [doc for doc in entries(engine) if doc["value"]]
    written = [doc["said"] for doc in valued]
    read = engine.evaluate(
        "texts => texts.map(text => engine.quantitiesIn(text).map(each => [each.dimension, each.value]))", written
    )
    compared = set()
    for doc, text, quantities in zip(valued, written, read, strict=True):
        dimension, ends = doc["value"]["dimension"], list(dict.fromkeys((doc["value"]["low"], doc["value"]["high"])))
        if dimension != "duration" and re.search(r"\d", text):
            assert [value for _, value in quantities] == pytest.approx(ends, rel=1e-9), text
            assert {each for each, _ in quantities} == {"" if dimension == "count" else dimension}, text
            compared.add((dimension, text))
    assert len(compared) > 700
    assert {dimension for dimension, _ in compared} >= {"money", "percent", "percentage_points", "count", "power", "multiple"}


QUANTITIES: dict[tuple[tuple[str, float], ...], str] = {
    (("", 2e11),): "2000亿|两千亿|兩千億|2000个亿|二〇〇〇亿|貳仟億|two hundred billion|200 billions",
    (("money", 2e11),): "２，０００ 億美元|US$200bn|US$0.2T|二千亿美元|US$200B|2千亿美元|2000亿 USD|$200-billion",
    (("", 2e8),): "2 hundred million",
    (("", 1877.92),): "1,877.92",
    (("money", 1.735e11), ("money", 1.785e11)): "1735亿至1785亿美元",
    (("money", 1.15e11), ("money", 1.35e11)): "US$115–135 billion",
    (("percentage_points", 0.4),): "40 bps",
    (("", 1.318e11),): "131.8bln",
    (("money", 1.9171e10),): "$19,171mm",
    (("power", 3.9e8),): "390兆瓦",
    (("power", 3.9e9),): "390万千瓦|三百九十万千瓦|390 万 kW",
    (("power", 3.9e9), ("percent", 24)): "3.9GW 24%",
    (("", 24.5),): "24.5 points",
    (("", 1e11),): "千亿",
    (("", 2.44e11),): "二千四百四十亿",
    (("", 3.2e8),): "三亿二千万",
    (("", 2.4e8),): "两点四亿",
    (("", 1e12),): "一万亿",
    (("", 1.2e12),): "1.2万亿",
    (("percent", 35),): "百分之三十五|thirty-five percent",
    (("percent", 50.14),): "百分之50.14",
    (("percent", 100),): "百分之百",
    (("", 1.4e6),): "一百四十万颗",
    (("multiple", 2),): "两倍",
    (("multiple", 1.5),): "一点五倍",
    (("money", 2.2e11),): "Two hundred and twenty billion dollars",
    (("", 5e5),): "half a million",
    (("", 2e11), ("", 100), ("", 2.5e10)): "200 billion and a hundred and 25 billion",
    (("", 1.318e10),): "一三一点八亿",
    (("", 2.4e9),): "廿四亿",
    (("", 120),): "一百二",
    (("", 12000),): "一万二",
    (("", 1.02e10),): "一百零二亿",
    (("", 24.4),): "二十四点四",
    (("", 1.31819e11),): "131 819 million",
    # Names, periods and parts; what is said roughly, or of another currency than the ledger's.
    (): "Trainium2 第24段 2025年|第一季度|三层|三星|一方说法|十几家|数千亿|second half|one day|三分之一"
    "|一千三百多亿|三四百亿|两三倍|几十亿美元|between one and two billion|HK$2,000亿|NT$200bn",
}


@pytest.mark.parametrize(("query", "expected"), [(each, read) for read, said in QUANTITIES.items() for each in said.split("|")])
def test_queries_are_parsed_into_base_units(engine: Page, query: str, expected: tuple[tuple[str, float], ...]) -> None:
    """With scale and unit, in either script and width; years, paragraphs and names with digits are no quantities."""
    read = engine.evaluate("text => engine.quantitiesIn(text).map(each => [each.dimension, each.value])", query)
    assert [dimension for dimension, _ in read] == [dimension for dimension, _ in expected]
    assert [value for _, value in read] == pytest.approx([value for _, value in expected])


TIMES = {
    "AWS 2025Q4": "AWS 4Q25|AWS Q4'25|AWS 25Q4|AWS fourth quarter of 2025|AWS 4Q 2025|AWS 25年Q4",
    "AWS 2025年四季度": "AWS 25年四季度",
    "AWS 2025年第四季度": "AWS 二〇二五年第四季度",
    "AWS 2026年上半年": "AWS 1H26",
    "AWS 2026H1": "AWS first half of 2026",
    "AWS 2026Q2": "AWS Q2 2026|AWS 2Q2026",
    "AWS FY2025": "AWS FY25",
    "Azure FY2026": "Azure FY-26",
    "Azure FY2026Q2": "Azure 26财年第二季度|Azure second quarter of fiscal 2026",
}


@pytest.mark.parametrize(("query", "usual"), [(each, usual) for usual, said in TIMES.items() for each in said.split("|")])
def test_short_times_are_read_as_whole_ones(engine: Page, query: str, usual: str) -> None:
    """Analysts' ways of writing a quarter, a half or a year find what the long way finds, in the same order."""
    found, wanted = (places(engine, each) for each in (query, usual))
    assert found[:FIRST] == wanted[:FIRST]
    assert found


def test_a_fiscal_year_is_the_company_s_own(engine: Page, ledger: Ledger) -> None:
    """Of a company whose year ends in June, FY26Q2 is October to December 2025; of another it is the calendar's quarter."""
    for name, months in (("microsoft", "FY2026Q2"), ("amazon", "2026Q2")):
        query = f"{ledger.entities[name].label.zh} FY26Q2"
        first = places(engine, query)[:FIRST]
        assert any(f".{months}." in location for location in first), first


def test_a_quarter_of_the_calendar_may_be_meant_as_one_of_the_company_s(engine: Page, ledger: Ledger) -> None:
    """Of Microsoft the last quarter of 2025 is FY2026Q2; FY2025Q4, which is called so too, stands beside it."""
    query = f"{ledger.entities['microsoft'].label.zh} 2025Q4 {ledger.metrics['microsoft-capex'].label.zh}"
    first = places(engine, query)[:FIRST]
    facts = [location.partition("#")[2] for location in first if "#microsoft-capex." in location]
    assert [fact.split(".")[1] for fact in facts] == ["FY2026Q2", "FY2025Q4"], first


@pytest.mark.parametrize("query", ["1318.19亿美元", "US$131.819 billion", "131.8bn", "1318亿", "131819 million"])
def test_numbers_are_compared_by_value(engine: Page, query: str) -> None:
    """In any scale, rounded or not, in either edition: a query of rounded digits finds the exact number."""
    first = places(engine, query)[:FIRST]
    assert any("amazon-capex-gross.FY2025.reported" in location for location in first), first


SPELLED = {
    "zh": (("1000亿", "千亿"), ("1000 亿美元", "千亿"), ("US$100bn", "千亿"), ("100万", "百万")),
    "en": (("200 billion", "two hundred billion"), ("1 million", "one million")),
}


def test_a_number_is_found_where_texts_write_it_in_words(engine: Page, edition: tuple[str, Site]) -> None:
    """千亿 in a title is found by 1000亿 and marked there; as a part of other numerals, 两千亿, it is another number."""
    language, _ = edition
    docs = entries(engine)
    for query, words in SPELLED[language]:
        found = engine.evaluate("query => engine.rank(...engine.parsed(query).reverse()).map(([entry]) => entry)", query)
        holding = [
            number
            for number, doc in enumerate(docs)
            if re.search(rf"(?<![一两]){words}", f"{doc['title']} {doc['text']}".lower())
        ]
        assert holding, words
        assert set(holding) <= set(found), (query, [docs[number]["location"] for number in holding])
    assert any(
        f"<mark>{SPELLED[language][0][1]}</mark>" in each["title"] for each, *_ in answers(engine, SPELLED[language][0][0])
    )


def test_numbers_of_other_dimensions_are_no_answer(engine: Page) -> None:
    """24% is not found in two years, which are 24 months."""
    found = set(places(engine, "24%"))
    values = {doc["location"]: doc["value"] for doc in entries(engine) if doc["value"]}
    equal = {location: value["dimension"] for location, value in values.items() if 24 in (value["low"], value["high"])}
    assert {"percent", "duration"} <= set(equal.values())
    assert {dimension for location, dimension in equal.items() if location in found} == {"percent"}


def test_a_cell_of_a_table_is_found_with_the_unit_in_its_head(engine: Page, edition: tuple[str, Site]) -> None:
    """The cell itself says only 244 or 2,440, which is marked."""
    items = answers(engine, "2440亿美元" if edition[0] == "zh" else "US$244 billion")
    assert [each for (each,) in items if re.search(r"<mark>(244|2,440)(\.0+)?</mark>", each["title"])]
