"""What hinders some readers: refused storage, a lost network, input methods, voice control, large text, forced colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.built_site.test_keyboard import contrast, until
from tests.conftest import Site
from tests.support.site_server import serving

RESULTS = ".md-search-result__link"


def search(page: Page, query: str) -> None:
    """Type a query; where the box says nothing yet, the next key asks again."""
    page.get_by_role("combobox", name="搜索").click()
    page.keyboard.type(query, delay=20)


def test_without_storage_only_the_palette_is_forgotten(desk: Page, served: str) -> None:
    """As where "sites may not save data": the search answers and the palette changes."""
    errors: list[str] = []
    desk.on("pageerror", lambda error: errors.append(str(error)))
    desk.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, {
            configurable: true, get() { throw new DOMException("Access is denied", "SecurityError") } })"""
    )
    desk.goto(served + "timeline.html")
    search(desk, "Trainium")
    desk.locator(RESULTS).first.wait_for()
    desk.keyboard.press("Escape")
    before = desk.evaluate("document.body.dataset.mdColorScheme + document.body.dataset.mdColorMedia")
    desk.locator("label[for^='__palette']:visible").click()
    assert desk.evaluate("document.body.dataset.mdColorScheme + document.body.dataset.mdColorMedia") != before
    assert errors == []


@pytest.mark.parametrize("lost", ["search/entries.json", "assets/javascripts/search-engine.js"])
@pytest.mark.parametrize("answer", ["abort", "404"])
def test_a_search_that_cannot_load_says_so_and_tries_again(desk: Page, served: str, lost: str, answer: str) -> None:
    """The network is down, or a deployment is half done."""

    def refuse(route: Route) -> None:
        if answer == "abort":
            route.abort()
        else:
            route.fulfill(status=404, body="not found")

    desk.context.route(f"**/{lost}", refuse)
    desk.goto(served + "timeline.html")
    search(desk, "Trainium")
    desk.locator(RESULTS).filter(has_text="搜索没有加载出来").wait_for()
    desk.get_by_role("status").filter(has_text="搜索没有加载出来").wait_for()  # And not "one result".
    assert desk.locator(RESULTS).get_attribute("href") == served + "timeline.html"
    desk.context.unroute(f"**/{lost}")
    desk.keyboard.type("2")
    desk.locator(RESULTS).filter(has_text="Trainium2").first.wait_for()


def test_no_key_alone_leaves_the_page_or_opens_the_search(desk: Page, served: str) -> None:
    """Voice control says letters (WCAG 2.1.4), and whoever types before the box has the focus stays where she is."""
    address = served + "stories/2025-the-year.html"
    desk.goto(address)
    desk.locator("article a.fact").first.focus()
    for key in ("n", "p", ",", ".", "s", "f", "/", "N"):
        desk.keyboard.press(key)
        desk.wait_for_timeout(100)
        assert (key, desk.url, desk.evaluate("document.getElementById('__search').checked")) == (key, address, False)


@pytest.mark.parametrize("enter", [{"keyCode": 229}, {"keyCode": 13, "isComposing": True}])
def test_the_enter_that_ends_a_composition_opens_nothing(desk: Page, served: str, enter: dict[str, object]) -> None:
    """Safari sends it after the composition has ended, as key 229; a plain Enter opens the first result."""
    desk.goto(served)
    search(desk, "自研")
    desk.locator(RESULTS).first.wait_for()
    press = """options => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...options}))"""
    desk.evaluate(press, enter)
    desk.wait_for_timeout(100)
    assert desk.url == served
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/*.html**")


def test_half_typed_pinyin_is_not_searched(desk: Page, served: str) -> None:
    """What an input method composes is searched when it is done."""
    desk.goto(served)
    search(desk, "自研")
    desk.locator(".md-search-result mark", has_text="自研").first.wait_for()  # Not the results of its first letter.
    composer = desk.context.new_cdp_session(desk)
    before = desk.locator(".md-search-result__list").inner_html()
    composer.send("Input.imeSetComposition", {"text": "xin p", "selectionStart": 5, "selectionEnd": 5})
    desk.wait_for_timeout(300)
    assert desk.locator(".md-search-result__list").inner_html() == before
    composer.send("Input.insertText", {"text": "芯片"})
    desk.wait_for_function("was => document.querySelector('.md-search-result__list').innerHTML !== was", arg=before)
    assert desk.get_by_role("combobox", name="搜索").input_value() == "自研芯片"


@pytest.mark.parametrize(
    "place", ["timeline.html?topic=chips#trainium2-subscribed", "method.html#basis", "then-and-now.html#backlog"]
)
def test_the_other_language_keeps_place_and_filter(desk: Page, published_at: str, place: str) -> None:
    """From either edition to the other and back."""
    desk.goto(published_at + place)
    desk.locator("a.language").click()
    desk.wait_for_url(f"{published_at}en/{place}")
    assert desk.locator(f"[id='{place.partition('#')[2]}']").is_visible()
    desk.locator("a.language").click()
    desk.wait_for_url(published_at + place)


def test_the_filter_gives_way_to_an_event_that_is_asked_for(desk: Page, served: str) -> None:
    """A link to an event shows it, whatever the filter in the address."""
    desk.goto(served + "timeline.html?topic=capital-expenditure#reinvent-2024-trainium2")
    event = desk.locator("#reinvent-2024-trainium2")
    event.wait_for(state="visible")
    until(desk, "document.getElementById('reinvent-2024-trainium2').getBoundingClientRect().top < innerHeight")
    assert "topic" not in desk.url


@pytest.mark.parametrize("address", ["en/themes/chpis.html", "themes/chpis.html"])
def test_a_wrong_address_is_answered_in_both_languages(desk: Page, published: Site, address: str) -> None:
    """GitHub Pages answers with the root's 404.html for every missing page."""
    lost = (published.folder / "404.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in lost
    with serving(published.folder) as root:
        desk.route(f"**/{address}", lambda route: route.fulfill(status=404, body=lost, content_type="text/html"))
        desk.goto(root + address)
        desk.get_by_role("heading", name="账本里没有这一页").wait_for()
        other = desk.locator("article [lang=en]")
        assert "This page is not in the ledger" in other.inner_text()
        links = desk.locator("article a").evaluate_all("each => each.map(link => link.getAttribute('href'))")
        assert len(links) > 6
        assert "/ledger/en/index.html" in links
        missing = [link for link in links if not (published.folder / link.removeprefix("/ledger/")).is_file()]
        assert missing == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_in_charts_are_seen_with_forced_colours(open_page: Callable[..., Page], served: str, scheme: str) -> None:
    """The sign of a correction, a pair with the canvas."""
    page = open_page(forced_colors="active", color_scheme=scheme)
    page.goto(served + "timeline.html")
    fill, paper = page.locator(".drawing:visible a.mark text").first.evaluate(
        "sign => [getComputedStyle(sign).fill, getComputedStyle(sign).stroke]"
    )
    assert contrast(fill, paper) >= 4.5, (fill, paper)


def test_letters_in_charts_grow_with_the_font_size(open_page: Callable[..., Page], served: str) -> None:
    """Twice the browser's font size, twice the letters of a chart."""
    page = open_page(bypass_csp=True)
    page.goto(served)
    page.add_style_tag(content="html { font-size: 40px !important }")
    size = page.locator(".drawing:visible text").first.evaluate(
        "text => 12 * text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width"
    )
    assert size >= 22
