"""What authors call in a page: `fact`, `table`, `timeline`, … each turns facts into a view for a template.

Python prepares, templates place: no HTML is written here. Every component raises
LookupFailure, with the nearest known name, where it is asked for what the ledger has not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from macros.addresses import Addresses
from macros.errors import LookupFailure, did_you_mean, listed, quoted
from macros.formatting import column_unit, format_day, format_fact, format_in_column, format_period
from macros.model import Document, Event, Fact, Language, Ledger, Metric
from macros.periods import Period
from macros.rendering import render_block, render_inline
from macros.selection import select
from macros.wording import wording

Selection = str | Sequence[str]
"""A fact as pages name it in a list: (metric, period), or (metric, period, document)."""


@dataclass(frozen=True)
class Site:
    """What all pages of one build share."""

    ledger: Ledger
    language: Language

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The interface in the site's language."""
        return wording(self.language)

    @cached_property
    def rendered(self) -> dict[Any, str]:
        """Results by page, component and arguments: pages are checked before they are built."""
        return {}

    def call(self, page: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        """Call a component for a page; the same call on the same page is made once."""
        key = (page, name, _hashable(args), _hashable(tuple(sorted(kwargs.items()))))
        if key not in self.rendered:
            self.rendered[key] = getattr(Components(self, page), name)(*args, **kwargs)
        return self.rendered[key]


def _hashable(value: Any) -> Any:
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class FactView:
    """One fact as templates place it."""

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
class EventView:
    """One event as templates place it."""

    id: str
    date: str
    machine_date: str
    year: int
    title: str
    text: str
    upcoming: bool
    href: str
    topics: tuple[str, ...]
    entities: tuple[str, ...]
    facts: tuple[FactView, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class SourceView:
    """A place in a document as templates link to it."""

    document: str
    label: str
    href: str
    tooltip: str


@dataclass(frozen=True)
class Cell:
    """One place of a table: a fact's digits, or nothing."""

    fact: FactView | None
    digits: str


@dataclass(frozen=True)
class MetricView:
    """One metric of the catalogue with its facts."""

    metric: Metric
    label: str
    definition: str
    basis: str
    entity: str
    dimension: str
    aliases: tuple[str, ...]
    facts: tuple[FactView, ...]
    href: str
    topics: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Components:
    """The macros of one page."""

    site: Site
    page: str

    @property
    def ledger(self) -> Ledger:
        """The site's ledger."""
        return self.site.ledger

    @cached_property
    def addresses(self) -> Addresses:
        """Addresses as seen from this page."""
        return Addresses(self.page)

    # --- inside a line -----------------------------------------------------------------------

    def fact(
        self,
        metric: str,
        period: str,
        document: str | None = None,
        kind: str | None = None,
        paragraph: str | None = None,
        magnitude: bool = False,
    ) -> str:
        """Show one number with its unit, linked to its line in the catalogue.

        `{{ fact("aws-backlog", "2025-12-31") }}` shows 2,440亿美元.
        `magnitude=true` leaves the sign out: 下跌 {{ fact(…, magnitude=true) }}.
        """
        chosen = self.chosen(metric, period, document, kind, paragraph)
        if not chosen.is_number:
            raise LookupFailure(f'{chosen.subject} has no number; write statement("{metric}", "{period}", …)')
        return render_inline("fact.jinja", fact=self.view(chosen, magnitude=magnitude))

    def statement(
        self, metric: str, period: str, document: str | None = None, kind: str | None = None, paragraph: str | None = None
    ) -> str:
        """Show what a document says without a number, in the ledger's own words, linked to its line."""
        chosen = self.chosen(metric, period, document, kind, paragraph)
        if chosen.is_number:
            raise LookupFailure(f'{chosen.subject} is a number; write fact("{metric}", "{period}", …)')
        return render_inline("statement.jinja", fact=self.view(chosen))

    def source(self, document: str, paragraph: str) -> str:
        """Name a document in running text and lead to what it says there."""
        return render_inline("source.jinja", source=self.source_view(self.document_called(document), paragraph))

    def count(self, what: str) -> str:
        """Show how many documents, metrics, facts, numbers, statements or events the ledger holds."""
        numbers = self.counts()
        if what not in numbers:
            raise LookupFailure(f"{quoted(what)} is not counted; known are {listed(numbers)}{did_you_mean(what, numbers)}")
        return render_inline("count.jinja", what=what, number=f"{numbers[what]:,}")

    # --- on lines of their own ---------------------------------------------------------------

    def cards(self, facts: Sequence[Selection]) -> str:
        """Show a few key figures, each with its label, period, kind and document."""
        return render_block("cards.jinja", facts=[self.listed_fact(each) for each in facts])

    def table(self, columns: Sequence[str], periods: Sequence[str]) -> str:
        """Show metrics beside each other, a period a line, units once in the head.

        A column is a metric's id; `"amazon-free-cash-flow TTM"` takes the twelve months that end with
        the line's quarter, `"aws-backlog end"` the last day of it. A gap is shown as a gap.
        """
        parsed = [self.period(text) for text in periods]
        heads, lines = [], [[] for _ in parsed]  # type: ignore[var-annotated]
        for column in columns:
            metric_id, _, shift = column.partition(" ")
            metric = self.metric_called(metric_id)
            facts = [self.in_table(metric, period, shift) for period in parsed]
            present = [fact for fact in facts if fact is not None]
            if not present:
                raise LookupFailure(f"{quoted(column)} has no fact for any of {listed(periods)}")
            unit = column_unit([(fact, self.ledger.unit_of(fact)) for fact in present], metric, self.site.language)
            heads.append((metric.label[self.site.language], unit.label, self.addresses.metric(metric)))
            for line, fact in zip(lines, facts, strict=True):
                digits = "" if fact is None else format_in_column(fact, self.ledger.unit_of(fact), unit, self.site.language)
                line.append(Cell(None if fact is None else self.view(fact), digits))
        labels = [format_period(period, self.site.language) for period in parsed]
        return render_block("table.jinja", heads=heads, lines=list(zip(labels, lines, strict=True)), words=self.site.words)

    def vintages(self, metric: str, period: str) -> str:
        """Show what was said of one metric and period, document after document."""
        self.metric_called(metric)
        facts = self.ledger.by_subject.get(f"{metric}@{self.period(period)}", ())
        if not facts:
            select(self.ledger, metric, period)
        return render_block("vintages.jinja", facts=self.views(facts), words=self.site.words)

    def statements(self, topic: str, kinds: Sequence[str] = ()) -> str:
        """List what the documents say without numbers on a topic, by subject, the oldest first."""
        self.topic_called(topic)
        groups = []
        for metric in self.ledger.metrics_by_topic.get(topic, ()):
            facts = [fact for fact in self.ledger.by_metric.get(metric.id, ()) if not fact.is_number]
            chosen = [fact for fact in facts if not kinds or fact.kind in kinds]
            if chosen:
                groups.append((self.metric_view(metric), self.views(chosen)))
        if not groups:
            raise LookupFailure(f"no document says anything without a number on {quoted(topic)}")
        return render_block("statements.jinja", groups=groups, words=self.site.words)

    def timeline(self) -> str:
        """Show every event, the oldest first, those to come apart from those that happened."""
        return self.event_list(self.ledger.events, template="timeline.jinja")

    def events(self, topic: str) -> str:
        """Show the events of one topic, the oldest first."""
        self.topic_called(topic)
        chosen = [event for event in self.ledger.events if topic in event.topics]
        if not chosen:
            raise LookupFailure(f"no event belongs to the topic {quoted(topic)}")
        return self.event_list(chosen, template="events.jinja")

    def catalogue(self, topic: str) -> str:
        """Show every metric of a topic with every fact of it: the lines that inline figures lead to."""
        self.topic_called(topic)
        metrics = self.ledger.metrics_by_topic.get(topic, ())
        views = [self.metric_view(metric) for metric in metrics if metric.id in self.ledger.by_metric]
        return render_block("catalogue.jinja", metrics=views, words=self.site.words)

    def catalogue_index(self) -> str:
        """List the topics of the catalogue with what each holds."""
        language = self.site.language
        rows = []
        for topic_id, topic in self.ledger.topics.items():
            metrics = [m for m in self.ledger.metrics_by_topic.get(topic_id, ()) if m.id in self.ledger.by_metric]
            facts = sum(len(self.ledger.by_metric[metric.id]) for metric in metrics)
            href = self.addresses.topic(topic_id)
            rows.append((topic_id, topic.label[language], topic.description[language], href, len(metrics), facts))
        return render_block("catalogue_index.jinja", topics=rows, words=self.site.words)

    def document(self, document: str) -> str:
        """Show one document: what it is, and all that it says, place by place."""
        found = self.document_called(document)
        places: dict[str, list[Fact]] = {}
        for fact in found.facts:
            places.setdefault(fact.paragraph, []).append(fact)
        groups = [(place.replace(".", ""), self.place(found, place), self.views(facts)) for place, facts in places.items()]
        return render_block("document.jinja", document=self.document_view(found), groups=groups, words=self.site.words)

    def documents(self) -> str:
        """List every document, the oldest first, with its trust and how many facts it gives."""
        ordered = sorted(self.ledger.documents.values(), key=lambda each: (each.date, each.id))
        return render_block("documents.jinja", documents=[self.document_view(each) for each in ordered], words=self.site.words)

    def glossary(self) -> str:
        """List the words that a newcomer needs."""
        language = self.site.language
        entries = [
            (entry.id, entry.term[language], entry.text[language], self.aliases_of(entry.aliases, entry.term[language]))
            for entry in self.ledger.glossary
        ]
        return render_block("glossary.jinja", entries=entries, words=self.site.words)

    def meanings(self, what: str) -> str:
        """Explain the kinds of facts (`kind`) or the trust in documents (`trust`)."""
        pattern = re.compile(rf"{re.escape(what)}\.([a-z]+)\.meaning")
        keys = [match[1] for match in map(pattern.fullmatch, self.site.words) if match]
        if not keys:
            raise LookupFailure(f"{quoted(what)} is not explained; write kind or trust")
        rows = [(key, self.site.words[f"{what}.{key}"], self.site.words[f"{what}.{key}.meaning"]) for key in keys]
        return render_block("meanings.jinja", what=what, rows=rows, words=self.site.words)

    # --- looking up --------------------------------------------------------------------------

    def chosen(
        self, metric: str, period: str, document: str | None = None, kind: str | None = None, paragraph: str | None = None
    ) -> Fact:
        return select(self.ledger, metric, period, document=document, kind=kind, paragraph=paragraph)

    def listed_fact(self, selection: Selection) -> FactView:
        if isinstance(selection, str) or not 2 <= len(selection) <= 4:
            raise LookupFailure(f"{quoted(selection)} names no fact; write (metric, period) or (metric, period, document)")
        fact = self.chosen(*selection)
        if not fact.is_number:
            raise LookupFailure(f"{fact.subject} has no number")
        return self.view(fact)

    def in_table(self, metric: Metric, period: Period, shift: str) -> Fact | None:
        if shift not in ("", "TTM", "end"):
            raise LookupFailure(f'"{metric.id} {shift}": after the metric stands TTM, end or nothing')
        text = {"": period.text, "TTM": f"TTM-{period.text}", "end": period.end.isoformat()}[shift]
        if f"{metric.id}@{text}" not in self.ledger.by_subject:
            return None
        fact = self.chosen(metric.id, text)
        if not fact.is_number:
            raise LookupFailure(f"{metric.id} is talked about, not measured; a table shows numbers")
        return fact

    def metric_called(self, name: str) -> Metric:
        return _called(name, self.ledger.metrics, "metric")

    def topic_called(self, name: str) -> object:
        return _called(name, self.ledger.topics, "topic")

    def document_called(self, name: str) -> Document:
        return _called(name, self.ledger.documents, "document")

    def period(self, text: str) -> Period:
        try:
            return Period.parse(text)
        except ValueError as error:
            raise LookupFailure(str(error)) from None

    def counts(self) -> dict[str, int]:
        return counts(self.ledger)

    # --- views -------------------------------------------------------------------------------

    def views(self, facts: Iterable[Fact]) -> tuple[FactView, ...]:
        return tuple(map(self.view, facts))

    def view(self, fact: Fact, *, magnitude: bool = False) -> FactView:
        language, words = self.site.language, self.site.words
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        value = ""
        if fact.is_number:
            value = format_fact(fact, self.ledger.unit_of(fact), metric, language, magnitude=magnitude)
        period = format_period(fact.period, language, fiscal=self.has_fiscal_year(metric.entity))
        label, place = metric.label[language], self.place(document, fact.paragraph)
        printed = " … ".join(token for token in (fact.printed, fact.printed_high) if token)
        speaker = self.ledger.entities[fact.speaker].label[language] if fact.speaker else ""
        day = format_day(document.date, language)
        where = words["separator"].join((document.short[language], day, place))
        qualifier = f"{words['qualifier.possibly']} " if fact.qualifier == "possibly" else ""
        parts = [words[f"kind.{fact.kind}"], label, period, f"{qualifier}{value}" if value else "", where]
        if printed:
            parts.append(f"{words['column.printed']}{words['colon']}{printed}")
        return FactView(
            id=fact.id,
            subject=fact.subject,
            document=fact.document,
            kind=fact.kind,
            kind_label=words[f"kind.{fact.kind}"],
            value=value,
            statement=fact.statement[language] if fact.statement else "",
            period=period,
            metric=label,
            metric_href=self.addresses.metric(metric),
            href=self.addresses.fact(fact, metric),
            document_label=document.short[language],
            document_href=self.addresses.document(document.id, fact.paragraph),
            document_day=day,
            place=place,
            also=words["joiner"].join(self.place(document, each.paragraph) for each in fact.also),
            printed=printed,
            tooltip=words["part"].join(part for part in parts if part),
            speaker=speaker,
            note=fact.note[language] if fact.note else "",
        )

    def place(self, document: Document, place: str) -> str:
        if place in document.places:
            return document.places[place][self.site.language]
        return self.site.words["place.paragraph"].format(number=place.removeprefix("p."))

    def has_fiscal_year(self, entity: str | None) -> bool:
        while entity is not None:
            if self.ledger.entities[entity].fiscal_year_ends:
                return True
            entity = self.ledger.entities[entity].parent
        return False

    def source_view(self, document: Document, place: str) -> SourceView:
        recorded = [each for fact in document.facts for each in fact.paragraphs]
        if place not in recorded:
            known = listed(sorted(set(recorded)), 30)
            raise LookupFailure(f"nothing of {document.id} is recorded at {quoted(place)}; recorded are {known}")
        own = next((fact.paragraph for fact in document.facts if place in fact.paragraphs), place)
        language = self.site.language
        day = format_day(document.date, language)
        tooltip = self.site.words["separator"].join((document.title[language], day, self.place(document, place)))
        anchored = place if any(fact.paragraph == place for fact in document.facts) else own
        return SourceView(document.id, document.short[language], self.addresses.document(document.id, anchored), tooltip)

    def event_list(self, events: Sequence[Event], template: str) -> str:
        views = [self.event_view(event) for event in events]
        return render_block(template, events=views, words=self.site.words)

    def event_view(self, event: Event) -> EventView:
        language = self.site.language
        return EventView(
            id=event.id,
            date=format_period(event.date, language),
            machine_date=_machine_date(event.date),
            year=event.date.end.year,
            title=event.title[language],
            text=event.text[language] if event.text else "",
            upcoming=event.date.end > self.ledger.latest,
            href=self.addresses.event(event.id),
            topics=tuple(self.ledger.topics[topic].label[language] for topic in event.topics),
            entities=tuple(self.ledger.entities[entity].label[language] for entity in event.entities),
            facts=tuple(
                self.view(self.chosen(each.metric, each.period.text, each.document, each.kind, each.paragraph))
                for each in event.facts
            ),
            sources=tuple(self.citation(each.document, each.paragraph) for each in event.sources),
        )

    def citation(self, document_id: str, place: str) -> SourceView:
        """A place of a document, recorded or not: an event may rest on a date that is no fact."""
        document, language = self.ledger.documents[document_id], self.site.language
        anchored = place if any(fact.paragraph == place for fact in document.facts) else ""
        day = format_day(document.date, language)
        tooltip = self.site.words["separator"].join((document.title[language], day, self.place(document, place)))
        return SourceView(document.id, document.short[language], self.addresses.document(document.id, anchored), tooltip)

    def metric_view(self, metric: Metric) -> MetricView:
        language = self.site.language
        return MetricView(
            metric=metric,
            label=metric.label[language],
            definition=metric.definition[language],
            basis=metric.basis[language] if metric.basis else "",
            entity=self.ledger.entities[metric.entity].label[language],
            dimension=self.site.words[f"dimension.{metric.dimension}"],
            aliases=self.aliases_of(metric.aliases, metric.label[language]),
            facts=self.views(self.in_order(self.ledger.by_metric.get(metric.id, ()))),
            href=self.addresses.metric(metric),
        )

    def in_order(self, facts: Iterable[Fact]) -> list[Fact]:
        """The latest period first; in one period the vintages, the oldest document first."""
        return sorted(facts, key=lambda fact: (-fact.period.end.toordinal(), fact.period.start, fact.period.text))

    def aliases_of(self, aliases: Any, label: str) -> tuple[str, ...]:
        names = (*aliases.zh, *aliases.hant, *aliases.en) if self.site.language == "zh" else aliases.en
        return tuple(dict.fromkeys(name for name in names if name != label))

    def document_view(self, document: Document) -> dict[str, Any]:
        language, words = self.site.language, self.site.words
        return {
            "id": document.id,
            "title": document.title[language],
            "short": document.short[language],
            "publisher": self.ledger.entities[document.publisher].label[language],
            "author": document.author or "",
            "day": format_day(document.date, language),
            "date": document.date.isoformat(),
            "address": document.address or "",
            "trust": document.trust,
            "trust_label": words[f"trust.{document.trust}"],
            "trust_meaning": words[f"trust.{document.trust}.meaning"],
            "note": document.note[language] if document.note else "",
            "href": self.addresses.document(document.id),
            "facts": len(document.facts),
        }


INLINE = ("fact", "statement", "source", "count")
BLOCKS = (
    "cards",
    "table",
    "vintages",
    "statements",
    "timeline",
    "events",
    "catalogue",
    "catalogue_index",
    "document",
    "documents",
    "glossary",
    "meanings",
)


def macros_of(page: str, site: Site) -> dict[str, Callable[..., str]]:
    """The macros by the name that pages call them by."""
    components = Components(site, page)
    return {name: getattr(components, name) for name in (*INLINE, *BLOCKS)}


def counts(ledger: Ledger) -> dict[str, int]:
    """How much the ledger holds, as `check` and the pages tell it."""
    numbers = sum(fact.is_number for fact in ledger.facts)
    return {
        "documents": len(ledger.documents),
        "metrics": len(ledger.metrics),
        "facts": len(ledger.facts),
        "numbers": numbers,
        "statements": len(ledger.facts) - numbers,
        "events": len(ledger.events),
    }


def _called(name: str, known: Mapping[str, Any], what: str) -> Any:
    if name not in known:
        raise LookupFailure(f"no {what} is called {quoted(name)}{did_you_mean(str(name), known)}")
    return known[name]


def _machine_date(period: Period) -> str:
    """The date as HTML's <time> takes it, or nothing for a quarter or a half."""
    if period.form == "day":
        return period.text
    if period.form == "month":
        return period.text
    return str(period.end.year) if period.form == "year" else ""

