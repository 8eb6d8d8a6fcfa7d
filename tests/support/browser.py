"""Finds the browser for the browser tests, or installs it: `python -m tests.support.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The headless shell draws the same pages for a third of the CPU: it has no window with tabs and panels to draw."""
LAUNCH_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
REMEDY = (
    "No Chromium was found for the browser tests. Install one (Debian: apt-get install chromium-headless-shell "
    "fonts-noto-cjk), "
    "or name it: CHROMIUM=/path/to/chromium make test"
)


class NoBrowserError(RuntimeError):
    """There is no browser; the message names the remedy."""


def find_browser() -> str:
    """Return the path of a Chromium: the one that CHROMIUM names, or the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    found = [path for path in map(shutil.which, [named] if named else NAMES) if path]
    if not found:
        raise NoBrowserError(REMEDY)
    return found[0]


def install_browser() -> None:
    """Install Debian's headless Chromium and a font with Chinese characters, where that is allowed."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise NoBrowserError(REMEDY)
    packages = ("chromium-headless-shell", "fonts-noto-cjk")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "--quiet", "--quiet", *command], check=True)


def main() -> int:
    """Make sure that there is a browser, if possible the headless shell, and say which."""
    try:
        if not os.environ.get("CHROMIUM") and shutil.which(NAMES[0]) is None:
            install_browser()
    except (NoBrowserError, subprocess.CalledProcessError):
        pass  # Any Chromium will do; where there is none either, the next line says so.
    try:
        print(f"browser tests use {find_browser()}")
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
