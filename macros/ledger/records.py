"""Records from the values of a file: pydantic builds them by their types.

Its complaints are put into an author's words, each with its place.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from macros.ledger.errors import MOST, LedgerError, Problem, did_you_mean, listed, quoted
from macros.ledger.model import IMPLIED, Document, Language, Record
from macros.ledger.values import FORMS, PLACE, meant_place, named
from macros.ledger.yaml_source import Location, Spot

AnyRecord = TypeVar("AnyRecord", bound=Record)
_adapters: dict[type[Record], TypeAdapter[Any]] = {}


def read_record(model: type[AnyRecord], data: Mapping[str, Any], at: Spot, languages: Collection[Language] = ()) -> AnyRecord:
    """Build a record of a ledger in some languages from a mapping in a file; raises LedgerError with every complaint."""
    try:
        return adapter_of(model).validate_python(data, context=languages)
    except ValidationError as error:
        raise LedgerError(_complaints(model, data, at, error)) from None


def adapter_of(model: type[AnyRecord]) -> TypeAdapter[AnyRecord]:
    """Return pydantic's validator of a kind of record, which is made once."""
    if model not in _adapters:
        _adapters[model] = TypeAdapter(model)
    return _adapters[model]


def is_unfilled(fact: Any) -> bool:
    """Whether a fact is as an author began it: with a key for a period, and nothing but what it is about is written yet."""
    given = ("document", "metric", "unit", "kind")
    return isinstance(fact, dict) and "period" in fact and not any(fact[key] for key in fact if key not in given)


def _complaints(model: type[Record], data: Mapping[str, Any], at: Spot, error: ValidationError) -> list[Problem]:
    facts = enumerate(data.get("facts") or ()) if model is Document else ()
    unfilled = {("facts", index): fact.get("metric") for index, fact in facts if is_unfilled(fact)}
    more = f" and {len(unfilled) - 1} more lines like it" if len(unfilled) > 1 else ""
    remedy = f"{more}, or delete what the document does not say"
    begun = [at.inside(*place).problem(f"fill in {metric}{remedy}") for place, metric in [*unfilled.items()][:1]]
    errors: list[dict[str, Any]] = [dict(each) for each in error.errors() if each["loc"][:2] not in unfilled][: 2 * MOST]
    # A list with a wrong item counts as too short too; report only the item.
    places = [each["loc"] for each in errors if each["type"] != "too_short"]
    return begun + [
        _complaint(model, at, each)
        for each in errors
        if each["type"] != "too_short" or not any(place[: len(each["loc"])] == each["loc"] for place in places)
    ]


def _complaint(model: type[Record], at: Spot, error: Mapping[str, Any]) -> Problem:
    where = (*at.location, *error["loc"])
    kind, value = error["type"], error.get("input")
    if kind == "unexpected_keyword_argument":
        known = _keys_at(model, error["loc"][:-1])
        key = str(error["loc"][-1])
        begun = re.match(r"(\w+) ?[:：]", key)  # {zh:text} is one word to YAML.
        hint = f"; write {begun[1]}: and a space" if begun and begun[1] in known else did_you_mean(key, known)
        return at.places.problem(where, f"unknown key {quoted(key)}; known are {listed(known, 30)}{hint}", at_key=True)
    if kind == "missing":
        return at.places.problem(where[:-1], f"{error['loc'][-1]} is missing; data/README.md says what it holds")
    return at.places.problem(where, _message(kind, value, error))


def _message(kind: str, value: Any, error: Mapping[str, Any]) -> str:
    """Put one of pydantic's types of errors into an author's words."""
    context = error.get("ctx", {})
    said = f"{quoted(value)} does not fit here: {error['msg']}"
    match kind:
        case "literal_error":
            known = re.findall(r"'([^']*)'", context["expected"])
            names = listed(known, 30)
            if isinstance(value, str):
                said = f"{quoted(value)} is not one of {names}{did_you_mean(value, known)}"
            else:
                said = f"{named(value)} stands here; write one of {names}"
        case "dataclass_type" | "dict_type":
            shown = quoted(value) if isinstance(value, str) else named(value)
            said = f"{shown} stands where a mapping is expected, such as {{zh: …, en: …}}"
        case "tuple_type" if value is None:
            said = "nothing stands here yet; write one item a line with a dash, or [] where there is none"
        case "tuple_type":
            said = "a list is expected here; write [] for an empty one, [a, b] or one item a line with a dash"
        case "too_short":
            least = context["min_length"]
            said = f"at least {'one item is' if least == 1 else f'{least} items are'} expected here"
        case "string_pattern_mismatch":
            meant = meant_place(value) if context["pattern"] == PLACE else None
            said = f"{quoted(value)} is not {FORMS[context['pattern']]}{f'; write {meant}' if meant else ''}"
        case "string_type":
            said = f"{named(value)} stands where a single word or text is expected"
        case "value_error":
            said = str(error["msg"]).removeprefix("Value error, ")
    return said


def _keys_at(model: type[Record], steps: Location) -> tuple[str, ...]:
    """Return the keys that authors may write at a place inside a record."""
    current: Any = model
    for step in steps:
        # Indexes of lists and keys of mappings lead to no other record.
        annotation = get_type_hints(current).get(str(step))
        if annotation is not None:
            current = next(_records_in(annotation), current)
    hidden = IMPLIED.get(current, ())
    return tuple(each.name for each in fields(current) if each.name not in hidden)


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records_in(argument)
