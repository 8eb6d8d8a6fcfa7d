"""Runs `mkdocs serve` on a project, and fetches its pages as a browser does."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120
"""Seconds after which nothing is waited for any longer; a busy machine takes ten times as long as an idle one."""
_ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
"""An author's terminal: the tests may run with PYTHONDONTWRITEBYTECODE set."""


class Preview:
    """A running `mkdocs serve` with one of a project's configurations, or `macros serve` with all of them.

    Its temporary files, apart from the log, are in the folder `temporary`.
    """

    def __init__(self, project: Path, config: str = "mkdocs.yml", editions: tuple[str, ...] | None = None) -> None:
        self.project = project
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.log = project / f"serve-{config}.log"
        self.temporary = project / f"serve-{config}"
        self.temporary.mkdir()
        command = ["mkdocs", "serve", "--config-file", config, "--dev-addr", f"127.0.0.1:{port}"]
        if editions is not None:
            command = ["macros", "serve", "--port", str(port), *editions]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=project,
                env=os.environ | _ENVIRONMENT | {"TMPDIR": str(self.temporary)},
                stdout=log,
                stderr=log,
            )

    def page(self, name: str = "index.html") -> str:
        """Fetch a page as a browser would."""
        with urllib.request.urlopen(self.address + name, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))

    def _until(self, read: Callable[[], str], holds: Callable[[str], bool]) -> str:
        end, text = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                text = read()
            except OSError:
                text = ""
            if text and holds(text):
                return text
            time.sleep(0.05)
        raise AssertionError(f"waited {PATIENCE} seconds\n{text[:500]}\n{self.log.read_text()[-3000:]}")

    def until(self, holds: Callable[[str], bool], name: str = "index.html") -> str:
        """Fetch a page until it is as wanted."""
        return self._until(lambda: self.page(name), holds)

    def until_shown(self, words: str, name: str = "index.html") -> str:
        """Fetch a page until it holds some words."""
        return self.until(lambda page: words in page, name)

    def until_logged(self, words: str, count: int = 1) -> None:
        """Wait until the terminal has shown something so many times."""
        self._until(self.log.read_text, lambda log: log.count(words) >= count)

    @contextmanager
    def saved(self, name: str, before: str, after: str) -> Iterator[None]:
        """Save a change, as an editor does, and put it back."""
        text = (self.project / name).read_text("utf-8")
        assert before in text, name
        with self.holding(name, text.replace(before, after, 1).encode()):
            yield

    @contextmanager
    def holding(self, name: str, raw: bytes | None) -> Iterator[None]:
        """Replace a file's bytes, or delete it, and put it back."""
        path = self.project / name
        before = path.read_bytes()
        try:
            if raw is None:
                path.unlink()
            else:
                path.write_bytes(raw)
            yield
        finally:
            path.write_bytes(before)


@contextmanager
def previewing(project: Path, config: str = "mkdocs.yml", editions: tuple[str, ...] | None = None) -> Iterator[Preview]:
    """Preview until the block ends."""
    preview = Preview(project, config, editions)
    try:
        yield preview
    finally:
        preview.process.terminate()
        preview.process.wait(PATIENCE)
