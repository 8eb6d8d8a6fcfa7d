"""Printed tokens against the values that they are evidence of: digits, scale and unit must be the same.

A token without digits, such as 三层 or triple digit, is left to its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from macros.ledger.errors import listed, quoted
from macros.ledger.model import Unit

_NUMBER = re.compile(
    r"(?P<sign>[A-Z]{0,3}[$€£¥￥₩₹])?\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?-?(?P<after>[^\W\d_]+(?: [a-z]+)?|%)?"
)
_QUOTES = "“”‘’\"'「」『』«»"


@cache
def scales() -> Mapping[str, int]:
    """Return the power of ten that a word for a scale stands for.

    >>> scales()["billion"], scales()["亿"]
    (9, 8)
    """
    return dict(yaml.safe_load(Path(__file__).with_name("scales.yml").read_text("utf-8")))


def token_problems(token: str, values: Iterable[Decimal], unit: Unit, units: Mapping[str, Unit]) -> Iterator[str]:
    """Yield why a token cannot be the evidence of one of some values in a unit.

    >>> billion = Unit(dimension="money", factor=Decimal(10) ** 9, base="USD", label=Text(zh="十亿美元", en="US$ billion"))
    >>> list(token_problems("$35.7 billion", [Decimal("37.5")], billion, {}))
    ['the token shows 35.7, and the value is 37.5']
    """
    if token[0] in _QUOTES or token[-1] in _QUOTES:
        yield f"{quoted(token)} stands in quotes; write the token without them"
        return
    found = list(_NUMBER.finditer(token))
    shown = {Decimal(match["digits"].replace(",", "")): match for match in found}
    matching = [shown[abs(value)] for value in values if abs(value) in shown]
    if found and not matching:
        yield f"the token shows {listed(map(str, shown))}, and the value is {listed(str(abs(value)) for value in values)}"
    for match in matching[:1]:
        yield from _misfits(match, unit, units)


def _misfits(match: re.Match[str], unit: Unit, units: Mapping[str, Unit]) -> Iterator[str]:
    """Yield why the words around a number are not those of its unit."""
    rest = (match["after"] or "").lower()
    scale = next((word for word in sorted(scales(), key=len, reverse=True) if _begins(rest, word)), "")
    measured = unit.dimension in ("money", "count")
    if scale and measured and Decimal(10) ** scales()[scale] != unit.factor:
        yield f"the token says {quoted(scale)}, and the unit is {unit.label.en}"
    words = {word.lower(): each for each in units.values() for word in each.words}
    for text in (match["sign"] or "", rest.removeprefix(scale).strip()):
        word = next((each for each in sorted(words, key=len, reverse=True) if _begins(text.lower(), each)), "")
        of = words.get(word)
        if (of is not None and (of.base, of.dimension) != (unit.base, unit.dimension)) or (
            of is not None and not measured and of.factor != unit.factor
        ):
            yield f"the token says {quoted(text)}, and the unit is {unit.label.en}"
        elif of is None and text == match["sign"]:
            yield f"no unit of data/units.yml has the sign {quoted(text)}; add it to the words of its own unit"


def _begins(text: str, word: str) -> bool:
    """Whether a text begins with a word, and in Latin letters ends with it too."""
    return text.startswith(word) and not (
        word[-1].isascii() and word[-1].isalpha() and text[len(word) : len(word) + 1].isalpha()
    )
