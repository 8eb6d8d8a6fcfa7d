"""The functions that mkdocs calls around a build: it publishes a whole site or nothing, and a preview outlives mistakes.

Loaded by its path, from `hooks:` in mkdocs.yml. It imports modules of this package where it calls them, since a preview
drops those that were edited. An engine without hooks builds the same pages (`python -m macros export` completes them).
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

if TYPE_CHECKING:  # A build needs neither the server nor what watches files.
    from mkdocs.livereload import LiveReloadServer

    from macros.build.preview import Preview

log = logging.getLogger("mkdocs.ledger")

_ROOT = Path(__file__).resolve().parents[2]
_FIRST, _LAST = 100, -100
_ID = re.compile(r'\sid="([^"]+)"')


@dataclass
class _Run:
    preview: Preview | None = None
    site: Path | None = None
    staging: Path | None = None


_run = _Run()


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: FBT001 - mkdocs' own signature
    """Make this package importable from any working directory; prepare a preview and the process."""
    if str(_ROOT) not in sys.path:
        sys.path.append(str(_ROOT))
    from macros.build.editions import CHILD, PREVIEW, end_with_parent, prepare_process

    if command == "serve":
        from macros.build.preview import Preview

        _run.preview = Preview()
    if os.environ.get(CHILD) or os.environ.get(PREVIEW):
        end_with_parent()
    if threading.current_thread() is threading.main_thread():
        prepare_process()


@event_priority(_FIRST)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Complete the configuration, and send the output to a staging folder unless the parent process has one."""
    from macros.build.settings import complete_config, require_free_port

    begins = _run.preview if _run.preview and not _run.preview.serving else None
    if begins:
        require_free_port(*config.dev_addr)
    complete_config(config, _ROOT)
    if begins:
        begins.wait_for_valid_sources(config)
    # Not before: the preview may have dropped modules that were edited meanwhile.
    from macros.build.editions import CHILD
    from macros.build.page_markup import HtmlStash, PageMarkup
    from macros.build.publish import make_staging
    from macros.ledger.editions import editions_of, language_of

    # mkdocs names extensions; Markdown takes both.
    config.markdown_extensions += [HtmlStash(), PageMarkup(language=language_of(str(config.theme["language"])))]  # type: ignore[list-item]
    if not os.environ.get(CHILD):
        _run.site = Path(os.path.realpath(config.site_dir))
        _run.staging = make_staging(_run.site, [each.folder for each in editions_of(_ROOT)])
        config.site_dir = str(_run.staging)
    return config


_FOR_READERS = re.compile(r"^\s*(?://.*\n|/\*(?:(?!\*/)(?s:.))*\*/\n)|^\s+|(?<=[;,{}]) //.*", re.MULTILINE)
"""What a browser does not need of a script: comments, and the white space that lines begin with."""

_COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*'|url\([^)\n]*\))|/\*.*?\*/\n*""", re.DOTALL)
"""A comment of a style sheet, or what may hold the signs of one."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Refuse files of docs/ that are links out of the project or have unprintable names; miss none that was checked.

    Comments and white space of our style sheets and scripts, a fifth of what they weigh compressed, are not published.
    """
    from macros.build.plugin import built_site
    from macros.build.settings import check_files

    for page in built_site(config).fronts:
        if files.get_file_from_path(page) is None:
            raise PluginError(f"{page}: the page was moved during the build; build again")
    check_files([file.src_path for file in files if file.src_dir == config.docs_dir], Path(config.docs_dir), _ROOT)
    for file in files.css_files():
        if file.src_uri in config.extra_css and file.src_dir != config.docs_dir:
            rules = _COMMENT.sub(lambda found: found[1] or "", file.content_string)
            file.content_string = re.sub(r"\s+", " ", rules, flags=re.ASCII)
    for file in files.javascript_files():
        if file.src_dir == config.theme.custom_dir:
            file.content_string = _FOR_READERS.sub("", file.content_string)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Give a page that the navigation leaves out the section of its folder's index: its tab and menu are shown."""
    for file in files.documentation_pages():
        if file.page and file.page not in nav.pages:
            indexes = (files.get_file_from_path(f"{folder}/index.md") for folder in Path(file.src_uri).parents)
            file.page.parent = next((each.page.parent for each in indexes if each and each.page), None)
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Give the theme its values, and date pages by their content instead of the clock: the same files give the same site.

    JSON in a page keeps its Chinese as it is: escaped, it weighs twice as much.

    A page has the day of its front matter, any other that of the newest document. SOURCE_DATE_EPOCH, which mkdocs
    knows, overrides both.
    """
    from macros.build.plugin import theme_globals

    values = theme_globals(config)
    env.globals.update(values)
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    newest = values["data_version"]["date"]
    if "SOURCE_DATE_EPOCH" in os.environ:
        return
    for file in files.documentation_pages():
        if file.page is not None:
            file.page.update_date = str(file.page.meta.get("updated") or file.page.meta.get("date") or newest)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Give mkdocs the anchors in HTML that it did not parse, and exclude the page from Material's search: ours replaces it."""
    if page.present_anchor_ids is not None:
        page.present_anchor_ids.update(_ID.findall(html))
    page.meta["search"] = {"exclude": config.theme.name == "material"}


@event_priority(_LAST)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Finish a page that the theme has rendered, and free what no other page asks for."""
    page.content = page.present_anchor_ids = None
    return _finish(output, page.file.src_path)


@event_priority(_LAST)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Finish a page that comes from a template of the theme, such as 404.html."""
    return _finish(output_content, template_name) if template_name.endswith(".html") else output_content


def _finish(html: str, name: str) -> str:
    from macros.build.postprocess import finish

    try:
        # The policy would block the script by which a preview reloads its pages.
        return html if _run.preview else finish(html)
    except ValueError as error:
        raise PluginError(f"{name}: {error}") from None


@event_priority(_LAST)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the files beside the pages and publish the site, unless it is to be strict and there were warnings."""
    from macros.build.plugin import export_site
    from macros.build.publish import publish
    from macros.ledger.editions import editions_of

    export_site(Path(config.site_dir), config)
    handlers = logging.getLogger("mkdocs").handlers
    warned = any(handler.get_counts() for handler in handlers if isinstance(handler, CountHandler))
    if _run.staging is not None and _run.site is not None and not (config.strict and warned):
        publish(_run.staging, _run.site, [each.folder for each in editions_of(_ROOT)])
        _run.staging = None
        config.site_dir = str(_run.site)


def on_build_error(error: Exception) -> None:
    """Report mistakes of data, pages and configuration, and in one line a full disk or a source that is gone meanwhile."""
    from macros.build.publish import SOURCES
    from macros.ledger.errors import LedgerError, RequestError

    if isinstance(error, LedgerError):
        count = len(error.problems)
        log.error("%s\n%d problem%s; nothing was built", error, count, "s" if count > 1 else "")
    elif isinstance(error, RequestError):
        log.error("%s", error)
    elif isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        source = error.filename and any(Path(os.fsdecode(error.filename)).is_relative_to(each) for each in SOURCES)
        what = "A source cannot be read, build again" if source else "The site cannot be written"
        log.error("%s: %s%s. The last good site stays.", what, error.strerror or error, where)
    else:
        return
    raise Abort("Nothing was published.") from None


def on_shutdown() -> None:
    """Delete the staging folder of a build that was not published."""
    if _run.staging is not None:
        from macros.outputs.folder_exchange import discard

        discard(_run.staging)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> LiveReloadServer:
    """Go on serving the last good pages after a failed rebuild."""
    if _run.preview:
        _run.preview.keep_serving(server, config)
    return server
