"""Charts: what is drawn is what the data says, each value leads to its fact, and everybody can read it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import lxml.html
import pytest
from playwright.sync_api import Browser

from macros.ledger.model import Ledger
from macros.render.charts.plots import Plots
from macros.render.charts.specification import FRAMES, Category, Mark, Plot, specification, text_width
from macros.render.page_run import PageRun
from macros.render.site import Site as Pages
from macros.render.views import Views
from tests.conftest import Site
from tests.support.page_macros import PageMacros

AT_LEAST = {
    "capex-bet",
    "capex-by-quarter",
    "plan-vintages",
    "aws-sales",
    "aws-growth",
    "aws-margin",
    "aws-margin-claim",
    "cash-and-capex",
    "backlog",
    "power",
    "peers-plans",
    "cloud-peers",
    "advertising",
    "chips-roadmap",
}
"""The charts that readers were promised."""


@pytest.fixture
def figure(small: Ledger) -> lxml.html.HtmlElement:
    """The chart of the small ledger, as a page holds it."""
    return lxml.html.fragment_fromstring(PageMacros(small, "zh", "charts.md").chart("spending"))


def test_a_chart_names_what_it_finds_to_those_who_do_not_see_it(figure: lxml.html.HtmlElement) -> None:
    """Each drawing carries the finding with its numbers; the same words stand below it."""
    labels = {str(label) for label in figure.xpath(".//svg/@aria-label")}
    assert labels == {"报告的是8.299亿美元，计划是11.00亿美元。"}
    assert figure.xpath("string(.//p[@class='chart__finding'])") in labels


def test_every_value_in_a_drawing_is_a_link_to_its_fact(figure: lxml.html.HtmlElement) -> None:
    """As an inline figure is: with its identity, its tooltip and its line in the catalogue."""
    for drawing in figure.xpath(".//svg"):
        links = drawing.xpath(".//a")
        assert [link.xpath("string(./text)") for link in links] == ["8.299", "11.00", "约10"]
        assert [link.get("data-fact") for link in links] == ["orbit-spending@FY2024", *["orbit-spending@FY2025"] * 2]
        assert all("#" in link.get("href") and link.find("title") is not None for link in links)


def test_no_number_in_a_drawing_is_without_a_fact(site: Site) -> None:
    """There are no axes with numbers of their own; what stands at their foot are dates and names."""
    checked = 0
    for drawing in site.article("charts.html").xpath(".//svg[contains(@class, 'drawing')]"):
        for text in drawing.xpath(".//text[not(ancestor::a)]"):
            left = re.sub(r"Q[1-4]|(FY|\b)20\d\dQ?\d?|\d{1,2}月(\d{1,2}日)?|Trainium\d", "", text.text_content())
            assert not re.search(r"\d", left), text.text_content()
            checked += 1
    assert checked > 100


def test_plans_are_drawn_as_plans_and_claims_as_claims(figure: lxml.html.HtmlElement) -> None:
    """What happened is filled; a plan is an outline, dashed, so that no colour is needed to tell them apart."""
    filled = figure.xpath(".//svg[contains(@class, 'wide')]//path[@fill='var(--chart-1)']")
    outlined = figure.xpath(".//svg[contains(@class, 'wide')]//path[@fill='var(--chart-paper)'][@stroke-dasharray]")
    assert len(filled) == 1
    assert len(outlined) == 2
    assert figure.xpath("string(.//*[@class='legend'])") == "实际计划或指引"


def test_colours_come_from_the_page(site: Site) -> None:
    """Variables alone: light, dark, forced colours and print set them."""
    for drawing in site.article("charts.html").xpath(".//svg[contains(@class, 'drawing')]"):
        for colour in drawing.xpath(".//@fill | .//@stroke"):
            assert str(colour) == "none" or str(colour).startswith("var(--chart-"), colour
        assert not drawing.xpath(".//@style | .//@id")


def test_the_table_of_a_chart_holds_each_of_its_values(site: Site) -> None:
    """Folded, with kind and document; nothing is drawn that is not in it."""
    for figure in site.article("charts.html").xpath(".//figure[@data-chart]"):
        drawn = figure.xpath(".//svg[contains(@class, 'drawing--wide')]//a[@data-fact or @data-derived]/@href")
        listed = figure.xpath(".//table//td[2]/a[1]/@href | .//table//td[2]/*[@class='marked']/a[1]/@href")
        assert {str(href) for href in drawn} <= {str(href) for href in listed}, figure.get("data-chart")
        assert figure.xpath(".//details//p[@class='chart__sources']/a[@data-document]"), figure.get("data-chart")


def test_the_promised_charts_are_there(site: Site, ledger: Ledger) -> None:
    """All on one page, and each of them also where the story needs it."""
    charts = {str(each) for each in site.article("charts.html").xpath(".//figure/@data-chart")}
    assert charts >= AT_LEAST
    assert charts == set(ledger.charts)
    elsewhere = {
        str(each) for name in site.pages if name != "charts.html" for each in site.article(name).xpath(".//figure/@data-chart")
    }
    assert elsewhere == charts


def test_a_new_quarter_comes_into_a_chart_by_itself(small: Ledger) -> None:
    """A series that names a metric and a form takes every reported fact of it."""
    series = dataclasses.replace(small.charts["spending"].series[0], points=(), metric="orbit-spending", form="year")
    chart = dataclasses.replace(small.charts["spending"], series=(series,))
    rows = Plots(Views(Pages.of(small, "zh"), PageRun("charts.md"))).chart(chart).rows
    assert [row.period for row in rows] == ["2024年"]


def plot(count: int, text: str = "1,318.19") -> Plot:
    """Bars of one series, a quarter each."""
    marks = [
        Mark(0, Category((f"Q{number % 4 + 1}", "2024"), f"2024 Q{number}", is_date=True), text, 1, 1, "done", "")
        for number in range(count)
    ]
    return Plot("bars", tuple(marks), ("series",))


def test_a_phone_gets_a_drawing_of_its_own_rather_than_a_smaller_one() -> None:
    """Where values would touch each other the bars run across, a line each, with room for a finger."""
    wide, narrow = (specification(plot(12, "318.19"), frame) for frame in FRAMES)
    assert wide["layer"][0]["encoding"]["x"]["field"] == "c"
    assert narrow["layer"][0]["encoding"]["y"]["field"] == "r"
    assert narrow["height"] == 12 * 26
    assert specification(plot(4), FRAMES[1])["layer"][0]["encoding"]["x"]["field"] == "c"


def test_widths_are_estimated_without_the_fonts_of_the_machine() -> None:
    """So that the same data gives the same drawing everywhere."""
    assert text_width("亿") == 12
    assert text_width("1,318.19") == pytest.approx(57.6)


def test_a_path_stands_at_the_day_on_which_it_was_said() -> None:
    """The axis counts days; a time zone has no say."""
    day = dt.date(2025, 2, 6)
    nowhere = Category((), "")
    marks = Mark(0, nowhere, "1", 1, 1, "planned", "", day, day), Mark(0, nowhere, "2", 2, 2, "done", "", dt.date(2026, 2, 5))
    spec = specification(Plot("path", marks, ("a",)), FRAMES[0])
    assert spec["data"]["values"][0]["start"] == day.toordinal()


@pytest.mark.parametrize("width", [390, 1280])
def test_every_chart_is_legible_at_every_width(browser: Browser, served: str, width: int) -> None:
    """One of the two drawings shows, no text in it is smaller than 10 px, and it stays within the page."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(served + "charts.html")
    figures = page.locator("figure.chart")
    assert figures.count() >= len(AT_LEAST)
    seen = page.evaluate(
        """() => [...document.querySelectorAll('figure.chart')].map(figure => {
            const shown = [...figure.querySelectorAll('svg.drawing')].filter(svg => svg.getClientRects().length);
            const scale = shown[0].getBoundingClientRect().width / shown[0].viewBox.baseVal.width;
            const texts = [...shown[0].querySelectorAll('text')];
            const sizes = texts.map(text => scale * parseFloat(getComputedStyle(text).fontSize));
            const right = Math.max(...texts.map(text => text.getBoundingClientRect().right));
            return [figure.dataset.chart, shown.length, Math.min(...sizes), right <= innerWidth];
        })"""
    )
    for chart, drawings, smallest, within in seen:
        assert drawings == 1, chart
        assert smallest >= 10, chart
        assert within, chart
    context.close()


def test_values_are_reached_by_keyboard(browser: Browser, served: str) -> None:
    """A value that has the focus is underlined, and Enter leads to its line in the catalogue."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(served + "charts.html")
    value = page.locator("#chart-capex-bet svg.drawing--wide a.fact").last
    value.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/catalogue/capital-expenditure.html#amazon-capex-call.FY2026*")
    page.close()


def test_charts_are_no_words_to_search_for(site: Site) -> None:
    """Their text would be glued together in the index; what they say stands on the pages."""
    for figure in site.article("charts.html").xpath(".//figure[@data-chart]"):
        assert figure.get("data-search-exclude") is not None
