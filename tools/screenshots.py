"""Pictures of the main pages, to look at: `python -m tools.screenshots [FOLDER]`, or `--readme` for the README's picture.

Builds the site into a temporary folder, opens it on a phone and on a desk in both palettes, and writes PNG files whose names
say page, width, palette and whether it is the first screen or the page: `index-390-dark.png`, `index-390-dark-page.png`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT, run
from tests.support.browser import LAUNCH_ARGUMENTS, NoBrowserError, find_browser
from tests.support.page_kinds import REPRESENTATIVES
from tests.support.site_server import serving

FOLDER = ROOT / "screenshots"
README_PICTURE = ROOT / "docs" / "screenshot.png"
SIZES = MappingProxyType({390: 844, 1280: 800})
PALETTES = ("light", "dark")
HIGHEST = 6000
STORY = "stories/2025-the-year.html"


def open_search(page: Page) -> None:
    """Open the search and type a query; the theme looks when a key comes up, and Chinese characters have none."""
    page.keyboard.press("/")
    page.wait_for_timeout(200)  # The theme moves the cursor once more while the box opens.
    page.keyboard.insert_text("积压订单")
    page.keyboard.press("End")
    page.locator(".md-search-result__link").first.wait_for()
    page.wait_for_timeout(400)


def open_drawer(page: Page) -> None:
    """Open the phone's navigation."""
    page.locator("button[data-opens='__drawer']").click()
    page.wait_for_timeout(400)


# Something done on the home page first, and the widths in which it can be done.
STATES: Mapping[str, tuple[Callable[[Page], None], tuple[int, ...]]] = MappingProxyType(
    {"search": (open_search, (390, 1280)), "drawer": (open_drawer, (390,))}
)


def new_page(browser: Browser, width: int, palette: str, scale: float = 1) -> Page:
    """Return a page of a width in points, in one palette, without motion."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if palette == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=scale,
        locale="zh-CN",
    )
    return context.new_page()


def shoot(browser: Browser, address: str, root: str, folder: Path) -> int:
    """Write every picture into the folder, and return how many."""
    for width, palette in ((width, palette) for width in SIZES for palette in PALETTES):
        page = new_page(browser, width, palette)
        for place in REPRESENTATIVES:
            page.goto((root if place == "404.html" else address) + place)
            stem = f"{place.removesuffix('.html').replace('/', '-')}-{width}-{palette}"
            page.screenshot(path=folder / f"{stem}.png")
            height = min(int(page.evaluate("document.scrollingElement.scrollHeight")), HIGHEST)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=folder / f"{stem}-page.png", full_page=True, clip=clip)  # type: ignore[arg-type]
        for name, (act, widths) in STATES.items():
            if width in widths:
                page.goto(address)
                act(page)
                page.screenshot(path=folder / f"{name}-{width}-{palette}.png")
        page.context.close()
    page = new_page(browser, 1280, "light")
    page.goto(address + STORY)
    page.pdf(path=folder / "story-print.pdf", format="A4")
    page.context.close()
    return len(list(folder.glob("*.png")))


def shoot_readme(browser: Browser, address: str) -> None:
    """Write the README's picture: the home page on a phone beside the story of the year on a desk."""
    with tempfile.TemporaryDirectory() as temporary:
        for width, name, place in ((390, "home", ""), (1280, "story", STORY)):
            page = new_page(browser, width, "light")
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(address + place)
            page.screenshot(path=Path(temporary) / f"{name}.png")
            page.context.close()
        board = Path(temporary) / "board.html"
        board.write_text(
            "<!doctype html><style>body { margin: 0; display: flex; justify-content: space-between }"
            "img { border: 1px solid #c9d2d6 }</style>"
            "<img src=home.png><img src=story.png>",
            "utf-8",
        )
        page = browser.new_page(viewport={"width": 392 + 26 + 1282, "height": 846})
        page.goto(board.as_uri())
        page.screenshot(path=README_PICTURE)
        page.context.close()


def main() -> int:
    """Shoot, and say where the pictures are."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description="Pictures of the main pages.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the pictures go (screenshots/)")
    parser.add_argument("--readme", action="store_true", help="write the picture of the README, and no other")
    options = parser.parse_args()
    try:
        chromium = find_browser()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        site = Path(temporary) / "site"
        run(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(site)).check_returncode()
        browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH_ARGUMENTS)
        with serving(site) as address, serving(site, below="/") as root:
            if options.readme:
                shoot_readme(browser, address)
                print(README_PICTURE.relative_to(ROOT))
            else:
                options.folder.mkdir(parents=True, exist_ok=True)
                print(f"{shoot(browser, address, root, options.folder)} pictures in {options.folder}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
