"""The words of the ledger as frozen types: documents, facts, metrics and what they refer to.

No input or output here. What a single key may hold is said by these types; how keys and
files relate to each other is said by `validation`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from macros.characters import unfit_character
from macros.errors import quoted
from macros.periods import Period

Language = Literal["zh", "en"]
Kind = Literal["reported", "guidance", "plan", "consensus", "claim", "opinion", "market"]
Trust = Literal["primary", "press", "secondary"]
Qualifier = Literal["about", "over", "at_least", "nearly", "almost", "up_to", "possibly", "order_of"]
Dimension = Literal[
    "money",
    "percent",
    "percentage_points",
    "count",
    "power",
    "multiple",
    "fraction",
    "duration",
    "data_rate",
    "statement",
]
Operation = Literal["growth", "share", "multiple", "ratio", "difference", "sum", "base"]
CorrectionType = Literal["misprint", "contradiction", "scope", "basis", "translation", "overstated", "naming", "ambiguity"]
Severity = Literal["grave", "moderate", "minor"]
DoubtType = Literal["doubt", "risk", "promise", "plan"]
Verdict = Literal["answered", "partly", "open", "contradicted"]
ChartType = Literal["bars", "lines", "path", "roadmap"]
SeriesForm = Literal["quarter", "year", "ttm", "day"]
EntityType = Literal["company", "segment", "person", "product", "place", "body"]

RECENT_DAYS = 45
"""A promise that is younger than this, counted from the newest document, is not judged yet."""

DIGITS = 14
"""The most digits that a number or a unit's factor may have: their product is then exact, with the 28 that Decimal keeps."""

LENGTH = 2_000
"""The longest text, in characters: a paragraph. What is longer was not closed or not split."""

PRINTED_LENGTH = 16
"""The longest token of a source that the ledger keeps, in characters: evidence, not a quotation."""


class Scalar(str):
    """A scalar as it stands in the file; `plain` tells that no quotes stand around it.

    Its text is kept, so that the type of the key decides what it means, and not YAML's guess.
    """

    __slots__ = ("plain",)
    plain: bool

    def __new__(cls, text: str, *, plain: bool = True) -> Self:
        """Make a scalar from the text between the quotes, if there are any."""
        self = super().__new__(cls, text)
        self.plain = plain
        return self


def named(value: object) -> str:
    """Name what stands in a wrong place by its kind: nothing, a list, a mapping.

    >>> named(None), named([]), named({})
    ('nothing', 'a list', 'a mapping')
    """
    kinds = {type(None): "nothing", dict: "a mapping"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _plain(value: object, wanted: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where {wanted} is expected")
    if isinstance(value, Scalar) and not value.plain:
        raise ValueError(f"{quoted(value)} is a text in quotes; write {wanted} without quotes")
    return str(value)


def _number(value: object) -> Decimal:
    text = _plain(value, "a number")
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        thousands = re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3}){1,4}(\.[0-9]+)?", text)
        hint = f"write {text.replace(',', '')}" if thousands else "write digits such as 1877.92"
        raise ValueError(f"{quoted(text)} is not a number; {hint}")
    digits = sum(map(str.isdigit, text))
    if digits > DIGITS:
        raise ValueError(f"{quoted(text)} has {digits} digits; {DIGITS} are the most")
    return Decimal(text)


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number) or number < 0:
        raise ValueError(f"{quoted(value)} is not a whole number")
    return int(number)


def _flag(value: object) -> bool:
    text = _plain(value, "true or false") if not isinstance(value, bool) else str(value).lower()
    if text not in ("true", "false"):
        raise ValueError(f"{quoted(text)} is neither true nor false")
    return text == "true"


def _date(value: object) -> dt.date:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where a date is expected; write one such as 2025-02-07")
    text = str(value)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a day of the calendar") from None
    raise ValueError(f"{quoted(text)} is not a date; write it as 2025-02-07")


