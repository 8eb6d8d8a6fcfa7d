"""Compare the editions page by page: what a page shows and its twin lacks, with the file and the line of both."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from macros.ledger.errors import Problem

SECTION = "section"
_TOP = (SECTION, "")


@dataclass(frozen=True)
class Shown:
    """What a page shows in each language: a section, a link, a figure; `key` is the same in both, `text` names it."""

    key: tuple[Hashable, ...]
    text: str
    line: int
    column: int


PagesShown = Mapping[str, Sequence[Shown]]
"""What each page of an edition shows, in the order of its lines."""


def twin_problems(editions: Mapping[str, PagesShown]) -> Iterator[Problem]:
    """Yield what a page shows and its twin lacks; the editions are given by their folders, and compared with the first."""
    (first, pages), *others = editions.items()
    for other, twins in others:
        for here, there, one, two in ((first, other, pages, twins), (other, first, twins, pages)):
            for page, shown in one.items():
                if page not in two:
                    yield Problem(f"{here}/{page}", 1, 1, "", f"{there}/{page} is missing; write this page's twin")
                    continue
                for each, line in _lacking(shown, two[page]):
                    message = f"{there}/{page}:{line} lacks {each.text}; add it there, or take it away here"
                    yield Problem(f"{here}/{page}", each.line, each.column, "", message)


def _lacking(here: Sequence[Shown], there: Sequence[Shown]) -> Iterator[tuple[Shown, int]]:
    """Yield what a page shows more often than its twin, each with the line at which its section begins there.

    What stands in another section of the twin is not lacking.
    """
    placed = list(_by_section(there))
    lines = {section: each.line for section, each in reversed(placed)}
    left = Counter((section, each.key) for section, each in placed)
    rest = []
    for section, each in _by_section(here):
        if left[section, each.key]:
            left[section, each.key] -= 1
        else:
            rest.append((section, each))
    elsewhere = Counter(key for _, key in left.elements())
    for section, each in rest:
        if elsewhere[each.key]:
            elsewhere[each.key] -= 1
        else:
            yield each, lines.get(section, 1)


def _by_section(shown: Sequence[Shown]) -> Iterator[tuple[tuple[Hashable, ...], Shown]]:
    section: tuple[Hashable, ...] = _TOP
    for each in shown:
        section = each.key if each.key[0] == SECTION else section
        yield section, each
