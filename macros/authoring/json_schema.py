"""JSON Schema for the data files, made from the model: editors complete keys and ids by it and explain them.

What a key means and what it may hold is said in `model` alone. The ids that the data knows stand in a file
of their own, `data/schema/ids.json`, which the other schemas refer to: it changes with the data, they with the model.

The dialect is draft 7, which every editor knows. What no schema can see (other files, the order of two numbers,
the digits of a number as they were typed) is left to `python -m macros check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from macros.ledger.errors import Problem
from macros.ledger.model import (
    Chart,
    Correction,
    CorrectionType,
    Derived,
    DocumentFile,
    Doubt,
    DoubtType,
    Entity,
    Event,
    GlossaryEntry,
    Kind,
    Metric,
    Qualifier,
    Record,
    Severity,
    Topic,
    Trust,
    Unit,
    Verdict,
)
from macros.ledger.records import adapter_of
from macros.ledger.yaml_source import read_source
from macros.text.labels import wording

Shape = Literal["one", "mapping", "list"]

FOLDER = Path("data") / "schema"
IDS = "ids.json"
_DIALECT = "http://json-schema.org/draft-07/schema#"

FILES: Mapping[str, tuple[type[Record], Shape]] = MappingProxyType(
    {
        "documents": (DocumentFile, "one"),
        "metrics": (Metric, "mapping"),
        "topics": (Topic, "mapping"),
        "entities": (Entity, "mapping"),
        "units": (Unit, "mapping"),
        "events": (Event, "list"),
        "derived": (Derived, "list"),
        "corrections": (Correction, "list"),
        "doubts": (Doubt, "list"),
        "charts": (Chart, "list"),
        "glossary": (GlossaryEntry, "list"),
    }
)
"""What each file or folder of `data/` holds: one record, a mapping from ids, or a list of records."""

_GIVEN_ELSEWHERE = ("id", "topic")
"""What a metric's place in its file says; an author does not write it."""

_NUMBER_KEYS = ("value", "low", "high", "unit", "printed", "printed_high", "qualifier")
_REFERRED = ("metric", "document", "entity", "unit", "topic", "event", "derived")


def modeline(path: Path) -> str:
    """Return the first line of a data file, named from the project's root: it tells editors the file's schema.

    >>> modeline(Path("data/metrics/cloud.yml"))
    '# yaml-language-server: $schema=../schema/metrics.json'
    """
    inside = path.relative_to("data")
    up = "../" * (len(inside.parts) - 1)
    return f"# yaml-language-server: $schema={up}schema/{kind_of(path)}.json"


def kind_of(path: Path) -> str:
    """Return which of FILES a data file is, named from the project's root.

    >>> kind_of(Path("data/documents/example-2026-05-01.yml")), kind_of(Path("data/events.yml"))
    ('documents', 'events')
    """
    inside = path.relative_to("data")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def schemas(root: Path) -> dict[str, str]:
    """Return every schema as text, by its file's name; the ids are those of the data under the project's root.

    The data need not be right for that: who is amidst a change wants her new ids completed too.
    """
    made = {f"{name}.json": _schema(name, model, shape) for name, (model, shape) in FILES.items()}
    made[IDS] = _ids(root)
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()}


def write_schemas(root: Path) -> list[str]:
    """Write what is not current into `data/schema/` and return the names of these files, from the project's root."""
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
    """Yield the schemas that are not what the model and the data say now, and data files that name none."""
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
    return [path for path in sorted((root / "data").rglob("*.yml")) if kind_of(path.relative_to(root)) in FILES]


# --- from the model ----------------------------------------------------------------------------


