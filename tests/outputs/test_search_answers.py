"""What the search answers with: a card for a name, the fact for a question, and that a number is not held."""

import math
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.yaml_source import read_own
from macros.outputs.search import index as index_module
from macros.outputs.search.explain import explain_search
from macros.outputs.search.index import ASKED
from macros.text.labels import wording
from tests.conftest import Site
from tests.support.golden_queries import FIRST
from tests.support.search_index import answers, entries, places

TELLS = ("stories/", "then-and-now.html", "index.html")


def card(engine: Page, query: str) -> list[dict[str, Any]]:
    """The card of a query, its head first; nothing where it has none."""
    first = next(iter(answers(engine, query)), [{"title": ""}])
    return first[-1:] + first[:-1] if "hit__card" in first[-1]["title"] else []


def head(engine: Page, query: str) -> dict[str, Any]:
    """The head of a query's card, or an empty one."""
    return next(iter(card(engine, query)), {"title": "", "location": ""})


def words(link: dict[str, Any]) -> str:
    """What a link shows, without its markup."""
    return re.sub(r"<[^>]+>", " ", link["title"])


@pytest.mark.parametrize("query", ["h3", "2025h4", "H100", "h200 chips", "2026-02-31", "2025-02-30"])
def test_what_only_looks_like_a_time_is_none(engine: Page, query: str) -> None:
    """No year has a third half, a chip's name is no half-year, and no February has thirty days."""
    shown = str(engine.evaluate("query => engine.answer(query)", query))
    assert "undefined" not in shown
    assert not re.search("(?i)2 march 2025|3 march 2026|2025年3月2日|2026年3月3日", shown)


@pytest.mark.parametrize("letters", ["资本开支 200 亿 capex ", "a", "两千亿"])
def test_a_pasted_book_is_answered_at_once(engine: Page, letters: str) -> None:
    """64,000 letters take a third of a second at most: the first 120 are read. The best of three counts, on a busy machine."""
    timed = "text => { const begin = performance.now(); engine.answer(text); return performance.now() - begin; }"
    assert min(engine.evaluate(timed, (letters * 64_000)[:64_000]) for _ in range(3)) < 300


@pytest.mark.parametrize("query", ["Trainium 3", "trainium3", "TRAINIUM 3"])
def test_a_product_is_found_however_its_number_is_set(engine: Page, query: str) -> None:
    """With a space and without."""
    assert "Trainium3" in words(head(engine, query))


def test_each_entity_has_its_card(engine: Page, ledger: Ledger, edition: tuple[str, Site]) -> None:
    """Its label says whose it is; those without one are neither measured nor quoted nor do they publish anything."""
    language, _ = edition
    labels = {name: getattr(entity.label, language) for name, entity in ledger.entities.items()}
    without = {name for name, label in labels.items() if label not in words(head(engine, label))}
    measured = {of for metric in ledger.metrics.values() for of in ledger.lineage(metric.entity)}
    heard = {fact.speaker for fact in ledger.facts} | {each.publisher for each in ledger.documents.values()}
    assert without & (measured | heard) == set()
    assert len(without) < 8, without


def test_the_most_used_metrics_have_their_cards_with_the_newest_value(
    engine: Page, ledger: Ledger, edition: tuple[str, Site]
) -> None:
    """Of the forty with the most facts: it leads to the rows, with a value of the last period, of the form of most periods."""
    language, _ = edition
    said = {doc["location"].partition("#")[2]: doc["said"] for doc in entries(engine)}
    most = sorted(ledger.by_metric, key=lambda name: len(ledger.by_metric[name]), reverse=True)[:40]
    for name in most:
        metric = ledger.metrics[name]
        found = head(engine, getattr(metric.label, language))
        assert found["location"].endswith(f"#{name}"), name
        shown = [fact for fact in ledger.by_metric[name] if fact.kind == "reported"] or ledger.by_metric[name]
        # The parts of a thing, such as the tranches of an issue, are not its value.
        whole = Counter((fact.period, fact.document) for fact in shown)
        shown = [fact for fact in shown if whole[fact.period, fact.document] == 1] or shown
        (form, _), *_ = Counter(fact.period.form for fact in shown).most_common(1)
        last = max(fact.period.end for fact in shown if fact.period.form == form)
        texts = {said[fact.id] for fact in shown if fact.period.end == last}
        assert any(text in words(found).replace("  ", " ") for text in texts), (name, words(found), texts)


