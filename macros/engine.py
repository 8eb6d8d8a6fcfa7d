"""Between the ledger and the engine that builds the pages: registers the macros and places their errors."""

from __future__ import annotations

import inspect
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from mkdocs.exceptions import PluginError

from macros.addresses import DOWNLOADS
from macros.checking import checked_site
from macros.components import BLOCKS, INLINE, Site
from macros.errors import LedgerError, Problem, RequestError
from macros.export import export
from macros.pages import front_matter_lines
from macros.wording import language_of

ROOT = Path(__file__).resolve().parent.parent
"""The project's root: not every engine tells it."""


def register(env: Any) -> None:
    """Check data and pages and give the engine the macros.

    Raises PluginError, which both building and previewing report in one clean message.
    """
    docs = Path(env.conf["docs_dir"]).resolve()
    try:
        site = checked_site(ROOT, docs, language_of(str(env.conf["theme"]["language"])))
    except LedgerError as error:
        count = len(error.problems)
        raise PluginError(f"{error}\n{count} problem{'s' if count > 1 else ''}; nothing was built") from None
    for name in (*INLINE, *BLOCKS):
        env.macro(partial(_call, env, site, docs, name), name)


def export_site(folder: Path, config: Any) -> None:
    """Write the downloads beside the pages of a built site, as the site's configuration names it."""
    site = checked_site(ROOT, Path(config["docs_dir"]).resolve(), language_of(str(config["theme"]["language"])))
    export(site, folder / DOWNLOADS, str(config["site_name"]), str(config["site_url"] or ""))


def _call(env: Any, site: Site, docs: Path, name: str, *args: Any, **kwargs: Any) -> str:
    page = str(env.page.file.src_uri)
    try:
        return site.call(page, name, args, kwargs)
    except (RequestError, TypeError) as error:
        path = docs / page
        line = _line_in_template(inspect.currentframe()) + front_matter_lines(path)
        raise LedgerError([Problem(path.relative_to(ROOT).as_posix(), line, 1, "", f"{name}: {error}")]) from None


def _line_in_template(frame: FrameType | None) -> int:
    """The line of the page, without its front matter, on which the macro is being called."""
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return int(template.get_corresponding_lineno(frame.f_lineno))
        frame = frame.f_back
    return 1
