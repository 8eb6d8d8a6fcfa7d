"""Preview every edition under one address: each has a preview of its own (`mkdocs serve`), to which requests are passed on."""

import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

from macros.build.editions import PREVIEW, TOGETHER, start_mkdocs
from macros.build.settings import require_free_port
from macros.ledger.editions import editions_of
from macros.ledger.errors import RequestError, listed, quoted

_HOST = "127.0.0.1"


def serve(root: Path, port: int, only: str = "") -> None:
    """Preview until one of the previews ends; `only` names an edition by its language, which is then at the address itself.

    Raises RequestError where there is no edition or none is called so, and mkdocs' Abort where the port is taken.
    """
    editions = editions_of(root)
    if not editions:
        raise RequestError(f"{root} has no mkdocs.yml, so there is nothing to preview")
    chosen = [each for each in editions if each.language == only][:1] if only else editions
    if not chosen:
        raise RequestError(f"no edition is called {quoted(only)}; known are {listed(each.language for each in editions)}")
    require_free_port(_HOST, port)
    prefixes = {each: f"/{each.folder}" if each.folder and not only else "" for each in chosen}
    ports = {prefix: _free_port() for prefix in reversed(prefixes.values())}  # "", which every path begins with, is the last
    running: list[subprocess.Popen[str]] = []
    handler = type("_Handler", (_Front,), {"ports": ports})
    try:
        for each, prefix in prefixes.items():
            together = "true" if len(chosen) > 1 else ""
            environment = {PREVIEW: f"http://{_HOST}:{port}{prefix}/", TOGETHER: together}
            command = ("serve", "--config-file", each.config, "--dev-addr", f"{_HOST}:{ports[prefix]}")
            running.append(start_mkdocs(root, environment, *command))
        with ThreadingHTTPServer((_HOST, port), handler) as front:
            threading.Thread(target=front.serve_forever, daemon=True).start()
            while all(process.poll() is None for process in running):
                time.sleep(0.2)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


class _Front(BaseHTTPRequestHandler):
    """Passes a request on to the preview of the edition whose folder it names, or whose page asks whether it has changed."""

    ports: Mapping[str, int]

    def do_GET(self) -> None:
        """Answer with what the edition's preview answers, or ask for patience."""
        self.path = quote(self.path, safe="/%?&=:@!$()*+,;~[]", encoding="latin-1")  # A raw 中 is three bytes here.
        polled, asked = self.path.startswith("/livereload/"), ""
        with suppress(ValueError):
            asked = urlsplit(self.headers.get("Referer", "") if polled else self.path).path
        prefix = next((each for each in self.ports if f"{asked}/".startswith(f"{each}/")), "")
        path = self.path.removeprefix(prefix)
        status, headers, body = 503, {"Content-Type": "text/plain", "Refresh": "1"}, b"The preview is being built."
        connection = HTTPConnection(_HOST, self.ports[prefix])
        if not path:  # Addresses on the pages of /en count from /en/.
            status, headers = 302, {"Location": "/"}
        with suppress(OSError, HTTPException):
            if path:
                connection.request("GET", path, headers={"Host": self.headers.get("Host", _HOST)})
                answer = connection.getresponse()
                status, headers, body = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        with suppress(ConnectionError):  # The reader has gone on to another page.
            self.send_response(status)
            for name in ("Content-Type", "Refresh"):
                if name in headers:
                    self.send_header(name, headers[name])
            if "Location" in headers:
                self.send_header("Location", f"{prefix}{headers['Location']}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class' name
        """Log nothing."""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        return int(free.getsockname()[1])
