"""What a macro puts into a page: the contract with readers and with whoever reads the page by program."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable

import lxml.html
import pytest

from macros.ledger.editorial import TurningPoint
from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.model import Figure, Language, Text
from macros.ledger.periods import Period
from macros.render.site import Site
from tests.support.page_macros import PageMacros
from tests.support.records import WORDS


@pytest.fixture
def page(small: Ledger) -> PageMacros:
    """The macros of a page two folders down."""
    return PageMacros(small, "zh", "stories/one.md")


OLD_PLAN = ("orbit-spending", "FY2025", "gazette-2025-02-01")


def test_a_revised_plan_is_never_shown_as_the_latest(page: PageMacros) -> None:
    """Neither inline nor on a card, unless the call says of which day it tells."""
    for name, args in (("fact", OLD_PLAN), ("cards", ([OLD_PLAN],))):
        with pytest.raises(RequestError, match="is revised: orbit-2026-02-01 says"):
            getattr(page, name)(*args)
    assert "约10亿美元" in page.fact(*OLD_PLAN, as_of="2025-02-01")
    assert "约10亿美元" in page.cards([(*OLD_PLAN, "plan", "", "2025-02-01")])


def test_a_page_of_a_day_shows_the_plans_of_its_day(page: PageMacros) -> None:
    """What was said after that day must be the newest on it, as on any other page; a call's own day goes before the page's."""
    page.site = dataclasses.replace(page.site, fronts={"stories/one.md": {"as_of": "2025-12-31"}})
    assert "约10亿美元" in page.fact(*OLD_PLAN)
    with pytest.raises(RequestError, match="is revised"):
        page.fact(*OLD_PLAN, as_of="2026-02-01")
    page.site = dataclasses.replace(page.site, fronts={"stories/one.md": {"as_of": "2025-01-31"}})
    with pytest.raises(RequestError, match="is revised"):
        page.fact(*OLD_PLAN)


def test_a_statement_is_linked_like_a_figure_in_one_line_that_markdown_leaves_alone(page: PageMacros) -> None:
    """Words without a number have a line in the catalogue too; no line break and no sign that Markdown would read."""
    link = lxml.html.fragment_fromstring(page.statement("orbit-outlook", "2025-02-01"))
    assert (link.text, link.get("data-fact")) == ("作者怀疑这些塔能否赚回成本。", "orbit-outlook@2025-02-01")
    assert not set("\n*_[]|`~") & set(page.fact("orbit-spending-growth", "FY2025"))


def test_a_table_says_units_once_and_shows_gaps(page: PageMacros) -> None:
    """A period without a fact is a dash, not a blank or a zero; amounts have three digits, the tooltip has all."""
    table = lxml.html.fragment_fromstring(page.table(["orbit-spending"], ["FY2023", "FY2024"]))
    assert table.xpath("string(.//thead//*[@class='unit'])") == "亿美元"
    assert [cell.text_content() for cell in table.iterfind(".//td")] == ["—", "8.30"]
    assert "8.299亿美元" in table.xpath("string(.//td/a/@title)")
    assert [cell.get("data-value") for cell in table.iterfind(".//td")] == [None, "829900000"]
    assert table.xpath("string(.//td/a/@data-fact)") == "orbit-spending@FY2024"


def test_a_table_of_a_page_has_the_digits_of_its_chart(ledger: Ledger) -> None:
    """Columns of amounts have one number of decimals, which leaves the largest four digits; the tooltip has them all.

    A line of twelve months is named by its last month under a head that says so: nobody takes it for a quarter.
    """
    columns = [f"amazon-{name} TTM" for name in ("operating-cash-flow", "capex-net", "free-cash-flow")]
    sides: tuple[tuple[Language, list[str]], ...] = (("zh", ["1,614", "1,690", "−76"]), ("en", ["161.4", "169.0", "−7.6"]))
    for language, shown in sides:
        table = lxml.html.fragment_fromstring(PageMacros(ledger, language, "one.md").table(columns, ["2026Q2"]))
        assert table.xpath("string(.//tbody/tr/th)") == {"zh": "2026年6月", "en": "June 2026"}[language]
        assert table.xpath("string(.//thead/tr/th[1])") == {"zh": "十二个月，截至", "en": "Twelve months to"}[language]
        assert [link.text for link in table.iterfind(".//td/a[@data-fact]")] == shown
        assert all(re.search(r"1,614\.03|161\.403", str(link.get("title"))) for link in table.xpath(".//td[1]/a[@data-fact]"))


def test_vintages_stand_in_the_order_of_their_documents(page: PageMacros) -> None:
    """The path is the story: the old plan stays above the new one."""
    block = lxml.html.fragment_fromstring(page.vintages("orbit-spending", "FY2025"))
    assert [link.text for link in block.iterfind(".//a[@data-fact]")] == ["约10亿美元", "11.00亿美元"]


def test_a_scoreboard_says_what_came_of_it(ledger: Ledger) -> None:
    """The outcome is the doubt's own, a link leads down the page, and each side has its month."""
    chosen = {each.id: each for each in ledger.doubts if each.id in ("will-it-pay", "plan-2025", "free-cash-flow")}
    rows = lxml.html.fromstring(PageMacros(ledger, "en", "then-and-now.md").scoreboard([*chosen])).findall(".//li")
    assert [row.xpath("string(a[1]/@href)") for row in rows] == ["#return", "#spending", "#return"]
    badges = [row.xpath("string(.//*[starts-with(@class, 'outcome ')]/@class)") for row in rows]
    outcomes = [ledger.standing(each) for each in chosen.values()]
    assert badges == [f"outcome outcome--{name}" for name in outcomes]
    assert [row.xpath("string(a[2]/@href)") for row in rows] == [f"doubts.html#{name}" for name in chosen]
    assert rows[1].xpath(".//*[@class='score__month']/text()") == ["Feb 2025", "Feb 2026"]


