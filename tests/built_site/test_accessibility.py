"""Every page in a real browser: the rules of WCAG 2.2 AA, no sideways scroll, a clean console, no other host.

`make test` tries the rules on a page of each kind, in both palettes and both widths, and opens every other page once;
`make test-all` tries them on every page of both editions.
One page alone: `python -m pytest tests/built_site/test_accessibility.py -k timeline`.
"""

import importlib.resources
import itertools
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.conftest import ADDRESS, Site
from tests.support.browser import console_of
from tests.support.page_kinds import PAGES, REPRESENTATIVES, kind_of
from tests.support.site_server import serving

AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
COLOURS = ("color-contrast", "link-in-text-block")
RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOUR_RULES: dict[str, object] = {"runOnly": COLOURS, "resultTypes": ["violations"]}
RUN_AXE = """async rules => {
  // Contrast takes most of the time: of the elements with text, one is tried for each set of colours, sizes and backgrounds.
  const LOOK = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textDecoration"];
  const styles = new Map();
  const style = element => {
    if (!element) return "";
    if (!styles.has(element)) {
      const css = getComputedStyle(element);
      const own = [element.tagName, ...LOOK.map(name => css[name])];
      styles.set(element, `${own} < ${style(element.parentElement)}`);
    }
    return styles.get(element);
  };
  const alike = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const shown = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (shown && element.checkVisibility() && !alike.has(style(element))) alike.set(style(element), element);
  }
  for (const element of document.querySelectorAll("[data-look]")) element.removeAttribute("data-look");
  for (const element of alike.values()) element.setAttribute("data-look", "");
  const tried = ":is([data-look], [data-look] *)";
  axe.configure({rules: [{id: "color-contrast", selector: tried}, {id: "link-in-text-block", selector: `a[href]${tried}`}]});
  const {violations} = await axe.run(document, rules);
  return violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(" ")}\\n    ${node.failureSummary.replace(/\\s+/g, " ")}`));
}"""
TOO_SMALL = """() => [...document.querySelectorAll("body *")].filter(element => {
  const {width, height} = element.getBoundingClientRect();
  if (!width || !element.checkVisibility({visibilityProperty: true})) return false;
  const target = element.matches("article :is(a.mark, button, summary)") && Math.min(width, height) < 23.95;
  const text = width >= 2 && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const drawing = element.closest("svg.drawing");
  const scale = drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
  return target || (text && parseFloat(getComputedStyle(element).fontSize) * scale < 11.95);
}).map(element => element.outerHTML.slice(0, 120))"""
# The theme follows the system a moment later, and places its side bars in the next frame.
FOLLOW_SYSTEM = """async scheme => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  for (let i = 0; i < 120 && document.body.dataset.mdColorScheme !== scheme; i++) await frame();
  await frame(); await frame();
  return document.body.dataset.mdColorScheme;
}"""
WIDTHS = {390: 844, 1280: 800}
SCHEMES = {"light": "default", "dark": "slate"}
LOOKS = tuple(itertools.product(WIDTHS, SCHEMES))
TWINS = tuple(f"en/{name}" for name in PAGES if name != "404.html")
SHOWN_WORST = 15


def show(page: Page, width: int, palette: str) -> None:
    """Show a page in one width and one palette, and wait until the theme has followed."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme="dark" if palette == "dark" else "light", reduced_motion="reduce")
    assert page.evaluate(FOLLOW_SYSTEM, SCHEMES[palette]) == SCHEMES[palette], "the palette does not follow the system"


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """Return the violations that axe finds in a page as it is shown: the rule, the element and what to fix."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE + ";0")
    return list(page.evaluate(RUN_AXE, COLOUR_RULES if colours_only else RULES))


@pytest.fixture(scope="session")
def served_at_root(site: Site) -> Iterator[str]:
    """The site at the root of a host, from which the links of the 404 page count."""
    with serving(site.folder, below="/") as address:
        yield address


def faults_of(page: Page, *, at_home: bool) -> list[str]:
    """Return the list to which errors, failed requests and requests to other hosts will be added.

    The theme looks for a published site's map at the address that the site was built for.
    """
    allowed = () if at_home else (urlsplit(ADDRESS).netloc,)
    faults = console_of(page, *allowed)
    page.on("response", lambda answer: faults.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    hosts = ("127.0.0.1", *allowed)
    page.on("request", lambda asked: None if urlsplit(asked.url).hostname in hosts else faults.append(asked.url))
    return faults


def test_every_built_page_is_visited(site: Site) -> None:
    """The list of pages comes from their sources; each kind has a representative, and only one that exists."""
    assert sorted(PAGES) == sorted(site.pages)
    assert len(PAGES) > 70
    assert set(REPRESENTATIVES) <= set(PAGES)
    assert {kind_of(name) for name in REPRESENTATIVES} == {kind_of(name) for name in PAGES}


@pytest.mark.parametrize(
    "name", [name if name in REPRESENTATIVES else pytest.param(name, marks=pytest.mark.soak) for name in PAGES + TWINS]
)
def test_a_page_keeps_the_rules(request: pytest.FixtureRequest, open_page: Callable[..., Page], name: str) -> None:
    """WCAG 2.2 A and AA and axe's good practice; no sideways scroll, no error in the console, no other host asked.

    On a phone letters have 12 points at least, targets 24.
    """
    address = request.getfixturevalue("served_at_root" if name == "404.html" else "published_at" if name in TWINS else "served")
    page = open_page(color_scheme="light", reduced_motion="reduce")
    faults = faults_of(page, at_home=name not in TWINS)
    page.goto(address + name, wait_until="load")
    found: list[str] = []
    for width, palette in LOOKS:
        show(page, width, palette)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, f"scrolls sideways at {width} px"
        assert width > 390 or page.evaluate(TOO_SMALL) == []
        # The palettes differ in colours alone.
        found += [f"{palette}, {width} px: {each}" for each in violations(page, colours_only=palette == "dark")]
    assert not found, "\n".join([f"{len(found)} violations", *found[:SHOWN_WORST]])
    assert faults == []


@pytest.mark.parametrize("edition", ["", "en/"], ids=["zh", "en"])
def test_every_other_page_opens_on_a_phone(phone: Page, served: str, published_at: str, edition: str) -> None:
    """Without sideways scroll, small letters, errors or requests to another host: half in Chinese, the rest in English."""
    others = [name for name in PAGES if name not in REPRESENTATIVES][bool(edition) :: 2]
    faults = faults_of(phone, at_home=not edition)
    for name in others:
        phone.goto(f"{published_at if edition else served}{edition}{name}", wait_until="load")
        assert phone.evaluate("document.scrollingElement.scrollWidth") <= 390, name
        assert phone.evaluate(TOO_SMALL) == [], name
        assert faults == [], name
    assert len(others) > 30
