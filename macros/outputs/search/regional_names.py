"""Other forms of Chinese for the search: traditional and look-alike characters, and words as Taiwan says them.

The tables in `opencc/` are made from OpenCC by `python -m tools.opencc_tables`, so that a build need not load it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

_TABLES = Path(__file__).parent / "opencc"

_KANGXI = range(0x2F00, 0x2FD6)
_RADICALS = (
    "⺌小⺍小⺒巳⺓幺⺜日⺝月⺟母⺠民⺧牛⺩王⺫目⺬示⺶羊⺻聿⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻏邑⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻱龜⻳龟"
)
"""Radicals that copied texts have for characters, each before its character, by Unicode's EquivalentUnifiedIdeograph.txt.

Normalization replaces the Kangxi radicals, but of these only two.
"""


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

    def other(name: str) -> str:
        plain = simplify(name)
        return longest_first.sub(lambda found: words[found[0]], plain) if longest_first.search(plain) else name

    return [list(dict.fromkeys(form for name in group for form in (name, other(name)))) for group in groups]


def simplify(text: str) -> str:
    """Replace each traditional character by its simplified form, as the browser does with a query.

    >>> simplify("資本開支")
    '资本开支'
    """
    return text.translate(_simplified_forms())


def character_forms(text: str) -> str:
    """List the traditional and the look-alike forms of a text's characters, each followed by the simplified form.

    >>> character_forms("轨"), character_forms("力")
    ('軌轨', '⼒力')
    """
    used = set(simplify("".join(set(text))))
    return "".join(chr(form) + plain for form, plain in _simplified_forms().items() if plain in used)


@cache
def _simplified_forms() -> Mapping[int, str]:
    """Every traditional character, as China, Taiwan or Hong Kong write it, and every radical, with the simplified form."""
    simplified = {ord(form): plain for form, plain in _table("characters")}
    radicals = {code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI}
    radicals |= {ord(form): usual for form, usual in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    return simplified | {code: usual.translate(simplified) for code, usual in radicals.items()}


def _table(name: str) -> Iterable[tuple[str, str]]:
    lines = (_TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    return ((before, after) for before, _, after in (line.partition("\t") for line in lines))
