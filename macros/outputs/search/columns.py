"""Write the index shorter: entries as columns, with what several share once and by its number, and repeated words as signs.

Columns compress better than rows. Compression looks back 32 KB only: the words that an index repeats most are one sign each,
two bytes long. `overrides/assets/javascripts/search.js` puts the words back, `search-engine.js` makes rows of the columns.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from macros.outputs.search.entries import NUMBERS, Contents, Entry, Name, months_of

_WORD = re.compile(r" ?[A-Za-z]{3,}|[㐀-鿿]")
_SIGNS = tuple(map(chr, range(0xA1, 0x800)))


def entry_columns(contents: Contents, pages: Sequence[str], dimensions: Sequence[str]) -> dict[str, list[Any]]:
    """Return the columns of all entries but facts, with names, figures, pages and dimensions by their numbers; 0 for none."""
    entries, numbers = contents.entries, contents.numbers
    counts = Counter(each.fact.metric for each in contents.facts)  # They stand by metric, in the order of these.
    figures = [[numbers[anchor] for anchor in entry.figures if anchor in numbers] for entry in entries]
    said = [[contents.all[number].said for number in shown] for shown in figures]
    return {
        "anchor": [entry.anchor for entry in entries],
        "title": [entry.title for entry in entries],
        "text": [_refer(entry.text, shown) for entry, shown in zip(entries, said, strict=True)],
        "figures": figures,
        "own": [_numbers(entry.own, contents.groups) for entry in entries],
        "of": [_numbers(entry.related, contents.groups) for entry in entries],
        "kind": [entry.kind for entry in entries],
        "page": [pages.index(entry.page) for entry in entries],
        "rank": [round(entry.rank, 2) for entry in entries],
        "months": [entry.months or 0 for entry in entries],
        "numeric": [int(entry.numeric) for entry in entries],
        "facts": [counts[entry.own[0][1]] if entry.kind == "metric" else 0 for entry in entries],
        **_values(entries, dimensions),
    }


def _refer(text: str, figures: Iterable[str]) -> str:
    """Put placeholders in the place of longer values that figures say.

    >>> _refer("It had US$244 billion, US$5 of these here.", ["US$5", "US$244 billion"])
    'It had {1}, US$5 of these here.'
    """
    for number, said in enumerate(figures):
        if len(said) > 5:
            text = re.sub(rf"(?<![\d.,−]){re.escape(said)}(?!\d)", f"{{{number}}}", text)
    return text


def fact_columns(contents: Contents, dimensions: Sequence[str], words: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of facts, and what many of them share: periods, places and kinds, each with its part of an address."""
    facts = contents.facts
    periods, period_numbers = _shared(
        (each.fact.period.text, each.period, round(each.recency, 2), *months_of(each.fact.period)) for each in facts
    )
    places, place_numbers = _shared((each.fact.paragraph.replace(".", ""), each.place) for each in facts)
    kinds, kind_numbers = _shared((each.fact.kind, words[f"kind.{each.fact.kind}"]) for each in facts)
    columns = {
        "period": period_numbers,
        "form": kind_numbers,
        "document": [contents.held["document", each.fact.document] for each in facts],
        "place": place_numbers,
        "text": [each.text for each in facts],
        "rank": [round(each.rank, 2) for each in facts],
        "own": [_numbers(each.own, contents.groups) for each in facts],
        "of": [_numbers(each.related, contents.groups) for each in facts],
        **_values(facts, dimensions),
    }
    return {"columns": columns, "periods": periods, "places": places, "kinds": kinds}


def _values(entries: Sequence[Entry], dimensions: Sequence[str]) -> dict[str, list[Any]]:
    """Return by what to multiply the digits of what entries say to have the value in base units, and what they say.

    Where no factor does, as of a number in words, there are the ends themselves.
    """
    return {
        "dimension": [dimensions.index(each.dimension) for each in entries],
        "factor": [factor(each.said, each.ends) for each in entries],
        "said": [each.said for each in entries],
    }


def factor(said: str, ends: Sequence[Decimal]) -> float | list[float]:
    """Return by what the digits of a text are to be multiplied, or else the ends that it says.

    >>> factor("约1,318.19亿美元", [Decimal(131819000000)]), factor("千亿", [Decimal(10) ** 11]), factor("", [])
    (100000000, [100000000000], 0)
    """
    if not ends:
        return 0
    digits = [Decimal(each.replace(",", "")) for each in NUMBERS.findall(said)]
    size = ends[0] / digits[0] if digits and digits[0] else Decimal(0)
    return _short(size) if [each * size for each in digits] == list(ends) else [_short(end) for end in ends]


def _short(number: Decimal) -> float:
    return int(number) if number == int(number) else float(number)


def _numbers(names: Iterable[Name], numbers: Mapping[Name, int]) -> list[int]:
    return list(dict.fromkeys(numbers[name] for name in names))


def _shared(things: Iterable[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """Return each of some things once, and their numbers."""
    found = list(things)
    numbers = {thing: number for number, thing in enumerate(dict.fromkeys(found))}
    return list(numbers), [numbers[thing] for thing in found]


def share_words(index: Any) -> dict[str, Any]:
    """Return an index with signs in place of words, and the signs with their words, one after the other.

    >>> share_words(["cloud cloud"])
    {'words': '¡ cloud|¢cloud', 'index': ['¢¡']}
    """
    text = json.dumps(index, ensure_ascii=False)
    counts = Counter(_WORD.findall(text))
    free = [sign for sign in _SIGNS if sign not in text]
    saving = sorted(counts, key=lambda word: (-counts[word] * (len(word.encode()) - 2), word))[: len(free)]
    signs = dict(zip(sorted(saving, key=lambda word: (-counts[word], word)), free, strict=False))
    words = "|".join(sign + word for word, sign in signs.items())
    return {"words": words, "index": _write(index, signs)}


def _write(value: Any, signs: dict[str, str]) -> Any:
    """Replace the words in each text of a value; keys stay."""
    if isinstance(value, dict):
        return {key: _write(each, signs) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_write(each, signs) for each in value]
    return _WORD.sub(lambda found: signs.get(found[0], found[0]), value) if isinstance(value, str) else value


def read_words(shared: dict[str, Any]) -> Any:
    """Return the index that signs stand in.

    >>> read_words(share_words(["cloud cloud"]))
    ['cloud cloud']
    """
    signs = str.maketrans({each[0]: each[1:] for each in shared["words"].split("|") if each})
    return json.loads(json.dumps(shared["index"], ensure_ascii=False).translate(signs))
