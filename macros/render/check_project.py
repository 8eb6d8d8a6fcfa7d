"""Check a whole project as fast as two cores can: its data, and the pages of every edition and their twins."""

import signal
from multiprocessing import Pool
from pathlib import Path

from macros.ledger.editions import editions_of
from macros.ledger.errors import LedgerError, Problem
from macros.ledger.ledger import Ledger
from macros.ledger.load import load
from macros.pages.navigation import omitted_pages
from macros.pages.page_source import read_pages
from macros.pages.twins import twin_problems
from macros.render.load_site import agreeing_site


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