def test_a_card_says_what_it_is_and_leads_on(engine: Page, edition: tuple[str, Site]) -> None:
    """Story, comparison, chart, doubt with its outcome, and the corrections of the thing asked for."""
    language, _ = edition
    first, *ways = card(engine, "AWS积压订单" if language == "zh" else "AWS backlog")
    pages = {way["location"].partition("#")[0].partition("/")[0] for way in ways}
    assert {"stories", "then-and-now.html", "charts.html", "doubts.html", "corrections.html"} <= pages
    assert "hit__value" in first["title"]
    doubt = next(way for way in ways if way["location"].startswith("doubts.html"))
    assert re.search(
        "未到期|兑现|成真|落空|无定论" if language == "zh" else "(?i)due|kept|borne out|allayed|undecided", words(doubt)
    )


@pytest.mark.parametrize("name", ["amazon-free-cash-flow", "aws-backlog", "amazon-operating-income"])
def test_a_metric_s_story_is_the_newest_that_tells_it(
    engine: Page, edition: tuple[str, Site], ledger: Ledger, name: str
) -> None:
    """Not an earlier one that tells more of it, nor the home page."""
    _, *ways = card(engine, getattr(ledger.metrics[name].label, edition[0]))
    told = [way["location"] for way in ways if re.match("stories/|themes/|index", way["location"])]
    assert [each.partition("#")[0] for each in told] == ["stories/2026-07-the-bill.html"]


HELD = ("2000亿", "US$200B", "35%", "3.9吉瓦", "1877.92", "244 billion")
"""Numbers of the ledger, and some that round to one: a card would deny them."""


@pytest.mark.parametrize("query", ["2026年计划为什么提高", "AWS 2025Q4", "亚马逊和微软", *HELD])
def test_only_a_name_alone_has_a_card(engine: Page, query: str) -> None:
    """More words, a reason asked for, or a number that is held ask for something else than what the thing is."""
    assert card(engine, query) == []


AMOUNTS = {
    "zh": (
        *(("AWS 积压订单有多少", "4,960亿美元"), ("长期债务多少", "1,288.94亿美元"), ("亚马逊有多少机器人", "100万台")),
        *(("服务器几年回本", "将近3年"), ("Rufus有多少用户", "3亿位客户"), ("亚马逊裁员多少人", "万个职位")),
    ),
    "en": (
        *(("how much is the AWS backlog", "US$496 billion"), ("how much long-term debt", "US$128.894 billion")),
        *(("how many robots", "over 1 million"), ("how long until servers pay back", "3 years")),
    ),
}


def test_who_asks_for_an_amount_gets_it(engine: Page, edition: tuple[str, Site]) -> None:
    """Among the first three, with period and kind; no definition alone stands before it."""
    for query, shown in AMOUNTS[edition[0]]:
        first = [words(each[-1]) for each in answers(engine, query)[:FIRST]]
        places = [place for place, text in enumerate(first) if shown in text]
        assert places, (query, first)
        before = [text.lstrip() for text in first[: places[0]]]
        assert not any(text.startswith(("术语", "Term", "Glossary")) and not re.search(r"\d", text) for text in before), query


DAYS = {
    "zh": {
        "Trainium3 什么时候": "reinvent-2025-trainium3",
        "Trainium3 什么时候推出": "reinvent-2025-trainium3",
        "OpenAI什么时候和AWS签约": "openai-agreement",
        "Rainier什么时候投入运行": "rainier",
        "小额豁免什么时候取消": "de-minimis",
    },
    "en": {
        "when Trainium3": "reinvent-2025-trainium3",
        "when was Trainium3 launched": "reinvent-2025-trainium3",
        "when did Project Rainier go live": "rainier",
    },
}


def test_who_asks_for_a_day_gets_a_dated_event(engine: Page, edition: tuple[str, Site]) -> None:
    """Among the first three; what happened goes before what was promised for it."""
    for query, event in DAYS[edition[0]].items():
        first = places(engine, query)[:FIRST]
        assert any(place.startswith("timeline.html#") and event in place for place in first), (query, first)
        if event == "reinvent-2025-trainium3":
            assert first[0].endswith(event), (query, first)


SAME_DAY = {
    "zh": (("2026-02-05", "2026年2月5日"), ("2026/2/5", "2026年2月5日"), ("5 Feb 2026", "2026年2月5日")),
    "en": (("2026-02-05", "5 February 2026"), ("Feb 5, 2026", "5 February 2026"), ("2026年2月5日", "5 February 2026")),
}


