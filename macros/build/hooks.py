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
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

log = logging.getLogger("mkdocs.ledger")

_PACKAGE = Path(__file__).resolve().parent.parent
_FIRST, _LAST = 100, -100
_POLICY = re.compile(rb"<meta http-equiv=\"Content-Security-Policy\"[^>]*>\n?")
_BODY = re.compile(rb"<body[^>]*>")
_GLANCE = 0.3
"""Seconds between two looks at the files while waiting for one to be saved."""


class _Staging:
    """The folder that a build writes to before its pages replace those of the last good one."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.target: Path | None = None

    def open(self, config: MkDocsConfig) -> None:
        from macros.build.staging import staging_for

        self.discard()
        self.target = Path(config.site_dir).resolve()
        self.folder = staging_for(self.target)
        config.site_dir = str(self.folder)

    def publish(self, config: MkDocsConfig) -> None:
        if self.folder is None or self.target is None:
            return
        from macros.build.editions import carry_over
        from macros.build.staging import exchange

        config.site_dir = str(self.target)
        carry_over(self.target, self.folder)
        exchange(self.folder, self.target)
        self.folder = None

    def discard(self) -> None:
        if self.folder is not None:
            from macros.build.staging import drop

            drop(self.folder)
            self.folder = None


_staging = _Staging()
_patient = False


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: FBT001 - mkdocs' own signature
    """Note whether this is a preview, which waits for sound files before it builds for the first time.

    A build that is asked to end tidies up behind it as one that is interrupted by the keyboard.
    """
    global _patient  # noqa: PLW0603 - mkdocs tells the command here and nowhere else
    _patient = command == "serve"
    if _patient:
        # Python tells compiled modules by whole seconds: of two quick saves it would take the first for the second.
        sys.dont_write_bytecode = True
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
    """Send the build's output to a folder of its own."""
    if str(_PACKAGE.parent) not in sys.path:
        # mkdocs may be called from anywhere.
        sys.path.append(str(_PACKAGE.parent))
    _give_address(config)
    if _patient:
        _wait_for_sound_files(config)
    _extend_markdown(config)
    _staging.open(config)
    return config


def _give_address(config: MkDocsConfig) -> None:
    """Derive the address of an edition below the site from the site's own: one setting, SITE_URL, serves both."""
    address, folder = os.environ.get("SITE_URL", ""), str(config.extra.get("edition", {}).get("folder", ""))
    if address and folder and not config.site_url:
        config.site_url = f"{address.rstrip('/')}/{folder}"


def _extend_markdown(config: MkDocsConfig) -> None:
    from macros.build.html_stash import HtmlStash
    from macros.build.page_markup import PageMarkup
    from macros.text.labels import language_of

    # mkdocs names extensions; Markdown takes both.
    config.markdown_extensions += [HtmlStash(), PageMarkup(language=language_of(str(config.theme["language"])))]  # type: ignore[list-item]


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Give the theme its values, and date pages by what they hold instead of the clock: the same files give the same site.

    A page has the day of its front matter, any other that of the newest document. SOURCE_DATE_EPOCH, which mkdocs
    knows, is for those who want another day.
    """
    from macros.build.plugin import date_of_data, theme_globals

    env.globals.update(theme_globals(config))
    if "SOURCE_DATE_EPOCH" in os.environ:
        return
    newest = date_of_data(config)
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.update_date = str(file.page.meta.get("updated") or file.page.meta.get("date") or newest)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell mkdocs the anchors that it did not see, and keep the theme's search from reading the page: ours takes its place."""
    from macros.build.html_stash import html_stash_of

    stash = html_stash_of(config)
    if stash is not None and page.present_anchor_ids is not None:
        page.present_anchor_ids |= stash.take_anchors()
    page.meta["search"] = {"exclude": True}


@event_priority(_LAST)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Finish a page that the theme has rendered; its content is needed no more."""
    from macros.build.postprocess import finish

    page.content = None
    return finish(output)


@event_priority(_LAST)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Finish a page that is no document, such as 404.html."""
    from macros.build.postprocess import finish

    return finish(output_content) if template_name.endswith(".html") else output_content


