"""The words of the ledger as frozen types: documents, facts, metrics and what they refer to.

No input or output here. What a single key may hold is said by these types; how keys and
files relate to each other is said by `validation`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Literal

from macros.ledger.values import (
    Address,
    Date,
    DerivedId,
    DocumentId,
    EntityId,
    EventId,
    FigureName,
    Flag,
    Id,
    MetricId,
    MonthDay,
    Number,
    Place,
    Span,
    Token,
    TopicId,
    UnitId,
    Whole,
    Words,
)

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

MOST_PLACES = 6
"""The most decimals that a computed number is shown with."""


def is_required(key: Field[Any]) -> bool:
    """Whether a record's key has to be written."""
    return key.default is MISSING and key.default_factory is MISSING


def _means(description: str, **more: Any) -> Mapping[str, Any]:
    """What pydantic is told of a key: what it means, for the schemas of editors, and how many items it holds."""
    return {"description": description, **more}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """Anything that is written in a data file: unknown keys are refused, nothing changes once it is read."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"extra": "forbid"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Text(Record):
    """A text in both languages of the site."""

    zh: Words = field(metadata=_means("In Chinese, in our own words."))
    en: Words = field(metadata=_means("The same in English."))

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class Aliases(Record):
    """Other names that readers type: simplified, traditional, English."""

    zh: tuple[Words, ...] = field(metadata=_means("Other names in simplified Chinese; a list may be empty."))
    hant: tuple[Words, ...] = field(metadata=_means("Names in traditional Chinese."))
    en: tuple[Words, ...] = field(metadata=_means("Names in English."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic(Record):
    """A subject that metrics, events and pages are sorted by."""

    label: Text = field(metadata=_means("How pages name it."))
    description: Text = field(metadata=_means("What belongs here, in a sentence."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity(Record):
    """A company, segment, person, product or body."""

    type: EntityType = field(metadata=_means("What it is."))
    label: Text = field(metadata=_means("How pages name it."))
    aliases: Aliases = field(metadata=_means("Other names that readers type."))
    parent: EntityId | None = field(
        default=None, metadata=_means("What it belongs to, an entity's id: a segment to its company.")
    )
    ticker: Words | None = field(default=None, metadata=_means("The sign of its share."))
    fiscal_year_ends: MonthDay | None = field(
        default=None,
        metadata=_means('Month and day in quotes, such as "06-30"; without it the fiscal year is the calendar year.'),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit(Record):
    """A unit as documents print it: one of it is `factor` of the `base` unit."""

    dimension: Dimension = field(metadata=_means("What it measures."))
    factor: Number = field(metadata=_means("How many of the base unit.", json_schema_extra={"exclusiveMinimum": 0}))
    base: Words = field(metadata=_means("The base unit: USD, percent, percentage point, count, watt, …"))
    label: Text = field(metadata=_means("How pages name it."))
    single: Text | None = field(default=None, metadata=_means("How one of it is called, where that differs."))

    @property
    def one(self) -> Text:
        """How one of it is called: below the stroke of a ratio, and after the number one."""
        return self.single or self.label


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric(Record):
    """What is measured, or, for dimension `statement`, what is talked about."""

    id: Id = field(metadata=_means("The key above says it."))
    topic: Id = field(metadata=_means("The file's name says it."))
    label: Text = field(metadata=_means("How pages name it."))
    definition: Text = field(metadata=_means("What it is, in a sentence or two of our own."))
    entity: EntityId = field(metadata=_means("Whose it is: an entity's id."))
    dimension: Dimension = field(metadata=_means("What it is measured in; statement for what has no number."))
    aliases: Aliases = field(metadata=_means("Other names that readers type; the search finds them."))
    basis: Text | None = field(
        default=None,
        metadata=_means(
            "What counts and what does not, where a word has several meanings; figures on two bases are two metrics."
        ),
    )
    counter: Text | None = field(default=None, metadata=_means("What is counted; for dimension count, and only there."))
    topics: tuple[TopicId, ...] = field(default=(), metadata=_means("Further topics beside the file's own."))

    @property
    def every_topic(self) -> tuple[str, ...]:
        """Its own topic first, then the further ones."""
        return (self.topic, *self.topics)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention(Record):
    """A further place of the same document that says the same; `printed` as it stands there."""

    paragraph: Place = field(metadata=_means("The further place: p.N, or one of the document's places."))
    printed: Words | None = field(default=None, metadata=_means("The token as it stands there."))


@dataclass(frozen=True, kw_only=True, slots=True)
class FactEntry(Record):
    """One entry of a document's `facts`, as it is written."""

    metric: MetricId = field(metadata=_means("What is measured or talked about: an id of data/metrics/."))
    period: Span = field(
        metadata=_means(
            "The time it is about; flows take quarters and years, stocks the day, statements the day they were said."
        )
    )
    kind: Kind = field(metadata=_means("How sure it is: what happened, what is planned, what somebody says."))
    paragraph: Place = field(
        metadata=_means("Where it stands: p.N, the Nth non-empty line of the text, or one of the document's places.")
    )
    value: Number | None = field(
        default=None,
        metadata=_means("The number in the digits printed, without separators; a fall is negative. Or low and high."),
    )
    low: Number | None = field(default=None, metadata=_means("The low end of a range, in place of value."))
    high: Number | None = field(default=None, metadata=_means("The high end of a range."))
    unit: UnitId | None = field(
        default=None, metadata=_means("The unit as printed: an id of data/units.yml. Required with a number.")
    )
    printed: Token | None = field(
        default=None, metadata=_means("The token as it stands in the paragraph, 16 characters at most; required with p.N.")
    )
    printed_high: Token | None = field(
        default=None, metadata=_means("The token of a range's high end, where one token does not hold both.")
    )
    qualifier: Qualifier | None = field(
        default=None, metadata=_means("What the document puts before the number: about, over, up to.")
    )
    speaker: EntityId | None = field(
        default=None, metadata=_means("Who says so, if the document quotes somebody: an entity's id.")
    )
    also: tuple[Mention, ...] = field(default=(), metadata=_means("Further places of this document that say the same."))
    statement: Text | None = field(
        default=None, metadata=_means("In place of a number: one or two sentences in our own words, without a figure.")
    )
    note: Text | None = field(default=None, metadata=_means("What a reader must know to read the fact right."))


