"""What is written beside the pages: the facts as tables and JSON, with a data package that describes them.

The same text whatever machine writes it: no time of day, no path, no order that a hash decides.
"""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from macros.ledger.counts import count_records
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact, Figure, Language, Record, Text
from macros.ledger.periods import Period
from macros.ledger.yaml_source import read_own
from macros.outputs.citations import Release, citations
from macros.render.site import Site
from macros.render.templates import render
from macros.render.urls import CORRECTIONS, DOUBTS, TIMELINE, Addresses
from macros.text.labels import wording
from macros.text.numbers import format_quantity

Row = dict[str, Any]
_URLS = Addresses("index.md")
_OPTIONAL_TEXTS = frozenset({"basis", "counter", "note", "statement", "text"})


def fact_fields() -> tuple[Mapping[str, str], ...]:
    """Return name, type and description of each column of `facts.csv`."""
    return tuple(read_own(__file__, "fact_fields.yml"))


def export(site: Site, folder: Path, release: Release) -> None:
    """Write every download into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = site.ledger
    tables = {
        "facts.json": csv_rows(folder / "facts.csv", _fact_columns(), (fact_row(ledger, fact) for fact in ledger.facts)),
        "metrics.json": _metrics(ledger),
        "documents.json": _documents(ledger),
        "entities.json": _entities(ledger),
        "events.json": _events(ledger),
        "derived.json": _derived(site),
        "doubts.json": _doubts(ledger),
        "corrections.json": _corrections(ledger),
    }
    files: dict[str, Iterable[str]] = {name: _json_lines(rows) for name, rows in tables.items()}
    files |= {"datapackage.json": [_json(_package(release, tables), indent=1), "\n"], "README.md": [_readme(site, release)]}
    for name, pieces in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)


def csv_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """Write a table and yield its rows on the way: at twenty thousand they are not held all at once.

    It has a byte order mark, without which Excel takes a file for one in the system's code page.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        for row in rows:
            table.writerow([_cell(row[name]) for name in columns])
            yield row


def robots(site_url: str, editions: Iterable[str] = ()) -> str:
    """Return robots.txt of a site: every page is open, and the sitemaps of it and of the editions below it list them.

    Search engines ask for it at a host's root alone; below a sub-path it does no harm.

    >>> robots("https://example.org/", ["en"]).splitlines()[-1]
    'Sitemap: https://example.org/en/sitemap.xml'
    """
    folders = ("", *(f"{edition}/" for edition in editions))
    return "User-agent: *\nAllow: /\n\n" + "".join(f"Sitemap: {site_url}{folder}sitemap.xml\n" for folder in folders)


def _fact_columns() -> list[str]:
    return [each["name"] for each in fact_fields()]


def fact_row(ledger: Ledger, fact: Fact) -> Row:
    """Return a fact by the columns of `facts.csv`."""
    metric, unit = ledger.metrics[fact.metric], ledger.unit_of(fact) if fact.is_number else None
    numbers = {name: getattr(fact, name) for name in ("value", "low", "high")}
    given = {
        **{f"base_{name}": number * unit.factor if unit and number is not None else None for name, number in numbers.items()},
        **_row(fact, "note metric_label statement", metric_label=metric.label),
        "period": fact.period.text,
        "printed": fact.printed_text or None,
        "also": " ".join(each.paragraph for each in fact.also) or None,
        "note": (fact.note and fact.note.zh) or None,
        "corrections": " ".join(each.id for each in ledger.corrections_by_fact.get(fact.id, ())) or None,
        "wrong": fact.id in ledger.wrong_facts,
        "address": _URLS.catalogue(metric.topic, fact.id),
        "entity": metric.entity,
        "document_date": str(ledger.day_of(fact)),
        "period_start": str(fact.period.start),
        "period_end": str(fact.period.end),
        "base_unit": unit and unit.base,
    }
    return {name: given[name] if name in given else getattr(fact, name) for name in _fact_columns()}


def _metrics(ledger: Ledger) -> Iterator[Row]:
    columns = "id topic topics entity dimension label definition basis counter aliases address"
    for metric in ledger.metrics.values():
        if metric.id in ledger.by_metric:
            yield _row(metric, columns, topics=metric.every_topic, address=_URLS.catalogue(metric.topic, metric.id))


