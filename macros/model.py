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

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from macros.characters import UNSEEN, unfit_character
from macros.errors import quoted
from macros.periods import DAY_PATTERN, EXAMPLES, PERIOD_PATTERN, Period

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

MOST_PLACES = 6
"""The most decimals that a computed number is shown with."""

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
    if "\n" in value.strip() or "\r" in value:
        raise ValueError("the text holds a line break; write it in one paragraph, without | and \\n")
    if len(value) > LENGTH:
        raise ValueError(f"the text has {len(value)} characters; {LENGTH} are the most")
    return str(value).strip()


def _address(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"https://[^\s<>\"']+", text):
        raise ValueError(f"{quoted(text)} is not an address; write it with https://")
    return text


_BEYOND = {"exclusiveMinimum": -(10**DIGITS), "exclusiveMaximum": 10**DIGITS}
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number", **_BEYOND})]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
FigureName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Date = Annotated[
    dt.date,
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "pattern": f"^{DAY_PATTERN}$", "errorMessage": "write a day as 2025-02-07"}),
]
Span = Annotated[
    Period,
    BeforeValidator(_period),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": PERIOD_PATTERN,
            "errorMessage": f"write a period as {EXAMPLES}",
            "examples": ["2026Q1", "2025H2", "FY2025", "FY2025Q4", "TTM-2025Q4", "2026-06", "2025-12-31", "FY2025..FY2028"],
        }
    ),
]
# An editor reads an unquoted 2440 as a number, where this ledger reads the text that a text's key wants.
_WORDS = {"type": ["string", "number", "boolean"], "pattern": rf"^(?=[\s\S]*\S)\s*[^\n{UNSEEN}]*\s*$", "maxLength": LENGTH}
Words = Annotated[str, BeforeValidator(_text), WithJsonSchema(_WORDS)]
# The length is judged by `rules`, in words that help.
Token = Annotated[str, BeforeValidator(_text), WithJsonSchema({**_WORDS, "maxLength": PRINTED_LENGTH})]
Address = Annotated[
    str, BeforeValidator(_address), WithJsonSchema({"type": "string", "pattern": r"^\s*https://[^\s<>\"']+\s*$"})
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
UnitId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$"), WithJsonSchema({"type": "string", "refers": "unit"})
]
Place = Annotated[str, StringConstraints(pattern=r"^(p\.[1-9][0-9]{0,4}|[a-z0-9]+(-[a-z0-9]+)*)$")]
# The same ids; `macros/schema.py` reads what they refer to, so that an editor completes them.
MetricId = Annotated[Id, WithJsonSchema({"type": "string", "refers": "metric"})]
DocumentId = Annotated[Id, WithJsonSchema({"type": "string", "refers": "document"})]
EntityId = Annotated[Id, WithJsonSchema({"type": "string", "refers": "entity"})]
TopicId = Annotated[Id, WithJsonSchema({"type": "string", "refers": "topic"})]
EventId = Annotated[Id, WithJsonSchema({"type": "string", "refers": "event"})]
DerivedId = Annotated[Id, WithJsonSchema({"type": "string", "refers": "derived"})]