@dataclass(frozen=True, kw_only=True)
class Fact(FactEntry):
    """What one document says about one metric for one period."""

    document: Id

    @cached_property
    def subject(self) -> str:
        """The identity that an inline figure carries, `METRIC@PERIOD`."""
        return f"{self.metric}@{self.period}"

    @cached_property
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Omission(Record):
    """A paragraph whose figures are not recorded, and why."""

    paragraph: Place = field(metadata=_means("The paragraph whose figures are left out: p.N."))
    reason: Text = field(metadata=_means("Why they are left out."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Part(Record):
    """A stretch of a long document that stands on a page of its own."""

    id: Id = field(metadata=_means("The page's name below the document's."))
    title: Text = field(metadata=_means("What the page is called."))
    begins: Place = field(metadata=_means("The place it begins with; it goes on to the next part."))


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentHeader(Record):
    """A source without its facts."""

    id: Id = field(metadata=_means("The file's name: publisher or company, then the date."))
    publisher: EntityId = field(metadata=_means("Who published it: an entity's id."))
    author: Words | None = field(metadata=_means("The name printed; empty where there is none."))
    title: Text = field(metadata=_means("The title as printed, and in the other language."))
    short: Text = field(metadata=_means("How pages name it in running text."))
    date: Date = field(metadata=_means("The day on which it was published."))
    language: Language = field(metadata=_means("The language it is written in."))
    address: Address | None = field(
        metadata=_means("Where it can be read, with https://; empty where it has none, and then note says why.")
    )
    trust: Trust = field(
        metadata=_means("primary: the company's own; press: a named publication; secondary: a retelling, weak.")
    )
    note: Text | None = field(default=None, metadata=_means("What a reader should know about this source."))
    paragraphs: Whole | None = field(
        default=None, metadata=_means("How many paragraphs p.N can name: the non-empty lines of the text, counted from 1.")
    )
    places: dict[Id, Text] = field(
        default_factory=dict,
        metadata=_means("Other places that a fact can name, such as tables: an id with its name in both languages."),
    )
    parts: tuple[Part, ...] = field(
        default=(), metadata=_means("What of a long document stands on pages of its own; what comes before stays on the first.")
    )
    not_recorded: tuple[Omission, ...] = field(default=(), metadata=_means("Paragraphs whose figures are left out, and why."))


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFile(DocumentHeader):
    """A source as its file holds it."""

    facts: tuple[FactEntry, ...] = field(metadata=_means("What the document says, fact by fact, in its own order."))


@dataclass(frozen=True, kw_only=True)
class Document(DocumentHeader):
    """A source with the facts that it states, in its own order."""

    facts: tuple[Fact, ...]

    @cached_property
    def recorded_places(self) -> Mapping[str, str]:
        """Every place that a fact names, with the place under which the fact itself stands."""
        places = {named: fact.paragraph for fact in reversed(self.facts) for named in fact.paragraphs}
        return MappingProxyType(places | {fact.paragraph: fact.paragraph for fact in self.facts})

    @cached_property
    def part_of(self) -> Mapping[str, str]:
        """The id of the part in which each place stands that a fact is under, in their order; empty for the first page."""
        beginnings = {part.begins: part.id for part in self.parts}
        found, part = {}, ""
        for place in dict.fromkeys(fact.paragraph for fact in self.facts):
            found[place] = part = beginnings.get(place, part)
        return MappingProxyType(found)

    @property
    def part_ids(self) -> tuple[str, ...]:
        """The ids of its parts: each is the name of a page."""
        return tuple(part.id for part in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation(Record):
    """A document and the place in it that says so."""

    document: DocumentId = field(metadata=_means("A document's id."))
    paragraph: Place = field(metadata=_means("The place in it: p.N, or one of its places."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure(Record):
    """How data files name a number: a fact, by as little as makes it the only one, or a derived metric.

    In a text, a document and a paragraph alone name that place.
    """

    metric: MetricId | None = field(default=None, metadata=_means("A metric's id, together with period."))
    period: Span | None = field(default=None, metadata=_means("The period of the fact."))
    document: DocumentId | None = field(default=None, metadata=_means("Which document, where several say it."))
    kind: Kind | None = field(default=None, metadata=_means("Which kind, where there are several."))
    paragraph: Place | None = field(
        default=None, metadata=_means("Which place, where there are several; with a document alone, that place itself.")
    )
    derived: DerivedId | None = field(default=None, metadata=_means("A derived metric's id, in place of metric and period."))
    magnitude: Flag = field(default=False, metadata=_means("true leaves out the minus sign."))

    @property
    def is_place(self) -> bool:
        """Whether it names a place of a document and no number: how texts refer to a paragraph."""
        named = self.metric is None and self.period is None and self.derived is None
        return named and self.document is not None and self.paragraph is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Event(Record):
    """Something dated, for the timeline."""

    id: Id = field(metadata=_means("Its stable name; links lead to it."))
    date: Span = field(metadata=_means("A day, a month, a quarter or a year."))
    title: Text = field(metadata=_means("In a phrase, without a figure."))
    topics: tuple[TopicId, ...] = field(metadata=_means("At least one topic.", min_length=1))
    entities: tuple[EntityId, ...] = field(metadata=_means("At least one entity: whose event it is.", min_length=1))
    sources: tuple[Citation, ...] = field(metadata=_means("Where it says so, at least once.", min_length=1))
    text: Text | None = field(default=None, metadata=_means("A sentence or two, without a figure."))
    facts: tuple[Figure, ...] = field(default=(), metadata=_means("The figures to show with it."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived(Record):
    """A number that no document needs to print: an operation over figures."""

    id: Id = field(metadata=_means("Its stable name."))
    label: Text = field(metadata=_means("How pages name it, without a figure."))
    topic: TopicId = field(metadata=_means("Under which topic the catalogue lists it."))
    op: Operation = field(
        metadata=_means("growth (new, old), share (part, whole), multiple, ratio, difference, sum or base (value, growth).")
    )
    operands: tuple[Figure, ...] = field(metadata=_means("The figures, in the order of the operation.", min_length=2))
    # The number is judged by `rules`, in words that help.
    places: Whole | None = field(
        default=None, metadata=_means("How many decimals are shown.", json_schema_extra={"maximum": MOST_PLACES})
    )
    note: Text | None = field(default=None, metadata=_means("What a reader must know, such as bases that differ."))
    prints: tuple[Figure, ...] = field(default=(), metadata=_means("Facts that print the same quantity: each becomes a check."))

    @property
    def anchor(self) -> str:
        """Its stable address within the site, apart from those of facts."""
        return f"derived.{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction(Record):
    """Where a document is wrong, vague or against another, and what this site shows instead."""

    id: Id = field(metadata=_means("Its stable name."))
    document: DocumentId = field(metadata=_means("The document that is wrong or vague."))
    paragraph: Place = field(metadata=_means("Where in it."))
    type: CorrectionType = field(metadata=_means("What kind of fault it is."))
    severity: Severity = field(metadata=_means("How bad it is."))
    title: Text = field(metadata=_means("What is wrong, in a phrase, without a figure."))
    says: Text = field(metadata=_means("What the document says."))
    right: Text = field(metadata=_means("What is likely right, and the computation or the source that shows it."))
    shows: Text = field(metadata=_means("What this site shows instead."))
    printed: Token | None = field(default=None, metadata=_means("The token in question, 16 characters at most."))
    fact: Figure | None = field(default=None, metadata=_means("The fact concerned; it carries a mark wherever it is shown."))
    wrong: Flag = field(
        default=False, metadata=_means("true: the fact's number itself is wrong, and never compared or computed with.")
    )
    figures: dict[FigureName, Figure] = field(
        default_factory=dict, metadata=_means("The figures that stand in these texts, by name.")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Account(Record):
    """What documents say of a doubt, and where."""

    text: Text = field(metadata=_means("What documents say, with figures by name in braces."))
    sources: tuple[Citation, ...] = field(metadata=_means("Where they say so, at least once.", min_length=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt(Record):
    """What was doubted or promised, what later documents say of it, and the verdict."""

    id: Id = field(metadata=_means("Its stable name."))
    type: DoubtType = field(metadata=_means("What it is."))
    topics: tuple[TopicId, ...] = field(metadata=_means("At least one topic.", min_length=1))
    title: Text = field(metadata=_means("In a phrase, without a figure."))
    then: Account = field(metadata=_means("What was doubted or promised."))
    verdict: Verdict = field(metadata=_means("What became of it; open where later documents are silent."))
    reason: Text = field(metadata=_means("Why, in a sentence or two; silence is called silence."))
    now: Account | None = field(default=None, metadata=_means("What later documents say; leave it out where they are silent."))
    due: Span | None = field(default=None, metadata=_means("When it can be judged: a period."))
    figures: dict[FigureName, Figure] = field(
        default_factory=dict, metadata=_means("The figures that stand in these texts, by name.")
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Point(Figure):
    """One point of a chart: a figure or an event.

    `at` is the period under which it stands where that is not the figure's own; `label` names it in words instead.
    """

    event: EventId | None = field(default=None, metadata=_means("In a roadmap: an event's id."))
    at: Span | None = field(default=None, metadata=_means("The period under which it stands, where it has none of its own."))
    label: Text | None = field(default=None, metadata=_means("Words to stand under it, instead of the period."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Series(Record):
    """What belongs together in a chart: every reported fact of a metric and a form of period, or points one by one."""

    label: Text = field(metadata=_means("What the series is."))
    metric: MetricId | None = field(
        default=None, metadata=_means("A metric's id, together with form: a new quarter comes in by itself.")
    )
    form: SeriesForm | None = field(default=None, metadata=_means("Which periods of the metric are drawn."))
    since: Span | None = field(default=None, metadata=_means("From which period on."))
    points: tuple[Point, ...] = field(default=(), metadata=_means("Points one by one, in place of metric and form."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart(Record):
    """A chart over metrics; `finding` says what it shows, for those who see it and those who do not.

    `bars` and `lines` stand by period or label, `path` by the date of the documents, `roadmap` shows events.
    """

    id: Id = field(metadata=_means('Its stable name; pages call chart("id").'))
    type: ChartType = field(
        metadata=_means("bars and lines stand by period or label, path by the documents' dates, roadmap shows events.")
    )
    topic: TopicId = field(metadata=_means("Under which heading the page of charts lists it."))
    title: Text = field(metadata=_means("What is drawn, in a phrase."))
    finding: Text = field(metadata=_means("What it shows, in a sentence, with figures by name in braces."))
    series: tuple[Series, ...] = field(
        metadata=_means("One to three of them; all numbers share one unit.", min_length=1, max_length=3)
    )
    note: Text | None = field(default=None, metadata=_means("What a reader must know, such as bases that differ."))
    figures: dict[FigureName, Figure] = field(default_factory=dict, metadata=_means("The figures of the finding, by name."))


@dataclass(frozen=True, kw_only=True, slots=True)
class GlossaryEntry(Record):
    """A word that a newcomer needs."""

    id: Id = field(metadata=_means("Its stable name."))
    term: Text = field(metadata=_means("The word."))
    text: Text = field(metadata=_means("Two or three sentences for somebody who never heard it."))
    aliases: Aliases = field(metadata=_means("Other words for it."))


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
        """An entity and what it belongs to, up to the top: a product, its family, a segment, the company."""
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
