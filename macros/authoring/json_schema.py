"""JSON Schema for the data files, by which editors complete keys and ids and explain them.

It is made from the model and `keys.yml`, which says what each key means. The ids of the data are in a file of their
own, `data/schema/ids.json`, to which the other schemas refer: it changes with the data, they with the model.

The dialect is draft 7, which every editor knows. What no schema can check (other files, the order of two numbers,
the digits of a number as they were typed) is left to `python -m macros check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml

from macros.ledger.editorial import CorrectionType, DoubtType, Severity, Verdict
from macros.ledger.errors import Problem
from macros.ledger.load import FILES, Shape, paths_of
from macros.ledger.model import IMPLIED, Kind, Metric, Qualifier, Record, Trust
from macros.ledger.records import adapter_of
from macros.ledger.yaml_source import read_source
from macros.text.labels import wording

FOLDER = Path("data") / "schema"
IDS = "ids.json"
_DIALECT = "http://json-schema.org/draft-07/schema#"
_NUMBER_KEYS = ("value", "low", "high", "unit", "printed", "printed_high", "qualifier")

_REFERRED: Mapping[str, str] = MappingProxyType(
    {
        "metric": "metrics",
        "document": "documents",
        "entity": "entities",
        "unit": "units",
        "topic": "topics",
        "event": "events",
        "derived": "derived",
    }
)
"""What ids can refer to, and the file or folder that defines them."""

_CLOSED_LISTS: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        get_args(Kind): "kind",
        get_args(Trust): "trust",
        get_args(Severity): "severity",
        get_args(Verdict): "verdict",
        get_args(Qualifier): "qualifier",
        get_args(CorrectionType): "correction",
        get_args(DoubtType): "doubt",
    }
)
"""The closed lists of words that the interface names, and what the keys of their labels begin with."""


def modeline(path: Path) -> str:
    """Return the first line of a data file, by which editors find its schema; paths are relative to the project's root.

    >>> modeline(Path("data/metrics/cloud.yml"))
    '# yaml-language-server: $schema=../schema/metrics.json'
    """
    inside = path.relative_to("data")
    up = "../" * (len(inside.parts) - 1)
    return f"# yaml-language-server: $schema={up}schema/{kind_of(path)}.json"


def kind_of(path: Path) -> str:
    """Return which of FILES a data file is; its path is relative to the project's root.

    >>> kind_of(Path("data/documents/example-2026-05-01.yml")), kind_of(Path("data/events.yml"))
    ('documents', 'events')
    """
    inside = path.relative_to("data")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def schemas(root: Path) -> dict[str, str]:
    """Return every schema as text, by its file's name, with the ids of the data below the project's root.

    The data need not be valid, so that editors complete new ids during a change.
    """
    made = {f"{name}.json": _schema(name, model, shape) for name, (model, shape) in FILES.items()}
    made[IDS] = _ids(root)
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()}


def write_schemas(root: Path) -> list[str]:
    """Write the schemas that are not current to `data/schema/` and return their paths from the project's root."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in schemas(root).items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            changed.append((FOLDER / name).as_posix())
    return changed


def stale_schemas(root: Path) -> Iterator[Problem]:
    """Yield the schemas that are not current, and the data files whose first line names none."""
    for name, text in schemas(root).items():
        path = root / FOLDER / name
        if not path.is_file() or path.read_text("utf-8") != text:
            message = "this schema is not current; run make schema"
            yield Problem((FOLDER / name).as_posix(), 1, 1, "", message)
    for path in data_files(root):
        inside = path.relative_to(root)
        wanted = modeline(inside)
        first = path.read_bytes().partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip()
        if first != wanted:
            yield Problem(inside.as_posix(), 1, 1, "", f"editors do not know this file; let its first line be {wanted}")


def data_files(root: Path) -> list[Path]:
    """Return the data files that have a schema, in the order of their names."""
    return sorted(path for name in FILES for path in paths_of(root, name) if path.is_file())


# --- from the model ----------------------------------------------------------------------------


def meanings_of(model: type[Record]) -> dict[str, str]:
    """Return what each key of a record means.

    >>> from macros.ledger.model import Entity
    >>> meanings_of(Entity)["ticker"]
    'The sign of its share.'
    """
    keys = _keys()
    return {key: text for each in reversed(model.__mro__) for key, text in keys.get(each.__name__, {}).items()}


@cache
def _keys() -> dict[str, dict[str, str]]:
    keys: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("keys.yml").read_text("utf-8"))
    return keys


