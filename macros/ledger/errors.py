"""Problems with their place in a file, and how messages are worded."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one file.

    `line` and `column` count from 1, as editors do; `path` is the key inside the file (`facts[12].period`), if any.

    >>> print(Problem("data/units.yml", 3, 5, "usd.factor", '"x" is not a number'))
    data/units.yml:3:5  usd.factor: "x" is not a number
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return printable(f"{place}  {self.path}: {self.message}" if self.path else f"{place}  {self.message}")


MOST = 100
"""The most problems that are reported of one file."""


def first_of(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first hundred problems of a file, and one that says so; what would find the others is not run."""
    for number, problem in enumerate(problems):
        if number == MOST:
            yield replace(problem, path="", message=f"and more problems; the first {MOST} of this file are listed")
            return
        yield problem


class LedgerError(Exception):
    """The data or the pages are invalid; has every problem found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class RequestError(Exception):
    """The ledger has no such thing, or several; the message names what is near, and `path` the argument, if one is to blame."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


def printable(text: str) -> str:
    r"""Escape control characters, direction marks and halves of characters, which file names may hold.

    >>> printable("a\x1b[31m\n账本")
    'a\\x1b[31m\\n账本'
    """
    return "".join(
        each.encode("unicode_escape").decode() if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") else each
        for each in text
    )


def quoted(value: object) -> str:
    """Quote a value for a message, shortened where it is long.

    >>> quoted("2024Q5"), quoted(["a", "b"])
    ('"2024Q5"', '"[a, b]"')
    """
    text = f"[{', '.join(map(str, value))}]" if isinstance(value, list | tuple) else str(value)
    return f'"{text if len(text) <= 60 else text[:57] + "…"}"'


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the nearest known name, or "" where none is near.

    >>> did_you_mean("reprted", ["reported", "plan"])
    '; did you mean "reported"?'
    """
    return _did_you_mean(name, tuple(known))


@lru_cache(maxsize=512)
def _did_you_mean(name: str, candidates: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)
    if not near:
        near = [each for each in candidates if name and each.startswith(name)][:1]
    return f'; did you mean "{near[0]}"?' if near else ""


def or_else(hint: str, remedy: str) -> str:
    """Add another remedy to what `did_you_mean` returns.

    >>> or_else('; did you mean "plan"?', "define it"), or_else("", "define it")
    ('; did you mean "plan"? Or define it', '; define it')
    """
    return hint + (f" Or {remedy}" if hint else f"; {remedy}") if remedy else hint


def listed(names: Iterable[str], most: int = 8) -> str:
    """Join the first few names for a message.

    >>> listed(["a", "b"])
    'a, b'
    """
    every = list(names)
    return ", ".join(every[:most]) + (f", … ({len(every)} in all)" if len(every) > most else "")
