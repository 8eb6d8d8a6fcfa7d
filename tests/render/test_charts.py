"""Charts: what is drawn is what the data says, each value leads to its fact, and everybody can read it."""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import get_args

import lxml.html
import pytest
from playwright.sync_api import Page

from macros.ledger.editorial import Chart
from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact, Kind, Language
from macros.ledger.select import FORWARD
from macros.render.charts.plots import STATES, ChartView, chart_view, series_of
from macros.render.site import PageRun
from macros.render.site import Site as Pages
from macros.render.templates import Block
from macros.render.views import Views
from tests.conftest import ROOT, Site
from tests.support.page_macros import PageMacros

AT_LEAST = {
    *("capex-bet", "capex-by-quarter", "plan-vintages", "cash-and-capex", "peers-plans", "cloud-peers", "advertising"),
    *("aws-sales", "aws-growth", "aws-margin", "aws-margin-claim", "backlog", "power", "chips-roadmap"),
}
"""The charts that readers were promised."""


@pytest.fixture
def figure(small: Ledger) -> lxml.html.HtmlElement:
    """The chart of the small ledger, as a page holds it."""
    return lxml.html.fragment_fromstring(PageMacros(small, "zh", "charts.md").chart("spending"))


def test_a_chart_says_what_it_finds_once_to_those_who_do_not_see_it(small: Ledger) -> None:
    """Below the drawing or, in brief, as the drawing's name; what differs is explained by a legend."""
    macros = PageMacros(small, "zh", "charts.md")
    for brief in (False, True):
        figure = lxml.html.fragment_fromstring(macros.chart("spending", brief=brief))
        shown, *_ = figure.xpath(".//svg")
        said = [str(shown.get("aria-label")), *figure.xpath(".//p[@class='chart__finding']/descendant-or-self::*")]
        texts = [each if isinstance(each, str) else each.text_content() for each in said[:2]]
        assert texts.count("报告的是8.3亿美元，计划是11亿美元。") == 1
        assert "支出" not in {str(label) for label in figure.xpath(".//@aria-label")}
        assert figure.xpath("string(.//*[@class='legend'])") == "实际计划或指引"


def test_a_chart_with_a_title_of_its_own_ends_on_the_day_of_its_page(ledger: Ledger) -> None:
    """What happened later and what was planned later are left out, and so is the finding, which is of the newest day."""
    macros = PageMacros(ledger, "en", "stories/one.md")
    with pytest.raises(RequestError, match="as_of"):
        macros.chart("plan-vintages", title="Raised once")
    macros.site = dataclasses.replace(macros.site, fronts={**macros.site.fronts, "stories/one.md": {"as_of": "2026-02-05"}})
    figure = lxml.html.fragment_fromstring(macros.chart("plan-vintages", title="Raised once"))
    whole = lxml.html.fragment_fromstring(PageMacros(ledger, "en", "stories/one.md").chart("plan-vintages"))
    shown, all_shown = ([row.text_content() for row in each.iterfind(".//tbody/tr")] for each in (figure, whole))
    assert shown == all_shown[:4]
    assert len(all_shown) == 6
    assert figure.xpath("string(.//*[@class='chart__title'])") == "Raised once"
    assert not figure.xpath(".//*[@class='chart__finding']")
    assert "Drawn up to 5 February 2026" in figure.xpath("string(.//p[@class='chart__note'][last()])")
    assert [fact.document for fact in macros.run.figures.values() if isinstance(fact, Fact)].count("call-2026-07-30") == 0
    macros.site = dataclasses.replace(macros.site, fronts={**macros.site.fronts, "stories/one.md": {"as_of": "2024-02-05"}})
    with pytest.raises(RequestError, match="nothing is known on 2024-02-05"):
        macros.chart("plan-vintages", title="Raised once")
    with pytest.raises(RequestError, match="a chart of numbers"):
        macros.chart("chips-roadmap", title="Chips")


def test_no_chart_of_a_story_shows_what_came_later(site: Site, ledger: Ledger) -> None:
    """A number in it is of a time that had ended on the story's day or a plan that had been said by then."""
    pages, checked = Pages.of(ledger, "zh"), 0
    fronts = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs" / "zh" / "stories").glob("*.md")}
    days = {name: re.search(r"(?m)^as_of: (\S+)", text) for name, text in fronts.items()}
    for name, link in site.find("//figure[contains(@class, 'chart')]//a[@data-fact or @data-derived]", "stories/"):
        told = days[Path(name).stem]
        assert told
        if derived := link.get("data-derived"):
            facts = pages.calculations.results[derived].facts
        else:
            metric, _, period = str(link.get("data-fact")).partition("@")
            facts = tuple(
                fact for fact in ledger.by_subject[f"{metric}@{period}"] if fact.document == link.get("data-document")
            )
        said = [ledger.documents[fact.document].date for fact in facts if fact.kind in FORWARD]
        assert max(said or [fact.period.end for fact in facts]).isoformat() <= told[1], (name, link.attrib)
        checked += 1
    assert checked > 100


