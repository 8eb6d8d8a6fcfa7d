"""Asks every address of the sources whether it still answers, and reports; nothing fails because another host did.

`python -m tools.source_links`, or `make links`. On GitHub the report stands in the summary of the weekly run.
"""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from macros.render.load_site import checked_ledger
from tests.conftest import ROOT

PATIENCE = 20.0
"""Seconds for one address."""
AT_ONCE = 8
SHY = frozenset({401, 403, 405, 406, 429, 451, 503})
"""What hosts answer to programs that they would not answer to a reader."""
ORDER = ("gone", "silent", "refuses", "moved", "answers")


@dataclass(frozen=True)
class Answer:
    """What became of an address: one of `ORDER`, and in what words."""

    address: str
    state: str
    words: str


def asked(address: str, patience: float = PATIENCE) -> Answer:
    """Ask one address, following where it leads; nothing that a host does raises."""
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)", "Range": "bytes=0-0"})
        with urllib.request.urlopen(request, timeout=patience) as answer:
            if answer.url.rstrip("/") != address.rstrip("/"):
                return Answer(address, "moved", f"leads to {answer.url}")
            return Answer(address, "answers", str(answer.status))
    except urllib.error.HTTPError as error:
        state = "refuses" if error.code in SHY else "gone"
        return Answer(address, state, f"{error.code} {HTTPStatus(error.code).phrase if error.code in list(HTTPStatus) else ''}")
    except (OSError, ValueError) as error:
        return Answer(address, "silent", str(getattr(error, "reason", error)) or type(error).__name__)


def report(documents: Mapping[str, str | None], answers: Iterable[Answer]) -> str:
    """Return a table in Markdown, the worst first; documents without an address are named below it."""
    found = sorted(answers, key=lambda answer: (ORDER.index(answer.state), answer.address))
    lines = ["| state | address | says | documents |", "|---|---|---|---|"]
    for answer in found:
        names = ", ".join(name for name, address in documents.items() if address == answer.address)
        lines.append(f"| {answer.state} | {answer.address} | {answer.words.replace('|', '/')} | {names} |")
    counted = ", ".join(f"{sum(each.state == state for each in found)} {state}" for state in ORDER)
    without = ", ".join(name for name, address in documents.items() if not address)
    lines += ["", f"{len(found)} addresses: {counted}."]
    return "\n".join(lines + ([f"Without an address: {without}."] if without else []))


def main() -> int:
    """Ask, print, and end well: a host that is down is not a mistake of this project."""
    documents = {name: document.address for name, document in checked_ledger(ROOT).documents.items()}
    addresses = list(dict.fromkeys(filter(None, documents.values())))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        text = report(documents, pool.map(asked, addresses))
    sys.stdout.write(f"{text}\n")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        Path(summary).write_text(f"{text}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