def _documents(ledger: Ledger) -> Iterator[Row]:
    columns = "id publisher publisher_label author title date language trust url note facts address"
    for document in sorted(ledger.documents.values(), key=lambda document: (document.date, document.id)):
        publisher, address = ledger.entities[document.publisher].label, _URLS.document(document)
        facts = len(document.facts)
        yield _row(document, columns, publisher_label=publisher, url=document.address, facts=facts, address=address)


def _entities(ledger: Ledger) -> Iterator[Row]:
    for name, entity in ledger.entities.items():
        yield _row(entity, "id type label parent ticker fiscal_year_ends aliases", id=name)


def _events(ledger: Ledger) -> Iterator[Row]:
    columns = "id date weight turning_point upcoming title text topics entities sources figures address"
    for event in ledger.events:
        yield _row(event, columns, upcoming=ledger.is_to_come(event), figures=event.facts, address=_URLS.to(TIMELINE, event.id))


def _derived(site: Site) -> Iterator[Row]:
    columns = "id topic label op operands facts low high base_unit per shown note checks address"
    for computed in site.calculations.results.values():
        derived, quantity = computed.derived, computed.quantity
        checks = [check for check in site.calculations.checks if check.computed is computed]
        yield _row(
            derived,
            columns,
            facts=tuple(fact.id for fact in computed.facts),
            low=quantity.stated[0],
            high=quantity.stated[1],
            base_unit=quantity.unit.base,
            per=str(quantity.per) if quantity.per else None,
            shown=Text(**{language: format_quantity(quantity, derived.places, language) for language in site.ledger.languages}),
            checks=tuple({"fact": check.printed.id, "result": check.result} for check in checks),
            address=_URLS.catalogue(derived.topic, derived.anchor),
        )


def _doubts(ledger: Ledger) -> Iterator[Row]:
    columns = "id type topics title outcome reason then now due new score figures address"
    for doubt in ledger.doubts:
        yield _row(doubt, columns, new=ledger.is_new(doubt), address=_URLS.to(DOUBTS, doubt.id))


def _corrections(ledger: Ledger) -> Iterator[Row]:
    columns = "id document paragraph type severity wrong printed fact title says right shows figures address"
    for each in ledger.corrections:
        yield _row(each, columns, address=_URLS.to(CORRECTIONS, each.id))


def _row(record: Record, columns: str, **given: Any) -> Row:
    """Return the columns of a record, from its fields where they are not given.

    A text becomes two columns, `title_zh` and `title_en`, also where there is none.
    """
    row: Row = {}
    for name in columns.split():
        value = given[name] if name in given else getattr(record, name)
        if isinstance(value, Text) or (value is None and name in _OPTIONAL_TEXTS):
            row |= {f"{name}_{language}": (value and value[language]) or None for language in get_args(Language)}
        else:
            row[name] = value
    return row


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def _json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a list in JSON with a row on each line, which is read by machines, and compared by people line by line."""
    between = "[\n"
    for row in rows:
        yield f"{between}{_json(row)}"
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _plain(value: Any) -> Any:
    """Return a value of a record as JSON knows it: a period by its text, a figure by what it names, an account in its texts."""
    if isinstance(value, Period | dt.date):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Figure):
        names = ("metric", "period", "document", "kind", "paragraph", "derived")
        return {name: found for name in names if (found := getattr(value, name)) is not None}
    if isinstance(value, Record):
        return _row(value, " ".join(each.name for each in fields(value)))
    raise TypeError(f"{value!r} has no form in JSON")


def _package(release: Release, tables: Iterable[str]) -> Row:
    csv_file = {"name": "facts", "path": "facts.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    schema = {"fields": fact_fields(), "primaryKey": ["id"], "missingValues": [""]}
    json_file = {"format": "json", "mediatype": "application/json", "encoding": "utf-8"}
    resources = [{**csv_file, "profile": "tabular-data-resource", "schema": schema}]
    resources += [{"name": path.replace(".", "-"), "path": path, **json_file} for path in tables]
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
    return render(
        "downloads_readme.md.jinja",
        release=release,
        held=count_records(site.ledger),
        fields=fact_fields(),
        cited=citations(release, wording(site.language)["label.dataset"], "data", release.url, site.language),
        language=site.language,
    )
