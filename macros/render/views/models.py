"""What templates place: frozen views of facts, events, documents …, every text chosen and every number written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from macros.render.charts.sparkline import SeriesView


@dataclass(frozen=True)
class MarkView:
    """A correction of a figure, to link to."""

    href: str
    title: str


@dataclass(frozen=True)
class FactView:
    """One fact: either `value` or `statement` is empty; `anchor` names its line in the catalogue.

    `printed_language` is empty where the token is in the page's own language. `note_number` numbers the figure's footnote
    when it is rendered; None where figures have none.
    """

    attributes: Mapping[str, str]
    marks: tuple[MarkView, ...]
    id: str
    anchor: str
    subject: str
    document: str
    kind: str
    kind_label: str
    value: str
    statement: str
    period: str
    metric: str
    metric_href: str
    href: str
    document_label: str
    document_href: str
    document_day: str
    place: str
    also: str
    printed: str
    printed_language: str
    tooltip: str
    caption: str
    speaker: str
    note: str
    note_number: Callable[[], int] | None = None


@dataclass(frozen=True)
class SourceView:
    """A place in a document, to link to; in a text with figures its `value` is shown, as that of a figure."""

    document: str
    label: str
    place: str
    href: str
    tooltip: str

    @property
    def value(self) -> str:
        """The words of the link in a text with figures."""
        return self.place


@dataclass(frozen=True)
class EventView:
    """One event; `machine_date` is empty where HTML has no form for its date.

    `quarter` is the one its date ends in, as an anchor (2025q1) and as a heading. `topics` and `companies` are
    ids with labels: a company is there for everything that belongs to it.
    """

    id: str
    date: str
    machine_date: str
    quarter: tuple[str, str]
    title: str
    text: str
    upcoming: bool
    href: str
    topics: tuple[tuple[str, str], ...]
    companies: tuple[tuple[str, str], ...]
    facts: tuple[FactView | DerivedView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class CheckView:
    """A printed number beside the computed one; `difference` is empty where they agree."""

    id: str
    label: str
    result: DerivedView
    printed: FactView
    agrees: bool
    difference: str


@dataclass(frozen=True)
class DerivedView:
    """One derived metric: its result, and the formula as signs and numbers in turn; of no one document."""

    attributes: Mapping[str, str]
    marks: tuple[MarkView, ...]
    id: str
    anchor: str
    document: str
    kind: str
    kind_label: str
    value: str
    label: str
    caption: str
    href: str
    tooltip: str
    formula: tuple[str | FactView | DerivedView, ...]
    formula_text: str
    operands: tuple[FactView | DerivedView, ...]
    note: str
    note_number: Callable[[], int] | None = None


Prose = tuple[str | FactView | DerivedView | SourceView, ...]
"""A text with figures: words, numbers and places in turn."""


@dataclass(frozen=True)
class CorrectionView:
    """One correction; `texts` are what is printed, what is right and what is shown, each with its label."""

    id: str
    title: str
    severity: str
    severity_label: str
    type_label: str
    source: SourceView
    printed: str
    printed_language: str
    texts: tuple[tuple[str, Prose], ...]


@dataclass(frozen=True)
class DoubtView:
    """One entry of the ledger of doubts; `now` is empty where later documents are silent."""

    id: str
    title: str
    type_label: str
    verdict: str
    verdict_label: str
    topics: tuple[str, ...]
    then: Prose
    then_sources: tuple[SourceView, ...]
    now: Prose
    now_sources: tuple[SourceView, ...]
    reason: Prose
    due: str
    is_new: bool


@dataclass(frozen=True)
class MetricView:
    """One metric with its facts, the latest period first."""

    id: str
    label: str
    definition: str
    basis: str
    entity: str
    dimension: str
    aliases: tuple[str, ...]
    facts: tuple[FactView, ...]
    series: SeriesView | None
    href: str


@dataclass(frozen=True)
class DocumentView:
    """One document without its facts, which are counted.

    `author` is as this page's language writes the name; `byline` is the name as printed, or empty where that is the
    same, and `language` the document's own where it is not the page's.
    """

    id: str
    title: str
    short: str
    publisher: str
    author: str
    byline: str
    language: str
    day: str
    date: str
    address: str
    trust: str
    trust_label: str
    trust_meaning: str
    note: str
    href: str
    facts: int


@dataclass(frozen=True)
class PartView:
    """A part of a document, to link to: `places` are the anchor, name and address of each place in it."""

    id: str
    title: str
    href: str
    facts: int
    places: tuple[tuple[str, str, str], ...]