def test_a_sign_that_the_token_has_not_is_explained_beside_it(ledger: Ledger) -> None:
    """An outflow that the document puts in words, an expense that it prints in brackets; a printed sign needs no word."""
    page = PageMacros(ledger, "en", "index.md")
    titles = [
        str(lxml.html.fragment_fromstring(page.fact(*chosen)).get("title")).partition("As printed: ")[2].splitlines()[0]
        for chosen in (
            ("amazon-free-cash-flow", "TTM-2026Q2", "amazon-2026-07-30", "reported", "results"),
            ("amazon-capex-net", "FY2025", "amazon-10k-2025", "reported", "free-cash-flow"),
            ("amazon-free-cash-flow", "TTM-2026Q2", "amazon-10q-2026q2"),
        )
    ]
    assert titles == [
        "$7.6 billion (the text calls it an outflow, a loss, a fall or unfavourable)",
        "(128,320) (in brackets: paid out or deducted)",
        "$(7,604)",
    ]


def test_the_ledger_of_doubts_begins_with_what_was_judged(ledger: Ledger) -> None:
    """Undecided, due and pending ones follow, new ones last; both sides of an entry have their month."""
    page = PageMacros(ledger, "en", "doubts.md")
    text = page.doubts()
    order = [
        text.index(f"#{name}") for name in ("outcome-doubt_borne_out", "outcome-promise_kept", "outcome-doubt_open", "new")
    ]
    assert order == sorted(order)
    terms = lxml.html.fromstring(text).xpath("//*[@id='plan-2025']//dt")
    assert [term.text_content() for term in terms] == ["Then · Feb 2025", "What followed · Feb 2026", "Outcome"]


def test_more_than_was_said_is_worded_by_what_was_said(ledger: Ledger) -> None:
    """A plan of spending that was exceeded is not good news as guidance that was beaten is."""
    page = lxml.html.fromstring(PageMacros(ledger, "en", "doubts.md").doubts())
    exceeded = {doubt.id: doubt.type for doubt in ledger.doubts if doubt.outcome == "exceeded"}
    shown = {name: page.xpath(f"string(.//li[@id='{name}']//*[starts-with(@class, 'outcome ')])") for name in exceeded}
    words = {"plan": "spent above plan", "promise": "better than promised"}
    assert shown == {name: words[kind] for name, kind in exceeded.items()}
    assert set(exceeded.values()) == set(words)
    marked = {name: page.xpath(f"string(.//li[@id='{name}']/@data-outcome)") for name in exceeded}
    assert marked == {name: "overspent" if kind == "plan" else "exceeded" for name, kind in exceeded.items()}


