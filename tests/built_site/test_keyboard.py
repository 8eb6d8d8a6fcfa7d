"""Keyboard, reduced motion, large text and forced colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.built_site.test_accessibility import show, violations

# What has the focus: its text or name, and how its outline is drawn. A hidden radio button shows its focus on its label.
FOCUSED = """() => {
  const element = document.activeElement;
  const drawn = element.matches(".md-option") ? element.nextElementSibling : element;
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(drawn);
  const box = drawn.getBoundingClientRect();
  return {
    name: element.getAttribute("aria-label") ?? element.textContent.trim(),
    outline: `${outlineStyle} ${outlineWidth}`,
    color: outlineColor,
    seen: drawn.checkVisibility({visibilityProperty: true, opacityProperty: true}) && box.width > 1 && box.height > 1
      && box.right > 0 && box.left < innerWidth,
  };
}"""
# What the outline lies on: the element's surroundings, or itself where the outline is drawn inside.
BACKGROUND = """() => {
  const focused = document.activeElement;
  const inside = parseFloat(getComputedStyle(focused).outlineOffset) < 0;
  for (let element = inside ? focused : focused.parentElement; element; element = element.parentElement) {
    const color = getComputedStyle(element).backgroundColor;
    if (!/, 0\\)$/.test(color)) return color;
  }
  return "rgb(255, 255, 255)";
}"""


@pytest.fixture
def still(open_page: Callable[..., Page], served: str) -> Page:
    """The home page with reduced motion, 390 by 844 points."""
    page = open_page(390, 844, reduced_motion="reduce")
    page.goto(served)
    return page


def stops(page: Page, number: int) -> list[dict[str, str]]:
    """Press Tab so many times, and return what had the focus each time."""
    seen = []
    for _ in range(number):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    return seen


def luminance(color: str) -> float:
    """Return the relative luminance of `rgb(r, g, b)` as WCAG defines it, from 0 to 1."""
    parts = [float(part) / 255 for part in color[color.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds; as a function, since the page's policy refuses to evaluate text."""
    page.wait_for_function(f"() => {condition}")


def test_the_first_stops_on_a_desk(still: Page, served: str) -> None:
    """The skip link, the site's name, the palette, the search; the tabs follow each other."""
    still.set_viewport_size({"width": 1280, "height": 800})
    still.goto(served)
    first, second, third, fourth = (stop["name"] for stop in stops(still, 4))
    assert (first, second, third[:2], fourth) == ("跳转至", "AI 豪赌账本", "配色", "搜索")
    still.goto(served + "stories/2025-the-year.html")
    still.locator(".md-tabs__link:visible").first.focus()
    tabs = [text.strip() for text in still.locator(".md-tabs__link:visible").all_inner_texts()]
    assert tabs == ["故事", "时间线", "图表", "对照", "质疑台账", "勘误与方法", "数据"]
    assert [stop["name"] for stop in stops(still, len(tabs) - 1)] == tabs[1:]


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_is_seen_and_outlined(still: Page, served: str, palette: str, width: int) -> None:
    """Stop after stop: in view, with an outline of two points whose contrast to the surroundings is three to one."""
    still.goto(served + "stories/2025-the-year.html")
    show(still, width, palette)
    checked = 0
    for _ in range(45):
        still.keyboard.press("Tab")
        if still.evaluate("document.activeElement.name === 'query'"):
            until(still, "document.getElementById('__search').checked")
        # The page scrolls to a stop in the next frame, which a busy machine draws later.
        until(still, f"(({FOCUSED})().seen)")
        stop = still.evaluate(FOCUSED)
        assert stop["outline"] == "solid 2px", stop
        assert contrast(stop["color"], still.evaluate(BACKGROUND)) >= 3, stop
        checked += 1
    assert checked > 35


def test_the_skip_link_moves_the_focus_into_the_page(still: Page) -> None:
    """Shown when it has the focus; after it, the next stop is in the article."""
    still.keyboard.press("Tab")
    assert still.evaluate(FOCUSED)["seen"]
    still.keyboard.press("Enter")
    assert still.evaluate("decodeURIComponent(location.hash)") != ""
    still.keyboard.press("Tab")
    assert still.evaluate("!!document.activeElement.closest('article')")


