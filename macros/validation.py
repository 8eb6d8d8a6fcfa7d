"""From data files to a `Ledger`: what each key may hold, and how keys and files must agree.

Collects every problem of every file before it refuses; a ledger that comes out of here is whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from macros.errors import LedgerError, LookupFailure, Problem, did_you_mean, listed, quoted
from macros.loading import Location, Source, read_source
from macros.model import (
    PRINTED_LENGTH,
    Document,
    DocumentFile,
    Entity,
    Event,
    Fact,
    FactEntry,
    GlossaryEntry,
    Language,
    Ledger,
    Metric,
    Record,
    Selector,
    Topic,
    Unit,
)
from macros.selection import select

AnyRecord = TypeVar("AnyRecord", bound=Record)

SINGLE_FILES = ("topics.yml", "entities.yml", "units.yml", "events.yml", "glossary.yml")

# Names such as Trainium2, FY25Q4, x86 or p.24 and dates may stand in a statement; figures may not.
_FIGURE_IN_WORDS = re.compile(r"(?<![A-Za-z\d.,\-])\d[\d,.]*(?![\d.,]*\s?(?:年|月|日|[A-Za-z]))")
_YEAR_OR_DATE = re.compile(
    r"\d{4}\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?|\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|\b(?:19|20)\d\d\b"
    r"|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b"
)


def load_ledger(root: Path) -> Ledger:
    """Read `data/` under the project's root and return the ledger.

    Raises LedgerError with every problem found, each with file, line and column.
    """
    return _Validator(root).ledger()


class _Validator:
    """Holds what is known while the files are put together; used once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.broken = False
        """Whether a file could not be read: whoever refers to it would be blamed for its fault."""
        self.refused: set[str] = set()
        """Ids whose own definition is wrong: who refers to them is not to blame either."""

    # --- reading -----------------------------------------------------------------------------

    def read(self, path: Path) -> Source:
        source = read_source(path, self.root)
        self.problems.extend(source.problems)
        if source.data is None:
            self.broken = True
        return source

    def record(self, model: type[AnyRecord], source: Source, data: Any, location: Location = ()) -> AnyRecord | None:
        """Build one record; each complaint of the model becomes a problem at the key that it is about."""
        if not isinstance(data, dict):
            self.report(source, location, "a mapping of keys is expected here; data/README.md shows it")
            return None
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for each in error.errors(include_url=False, include_context=True):
                self.problems.append(_complaint(model, source, location, each))
            return None

    def report(self, source: Source, location: Location, message: str, *, at_key: bool = False) -> None:
        self.problems.append(source.problem(location, message, at_key=at_key))

    def misshapen(self, source: Source, expected: str) -> None:
        self.broken = True
        self.report(source, (), f"{expected}; data/README.md shows it")

    def mapping_of(self, name: str, model: type[AnyRecord]) -> tuple[dict[str, AnyRecord], Source]:
        """Read a file that maps ids to records."""
        source = self.read(self.root / "data" / name)
        result: dict[str, AnyRecord] = {}
        if source.data is not None and not isinstance(source.data, dict):
            self.misshapen(source, "a mapping from ids is expected")
        for key, body in (source.data if isinstance(source.data, dict) else {}).items():
            record = self.record(model, source, body, (key,))
            if record is None:
                self.refused.add(key)
            else:
                result[key] = record
        return result, source

    def list_of(self, name: str, model: type[AnyRecord]) -> tuple[list[tuple[Location, AnyRecord]], Source]:
        """Read a file that lists records, each with an id of its own."""
        source = self.read(self.root / "data" / name)
        result: list[tuple[Location, AnyRecord]] = []
        if source.data is not None and not isinstance(source.data, list):
            self.misshapen(source, "a list is expected")
        first: dict[str, int] = {}
        for index, body in enumerate(source.data if isinstance(source.data, list) else []):
            record = self.record(model, source, body, (index,))
            if record is None:
                continue
            identity = getattr(record, "id")  # noqa: B009 - every listed record has one; Record itself has not
            if identity in first:
                line = source.marks[(first[identity], "id")][0]
                self.report(source, (index, "id"), f"{quoted(identity)} stands already on line {line}")
            first.setdefault(identity, index)
            result.append(((index,), record))
        return result, source

    # --- the whole ---------------------------------------------------------------------------

    def ledger(self) -> Ledger:
        data = self.root / "data"
        if not data.is_dir():
            raise LedgerError([Problem("data", 1, 1, "", "there is no such folder; the data belongs there")])
        topics, _ = self.mapping_of("topics.yml", Topic)
        units, _ = self.mapping_of("units.yml", Unit)
        entities, entity_source = self.mapping_of("entities.yml", Entity)
        metrics, metric_places = self.metrics(topics)
        documents, document_sources = self.documents()
        events, event_source = self.list_of("events.yml", Event)
        glossary, _ = self.list_of("glossary.yml", GlossaryEntry)
        self.stray_files(data)
        if self.broken:
            raise LedgerError(self.problems)
        ledger = Ledger(
            documents=MappingProxyType({document.id: document for document in documents}),
            metrics=MappingProxyType(metrics),
            topics=MappingProxyType(topics),
            entities=MappingProxyType(entities),
            units=MappingProxyType(units),
            events=tuple(event for _, event in sorted(events, key=lambda pair: (pair[1].date, pair[0]))),
            glossary=tuple(entry for _, entry in glossary),
        )
        self.check_entities(ledger, entity_source)
        for metric_id, (source, location) in metric_places.items():
            self.check_metric(ledger, metrics[metric_id], source, location)
        for document in documents:
            _DocumentRules(self, ledger, document, document_sources[document.id]).check()
        for location, event in events:
            self.check_event(ledger, event, event_source, location)
        if self.problems:
            raise LedgerError(self.problems)
        return ledger

    def stray_files(self, data: Path) -> None:
        known = [data / name for name in SINGLE_FILES]
        for path in sorted(data.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.suffix == ".yaml":
                self.problems.append(Problem(name, 1, 1, "", "data files end in .yml; rename it"))
            elif path.suffix == ".yml" and path.parent == data and path not in known:
                hint = did_you_mean(path.name, SINGLE_FILES)
                message = f"no file of this name belongs here; known are {listed(SINGLE_FILES)}{hint}"
                self.problems.append(Problem(name, 1, 1, "", message))

    def metrics(self, topics: Mapping[str, Topic]) -> tuple[dict[str, Metric], dict[str, tuple[Source, Location]]]:
        metrics: dict[str, Metric] = {}
        places: dict[str, tuple[Source, Location]] = {}
        for path in sorted((self.root / "data" / "metrics").glob("*.yml")):
            source = self.read(path)
            topic = path.stem
            if topic not in topics and not self.broken:
                message = f"the file's name is no topic of data/topics.yml{did_you_mean(topic, topics)}"
                self.report(source, (), message)
            if source.data is not None and not isinstance(source.data, dict):
                self.misshapen(source, "a mapping from metric ids is expected")
            for key, body in (source.data if isinstance(source.data, dict) else {}).items():
                extended = {**body, "id": key, "topic": topic} if isinstance(body, dict) else body
                for taken in ("id", "topic"):
                    if isinstance(body, dict) and taken in body:
                        why = "the key above says it" if taken == "id" else "the file's name says it"
                        self.report(source, (key, taken), f"leave this out; {why}", at_key=True)
                metric = self.record(Metric, source, extended, (key,))
                if metric is None:
                    self.refused.add(key)
                    continue
                if key in metrics:
                    other, where = places[key]
                    line = other.key_marks[where][0]
                    self.report(source, (key,), f"this metric is defined already in {other.name}:{line}", at_key=True)
                    continue
                metrics[key] = metric
                places[key] = (source, (key,))
        return metrics, places

    def documents(self) -> tuple[list[Document], dict[str, Source]]:
        documents: list[Document] = []
        sources: dict[str, Source] = {}
        for path in sorted((self.root / "data" / "documents").glob("*.yml")):
            source = self.read(path)
            if source.data is None:
                continue
            written = self.record(DocumentFile, source, source.data)
            if written is None:
                self.refused.add(path.stem)
                continue
            if written.id != path.stem:
                message = f"the file is named {path.name}; the id and the name must be the same"
                self.report(source, ("id",), message)
                continue
            header = {name: getattr(written, name) for name in DocumentFile.model_fields if name != "facts"}
            facts = tuple(Fact.model_construct(**entry.__dict__, document=written.id) for entry in written.facts)
            documents.append(Document.model_construct(**header, facts=facts))
            sources[written.id] = source
        return documents, sources

    # --- how records agree -------------------------------------------------------------------

    def known(
        self, source: Source, location: Location, name: str | None, names: Iterable[str], what: str, *, at_key: bool = False
    ) -> bool:
        """Return whether an id is known; report it where nothing defines it."""
        known = list(names)
        if name is None or name in known:
            return True
        if name in self.refused:
            return False
        self.report(source, location, f"no {what} is called {quoted(name)}{did_you_mean(name, known)}", at_key=at_key)
        return False

    def check_entities(self, ledger: Ledger, source: Source) -> None:
        for key, entity in ledger.entities.items():
            self.known(source, (key, "parent"), entity.parent, ledger.entities, "entity")
            seen = {key}
            parent = entity.parent
            while parent in ledger.entities:
                if parent in seen:
                    self.report(source, (key, "parent"), "the parents run in a circle")
                    break
                seen.add(parent)
                parent = ledger.entities[parent].parent

    def check_metric(self, ledger: Ledger, metric: Metric, source: Source, location: Location) -> None:
        self.known(source, (*location, "entity"), metric.entity, ledger.entities, "entity")
        for index, topic in enumerate(metric.topics):
            self.known(source, (*location, "topics", index), topic, ledger.topics, "topic")
        if (metric.dimension == "count") != (metric.counter is not None):
            message = "a count says what is counted: add counter" if metric.counter is None else "only a count has a counter"
            self.report(source, (*location, "counter"), message, at_key=metric.counter is not None)

    def check_event(self, ledger: Ledger, event: Event, source: Source, location: Location) -> None:
        for index, topic in enumerate(event.topics):
            self.known(source, (*location, "topics", index), topic, ledger.topics, "topic")
        for index, entity in enumerate(event.entities):
            self.known(source, (*location, "entities", index), entity, ledger.entities, "entity")
        for index, citation in enumerate(event.sources):
            here = (*location, "sources", index)
            if self.known(source, (*here, "document"), citation.document, ledger.documents, "document"):
                self.check_place(ledger.documents[citation.document], citation.paragraph, source, (*here, "paragraph"))
        for index, selector in enumerate(event.facts):
            self.check_selector(ledger, selector, source, (*location, "facts", index))
        for name in ("title", "text"):
            words = getattr(event, name)
            if words is not None:
                self.check_words(source, (*location, name), words)

    def check_selector(self, ledger: Ledger, selector: Selector, source: Source, location: Location) -> None:
        if not self.known(source, (*location, "metric"), selector.metric, ledger.metrics, "metric"):
            return
        if not self.known(source, (*location, "document"), selector.document, ledger.documents, "document"):
            return
        if self.refused:
            return  # The fact may stand in a document that was refused.
        try:
            select(
                ledger,
                selector.metric,
                selector.period.text,
                document=selector.document,
                kind=selector.kind,
                paragraph=selector.paragraph,
            )
        except LookupFailure as error:
            self.report(source, location, str(error))

    def check_place(self, document: Document, place: str, source: Source, location: Location) -> None:
        if re.fullmatch(r"p\.\d+", place):
            if document.paragraphs is None:
                where = f"; its places are {listed(document.places)}" if document.places else ""
                self.report(source, location, f"{document.id} has no numbered paragraphs{where}")
            elif int(place[2:]) > document.paragraphs:
                self.report(source, location, f"{place} is beyond the {document.paragraphs} paragraphs of {document.id}")
        elif place not in document.places:
            hint = did_you_mean(place, document.places)
            self.report(source, location, f"{document.id} names no place {quoted(place)}; write p.N or a place{hint}")

    def check_words(self, source: Source, location: Location, words: Mapping[str, str] | Any) -> None:
        """A figure in words would be a figure without a source."""
        languages: tuple[Language, ...] = ("zh", "en")
        for language in languages:
            figure = figure_in(words[language])
            if figure:
                message = f"the figure {quoted(figure)} stands in words; record it as a fact of its own"
                self.report(source, (*location, language), message)


class _DocumentRules:
    """The rules that one document's facts must keep, among each other and with the definitions."""

    def __init__(self, validator: _Validator, ledger: Ledger, document: Document, source: Source) -> None:
        self.validator = validator
        self.ledger = ledger
        self.document = document
        self.source = source

    def check(self) -> None:
        self.validator.known(self.source, ("publisher",), self.document.publisher, self.ledger.entities, "entity")
        if self.document.address is None and self.document.note is None:
            self.source_says(("address",), "a document without an address has a note that says why", at_key=True)
        identities: dict[str, int] = {}
        values: dict[tuple[Any, ...], int] = {}
        for index, fact in enumerate(self.document.facts):
            here: Location = ("facts", index)
            self.check_fact(fact, here)
            if fact.id in identities:
                line = self.source.marks[("facts", identities[fact.id])][0]
                self.source_says(here, f"the same fact stands already on line {line}: same metric, period, kind, paragraph")
            elif fact.is_number:
                value = (fact.metric, fact.period, fact.kind, fact.value, fact.low, fact.high, fact.unit)
                if value in values:
                    line = self.source.marks[("facts", values[value])][0]
                    self.source_says(here, f"the same value stands already on line {line}; add {fact.paragraph} to the `also` of that one")
                values.setdefault(value, index)
            identities.setdefault(fact.id, index)

    def source_says(self, location: Location, message: str, *, at_key: bool = False) -> None:
        self.validator.report(self.source, location, message, at_key=at_key)

    def check_fact(self, fact: Fact, here: Location) -> None:
        validator, ledger = self.validator, self.ledger
        for index, place in enumerate(fact.paragraphs):
            location = (*here, "paragraph") if index == 0 else (*here, "also", index - 1, "paragraph")
            validator.check_place(self.document, place, self.source, location)
        if len(set(fact.paragraphs)) < len(fact.paragraphs):
            self.source_says((*here, "also"), "a paragraph is named twice")
        validator.known(self.source, (*here, "speaker"), fact.speaker, ledger.entities, "entity")
        if not validator.known(self.source, (*here, "metric"), fact.metric, ledger.metrics, "metric"):
            return
        metric = ledger.metrics[fact.metric]
        if metric.dimension == "statement":
            self.check_statement(fact, here)
        else:
            self.check_number(fact, metric, here)

    def check_statement(self, fact: Fact, here: Location) -> None:
        for name in ("value", "low", "high", "unit", "printed", "printed_high", "qualifier"):
            if getattr(fact, name) is not None:
                message = f"{fact.metric} is talked about, not measured: a fact of it has a statement and no {name}"
                self.source_says((*here, name), message, at_key=True)
        if fact.statement is None:
            self.source_says(here, f"statement is missing; {fact.metric} is talked about, not measured")
        else:
            self.validator.check_words(self.source, (*here, "statement"), fact.statement)

    def check_number(self, fact: Fact, metric: Metric, here: Location) -> None:
        if fact.statement is not None:
            message = f"{fact.metric} is measured: give value and unit, or use a metric of dimension statement"
            self.source_says((*here, "statement"), message, at_key=True)
            return
        if not self.has_value(fact, here):
            return
        if fact.unit is None:
            units = [name for name, unit in self.ledger.units.items() if unit.dimension == metric.dimension]
            self.source_says(here, f"unit is missing; for {fact.metric} write one of {listed(units)}")
        elif self.validator.known(self.source, (*here, "unit"), fact.unit, self.ledger.units, "unit"):
            unit = self.ledger.units[fact.unit]
            if unit.dimension != metric.dimension:
                message = f"{fact.unit} is a unit of {unit.dimension}; {fact.metric} is measured in {metric.dimension}"
                self.source_says((*here, "unit"), message)
        self.check_printed(fact, here)

    def has_value(self, fact: Fact, here: Location) -> bool:
        if fact.value is not None and (fact.low is not None or fact.high is not None):
            self.source_says((*here, "value"), "give either value, or low and high", at_key=True)
            return False
        if fact.value is None and (fact.low is None or fact.high is None):
            missing = "value" if fact.low is None and fact.high is None else "low" if fact.low is None else "high"
            self.source_says(here, f"{missing} is missing; give either value, or low and high")
            return False
        low, high = fact.ends
        if low > high:
            self.source_says((*here, "low"), f"low {low} is above high {high}; exchange them")
            return False
        if fact.value is None and low == high:
            self.source_says((*here, "low"), "low and high are the same; write value")
            return False
        return True

    def check_printed(self, fact: Fact, here: Location) -> None:
        said = [(here, fact.paragraph, fact.printed)]
        said += [((*here, "also", index), each.paragraph, each.printed) for index, each in enumerate(fact.also)]
        for location, place, token in said:
            if token is None and place.startswith("p."):
                self.source_says(location, "printed is missing; give the token as it stands in the paragraph")
        if fact.printed_high is not None and fact.value is not None:
            self.source_says((*here, "printed_high"), "only a range has a second token", at_key=True)
        places: list[Location] = [(*here, "printed"), (*here, "printed_high")]
        places += [(*here, "also", index, "printed") for index in range(len(fact.also))]
        tokens = (fact.printed, fact.printed_high, *(each.printed for each in fact.also))
        for location, token in zip(places, tokens, strict=True):
            if token is not None and len(token) > PRINTED_LENGTH:
                message = f"the token has {len(token)} characters; {PRINTED_LENGTH} are the most"
                self.source_says(location, message)


def figure_in(words: str) -> str | None:
    """Return the first figure that stands in words, or None; names with digits, years and dates pass.

    >>> figure_in("Trainium3 预计 2025 年推出"), figure_in("区域从 8 个增至 10 个")
    (None, '8')
    """
    found = _FIGURE_IN_WORDS.search(_YEAR_OR_DATE.sub(" ", words))
    return found.group().rstrip(".,") if found else None


# --- what pydantic says, in an author's words ------------------------------------------------


def _complaint(model: type[Record], source: Source, location: Location, error: Mapping[str, Any]) -> Problem:
    where = (*location, *error["loc"])
    kind, value = error["type"], error.get("input")
    if kind == "extra_forbidden":
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
    return f"{quoted(value)} is not one of {listed(known, 30)}{did_you_mean(str(value), known)}"


def _not_a_mapping(value: Any, error: Mapping[str, Any]) -> str:
    shown = "nothing" if value is None else quoted(value) if isinstance(value, str) else f"a {type(value).__name__}"
    return f"{shown} stands where a mapping is expected, such as {{zh: …, en: …}}"


def _not_a_list(value: Any, error: Mapping[str, Any]) -> str:
    return "a list is expected here; write [] for an empty one, [a, b] or one item a line with a dash"


def _too_short(value: Any, error: Mapping[str, Any]) -> str:
    return "at least one item is expected here"


def _pattern(value: Any, error: Mapping[str, Any]) -> str:
    wanted = {
        r"^[a-z0-9]+(-[a-z0-9]+)*$": "an id: lower-case letters, digits and hyphens",
        r"^[a-z0-9]+(_[a-z0-9]+)*$": "a unit's id: lower-case letters, digits and underscores",
        r"^(p\.[1-9]\d*|[a-z0-9]+(-[a-z0-9]+)*)$": "a place: p.24, or the id of a place of the document",
        r"^\d\d-\d\d$": "a month and a day, such as 06-30",
    }[error["ctx"]["pattern"]]
    return f"{quoted(value)} is not {wanted}"


def _ours(value: Any, error: Mapping[str, Any]) -> str:
    return str(error["msg"]).removeprefix("Value error, ")


def _not_a_word(value: Any, error: Mapping[str, Any]) -> str:
    shown = "nothing" if value is None else f"a {type(value).__name__}"
    return f"{shown} stands where a single word or text is expected"


_MESSAGES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "literal_error": _one_of,
    "model_type": _not_a_mapping,
    "dict_type": _not_a_mapping,
    "tuple_type": _not_a_list,
    "too_short": _too_short,
    "string_pattern_mismatch": _pattern,
    "string_type": _not_a_word,
    "value_error": _ours,
}


def _keys_at(model: type[Record], steps: Location) -> tuple[str, ...]:
    """The keys that may stand at a place inside a record, found from the model's own types."""
    current: Any = model
    for step in steps:
        if isinstance(step, int):
            continue
        current = next(_records_in(current.model_fields[str(step)].annotation), current)
    hidden = {"id", "topic"} if current is Metric else set()
    if current is Fact:
        current = FactEntry
    return tuple(name for name in current.model_fields if name not in hidden)


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records_in(argument)
