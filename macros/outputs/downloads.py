"""What is written beside the pages: the facts as tables and JSON, with a data package that describes them.

The same text whatever machine writes it: no time of day, no path, no order that a hash decides.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from macros.ledger.counts import count_records
from macros.ledger.derive import Computed
from macros.ledger.model import Account, Aliases, Fact, Figure, Ledger, Text
from macros.outputs.citations import Release, citations
from macros.render.site import Site
from macros.render.urls import Addresses
from macros.text.labels import wording
from macros.text.numbers import format_quantity

FACT_FIELDS: Mapping[str, tuple[str, str]] = {
    "id": ("string", "stable address of the fact: metric, period, kind, document and paragraph"),
    "metric": ("string", "what is measured or talked about; see metrics.json"),
    "period": ("string", "2024Q4, FY2024, TTM-2024Q4, 2024-12-31, 2025H2 or FY2025..FY2028"),
    "document": ("string", "where it is printed; see documents.json"),
    "paragraph": ("string", "the Nth non-empty line of the text (p.N), or a named place of the document"),
    "kind": ("string", "reported, guidance, plan, consensus, claim, opinion or market"),
    "value": ("number", "the number in the digits and the unit printed; empty for a range or a statement"),
    "low": ("number", "the low end of a range, as printed"),
    "high": ("number", "the high end of a range, as printed"),
    "unit": ("string", "the unit as printed; see metrics.json for the dimension"),
    "base_value": ("number", "the number in the base unit: dollars, percent, percentage points, counts, watts"),
    "base_low": ("number", "the low end of a range in the base unit"),
    "base_high": ("number", "the high end of a range in the base unit"),
    "base_unit": ("string", "the base unit"),
    "qualifier": ("string", "about, over, at_least, nearly, almost, up_to, possibly or order_of"),
    "printed": ("string", "the token as it stands in the paragraph; both ends of a range are joined by …"),
    "also": ("string", "further paragraphs of the document that say the same, separated by spaces"),
    "speaker": ("string", "who says so, if the document quotes somebody"),
    "statement_zh": ("string", "what is said without a number, in the ledger's words, in Chinese"),
    "statement_en": ("string", "the same in English"),
    "note": ("string", "what a reader must know to read the fact right, in Chinese"),
    "note_en": ("string", "the same in English"),
    "corrections": ("string", "ids of the corrections of this fact, separated by spaces; see corrections.json"),
    "wrong": ("boolean", "whether a correction says that the number itself is wrong: do not compute with it"),
    "address": ("string", "the fact's line on the site, from its root"),
}

Row = dict[str, Any]


def export(site: Site, folder: Path, release: Release) -> None:
    """Write every download into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = site.ledger
    _write_facts(ledger, folder)
    tables: dict[str, list[Row]] = {
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
        table = csv.DictWriter(file, FACT_FIELDS, lineterminator="\n")
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
    row: Row = dict.fromkeys(FACT_FIELDS)
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
        "address": Addresses("index.md").fact(fact, ledger.metrics[fact.metric]),
    }
    if fact.statement is not None:
        return row | {"statement_zh": fact.statement.zh, "statement_en": fact.statement.en}
    unit = ledger.unit_of(fact)
    for name in ("value", "low", "high"):
        number = getattr(fact, name)
        row[name] = number
        row[f"base_{name}"] = None if number is None else number * unit.factor
    return row | {"unit": fact.unit, "base_unit": unit.base}


def _metrics(ledger: Ledger) -> list[Row]:
    return [
        {
            "id": metric.id,
            "topic": metric.topic,
            "topics": list(metric.every_topic),
            "entity": metric.entity,
            "dimension": metric.dimension,
            **_both("label", metric.label),
            **_both("definition", metric.definition),
            **_both("basis", metric.basis),
            **_both("counter", metric.counter),
            "aliases": _aliases(metric.aliases),
            "address": Addresses("index.md").metric(metric),
        }
        for metric in ledger.metrics.values()
        if metric.id in ledger.by_metric
    ]


def _documents(ledger: Ledger) -> list[Row]:
    ordered = sorted(ledger.documents.values(), key=lambda document: (document.date, document.id))
    return [
        {
            "id": document.id,
            "publisher": document.publisher,
            **_both("publisher_label", ledger.entities[document.publisher].label),
            "author": document.author,
            **_both("title", document.title),
            "date": document.date.isoformat(),
            "language": document.language,
            "trust": document.trust,
            "url": document.address,
            **_both("note", document.note),
            "facts": len(document.facts),
            "address": Addresses("index.md").document(document),
        }
        for document in ordered
    ]


def _events(ledger: Ledger) -> list[Row]:
    return [
        {
            "id": event.id,
            "date": event.date.text,
            "upcoming": event.date.end > ledger.latest,
            **_both("title", event.title),
            **_both("text", event.text),
            "topics": list(event.topics),
            "entities": list(event.entities),
            "sources": list(map(asdict, event.sources)),
            "figures": [_figure(each) for each in event.facts],
            "address": Addresses("index.md").event(event.id),
        }
        for event in ledger.events
    ]


