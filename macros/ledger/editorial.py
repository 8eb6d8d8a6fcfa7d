"""Records that the ledger's authors write about facts: events, derived metrics, corrections, doubts, charts, glossary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from macros.ledger import values
from macros.ledger.model import Aliases, Citation, Figure, Record, Text

Operation = Literal["growth", "share", "multiple", "ratio", "difference", "sum", "base"]
CorrectionType = Literal["misprint", "contradiction", "scope", "basis", "translation", "overstated", "naming", "ambiguity"]
Severity = Literal["grave", "moderate", "minor"]
DoubtType = Literal["doubt", "risk", "promise", "plan"]
Outcome = Literal["borne_out", "partly", "allayed", "open", "kept", "exceeded", "not_kept", "pending"]
Family = Literal["doubt", "promise"]
ChartType = Literal["bars", "lines", "path", "roadmap", "timeline"]
SeriesForm = Literal["quarter", "year", "ttm", "day"]

OUTCOMES: Mapping[Family, tuple[Outcome, ...]] = {
    "doubt": ("borne_out", "partly", "allayed", "open"),
    "promise": ("kept", "exceeded", "partly", "not_kept", "pending"),
}
"""What may become of a doubt or a risk, and of a promise or a plan; the last of each is that of silence."""

OVERDUE, OVERSPENT = "promise_overdue", "promise_overspent"
UNJUDGED = ("doubt_open", OVERDUE, "promise_pending")
STANDINGS = (
    *("doubt_borne_out", "doubt_partly", "doubt_allayed", "doubt_open"),
    *("promise_kept", "promise_exceeded", OVERSPENT, "promise_partly", "promise_not_kept", "promise_pending", OVERDUE),
)
"""Every outcome with its family, `doubt_partly`, as `Ledger.standing` has it; and a plan of spending that was exceeded, which
is not good news as a promise that was exceeded is, and a promise whose day has passed unjudged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TurningPoint(Record):
    """Why an event matters, in a line, and the page that tells its story, by its path without the ending."""

    why: Text
    page: values.Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Event(Record):
    """Something dated, for the timeline, which shows a turning point whole and any other event as a line that opens."""

    id: values.Id
    date: values.Span
    title: Text
    topics: values.Some[values.TopicId]
    entities: values.Some[values.EntityId]
    sources: values.Some[Citation]
    text: Text | None = None
    facts: tuple[Figure, ...] = ()
    turning_point: TurningPoint | None = None

    @property
    def weight(self) -> str:
        """`turning_point` or `minor`."""
        return "turning_point" if self.turning_point else "minor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived(Record):
    """A number that is computed: an operation over figures."""

    id: values.Id
    label: Text
    topic: values.TopicId
    op: Operation
    operands: Annotated[tuple[Figure, ...], Field(min_length=2)]
    places: values.Decimals | None = None
    note: Text | None = None
    prints: tuple[Figure, ...] = ()

    @property
    def anchor(self) -> str:
        """Its anchor on the site, which no fact's anchor equals."""
        return f"derived.{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal(Record):
    """When and why the ledger took a correction of its own back."""

    date: values.Date
    reason: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction(Record):
    """Where a document is wrong, vague or contradicts another, and what this site shows instead.

    One that was wrong itself is `withdrawn`: it stays to be read, and marks no figure.
    """

    id: values.Id
    document: values.DocumentId
    paragraph: values.Place
    type: CorrectionType
    severity: Severity
    title: Text
    says: Text
    right: Text
    shows: Text
    printed: values.Token | None = None
    fact: Figure | None = None
    wrong: values.Flag = False
    withdrawn: Withdrawal | None = None
    figures: dict[values.FigureName, Figure] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Account(Record):
    """What documents say about a doubt, with the sources."""

    text: Text
    sources: values.Some[Citation]


@dataclass(frozen=True, kw_only=True, slots=True)
class Score(Record):
    """A doubt's row on a scoreboard: in a phrase each what it is about, then and now, and the section that tells it."""

    topic: Text
    then: Text
    now: Text
    section: values.Id


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt(Record):
    """What was doubted or promised, what later documents say about it, and the outcome."""

    id: values.Id
    type: DoubtType
    topics: values.Some[values.TopicId]
    title: Text
    then: Account
    outcome: Outcome
    reason: Text
    now: Account | None = None
    due: values.Span | None = None
    score: Score | None = None
    aliases: Aliases | None = None
    counted: values.Flag = True
    figures: dict[values.FigureName, Figure] = field(default_factory=dict)

    @property
    def family(self) -> Family:
        """Whether it was feared, as doubts and risks are, or promised, as plans are too."""
        return "doubt" if self.type in ("doubt", "risk") else "promise"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point(Figure):
    """One point of a chart: a figure or an event, on a timeline a figure with the event that brought it.

    `at` is its period on the axis where that is not the figure's own; `label` replaces the period by words.
    """

    event: values.EventId | None = None
    at: values.Span | None = None
    label: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Series(Record):
    """A series of a chart: every reported fact of a metric and a form of period, or points one by one."""

    label: Text
    metric: values.MetricId | None = None
    form: SeriesForm | None = None
    since: values.Span | None = None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart(Record):
    """A chart over metrics; `finding` says what it shows, and is its text alternative; `focus` is whom it is about.

    The axis of `bars` and `lines` is the period or label, that of `path` the documents' dates; `roadmap` shows events.
    `timeline` shows four series on one axis of time: a plan's steps, two series of bars, and the events still to come.
    """

    id: values.Id
    type: ChartType
    topic: values.TopicId
    title: Text
    finding: Text
    series: Annotated[tuple[Series, ...], Field(min_length=1, max_length=4)]
    note: Text | None = None
    focus: values.EntityId | None = None
    figures: dict[values.FigureName, Figure] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class GlossaryEntry(Record):
    """A term explained for newcomers."""

    id: values.Id
    term: Text
    text: Text
    aliases: Aliases
