"""Resolve what an author calls a thing (its id, a label, an alias, in either language) to its id."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import get_args
from unicodedata import normalize

from macros.ledger.errors import RequestError, did_you_mean, listed, or_else, quoted
from macros.ledger.model import Entity, Language, Metric, Text, Unit
from macros.ledger.printed_tokens import Vocabulary
from macros.ledger.values import FOOTNOTE
from macros.text.labels import wording

Names = Mapping[str, Sequence[str]]
"""What each id is called: its labels in both languages first, then other names."""


@cache
def fold(name: str) -> str:
    """Return a name as it is compared: in half width and small letters, without spaces.

    >>> fold("Cloud　Net  Sales"), fold("Cloud 销售额") == fold("cloud销售额")
    ('cloudnetsales', True)
    """
    return "".join(normalize("NFKC", name).casefold().split())


def names_of(records: Mapping[str, Metric] | Mapping[str, Entity]) -> Names:
    """Return the labels and aliases of metrics or entities."""
    return {
        name: [*texts(each.label), *each.aliases.zh, *each.aliases.hant, *each.aliases.en] for name, each in records.items()
    }


def texts(*several: Text) -> list[str]:
    """Return texts in both languages."""
    return [each[language] for each in several for language in get_args(Language) if each[language]]


def words_of(group: str, members: Iterable[str]) -> Names:
    """Return what the interface calls the members of a closed list, such as kinds.

    >>> words_of("kind", ["plan"])
    {'plan': ['计划', 'plan']}
    """
    spoken = [wording(language) for language in get_args(Language)]
    return {each: [words[f"{group}.{each}"] for words in spoken if f"{group}.{each}" in words] for each in members}


def resolve(said: str, names: Names, what: str, remedy: str = "") -> str:
    """Return the id of what is called so; a label has precedence over an alias.

    Raises RequestError with the nearest name where nothing is, and with the ids where several are.
    """
    wanted = fold(said)
    called = [name for name, own in names.items() if wanted in map(fold, own)]
    labelled = [name for name in called if wanted in map(fold, names[name][:2])]
    found = [name for name in names if fold(name) == wanted] or (labelled if len(labelled) == 1 else called)
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestError(f"{quoted(said)} may be {listed(found)}; write one of these")
    known = [*names, *(each for own in names.values() for each in own)]
    raise RequestError(f"no {what} is called {quoted(said)}{or_else(did_you_mean(said, known), remedy)}")


def completed(said: str, names: Names, owner: Sequence[str]) -> str:
    """Return a label of a filing as it is known: without a footnote's mark, or with the name of its company or segment.

    >>> completed("Net sales (1):", {"orbit-net-sales": ["Orbit net sales"]}, ["轨道公司", "Orbit"])
    'Orbit Net sales'
    """
    called = {fold(each) for name, own in names.items() for each in (name, *own)}
    plain = FOOTNOTE.sub("", said.rstrip(":："))
    tried = (said, plain, *(f"{each}{of} {plain}" for each in owner for of in ("", "'s", "的")))
    return next((each for each in tried if fold(each) in called), said)


def resolve_unit(said: str, units: Mapping[str, Unit], dimension: str) -> str:
    """Return the id of the unit of a dimension that words for a scale and a currency stand for; raises RequestError.

    Of money, `US$ bn`, `billion dollars` and 十亿美元 are one unit, and `billion` one of each currency. The nearest name is
    not proposed, since it may be ten times wrong, nor is a currency supplied.
    """
    fitting = {name: each for name, each in units.items() if each.dimension == dimension}
    for name, each in fitting.items():
        if fold(said) in map(fold, (name, *texts(each.label, each.one), *each.words)):
            return name
    vocabulary = Vocabulary.of(units.values())
    folded = vocabulary.fold(said.replace("_", " "))
    power = sum(vocabulary.scales[each] for each in vocabulary.scale.findall(folded))
    word = vocabulary.scale.sub("", folded).strip(" -")
    base, factor = vocabulary.measures.get(word, ("", Decimal(1)))
    meant = [
        name
        for name, each in fitting.items()
        if each.factor == Decimal(10) ** power * factor and (each.base in base.split(" or ") if word else power)
    ]
    if not meant:
        known = f"write {listed(fitting or units, 30)}, or define it in data/units.yml"
        raise RequestError(f"no unit of {dimension} is called {quoted(said)}; {known}")
    if len(meant) > 1 or (dimension == "money" and not word):
        raise RequestError(f"{quoted(said)} may be {listed(meant)}; write one of these")
    return meant[0]
