"""JSON Schema for the data files, by which editors complete keys and ids and explain them.

It is made from the model, `keys.yml`, which says what each key means, and `key_rules.yml`, which says how keys go together.
The ids of the data are in a file of their own, `data/schema/ids.json`, to which the other schemas refer: it changes with
the data, they with the model.

The dialect is draft 7, which every editor knows. What no schema can check (other files, the order of two numbers,
the digits of a number as they were typed, the calendar) is left to `python -m macros check`.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from macros.authoring.document_file import replace_text
from macros.ledger.editions import languages_of
from macros.ledger.errors import Problem
from macros.ledger.load import FILES, Shape, paths_of
from macros.ledger.model import IMPLIED, Aliases, Metric, Record, Text
from macros.ledger.values import Id
from macros.ledger.yaml_source import read_own, read_source
from macros.text.labels import wording

FOLDER = Path("data") / "schema"
IDS = "ids.json"
_DIALECT = "http://json-schema.org/draft-07/schema#"
_REFERRED = ("metrics", "documents", "entities", "units", "topics", "events", "derived")
"""The files and folders to whose ids other records refer."""

_NAMED_GROUPS = (
    *((each,) for each in ("kind.", "trust.", "severity.", "qualifier.", "correction.", "doubt.", "dimension.")),
    ("outcome.doubt_", "outcome.promise_"),
)
"""How the keys of words begin that name the members of a closed list; an outcome is named by the family of its doubt."""


def modeline(path: Path) -> str:
    """Return the first line of a data file, by which editors find its schema; paths are relative to the project's root.

    >>> modeline(Path("data/metrics/cloud.yml"))
    '# yaml-language-server: $schema=../schema/metrics.json'
    """
    up = "../" * (len(path.parts) - 2)
    return f"# yaml-language-server: $schema={up}schema/{kind_of(path)}.json"


def kind_of(path: Path) -> str:
    """Return which of FILES a data file is; its path is relative to the project's root.

    >>> kind_of(Path("data/documents/example-2026-05-01.yml")), kind_of(Path("data/events.yml"))
    ('documents', 'events')
    """
    return Path(path.parts[1]).stem


def schemas(root: Path) -> dict[str, str]:
    """Return every schema as text, by its file's name, with the ids of the data below the project's root.

    The data need not be valid, so that editors complete new ids during a change.
    """
    made = {f"{name}.json": _schema(name, model, shape) for name, (model, shape) in FILES.items()}
    for schema in made.values():
        for model in (Text, Aliases):
            schema["definitions"].get(model.__name__, {})["required"] = model.asked(languages_of(root))
    made[IDS] = _ids(root)
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()}


def write_schemas(root: Path, files: Mapping[Path, str] | None = None) -> list[str]:
    """Write data files or pages, if any, then the schemas that are not current with them; return what was written.

    Paths count from the project's root. Raises OSError, with everything as it was, where one cannot be written.
    """
    before: dict[Path, bytes | None] = {}

    def write(texts: Mapping[Path, str]) -> None:
        for path, text in texts.items():
            before[root / path] = (root / path).read_bytes() if (root / path).is_file() else None
            replace_text(root / path, text)

    try:
        write(files or {})
        write(_outdated(root))
    except OSError:
        for path in filter(Path.is_file, before):
            raw = before[path]
            if raw is None:
                path.unlink()
            elif path.read_bytes() != raw:
                path.write_bytes(raw)
        raise
    return [path.relative_to(root).as_posix() for path in before]


def stale_schemas(root: Path) -> Iterator[Problem]:
    """Yield the schemas that are not current, and the data files whose first line names none."""
    for path in _outdated(root):
        yield Problem(path.as_posix(), 1, 1, "", "this schema is not current; run make schema")
    for path in data_files(root):
        inside = path.relative_to(root)
        wanted = modeline(inside)
        first = path.read_bytes().partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip()
        if first != wanted:
            yield Problem(inside.as_posix(), 1, 1, "", f"editors do not know this file; let its first line be {wanted}")


def data_files(root: Path) -> list[Path]:
    """Return the data files that have a schema, in the order of their names."""
    return sorted(path for name in FILES for path in paths_of(root, name) if path.is_file())


def _outdated(root: Path) -> dict[Path, str]:
    made = {FOLDER / name: text for name, text in schemas(root).items()}
    return {
        path: text for path, text in made.items() if not (root / path).is_file() or (root / path).read_text("utf-8") != text
    }


# --- from the model ----------------------------------------------------------------------------


def meanings_of(model: type[Record]) -> dict[str, str]:
    """Return what each key of a record means.

    >>> from macros.ledger.model import Entity
    >>> meanings_of(Entity)["ticker"]
    'The sign of its share.'
    """
    keys = read_own(__file__, "keys.yml")
    return {key: text for each in reversed(model.__mro__) for key, text in keys.get(each.__name__, {}).items()}


class _WithoutNoise(GenerateJsonSchema):
    """Pydantic's schema without what an editor would show for nothing: titles and defaults of keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def literal_schema(self, schema: Any) -> dict[str, Any]:
        return super().literal_schema(schema) | _explained(schema["expected"])


