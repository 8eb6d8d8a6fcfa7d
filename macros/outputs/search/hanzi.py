"""Traditional and simplified Chinese for the search: which characters and words are the same.

OpenCC knows; nothing is listed here. It runs at build time, over the characters and words that the site has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = re.compile("[\u3400-\u9fff]+")
_ALL = "".join(map(chr, range(0x3400, 0xA000)))
_SIZES = (2, 3, 4)
"""Characters of the words whose regional names are looked for."""


@lru_cache(maxsize=8)
def _converter(name: str) -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 - loaded where its answers are not kept

    return OpenCC(name)


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Every traditional character, as China, Taiwan or Hong Kong write it, with its simplified one."""
    return _found_forms()


def _found_forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    for name in ("hk2s", "tw2s", "t2s"):
        converted = str(_converter(name).convert("\n".join(_ALL))).split("\n")
        forms |= {each: plain for each, plain in zip(_ALL, converted, strict=True) if len(plain) == 1 and plain != each}
    # What has a traditional form of its own is a simplified character, whatever else it may once have stood for: 么.
    traditional = str(_converter("s2t").convert("\n".join(forms))).split("\n")
    return {each: forms[each] for each, same in zip(list(forms), traditional, strict=True) if each == same}


def folded(text: str) -> str:
    """Write a text in simplified characters, each for itself, as the browser will do with what a reader types.

    >>> folded("資本開支")
    '资本开支'
    """
    return text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    return str.maketrans(_forms())


def character_forms(text: str) -> str:
    """List the traditional forms of a folded text's characters as pairs, traditional first.

    >>> character_forms("轨")
    '軌轨'
    """
    here = set(text)
    pairs = sorted((each, plain) for each, plain in _forms().items() if plain in here)
    return "".join(each + plain for each, plain in pairs)


def regional(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Return for each word what Taiwan or Hong Kong call it, in simplified characters; mostly nothing.

    >>> regional(["芯片", "轨道"]), regional([])
    ([('晶片',), ()], [])
    """
    listed = [folded(word) for word in words]
    if not listed:
        return []
    columns = [folded(str(_converter(name).convert("\n".join(listed)))).split("\n") for name in ("s2twp", "s2hk")]
    return [tuple(dict.fromkeys(each for each in forms if each != word)) for word, *forms in zip(listed, *columns, strict=True)]


def stretches(text: str) -> list[str]:
    """Return the stretches of Chinese in a folded text, each once: what its regional words are found in.

    >>> stretches("资本开支 2025 资本开支, 软件")
    ['资本开支', '软件']
    """
    return sorted(set(_HAN.findall(text)))


def regional_words(runs: Iterable[str]) -> list[tuple[str, ...]]:
    """Find the words of `stretches` that have a regional name, each first, then that: ('芯片', '晶片').

    Pieces of two to four characters are tried; where a piece has one because of a shorter piece in it, that one is told.
    """
    pieces = sorted({run[start : start + size] for run in runs for size in _SIZES for start in range(len(run) - size + 1)})
    found = {piece: names for piece, names in zip(pieces, regional(pieces), strict=True) if names}
    return [(piece, *names) for piece, names in found.items() if not _within(piece, found)]


def _within(piece: str, found: dict[str, tuple[str, ...]]) -> bool:
    shorter = range(2, len(piece))
    return any(piece[start : start + size] in found for size in shorter for start in range(len(piece) - size + 1))
