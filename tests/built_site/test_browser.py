"""In a real browser: links of figures, the first screen of a phone, the content security policy.

test_accessibility.py visits every page, tests/outputs/test_search.py tries the search.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.conftest import box_of
from tests.support.browser import console_of


def test_a_figure_links_to_its_own_line(open_page: Callable[..., Page], served: str) -> None:
    """One click from the home page to the fact in the catalogue, in view."""
    phone = open_page(390, 844)
    phone.goto(served)
    figure = phone.locator("article p a.fact[data-fact='aws-backlog@2025-12-31']").first
    figure.click()
    phone.wait_for_url("**/catalogue/demand.html#*")
    line = phone.locator("li.line:target")
    assert "2,440亿美元" in line.inner_text()
    assert "$244 billion" in line.locator(".printed").inner_text()
    assert 0 <= box_of(line)["y"] <= 844


@pytest.mark.parametrize("edition", ["", "en/"], ids=["zh", "en"])
def test_the_first_screen_of_a_phone_shows_the_story(phone: Page, published_at: str, edition: str) -> None:
    """The question and its answer, the newest day, three figures, the chart, the counts of outcomes, a way in."""
    phone.goto(published_at + edition)
    parts = (
        ("h1", 1),
        (".tile .spark", 3),
        ("figure.chart svg:visible", 1),
        ("h1 + p time", 1),
        (".tally [data-derived]", 6),
        (".ways a.begin", 1),
    )
    for part, count in parts:
        found = phone.locator(f"article {part}")
        assert found.count() == count, part
        for each in found.all():
            box = box_of(each)
            assert box["y"] + box["height"] <= 844, f"{part} ends at {box['y'] + box['height']} px"


def test_the_policy_allows_all_that_a_reader_does(desk: Page, served: str) -> None:
    """Search, tooltips, a change of colours, scrolling, a page that is not there: nothing is refused."""
    messages = console_of(desk)
    for name in ("index.html", "stories/2025-the-year.html", "timeline.html", "catalogue/chips.html", "contribute.html"):
        desk.goto(served + name)
        before = desk.evaluate("document.body.dataset.mdColorScheme + document.body.dataset.mdColorMedia")
        desk.locator("label[for^='__palette']:visible").click()
        desk.wait_for_function(
            "was => document.body.dataset.mdColorScheme + document.body.dataset.mdColorMedia != was", arg=before
        )
        figures = desk.locator("article a.fact:visible")
        if figures.count():
            figures.first.hover()
        desk.get_by_role("combobox", name="搜索").click()
        desk.keyboard.type("Trainium", delay=20)
        desk.locator(".md-search-result__link").first.wait_for()
        desk.keyboard.press("Escape")
        desk.mouse.wheel(0, 2000)
        desk.mouse.wheel(0, -500)
    assert messages == []


def test_an_injected_script_is_refused(desk: Page, served: str) -> None:
    """In the page or from another host, as an element or a handler; a style too."""
    messages = console_of(desk)
    desk.goto(served)
    desk.evaluate(
        """() => {
            window.refused = 0;
            document.addEventListener("securitypolicyviolation", () => { window.refused += 1 });
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
    desk.wait_for_function("() => window.refused >= 4")
    assert desk.evaluate("window.slipped") is None
    assert desk.evaluate("getComputedStyle(document.getElementById('inked')).color") != "rgb(255, 0, 0)"
    assert len([text for text in messages if "Content Security Policy" in text]) >= 4
