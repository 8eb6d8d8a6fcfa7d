"""What is written beside the pages: the facts as tables and JSON, with a data package that describes them.

The same text whatever machine writes it: no time of day, no path, no order that a hash decides.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from macros.ledger.counts import count_records
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact, Figure, Language, Record, Text
from macros.ledger.periods import Period
from macros.outputs.citations import Release, citations
from macros.render.site import Site
from macros.render.templates import environment
from macros.render.urls import CORRECTIONS, DOUBTS, TIMELINE, Addresses
from macros.text.labels import LOADER, wording
from macros.text.numbers import format_quantity

Row = dict[str, Any]
_URLS = Addresses("index.md")


@cache
def fact_fields() -> tuple[Mapping[str, str], ...]:
    """Return name, type and description of each column of `facts.csv`."""
    text = (Path(__file__).parent / "fact_fields.yml").read_text("utf-8")
    return tuple(yaml.load(text, LOADER))  # noqa: S506 - a safe loader


def export(site: Site, folder: Path, release: Release) -> None:
    """Write every download into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = site.ledger
    _write_facts(ledger, folder)
    tables: dict[str, Iterable[Row]] = {
        "metrics.json": _metrics(ledger),
        "documents.json": _documents(ledger),
        "events.json": _events(ledger),
        "derived.json": _derived(site),
        "doubts.json": _doubts(ledger),
        "corrections.json": _corrections(ledger),
    }
    for name, rows in tables.items():
        _write(folder / name, _json_lines(rows))
    _write(folder / "datapackage.json", [_json(_package(release, ("facts.json", *tables)), indent=1), "\n"])
    _write(folder / "README.md", [_readme(site, release)])


def _write(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)