def test_what_does_not_count_is_listed_but_not_scored(ledger: Ledger) -> None:
    """A peer's plan, or one that another entry counts, has a kind of its own, which the links of the score leave out."""
    doubt = next(each for each in ledger.doubts if each.outcome == "kept")
    apart = dataclasses.replace(doubt, id="apart", counted=False)
    page = PageMacros(dataclasses.replace(ledger, doubts=(doubt, apart)), "en", "doubts.md")
    shown = lxml.html.fromstring(page.doubts())
    assert [shown.get_element_by_id(each.id).get("data-kind") for each in (doubt, apart)] == ["promise", "apart"]
    assert lxml.html.fromstring(page.outcomes()).xpath("string(.//*[@data-derived='count-promise_kept'])") == "1"


def test_an_event_whose_day_has_passed_is_not_called_next(ledger: Ledger) -> None:
    """It is due, and not held yet, as far as the pages know, by the newest day in their front matter: a build asks no clock."""
    (event, *_) = (each for each in ledger.events if ledger.is_to_come(each))
    after = (event.date.end + dt.timedelta(days=1)).isoformat()
    alone = dataclasses.replace(ledger, events=(event,))
    for edited, passed in ((ledger.latest.isoformat(), False), (after, True)):
        macros = PageMacros(alone, "en", "one.md")
        macros.site = dataclasses.replace(macros.site, fronts={"one.md": {"title": "One", "date": edited}})
        (line,) = lxml.html.fromstring(macros.timeline()).xpath(f"//*[@data-event='{event.id}']")
        assert ("not held yet" in line.text_content()) == passed
        (label,) = lxml.html.fromstring(macros.latest()).xpath(f"//dd[@data-event='{event.id}']/preceding-sibling::dt[1]")
        assert label.text == ("Due, not held yet" if passed else "Next")


def test_a_tooltip_says_that_its_source_is_weak(ledger: Ledger) -> None:
    """Of a figure and of a cited place, in a line of its own; nothing of a company's own document."""
    weak = {fact.id: ledger.documents[fact.document].trust == "secondary" for fact in ledger.facts}
    tooltips = Site.of(ledger, "en").tooltips
    assert {name for name, text in tooltips.items() if "weak source: second-hand" in text.split("\n")} == {
        name for name, is_weak in weak.items() if is_weak
    }
    assert sum(weak.values()) > 5


def test_a_tooltip_has_a_date_once(ledger: Ledger) -> None:
    """Not again where the document's name has it already."""
    document = ledger.documents["call-2026-07-30"]
    tooltips = Site.of(ledger, "zh").tooltips
    said = [tooltips[fact.id].split("\n")[2].replace(" ", "") for fact in ledger.facts if fact.document == document.id]
    assert len(said) > 10
    assert all(line.count("2026年7月30日") == 1 for line in said)


def test_a_promise_whose_day_has_passed_is_not_called_not_yet_due(ledger: Ledger) -> None:
    """It is counted and listed by itself, with the day: nobody waits for what is past."""
    doubt = next(each for each in ledger.doubts if each.outcome == "pending" and each.now and each.counted)
    past, to_come = (dataclasses.replace(doubt, id=day, due=Period.parse(day)) for day in ("2025-02-01", "2030-01-01"))
    page = PageMacros(dataclasses.replace(ledger, doubts=(past, to_come)), "zh", "doubts.md")
    shown = lxml.html.fromstring(page.doubts())
    for each, word, kind in ((past, "到期待核", "overdue"), (to_come, "未到期", "promise")):
        line = shown.get_element_by_id(each.id)
        assert line.xpath("string(.//*[starts-with(@class, 'outcome ')])") == word
        assert (line.get("data-outcome"), line.get("data-kind")) == ("pending", kind)
    counts = lxml.html.fromstring(page.outcomes())
    found = {
        each: counts.xpath(f"string(.//*[@data-derived='count-promise_{each}'])") for each in ("overdue", "pending", "kept")
    }
    assert found == {"overdue": "1", "pending": "1", "kept": "0"}
    assert counts.xpath("count(.//a)") == 2, "what is counted is linked, and none is not"
    assert "其余 2 项还没到期" in counts.text_content()