@event_priority(_LAST)
def on_post_build(config: MkDocsConfig) -> None:
    """Write what stands beside the pages and put the new site in the last good one's place, unless strictness refuses it."""
    from macros.build.plugin import export_site

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
    global _patient  # noqa: PLW0603 - from now on an error is shown over the last good pages
    _patient = False
    rebuild, application, notice = server.builder, server.get_app(), _Notice()
    # Both look the functions up anew each time: this module, too, may have been edited.
    server.builder = lambda: _build_again(rebuild, notice)
    server.set_app(lambda environ, start_response: _answer(application, notice, environ, start_response))
    return server


@dataclass
class _Notice:
    """What a preview shows over its pages: why the last build failed, or nothing."""

    text: str = ""


def _build_again(rebuild: Callable[[], None], notice: _Notice) -> None:
    """Build by code and files as they are now; an error becomes the notice."""
    heard = _Listener()
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        _take_up_edits()
        rebuild()
    except (Exception, SystemExit) as error:
        notice.text = _reason(error)
        _staging.discard()
        if not isinstance(error, SystemExit):
            log.exception("The rebuild failed")
        elif notice.text not in heard.messages:
            # mkdocs says the same error once, however often one saves.
            log.error("%s", notice.text)
        log.warning("The last good pages are still served; mend the above and save.")
    else:
        notice.text = ""
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)


def _answer(application: Any, notice: _Notice, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a browser: pages without the policy, which would refuse the script that reloads them, and with the notice."""
    answered: list[Any] = []

    def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
        answered[:] = [status, headers]

    body: Iterable[bytes] = application(environ, note)
    status, headers = answered
    if any(name == "Content-Type" and "text/html" in value for name, value in headers):
        page = _POLICY.sub(b"", b"".join(body), count=1)
        if notice.text:
            told = f'<pre role="alert" class="build-error">{escape(notice.text)}</pre>'.encode()
            page = _BODY.sub(lambda match: match[0] + told, page, count=1)
        headers = [(name, value) for name, value in headers if name != "Content-Length"]
        headers.append(("Content-Length", str(len(page))))
        body = [page]
    start_response(status, headers)
    return body


def _wait_for_sound_files(config: MkDocsConfig) -> None:
    """Wait until data and pages agree, saying what is wrong: a preview that has no good pages yet has nothing to show."""
    folders = _PACKAGE, _PACKAGE.parent / "data", Path(config.docs_dir)
    while True:
        before = _state_of(*folders)
        try:
            from macros.build.plugin import check_site

            check_site(config)
        except Exception as error:  # noqa: BLE001 - a module that was edited may fail in any way
            log.error("%s", error)
            log.warning("The preview begins when this is mended and saved.")
        else:
            return
        while _state_of(*folders) == before:
            time.sleep(_GLANCE)
        _forget_modules()


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


def _state_of(*folders: Path) -> dict[str, int]:
    """Tell one state of folders from another: each file's name and when it was written."""
    found = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix != ".pyc"):
        with suppress(OSError):  # A file may go while one looks.
            found[path.as_posix()] = path.stat().st_mtime_ns
    return found


_loaded = _state_of(_PACKAGE)
"""The package's files when this module was run: what is newer has to be taken up."""


def _take_up_edits() -> None:
    """Let the next import read the package's modules anew where one was edited, and run this one again.

    mkdocs keeps a hook's module for as long as it runs. Run again in place, it has its functions as they are now, by
    which the next build goes.
    """
    global _loaded  # noqa: PLW0603 - what the code that runs was read from
    now = _state_of(_PACKAGE)
    if now == _loaded:
        return
    _forget_modules()
    this = sys.modules[__name__]
    before = dict(vars(this))
    for name in [name for name in before if name.startswith("on_")]:
        delattr(this, name)
    _loaded = {}
    try:
        this.__loader__.exec_module(this)  # type: ignore[union-attr]
    except BaseException:
        vars(this).update(before, _loaded={})
        raise
    _loaded = now


def _forget_modules() -> None:
    for name in [name for name in sys.modules if name == "macros" or name.startswith("macros.")]:
        del sys.modules[name]
