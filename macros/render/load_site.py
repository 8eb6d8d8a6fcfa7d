"""Loading and checking a site before a page is built: the data, then the pages that use it."""

import signal
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from multiprocessing import Pool
from pathlib import Path

from macros.ledger.derive import Calculations
from macros.ledger.editions import editions_of
from macros.ledger.editorial import Doubt, Event
from macros.ledger.errors import LedgerError, Problem, RequestError, did_you_mean, first_of, listed, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.load import load, spot_of
from macros.ledger.model import Language
from macros.ledger.text_file import file_times
from macros.ledger.yaml_source import digest
from macros.pages.macro_calls import Call, require_fit
from macros.pages.navigation import omitted_pages
from macros.pages.page_source import PageSource, read_pages
from macros.pages.twins import SECTION, PagesShown, Shown, twin_problems
from macros.render.macros import COMPONENTS, MACROS
from macros.render.site import PageRun, PageUses, Site
from macros.render.templates import Block
from macros.render.urls import pages_of
from macros.render.views import SourceView, Views


def checked_site(root: Path, docs: Path, language: Language) -> Site:
    """Return the site whose data and pages agree.

    Raises LedgerError with all problems of the data or, where the data is whole, of the pages.
    Cached by the files' fingerprints: Zensical asks for every page.
    """
    return _checked_site(root, docs, language, _fingerprint(root / "data"), _fingerprint(docs))


def checked_ledger(root: Path) -> Ledger:
    """Return the ledger of `data/`; raises LedgerError with all problems of the data."""
    return _load(root, _fingerprint(root / "data"))[0]


