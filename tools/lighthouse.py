"""Lighthouse on one page of every kind, in its mobile profile: `python -m tools.lighthouse [PAGE …]`.

For maintainers: it needs npx, which fetches Lighthouse. The site is built with an address of its own and served compressed,
as GitHub Pages serves it. Each page is measured three times; the table shows the medians. The exit code is 1 if a page is
below performance 97, accessibility 100, best practices 100 or SEO 100.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, run
from tests.support.browser import find_browser
from tests.support.page_kinds import REPRESENTATIVES
from tests.support.site_server import serving

LIGHTHOUSE = "lighthouse@13.5.0"
RUNS = 3
FLAGS = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
LEAST = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
AUDITS = ("largest-contentful-paint", "cumulative-layout-shift", "total-byte-weight")
"""Measured in milliseconds, without a unit, and in bytes."""


def measure(address: str, chromium: str) -> dict[str, Any]:
    """Run Lighthouse once on an address, and return its report."""
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--only-categories={','.join(LEAST)}", FLAGS]
    environment = os.environ | {"CHROME_PATH": chromium}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=240)
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def faults(report: dict[str, Any]) -> list[str]:
    """Name every audit that lost points outside performance."""
    audits = report["audits"]
    return [
        f"{name}: {reference['id']}: {audits[reference['id']]['title']}"
        for name, category in report["categories"].items()
        for reference in category["auditRefs"]
        if name != "performance" and reference["weight"] and audits[reference["id"]]["score"] not in (None, 1)
    ]


def summary(page: str, reports: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """Return a page's line of medians and a line for each fault of several runs, and whether the scores are good enough."""
    scores = {name: round(100 * statistics.median(each["categories"][name]["score"] for each in reports)) for name in LEAST}
    lcp, cls, size = (statistics.median(each["audits"][name]["numericValue"] for each in reports) for name in AUDITS)
    good = all(scores[name] >= least for name, least in LEAST.items())
    numbers = f"{lcp / 1000:5.2f} s  {cls:5.3f}  {size / 1024:5.0f} KiB"
    line = f"{page:40}  {'  '.join(f'{score:4d}' for score in scores.values())}  {numbers}{'' if good else '  too low'}"
    return [line, *dict.fromkeys(f"    {fault}" for report in reports for fault in faults(report))], good


def main() -> int:
    """Measure, print the table, and return 1 if a page is below the least scores."""
    chromium = find_browser()
    if shutil.which("npx") is None:
        sys.exit("Lighthouse needs npx (Debian: apt-get install npm)")
    all_good = True
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary) / "site"
        with serving(site) as address:
            run(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(site), SITE_URL=address).check_returncode()
            print(f"{'page':40}  perf  a11y  best   seo      LCP    CLS  transferred", flush=True)
            for page in sys.argv[1:] or [page for page in REPRESENTATIVES if page != "404.html"]:
                lines, good = summary(page, [measure(address + page, chromium) for _ in range(RUNS)])
                print("\n".join(lines), flush=True)
                all_good &= good
    return int(not all_good)


if __name__ == "__main__":
    sys.exit(main())