def _write_facts(ledger: Ledger, folder: Path) -> None:
    """Write both tables of the facts one fact after the other: at twenty thousand they would not be held twice over."""
    with (folder / "facts.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [each["name"] for each in fact_fields()], lineterminator="\n")
        table.writeheader()

        def tabled() -> Iterator[Row]:
            for fact in ledger.facts:
                row = _fact(ledger, fact)
                table.writerow({name: _cell(value) for name, value in row.items()})
                yield row

        _write(folder / "facts.json", _json_lines(tabled()))


def robots(site_url: str, editions: Sequence[str] = ()) -> str:
    """Return robots.txt of a site: every page is open, and the sitemaps of it and of the editions below it list them.

    Search engines ask for it at a host's root alone; below a sub-path it does no harm.

    >>> robots("https://example.org/", ["en"]).splitlines()[-1]
    'Sitemap: https://example.org/en/sitemap.xml'
    """
    folders = ("", *(f"{edition}/" for edition in editions))
    return "User-agent: *\nAllow: /\n\n" + "".join(f"Sitemap: {site_url}{folder}sitemap.xml\n" for folder in folders)


def _fact(ledger: Ledger, fact: Fact) -> Row:
    row: Row = dict.fromkeys(each["name"] for each in fact_fields())
    row |= {
        "id": fact.id,
        "metric": fact.metric,
        "period": fact.period.text,
        "document": fact.document,
        "paragraph": fact.paragraph,
        "kind": fact.kind,
        "qualifier": fact.qualifier,
        "printed": " … ".join(token for token in (fact.printed, fact.printed_high) if token) or None,
        "also": " ".join(each.paragraph for each in fact.also) or None,
        "speaker": fact.speaker,
        "note": fact.note.zh if fact.note else None,
        "note_en": fact.note.en if fact.note else None,
        "corrections": " ".join(each.id for each in ledger.corrections_by_fact.get(fact.id, ())) or None,
        "wrong": fact.id in ledger.wrong_facts,
        "address": _URLS.catalogue(ledger.metrics[fact.metric].topic, fact.id),
    }
    if fact.statement is not None:
        return row | {"statement_zh": fact.statement.zh, "statement_en": fact.statement.en}
    unit = ledger.unit_of(fact)
    for name in ("value", "low", "high"):
        number = getattr(fact, name)
        row[name] = number
        row[f"base_{name}"] = None if number is None else number * unit.factor
    return row | {"unit": fact.unit, "base_unit": unit.base}


def _metrics(ledger: Ledger) -> Iterator[Row]:
    for metric in ledger.metrics.values():
        if metric.id in ledger.by_metric:
            yield (
                _fields(metric, "id", "topic")
                | {"topics": list(metric.every_topic)}
                | _fields(metric, "entity", "dimension", "label", "definition")
                | _text("basis", metric.basis)
                | _text("counter", metric.counter)
                | {"aliases": _plain(metric.aliases), "address": _URLS.catalogue(metric.topic, metric.id)}
            )


def _documents(ledger: Ledger) -> Iterator[Row]:
    for document in sorted(ledger.documents.values(), key=lambda document: (document.date, document.id)):
        yield (
            _fields(document, "id", "publisher")
            | _value("publisher_label", ledger.entities[document.publisher].label)
            | _fields(document, "author", "title", "date", "language", "trust")
            | {"url": document.address}
            | _text("note", document.note)
            | {"facts": len(document.facts), "address": _URLS.document(document)}
        )


def _events(ledger: Ledger) -> Iterator[Row]:
    for event in ledger.events:
        yield (
            _fields(event, "id", "date")
            | {"upcoming": event.date.end > ledger.latest}
            | _fields(event, "title")
            | _text("text", event.text)
            | _fields(event, "topics", "entities", "sources")
            | {"figures": _plain(event.facts), "address": _URLS.to(TIMELINE, event.id)}
        )


def _derived(site: Site) -> Iterator[Row]:
    for computed in site.calculations.results.values():
        derived, quantity = computed.derived, computed.quantity
        checks = [check for check in site.calculations.checks if check.computed is computed]
        low, high = quantity.stated
        yield (
            _fields(derived, "id", "topic", "label", "op", "operands")
            | {"facts": [fact.id for fact in computed.facts], "low": low, "high": high, "base_unit": quantity.unit.base}
            | {"per": quantity.per.en if quantity.per else None}
            | {f"shown_{language}": format_quantity(quantity, derived.places, language) for language in get_args(Language)}
            | _text("note", derived.note)
            | {"checks": [{"fact": check.printed.id, "agrees": check.agrees} for check in checks]}
            | {"address": _URLS.catalogue(derived.topic, derived.anchor)}
        )


def _doubts(ledger: Ledger) -> Iterator[Row]:
    for doubt in ledger.doubts:
        yield (
            _fields(doubt, "id", "type", "topics", "title", "verdict", "reason", "then", "now", "due")
            | {"new": ledger.is_new(doubt)}
            | _fields(doubt, "figures")
            | {"address": _URLS.to(DOUBTS, doubt.id)}
        )


def _corrections(ledger: Ledger) -> Iterator[Row]:
    for each in ledger.corrections:
        yield (
            _fields(each, "id", "document", "paragraph", "type", "severity", "wrong", "printed", "fact")
            | _fields(each, "title", "says", "right", "shows", "figures")
            | {"address": _URLS.to(CORRECTIONS, each.id)}
        )


def _fields(record: Record, *names: str) -> Row:
    """Return fields of a record as plain values; a text becomes two, `title_zh` and `title_en`."""
    row: Row = {}
    for name in names:
        row |= _value(name, getattr(record, name))
    return row


def _value(name: str, value: Any) -> Row:
    return _text(name, value) if isinstance(value, Text) else {name: _plain(value)}


def _text(name: str, text: Text | None) -> Row:
    return {f"{name}_{language}": text[language] if text else None for language in get_args(Language)}


def _plain(value: Any) -> Any:
    """Return a value of a record as JSON knows it: a period by its text, a figure by what it names, an account in its texts."""
    if isinstance(value, Period | dt.date):
        return str(value)
    if isinstance(value, Figure):
        names = ("metric", "period", "document", "kind", "paragraph", "derived")
        return {name: _plain(found) for name in names if (found := getattr(value, name)) is not None}
    if isinstance(value, Record):
        return _fields(value, *(each.name for each in fields(value)))
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_number)


def _json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a list in JSON with a row on each line, which is read by machines, and compared by people line by line."""
    between = "[\n"
    for row in rows:
        yield f"{between}{_json(row)}"
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} has no form in JSON")
    return int(value) if value == value.to_integral_value() else float(value)


def _package(release: Release, tables: Iterable[str]) -> Row:
    resources: list[Row] = [
        {
            "name": "facts",
            "path": "facts.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "profile": "tabular-data-resource",
            "schema": {"fields": fact_fields(), "primaryKey": ["id"], "missingValues": [""]},
        }
    ]
    resources += [
        {"name": path.replace(".", "-"), "path": path, "format": "json", "mediatype": "application/json", "encoding": "utf-8"}
        for path in tables
    ]
    package = {
        "profile": "data-package",
        "name": release.slug,
        "title": release.site,
        "version": release.version,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": resources,
    }
    return package | ({"homepage": release.url} if release.url else {})


def _readme(site: Site, release: Release) -> str:
    title = wording(site.language)["label.dataset"]
    return (
        environment()
        .get_template("downloads_readme.md.jinja")
        .render(
            release=release,
            held=count_records(site.ledger),
            fields=fact_fields(),
            cited=citations(release, title, "data", release.url, site.language),
            language=site.language,
        )
    )
