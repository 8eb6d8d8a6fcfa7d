"""The mkdocs-macros plugin's functions: they register the macros, expand pages and export what is beside them."""

import gc
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import fields
from html import unescape
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from macros.build.page_markup import HtmlStash
from macros.ledger.editions import editions_of, language_of
from macros.ledger.errors import listed
from macros.outputs.chart_files import export_charts
from macros.outputs.citations import Release, citations, data_version
from macros.outputs.downloads import export, robots
from macros.outputs.feed import feed
from macros.outputs.search.index import write_index
from macros.outputs.social_images import Colours, png, sharing_images
from macros.pages.macro_calls import expand_calls
from macros.render.load_site import checked_site
from macros.render.macros import MACROS, render_call
from macros.render.site import PageRun, Site
from macros.render.urls import CHART_FILES, DOWNLOADS, FEED
from macros.text.labels import wording

ROOT = Path(__file__).resolve().parents[2]
"""The project's root; Zensical's configuration lacks it."""


def register(env: Any) -> None:
    """Check data and pages, and give mkdocs-macros the macros.

    mkdocs' pages are expanded by `expand`; Zensical, which calls this for every page, lets Jinja call the macros.
    Raises LedgerError with all problems, which both building and previewing report in one clean message (`on_build_error`).
    """
    # What is loaded stays as long as the build: the collector of garbage need not look through it, again and again.
    gc.unfreeze()
    gc.disable()
    try:
        site = check_site(env.conf)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()
    env.site = site  # The rest of this build uses the same files, whatever is saved meanwhile.
    runs: dict[str, PageRun] = {}

    def macro(name: str) -> Callable[..., str]:
        # A plain function: the plugin writes every macro's repr at each build, and that of a partial holds the whole ledger.
        def call(*args: Any, **kwargs: Any) -> str:
            page = _page_of(env)
            return render_call(site, runs.setdefault(page, PageRun(page)), name, args, kwargs)

        return call

    for name in MACROS:
        env.macro(macro(name), name)
    if isinstance(env.conf, dict):  # Zensical's is one, and it registers the macros for each page.
        _describe_page(env, site)


def expand(env: Any) -> None:
    """Expand the macro calls of a page, so that nothing is left in it for Jinja, which takes longer than all of them.

    HTML is set aside before Markdown reads the page; see `HtmlStash`. Raises PluginError where the page is another than
    that which was checked.
    """
    stash = next((each for each in env.conf["markdown_extensions"] if isinstance(each, HtmlStash)), None)
    if stash is None:  # Zensical's Markdown could not put the HTML back.
        return
    run = PageRun(_page_of(env))

    def render(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        html = render_call(env.site, run, name, args, kwargs)
        return stash.block(html) if MACROS[name].is_block else stash.inline(html)

    try:
        env.markdown = expand_calls(env.markdown, render)
    except Exception:
        if check_site(env.conf) is env.site:
            raise
        raise PluginError(f"{run.page}: the page was changed during the build; build again") from None
    env.page.meta["render_macros"] = False


def check_site(config: Any) -> Site:
    """Check data and pages as they are now, and return the site; raises LedgerError with all problems."""
    return checked_site(ROOT, Path(config["docs_dir"]).resolve(), language_of(str(config["theme"]["language"])))


def export_site(folder: Path, config: Any) -> None:
    """Write the files beside the pages of a built site: downloads, charts, feed, search index, social images, robots.txt.

    The configuration gives the site's name, description and address. Raises PluginError where it has no identity.
    """
    site = built_site(config)
    name, description, url = (str(config[key] or "") for key in ("site_name", "site_description", "site_url"))
    release = _release(config, site)
    export(site, folder / DOWNLOADS, release)
    export_charts(site, folder / CHART_FILES, release)
    (folder / FEED).write_text(feed(site, name, description, url, _identity(config)), "utf-8", newline="\n")
    if url:
        edition = config["extra"].get("edition", {})
        together = edition.get("together") and not edition.get("folder")
        below = [each.folder for each in editions_of(ROOT) if each.folder] if together else ()
        (folder / "robots.txt").write_text(robots(url, below), "utf-8", newline="\n")
    write_index(site, folder)
    for address, svg in sharing_images(site, name, description, _colours(config)).items():
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        (folder / address).write_bytes(png(svg))


def theme_globals(config: Any) -> dict[str, Any]:
    """Return what the templates in `overrides/` print besides a page: version, citation, and what a search says that fails.

    Raises PluginError where the configuration has no short name.
    """
    site = built_site(config)
    release = _release(config, site)

    def cite(page: Any) -> Mapping[str, str]:
        title = next((unescape(heading.title) for heading in page.toc.items if heading.level == 1), str(page.title))
        return citations(release, title, page.url, page.canonical_url or "", site.language)

    failed = wording(site.language)["search.failed"]
    return {"data_version": data_version(release, site.language), "cite": cite, "search_failed": failed}


def _describe_page(env: Any, site: Site) -> None:
    """Put into the metadata of Zensical's page what `theme_globals` gives to mkdocs: Zensical calls no hooks."""
    release, page = _release(env.conf, site), env.page
    heading = re.search(r"^# (.+?)(?: \{:.*)?$", Path(env.conf["docs_dir"], page.path).read_text("utf-8"), re.MULTILINE)
    address = f"{release.url}{page.url}" if release.url else ""
    page.meta["citation"] = citations(release, heading[1] if heading else page.title, page.url, address, site.language)
    page.meta["data_version"] = data_version(release, site.language)


def built_site(config: Any) -> Site:
    """Return the site that is being built, or else the one of the files as they are now."""
    return getattr(config["plugins"].get("macros"), "site", None) or check_site(config)


def _release(config: Any, site: Site) -> Release:
    slug = str(config["extra"].get("slug", ""))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise PluginError("mkdocs.yml: extra.slug is missing or no short name in plain letters, such as orbit-ledger")
    return Release(str(config["site_name"] or ""), slug, str(config["site_url"] or ""), site.version, site.ledger.latest)


def _identity(config: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(config["extra"]["identity"]))
    except (KeyError, ValueError):
        raise PluginError(
            "mkdocs.yml: extra.identity is no UUID; the feed's ids are made from it, so never change it"
        ) from None


def _colours(config: Any) -> Colours:
    wanted = config["extra"].get("sharing", {})
    known = [each.name for each in fields(Colours)]
    for name, value in wanted.items():
        if name not in known:
            raise PluginError(f"mkdocs.yml: extra.sharing.{name} is no colour; known are {listed(known)}")
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(value)):
            raise PluginError(f'mkdocs.yml: extra.sharing.{name} is no colour; write one such as "#17384a", in quotes')
    return Colours(**wanted)


def _page_of(env: Any) -> str:
    """The page being rendered, below docs_dir: mkdocs knows it by its file, Zensical by its path."""
    return str(env.page.file.src_uri if hasattr(env.page, "file") else env.page.path)