class Record(BaseModel):
    """Anything that is written in a data file: unknown keys are refused, nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Text(Record):
    """A text in both languages of the site."""

    zh: Words = Field(description="In Chinese, in our own words.")
    en: Words = Field(description="The same in English.")

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Aliases(Record):
    """Other names that readers type: simplified, traditional, English."""

    zh: tuple[Words, ...] = Field(description="Other names in simplified Chinese; a list may be empty.")
    hant: tuple[Words, ...] = Field(description="Names in traditional Chinese.")
    en: tuple[Words, ...] = Field(description="Names in English.")


class Topic(Record):
    """A subject that metrics, events and pages are sorted by."""

    label: Text = Field(description="How pages name it.")
    description: Text = Field(description="What belongs here, in a sentence.")


class Entity(Record):
    """A company, segment, person, product or body."""

    type: EntityType = Field(description="What it is.")
    label: Text = Field(description="How pages name it.")
    aliases: Aliases = Field(description="Other names that readers type.")
    parent: EntityId | None = Field(default=None, description="What it belongs to, an entity's id: a segment to its company.")
    ticker: Words | None = Field(default=None, description="The sign of its share.")
    fiscal_year_ends: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2}$")] | None = Field(
        default=None, description='Month and day in quotes, such as "06-30"; without it the fiscal year is the calendar year.'
    )


class Unit(Record):
    """A unit as documents print it: one of it is `factor` of the `base` unit."""

    dimension: Dimension = Field(description="What it measures.")
    factor: Number = Field(description="How many of the base unit.", json_schema_extra={"exclusiveMinimum": 0})
    base: Words = Field(description="The base unit: USD, percent, percentage point, count, watt, …")
    label: Text = Field(description="How pages name it.")
    single: Text | None = Field(default=None, description="How one of it is called, where that differs.")

    @property
    def one(self) -> Text:
        """How one of it is called: below the stroke of a ratio, and after the number one."""
        return self.single or self.label


class Metric(Record):
    """What is measured, or, for dimension `statement`, what is talked about."""

    id: Id = Field(description="The key above says it.")
    topic: Id = Field(description="The file's name says it.")
    label: Text = Field(description="How pages name it.")
    definition: Text = Field(description="What it is, in a sentence or two of our own.")
    entity: EntityId = Field(description="Whose it is: an entity's id.")
    dimension: Dimension = Field(description="What it is measured in; statement for what has no number.")
    aliases: Aliases = Field(description="Other names that readers type; the search finds them.")
    basis: Text | None = Field(
        default=None,
        description="What counts and what does not, where a word has several meanings; figures on two bases are two metrics.",
    )
    counter: Text | None = Field(default=None, description="What is counted; for dimension count, and only there.")
    topics: tuple[TopicId, ...] = Field(default=(), description="Further topics beside the file's own.")

    @property
    def every_topic(self) -> tuple[str, ...]:
        """Its own topic first, then the further ones."""
        return (self.topic, *self.topics)


class Mention(Record):
    """A further place of the same document that says the same; `printed` as it stands there."""

    paragraph: Place = Field(description="The further place: p.N, or one of the document's places.")
    printed: Words | None = Field(default=None, description="The token as it stands there.")


class FactEntry(Record):
    """One entry of a document's `facts`, as it is written."""

    metric: MetricId = Field(description="What is measured or talked about: an id of data/metrics/.")
    period: Span = Field(
        description="The time it is about; flows take quarters and years, stocks the day, statements the day they were said."
    )
    kind: Kind = Field(description="How sure it is: what happened, what is planned, what somebody says.")
    paragraph: Place = Field(
        description="Where it stands: p.N, the Nth non-empty line of the text, or one of the document's places."
    )
    value: Number | None = Field(
        default=None, description="The number in the digits printed, without separators; a fall is negative. Or low and high."
    )
    low: Number | None = Field(default=None, description="The low end of a range, in place of value.")
    high: Number | None = Field(default=None, description="The high end of a range.")
    unit: UnitId | None = Field(
        default=None, description="The unit as printed: an id of data/units.yml. Required with a number."
    )
    printed: Token | None = Field(
        default=None,
        description="The token as it stands in the paragraph, 16 characters at most; required with p.N.",
    )
    printed_high: Token | None = Field(
        default=None, description="The token of a range's high end, where one token does not hold both."
    )
    qualifier: Qualifier | None = Field(
        default=None, description="What the document puts before the number: about, over, up to."
    )
    speaker: EntityId | None = Field(default=None, description="Who says so, if the document quotes somebody: an entity's id.")
    also: tuple[Mention, ...] = Field(default=(), description="Further places of this document that say the same.")
    statement: Text | None = Field(
        default=None, description="In place of a number: one or two sentences in our own words, without a figure."
    )
    note: Text | None = Field(default=None, description="What a reader must know to read the fact right.")


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


class Omission(Record):
    """A paragraph whose figures are not recorded, and why."""

    paragraph: Place = Field(description="The paragraph whose figures are left out: p.N.")
    reason: Text = Field(description="Why they are left out.")


class Part(Record):
    """A stretch of a long document that stands on a page of its own."""

    id: Id = Field(description="The page's name below the document's.")
    title: Text = Field(description="What the page is called.")
    begins: Place = Field(description="The place it begins with; it goes on to the next part.")