def _period(value: object) -> Period:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where a period is expected; write one such as 2024Q4")
    return Period.parse(str(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where a text is expected; write it")
    if isinstance(value, Scalar) and value.plain and value.count('"') % 2:
        raise ValueError(f"a quote closes in {quoted(value)} that never opened; open it, or take it away")
    if not value.strip():
        raise ValueError("the text is empty; write it, or leave the key out where it is optional")
    unfit = unfit_character(value)
    if unfit is not None:
        raise ValueError(f"the text holds {unfit[1]}; write it anew")
    if "\n" in value.strip():
        raise ValueError("the text holds a line break; write it in one paragraph, without | and \\n")
    if len(value) > LENGTH:
        raise ValueError(f"the text has {len(value)} characters; {LENGTH} are the most")
    return str(value).strip()


def _address(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"https://[^\s<>\"']+", text):
        raise ValueError(f"{quoted(text)} is not an address; write it with https://")
    return text


Number = Annotated[Decimal, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
FigureName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Date = Annotated[dt.date, BeforeValidator(_date)]
Span = Annotated[Period, BeforeValidator(_period)]
Words = Annotated[str, BeforeValidator(_text)]
Address = Annotated[str, BeforeValidator(_address)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
UnitId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Place = Annotated[str, StringConstraints(pattern=r"^(p\.[1-9][0-9]{0,4}|[a-z0-9]+(-[a-z0-9]+)*)$")]


class Record(BaseModel):
    """Anything that is written in a data file: unknown keys are refused, nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Text(Record):
    """A text in both languages of the site."""

    zh: Words
    en: Words

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Aliases(Record):
    """Other names that readers type: simplified, traditional, English."""

    zh: tuple[Words, ...]
    hant: tuple[Words, ...]
    en: tuple[Words, ...]


class Topic(Record):
    """A subject that metrics, events and pages are sorted by."""

    label: Text
    description: Text


class Entity(Record):
    """A company, segment, person, product or body."""

    type: EntityType
    label: Text
    aliases: Aliases
    parent: Id | None = None
    ticker: Words | None = None
    fiscal_year_ends: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2}$")] | None = None


class Unit(Record):
    """A unit as documents print it: one of it is `factor` of the `base` unit."""

    dimension: Dimension
    factor: Number
    base: Words
    label: Text
    single: Text | None = None

    @property
    def one(self) -> Text:
        """How one of it is called: below the stroke of a ratio, and after the number one."""
        return self.single or self.label


class Metric(Record):
    """What is measured, or, for dimension `statement`, what is talked about."""

    id: Id
    topic: Id
    label: Text
    definition: Text
    entity: Id
    dimension: Dimension
    aliases: Aliases
    basis: Text | None = None
    counter: Text | None = None
    topics: tuple[Id, ...] = ()

    @property
    def every_topic(self) -> tuple[str, ...]:
        """Its own topic first, then the further ones."""
        return (self.topic, *self.topics)


class Mention(Record):
    """A further place of the same document that says the same; `printed` as it stands there."""

    paragraph: Place
    printed: Words | None = None


class FactEntry(Record):
    """One entry of a document's `facts`, as it is written."""

    metric: Id
    period: Span
    kind: Kind
    paragraph: Place
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: UnitId | None = None
    printed: Words | None = None
    printed_high: Words | None = None
    qualifier: Qualifier | None = None
    speaker: Id | None = None
    also: tuple[Mention, ...] = ()
    statement: Text | None = None
    note: Text | None = None


class Fact(FactEntry):
    """What one document says about one metric for one period."""

    document: Id

    @property
    def subject(self) -> str:
        """The identity that an inline figure carries, `METRIC@PERIOD`."""
        return f"{self.metric}@{self.period}"

    @property
    def id(self) -> str:
        """The fact's stable address within the site: ASCII, unique, the same at every build."""
        return ".".join((self.metric, self.period.text, self.kind, self.document, self.paragraph.replace(".", "")))

    @property
    def is_number(self) -> bool:
        """Whether it states a number or a range, rather than words alone."""
        return self.statement is None

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The low and the high end, in the unit as printed; a single value is both."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if low is None or high is None:
            raise ValueError(f"{self.id} states no number")
        return low, high

    @property
    def tokens(self) -> tuple[tuple[str, str], ...]:
        """Every printed token with the place where it stands, in the order of the file."""
        own = [(self.paragraph, token) for token in (self.printed, self.printed_high) if token is not None]
        return (*own, *((each.paragraph, each.printed) for each in self.also if each.printed is not None))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Every place of the document that says so, the first one first."""
        return (self.paragraph, *(mention.paragraph for mention in self.also))


class Omission(Record):
    """A paragraph whose figures are not recorded, and why."""

    paragraph: Place
    reason: Text


class DocumentHeader(Record):
    """A source without its facts."""

    id: Id
    publisher: Id
    author: Words | None
    title: Text
    short: Text
    date: Date
    language: Language
    address: Address | None
    trust: Trust
    note: Text | None = None
    paragraphs: Whole | None = None
    places: dict[Id, Text] = Field(default_factory=dict)
    not_recorded: tuple[Omission, ...] = ()


class DocumentFile(DocumentHeader):
    """A source as its file holds it."""

    facts: tuple[FactEntry, ...]


class Document(DocumentHeader):
    """A source with the facts that it states, in its own order."""

    facts: tuple[Fact, ...]

    @cached_property
    def recorded_places(self) -> Mapping[str, str]:
        """Every place that a fact names, with the place under which the fact itself stands."""
        places = {named: fact.paragraph for fact in reversed(self.facts) for named in fact.paragraphs}
        return MappingProxyType(places | {fact.paragraph: fact.paragraph for fact in self.facts})


class Citation(Record):
    """A document and the place in it that says so."""

    document: Id
    paragraph: Place


class Figure(Record):
    """How data files name a number: a fact, by as little as makes it the only one, or a derived metric.

    In a text, a document and a paragraph alone name that place.
    """

    metric: Id | None = None
    period: Span | None = None
    document: Id | None = None
    kind: Kind | None = None
    paragraph: Place | None = None
    derived: Id | None = None
    magnitude: Flag = False

    @property
    def is_place(self) -> bool:
        """Whether it names a place of a document and no number: how texts refer to a paragraph."""
        named = self.metric is None and self.period is None and self.derived is None
        return named and self.document is not None and self.paragraph is not None


class Event(Record):
    """Something dated, for the timeline."""

    id: Id
    date: Span
    title: Text
    topics: Annotated[tuple[Id, ...], Field(min_length=1)]
    entities: Annotated[tuple[Id, ...], Field(min_length=1)]
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    text: Text | None = None
    facts: tuple[Figure, ...] = ()


class Derived(Record):
    """A number that no document needs to print: an operation over figures."""

    id: Id
    label: Text
    topic: Id
    op: Operation
    operands: Annotated[tuple[Figure, ...], Field(min_length=2)]
    places: Whole | None = None
    note: Text | None = None
    prints: tuple[Figure, ...] = ()

    @property
    def anchor(self) -> str:
        """Its stable address within the site, apart from those of facts."""
        return f"derived.{self.id}"


class Correction(Record):
    """Where a document is wrong, vague or against another, and what this site shows instead."""

    id: Id
    document: Id
    paragraph: Place
    type: CorrectionType
    severity: Severity
    title: Text
    says: Text
    right: Text
    shows: Text
    printed: Words | None = None
    fact: Figure | None = None
    wrong: Flag = False
    figures: dict[FigureName, Figure] = Field(default_factory=dict)


class Account(Record):
    """What documents say of a doubt, and where."""

    text: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Doubt(Record):
    """What was doubted or promised, what later documents say of it, and the verdict."""

    id: Id
    type: DoubtType
    topics: Annotated[tuple[Id, ...], Field(min_length=1)]
    title: Text
    then: Account
    verdict: Verdict
    reason: Text
    now: Account | None = None
    due: Span | None = None
    figures: dict[FigureName, Figure] = Field(default_factory=dict)


class Point(Figure):
    """One point of a chart: a figure or an event.

    `at` is the period under which it stands where that is not the figure's own; `label` names it in words instead.
    """

    event: Id | None = None
    at: Span | None = None
    label: Text | None = None


class Series(Record):
    """What belongs together in a chart: every reported fact of a metric and a form of period, or points one by one."""

    label: Text
    metric: Id | None = None
    form: SeriesForm | None = None
    since: Span | None = None
    points: tuple[Point, ...] = ()


class Chart(Record):
    """A chart over metrics; `finding` says what it shows, for those who see it and those who do not.

    `bars` and `lines` stand by period or label, `path` by the date of the documents, `roadmap` shows events.
    """

    id: Id
    type: ChartType
    topic: Id
    title: Text
    finding: Text
    series: Annotated[tuple[Series, ...], Field(min_length=1, max_length=3)]
    note: Text | None = None
    figures: dict[FigureName, Figure] = Field(default_factory=dict)


class GlossaryEntry(Record):
    """A word that a newcomer needs."""

    id: Id
    term: Text
    text: Text
    aliases: Aliases


TRUST_ORDER: Mapping[str, int] = MappingProxyType({"primary": 0, "press": 1, "secondary": 2})


@dataclass(frozen=True)
class Ledger:
    """Everything that the data files say, checked, immutable, with the indexes that pages need."""

    documents: Mapping[str, Document]
    metrics: Mapping[str, Metric]
    topics: Mapping[str, Topic]
    entities: Mapping[str, Entity]
    units: Mapping[str, Unit]
    events: tuple[Event, ...]
    derived: Mapping[str, Derived]
    corrections: tuple[Correction, ...]
    doubts: tuple[Doubt, ...]
    charts: Mapping[str, Chart]
    glossary: tuple[GlossaryEntry, ...]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact: documents by date, and in each the document's own order."""
        ordered = sorted(self.documents.values(), key=lambda document: (document.date, document.id))
        return tuple(fact for document in ordered for fact in document.facts)

    @cached_property
    def by_metric(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each metric, in the order of `facts`."""
        return _grouped(self.facts, "metric")

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each metric and period: its vintages, in the order of `facts`."""
        return _grouped(self.facts, "subject")

    @cached_property
    def corrections_by_fact(self) -> Mapping[str, tuple[Correction, ...]]:
        """The corrections of each fact, by the fact's id."""
        found: dict[str, list[Correction]] = defaultdict(list)
        for correction in self.corrections:
            for fact in self._concerned(correction):
                found[fact.id].append(correction)
        return MappingProxyType({name: tuple(each) for name, each in found.items()})

    @cached_property
    def wrong_facts(self) -> Mapping[str, Correction]:
        """The facts whose number itself is wrong, with the correction that says so."""
        return MappingProxyType(
            {name: each for name, found in self.corrections_by_fact.items() for each in found if each.wrong}
        )

    def _concerned(self, correction: Correction) -> tuple[Fact, ...]:
        figure = correction.fact
        if figure is None or figure.metric is None or figure.period is None:
            return ()
        document = figure.document or correction.document
        return tuple(
            fact
            for fact in self.by_subject.get(f"{figure.metric}@{figure.period}", ())
            if fact.document == document
            and figure.kind in (None, fact.kind)
            and (figure.paragraph is None or figure.paragraph in fact.paragraphs)
        )

    @cached_property
    def metrics_by_topic(self) -> Mapping[str, tuple[Metric, ...]]:
        """The metrics whose own topic it is, in the order of their file."""
        return _grouped(self.metrics.values(), "topic")

    @cached_property
    def latest(self) -> dt.date:
        """The date of the newest document: what lies after it has not happened as far as the ledger knows."""
        return max(document.date for document in self.documents.values())

    def lineage(self, entity: str) -> tuple[str, ...]:
        """An entity and what it belongs to, up to the top: trainium2, trainium, aws, amazon."""
        found: list[str] = []
        name: str | None = entity
        while name is not None:
            found.append(name)
            name = self.entities[name].parent
        return tuple(found)

    def is_new(self, doubt: Doubt) -> bool:
        """Whether nothing has come since it was raised: the next author will judge it."""
        raised = max(self.documents[each.document].date for each in doubt.then.sources)
        return doubt.now is None and (self.latest - raised).days <= RECENT_DAYS

    def unit_of(self, fact: Fact) -> Unit:
        """The unit that the document prints; raises ValueError for a statement."""
        if fact.unit is None:
            raise ValueError(f"{fact.id} has no unit")
        return self.units[fact.unit]


def _grouped(items: Any, name: str) -> Mapping[str, Any]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        groups[getattr(item, name)].append(item)
    return MappingProxyType({key: tuple(group) for key, group in groups.items()})
