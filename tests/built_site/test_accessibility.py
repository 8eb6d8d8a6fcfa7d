"""Every page in a real browser, in both palettes, on a phone and on a desk: the rules of WCAG 2.2 AA, and a clean console.

The English twin of a page differs in its words alone: it is looked at on a phone, in the light palette.
Each page is visited once; the visit serves all that is asked of every page. One page alone:
`python -m pytest tests/built_site/test_accessibility.py -k timeline`.
"""

from __future__ import annotations

import importlib.resources
import itertools
import os
import queue
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import ADDRESS, ROOT, Site
from tests.support.browser import LAUNCH_ARGUMENTS, find_browser
from tests.support.site_server import serving

AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
ALL_RULES: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# The palettes differ in nothing but colours: in the dark one, on the same elements in the same places, these rules are left.
COLOUR_RULES: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
JUDGE = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(" ")}\\n    ${node.failureSummary.replace(/\\s+/g, " ")}`));
}"""
# The theme follows the system a moment later, and places its side bars in the next frame.
SETTLED = """async scheme => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  for (let i = 0; i < 120 && document.body.dataset.mdColorScheme !== scheme; i++) await frame();
  await frame(); await frame();
  return document.body.dataset.mdColorScheme;
}"""
WIDTHS = {390: 844, 1280: 800}
SCHEMES = {"light": "default", "dark": "slate"}
WRITTEN = ROOT / "docs" / "zh"
PAGES = ["404.html", *sorted(path.relative_to(WRITTEN).with_suffix(".html").as_posix() for path in WRITTEN.rglob("*.md"))]
TWINS = [f"en/{name}" for name in PAGES if name != "404.html"]
SHOWN_WORST = 15


@dataclass(frozen=True)
class Visit:
    """What one visit found.

    violations and overflows name palette, width, rule and place; said is what the console, failed requests and
    uncaught errors told; hosts are all that were asked for something.
    """

    violations: tuple[str, ...]
    overflows: tuple[str, ...]
    said: tuple[str, ...]
    hosts: frozenset[str]


def settle(page: Page, palette: str, width: int) -> bool:
    """Show a page in one palette and one width, wait until it is so, and return whether it is."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme="dark" if palette == "dark" else "light", reduced_motion="reduce")
    return bool(page.evaluate(SETTLED, SCHEMES[palette]) == SCHEMES[palette])


def violations(page: Page, place: str, rules: dict[str, object]) -> list[str]:
    """What axe has against the page as it stands, a line or two for each element, each beginning with the place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE + ";0")
    return [f"{place}: {each}" for each in page.evaluate(JUDGE, rules)]


def visit(page: Page, address: str, name: str) -> Visit:
    """Open a page and look at it in both widths and both palettes, or in the first of each where it is a twin."""
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: said.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(address + name, wait_until="load")
    found: list[str] = []
    overflows: list[str] = []
    ways = list(itertools.product(WIDTHS, SCHEMES))
    for width, palette in ways[:1] if name in TWINS else ways:
        place = f"{name}, {palette}, {width} px"
        if not settle(page, palette, width):
            said.append(f"{place}: the palette does not follow the system")
        if page.evaluate("document.scrollingElement.scrollWidth") > width:
            overflows.append(place)
        found += violations(page, place, ALL_RULES if palette == "light" else COLOUR_RULES)
    # A twin is published for an address that is not the one it is served at, and the theme looks for a map of the site there.
    elsewhere = urlsplit(ADDRESS).netloc if name in TWINS else ""
    told = [each for each in said if not elsewhere or elsewhere not in each]
    return Visit(tuple(found), tuple(overflows), tuple(told), frozenset(hosts - {elsewhere}))


def visit_all(addresses: queue.SimpleQueue[tuple[str, str]]) -> dict[str, Visit]:
    """Visit pages, each a base and a name, until the queue is empty, in a browser of the thread's own, as playwright needs."""
    visits: dict[str, Visit] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_ARGUMENTS)
        context = browser.new_context(locale="zh-CN")
        while True:
            try:
                base, name = addresses.get_nowait()
            except queue.Empty:
                break
            page = context.new_page()
            visits[name] = visit(page, base, name)
            page.close()
        browser.close()
    return visits


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest, site: Site, served: str) -> dict[str, Visit]:
    """A visit to every page that a selected test asks for, in as many browsers as there are processors, the longest first.

    The twins, with one look each, come last.
    """
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    wanted = {str(item.callspec.params["name"]) for item in items if "visits" in item.fixturenames}
    twins = wanted & set(TWINS)
    folder = request.getfixturevalue("published").folder if twins else site.folder
    addresses: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    workers = min(os.cpu_count() or 1, 4)
    # The page for what is missing counts from the root of its host, since it is shown for any address.
    with serving(site.folder, below="/") as root, serving(folder) as both, ThreadPoolExecutor(workers) as pool:
        for name in sorted(wanted, key=lambda name: (name in twins, -(folder / name).stat().st_size)):
            addresses.put((root if name == "404.html" else both if name in twins else served, name))
        running = [pool.submit(visit_all, addresses) for _ in range(workers)]
        return {name: seen for each in running for name, seen in each.result().items()}


def test_every_built_page_is_visited(site: Site) -> None:
    """The list of pages comes from the folder of pages: none is left out, none is made up."""
    assert sorted(PAGES) == sorted(site.pages)
    assert len(PAGES) > 70


@pytest.mark.parametrize("name", PAGES + TWINS)
def test_a_page_keeps_the_rules(visits: dict[str, Visit], name: str) -> None:
    """WCAG 2.2 A and AA and axe's good practice; no sideways scroll, no error in the console, no other host asked."""
    seen = visits[name]
    assert not seen.violations, "\n".join(
        [f"{len(seen.violations)} violations", *seen.violations[:SHOWN_WORST], *["…"] * (len(seen.violations) > SHOWN_WORST)]
    )
    assert not seen.overflows, f"scrolls sideways: {seen.overflows}"
    assert not seen.said
    assert {host.partition(":")[0] for host in seen.hosts} == {"127.0.0.1"}
