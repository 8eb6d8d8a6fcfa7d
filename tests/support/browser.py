"""Finds the browser for the browser tests, or installs it: `python -m tests.support.browser`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The headless shell draws the same pages for a third of the CPU: it has no window with tabs and panels to draw."""
LAUNCH_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PACKAGES = ("chromium-headless-shell", "fonts-liberation", "fonts-noto-cjk", "libatomic1")
REMEDY = (
    f"No Chromium was found for the browser tests. Install one (Debian: apt-get install {' '.join(PACKAGES)}), "
    "or name it: CHROMIUM=/path/to/chromium make test"
)


def find_browser() -> str:
    """Return the path of a Chromium: the one that CHROMIUM names, or the first one on the PATH.

    Where there is none, the command ends with the remedy.
    """
    named = os.environ.get("CHROMIUM")
    found = [path for path in map(shutil.which, [named] if named else NAMES) if path]
    return found[0] if found else sys.exit(REMEDY)


@contextmanager
def launched(*arguments: str) -> Iterator[Browser]:
    """Run a headless Chromium until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*LAUNCH_ARGUMENTS, *arguments])
        yield browser
        browser.close()


def console_of(page: Page, *allowed: str) -> list[str]:
    """Return the list to which a page's errors and warnings will be added, but for those with a word that is allowed."""
    messages: list[str] = []

    def add(text: str) -> None:
        if not any(word in text for word in allowed):
            messages.append(text)

    page.on("console", lambda message: add(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: add(str(error)))
    return messages


def main() -> None:
    """Install Debian's headless shell and a font with Chinese characters where that is allowed, and print the browser's path.

    Any other Chromium will do where that fails.
    """
    if not os.environ.get("CHROMIUM") and not shutil.which(NAMES[0]) and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", "--quiet", "--quiet", *command], check=False)
    print(f"browser tests use {find_browser()}")


if __name__ == "__main__":
    main()
