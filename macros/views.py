"""Facts, events and documents as templates place them: every text chosen, every number written, every link made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from macros.addresses import Addresses
from macros.formatting import format_day, format_fact, format_period
from macros.model import Aliases, Document, Event, Fact, Language, Ledger, Metric
from macros.periods import Period
from macros.selection import selected
from macros.wording import wording


@dataclass(frozen=True)
class FactView:
    """One fact: either `value` or `statement` is empty."""

    id: str
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
    tooltip: str
    speaker: str
    note: str


@dataclass(frozen=True)
class SourceView:
    """A place in a document, to link to."""

    document: str
    label: str
    href: str
    tooltip: str


@dataclass(frozen=True)
class EventView:
    """One event; `machine_date` is empty where HTML has no form for its date."""

    id: str
    date: str
    machine_date: str
    year: int
    title: str
    text: str
    upcoming: bool
    href: str
    topics: tuple[str, ...]
    facts: tuple[FactView, ...]
    sources: tuple[SourceView, ...]


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
    href: str


@dataclass(frozen=True)
class DocumentView:
    """One document without its facts, which are counted."""

    id: str
    title: str
    publisher: str
    author: str
    day: str
    date: str
    address: str
    trust: str
    trust_label: str
    trust_meaning: str
    note: str
    href: str
    facts: int


class Views:
    """Makes views for one page of a site in one language."""

    def __init__(self, ledger: Ledger, language: Language, page: str) -> None:
        self.ledger = ledger
        self.language = language
        self.words = wording(language)
        self.addresses = Addresses(page)

    def fact(self, fact: Fact, *, magnitude: bool = False) -> FactView:
        """View a fact; `magnitude` leaves the number's sign out."""
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        value = ""
        if fact.is_number:
            value = format_fact(fact, self.ledger.unit_of(fact), metric, self.language, magnitude=magnitude)
        return FactView(
            id=fact.id,
            subject=fact.subject,
            document=fact.document,
            kind=fact.kind,
            kind_label=self.words[f"kind.{fact.kind}"],
            value=value,
            statement=fact.statement[self.language] if fact.statement else "",
            period=self.period(fact.period, metric),
            metric=metric.label[self.language],
            metric_href=self.addresses.metric(metric),
            href=self.addresses.fact(fact, metric),
            document_label=document.short[self.language],
            document_href=self.addresses.document(document.id, fact.paragraph),
            document_day=format_day(document.date, self.language),
            place=self.place(document, fact.paragraph),
            also=self.words["joiner"].join(self.place(document, each.paragraph) for each in fact.also),
            printed=_printed(fact),
            tooltip=self.tooltip(fact, value, metric, document),
            speaker=self.ledger.entities[fact.speaker].label[self.language] if fact.speaker else "",
            note=fact.note[self.language] if fact.note else "",
        )

    def facts(self, facts: Iterable[Fact]) -> tuple[FactView, ...]:
        """View facts in their order."""
        return tuple(map(self.fact, facts))

    def tooltip(self, fact: Fact, value: str, metric: Metric, document: Document) -> str:
        """Say in one line what a figure is: kind, metric, period, value, document and place, token."""
        printed = _printed(fact)
        parts = (
            self.words[f"kind.{fact.kind}"],
            metric.label[self.language],
            self.period(fact.period, metric),
            value,
            self.where(document.short[self.language], document, fact.paragraph),
            f"{self.words['column.printed']}{self.words['colon']}{printed}" if printed else "",
        )
        return self.words["part"].join(part for part in parts if part)

    def source(self, document: Document, place: str) -> SourceView:
        """View a place of a document; the link leads to the nearest place that the document's page shows."""
        return SourceView(
            document=document.id,
            label=document.short[self.language],
            href=self.addresses.document(document.id, document.recorded_places.get(place, "")),
            tooltip=self.where(document.title[self.language], document, place),
        )

    def event(self, event: Event) -> EventView:
        """View an event with its figures and sources."""
        return EventView(
            id=event.id,
            date=format_period(event.date, self.language),
            machine_date=_machine_date(event.date),
            year=event.date.end.year,
            title=event.title[self.language],
            text=event.text[self.language] if event.text else "",
            upcoming=event.date.end > self.ledger.latest,
            href=self.addresses.event(event.id),
            topics=tuple(self.ledger.topics[topic].label[self.language] for topic in event.topics),
            facts=self.facts(selected(self.ledger, each) for each in event.facts),
            sources=tuple(self.source(self.ledger.documents[each.document], each.paragraph) for each in event.sources),
        )

    def metric(self, metric: Metric) -> MetricView:
        """View a metric with all its facts."""
        facts = self.ledger.by_metric.get(metric.id, ())
        # The latest period first; in one period its vintages stay in the order of their documents.
        ordered = sorted(facts, key=lambda fact: (-fact.period.end.toordinal(), fact.period.start, fact.period.text))
        return MetricView(
            id=metric.id,
            label=metric.label[self.language],
            definition=metric.definition[self.language],
            basis=metric.basis[self.language] if metric.basis else "",
            entity=self.ledger.entities[metric.entity].label[self.language],
            dimension=self.words[f"dimension.{metric.dimension}"],
            aliases=self.aliases(metric.aliases, metric.label[self.language]),
            facts=self.facts(ordered),
            href=self.addresses.metric(metric),
        )

    def document(self, document: Document) -> DocumentView:
        """View a document without its facts."""
        return DocumentView(
            id=document.id,
            title=document.title[self.language],
            publisher=self.ledger.entities[document.publisher].label[self.language],
            author=document.author or "",
            day=format_day(document.date, self.language),
            date=document.date.isoformat(),
            address=document.address or "",
            trust=document.trust,
            trust_label=self.words[f"trust.{document.trust}"],
            trust_meaning=self.words[f"trust.{document.trust}.meaning"],
            note=document.note[self.language] if document.note else "",
            href=self.addresses.document(document.id),
            facts=len(document.facts),
        )

    def place(self, document: Document, place: str) -> str:
        """Write a place of a document: 第24段, 现金流量表."""
        if place in document.places:
            return document.places[place][self.language]
        return self.words["place.paragraph"].format(number=place.removeprefix("p."))

    def where(self, name: str, document: Document, place: str) -> str:
        """Write a document's name, its date and a place in it."""
        day = format_day(document.date, self.language)
        return self.words["separator"].join((name, day, self.place(document, place)))

    def period(self, period: Period, metric: Metric) -> str:
        """Write a period, as a fiscal one where the metric's entity has a year of its own."""
        entity: str | None = metric.entity
        while entity is not None:
            if self.ledger.entities[entity].fiscal_year_ends:
                return format_period(period, self.language, fiscal=True)
            entity = self.ledger.entities[entity].parent
        return format_period(period, self.language)

    def aliases(self, aliases: Aliases, label: str) -> tuple[str, ...]:
        """List the other names that a reader of this language may know."""
        names = (*aliases.zh, *aliases.hant, *aliases.en) if self.language == "zh" else aliases.en
        return tuple(dict.fromkeys(name for name in names if name != label))


def _printed(fact: Fact) -> str:
    return " … ".join(token for token in (fact.printed, fact.printed_high) if token)


def _machine_date(period: Period) -> str:
    """Write the date as HTML's <time> takes it; a quarter or a half has no such form."""
    if period.form in ("day", "month"):
        return period.text
    return str(period.end.year) if period.form == "year" else ""
