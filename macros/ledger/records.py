"""Records from what a file says: pydantic builds them by the model's types.

What it says of one that does not fit is put into an author's words, with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from macros.ledger.errors import LedgerError, Problem, did_you_mean, listed, quoted
from macros.ledger.model import Metric, Record
from macros.ledger.values import FORMS, named
from macros.ledger.yaml_source import Location, Source, Spot

AnyRecord = TypeVar("AnyRecord", bound=Record)

_adapters: dict[type[Record], TypeAdapter[Any]] = {}


def read_record(model: type[AnyRecord], data: Mapping[str, Any], at: Spot) -> AnyRecord:
    """Build a record from what stands at a place of a file; raises LedgerError with all that does not fit."""
    try:
        return adapter_of(model).validate_python(data)
    except ValidationError as error:
        raise LedgerError(_complaints(model, at.source, at.location, error)) from None


def adapter_of(model: type[AnyRecord]) -> TypeAdapter[AnyRecord]:
    """Return what knows the types of a kind of record: it builds such records and describes them as JSON Schema."""
    adapter: TypeAdapter[AnyRecord] | None = _adapters.get(model)
    if adapter is None:
        adapter = _adapters[model] = TypeAdapter(model)
    return adapter


def _complaints(model: type[Record], source: Source, location: Location, error: ValidationError) -> list[Problem]:
    """Turn what pydantic says of a record into problems at the keys that they are about."""
    errors: list[dict[str, Any]] = [dict(each) for each in error.errors()]
    # A list with a wrong item counts as too short as well; the item alone is worth a word.
    places = [each["loc"] for each in errors if each["type"] != "too_short"]
    kept = [
        each
        for each in errors
        if each["type"] != "too_short" or not any(place[: len(each["loc"])] == each["loc"] for place in places)
    ]
    return [_complaint(model, source, location, each) for each in kept]


def _complaint(model: type[Record], source: Source, location: Location, error: Mapping[str, Any]) -> Problem:
    where = (*location, *error["loc"])
    kind, value = error["type"], error.get("input")
    if kind == "unexpected_keyword_argument":
        known = _keys_at(model, error["loc"][:-1])
        key = str(error["loc"][-1])
        hint = did_you_mean(key, known)
        return source.problem(where, f"unknown key {quoted(key)}; known are {listed(known, 30)}{hint}", at_key=True)
    if kind == "missing":
        return source.problem(where[:-1], f"{error['loc'][-1]} is missing; data/README.md says what it holds")
    return source.problem(where, _MESSAGES.get(kind, _default)(value, error))


def _default(value: Any, error: Mapping[str, Any]) -> str:
    return f"{quoted(value)} does not fit here: {error['msg']}"


def _one_of(value: Any, error: Mapping[str, Any]) -> str:
    known = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    if value is None:
        return f"nothing stands here; write one of {listed(known, 30)}"
    if not isinstance(value, str):
        return f"{named(value)} stands here; write one of {listed(known, 30)}"
    return f"{quoted(value)} is not one of {listed(known, 30)}{did_you_mean(str(value), known)}"


def _not_a_mapping(value: Any, error: Mapping[str, Any]) -> str:
    shown = quoted(value) if isinstance(value, str) else named(value)
    return f"{shown} stands where a mapping is expected, such as {{zh: …, en: …}}"


def _not_a_list(value: Any, error: Mapping[str, Any]) -> str:
    if value is None:
        return "nothing stands here yet; write one item a line with a dash, or [] where there is none"
    return "a list is expected here; write [] for an empty one, [a, b] or one item a line with a dash"


def _too_short(value: Any, error: Mapping[str, Any]) -> str:
    least = error["ctx"]["min_length"]
    return f"at least {'one item is' if least == 1 else f'{least} items are'} expected here"


def _pattern(value: Any, error: Mapping[str, Any]) -> str:
    return f"{quoted(value)} is not {FORMS[error['ctx']['pattern']]}"


def _ours(value: Any, error: Mapping[str, Any]) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


def _not_a_word(value: Any, error: Mapping[str, Any]) -> str:
    return f"{named(value)} stands where a single word or text is expected"


_MESSAGES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "literal_error": _one_of,
    "dataclass_type": _not_a_mapping,
    "dict_type": _not_a_mapping,
    "tuple_type": _not_a_list,
    "too_short": _too_short,
    "string_pattern_mismatch": _pattern,
    "string_type": _not_a_word,
    "value_error": _ours,
}


def _keys_at(model: type[Record], steps: Location) -> tuple[str, ...]:
    """Return the keys that may stand at a place inside a record, found from the model's own types."""
    current: Any = model
    for step in steps:
        # Numbers of items, and the names that authors give in a mapping, lead to no other record.
        annotation = get_type_hints(current).get(str(step))
        if annotation is not None:
            current = next(_records_in(annotation), current)
    hidden = {"id", "topic"} if current is Metric else set()
    return tuple(each.name for each in fields(current) if each.name not in hidden)


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records_in(argument)
