"""In a real browser: the search finds what readers type, figures say what they are.

That every page opens without an error stands in test_accessibility.py, which visits every page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page of 390 by 844 points."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("资本开支", {"themes/capital-expenditure.html", "catalogue/capital-expenditure.html"}),
        ("Trainium", {"themes/chips.html", "catalogue/chips.html", "glossary.html"}),
        ("积压订单", {"themes/demand.html", "catalogue/demand.html", "glossary.html"}),
    ],
)
def test_the_search_finds(phone: Page, served: str, query: str, wanted: set[str]) -> None:
    """Typed on the home page, among the first five results."""
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(served)
    phone.get_by_role("textbox", name="搜索").click()
    phone.keyboard.type(query, delay=20)
    results = phone.locator(".md-search-result__link")
    results.first.wait_for(timeout=15000)
    found = [str(link.get_attribute("href")).partition("?")[0].removeprefix(served) for link in results.all()[:5]]
    assert wanted & {address.partition("#")[0] for address in found}, found


def test_a_figure_leads_to_its_own_line(phone: Page, served: str) -> None:
    """One tap from the home page to the fact in the catalogue, in view."""
    phone.goto(served)
    figure = phone.locator("article p a.fact[data-fact='aws-backlog@2025-12-31']").first
    figure.click()
    phone.wait_for_url("**/catalogue/demand.html#*")
    line = phone.locator("li.line:target")
    assert "2,440亿美元" in line.inner_text()
    assert "2440亿" in line.locator(".printed").inner_text()
    box = line.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 844


def test_the_policy_allows_all_that_a_reader_does(phone: Page, served: str) -> None:
    """Search, tooltips, a change of colours, scrolling, a page that is not there: nothing is refused."""
    refused: list[str] = []
    phone.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    phone.set_viewport_size({"width": 1280, "height": 900})
    for name in ("index.html", "stories/2025-the-year.html", "timeline.html", "catalogue/chips.html", "contribute.html"):
        phone.goto(served + name)
        before = phone.evaluate("document.body.dataset.mdColorScheme + document.body.dataset.mdColorMedia")
        phone.locator("label[for^='__palette']:visible").click()
        phone.wait_for_function(
            "was => document.body.dataset.mdColorScheme + document.body.dataset.mdColorMedia != was", arg=before
        )
        figures = phone.locator("article a.fact:visible")
        if figures.count():
            figures.first.hover()
        phone.get_by_role("textbox", name="搜索").click()
        phone.keyboard.type("Trainium", delay=20)
        phone.locator(".md-search-result__link").first.wait_for(timeout=15000)
        phone.keyboard.press("Escape")
        phone.mouse.wheel(0, 2000)
        phone.mouse.wheel(0, -500)
    assert refused == []


def test_a_script_that_somebody_slips_in_is_refused(phone: Page, served: str) -> None:
    """In the page or from another host, as an element or a handler; a style too."""
    refused: list[str] = []
    phone.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    phone.goto(served)
    phone.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.slipped = 1";
            document.body.append(script);
            const image = document.createElement("div");
            image.innerHTML = "<img src='missing:' onerror='window.slipped = 2'><p style='color: red' id='inked'>A</p>";
            document.body.append(image);
            const other = document.createElement("script");
            other.src = "https://example.org/other.js";
            document.body.append(other);
        }"""
    )
    phone.wait_for_timeout(300)
    assert phone.evaluate("window.slipped") is None
    assert phone.evaluate("getComputedStyle(document.getElementById('inked')).color") != "rgb(255, 0, 0)"
    assert len([text for text in refused if "Content Security Policy" in text]) >= 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_palette_follows_the_system(browser: Browser, served: str, scheme: str) -> None:
    """Light by day, dark by night, without a choice being made."""
    context = browser.new_context(color_scheme="light" if scheme == "light" else "dark")
    page = context.new_page()
    page.goto(served)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(","))
    assert (red + green + blue > 600) == (scheme == "light"), background
    context.close()


def test_the_story_is_complete_without_scripts(browser: Browser, served: str) -> None:
    """Text, figures, tables and the whole timeline."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "timeline.html")
    assert page.locator("[data-event]").count() > 40
    page.goto(served + "stories/2025-the-year.html")
    assert page.locator("table.figures td a.fact").count() > 50
    context.close()
