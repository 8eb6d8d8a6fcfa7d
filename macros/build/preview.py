"""Keep a preview (`mkdocs serve`) useful through mistakes, and let it run the code as it was last saved.

The last good pages are served until the next successful build; what failed is shown in the terminal and on every page.
"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from html import escape
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.utils import DuplicateFilter
from watchdog.events import FileModifiedEvent
from watchdog.observers.api import BaseObserver, EventEmitter

from macros.build.editions import PREVIEW, TOGETHER
from macros.ledger.text_file import file_times

log = logging.getLogger("mkdocs.ledger")

_PACKAGE = Path(__file__).resolve().parents[1]
_NOT_RELOADED = (_PACKAGE / "build" / "hooks.py", Path(__file__).resolve())
"""mkdocs and its server keep these for as long as they run."""

_POLL_INTERVAL = 0.3
"""Seconds between two looks at the files while waiting for one to be saved."""

_LOOKS = 70.0
"""Seconds for which somebody looks at a page: its script asks for a newer one every minute."""

_WITHOUT_READER = 20.0
"""Seconds after which an edition is rebuilt that nobody looks at, for the mistakes that the terminal then shows."""


class Preview:
    """A running preview: the code it has read, and the error of the last build, empty after a good one."""

    def __init__(self) -> None:
        # Python compares compiled modules with their sources by whole seconds, and would miss the second of two quick saves.
        sys.dont_write_bytecode = True
        self.serving = False
        self.seen, self.patience = -2 * _LOOKS, _WITHOUT_READER
        self.error = self.host = ""
        self.watched: list[Path] = []
        self._read = file_times(_PACKAGE)

    def wait_for_valid_sources(self, config: MkDocsConfig) -> None:
        """Wait until data and pages are valid, and log the problems: before the first build there is no good page to serve.

        Those of data alone are logged by the first edition, where another preview shows it.
        """
        folders = _PACKAGE, _PACKAGE.parent / "data", Path(config.docs_dir)
        is_second = config.extra["edition"]["folder"] and os.environ.get(TOGETHER)
        while True:
            before = file_times(*folders)
            try:
                from macros.build.plugin import check_site

                check_site(config)
            except Exception as error:  # noqa: BLE001 - a module that was edited may fail in any way
                files = [each.file for each in getattr(error, "problems", ())]
                if not (is_second and files and all(each.startswith("data/") for each in files)):
                    log.error("%s", error)
                    log.warning("The preview begins when this is mended and saved.")
            else:
                return
            while file_times(*folders) == before:
                time.sleep(_POLL_INTERVAL)
            self.reload_edited()

    def keep_serving(self, server: LiveReloadServer, config: MkDocsConfig) -> None:
        """Let the server rebuild and answer by `rebuild` and `answer`, and watch by `_Emitter`."""
        self.serving = True
        build, application = server.builder, server.get_app()
        server.builder = lambda: self.rebuild(build)
        server.url = str(config.site_url)  # which the log names: that of all editions, not this one's port
        server.set_app(lambda environ, start_response: self.answer(application, environ, start_response))
        watched = sorted(emitter.watch.raw_path for emitter in server.observer.emitters)
        for path in watched:
            server.unwatch(path)
        server.observer = BaseObserver(_Emitter, timeout=_POLL_INTERVAL)  # type: ignore[assignment]  # of the same base
        for path in watched:
            server.watch(path)
        self.watched = [Path(path) for path in (*watched, *config.watch)]
        self.host = config.dev_addr.host

    def rebuild(self, build: Callable[[], None]) -> None:
        """Build from code and files as they are now, and keep the error if it fails."""
        for each in logging.getLogger("mkdocs.commands.build").filters:
            if isinstance(each, DuplicateFilter):
                each.msgs.clear()  # mkdocs would log the same error once, however often one saves.
        try:
            self.wait_for_reader()
            self.require_watched()
            self.reload_edited()
            begin = time.monotonic()
            build()
            self.patience = max(_WITHOUT_READER, 3 * (time.monotonic() - begin))  # The other edition takes as long.
        except (Exception, SystemExit) as error:
            self.error = _message_of(error)
            if not isinstance(error, SystemExit):
                log.exception("The rebuild failed")
            log.warning("The last good pages are still served; mend the above and save.")
        else:
            self.error = ""

    def wait_for_reader(self) -> None:
        """Leave the machine to the edition beside this one for a while, until somebody asks for a page of this one."""
        end = time.monotonic() + (self.patience if PREVIEW in os.environ and os.environ.get(TOGETHER) else 0)
        while time.monotonic() < end and time.monotonic() - self.seen > _LOOKS:
            time.sleep(_POLL_INTERVAL)

    def answer(self, application: Any, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; after a failed build every page shows the error.

        Only browsers that ask for this machine by its address or as localhost get pages: another name may be that of a
        foreign site, whose scripts would then read them.
        """
        self.seen = time.monotonic()
        if not _is_own_host(environ.get("HTTP_HOST", "localhost"), self.host):
            start_response("421 Misdirected Request", [("Content-Type", "text/plain")])
            return [b"The preview answers to localhost alone.\n"]
        if "\0" in environ["PATH_INFO"]:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"No page has such a name.\n"]
        response: list[Any] = []

        def record(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            response[:] = [status, headers]

        body: Iterable[bytes] = application(environ, record)
        status, headers = response
        if self.error and any(name == "Content-Type" and "text/html" in value for name, value in headers):
            notice = f'<pre role="alert" class="build-error">{escape(self.error)}</pre>'.encode()
            page = b"".join(body) + notice  # A browser puts what follows the body into it; the style places it on top.
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers.append(("Content-Length", str(len(page))))
            body = [page]
        start_response(status, headers)
        return body

    def require_watched(self) -> None:
        """Log, and raise Abort, that a watched folder or file is gone: a checkout or a synchronisation may bring it back."""
        for path in self.watched:
            if not path.exists():
                message = f"{os.path.relpath(path, _PACKAGE.parent)} is gone; the preview goes on when it is back."
                log.error(message)
                raise Abort(message)

    def reload_edited(self) -> None:
        """Drop the modules of this package from sys.modules if a file of it was saved, so that they are imported again.

        An edited hook cannot be replaced while mkdocs runs; the terminal says so.
        """
        before, self._read = self._read, file_times(_PACKAGE)
        if self._read == before:
            return
        for path in _NOT_RELOADED:
            if self._read.get(path) != before.get(path):
                log.warning("macros/%s was edited: restart the preview.", path.relative_to(_PACKAGE).as_posix())
        for name in [name for name in sys.modules if name == "macros" or name.startswith("macros.")]:
            del sys.modules[name]


def _message_of(error: BaseException) -> str:
    """Return why a build ended: mkdocs and the macros plugin raise SystemExit, whose context is the cause."""
    while isinstance(error, SystemExit) and error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__


def _is_own_host(asked: str, host: str) -> bool:
    """Tell whether a browser has asked for localhost, an address in digits or the host that the preview was given.

    >>> [_is_own_host(each, "") for each in ("localhost:8000", "127.0.0.1:8000", "[::1]", "evil.example")]
    [True, True, True, False]
    """
    with suppress(ValueError):
        name = urlsplit(f"//{asked}").hostname or ""
        return name in ("localhost", host) or bool(ip_address(name))
    return False


class _Emitter(EventEmitter):
    """Reports that something in a watched folder, or the folder itself, is another than a moment ago.

    Watchdog's own polling ends with a folder that it does not find once. The time of a status change tells that a folder
    was away between two looks.
    """

    def on_thread_start(self) -> None:
        self._times = file_times(Path(self.watch.raw_path))

    def queue_events(self, timeout: float) -> None:
        if self.stopped_event.wait(timeout):
            return
        before, self._times = self._times, file_times(Path(self.watch.raw_path))
        if self._times != before:
            self.queue_event(FileModifiedEvent(self.watch.raw_path))