def check_project(root: Path) -> Ledger:
    """Check data and the pages of every edition, which another process reads while the data is loaded; return the ledger.

    Raises LedgerError with all problems of the data, or of the pages or, where neither has any, with what a page shows and
    its twin lacks.
    """
    editions = sorted(editions_of(root), key=lambda each: each.docs)
    problems: list[Problem] = []
    shown = {}
    with Pool(1, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as reader:
        reading = reader.starmap_async(read_pages, [(each.docs, root) for each in editions])
        loaded = load(root)
        for edition, sources in zip(editions, reading.get(), strict=True):
            try:
                _, pages = agreeing_site(root, edition.docs, edition.language, loaded, sources)
                shown[edition.docs.relative_to(root).as_posix()] = pages
            except LedgerError as error:
                problems += error.problems
            problems += omitted_pages(root, edition)
    if problems := problems or list(twin_problems(shown)):
        raise LedgerError(problems)
    return loaded[0]


@lru_cache(maxsize=2)
def _load(root: Path, _data: Hashable) -> tuple[Ledger, Calculations]:
    return load(root)


@lru_cache(maxsize=4)
def _checked_site(root: Path, docs: Path, language: Language, data: Hashable, _pages: Hashable) -> Site:
    site, _ = agreeing_site(root, docs, language, _load(root, data), read_pages(docs, root))
    return replace(site, version=f"{site.ledger.latest}.{digest(root)}")


def agreeing_site(
    root: Path, docs: Path, language: Language, loaded: tuple[Ledger, Calculations], sources: Sequence[PageSource]
) -> tuple[Site, PagesShown]:
    """Return the site of an edition's pages, and what their twins show too; raises LedgerError with the pages' problems."""
    ledger, calculations = loaded
    site = Site(ledger, calculations, language, fronts={source.page: source.front for source in sources})
    wanted = pages_of(ledger.topics, {name: each.part_ids for name, each in ledger.documents.items()})
    problems, uses, shown = check_calls(site, sources)
    problems += missing_pages(sources, wanted, docs.relative_to(root).as_posix())
    problems += dead_ends(ledger, sources, root)
    if problems:
        raise LedgerError(problems)
    return replace(site, pages=uses), shown


def call_problems(ledger: Ledger, root: Path, docs: Path, language: Language) -> list[Problem]:
    """Return what is wrong with the pages' own text and calls, by a ledger that need not be without problems."""
    sources = read_pages(docs, root)
    fronts = {source.page: source.front for source in sources}
    problems, *_ = check_calls(replace(Site.of(ledger, language), fronts=fronts), sources)
    return problems


def check_calls(
    site: Site, sources: Sequence[PageSource]
) -> tuple[list[Problem], Mapping[str, PageUses], Mapping[str, list[Shown]]]:
    """Try every macro call of the pages without rendering; return what is wrong, and what each page uses and shows."""
    problems: list[Problem] = []
    uses, shown = {}, {}
    for source in sources:
        run, found = PageRun(source.page), list(_written(source))
        problems += first_of(chain(source.problems, _call_problems(source, Views(site, run), found)))
        uses[source.page], shown[source.page] = run.figures, sorted(found, key=lambda each: (each.line, each.column))
    return problems, uses, shown


def _call_problems(source: PageSource, views: Views, shown: list[Shown]) -> Iterator[Problem]:
    for call in source.calls:
        try:
            _require_macro(call)
            shown.append(_shown(call, COMPONENTS[call.name](views, *call.args, **call.kwargs)))
        except RequestError as error:
            yield Problem(source.name, call.line, call.column, error.path, str(error))


def _written(source: PageSource) -> Iterator[Shown]:
    """Yield what a page shows in each language without a macro: its type and days, its sections and links."""
    for key in source.front.keys() - {"title", "description"}:
        yield Shown((key, source.front[key]), f"{key}: {source.front[key]}", 1, 1)
    for name, line in source.sections.items():
        yield Shown((SECTION, name), f"the section #{name}", line, 1)
    for line, column, address in source.links:
        yield Shown(("link", address), f"the link to {address}", line, column)


def _shown(call: Call, block: Block) -> Shown:
    """Return what a call shows: its figures or its source, however named, or what its arguments say but for a title."""
    context = block.context if isinstance(block.context, Mapping) else {}
    found = [context[name] for name in ("figure", "source") if name in context] or context.get("facts", [])
    options = sorted((name, value) for name, value in call.kwargs.items() if name != "title")
    written = ", ".join([*map(_argument, call.args), *(f"{name}={_argument(each)}" for name, each in call.kwargs.items())])
    key = tuple(each.href if isinstance(each, SourceView) else each.anchor for each in found)
    return Shown(key or (call.name, call.args, *options), f"{call.name}({written})", call.line, call.column)


def _argument(value: object) -> str:
    """Write an argument of a call as a page does."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_argument, value))}]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def _require_macro(call: Call) -> None:
    macro = MACROS.get(call.name)
    if macro is None:
        known = f"known are {listed(sorted(MACROS), 30)}"
        raise RequestError(f"no macro is called {quoted(call.name)}{did_you_mean(call.name, MACROS)}; {known}")
    if macro.is_block and not call.alone:
        where = "put it at the start of a line of its own, with a blank line around it"
        raise RequestError(f"{call.name}(…) shows a block; {where}")
    require_fit(call, macro)


def missing_pages(sources: Sequence[PageSource], wanted: Mapping[str, str], docs_name: str) -> Iterator[Problem]:
    """Yield the pages that the data needs and that are missing, each with the line it has to hold."""
    for page in wanted.keys() - {source.page for source in sources}:
        message = f"this page is missing; write it with a title, a description and the line {wanted[page]}"
        yield Problem(f"{docs_name}/{page}", 1, 1, "", message)


def dead_ends(ledger: Ledger, sources: Sequence[PageSource], root: Path) -> Iterator[Problem]:
    """Yield the places of the data that name a page, or a section of the page that shows them, which is not there."""
    folder = sources[0].name.removesuffix(sources[0].page) if sources else ""
    pages = [source.page.removesuffix(".md") for source in sources]
    ends: list[tuple[Event | Doubt, tuple[str, str], str, Collection[str], str]] = [
        (event, ("turning_point", "page"), event.turning_point.page, pages, f"page of {folder}")
        for event in ledger.events
        if event.turning_point
    ]
    scored = {doubt.id: (doubt, doubt.score.section) for doubt in ledger.doubts if doubt.score}
    for source in sources:
        boards = [call for call in source.calls if call.name == "scoreboard"]
        # A call that lists no doubts is reported as such.
        lists = (each for call in boards for each in (*call.args, *call.kwargs.values()) if isinstance(each, tuple))
        shown = (scored[name] for name in chain.from_iterable(lists) if name in scored)
        ends += [(doubt, ("score", "section"), at, source.sections, f"section of {source.name}") for doubt, at in shown]
    for record, steps, name, known, what in ends:
        if name not in known:
            at = spot_of(root, record).inside(*steps)
            yield at.problem(f"no {what} is called {quoted(name)}{did_you_mean(name, known)}")


def _fingerprint(folder: Path) -> Hashable:
    """Return when each file of a folder was written and when its status was changed."""
    return tuple(file_times(folder).items())