class DocumentHeader(Record):
    """A source without its facts."""

    id: Id = Field(description="The file's name: publisher or company, then the date.")
    publisher: EntityId = Field(description="Who published it: an entity's id.")
    author: Words | None = Field(description="The name printed; empty where there is none.")
    title: Text = Field(description="The title as printed, and in the other language.")
    short: Text = Field(description="How pages name it in running text.")
    date: Date = Field(description="The day on which it was published.")
    language: Language = Field(description="The language it is written in.")
    address: Address | None = Field(
        description="Where it can be read, with https://; empty where it has none, and then note says why."
    )
    trust: Trust = Field(
        description="primary: the company's own; press: a named publication; secondary: a retelling, for dates alone."
    )
    note: Text | None = Field(default=None, description="What a reader should know about this source.")
    paragraphs: Whole | None = Field(
        default=None, description="How many paragraphs p.N can name: the non-empty lines of the text, counted from 1."
    )
    places: dict[Id, Text] = Field(
        default_factory=dict,
        description="Other places that a fact can name, such as tables: an id with its name in both languages.",
    )
    parts: tuple[Part, ...] = Field(
        default=(), description="What of a long document stands on pages of its own; what comes before stays on the first."
    )
    not_recorded: tuple[Omission, ...] = Field(default=(), description="Paragraphs whose figures are left out, and why.")


class DocumentFile(DocumentHeader):
    """A source as its file holds it."""

    facts: tuple[FactEntry, ...] = Field(description="What the document says, fact by fact, in its own order.")


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


class Citation(Record):
    """A document and the place in it that says so."""

    document: DocumentId = Field(description="A document's id.")
    paragraph: Place = Field(description="The place in it: p.N, or one of its places.")


class Figure(Record):
    """How data files name a number: a fact, by as little as makes it the only one, or a derived metric.

    In a text, a document and a paragraph alone name that place.
    """

    metric: MetricId | None = Field(default=None, description="A metric's id, together with period.")
    period: Span | None = Field(default=None, description="The period of the fact.")
    document: DocumentId | None = Field(default=None, description="Which document, where several say it.")
    kind: Kind | None = Field(default=None, description="Which kind, where there are several.")
    paragraph: Place | None = Field(
        default=None, description="Which place, where there are several; with a document alone, that place itself."
    )
    derived: DerivedId | None = Field(default=None, description="A derived metric's id, in place of metric and period.")
    magnitude: Flag = Field(default=False, description="true leaves out the minus sign.")

    @property
    def is_place(self) -> bool:
        """Whether it names a place of a document and no number: how texts refer to a paragraph."""
        named = self.metric is None and self.period is None and self.derived is None
        return named and self.document is not None and self.paragraph is not None


class Event(Record):
    """Something dated, for the timeline."""

    id: Id = Field(description="Its stable name; links lead to it.")
    date: Span = Field(description="A day, a month, a quarter or a year.")
    title: Text = Field(description="In a phrase, without a figure.")
    topics: tuple[TopicId, ...] = Field(min_length=1, description="At least one topic.")
    entities: tuple[EntityId, ...] = Field(min_length=1, description="At least one entity: whose event it is.")
    sources: tuple[Citation, ...] = Field(min_length=1, description="Where it says so, at least once.")
    text: Text | None = Field(default=None, description="A sentence or two, without a figure.")
    facts: tuple[Figure, ...] = Field(default=(), description="The figures to show with it.")


class Derived(Record):
    """A number that no document needs to print: an operation over figures."""

    id: Id = Field(description="Its stable name.")
    label: Text = Field(description="How pages name it, without a figure.")
    topic: TopicId = Field(description="Under which topic the catalogue lists it.")
    op: Operation = Field(
        description="growth (new, old), share (part, whole), multiple, ratio, difference, sum or base (value, growth)."
    )
    operands: tuple[Figure, ...] = Field(min_length=2, description="The figures, in the order of the operation.")
    # The number is judged by `rules`, in words that help.
    places: Whole | None = Field(
        default=None, description="How many decimals are shown.", json_schema_extra={"maximum": MOST_PLACES}
    )
    note: Text | None = Field(default=None, description="What a reader must know, such as bases that differ.")
    prints: tuple[Figure, ...] = Field(default=(), description="Facts that print the same quantity: each becomes a check.")

    @property
    def anchor(self) -> str:
        """Its stable address within the site, apart from those of facts."""
        return f"derived.{self.id}"