def _schema(name: str, model: type[Record], shape: Shape) -> dict[str, Any]:
    key: Any = Id if model is Metric else str
    held: Any = {"one": model, "mapping": dict[key, model], "list": list[model]}  # type: ignore[valid-type]
    made = TypeAdapter(held[shape]).json_schema(ref_template="#/definitions/{model}", schema_generator=_WithoutNoise)
    refined: dict[str, Any] = json.loads(json.dumps(made), object_hook=_refined)
    more = {"description": (model.__doc__ or "").partition("\n")[0], "definitions": refined.pop("$defs")}
    return {"$schema": _DIALECT, "title": f"data/{name}"} | refined | more


def _refined(schema: dict[str, Any]) -> dict[str, Any]:
    """Let ids refer to their file; add what the keys of a record mean and how they go together, without implied keys."""
    if "refers" in schema:
        return {"$ref": f"{IDS}#/definitions/{schema['refers']}"}
    if "patternProperties" in schema:
        return schema | {"additionalProperties": False}
    if "properties" not in schema:
        return schema
    model = records()[schema.pop("title")]
    for key in IMPLIED.get(model, ()):
        del schema["properties"][key]
        schema["required"].remove(key)
    meanings = meanings_of(model)
    properties = {key: body | {"description": meanings[key]} for key, body in schema["properties"].items()}
    rules: dict[str, Any] = read_own(__file__, "key_rules.yml").get(model.__name__, {})
    return schema | {"properties": properties} | rules


def records(model: type[Record] = Record) -> dict[str, type[Record]]:
    """Return every kind of record below one, by its name."""
    below = [records(each) for each in model.__subclasses__()]
    return {model.__name__: model} | {name: each for found in below for name, each in found.items()}


def _explained(names: list[str]) -> dict[str, Any]:
    """Explain the members of a closed list as readers see them; nothing where pages do not name them."""
    words = wording("en")
    for group in _NAMED_GROUPS:
        found = [[key for key in (begin + name for begin in group) if key in words] for name in names]
        if all(found):
            explained = [[": ".join(filter(None, (words[key], words.get(f"{key}.meaning")))) for key in keys] for keys in found]
            return {"enumDescriptions": [" / ".join(each) for each in explained]}
    return {}


# --- from the data -----------------------------------------------------------------------------


def _ids(root: Path) -> dict[str, Any]:
    return {
        "$schema": _DIALECT,
        "title": "The ids that the data knows",
        "description": "Made from data/ by python -m macros schema.",
        "definitions": {
            name: {"enum": list(labels), "enumDescriptions": [" · ".join(filter(None, label)) for label in labels.values()]}
            for name, labels in known_ids(root).items()
        },
    }


def known_ids(root: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """Return every id of the data by its file or folder, with its label in Chinese and English, empty where none is written.

    The data need not be valid; a file that cannot be read has no ids.
    """
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for name in _REFERRED:
        held: dict[str, Any] = {}
        for path in paths_of(root, name):
            body = read_source(path, root).data
            if FILES[name][1] == "one":
                held[path.stem] = body
            elif isinstance(body, dict):
                held |= body
            elif isinstance(body, list):
                held |= {str(each["id"]): each for each in body if isinstance(each, dict) and each.get("id")}
        found[name] = {key: _label(record) for key, record in held.items()}
    return found


def _label(record: Any) -> tuple[str, str]:
    texts = [record.get(key) for key in ("label", "short", "title")] if isinstance(record, dict) else []
    text = next((each for each in texts if isinstance(each, dict)), {})
    return str(text.get("zh") or ""), str(text.get("en") or "")
