"""Lighthouse on one page of every kind, in its mobile profile: `python -m tools.lighthouse [PAGE …]`.

For maintainers: it needs npx, which fetches Lighthouse. The site is built with an address of its own and served compressed,
as GitHub Pages serves it. Each page is measured three times; the table shows the medians. The exit code is 1 if a page is
below performance 95, accessibility 100, best practices 100 or SEO 100.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, run
from tests.support.browser import NoBrowserError, find_browser
from tests.support.page_kinds import REPRESENTATIVES
from tests.support.site_server import serving

LIGHTHOUSE = "lighthouse@13.5.0"
RUNS = 3
FLAGS = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


@dataclass(frozen=True)
class Report:
    """One run: scores from 0 to 100 by category, LCP in milliseconds, CLS, bytes transferred, and what lost points."""

    scores: dict[str, int]
    lcp: float
    cls: float
    transferred: int
    faults: tuple[str, ...]


def read(report: dict[str, Any]) -> Report:
    """Take from Lighthouse's JSON what the table shows; an audit that lost points outside performance is a fault."""
    audits = report["audits"]
    categories = report["categories"]
    faults = [
        f"{name}: {reference['id']}: {audits[reference['id']]['title']}"
        for name, category in categories.items()
        for reference in category["auditRefs"]
        if name != "performance" and reference["weight"] and audits[reference["id"]]["score"] not in (None, 1)
    ]
    return Report(
        {name: round(category["score"] * 100) for name, category in categories.items()},
        audits["largest-contentful-paint"]["numericValue"],
        audits["cumulative-layout-shift"]["numericValue"],
        audits["total-byte-weight"]["numericValue"],
        tuple(faults),
    )


def measure(address: str, chromium: str) -> Report:
    """Run Lighthouse once on an address."""
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--only-categories={','.join(LEAST)}", FLAGS]
    result = subprocess.run(
        command, env=os.environ | {"CHROME_PATH": chromium}, capture_output=True, text=True, check=True, timeout=240
    )
    return read(json.loads(result.stdout))


def median(reports: Sequence[Report]) -> Report:
    """Return the middle of several runs, number by number, with every fault of any."""
    return Report(
        {name: round(statistics.median(report.scores[name] for report in reports)) for name in LEAST},
        statistics.median(report.lcp for report in reports),
        statistics.median(report.cls for report in reports),
        round(statistics.median(report.transferred for report in reports)),
        tuple(dict.fromkeys(fault for report in reports for fault in report.faults)),
    )


def line(page: str, report: Report) -> str:
    """Return a page's line of the table."""
    low = any(report.scores[name] < least for name, least in LEAST.items())
    scores = "  ".join(f"{report.scores[name]:4d}" for name in LEAST)
    numbers = f"{report.lcp / 1000:5.2f} s  {report.cls:5.3f}  {report.transferred / 1024:5.0f} KiB"
    return f"{page:40}  {scores}  {numbers}{'  too low' if low else ''}"


def main() -> int:
    """Measure, print the table, and say by the exit code whether every page is good enough."""
    try:
        chromium = find_browser()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    if shutil.which("npx") is None:
        print("Lighthouse needs npx (Debian: apt-get install npm)", file=sys.stderr)
        return 1
    too_low = False
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary) / "site"
        with serving(site) as address:
            run(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(site), SITE_URL=address).check_returncode()
            print(f"{'page':40}  perf  a11y  best   seo      LCP    CLS  transferred", flush=True)
            for page in sys.argv[1:] or [page for page in REPRESENTATIVES if page != "404.html"]:
                report = median([measure(address + page, chromium) for _ in range(RUNS)])
                print(line(page, report), flush=True)
                for fault in report.faults:
                    print(f"    {fault}", flush=True)
                too_low |= any(report.scores[name] < least for name, least in LEAST.items())
    return int(too_low)


if __name__ == "__main__":
    sys.exit(main())
