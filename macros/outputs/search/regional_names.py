"""Traditional Chinese for the search: simplified forms of characters, and words as Taiwan says them.

The tables in `opencc/` are made from OpenCC by `python -m tools.opencc_tables`, so that a build need not load it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "opencc"


def regional_words(texts: Iterable[str]) -> dict[str, str]:
    """Find the words that Taiwan replaces by others, and return the others in simplified characters.

    A word that stays although a shorter one in it is replaced, 大数据, has itself.

    >>> regional_words(["自研芯片", "轨道"])
    {'芯片': '晶片'}
    """
    joined = simplify("\n".join(texts))
    return {word: other for word, other in _table("words") if word in joined}


def with_regional_names(groups: Iterable[Sequence[str]], words: Mapping[str, str]) -> list[list[str]]:
    """Complete groups of names by what Taiwan calls them in simplified characters, given the words that it replaces.

    >>> with_regional_names([["自研芯片", "Chips"], ["轨道"]], {"芯片": "晶片"})
    [['自研芯片', '自研晶片', 'Chips'], ['轨道']]
    """
    longest_first = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")

    def forms(name: str) -> Iterator[str]:
        yield name
        if longest_first.search(plain := simplify(name)):
            yield longest_first.sub(lambda found: words[found[0]], plain)

    return [list(dict.fromkeys(form for name in group for form in forms(name))) for group in groups]


def simplify(text: str) -> str:
    """Replace each traditional character by its simplified form, as the browser does with a query.

    >>> simplify("資本開支")
    '资本开支'
    """
    return text.translate(_simplified_forms())


def traditional_forms(text: str) -> str:
    """List the traditional forms of a text's characters, each followed by its simplified form.

    >>> traditional_forms("轨")
    '軌轨'
    """
    used = set(simplify("".join(set(text))))
    return "".join(chr(form) + plain for form, plain in _simplified_forms().items() if plain in used)


@cache
def _simplified_forms() -> Mapping[int, str]:
    """Every traditional character, as China, Taiwan or Hong Kong write it, with its simplified form."""
    return {ord(form): plain for form, plain in _table("characters")}


def _table(name: str) -> Iterable[tuple[str, str]]:
    lines = (_TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    return ((before, after) for before, _, after in (line.partition("\t") for line in lines))
