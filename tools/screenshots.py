"""Pictures of the main pages, to look at: `python -m tools.screenshots [FOLDER]`, or `--readme` for the README's picture.

Builds the site into a temporary folder, opens it on a phone and on a desk in both palettes, and writes PNG files whose names
say page, width, palette and whether it is the first screen or the page: `index-390-dark.png`, `index-390-dark-page.png`.
"""

import argparse
import itertools
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.conftest import ROOT, run
from tests.support.browser import launched
from tests.support.golden_queries import open_search, search
from tests.support.page_kinds import REPRESENTATIVES
from tests.support.site_server import serving

FOLDER = ROOT / "screenshots"
README_PICTURE = ROOT / "docs" / "screenshot.png"
SIZES = {390: 844, 1280: 800}
HIGHEST = 6000
STORY = "stories/2025-the-year.html"


def new_page(browser: Browser, width: int, palette: str, scale: float = 1) -> Page:
    """Return a page of a width in points, in one palette, without motion."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme=palette,  # type: ignore[arg-type]  # one of the literals
        reduced_motion="reduce",
        device_scale_factor=scale,
        locale="zh-CN",
    )
    return context.new_page()


def shoot(browser: Browser, address: str, root: str, folder: Path) -> int:
    """Write every picture into the folder, and return how many."""
    for width, palette in itertools.product(SIZES, ("light", "dark")):
        page = new_page(browser, width, palette)
        for place in REPRESENTATIVES:
            page.goto((root if place == "404.html" else address) + place)
            stem = f"{place.removesuffix('.html').replace('/', '-')}-{width}-{palette}"
            page.screenshot(path=folder / f"{stem}.png")
            height = min(int(page.evaluate("document.scrollingElement.scrollHeight")), HIGHEST)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=folder / f"{stem}-page.png", full_page=True, clip=clip)  # type: ignore[arg-type]
        page.goto(address)
        page.locator("button[data-opens='__search']:visible, input[name=query]:visible").first.click()
        page.wait_for_timeout(200)  # The theme moves the cursor once more while the box opens.
        open_search(page)
        search(page, "积压订单", address)
        page.screenshot(path=folder / f"search-{width}-{palette}.png")
        if width == 390:
            page.goto(address)
            page.locator("button[data-opens='__drawer']").click()
            page.wait_for_timeout(400)
            page.screenshot(path=folder / f"drawer-{width}-{palette}.png")
        page.context.close()
    page = new_page(browser, 1280, "light")
    page.goto(address + STORY)
    page.pdf(path=folder / "story-print.pdf", format="A4")
    page.context.close()
    return len(list(folder.glob("*.png")))


def shoot_readme(browser: Browser, address: str) -> None:
    """Write the README's picture: the home page on a phone beside the story of the year on a desk."""
    page = browser.new_page(viewport={"width": 392 + 26 + 1282, "height": 846}, reduced_motion="reduce", locale="zh-CN")
    page.set_content(
        "<!doctype html><style>body { margin: 0; display: flex; justify-content: space-between }"
        "iframe { height: 844px; border: 1px solid #c9d2d6 }</style>"
        f"<iframe width=390 src={address}></iframe><iframe width=1280 src={address}{STORY}></iframe>"
    )
    page.screenshot(path=README_PICTURE)


def main() -> None:
    """Shoot, and print where the pictures are."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description="Pictures of the main pages.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the pictures go (screenshots/)")
    parser.add_argument("--readme", action="store_true", help="write the picture of the README, and no other")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        site = Path(temporary) / "site"
        run(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(site)).check_returncode()
        with serving(site) as address, serving(site, below="/") as root:
            if options.readme:
                shoot_readme(browser, address)
                print(README_PICTURE.relative_to(ROOT))
            else:
                options.folder.mkdir(parents=True, exist_ok=True)
                print(f"{shoot(browser, address, root, options.folder)} pictures in {options.folder}")


if __name__ == "__main__":
    main()
