"""Finds the browser for the browser tests, or installs it: `python -m tests.support.browser`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
REMEDY = (
    "No Chromium was found for the browser tests. Install one (Debian: apt-get install chromium fonts-noto-cjk), "
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
    """Install Debian's Chromium and a font with Chinese characters, where that is allowed."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise NoBrowserError(REMEDY)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
        subprocess.run(["apt-get", "--quiet", "--quiet", *command], check=True)


def main() -> int:
    """Make sure that there is a browser, and say which."""
    try:
        try:
            path = find_browser()
        except NoBrowserError:
            install_browser()
            path = find_browser()
    except (NoBrowserError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