@pytest.mark.parametrize(("name", "opens"), [("导航栏", "__drawer"), ("查找", "__search")], ids=["drawer", "search"])
def test_the_drawer_and_the_search_open_and_close_by_keyboard(still: Page, name: str, opens: str) -> None:
    """The button's aria-expanded follows; a closed drawer's links are no stops; focus moves in, stays, and returns."""
    assert not still.locator(".md-sidebar--primary a").first.is_visible()
    button = still.get_by_role("button", name=name)
    button.focus()
    assert button.get_attribute("aria-expanded") == "false"
    still.keyboard.press("Space" if opens == "__drawer" else "Enter")
    if opens == "__search":
        until(still, "document.activeElement.name === 'query' && document.getElementById('__search').checked")
    else:
        assert button.get_attribute("aria-expanded") == "true"
        for stop in stops(still, 8):
            assert stop["seen"], stop
            assert still.evaluate("!document.activeElement.closest('.md-content, .md-header, .md-footer')")
    still.keyboard.press("Escape")
    until(still, f"document.activeElement.dataset.opens === '{opens}'")
    assert button.get_attribute("aria-expanded") == "false"


def test_tab_passes_the_closed_search_of_a_phone(still: Page) -> None:
    """The focus would open it; its button is the stop."""
    for _ in range(10):
        still.keyboard.press("Tab")
        assert not still.evaluate("document.getElementById('__search').checked")
    assert still.evaluate("!!document.activeElement.closest('article')")


def test_the_search_is_a_combobox_and_gives_the_focus_back(desk: Page, served: str) -> None:
    """Its state is told as it opens and closes; after Escape the focus is where it was before."""
    desk.goto(served)
    box = desk.get_by_role("combobox", name="搜索")
    assert box.get_attribute("aria-expanded") == "false"
    desk.locator(".md-logo").first.focus()
    box.focus()
    desk.keyboard.type("capex")
    desk.get_by_role("dialog", name="搜索").get_by_role("link").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    desk.keyboard.press("Escape")
    until(desk, "document.activeElement.matches('.md-logo')")
    assert box.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_open_drawer_and_search_keep_the_rules(still: Page, palette: str) -> None:
    """The drawer, and the search with results."""
    show(still, 390, palette)
    still.get_by_role("button", name="导航栏").click()
    still.locator(".md-sidebar--primary a").last.wait_for()
    assert violations(still) == []
    still.keyboard.press("Escape")
    still.locator("button[data-opens='__search']").click()
    until(still, "document.getElementById('__search').checked && document.activeElement.name === 'query'")
    still.keyboard.type("积压订单")
    still.keyboard.press("End")
    still.locator(".md-search-result__link").first.wait_for()
    assert violations(still) == []


def test_nothing_moves_with_reduced_motion(still: Page) -> None:
    """No transition, no animation, no smooth scroll anywhere on the page."""
    moving = still.evaluate(
        """() => [...document.querySelectorAll("*")].filter(element => {
          const {transitionDuration, transitionProperty, animationName, scrollBehavior} = getComputedStyle(element);
          return (transitionProperty !== "none" && parseFloat(transitionDuration) > 0)
            || animationName !== "none" || scrollBehavior === "smooth";
        }).map(element => element.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_the_system_s_colours_keep_lines_and_shapes(open_page: Callable[..., Page], served: str) -> None:
    """With forced colours the events keep their dots and the small charts their bars."""
    page = open_page(forced_colors="active")
    page.goto(served + "timeline.html")
    dot = page.evaluate("getComputedStyle(document.querySelector('.event'), '::before').borderTopWidth")
    assert float(dot.removesuffix("px")) >= 2
    page.goto(served + "catalogue/capital-expenditure.html")
    bar = page.locator(".series rect").first
    assert bar.evaluate("bar => getComputedStyle(bar).fill") == page.evaluate("getComputedStyle(document.body).color")


@pytest.mark.parametrize("name", ["index.html", "stories/2025-the-year.html", "doubts.html", "timeline.html"])
def test_text_twice_as_large_and_widely_spaced_loses_nothing(open_page: Callable[..., Page], served: str, name: str) -> None:
    """At 200 % (a desk of 1280 points seen as 640) and with WCAG's text spacing: no sideways scroll, no text cut off."""
    page = open_page(640, 400, bypass_csp=True)
    page.goto(served + name)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
        " p { margin-bottom: 2em !important }"
    )
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 640
    cut = page.evaluate(
        """() => [...document.querySelectorAll("article :is(p, li, dd, dt, td, th, span, a)")].filter(element => {
          const {overflowX, overflowY} = getComputedStyle(element);
          return (overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1)
            || (overflowY === "hidden" && element.scrollHeight > element.clientHeight + 1);
        }).map(element => element.textContent.slice(0, 40))"""
    )
    assert cut == []
