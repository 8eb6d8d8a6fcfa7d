"""The report on the sources' addresses: what each host's answer is called, and that none of them breaks anything."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import source_links
from tools.source_links import Answer, asked, report

PATIENCE = 0.5


class _Host(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as the path says: /200, /404, /403, /moved, or not at all."""
        code = {"/moved": 301}.get(self.path) or int(self.path.strip("/") or 200)
        if code == 100:
            threading.Event().wait(2 * PATIENCE)
        self.send_response(200 if code == 100 else code)
        if code == 301:
            self.send_header("Location", "/200")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A host of this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state", "words"),
    [
        ("/200", "answers", "200"),
        ("/404", "gone", "404 Not Found"),
        ("/410", "gone", "410 Gone"),
        ("/403", "refuses", "403 Forbidden"),
        ("/moved", "moved", "leads to"),
        ("/100", "silent", "timed out"),
    ],
)
def test_an_answer_is_called_by_what_a_reader_would_meet(host: str, path: str, state: str, words: str) -> None:
    """A host that turns programs away is not called gone."""
    answer = asked(f"{host}{path}", PATIENCE)
    assert answer.state == state
    assert words in answer.words


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://", "nothing"])
def test_a_host_that_is_not_there_is_silent(address: str) -> None:
    """Nothing is raised."""
    assert asked(address, PATIENCE).state == "silent"


def test_the_report_begins_with_what_is_wrong() -> None:
    """And names the documents of each address, and those that have none."""
    answers = [Answer("https://b.example/", "answers", "200"), Answer("https://a.example/", "gone", "404 Not Found")]
    text = report(
        {"one": "https://a.example/", "two": "https://b.example/", "three": None, "four": "https://a.example/"}, answers
    )
    assert text.splitlines()[2] == "| gone | https://a.example/ | 404 Not Found | one, four |"
    assert text.splitlines()[-2:] == [
        "2 addresses: 1 gone, 0 silent, 0 refuses, 0 moved, 1 answers.",
        "Without an address: three.",
    ]


def test_it_ends_well_whatever_the_hosts_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every address of the ledger is asked once; the report goes into the summary of the run."""
    seen: list[str] = []

    def gone(address: str) -> Answer:
        seen.append(address)
        return Answer(address, "gone", "404")

    monkeypatch.setattr(source_links, "asked", gone)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert source_links.main() == 0
    assert len(seen) == len(set(seen)) > 25
    assert all(address in (tmp_path / "summary.md").read_text("utf-8") for address in seen)