def _schema(name: str, model: type[Record], shape: Shape) -> dict[str, Any]:
    made = adapter_of(model).json_schema(ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    definitions[model.__name__] = made
    models = _records()
    definitions = {key: _refined(models[key], body) for key, body in sorted(definitions.items())}
    reference = {"$ref": f"#/definitions/{model.__name__}"}
    outer: dict[str, Any] = {"$schema": _DIALECT, "title": f"data/{name}", "description": _summary(model)}
    if shape == "one":
        outer = definitions.pop(model.__name__) | outer
    elif shape == "mapping":
        outer |= {"type": "object", "additionalProperties": reference}
        if model is Metric:
            outer |= {"propertyNames": {"pattern": made["properties"]["id"]["pattern"]}}
    else:
        outer |= {"type": "array", "items": reference}
    return outer | {"definitions": definitions}


def _records(model: type[Record] = Record) -> dict[str, type[Record]]:
    """Return every kind of record below one, by its name."""
    found = {model.__name__: model}
    for each in model.__subclasses__():
        found |= _records(each)
    return found


def _summary(model: type[Record]) -> str:
    return (model.__doc__ or "").partition("\n")[0]


def _refined(model: type[Record], schema: dict[str, Any]) -> dict[str, Any]:
    """Add what the keys of a record mean and how they go together; leave out those that authors do not write."""
    meanings, implied = meanings_of(model), IMPLIED.get(model, ())
    properties = {
        key: dict(sorted((body | {"description": meanings[key]}).items()))
        for key, body in schema["properties"].items()
        if key not in implied
    }
    required = {"required": [key for key in schema["required"] if key not in implied]} if "required" in schema else {}
    refined: dict[str, Any] = _plain(schema | {"properties": properties} | required)
    together = _keys_together().get(model.__name__, [])
    return refined | {"allOf": together} if together else refined


def _keys_together() -> dict[str, list[dict[str, Any]]]:
    """Return how the keys of a record go together, by the record's name; a key with null counts as left out."""
    number = {"anyOf": [_holds("value"), _holds("low")]}
    in_a_paragraph = {"required": ["paragraph"], "properties": {"paragraph": {"pattern": r"^p\."}}}
    alone = [("value", "low"), ("value", "high"), ("value", "printed_high"), *(("statement", key) for key in _NUMBER_KEYS)]
    drawn = {"required": ["points"], "properties": {"points": {"type": "array", "minItems": 1}}}
    return {
        "Document": [{"anyOf": [_holds("address"), _holds("note")]}],
        "Fact": [
            {"anyOf": [number, _holds("statement")]},
            *(_not_both(one, other) for one, other in alone),
            {"if": _holds("low"), "then": _holds("high")},
            {"if": _holds("high"), "then": _holds("low")},
            {"if": number, "then": _holds("unit")},
            {"if": {"allOf": [number, in_a_paragraph]}, "then": _holds("printed")},
            {"if": number, "then": {"properties": {"also": {"items": {"if": in_a_paragraph, "then": _holds("printed")}}}}},
        ],
        "Metric": [{"if": _is("dimension", "count"), "then": _holds("counter"), "else": {"not": _holds("counter")}}],
        "Figure": [
            {"if": _holds("metric"), "then": _holds("period")},
            {"if": _holds("period"), "then": _holds("metric")},
            *(_not_both("derived", key) for key in ("metric", "period", "document", "kind")),
        ],
        "Correction": [{"if": _is("wrong", value=True), "then": _holds("fact")}],
        "Doubt": [{"anyOf": [_holds("now"), _is("verdict", "open")]}],
        "Series": [
            {"anyOf": [_holds("metric"), drawn]},
            {"not": {"allOf": [_holds("metric"), drawn]}},
            {"if": _holds("metric"), "then": _holds("form")},
        ],
    }


def _holds(key: str) -> dict[str, Any]:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _is(key: str, value: Any) -> dict[str, Any]:
    return {"required": [key], "properties": {key: {"const": value}}}


def _not_both(one: str, other: str) -> dict[str, Any]:
    return {"not": {"allOf": [_holds(one), _holds(other)]}, "errorMessage": f"{one} and {other} do not go together"}


def _plain(schema: Any) -> Any:
    """Rewrite pydantic's schema for editors: no titles and defaults, ids by their file, words of a closed list explained."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if not (key in ("title", "default") and not isinstance(value, dict))}
    referred = kept.pop("refers", None)
    if referred is not None:
        return {"$ref": f"{IDS}#/definitions/{referred}"} | {key: _plain(value) for key, value in kept.items() if key != "type"}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    if "enum" in kept:
        kept |= _explained(tuple(kept["enum"]))
    return {key: _plain(value) for key, value in kept.items()}


def _explained(names: tuple[str, ...]) -> dict[str, Any]:
    """Explain the words of a closed list as readers see them; nothing where pages do not name them."""
    words, group = wording("en"), _CLOSED_LISTS.get(names)
    labels = [[words[key] for key in (f"{group}.{name}", f"{group}.{name}.meaning") if key in words] for name in names]
    return {"enumDescriptions": [": ".join(label) for label in labels]} if any(labels) else {}


# --- from the data -----------------------------------------------------------------------------


def _ids(root: Path) -> dict[str, Any]:
    return {
        "$schema": _DIALECT,
        "title": "The ids that the data knows",
        "description": "Made from data/ by python -m macros schema.",
        "definitions": {
            what: {"enum": list(labels), "enumDescriptions": [" · ".join(filter(None, label)) for label in labels.values()]}
            for what, labels in known_ids(root).items()
        },
    }


def known_ids(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Return every id of the data by what it names, with its label in Chinese and English, empty where none is written.

    The data need not be valid; a file that cannot be read has no ids.
    """
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for what, name in _REFERRED.items():
        bodies = [(path.stem, read_source(path, root).data) for path in paths_of(root, name)]
        if FILES[name][1] == "list":
            entries = [each for _, body in bodies if isinstance(body, list) for each in body if isinstance(each, dict)]
            found[what] = {str(each["id"]): _label(each) for each in entries if each.get("id")}
        elif FILES[name][1] == "mapping":
            found[what] = {key: _label(each) for _, body in bodies if isinstance(body, dict) for key, each in body.items()}
        else:
            found[what] = {stem: _label(body) for stem, body in bodies}
    return found


def _label(body: Any) -> tuple[str, str]:
    if isinstance(body, dict):
        for key in ("label", "short", "title"):
            text = body.get(key)
            if isinstance(text, dict):
                return str(text.get("zh") or ""), str(text.get("en") or "")
    return "", ""