def test_a_day_is_found_however_it_is_written(engine: Page, edition: tuple[str, Site]) -> None:
    """What happened on it and what was published, before what only names it."""
    for query, day in SAME_DAY[edition[0]]:
        first = [each[0] for each in answers(engine, query)[:FIRST]]
        assert all(day in re.sub("</?mark>", "", each["title"]) for each in first), (query, first)
        assert {each["location"].partition("#")[0].partition("/")[0] for each in first} <= {"timeline.html", "sources"}, query


def test_the_next_day_is_one_to_come(engine: Page, edition: tuple[str, Site]) -> None:
    """Whoever asks for the next results does not mean the last ones."""
    query = "下一份财报" if edition[0] == "zh" else "next results"
    assert places(engine, query)[0] == "timeline.html#due-results-2026q3"


def test_this_year_is_that_of_the_newest_document(engine: Page, edition: tuple[str, Site]) -> None:
    """And last year the one before."""
    for query, year in (("资本开支 今年", "资本开支 2026年"), ("capex last year", "capex 2025")):
        assert places(engine, query) == places(engine, year)


def test_a_doubt_answers_to_readers_words_and_to_its_outcome(engine: Page, edition: tuple[str, Site]) -> None:
    """破产 stands nowhere in the ledger; its aliases lead to what is nearest."""
    first, broken = ("破产", "食言") if edition[0] == "zh" else ("bankrupt", "broken promises")
    assert head(engine, first)["location"] == "doubts.html#can-it-afford-it"
    assert places(engine, broken)[0] == "doubts.html"


NAMES = {
    "zh": ("资本开支", "自由现金流", "AWS 利润率", "2026年的计划", "Trainium3", "积压订单 增长", "guidance"),
    "en": ("capex", "free cash flow", "AWS margin", "plan for 2026", "Trainium3", "backlog growth"),
}


def test_the_story_is_among_the_first_six(engine: Page, edition: tuple[str, Site]) -> None:
    """A section of a story or a line of the comparison, in the card or beside it."""
    for query in NAMES[edition[0]]:
        links = [link["location"] for item in answers(engine, query)[:6] for link in item]
        assert any(location.startswith(TELLS) for location in links), (query, links)


CARDS = {
    "zh": (
        ("亚马逊 自由现金流", "亚马逊自由现金流", "−76.04亿美元"),
        ("资本开支 2025", "资本开支", "1,283.20亿美元"),
        ("capex 2026", "资本开支", "约2,200亿美元"),
        ("AWS 利润率 2025Q2", "AWS 营业利润率", "32.9%"),
        ("亚马逊赚钱吗", "亚马逊净利润", "626.47亿美元"),
        ("电力容量", "新增电力容量", "3.9吉瓦"),
    ),
    "en": (
        ("Amazon free cash flow", "Amazon free cash flow", "−US$7.604 billion"),
        ("capex 2026", "Capital expenditure", "about US$220 billion"),
        ("AWS margin Q2 2025", "AWS operating margin", "32.9%"),
        ("is Amazon profitable", "Amazon net income", "US$62.647 billion"),
    ),
}


def test_names_with_a_time_have_the_card_of_what_they_mean(engine: Page, edition: tuple[str, Site]) -> None:
    """A company and its metric, or a metric and a year: the newest values, or those of the time."""
    for query, title, value in CARDS[edition[0]]:
        told = " ".join(map(words, card(engine, query)))
        assert title in told, query
        assert value in told, query


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("阿里巴巴 资本开支", "阿里巴巴"),
        ("Alibaba capex", "alibaba"),
        ("黄仁勋", "黄仁勋"),
        ("回购", "回购"),
        ("亚马逊毛利率", "毛利率"),
    ],
)
def test_a_word_that_no_document_has_is_told(engine: Page, edition: tuple[str, Site], query: str, word: str) -> None:
    """Instead of answering with another company's numbers in silence."""
    first = words(answers(engine, query)[0][-1]).strip()
    assert first == wording(edition[0])["search.unheld"].replace("{word}", word)


