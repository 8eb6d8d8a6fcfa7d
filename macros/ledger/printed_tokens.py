"""Printed tokens against the values that they are evidence of: digits, scale, unit and currency must be the same.

The number of a token without digits, such as 三层 or triple digit, is left to its author.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Self
from unicodedata import normalize

from macros.ledger.errors import listed, quoted
from macros.ledger.model import Unit
from macros.ledger.yaml_source import read_own

_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_WORD = re.compile(r"[^\d\s,.()+-]")
_WORD_BEHIND = re.compile(r"[^\W\d_]|[%‰°]")
_SCALED = ("money", "count")
"""The dimensions whose units are apart by a word for a scale; others have words of their own: 吉瓦, minutes."""
_QUOTES = "“”‘’\"'「」『』«»"


def number_words() -> dict[str, Any]:
    """Return the words for numbers, scales and currencies.

    >>> number_words()["powers"]["亿"], number_words()["scales"]["bn"]
    (8, 9)
    """
    words: dict[str, Any] = read_own(__file__, "number_words.yml")
    return words


def any_of(words: Iterable[str], begins: str = "", ends: str = "(?![A-Za-z])") -> str:
    r"""Return a pattern for any of some words, the longest first; `begins` and `ends` are for Latin letters at theirs.

    >>> any_of(["bn", "亿", "US$"])
    '(?:US\\$|bn(?![A-Za-z])|亿)'
    """
    longest = sorted(words, key=lambda word: (-len(word), word))
    latin = re.compile("[A-Za-z]")
    bounded = (begins * bool(latin.match(word)) + re.escape(word) + ends * bool(latin.match(word[-1])) for word in longest)
    return f"(?:{'|'.join(bounded)})"


@dataclass(frozen=True)
class Vocabulary:
    """The words that tokens are read by: powers of ten of scales, bases and factors of units and currencies."""

    scales: Mapping[str, int]
    measures: Mapping[str, tuple[str, Decimal]]
    simplified: Mapping[int, str]
    times: frozenset[str]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Self:
        """Collect the words of a ledger's units, and those that every ledger knows."""
        own = number_words()
        units = list(units)
        times = frozenset(unit.base for unit in units if unit.dimension == "duration")
        self = cls({**own["powers"], **own["scales"]}, {}, str.maketrans(own["simplified"]), times)
        known = {word: (base, Decimal(1)) for base, words in own["currencies"].items() for word in words}
        for unit in units:
            names = [unit.label, unit.one] if unit.dimension not in _SCALED else [unit.currency.name] if unit.currency else []
            words = [*unit.words, *(word for name in names for word in (name.zh, name.en) if word)]
            known |= dict.fromkeys([*words, unit.currency.sign] if unit.currency else words, _measure(unit))
        return replace(self, measures={self.fold(word): measure for word, measure in known.items()})

    @cached_property
    def scale(self) -> re.Pattern[str]:
        """A word for a scale."""
        return re.compile(any_of(self.scales, begins="(?<![A-Za-z])"))

    @cached_property
    def seam(self) -> re.Pattern[str]:
        """The end of a scale or of a currency's code that the other follows without a space: EURm, 5bnUSD."""
        codes = "|".join(re.escape(word) for word, (base, _) in self.measures.items() if word == base.casefold())
        short = "|".join(word for word in self.scales if word.isascii())
        return re.compile(rf"(?<![a-z])(?:(?:{codes})(?=(?:{short})(?![a-z]))|(?:{short})(?=(?:{codes})(?![a-z])))")

    @cached_property
    def groups(self) -> re.Pattern[str]:
        """Words for scales in a row, then one for a unit: hundred million dollars, 百万千瓦, US$; or an unknown sign: XY$."""
        signs = "".join({word[-1] for word in self.measures if not word[-1].isalnum() and word[-1] != "%"})
        unit = rf"(?:{any_of(self.measures, begins='(?<![A-Za-z])')}|(?<![a-z])[a-z]{{1,3}}[{re.escape(signs)}])"
        scale = rf"(?!{unit}){self.scale.pattern}"
        return re.compile(rf"(?![\d\s,.()])(?P<scale>{scale}(?:[\s-]?{scale})*)?(?P<unit>(?(scale)[\s-]?){unit})?")

    def fold(self, token: str) -> str:
        """Return a token as it is compared: half width, small letters, simplified characters."""
        return normalize("NFKC", token).casefold().translate(self.simplified)

    def refusal(self, word: str, unit: Unit) -> str | None:
        """Return why a unit cannot be called by a word: it stands for a scale, or for another unit before it."""
        folded, (base, factor) = self.fold(word), _measure(unit)
        if not self.scale.sub("", folded).strip(" -"):
            return f"{quoted(word)} is a word for a scale; write words for the unit alone"
        other, of = self.measures.get(folded, (base, factor))
        if base in other.split(" or ") and of == factor:
            return None
        return f"{quoted(word)} stands for {f'another size of {base}' if base == other else other}; a word has one meaning"

    def misfits(self, token: str, unit: Unit) -> Iterator[str]:
        """Yield the words of a folded token that stand for another scale, unit or currency."""
        if not _WORD.search(token):
            return
        token = self.seam.sub(r"\g<0> ", token)
        numbers, known = list(_NUMBER.finditer(token)), False
        for group in filter(lambda each: each[0], self.groups.finditer(token)):
            scale, word = group["scale"] or "", (group["unit"] or "").strip(" -")
            powers = [self.scales[each] for each in self.scale.findall(scale)]
            base, factor = self.measures.get(word, ("", Decimal(1))) if word else (unit.base, Decimal(1))
            fits = unit.base in base.split(" or ")
            known |= bool(word) and fits
            amount = Decimal(10) ** sum(powers) * factor
            if not fits and (base not in self.times or re.search(r"\d[\s-]?$", token[: group.start()])):  # Not: 20% a year.
                yield word
            elif fits and numbers and amount != unit.factor and (scale or (word and unit.dimension != "money")):
                yield group[0].strip()
        behind = token[numbers[-1].end() :] if numbers else ""
        if unit.dimension not in _SCALED and not known and _WORD_BEHIND.search(behind):
            yield behind.strip()


def _measure(unit: Unit) -> tuple[str, Decimal]:
    """Return the base and the factor that a unit's words stand for; those of money are its currency's."""
    return unit.base, Decimal(1) if unit.dimension == "money" else unit.factor


def token_problems(
    token: str, ends: Sequence[Decimal], unit: Unit, words: Vocabulary, *, either: bool = False
) -> Iterator[str]:
    """Yield why a token is no evidence of a value, or of all ends of a range, in a unit; with `either`, one end will do."""
    folded = words.fold(token)
    if folded[0] in _QUOTES or folded[-1] in _QUOTES:
        yield f"{quoted(token)} stands in quotes; write the token without them"
        return
    digits = [number.replace(",", "") for number in _NUMBER.findall(folded)]
    shown, wanted = set(map(Decimal, digits)), set(map(abs, ends))
    word = next(words.misfits(folded, unit), None)
    if word and (not shown or shown & wanted):
        yield f"the token says {quoted(word)}, and the unit is {unit.label}; write the unit that is printed"
    elif shown and not wanted <= shown and not (either and shown <= wanted):
        values = " to ".join(dict.fromkeys(str(abs(end)) for end in ends))
        missing = "; add printed_high, with the high end" if shown < wanted else ""
        yield f"the token shows {listed(digits)}, and the value is {values}{missing}"
