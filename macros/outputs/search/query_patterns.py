"""Patterns by which the browser reads numbers and times in queries, made of the words of the ledger.

They are JavaScript's, for queries that are folded: one width, simplified characters, small letters.
"""

import calendar
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Any

from macros.ledger.model import Unit
from macros.ledger.printed_tokens import any_of, number_words
from macros.ledger.yaml_source import read_own

_any = partial(any_of, ends="(?![a-z])")
"""Returns a pattern for any of some words, in small letters as queries are."""


def query_words(units: Collection[Unit], idle: Collection[str], amounts: Iterable[str], year: int) -> dict[str, Any]:
    """Return what numerals and scales stand for, the patterns of numbers, and the rules that write times as texts do.

    `idle` words mean nothing, `amounts` ask for one; this year is `year`.
    """
    words, signs = number_words(), {"$", *(each.currency.sign.lower() for each in units if each.currency)}
    times = read_own(__file__, "times.yml")
    years = [[_any(names), f"{year + ahead}年"] for ahead, names in times["years"].items()]
    digits, powers, points, percent = (words[each] for each in ("digits", "powers", "points", "percent"))
    sign, unit, numerals = _any(signs), _any({word for each in units for word in words_of(each)}), [*digits, *powers, *points]
    scale, numeral = f"(?:(?!{unit}){_any([*powers, *words['scales']])})", f"(?:(?!{unit}){_any(numerals)})"
    scaled, number = rf"{scale}(?:[\s-]?{scale})*", r"(\d{1,3}(?:[, ]\d{3})+(?!\d)|\d+)(\.\d+)?"
    begin = rf"(?:(?<![a-z])({sign})\s?|(?<![a-z0-9.第$€£¥]|\d,))"
    han = _any(each for each in (*digits, *powers) if not each.isascii())
    particles = f"[{''.join(sorted(word for word in idle if len(word) == 1 and not word.isascii()))}]"
    # A part of other numerals, an ordinal and what is said roughly (数千亿, 一千多亿) is no number of its own.
    before, after = rf"(?<![a-z](?=[a-z])|[.第数几多余]|[a-z]-|\d[\s-]?|of |{han})", rf"(?![\s-]?{numeral}|[多几余])"
    return {
        "numerals": {"digits": digits, "powers": powers, "points": points, "percent": percent},
        "scales": powers | words["scales"],
        "patterns": {
            "sign": sign,
            "unit": unit,
            "scale": scale,
            "scaled": scaled,
            "numeral": numeral,
            "quantity": rf"{begin}{number}(?:[\s-]?个?({scaled}))?(?:[ -]?({unit}))?",
            "spelled": rf"{before}{numeral}(?:[\s-]?{numeral})*{after}",
            "counted": rf"^\s?-?(?:{unit}|%)",
            "idle": _any(word for word in idle if len(word) > 1 and not word.isascii()),
            "particles": f"^{particles}+(?=.(?!{particles}).|$)|(?<=^..+){particles}+$",
            "asks": f"(?<=.){_any(word for word in amounts if len(word) > 1 and not word.isascii())}(?=.)",
            "percent": rf"{percent}\s?(\d+(?:\.\d+)?)",
        },
        "times": {
            "rules": [*_dates(), *years, *(rule[:2] for rule in times["rules"])],
            "patterns": times["patterns"],
            "words": times["words"],
        },
    }


def _dates() -> Iterator[list[str]]:
    """Yield rules that write a day or a month of an English query, with or without its year, in numbers."""
    for number, name in enumerate(map(str.lower, calendar.month_name[1:]), 1):
        month, day, year = rf"(?:{name}|{name[:3]})\.?", r"(?<d>[0-3]?\d)(?:st|nd|rd|th)?", r"(?:,? (?<year>20\d\d))"
        yield [rf"(?<![a-z\d.,]){day} (?:of )?{month}{year}?(?![a-z\d])", f"$<year>年{number}月$<d>日"]
        yield [rf"(?<![a-z]){month} {day}{year}?(?![a-z\d%]|[.,]\d)", f"$<year>年{number}月$<d>日"]
        yield [rf"(?<![a-z]|\d ){month}{year}", f"$<year>年{number}月"]
        if name not in ("march", "may"):  # Which are verbs too.
            yield [rf"(?<![a-z]){name}(?![a-z])", f"{number}月"]
    yield [r"(?<!\d)年(?=\d)", ""]


def words_of(unit: Unit) -> list[str]:
    """Return what queries call a unit: its own words and, of money, its currency's; of its multiples none."""
    currencies = number_words()["currencies"] if unit.currency and unit.factor == 1 else {}
    return [word.lower() for word in (*unit.words, *currencies.get(unit.base, ()))]
