"""Records of the sources: units, entities, metrics, and documents with the facts that they state.

The types say what a single key may hold; `rules` how keys and files relate to each other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Literal, get_args

from pydantic import ValidationInfo, model_validator

from macros.ledger import values

Language = Literal["zh", "en"]
Kind = Literal["reported", "guidance", "plan", "consensus", "claim", "opinion", "question", "market"]
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
EntityType = Literal["company", "publisher", "segment", "person", "product", "place", "body"]

TRUST_ORDER: Mapping[str, int] = {"primary": 0, "press": 1, "secondary": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """An entry of a data file; immutable, and unknown keys are refused."""

    __pydantic_config__: ClassVar[Mapping[str, Any]] = {"extra": "forbid"}


class Translated:
    """What is asked for in each language of the ledger, pydantic's context; in another one it may be left out."""

    __slots__: tuple[str, ...] = ()

    @classmethod
    def asked(cls, languages: Collection[Language]) -> list[str]:
        """Return the keys that a ledger in some languages must have; traditional characters are the search's, for Chinese."""
        return [name for name in cls.__slots__ if ("zh" if name == "hant" else name) in languages]

    @model_validator(mode="wrap")
    @classmethod
    def _in_every_language(cls, data: Any, handler: Any, info: ValidationInfo) -> Any:
        asked = cls.asked(info.context or get_args(Language))
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if value or key in asked or key not in cls.__slots__}
        made = handler(data)
        missing = [key for key in asked if key not in data]
        if missing:
            raise ValueError(f"add {' and '.join(f'{key}: …' for key in missing)}")
        return made


@dataclass(frozen=True, kw_only=True, slots=True)
class Text(Translated, Record):
    """A text in each language of the site; empty in one that the ledger does not speak."""

    zh: values.Words = ""
    en: values.Words = ""

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en or self.zh