def test_a_turning_point_is_told_with_the_page_that_tells_it(ledger: Ledger) -> None:
    """Whatever its first figure is, one that is computed too."""
    facts = (Figure(derived=next(iter(ledger.derived))),)

    def timeline(page: str) -> str:
        told = TurningPoint(why=Text(**WORDS), page=page)
        event = dataclasses.replace(ledger.events[0], turning_point=told, facts=facts)
        return PageMacros(dataclasses.replace(ledger, events=(event,)), "zh", "timeline.md").timeline()

    assert f'{WORDS["zh"]} <a href="index.html"' in timeline("index")


@pytest.mark.parametrize(
    ("language", "call", "told", "not_told"),
    [
        ("en", lambda page: page.documents(), " 1 fact<", " 1 facts"),
        ("en", lambda page: page.doubts(), "due 31 December 2027<", "2027 due"),
        ("zh", lambda page: page.doubts(), "2027年12月31日 到期<", "到期 2027"),
        ("en", lambda page: page.derived("aws-margin-change-yoy-2025q4", magnitude=True), ">1.9 pp<", ">−1.9 pp<"),
        ("en", lambda page: page.derived("aws-margin-change-yoy-2025q4", magnitude=True), "= −1.90 pp", "= 1.90 pp"),
    ],
    ids=["one is singular", "due before the day", "due behind it in Chinese", "no sign in a sentence", "a sign in a formula"],
)
def test_words_of_each_language_fit_their_numbers(
    ledger: Ledger, language: Language, call: Callable[[PageMacros], str], told: str, not_told: str
) -> None:
    """As a sentence would have it."""
    shown = call(PageMacros(ledger, language, "index.md")).replace("&#45;", "-")
    assert told in shown
    assert not_told not in shown


def test_a_part_of_a_document_has_a_page_of_its_own(page: PageMacros, small: Ledger) -> None:
    """Links lead to the page that shows the place; the first page keeps its anchor, which leads on; nothing stands twice."""
    with pytest.raises(RequestError, match='called "operation"; did you mean "operations"'):
        page.document("orbit-2026-02-01", "operation")
    link = lxml.html.fragment_fromstring(page.source("orbit-2026-02-01", "operations"))
    assert link.get("href") == "../sources/orbit-2026-02-01/operations.html#operations"
    first = lxml.html.fromstring(PageMacros(small, "zh", "sources/orbit-2026-02-01.md").document("orbit-2026-02-01"))
    part = lxml.html.fromstring(
        PageMacros(small, "zh", "sources/orbit-2026-02-01/operations.md").document("orbit-2026-02-01", "operations")
    )
    assert first.get_element_by_id("operations").get("href") == "orbit-2026-02-01/operations.html#operations"
    assert part.xpath(".//p[@class='document__title']/a/@href") == ["../orbit-2026-02-01.html"]
    told = [set(map(str, shown.xpath(".//@data-fact"))) for shown in (first, part)]
    assert not told[0] & told[1]
    assert told[0] | told[1] == {fact.subject for fact in small.documents["orbit-2026-02-01"].facts}


def test_the_share_of_numbers_from_documents_that_were_read_is_counted_over_written_pages(small: Ledger) -> None:
    """A number counts on each page that shows it, and not in the catalogue; a document that was not read says so."""
    unread = dataclasses.replace(small.documents["gazette-2025-02-01"], unread=True)
    ledger = dataclasses.replace(small, documents={**small.documents, unread.id: unread})
    shown = {
        each.document: each for each in ledger.facts if each.is_number and each.document in (unread.id, "orbit-2026-02-01")
    }
    of_both = {each.id: each for each in shown.values()}
    of_one = {each.id: each for each in shown.values() if each.document != unread.id}
    pages = {"index.md": of_both, "stories/one.md": of_one, "catalogue/spending.md": of_both}
    assert len(shown) == 2
    counts = dataclasses.replace(Site.of(ledger, "en"), pages=pages).counts
    assert (counts["numbers_shown"], counts["percent_read"]) == (3, 66)
    told = PageMacros(ledger, "en", "sources/gazette-2025-02-01.md").document("gazette-2025-02-01")
    assert "We have not read the text itself" in told