def _derived(site: Site) -> list[Row]:
    checks = site.calculations.checks
    return [
        {
            "id": name,
            "topic": computed.derived.topic,
            **_both("label", computed.derived.label),
            "op": computed.derived.op,
            "operands": [_figure(each) for each in computed.derived.operands],
            "facts": [fact.id for fact in computed.facts],
            **_result(computed),
            **_both("note", computed.derived.note),
            "checks": [{"fact": check.printed.id, "agrees": check.agrees} for check in checks if check.computed is computed],
            "address": Addresses("index.md").derived(computed.derived),
        }
        for name, computed in site.calculations.results.items()
    ]


def _result(computed: Computed) -> Row:
    low, high = computed.quantity.stated
    places = computed.derived.places
    return {
        "low": low,
        "high": high,
        "base_unit": computed.quantity.unit.base,
        "per": computed.quantity.per.en if computed.quantity.per else None,
        "shown_zh": format_quantity(computed.quantity, places, "zh"),
        "shown_en": format_quantity(computed.quantity, places, "en"),
    }


def _doubts(ledger: Ledger) -> list[Row]:
    return [
        {
            "id": doubt.id,
            "type": doubt.type,
            "topics": list(doubt.topics),
            **_both("title", doubt.title),
            "verdict": doubt.verdict,
            **_both("reason", doubt.reason),
            "then": _account(doubt.then),
            "now": _account(doubt.now),
            "due": doubt.due.text if doubt.due else None,
            "new": ledger.is_new(doubt),
            "figures": {name: _figure(each) for name, each in doubt.figures.items()},
            "address": Addresses("index.md").doubt(doubt.id),
        }
        for doubt in ledger.doubts
    ]


def _corrections(ledger: Ledger) -> list[Row]:
    return [
        {
            "id": each.id,
            "document": each.document,
            "paragraph": each.paragraph,
            "type": each.type,
            "severity": each.severity,
            "wrong": each.wrong,
            "printed": each.printed,
            "fact": _figure(each.fact) if each.fact else None,
            **_both("title", each.title),
            **_both("says", each.says),
            **_both("right", each.right),
            **_both("shows", each.shows),
            "figures": {name: _figure(figure) for name, figure in each.figures.items()},
            "address": Addresses("index.md").correction(each.id),
        }
        for each in ledger.corrections
    ]


def _both(name: str, text: Text | None) -> Row:
    return {f"{name}_zh": text.zh if text else None, f"{name}_en": text.en if text else None}


def _aliases(aliases: Aliases) -> Row:
    return {"zh": list(aliases.zh), "hant": list(aliases.hant), "en": list(aliases.en)}


def _account(account: Account | None) -> Row | None:
    if account is None:
        return None
    return {**_both("text", account.text), "sources": list(map(asdict, account.sources))}


def _figure(figure: Figure) -> Row:
    named = {"metric": figure.metric, "period": figure.period.text if figure.period else None}
    named |= {"document": figure.document, "kind": figure.kind, "paragraph": figure.paragraph, "derived": figure.derived}
    return {name: value for name, value in named.items() if value is not None}


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
    fields = [{"name": name, "type": kind, "description": meaning} for name, (kind, meaning) in FACT_FIELDS.items()]
    resources: list[Row] = [
        {
            "name": "facts",
            "path": "facts.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "profile": "tabular-data-resource",
            "schema": {"fields": fields, "primaryKey": ["id"], "missingValues": [""]},
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
    held = ", ".join(f"{number} {name}" for name, number in count_records(site.ledger).items())
    title = wording(site.language)["label.dataset"]
    cited = citations(release, title, "data", release.url, site.language)
    fields = "\n".join(f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in FACT_FIELDS.items())
    return f"""# {release.site}: data

Version {release.version}: the newest document is of {release.day.isoformat()}. It holds {held}.
Licence: CC BY 4.0. The facts were recorded from the documents that documents.json names; printed tokens are quoted as evidence.

## Files

`facts.csv` and `facts.json` hold the same facts; `metrics.json`, `documents.json`, `events.json`, `derived.json`,
`doubts.json` and `corrections.json` hold what they refer to; `datapackage.json` describes all of them (Frictionless).
Texts come in Chinese (`…_zh`) and English (`…_en`). In the texts of doubts and corrections a name in braces stands for the
figure of that name in `figures`. What does not apply is empty in CSV and null in JSON.

## Fields of the facts

| field | type | meaning |
|---|---|---|
{fields}

A fact with `wrong` set to true is kept as evidence of what was printed: do not compute with it.

## How to cite

{cited[site.language]}

```bibtex
{cited["bibtex"]}
```
"""