def test_a_screen_reader_meets_each_value_once(figure: lxml.html.HtmlElement) -> None:
    """As a link that says it; the names along the axes, which its words repeat, are hidden, and the table is folded."""
    for drawing in figure.iterfind(".//svg"):
        assert drawing.get("role") == "group"
        heard = drawing.xpath(".//text[not(ancestor::*[@aria-hidden='true'])]")
        assert len(heard) == len(drawing.xpath(".//a"))
        assert all(text.getparent().tag == "a" for text in heard)
        assert not drawing.xpath(".//*[@aria-hidden='true']//a")
    assert figure.xpath("./details[not(@open)]//table")


SITES: dict[tuple[int, Language], Pages] = {}
"""The sites of ledgers, which keep their ledgers: what is derived from one is calculated once, not for each chart."""


def views_on(ledger: Ledger, language: Language) -> Views:
    """What a template reads of a ledger."""
    site = SITES.get((id(ledger), language)) or SITES.setdefault((id(ledger), language), Pages.of(ledger, language))
    return Views(site, PageRun("charts.md"))


def views_of(ledger: Ledger, language: Language = "zh", *charts: Chart) -> list[ChartView]:
    """Some charts, or all of a ledger, as their template gets them."""
    return [chart_view(views_on(ledger, language), chart) for chart in charts or ledger.charts.values()]


