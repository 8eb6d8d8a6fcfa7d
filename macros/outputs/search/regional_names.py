"""Traditional Chinese for the search: simplified forms of characters, and the names that Taiwan and Hong Kong use.

OpenCC converts at build time; the browser only looks up the characters of what a reader types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_IDEOGRAPHS = tuple(map(chr, range(0x3400, 0xA000)))
_RUN = re.compile("[\u3400-\u9fff]+")


def regional_names(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return for each name what Taiwan and Hong Kong call it where that differs, in simplified characters.

    >>> regional_names(["芯片", "轨道"]), regional_names([])
    ([('晶片',), ()], [])
    """
    plain = [simplify(name) for name in names]
    rows = zip(
        plain, *([simplify(each) for each in _convert(plain, conversion)] for conversion in ("s2twp", "s2hk")), strict=True
    )
    return [tuple(dict.fromkeys(form for form in forms if form != name)) for name, *forms in rows]


def regional_words(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Find the words of two to four characters that have other names there, each with them: ("芯片", "晶片").

    Of a word that differs because of a shorter word in it, only the shorter one is returned.
    """
    runs = sorted({run for text in texts for run in _RUN.findall(simplify(text))})
    changed = [run for run, names in zip(runs, regional_names(runs), strict=True) if names]
    pieces = sorted({run[at : at + size] for run in changed for size in (2, 3, 4) for at in range(len(run) - size + 1)})
    found = {piece: names for piece, names in zip(pieces, regional_names(pieces), strict=True) if names}
    return [(piece, *names) for piece, names in found.items() if not any(each in piece for each in found if each != piece)]


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
    return "".join(chr(form) + plain for form, plain in sorted(_simplified_forms().items()) if plain in used)


@lru_cache(maxsize=1)
def _simplified_forms() -> dict[int, str]:
    """Every traditional character, as China, Taiwan or Hong Kong write it, with its simplified form."""
    forms: dict[str, str] = {}
    for conversion in ("hk2s", "tw2s", "t2s"):
        pairs = zip(_IDEOGRAPHS, _convert(_IDEOGRAPHS, conversion), strict=True)
        forms |= {each: plain for each, plain in pairs if len(plain) == 1 and plain != each}
    # A character that has a traditional form of its own is a simplified one, although it may be both: 么.
    return {ord(each): forms[each] for each, same in zip(forms, _convert(forms, "s2t"), strict=True) if each == same}


def _convert(texts: Iterable[str], conversion: str) -> list[str]:
    lines = "\n".join(texts)
    return str(_converter(conversion).convert(lines)).split("\n") if lines else []


@lru_cache(maxsize=8)
def _converter(conversion: str) -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 - loading it takes time that checking and previewing do not need

    return OpenCC(conversion)  # Kept, since freeing its dictionaries takes longer than converting.
