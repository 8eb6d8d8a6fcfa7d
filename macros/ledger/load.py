"""From data files to a `Ledger`: reads every file, builds the records, applies the rules.

Collects every problem of every file before it refuses; a ledger that comes out of here is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from macros.ledger.derive import calculate
from macros.ledger.errors import LedgerError, Problem, did_you_mean, listed, quoted
from macros.ledger.model import (
    Chart,
    Correction,
    Derived,
    Document,
    DocumentFile,
    Doubt,
    Entity,
    Event,
    Fact,
    GlossaryEntry,
    Ledger,
    Metric,
    Record,
    Topic,
    Unit,
)
from macros.ledger.records import AnyRecord, read_record
from macros.ledger.rules import Rules, mixed_measures
from macros.ledger.yaml_source import Source, Spot, read_source

SINGLE_FILES = (
    "topics.yml",
    "entities.yml",
    "units.yml",
    "events.yml",
    "derived.yml",
    "corrections.yml",
    "doubts.yml",
    "charts.yml",
    "glossary.yml",
)


def load_ledger(root: Path) -> Ledger:
    """Read `data/` under the project's root and return the ledger.

    Raises LedgerError with every problem found, each with file, line and column.
    """
    return _Draft(root).ledger()


class _Draft:
    """What is known while the files are put together; used once."""

    def __init__(self, root: Path) -> None:
        """`refused` are the ids of refused records, `lacking` tells that some of them are facts or what facts refer to."""
        self.root = root
        self.data = root / "data"
        self.problems: list[Problem] = []
        self.spots: dict[tuple[type[Record], str], Spot] = {}
        self.refused: set[str] = set()
        self.unreadable = False
        self.lacking = False

    def ledger(self) -> Ledger:
        """Return the ledger, or raise LedgerError with all that is wrong."""
        if not self.data.is_dir():
            raise LedgerError([Problem("data", 1, 1, "", "there is no such folder; the data belongs there")])
        topics = self.mapping_of(self.data / "topics.yml", Topic)
        events = self.list_of(self.data / "events.yml", Event)
        ledger = Ledger(
            topics=MappingProxyType(topics),
            units=MappingProxyType(self.mapping_of(self.data / "units.yml", Unit)),
            entities=MappingProxyType(self.mapping_of(self.data / "entities.yml", Entity)),
            metrics=MappingProxyType(self.metrics(topics)),
            documents=MappingProxyType(self.documents()),
            events=tuple(sorted(events.values(), key=lambda event: event.date)),
            derived=MappingProxyType(self.list_of(self.data / "derived.yml", Derived)),
            corrections=tuple(self.list_of(self.data / "corrections.yml", Correction).values()),
            doubts=tuple(self.list_of(self.data / "doubts.yml", Doubt).values()),
            charts=MappingProxyType(self.list_of(self.data / "charts.yml", Chart)),
            glossary=tuple(self.list_of(self.data / "glossary.yml", GlossaryEntry).values()),
        )
        self.problems.extend(self.stray_files())
        if not ledger.documents and not self.problems:
            raise LedgerError([Problem("data/documents", 1, 1, "", "no document is here; write one as data/README.md shows")])
        if not self.unreadable:
            # Otherwise whoever refers to a file that cannot be read would be blamed for its fault.
            self.problems.extend(self.broken_rules(ledger))
        if not self.problems:
            self.problems.extend(self.miscalculations(ledger))
        if self.problems:
            raise LedgerError(self.problems)
        return ledger

    def broken_rules(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield what is wrong between the records."""
        rules = Rules(ledger, frozenset(self.refused))
        among_facts = list(self.broken_facts(ledger, rules))
        yield from among_facts
        rules = replace(rules, whole=not among_facts and not self.lacking)
        for event in ledger.events:
            yield from rules.event(event, self.spots[Event, event.id])
        for correction in ledger.corrections:
            yield from rules.correction(correction, self.spots[Correction, correction.id])
        for doubt in ledger.doubts:
            yield from rules.doubt(doubt, self.spots[Doubt, doubt.id])
        for key, derived in ledger.derived.items():
            yield from rules.derived(derived, self.spots[Derived, key])
        for key, chart in ledger.charts.items():
            yield from rules.chart(chart, self.spots[Chart, key])

    def broken_facts(self, ledger: Ledger, rules: Rules) -> Iterator[Problem]:
        """Yield what is wrong with the documents and what their facts refer to."""
        for key, unit in ledger.units.items():
            yield from rules.unit(unit, self.spots[Unit, key])
        for key, entity in ledger.entities.items():
            yield from rules.entity(key, entity, self.spots[Entity, key])
        for key, metric in ledger.metrics.items():
            yield from rules.metric(metric, self.spots[Metric, key])
        for key, document in ledger.documents.items():
            yield from rules.document(document, self.spots[DocumentFile, key])

    def miscalculations(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield why derived metrics cannot be computed, are not what is printed, or stand in one chart with other things."""
        calculations = calculate(ledger)
        for fault in calculations.faults:
            at = self.spots[Derived, fault.derived]
            for step in fault.location:
                at = at / step
            yield at.problem(fault.message)
        if not calculations.faults:
            for key, chart in ledger.charts.items():
                yield from mixed_measures(ledger, calculations, chart, self.spots[Chart, key])

    def stray_files(self) -> Iterator[Problem]:
        """Yield files that look like data and are not read."""
        for path in sorted(self.data.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.name.startswith("."):
                continue  # Editors keep such files while one writes.
            if path.suffix == ".yaml":
                yield Problem(name, 1, 1, "", "data files end in .yml; rename it")
            elif path.suffix == ".yml" and path.parent == self.data and path.name not in SINGLE_FILES:
                hint = did_you_mean(path.name, SINGLE_FILES)
                message = f"no file of this name belongs here; known are {listed(SINGLE_FILES)}{hint}"
                yield Problem(name, 1, 1, "", message)

    def files(self, folder: str) -> list[Path]:
        """Return the data files of a folder in the order of their names, without those that editors hide there."""
        return sorted(path for path in (self.data / folder).glob("*.yml") if not path.name.startswith("."))

    # --- files of several records ------------------------------------------------------------

    def mapping_of(self, path: Path, model: type[AnyRecord]) -> dict[str, AnyRecord]:
        """Read a file that maps ids to records."""
        source = self.read(path, dict, "a mapping from ids is expected")
        records = {}
        for key, body in (source.data or {}).items():
            record = self.record(model, body, Spot(source, (key,)), key)
            if record is not None:
                records[key] = record
        return records

    def list_of(self, path: Path, model: type[AnyRecord]) -> dict[str, AnyRecord]:
        """Read a file that lists records, each with an id of its own, in the file's order."""
        source = self.read(path, list, "a list is expected")
        records: dict[str, AnyRecord] = {}
        for index, body in enumerate(source.data or []):
            at = Spot(source, (index,))
            record = self.record(model, body, at)
            if record is None:
                self.refuse(body)
                continue
            key: str = getattr(record, "id")  # noqa: B009 - every listed record has one; Record itself has not
            if key in records:
                line, _ = (self.spots[model, key] / "id").mark
                self.problems.append((at / "id").problem(f"{quoted(key)} stands already on line {line}"))
                continue
            records[key] = record
            self.spots[model, key] = at
        return records

    def refuse(self, body: Any) -> None:
        """Note that a record is refused, so that nobody is blamed for referring to it."""
        name = body.get("id") if isinstance(body, dict) else None
        if isinstance(name, str):
            self.refused.add(name)
        else:
            self.unreadable = True

    def metrics(self, topics: Mapping[str, Topic]) -> dict[str, Metric]:
        """Read every file of `metrics/`; the file's name is the topic of what it defines."""
        metrics: dict[str, Metric] = {}
        for path in self.files("metrics"):
            source = self.read(path, dict, "a mapping from metric ids is expected")
            if path.stem not in {*topics, *self.refused} and not self.unreadable:
                hint = did_you_mean(path.stem, topics)
                self.problems.append(source.problem((), f"the file's name is no topic of data/topics.yml{hint}"))
            for key, body in (source.data or {}).items():
                at = Spot(source, (key,))
                if key in metrics:
                    first = self.spots[Metric, key]
                    line, _ = first.source.key_marks[first.location]
                    message = f"this metric is defined already in {first.source.name}:{line}"
                    self.problems.append(at.problem(message, at_key=True))
                    continue
                metric = self.record(Metric, self.with_identity(body, key, path.stem, at), at, key)
                if metric is not None:
                    metrics[key] = metric
        return metrics

    def with_identity(self, body: Any, key: str, topic: str, at: Spot) -> Any:
        """Add the id and the topic, which the key and the file's name say, to a metric as it is written."""
        if not isinstance(body, dict):
            return body
        for name, where in (("id", "the key above"), ("topic", "the file's name")):
            if name in body:
                self.problems.append((at / name).problem(f"leave this out; {where} says it", at_key=True))
        return {**body, "id": key, "topic": topic}

    def documents(self) -> dict[str, Document]:
        """Read every file of `documents/`; the file's name is the document's id."""
        documents = {}
        for path in self.files("documents"):
            source = self.read(path, dict, "a mapping of keys is expected")
            if source.data is None:
                continue
            at = Spot(source, ())
            written = self.record(DocumentFile, source.data, at, path.stem)
            if written is None:
                continue
            if written.id != path.stem:
                message = f"the file is named {path.name}; the id and the name must be the same"
                self.problems.append((at / "id").problem(message))
                self.refused |= {written.id, path.stem}
                self.lacking = True
                continue
            facts = tuple(Fact(**_keys_of(entry), document=written.id) for entry in written.facts)
            documents[written.id] = Document(**_keys_of(written) | {"facts": facts})
        return documents

    # --- one file, one record ----------------------------------------------------------------

    def read(self, path: Path, shape: type, expected: str) -> Source:
        """Read a file whose outermost value has a shape; another shape is a problem and no data."""
        source = read_source(path, self.root)
        self.problems.extend(source.problems)
        if source.data is None or isinstance(source.data, shape):
            self.unreadable |= source.data is None
            return source
        self.problems.append(source.problem((), f"{expected}; data/README.md shows it"))
        self.unreadable = True
        return source.without_data()

    def record(self, model: type[AnyRecord], data: Any, at: Spot, key: str | None = None) -> AnyRecord | None:
        """Build one record; each complaint of the model becomes a problem at the key that it is about."""
        if not isinstance(data, dict):
            self.problems.append(at.problem("a mapping of keys is expected here; data/README.md shows it"))
        else:
            try:
                record = read_record(model, data, at)
            except LedgerError as error:
                self.problems.extend(error.problems)
            else:
                if key is not None:
                    self.spots[model, key] = at
                return record
        if key is not None:
            self.refused.add(key)
            self.lacking = True
        return None


def _keys_of(record: Record) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record)}
