"""The preview: a saved change shows without a restart; a mistake is shown, outlived and forgotten."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 60


class Preview:
    """A running `mkdocs serve` on a copy of the project."""

    def __init__(self, project: Path) -> None:
        self.project = project
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.log = project / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
                cwd=project,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""},
                stdout=log,
                stderr=log,
            )

    def page(self, name: str = "index.html") -> str:
        """Fetch a page as a browser would."""
        with urllib.request.urlopen(self.address + name, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))

    def until(self, holds: Callable[[str], bool], name: str = "index.html") -> str:
        """Fetch a page until it is as wanted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                page = self.page(name)
            except OSError:
                page = ""
            if page and holds(page):
                return page
            time.sleep(0.3)
        raise AssertionError(f"{name} did not become what was wanted: {notice(page)}\n{self.log.read_text()[-3000:]}")

    def edit(self, name: str, before: str, after: str) -> None:
        """Save a change, as an editor does."""
        path = self.project / name
        text = path.read_text("utf-8")
        assert before in text, name
        path.write_text(text.replace(before, after, 1), "utf-8")


@pytest.fixture
def preview(project: Path) -> Iterator[Preview]:
    """A preview that has built the site once."""
    running = Preview(project)
    running.until(lambda page: "data-fact" in page)
    yield running
    running.process.terminate()
    running.process.wait(PATIENCE)


def notice(page: str) -> str:
    """The red notice over a page."""
    return page.partition('role="alert"')[2].partition("</pre>")[0]


def test_changes_show_and_mistakes_are_outlived(preview: Preview) -> None:
    """Data, pages, code, templates and styles; then a typo in the data and one in a page."""
    data, home = "data/documents/amazon-2026-02-05.yml", "docs/zh/index.md"

    assert "约2,000亿美元" in preview.page()
    assert "Content-Security-Policy" not in preview.page(), "it would refuse the script that reloads the page"
    assert "assets/javascripts/search.js" in preview.page()
    preview.edit(data, "value: 200\n", "value: 201\n")
    preview.until(lambda page: "约2,010亿美元" in page)
    preview.until(lambda index: "约2,010亿美元 · 计划" in index, "search/entries.json")

    preview.edit(home, "# 这场 AI 豪赌", "# 那场 AI 豪赌")
    preview.until(lambda page: "那场 AI 豪赌" in page)

    preview.edit("macros/wording.py", '"qualifier.about": "约"', '"qualifier.about": "大约"')
    preview.until(lambda page: "大约2,010亿美元" in page)

    preview.edit("macros/templates/headline.jinja", 'class="headline"', 'class="headline headline--edited"')
    preview.until(lambda page: "headline--edited" in page)

    preview.edit("overrides/assets/stylesheets/ledger.css", ".build-error {", ".build-error-edited {")
    preview.until(lambda page: "build-error-edited" in page, "assets/stylesheets/ledger.css")

    preview.edit(data, "kind: plan", "kind: plans")
    page = preview.until(lambda page: "did you mean &quot;plan&quot;?" in page)
    assert "data/documents/amazon-2026-02-05.yml:" in notice(page)
    assert "大约2,010亿美元" in page, "the last good page is still served below the notice"

    preview.edit(data, "kind: plans", "kind: plans ")
    time.sleep(4)
    assert "did you mean &quot;plan&quot;?" in notice(preview.page()), "saved again, the same mistake is told again"

    preview.edit(data, "kind: plans ", "kind: plan")
    preview.until(lambda page: 'role="alert"' not in page)

    preview.edit(home, "fact(", "fcat(")
    page = preview.until(lambda page: "no macro is called" in page)
    assert "docs/zh/index.md:" in notice(page)

    preview.edit(home, "fcat(", "fact(")
    preview.until(lambda page: 'role="alert"' not in page)
    assert preview.process.poll() is None