@dataclass(frozen=True, kw_only=True, slots=True)
class Aliases(Translated, Record):
    """Other names that readers type: simplified, traditional, English."""

    zh: tuple[values.Words, ...] = ()
    hant: tuple[values.Words, ...] = ()
    en: tuple[values.Words, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic(Record):
    """A subject that metrics, events and pages are sorted by."""

    label: Text
    description: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity(Record):
    """A company, publisher, segment, person, product or body."""

    type: EntityType
    label: Text
    aliases: Aliases
    parent: values.EntityId | None = None
    role: Text | None = None
    ticker: values.Words | None = None
    fiscal_year_ends: values.MonthDay | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Currency(Record):
    """How amounts of a currency are written: with the sign before them in English, with the name after them in Chinese."""

    sign: values.Words
    name: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit(Record):
    """A unit as documents print it: one of it is `factor` of the `base` unit; a unit of money has a `currency`."""

    dimension: Dimension
    factor: values.Factor
    base: values.Words
    label: Text
    single: Text | None = None
    currency: Currency | None = None
    words: tuple[values.Words, ...] = ()

    @property
    def one(self) -> Text:
        """The name after the number one and in the denominator of a ratio."""
        return self.single or self.label


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric(Record):
    """What is measured, or, for dimension `statement`, what is talked about."""

    id: values.Id
    topic: values.Id
    label: Text
    definition: Text
    entity: values.EntityId
    dimension: Dimension
    aliases: Aliases
    basis: Text | None = None
    counter: Text | None = None
    topics: tuple[values.TopicId, ...] = ()

    @property
    def every_topic(self) -> tuple[str, ...]:
        """Its own topic first, then the further ones."""
        return (self.topic, *self.topics)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention(Record):
    """A further place of the same document that says the same; `printed` as it stands there."""

    paragraph: values.Place
    printed: values.Token | None = None


@dataclass(frozen=True, kw_only=True)
class Fact(Record):
    """What one document says about one metric for one period."""

    document: str
    metric: values.MetricId
    period: values.Span
    kind: Kind
    paragraph: values.Place
    value: values.Number | None = None
    low: values.Number | None = None
    high: values.Number | None = None
    unit: values.UnitId | None = None
    printed: values.Token | None = None
    printed_high: values.Token | None = None
    qualifier: Qualifier | None = None
    speaker: values.EntityId | None = None
    also: tuple[Mention, ...] = ()
    statement: Text | None = None
    note: Text | None = None

    @cached_property
    def subject(self) -> str:
        """The identity of an inline figure, `METRIC@PERIOD`."""
        return f"{self.metric}@{self.period}"

    @cached_property
    def id(self) -> str:
        """The fact's anchor on the site: ASCII, unique, the same at every build."""
        return ".".join((self.metric, self.period.text, self.kind, self.document, self.paragraph.replace(".", "")))

    @property
    def is_number(self) -> bool:
        """Whether it states a number or a range, not words alone."""
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
    def printed_text(self) -> str:
        """What the document prints of it, if anything; a range has two tokens: 1,510亿 … 1,555亿."""
        return " … ".join(token for token in (self.printed, self.printed_high) if token)

    @property
    def sign_printed(self) -> str:
        """How the value got its sign where the printed token has another one: `words` for a fall, `brackets` for an expense."""
        has_sign = any(sign in self.printed_text for sign in "(-−–")
        if not self.printed or not self.is_number or has_sign == (max(self.ends) < 0):
            return ""
        return "brackets" if "(" in self.printed else "" if has_sign else "words"

    @property
    def tokens(self) -> tuple[tuple[str, str], ...]:
        """Every printed token with its place, in the order of the file."""
        own = [(self.paragraph, token) for token in (self.printed, self.printed_high) if token is not None]
        return (*own, *((each.paragraph, each.printed) for each in self.also if each.printed is not None))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Every place of the document that states it, its own first."""
        return (self.paragraph, *(mention.paragraph for mention in self.also))

    def is_such(self, kind: str | None, paragraph: str | None) -> bool:
        """Whether it is of a kind and states it at a place, as far as they are given."""
        return kind in (None, self.kind) and (paragraph is None or paragraph in self.paragraphs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Omission(Record):
    """A paragraph whose figures are left out, and why."""

    paragraph: values.Place
    reason: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Part(Record):
    """A part of a long document that has a page of its own."""

    id: values.Id
    title: Text
    begins: values.Place


@dataclass(frozen=True, kw_only=True)
class Document(Record):
    """A source with the facts that it states, in its own order."""

    id: values.Id
    publisher: values.EntityId
    author: values.Words | None
    title: Text
    short: Text
    date: values.Date
    posted: values.Date | None = None
    language: Language
    address: values.Address | None
    trust: Trust
    unread: bool = False
    note: Text | None = None
    paragraphs: values.Whole | None = None
    places: dict[values.Id, Text] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    not_recorded: tuple[Omission, ...] = ()
    facts: tuple[Fact, ...]

    @cached_property
    def recorded_places(self) -> Mapping[str, str]:
        """Every place that a fact names, with the first place of that fact."""
        places = {named: fact.paragraph for fact in reversed(self.facts) for named in fact.paragraphs}
        return places | {fact.paragraph: fact.paragraph for fact in self.facts}

    @cached_property
    def part_of(self) -> Mapping[str, str]:
        """The id of the part that each fact's first place belongs to, in order; empty for the first page."""
        beginnings = {part.begins: part.id for part in self.parts}
        found, part = {}, ""
        for place in dict.fromkeys(fact.paragraph for fact in self.facts):
            found[place] = part = beginnings.get(place, part)
        return found

    @property
    def part_ids(self) -> tuple[str, ...]:
        """The ids of its parts, which are names of pages."""
        return tuple(part.id for part in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation(Record):
    """A place of a document, as a source."""

    document: values.DocumentId
    paragraph: values.Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure(Record):
    """A reference to a number: a fact, by as few keys as identify it, or a derived metric.

    In a text, a document and a paragraph alone refer to that place.
    """

    metric: values.MetricId | None = None
    period: values.Span | None = None
    document: values.DocumentId | None = None
    kind: Kind | None = None
    paragraph: values.Place | None = None
    derived: values.DerivedId | None = None
    magnitude: values.Flag = False

    @property
    def is_place(self) -> bool:
        """Whether it refers to a place of a document and not to a number."""
        named = self.metric is None and self.period is None and self.derived is None
        return named and self.document is not None and self.paragraph is not None


IMPLIED: Mapping[type[Record], Mapping[str, str]] = {
    Metric: {"id": "the key above", "topic": "the file's name"},
    Fact: {"document": "the file's name"},
}
"""The keys that authors leave out, since a record's place in the data implies them; with what implies each."""