@pytest.mark.parametrize(
    ("query", "usual"),
    [
        ("tranium chip", "trainium"),
        ("Nvida", "nvidia"),
        ("Micorsoft capex", "microsoft"),
        ("project ranier", "rainier"),
        ("who is Jassey", "jassy"),
        ("Annthropic", "anthropic"),
        ("英维达", "英伟达"),
        ("亚玛逊 资本开支", "亚马逊"),
    ],
)
def test_a_misspelt_name_is_answered_as_the_likely_one(engine: Page, edition: tuple[str, Site], query: str, usual: str) -> None:
    """A letter too many, too few, another, or two exchanged: what was looked for instead is told above the card."""
    (told,), (*_, named), *_ = answers(engine, query)
    typed = next(word for word in query.lower().split() if word not in ("chip", "capex", "project", "who", "is", "资本开支"))
    assert words(told).strip() == wording(edition[0])["search.instead"].replace("{word}", typed).replace("{usual}", usual)
    assert "hit__values" in named["title"]


@pytest.mark.parametrize("query", ["Ibx", "Zoomx", "C++++", "a.b*c", "特斯拉", "比亚迪", "贾希"])
def test_a_word_unlike_any_name_is_not_respelled(engine: Page, edition: tuple[str, Site], query: str) -> None:
    """Nor one that is too short to tell; signs of patterns are letters as others."""
    told = words(answers(engine, query)[0][-1]).strip()
    assert told == wording(edition[0])["search.unheld"].replace("{word}", told.split("“")[1].split("”")[0])


@pytest.mark.parametrize(
    ("query", "post"),
    [
        ("who is Andy Jassy", ("Chief executive", "首席执行官")),
        ("安迪贾西", ("Chief executive", "首席执行官")),
        ("CFO", ("Chief financial officer", "首席财务官")),
    ],
)
def test_a_person_s_card_says_the_post(engine: Page, edition: tuple[str, Site], query: str, post: tuple[str, str]) -> None:
    """With or without the point in a Chinese name."""
    assert post[edition[0] == "zh"] in words(head(engine, query))


@pytest.mark.parametrize("query", ["亚马逊 资本开支", "amazon capex", "Amazon capex 2026"])
def test_who_names_a_company_and_a_metric_asks_for_the_metric(engine: Page, query: str) -> None:
    """And not for the company; of several bases for the one with the most facts, and for the plan."""
    found = head(engine, query)
    assert found["location"] == "catalogue/capital-expenditure.html#amazon-capex-net"
    assert re.search("约2,200亿美元 · 计划|about US\\$220 billion · plan", words(found))


@pytest.mark.parametrize(
    ("query", "dimension"),
    [("3.5亿美元", "money"), ("24 GW", "power"), ("73.21%", "percent"), ("987654", ""), ("€20bn", "money EUR")],
)
def test_a_number_that_is_not_held_is_told_so(engine: Page, edition: tuple[str, Site], query: str, dimension: str) -> None:
    """With the nearest of its dimension named as others; a number without a unit has none near it."""
    language, _ = edition
    docs = {doc["location"]: doc for doc in entries(engine)}
    first, *ways = card(engine, query)
    assert ("没有收录" if language == "zh" else "not in the ledger") in words(first)
    assert len(ways) == (2 if dimension else 0)
    assert {docs[way["location"]]["value"]["dimension"] for way in ways} <= {dimension}
    assert all(("不是它" if language == "zh" else "not the same") in words(way) for way in ways)


@pytest.mark.skipif(shutil.which("node") is None, reason="the command runs the engine with Node.js")
def test_a_command_says_why_a_query_ranks_as_it_does(edition: tuple[str, Site]) -> None:
    """How it is read, what it asks for, and the factors whose product is the score."""
    read, first, factors, *_ = explain_search(edition[1].folder, "AWS capex 多少")
    assert "asks for: amount" in read
    product = math.prod(map(float, re.findall(r"[a-z]+ ([\d.]+)", factors.partition("  (")[0])))
    assert product == pytest.approx(float(first.split()[1]), rel=0.05)


def test_the_command_asks_for_a_built_site(tmp_path: Path) -> None:
    """Rather than to end in a traceback."""
    with pytest.raises(RequestError, match="build the site first"):
        list(explain_search(tmp_path, "AWS"))


def test_each_weight_has_its_reason() -> None:
    """And each kind of entry a factor for each sort of query."""
    table = read_own(index_module.__file__, "weights.yml")
    sorts = {"name", "number", *ASKED, "reason"}
    assert all(set(row) == sorts and row["reason"] for row in table["kinds"].values())
    assert all(len(row) == 2 and isinstance(row[0], int | float) and row[1] for row in table["words"].values())
    assert sorted(kind for kinds in table["groups"].values() for kind in kinds) == sorted(table["kinds"])
    assert set(table["pages"].values()) <= set(table["kinds"])
