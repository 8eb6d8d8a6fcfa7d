"""Every page in a real browser, in both palettes, on a phone and on a desk: the rules of WCAG 2.2 A and AA, and a clean console.

Each page is visited once; the visit serves all that is asked of every page. One page alone:
`python -m pytest tests/test_accessibility.py -k timeline`.
"""

from __future__ import annotations

import itertools
import os
import queue
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import LAUNCH_ARGUMENTS, find_browser
from tests.conftest import ROOT, Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]});
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
PAGES = ["404.html", *sorted(path.relative_to(ROOT / "docs/zh").with_suffix(".html").as_posix() for path in ROOT.glob("docs/zh/**/*.md"))]
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


def settle(page: Page, palette: str, width: int) -> None:
    """Show a page in one palette and one width, and wait until it is so."""
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme="dark" if palette == "dark" else "light", reduced_motion="reduce")
    shown = page.evaluate(SETTLED, SCHEMES[palette])
    assert shown == SCHEMES[palette], f"asked for {palette}, the page shows {shown}"


def violations(page: Page, place: str) -> list[str]:
    """What axe has against the page as it stands, a line or two for each element, each beginning with the place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE + ";0")
    return [f"{place}: {each}" for each in page.evaluate(JUDGE, RULES)]


def visit(page: Page, address: str, name: str) -> Visit:
    """Open a page and look at it in both widths and both palettes."""
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: said.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    # The page for what is missing names its files from the root of the host; a static host shows it for any address.
    page.goto(address + name, wait_until="load")
    found: list[str] = []
    overflows: list[str] = []
    for width, palette in itertools.product(WIDTHS, SCHEMES):
        settle(page, palette, width)
        place = f"{name}, {palette}, {width} px"
        if page.evaluate("document.scrollingElement.scrollWidth") > width:
            overflows.append(place)
        found += violations(page, place)
    return Visit(tuple(found), tuple(overflows), tuple(said), frozenset(hosts))


def visit_all(address: str, names: queue.SimpleQueue[str]) -> dict[str, Visit]:
    """Visit pages from the queue until it is empty, in a browser of one's own: playwright belongs to its thread."""
    visits: dict[str, Visit] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_ARGUMENTS)
        context = browser.new_context(locale="zh-CN")
        while True:
            try:
                name = names.get_nowait()
            except queue.Empty:
                break
            page = context.new_page()
            visits[name] = visit(page, address, name)
            page.close()
        browser.close()
    return visits


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest, site: Site, served: str) -> dict[str, Visit]:
    """A visit to every page that a selected test asks for, in as many browsers as there are processors, the longest first."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    wanted = {str(item.callspec.params["name"]) for item in items if "visits" in item.fixturenames}
    names: queue.SimpleQueue[str] = queue.SimpleQueue()
    for name in sorted(wanted, key=lambda name: site.pages[name].stat().st_size, reverse=True):
        names.put(name)
    workers = min(os.cpu_count() or 1, 4)
    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(visit_all, served, names) for _ in range(workers)]
        return {name: seen for each in running for name, seen in each.result().items()}


def test_every_built_page_is_visited(site: Site) -> None:
    """The list of pages comes from the folder of pages: none is left out, none is made up."""
    assert sorted(PAGES) == sorted(site.pages)
    assert len(PAGES) > 70


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_the_rules(visits: dict[str, Visit], name: str, served: str) -> None:
    """WCAG 2.2 A and AA and axe's good practice; no sideways scroll, no error in the console, no other host asked."""
    seen = visits[name]
    assert not seen.violations, "\n".join(
        [f"{len(seen.violations)} violations", *seen.violations[:SHOWN_WORST], *["…"] * (len(seen.violations) > SHOWN_WORST)]
    )
    assert not seen.overflows, f"scrolls sideways: {seen.overflows}"
    assert not seen.said
    assert seen.hosts == {urlsplit(served).netloc}
