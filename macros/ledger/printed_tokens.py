"""Printed tokens against the values that they are evidence of: digits, scale and unit must be the same.

A token without digits, such as 三层 or triple digit, is left to its author.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from macros.ledger.errors import listed, quoted
from macros.ledger.model import Unit
from macros.ledger.yaml_source import read_own

_NUMBER = re.compile(
    r"(?P<sign>[A-Z]{0,3}[$€£¥￥₩₹])?\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?-?(?P<after>[^\W\d_]+(?: [a-z]+)?|%)?"
)
_SCALED = ("money", "count", "percent", "percentage_points", "multiple", "fraction")
"""The dimensions whose units a word for a scale belongs to, or contradicts; a power in megawatts is a unit by itself."""
_QUOTES = "“”‘’\"'「」『』«»"


def scales() -> Mapping[str, int]:
    """Return the power of ten that a word for a scale stands for.

    >>> scales()["billion"], scales()["亿"]
    (9, 8)
    """
    found: Mapping[str, int] = read_own(__file__, "scales.yml")
    return found


def token_problems(token: str, ends: tuple[Decimal, Decimal], unit: Unit, units: Mapping[str, Unit]) -> Iterator[str]:
    """Yield why a token cannot be the evidence of a number, or of an end of a range, in a unit."""
    if token[0] in _QUOTES or token[-1] in _QUOTES:
        yield f"{quoted(token)} stands in quotes; write the token without them"
        return
    shown = {Decimal(match["digits"].replace(",", "")): match for match in _NUMBER.finditer(token)}
    matches = [shown[abs(end)] for end in ends if abs(end) in shown]
    if shown and not matches:
        values = " to ".join(dict.fromkeys(str(abs(end)) for end in ends))
        yield f"the token shows {listed(map(str, shown))}, and the value is {values}"
    for match in matches[:1]:
        yield from _misfits(match, unit, units)


def _misfits(match: re.Match[str], unit: Unit, units: Mapping[str, Unit]) -> Iterator[str]:
    sign, rest = (match["sign"] or "").lower(), (match["after"] or "").lower()
    words = {word.lower(): each for each in units.values() for word in each.words}
    scale = _longest(rest, scales())
    scaled = unit.dimension in ("money", "count")  # Their words are those of the base unit.
    if scale and unit.dimension in _SCALED and Decimal(10) ** scales()[scale] != unit.factor:
        yield f"the token says {quoted(scale)}, and the unit is {unit.label.en}"
    for word in (sign and (_longest(sign, words) or sign), _longest(rest.removeprefix(scale).strip(), words)):
        of = words.get(word)
        if word and (
            of is None or (of.dimension, of.base) != (unit.dimension, unit.base) or not (scaled or of.factor == unit.factor)
        ):
            yield f"the token says {quoted(word)}, and the unit is {unit.label.en}"


def _longest(text: str, words: Iterable[str]) -> str:
    """Return the longest of some words with which a text begins; one in Latin letters ends where the letters end."""
    fitting = (
        word for word in words if text.startswith(word) and not (word[-1:].isascii() and re.match("[a-z]", text[len(word) :]))
    )
    return max(fitting, key=len, default="")
