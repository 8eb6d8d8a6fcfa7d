"""What mkdocs calls around a build: nothing half-built is published, and a preview outlives an error.

Loaded by `hooks:` in mkdocs.yml. An engine that knows no hooks builds the same pages without it.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

log = logging.getLogger("mkdocs.ledger")

_PACKAGE = Path(__file__).resolve().parent
_FIRST, _LAST = 100, -100


class _Staging:
    """The folder that a build writes to before its pages replace those of the last good one."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.target: Path | None = None

    def open(self, config: MkDocsConfig) -> None:
        from macros.staging import staging_for

        self.discard()
        self.target = Path(config.site_dir).resolve()
        self.folder = staging_for(self.target)
        config.site_dir = str(self.folder)

    def publish(self, config: MkDocsConfig) -> None:
        if self.folder is None or self.target is None:
            return
        from macros.building import carry_over
        from macros.staging import exchange

        config.site_dir = str(self.target)
        carry_over(self.target, self.folder)
        exchange(self.folder, self.target)
        self.folder = None

    def discard(self) -> None:
        if self.folder is not None:
            from macros.staging import drop

            drop(self.folder)
            self.folder = None


_staging = _Staging()


_previewing = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: FBT001 - mkdocs' own signature
    """Note whether this is a preview: its server puts a script into each page, which a policy would refuse.

    A build that is asked to end tidies up behind it as one that is interrupted by the keyboard.
    """
    global _previewing  # noqa: PLW0603 - mkdocs tells the command here and nowhere else
    _previewing = command == "serve"
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    if os.environ.get("ENDS_WITH_INPUT"):
        threading.Thread(target=_end_with_input, daemon=True).start()


def _end_with_input() -> None:
    """End with the process that builds both editions, which holds the other end of the input while it lives."""
    while os.read(0, 1):
        pass
    os._exit(1)


@event_priority(_FIRST)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Send the build's output to a folder of its own, and forget modules that were edited since the last build."""
    if str(_PACKAGE.parent) not in sys.path:
        # mkdocs may be called from anywhere.
        sys.path.append(str(_PACKAGE.parent))
    _forget_edited_modules()
    _give_address(config)
    _staging.open(config)
    return config


def _give_address(config: MkDocsConfig) -> None:
    """Derive the address of an edition below the site from the site's own: one setting, SITE_URL, serves both."""
    address, folder = os.environ.get("SITE_URL", ""), str(config.extra.get("edition", {}).get("folder", ""))
    if address and folder and not config.site_url:
        config.site_url = f"{address.rstrip('/')}/{folder}"


_finish: Callable[[str, str], str]


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    """Make ready what finishes pages, and date them by what they hold instead of the clock: the same files give the same site.

    A page has the day of its front matter, any other that of the newest document. SOURCE_DATE_EPOCH, which mkdocs
    knows, is for those who want another day.
    """
    global _finish  # noqa: PLW0603 - what is worked out once a build, for each page
    from macros.engine import date_of_data, finisher

    _finish = finisher(config, policy=not _previewing)
    if "SOURCE_DATE_EPOCH" in os.environ:
        return
    newest = date_of_data(config)
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.update_date = str(file.page.meta.get("updated") or file.page.meta.get("date") or newest)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Keep the theme's search from reading the page: its index gives way to ours (macros/search.py)."""
    page.meta["search"] = {"exclude": True}


@event_priority(_LAST)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Finish a page that the theme has rendered."""
    return _finish(output, page.file.dest_uri)


@event_priority(_LAST)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Finish a page that is no document, such as 404.html."""
    return _finish(output_content, template_name) if template_name.endswith(".html") else output_content


@event_priority(_LAST)
def on_post_build(config: MkDocsConfig) -> None:
    """Write what stands beside the pages and put the new site in the last good one's place, unless strictness refuses it."""
    from macros.engine import export_site

    export_site(Path(config.site_dir), config)
    handlers = logging.getLogger("mkdocs").handlers
    counted = [handler.get_counts() for handler in handlers if isinstance(handler, CountHandler)]
    if config.strict and any(counted):
        _staging.discard()
    else:
        _staging.publish(config)


def on_build_error(error: Exception) -> None:
    """Drop what was written so far; the last good site stays.

    A full disk is nobody's fault in the code: it is told in a line, without a traceback.
    """
    _staging.discard()
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        log.error("The site cannot be written: %s%s. The last good site stays.", error.strerror or error, where)
        raise Abort("Nothing was published.") from None


def on_shutdown() -> None:
    """Drop what an interrupted build left."""
    _staging.discard()


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> LiveReloadServer:
    """Go on serving the last good pages after an error, and show it in the terminal and on every page."""
    preview = _Preview(server)
    server.builder = preview.build
    server.set_app(preview)
    return server


class _Preview:
    """Stands between the server and its builder: an error becomes a notice over the last good pages."""

    def __init__(self, server: LiveReloadServer) -> None:
        self.rebuild = server.builder
        self.application: Callable[..., Iterable[bytes]] = server.get_app()  # type: ignore[assignment]
        self.error = ""

    def build(self) -> None:
        heard = _Listener()
        logging.getLogger("mkdocs").addHandler(heard)
        try:
            self.rebuild()
        except (Exception, SystemExit) as error:
            self.error = _reason(error)
            _staging.discard()
            if not isinstance(error, SystemExit):
                log.exception("The rebuild failed")
            elif self.error not in heard.messages:
                # mkdocs says the same error once, however often one saves.
                log.error("%s", self.error)
            log.warning("The last good pages are still served; mend the above and save.")
        else:
            self.error = ""
        finally:
            logging.getLogger("mkdocs").removeHandler(heard)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self.error:
            return self.application(environ, start_response)
        return self.with_notice(environ, start_response)

    def with_notice(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answered: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            answered[:] = [status, headers]

        body = b"".join(self.application(environ, note))
        status, headers = answered
        if any(name == "Content-Type" and "text/html" in value for name, value in headers):
            notice = f'<pre role="alert" class="build-error">{escape(self.error)}</pre>'.encode()
            body = re.sub(rb"(<body[^>]*>)", lambda match: match[1] + notice, body, count=1)
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return [body]


def _reason(error: BaseException) -> str:
    """Say why a build ended: mkdocs and the macros plugin end it by an exit whose cause is what matters."""
    while isinstance(error, SystemExit) and error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__


class _Listener(logging.Handler):
    """Keeps what is reported as an error during one build."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


_seen: dict[str, int] = {}


def _forget_edited_modules() -> None:
    """Drop the package from Python's cache where a file of it changed: a preview shows edited code."""
    now = {path.as_posix(): path.stat().st_mtime_ns for path in sorted(_PACKAGE.rglob("*")) if path.suffix in (".py", ".jinja")}
    if _seen and now != _seen:
        for name in [name for name in sys.modules if name == "macros" or name.startswith("macros.")]:
            if name != "macros/hooks.py":
                del sys.modules[name]
    _seen.clear()
    _seen.update(now)