def rendered(ledger: Ledger, view: ChartView, language: Language = "zh") -> lxml.html.HtmlElement:
    """A chart as a page holds it."""
    block = Block("chart.jinja", {"chart": view, "brief": False})
    return lxml.html.fragment_fromstring(block.html(views_on(ledger, language)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_value_is_in_a_drawing_once_as_a_link_to_its_fact(ledger: Ledger, language: Language) -> None:
    """As an inline figure is: with its identity, its tooltip line by line, and its line in the catalogue, or its event."""
    checked = 0
    for view in views_of(ledger, language):
        numbers = [(mark.href, mark.shown) for mark in view.plot.marks if not isinstance(mark.shown, str)]
        expected = Counter((href, *each.attributes.values(), f"fact fact--{each.kind}", each.tooltip) for href, each in numbers)
        assert view.record.type == "timeline" or all(href == each.href for href, each in numbers)
        expected += Counter((mark.href, "milestone") for mark in view.plot.marks if mark.event)
        for drawing in rendered(ledger, view, language).iterfind(".//svg"):
            found = Counter[tuple[str, ...]]()
            for link in drawing.xpath(".//a[not(@class='mark')]"):
                (title,) = link.iterfind("title")
                identity = [value for name, value in link.items() if name in ("data-fact", "data-derived", "data-document")]
                kind = str(link.get("class"))
                found[link.get("href"), *identity, kind, *([] if kind == "milestone" else [title.text])] += 1
                assert title.text
                without_room = view.record.type == "lines" and "narrow" in str(drawing.get("class"))
                assert len(link.findall("text")) in ((0, 1) if without_room else (1,))
                assert link.xpath("./rect | ./path")
            assert found == expected, view.record.id
            checked += found.total()
    assert checked > 200


def test_plans_are_hollow_and_claims_dotted(ledger: Ledger) -> None:
    """What happened is filled, all else an outline, so that no colour is needed to tell them apart; each kind has a look."""
    assert set(STATES) == set(get_args(Kind))
    looks: dict[str, set[tuple[str | None, ...]]] = {}
    for view in views_of(ledger):
        for drawing, svg in zip(view.drawings, rendered(ledger, view).iterfind(".//svg"), strict=True):
            for placed, link in zip(drawing.marks, svg.xpath(".//a[not(@class='mark')]"), strict=True):
                for bar in link.iterfind("rect") if placed.bars and placed.mark.series == 0 and not placed.mark.muted else ():
                    look = tuple(bar.get(name) for name in ("fill", "stroke", "stroke-dasharray"))
                    looks.setdefault(placed.mark.state, set()).add(look)
    assert looks == {
        "done": {("var(--chart-1)", None, None)},
        "planned": {("var(--chart-paper)", "var(--chart-2)", "5 3")},
        "claimed": {("var(--chart-paper)", "var(--chart-2)", "1.5 2.5")},
        "wrong": {("var(--chart-paper)", "var(--chart-wrong)", "1.5 2.5")},
    }


def test_a_line_of_plans_is_dashed_whatever_its_colour(ledger: Ledger) -> None:
    """A line of what happened is solid in every chart; names, or colours with symbols, tell lines apart."""

    def dashes(name: str) -> list[str | None]:
        (view,) = views_of(ledger, "en", ledger.charts[name])
        lines = rendered(ledger, view, "en").xpath("(.//svg)[1]//path[@stroke-width='2' and not(@fill)]")
        return [line.get("stroke-dasharray") for line in lines]

    assert dashes("plan-vintages") == ["7 3"] * 2
    assert dashes("peers-plans-2026") == ["7 3"] * 3
    assert dashes("cash-and-capex") == [None] * 3


def test_others_are_quieter_than_whom_a_chart_is_about(ledger: Ledger) -> None:
    """Those of the entity and of what belongs to it keep the colours; of two others each has a grey of its own."""
    (view,) = views_of(ledger, "zh", dataclasses.replace(ledger.charts["cloud-peers"], focus="amazon"))
    tones = {mark.series: view.plot.tone(mark) for mark in view.plot.marks}
    assert tones == {0: "1", 1: "4", 2: "5"}
    assert [entry.tone for entry in view.plot.legend] == ["1", "4", "5"]
    (view,) = views_of(ledger, "zh", dataclasses.replace(ledger.charts["cloud-peers"], focus=None))
    assert {view.plot.tone(mark) for mark in view.plot.marks} == {"1", "2", "3"}


def test_what_is_computed_with_a_plan_is_drawn_as_a_plan(ledger: Ledger) -> None:
    """A promise is never drawn as a fact."""
    point = dataclasses.replace(ledger.charts["aws-growth"].series[0].points[0], derived="plan-2026-left")
    series = dataclasses.replace(ledger.charts["aws-growth"].series[0], points=(point,))
    (view,) = views_of(ledger, "zh", dataclasses.replace(ledger.charts["aws-growth"], series=(series,)))
    assert [mark.state for mark in view.plot.marks] == ["planned"]


def test_paths_have_their_names_where_they_begin(ledger: Ledger) -> None:
    """So that the legend has nothing to say but that hollow is promised and solid is done."""
    (view,) = views_of(ledger, "en", ledger.charts["plan-vintages"])
    assert [mark.text for mark in view.plot.marks if mark.text.startswith("20")] == ["2025 about 100", "2026 about 200"]
    (legend,) = rendered(ledger, view, "en").xpath(".//*[@class='legend']")
    assert [entry.text_content() for entry in legend] == ["hollow: plan or guidance", "solid: actual"]
    assert legend.get("aria-hidden") == "true"  # A value says its kind itself.


def test_a_point_without_a_text_is_a_link_for_a_finger(ledger: Ledger) -> None:
    """On a phone, where long values have no room: its tooltip says the value, and its target has 24 pixels."""
    (view,) = views_of(ledger, "zh", ledger.charts["aws-margin"])
    long = tuple(dataclasses.replace(mark, text="1,234,567.89") for mark in view.plot.marks)
    crowded = dataclasses.replace(view, plot=dataclasses.replace(view.plot, marks=long))
    narrow = rendered(ledger, crowded).xpath(".//svg[contains(@class, 'narrow')]")[0]
    bare = narrow.xpath(".//a[not(text)]")
    assert 0 < len(bare) < len(narrow.xpath(".//a"))
    assert all(link.xpath("./title[contains(., '%')] and ./rect[@width='24'][@height='24']") for link in bare)


def test_a_caption_says_where_an_axis_does_not_begin_at_zero(ledger: Ledger) -> None:
    """And only there."""
    said = {
        view.record.id: "纵轴不从零开始" in str(rendered(ledger, view).xpath("string(.//figcaption)"))
        for view in views_of(ledger)
    }
    assert said["aws-margin"]
    assert not said["plan-vintages"]
    assert said == {view.record.id: not view.plot.from_zero for view in views_of(ledger)}


def test_a_finding_is_rounded_and_its_tooltip_is_not(ledger: Ledger) -> None:
    """As a number in a sentence is; the label has what the numbers beside it have."""
    (view,) = views_of(ledger, "en", ledger.charts["plan-vintages"])
    figure = rendered(ledger, view, "en")
    (spent,) = figure.xpath(".//p[@class='chart__finding']/a[contains(@data-fact, 'amazon-capex-net@FY2025')]")
    assert spent.text == "US$128.3 billion"
    assert "US$128.320 billion" in figure.xpath(".//svg//a[contains(@class, 'fact--reported')]/title/text()")[0]


def test_drawings_come_whole_into_the_page(site: Site) -> None:
    """Their colours are variables, which light, dark, forced colours and print set; their tooltips keep their lines."""
    for drawing in site.article("charts.html").xpath(".//svg[contains(@class, 'drawing')]"):
        colours = {str(colour) for colour in drawing.xpath(".//@fill | .//@stroke")}
        assert {colour for colour in colours if not colour.startswith("var(--chart-")} <= {"none"}
        assert not drawing.xpath(".//@style | .//@id")
    titles = site.article("charts.html").xpath(".//svg//a[contains(@class, 'fact')]/title/text()")
    assert len(titles) > 200
    assert all("\n" in str(title) for title in titles)


def test_the_promised_charts_are_there(site: Site, ledger: Ledger) -> None:
    """All on one page, and each of them also where the story needs it."""
    shown = {(name == "charts.html", str(chart)) for name, chart in site.find("//article//figure/@data-chart")}
    assert shown == {(here, chart) for here in (True, False) for chart in ledger.charts}
    assert ledger.charts.keys() >= AT_LEAST


def test_a_new_quarter_comes_into_a_chart_by_itself(small: Ledger) -> None:
    """A series that names a metric and a form takes every reported fact of it."""
    series = dataclasses.replace(small.charts["spending"].series[0], points=(), metric="orbit-spending", form="year")
    (view,) = views_of(small, "zh", dataclasses.replace(small.charts["spending"], series=(series,)))
    assert [mark.period for mark in view.plot.marks] == ["2024年"]


def test_a_sparkline_stands_on_one_line() -> None:
    """The tallest value takes the whole height; a negative one hangs below the line."""
    view = series_of([Decimal(3), Decimal(-1), Decimal(0)], ["a", "b", "c"])
    assert view.bars == ((0, "0.0", 12, "30.0", "a"), (15, "30.0", 12, "10.0", "b"), (30, "30.0", 12, "0.5", "c"))
    assert (view.width, view.base, view.label) == (42, "30.0", "a → c")


@pytest.mark.parametrize("width", [390, 1280])
def test_every_chart_is_legible_at_every_width(open_page: Callable[..., Page], served: str, width: int) -> None:
    """One of the two drawings shows; no text in it is smaller than 10 px, lies on another or leaves the page."""
    page = open_page(width, reduced_motion="reduce")
    page.goto(served + "charts.html")
    seen = page.evaluate(
        """() => [...document.querySelectorAll('figure.chart')].map(figure => {
            const shown = [...figure.querySelectorAll('svg.drawing')].filter(svg => svg.getClientRects().length);
            const scale = shown[0].getBoundingClientRect().width / shown[0].viewBox.baseVal.width;
            const texts = [...shown[0].querySelectorAll('text')];
            const sizes = texts.map(text => scale * parseFloat(getComputedStyle(text).fontSize));
            const boxes = texts.map(text => text.getBoundingClientRect());
            const within = boxes.every(box => box.left >= 0 && box.right <= innerWidth);
            // A font's line is higher than its figures.
            const across = (a, b) => a.left < b.right && b.left < a.right;
            const along = (a, b) => a.top + 6 < b.bottom && b.top + 6 < a.bottom;
            const hides = (a, b) => across(a, b) && along(a, b);
            const hidden = texts.filter((_, i) => boxes.slice(0, i).some(box => hides(box, boxes[i])));
            return [figure.dataset.chart, shown.length, Math.min(...sizes), within, hidden.map(text => text.textContent)];
        })"""
    )
    assert len(seen) >= len(AT_LEAST)
    assert [chart for chart in seen if chart[1] != 1 or chart[2] < 10 or chart[3:] != [True, []]] == []


def test_values_are_reached_by_keyboard(desk: Page, served: str) -> None:
    """A value that has the focus is underlined, and Enter leads to its line in the catalogue."""
    desk.goto(served + "charts.html")
    desk.locator("#chart-capex-bet svg.drawing--wide a.fact").last.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/catalogue/capital-expenditure.html#amazon-capex-net.FY2026*")