def _schema(name: str, model: type[Record], shape: Shape) -> dict[str, Any]:
    made = adapter_of(model).json_schema(ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    definitions[model.__name__] = made
    definitions = {key: _refined(key, body) for key, body in sorted(definitions.items())}
    reference = {"$ref": f"#/definitions/{model.__name__}"}
    outer: dict[str, Any] = {"$schema": _DIALECT, "title": f"data/{name}", "description": _summary(model)}
    if shape == "one":
        outer = definitions.pop(model.__name__) | outer
    elif shape == "mapping":
        outer |= {"type": "object", "additionalProperties": reference}
        if model is Metric:
            outer |= {"propertyNames": {"pattern": definitions["Metric"]["properties"]["id"]["pattern"]}}
            _leave_out(definitions["Metric"], _GIVEN_ELSEWHERE)
    else:
        outer |= {"type": "array", "items": reference}
    return outer | {"definitions": definitions}


def _leave_out(schema: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        del schema["properties"][name]
        schema["required"].remove(name)


def _summary(model: type[Record]) -> str:
    return (model.__doc__ or "").partition("\n")[0]


def _refined(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    refined: dict[str, Any] = _plain(schema)
    together = _keys_together().get(name, [])
    return refined | {"allOf": together} if together else refined


def _keys_together() -> dict[str, list[dict[str, Any]]]:
    """How the keys of a record go together, by the record's name; a key that holds null counts as left out."""
    number = {"anyOf": [_holds("value"), _holds("low")]}
    in_a_paragraph = {"required": ["paragraph"], "properties": {"paragraph": {"pattern": r"^p\."}}}
    alone = [("value", "low"), ("value", "high"), ("value", "printed_high"), *(("statement", key) for key in _NUMBER_KEYS)]
    drawn = {"required": ["points"], "properties": {"points": {"type": "array", "minItems": 1}}}
    return {
        "DocumentFile": [{"anyOf": [_holds("address"), _holds("note")]}],
        "FactEntry": [
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
    """Rewrite what pydantic says for editors: no titles and defaults, ids by their file, an optional key as what it holds."""
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
        kept |= _meanings(tuple(kept["enum"]))
    return {key: _plain(value) for key, value in kept.items()}


def _meanings(names: tuple[str, ...]) -> dict[str, Any]:
    """What each word of a closed list is called and means, as readers are told; nothing where pages do not say."""
    words = wording("en")
    lists = {
        get_args(Kind): "kind",
        get_args(Trust): "trust",
        get_args(Severity): "severity",
        get_args(Verdict): "verdict",
        get_args(Qualifier): "qualifier",
        get_args(CorrectionType): "correction",
        get_args(DoubtType): "doubt",
    }
    prefix = lists.get(names)
    told = [": ".join(words[key] for key in (f"{prefix}.{name}", f"{prefix}.{name}.meaning") if key in words) for name in names]
    return {"enumDescriptions": told} if any(told) else {}


# --- from the data -----------------------------------------------------------------------------


def _ids(root: Path) -> dict[str, Any]:
    found = known_ids(root)
    definitions = {}
    for what in _REFERRED:
        labels = found[what]
        definitions[what] = {
            "enum": list(labels),
            "enumDescriptions": [" · ".join(filter(None, label)) for label in labels.values()],
        }
    return {
        "$schema": _DIALECT,
        "title": "The ids that the data knows",
        "description": "Made from data/ by python -m macros schema.",
        "definitions": definitions,
    }


def known_ids(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Return every id of the data by what it names, each with its label in Chinese and English, empty where none is written.

    Reads the files as they are; what cannot be read knows no ids.
    """
    data = root / "data"
    mappings = {"entity": [data / "entities.yml"], "unit": [data / "units.yml"], "topic": [data / "topics.yml"]}
    mappings["metric"] = sorted((data / "metrics").glob("*.yml"))
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for what, paths in mappings.items():
        bodies = [read_source(path, root).data for path in paths]
        found[what] = {key: _label(each) for body in bodies if isinstance(body, dict) for key, each in body.items()}
    for what, path in (("event", data / "events.yml"), ("derived", data / "derived.yml")):
        body = read_source(path, root).data
        entries = [each for each in body if isinstance(each, dict)] if isinstance(body, list) else []
        found[what] = {str(each["id"]): _label(each) for each in entries if each.get("id")}
    documents = ((path.stem, read_source(path, root).data) for path in sorted((data / "documents").glob("*.yml")))
    found["document"] = {name: _label(body) for name, body in documents}
    return found


def _label(body: Any) -> tuple[str, str]:
    if not isinstance(body, dict):
        return "", ""
    for key in ("label", "short", "title"):
        text = body.get(key)
        if isinstance(text, dict):
            return str(text.get("zh") or ""), str(text.get("en") or "")
    return "", ""
