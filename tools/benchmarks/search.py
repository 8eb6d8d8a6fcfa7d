"""Measures the search: the size of its index and how long a reader waits, at today's size and at many times it.

It ends with the size at which the index should be split into pieces (by Pagefind, say).
"""

from __future__ import annotations

import gzip
import json
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from macros.outputs.search.index import INDEX
from tests.conftest import ROOT, run
from tests.support.browser import launched
from tests.support.golden_queries import golden, open_search, search
from tests.support.site_server import serving

EVERY = 3
"""Of the golden queries each third one is typed: enough for a median, and for a 95th percentile."""
PATIENCE = 200
"""Milliseconds from the last key to results that still feel like an answer to it."""
LOAD = 1_000_000
"""Bytes, compressed, that a page may load for its search."""

_CLOCK = """() => {
    window.clock = {key: 0, value: ""};
    const box = document.querySelector("input[name=query]");
    addEventListener("keyup", () => {
        if (box.value !== window.clock.value) window.clock = {key: performance.now(), value: box.value};
    }, true);
}"""


class Measured(NamedTuple):
    """One size: entries, bytes, milliseconds, and the megabytes that the page's process holds afterwards."""

    times: int
    entries: int
    raw: int
    compressed: int
    median: float
    worst: float
    memory: float


def search_table(times: Sequence[int]) -> str:
    """Build the Chinese edition, measure its search at so many times its size, and return the table in Markdown."""
    with tempfile.TemporaryDirectory() as scratch, launched("--enable-precise-memory-info") as browser:
        folder = Path(scratch) / "site"
        run(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(folder)).check_returncode()
        found = [measured(browser, folder, each) for each in times]
    return table(found)


def measured(browser: Browser, folder: Path, times: int) -> Measured:
    """Type golden queries against an index of so many times today's size."""
    index = json.loads((folder / INDEX).read_text("utf-8"))
    index["columns"] = repeated(index["columns"], times)
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    with serving(folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.route(f"**/{INDEX}", lambda route: route.fulfill(body=text, content_type="application/json"))
        page.goto(address)
        page.evaluate(_CLOCK)
        open_search(page)
        waits = [waited(page, query.query, address) for query in golden("zh")[::EVERY]]
        memory = float(page.evaluate("() => performance.memory.usedJSHeapSize / 1e6"))
        page.close()
    waits.sort()
    raw = text.encode()
    worst = waits[int(len(waits) * 0.95)]
    entries = len(index["columns"]["location"])
    return Measured(times, entries, len(raw), len(gzip.compress(raw, 6)), statistics.median(waits), worst, memory)


def waited(page: Page, query: str, address: str) -> float:
    """Milliseconds from the last key to the first change of the list."""
    search(page, query, address)
    return max(0.0, float(page.evaluate("() => window.searched.first - window.clock.key")))


def repeated(columns: dict[str, list[Any]], times: int) -> dict[str, list[Any]]:
    """Return so many times the entries: after the first time with other addresses, titles and figures."""
    return {
        name: [altered(name, cell, number, len(cells)) for number in range(times) for cell in cells]
        for name, cells in columns.items()
    }


def altered(name: str, cell: Any, number: int, entries: int) -> Any:
    """Return the cell of a column as another entry has it; the entries of the first time stay as they are."""
    if number == 0 or cell == 0:
        return cell
    if name in ("title", "text"):
        digits = str.maketrans("123456789", "".join(str((digit + number) % 9 + 1) for digit in range(9)))
        return f"{cell.translate(digits)} {number:x}"
    if name == "value":
        return [*cell[:2], *(end * (1 + number / 7) for end in cell[2:])]
    if name == "figures":
        return [line + number * entries for line in cell]
    return f"{cell}-{number}" if name == "location" else cell


def table(found: Sequence[Measured]) -> str:
    """Return the measurements in Markdown, and at which size the index is too heavy or too slow."""
    lines = [
        f"| {each.times}× | {each.entries:,} | {each.raw / 1000:,.0f} | {each.compressed / 1000:,.0f} "
        f"| {each.median:.0f} | {each.worst:.0f} | {each.memory:.0f} |"
        for each in found
    ]
    first, last = found[0], found[-1]
    heavy = LOAD / first.compressed * first.entries
    limits = f"Beyond about {heavy:,.0f} entries the index weighs more than {LOAD / 1000:,.0f} KB compressed"
    if last.worst > first.worst:
        slow = first.entries + (PATIENCE - first.worst) * (last.entries - first.entries) / (last.worst - first.worst)
        limits += f"; beyond about {slow:,.0f} the 95th percentile is above {PATIENCE} ms"
    head = "| size | entries | index, KB | compressed, KB | wait: median, ms | 95th percentile, ms | memory of the page, MB |"
    return "\n".join((head, "|---|---|---|---|---|---|---|", *lines, "", f"{limits}."))
