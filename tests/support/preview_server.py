"""Runs `mkdocs serve` on a project, and fetches its pages as a browser does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Preview:
    """A running `mkdocs serve` with one of a project's configurations; nothing is waited for longer than `patience` seconds."""

    def __init__(self, project: Path, config: str = "mkdocs.yml", patience: float = 30) -> None:
        self.project = project
        self.patience = patience
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.log = project / f"serve-{config}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "--config-file", config, "--dev-addr", f"127.0.0.1:{port}"],
                cwd=project,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": ""},
                stdout=log,
                stderr=log,
            )

    def page(self, name: str = "index.html") -> str:
        """Fetch a page as a browser would."""
        with urllib.request.urlopen(self.address + name, timeout=self.patience) as answer:
            return str(answer.read().decode("utf-8"))

    def until(self, holds: Callable[[str], bool], name: str = "index.html") -> str:
        """Fetch a page until it is as wanted."""
        end, page = time.monotonic() + self.patience, ""
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                page = self.page(name)
            except OSError:
                page = ""
            if page and holds(page):
                return page
            time.sleep(0.05)
        raise AssertionError(f"{name} did not become what was wanted\n{page[:500]}\n{self.log.read_text()[-3000:]}")

    def until_told(self, words: str) -> None:
        """Wait until the terminal says something."""
        end = time.monotonic() + self.patience
        while words not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    @contextmanager
    def saved(self, name: str, before: str, after: str) -> Iterator[None]:
        """Save a change, as an editor does, and put it back."""
        text = (self.project / name).read_text("utf-8")
        assert before in text, name
        with self.holding(name, text.replace(before, after, 1).encode()):
            yield

    @contextmanager
    def holding(self, name: str, raw: bytes | None) -> Iterator[None]:
        """Let a file hold these bytes, or be gone, and put it back."""
        path = self.project / name
        sound = path.read_bytes()
        try:
            if raw is None:
                path.unlink()
            else:
                path.write_bytes(raw)
            yield
        finally:
            path.write_bytes(sound)


@contextmanager
def previewing(project: Path, config: str = "mkdocs.yml", patience: float = 30) -> Iterator[Preview]:
    """Preview until the block ends."""
    preview = Preview(project, config, patience)
    try:
        yield preview
    finally:
        preview.process.terminate()
        preview.process.wait(30)
