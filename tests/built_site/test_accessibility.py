"""Every page in a real browser: the rules of WCAG 2.2 AA, no sideways scroll, a clean console, no other host.

`make test` looks at a page of each kind in both palettes and both widths, and at every other page once, in one edition or
the other by turns; `make test-all` looks at every page of both editions in all four ways.
One page alone: `python -m pytest tests/built_site/test_accessibility.py -k timeline`.
"""

from __future__ import annotations

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
    "rules": {name: {"enabled": False} for name in COLOURS},
    "resultTypes": ["violations"],
}
COLOUR_RULES: dict[str, object] = {"runOnly": COLOURS, "resultTypes": ["violations"]}
RUN_AXE = """async ([rules, colourRules]) => {
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
  const found = [await axe.run({include: [...alike.values()]}, colourRules)];
  if (rules) found.push(await axe.run(document, rules));
  return found.flatMap(each => each.violations).flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(" ")}\\n    ${node.failureSummary.replace(/\\s+/g, " ")}`));
}"""
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
    return list(page.evaluate(RUN_AXE, [None if colours_only else RULES, COLOUR_RULES]))


@pytest.fixture(scope="session")
def served_at_root(site: Site) -> Iterator[str]:
    """The site at the root of a host, from which the links of the 404 page count."""
    with serving(site.folder, below="/") as address:
        yield address


def looks() -> Iterator[object]:
    """Yield every page with the looks that each push takes, and with those that are left for the night."""
    others = [name for name in PAGES if name not in REPRESENTATIVES]
    once = {*others[::2], *(f"en/{name}" for name in others[1::2])}
    for name in PAGES + TWINS:
        pushed = LOOKS if name in REPRESENTATIVES else LOOKS[:1] if name in once else ()
        if pushed:
            yield pytest.param(name, pushed, id=name)
        if pushed != LOOKS:
            yield pytest.param(name, LOOKS[len(pushed) :], id=f"{name}, other looks", marks=pytest.mark.soak)


def test_every_built_page_is_visited(site: Site) -> None:
    """The list of pages comes from their sources; each kind has a representative, and only one that exists."""
    assert sorted(PAGES) == sorted(site.pages)
    assert len(PAGES) > 70
    assert set(REPRESENTATIVES) <= set(PAGES)
    assert {kind_of(name) for name in REPRESENTATIVES} == {kind_of(name) for name in PAGES}


@pytest.mark.parametrize(("name", "looks"), list(looks()))
def test_a_page_keeps_the_rules(
    request: pytest.FixtureRequest, open_page: Callable[..., Page], name: str, looks: tuple[tuple[int, str], ...]
) -> None:
    """WCAG 2.2 A and AA and axe's good practice; no sideways scroll, no error in the console, no other host asked."""
    address = request.getfixturevalue("served_at_root" if name == "404.html" else "published_at" if name in TWINS else "served")
    width, palette = looks[0]
    page = open_page(width, WIDTHS[width], color_scheme=palette, reduced_motion="reduce")
    messages, hosts = console_of(page), set[str]()
    page.on("response", lambda answer: messages.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(address + name, wait_until="load")
    found: list[str] = []
    for width, palette in looks:
        show(page, width, palette)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, f"scrolls sideways at {width} px"
        # The palettes differ in colours alone.
        found += [f"{palette}, {width} px: {each}" for each in violations(page, colours_only=palette == "dark")]
    assert not found, "\n".join([f"{len(found)} violations", *found[:SHOWN_WORST]])
    # The theme looks for a published site's map at the address that the site was built for.
    elsewhere = urlsplit(ADDRESS).netloc
    assert [each for each in messages if name not in TWINS or elsewhere not in each] == []
    assert {host.partition(":")[0] for host in hosts} - ({elsewhere} if name in TWINS else set()) == {"127.0.0.1"}