class Correction(Record):
    """Where a document is wrong, vague or against another, and what this site shows instead."""

    id: Id = Field(description="Its stable name.")
    document: DocumentId = Field(description="The document that is wrong or vague.")
    paragraph: Place = Field(description="Where in it.")
    type: CorrectionType = Field(description="What kind of fault it is.")
    severity: Severity = Field(description="How bad it is.")
    title: Text = Field(description="What is wrong, in a phrase, without a figure.")
    says: Text = Field(description="What the document says.")
    right: Text = Field(description="What is likely right, and the computation or the source that shows it.")
    shows: Text = Field(description="What this site shows instead.")
    printed: Token | None = Field(default=None, description="The token in question, 16 characters at most.")
    fact: Figure | None = Field(default=None, description="The fact concerned; it carries a mark wherever it is shown.")
    wrong: Flag = Field(
        default=False, description="true: the fact's number itself is wrong, and never compared or computed with."
    )
    figures: dict[FigureName, Figure] = Field(
        default_factory=dict, description="The figures that stand in these texts, by name."
    )


class Account(Record):
    """What documents say of a doubt, and where."""

    text: Text = Field(description="What documents say, with figures by name in braces.")
    sources: tuple[Citation, ...] = Field(min_length=1, description="Where they say so, at least once.")


class Doubt(Record):
    """What was doubted or promised, what later documents say of it, and the verdict."""

    id: Id = Field(description="Its stable name.")
    type: DoubtType = Field(description="What it is.")
    topics: tuple[TopicId, ...] = Field(min_length=1, description="At least one topic.")
    title: Text = Field(description="In a phrase, without a figure.")
    then: Account = Field(description="What was doubted or promised.")
    verdict: Verdict = Field(description="What became of it; open where later documents are silent.")
    reason: Text = Field(description="Why, in a sentence or two; silence is called silence.")
    now: Account | None = Field(default=None, description="What later documents say; leave it out where they are silent.")
    due: Span | None = Field(default=None, description="When it can be judged: a period.")
    figures: dict[FigureName, Figure] = Field(
        default_factory=dict, description="The figures that stand in these texts, by name."
    )


class Point(Figure):
    """One point of a chart: a figure or an event.

    `at` is the period under which it stands where that is not the figure's own; `label` names it in words instead.
    """

    event: EventId | None = Field(default=None, description="In a roadmap: an event's id.")
    at: Span | None = Field(default=None, description="The period under which it stands, where it has none of its own.")
    label: Text | None = Field(default=None, description="Words to stand under it, instead of the period.")


class Series(Record):
    """What belongs together in a chart: every reported fact of a metric and a form of period, or points one by one."""

    label: Text = Field(description="What the series is.")
    metric: MetricId | None = Field(
        default=None, description="A metric's id, together with form: a new quarter comes in by itself."
    )
    form: SeriesForm | None = Field(default=None, description="Which periods of the metric are drawn.")
    since: Span | None = Field(default=None, description="From which period on.")
    points: tuple[Point, ...] = Field(default=(), description="Points one by one, in place of metric and form.")


class Chart(Record):
    """A chart over metrics; `finding` says what it shows, for those who see it and those who do not.

    `bars` and `lines` stand by period or label, `path` by the date of the documents, `roadmap` shows events.
    """

    id: Id = Field(description='Its stable name; pages call chart("id").')
    type: ChartType = Field(
        description="bars and lines stand by period or label, path by the documents' dates, roadmap shows events."
    )
    topic: TopicId = Field(description="Under which heading the page of charts lists it.")
    title: Text = Field(description="What is drawn, in a phrase.")
    finding: Text = Field(description="What it shows, in a sentence, with figures by name in braces.")
    series: tuple[Series, ...] = Field(
        min_length=1, max_length=3, description="One to three of them; all numbers share one unit."
    )
    note: Text | None = Field(default=None, description="What a reader must know, such as bases that differ.")
    figures: dict[FigureName, Figure] = Field(default_factory=dict, description="The figures of the finding, by name.")


class GlossaryEntry(Record):
    """A word that a newcomer needs."""

    id: Id = Field(description="Its stable name.")
    term: Text = Field(description="The word.")
    text: Text = Field(description="Two or three sentences for somebody who never heard it.")
    aliases: Aliases = Field(description="Other words for it.")


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
