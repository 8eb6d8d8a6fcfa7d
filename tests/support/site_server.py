"""Serves a built site as GitHub Pages does: below a sub-path, and compressed."""

import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMPRESSED = frozenset({".html", ".css", ".js", ".json", ".svg", ".xml"})


@functools.lru_cache(maxsize=512)
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Answers below one path, compresses text, keeps connections and logs nothing."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, below: str, directory: str) -> None:
        self.below = below
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]  # socketserver's own three arguments

    def translate_path(self, path: str) -> str:
        """Return the file below the served path, or one that does not exist."""
        outside = not path.startswith(self.below)
        return super().translate_path("/nothing-is-here" if outside else "/" + path.removeprefix(self.below))

    def do_GET(self) -> None:
        """Send a file, text compressed."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix in COMPRESSED and path.is_file() and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = _compressed(path)
            self.send_response(200)
            self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Log nothing."""


@contextmanager
def serving(folder: Path, below: str = "/ledger/") -> Iterator[str]:
    """Serve a folder for as long as the block runs, and give its address: `http://127.0.0.1:40213/ledger/`.

    Text is compressed for clients that accept it, with ten minutes in the cache, as on GitHub Pages; what is not below the
    path is not found.
    """
    handler = functools.partial(_Handler, below=below, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{below}"
        finally:
            server.shutdown()
