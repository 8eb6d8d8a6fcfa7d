"""Views for one page: facts with their corrections and links, events, documents, corrections and doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from macros.ledger.derive import Check, Computed
from macros.ledger.editorial import Account, Correction, Doubt, Event
from macros.ledger.errors import RequestError
from macros.ledger.model import Document, Fact, Figure, Metric, Text
from macros.ledger.periods import Period
from macros.ledger.select import select, selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.charts.sparkline import SeriesView, series_of
from macros.render.page_run import PageRun
from macros.render.site import Site
from macros.render.urls import Addresses, anchor_of
from macros.render.views.facts import FactViews
from macros.render.views.models import (
    CheckView,
    CorrectionView,
    DerivedView,
    DocumentView,
    DoubtView,
    EventView,
    FactView,
    MarkView,
    MetricView,
    PartView,
    Prose,
    SourceView,
)
from macros.text.dates import format_day, format_period
from macros.text.numbers import format_quantity


class Views(FactViews):
    """Makes the views of one page of a site, and notes in the page's run what they show.

    Figures have footnotes unless `numbered` is False, as where each is shown beside its document anyway.
    """

    def __init__(self, site: Site, run: PageRun, *, numbered: bool = True) -> None:
        super().__init__(site.ledger, site.language)
        self.site = site
        self.run = run
        self.numbered = numbered
        self.calculations = site.calculations
        self.addresses = Addresses(run.page)

    def without_notes(self) -> Views:
        """Return the views of the same page whose figures have no footnotes."""
        return Views(self.site, self.run, numbered=False)

    def fact(self, fact: Fact, *, magnitude: bool = False) -> FactView:
        """View a fact; `magnitude` leaves the number's sign out."""
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        self.run.facts[fact.id] = fact
        return replace(
            super().fact(fact, magnitude=True) if magnitude else self.site.fact_views[fact.id],
            marks=self.marks(fact),
            metric_href=self.addresses.metric(metric),
            href=self.addresses.fact(fact, metric),
            document_href=self.addresses.document(document, fact.paragraph),
            note_number=partial(self.run.note_number, fact.id) if self.numbered else None,
        )

    def marks(self, fact: Fact) -> tuple[MarkView, ...]:
        """View the corrections of a fact, which are marked wherever it is shown."""
        return tuple(
            MarkView(
                self.addresses.correction(each.id),
                f"{self.words['label.correction']}{self.words['colon']}{each.title[self.language]}",
            )
            for each in self.ledger.corrections_by_fact.get(fact.id, ())
        )

    def computed(self, computed: Computed, *, magnitude: bool = False) -> DerivedView:
        """View a derived metric with its formula."""
        derived, label = computed.derived, computed.derived.label[self.language]
        self.run.facts.update((fact.id, fact) for fact in computed.facts)
        self.run.derived[derived.id] = computed
        value = format_quantity(computed.quantity, derived.places, self.language, magnitude=magnitude)
        signed = format_quantity(computed.quantity, derived.places, self.language)
        operands = tuple(self.number(each) for each in computed.operands)
        formula = _formula(derived.op, operands)
        shown = "".join(each if isinstance(each, str) else each.value for each in formula)
        return DerivedView(
            attributes={"data-derived": derived.id},
            marks=(),
            id=derived.id,
            anchor=derived.anchor,
            document="",
            kind="derived",
            kind_label=self.words["kind.derived"],
            value=value,
            label=label,
            caption=label,
            href=self.addresses.derived(derived),
            tooltip="\n".join(
                (
                    f"{self.words['kind.derived']}{self.words['part']}{value}",
                    label,
                    # A formula keeps its sign where the sentence says it by a word.
                    f"{self.words['label.formula']}{self.words['colon']}{shown} = {signed}",
                )
            ),
            formula=formula,
            formula_text=shown,
            operands=operands,
            note=derived.note[self.language] if derived.note else "",
            note_number=partial(self.run.note_number, derived.anchor) if self.numbered else None,
        )

    def check(self, check: Check) -> CheckView:
        """View a check: what is computed beside what is printed, and by how much they differ."""
        derived = check.computed.derived
        return CheckView(
            id=derived.id,
            label=derived.label[self.language],
            result=self.computed(check.computed),
            printed=self.fact(check.printed),
            agrees=check.agrees,
            difference="" if check.agrees else format_quantity(check.off, 2, self.language, magnitude=True),
        )

    def number(self, found: Fact | Computed, *, magnitude: bool = False) -> FactView | DerivedView:
        """View whatever a figure names."""
        return self.fact(found, magnitude=magnitude) if isinstance(found, Fact) else self.computed(found, magnitude=magnitude)

    def found(self, figure: Figure) -> Fact | Computed:
        """Find what a data file names by a figure."""
        if figure.derived is not None:
            return self.calculations.results[figure.derived]
        return selected(self.ledger, figure)

    def figure(self, figure: Figure) -> FactView | DerivedView:
        """View a figure that a data file names."""
        return self.number(self.found(figure), magnitude=figure.magnitude)

    def prose(self, text: Text, figures: Mapping[str, Figure]) -> Prose:
        """Split a text at its figures: words, numbers and places, in turn."""
        pieces = PLACEHOLDER.split(text[self.language])
        shown = {
            name: self.source(self.ledger.documents[str(each.document)], str(each.paragraph))
            if each.is_place
            else self.figure(each)
            for name, each in figures.items()
        }
        return tuple(shown[piece] if index % 2 else piece for index, piece in enumerate(pieces) if index % 2 or piece)

    def correction(self, correction: Correction) -> CorrectionView:
        """View a correction with its texts."""
        document = self.ledger.documents[correction.document]
        return CorrectionView(
            id=correction.id,
            title=correction.title[self.language],
            severity=correction.severity,
            severity_label=self.words[f"severity.{correction.severity}"],
            type_label=self.words[f"correction.{correction.type}"],
            source=self.source(document, correction.paragraph),
            printed=correction.printed or "",
            printed_language=self.foreign(document),
            texts=tuple(
                (self.words[f"label.{name}"], self.prose(getattr(correction, name), correction.figures))
                for name in ("says", "right", "shows")
            ),
        )

    def doubt(self, doubt: Doubt) -> DoubtView:
        """View an entry of the ledger of doubts with both sides."""
        return DoubtView(
            id=doubt.id,
            title=doubt.title[self.language],
            type_label=self.words[f"doubt.{doubt.type}"],
            verdict=doubt.verdict,
            verdict_label=self.words[f"verdict.{doubt.verdict}"],
            topics=tuple(self.ledger.topics[topic].label[self.language] for topic in doubt.topics),
            then=self.prose(doubt.then.text, doubt.figures),
            then_sources=self.sources(doubt.then),
            now=self.prose(doubt.now.text, doubt.figures) if doubt.now else (),
            now_sources=self.sources(doubt.now) if doubt.now else (),
            reason=self.prose(doubt.reason, doubt.figures),
            due=self.words["due"].format(date=format_period(doubt.due, self.language)) if doubt.due else "",
            is_new=self.ledger.is_new(doubt),
        )

    def sources(self, account: Account) -> tuple[SourceView, ...]:
        """View where an account is given."""
        return tuple(self.source(self.ledger.documents[each.document], each.paragraph) for each in account.sources)

    def facts(self, facts: Iterable[Fact]) -> tuple[FactView, ...]:
        """View facts in their order."""
        return tuple(map(self.fact, facts))

    def source(self, document: Document, place: str) -> SourceView:
        """View a place of a document; the link leads to the nearest place that the document's page shows."""
        return SourceView(
            document=document.id,
            label=document.short[self.language],
            place=self.place(document, place),
            href=self.addresses.document(document, document.recorded_places.get(place, "")),
            tooltip="\n".join((document.title[self.language], self.where("", document, place))),
        )

    def event(self, event: Event) -> EventView:
        """View an event with its figures and sources."""
        return EventView(
            id=event.id,
            date=format_period(event.date, self.language),
            machine_date=_machine_date(event.date),
            quarter=self.quarter(event.date),
            title=event.title[self.language],
            text=event.text[self.language] if event.text else "",
            upcoming=event.date.end > self.ledger.latest,
            href=self.addresses.event(event.id),
            topics=tuple((topic, self.ledger.topics[topic].label[self.language]) for topic in event.topics),
            companies=self.companies(event),
            facts=tuple(map(self.figure, event.facts)),
            sources=tuple(self.source(self.ledger.documents[each.document], each.paragraph) for each in event.sources),
        )

    def quarter(self, period: Period) -> tuple[str, str]:
        """Name the quarter that a period ends in, as an anchor and as a heading: 2025q1, 2025年第一季度."""
        quarter = Period.parse(f"{period.end.year}Q{(period.end.month + 2) // 3}")
        return quarter.text.lower(), format_period(quarter, self.language)

    def companies(self, event: Event) -> tuple[tuple[str, str], ...]:
        """Name the companies that an event's entities are or belong to: a segment and its products are a company's."""
        found = {}
        for name in event.entities:
            for belongs in self.ledger.lineage(name):
                entity = self.ledger.entities[belongs]
                if entity.type == "company":
                    found[belongs] = entity.label[self.language]
        return tuple(found.items())

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
            series=self.series(metric),
            href=self.addresses.metric(metric),
        )

    def series(self, metric: Metric) -> SeriesView | None:
        """Draw what was reported period after period, where there is enough of one form to show a course.

        A number that is known to be wrong is left out; of several documents the most trusted is drawn.
        """
        periods: dict[str, set[Period]] = defaultdict(set)
        for fact in self.ledger.by_metric.get(metric.id, ()):
            if fact.kind == "reported" and fact.value is not None and fact.id not in self.ledger.wrong_facts:
                periods[fact.period.form].add(fact.period)
        longest = max(periods.values(), key=len, default=set())
        facts = []
        for period in sorted(longest):
            try:
                facts.append(select(self.ledger, metric.id, period.text, kind="reported"))
            except RequestError:
                continue  # Two newspapers disagree: there is no one value to draw.
        if len(facts) < SHORTEST_SERIES:
            return None
        values = [fact.ends[0] * self.ledger.unit_of(fact).factor for fact in facts]
        views = [self.fact(fact) for fact in facts]
        return series_of(values, [f"{view.period} {view.value}" for view in views])

    def document(self, document: Document) -> DocumentView:
        """View a document without its facts."""
        author = self.person(document.author or "")
        return DocumentView(
            id=document.id,
            title=document.title[self.language],
            short=document.short[self.language],
            publisher=self.ledger.entities[document.publisher].label[self.language],
            author=author,
            byline="" if author == document.author else document.author or "",
            language=self.foreign(document),
            day=format_day(document.date, self.language),
            date=document.date.isoformat(),
            address=document.address or "",
            trust=document.trust,
            trust_label=self.words[f"trust.{document.trust}"],
            trust_meaning=self.words[f"trust.{document.trust}.meaning"],
            note=document.note[self.language] if document.note else "",
            href=self.addresses.document(document),
            facts=len(document.facts),
        )

    def parts(self, document: Document) -> tuple[PartView, ...]:
        """View the parts of a document that have pages of their own."""
        return tuple(
            PartView(
                id=part.id,
                title=part.title[self.language],
                href=self.addresses.part(document, part.id),
                facts=sum(document.part_of[fact.paragraph] == part.id for fact in document.facts),
                places=tuple(
                    (anchor_of(place), self.place(document, place), self.addresses.document(document, place))
                    for place, found in document.part_of.items()
                    if found == part.id
                ),
            )
            for part in document.parts
        )


_SIGNS: Mapping[str, str] = MappingProxyType(
    {"share": " ÷ ", "multiple": " ÷ ", "ratio": " ÷ ", "difference": " − ", "sum": " + "}
)


def _formula(op: str, operands: tuple[FactView | DerivedView, ...]) -> tuple[str | FactView | DerivedView, ...]:
    """Write an operation with its operands in place."""
    first, *rest = operands
    if op == "growth":
        return ("(", first, " − ", *rest, ") ÷ ", *rest)
    if op == "base":
        return (first, " ÷ (1 + ", *rest, ")")
    pieces: list[str | FactView | DerivedView] = [first]
    for operand in rest:
        pieces += [_SIGNS[op], operand]
    return tuple(pieces)


SHORTEST_SERIES = 4


def _machine_date(period: Period) -> str:
    """Write the date as HTML's <time> takes it; a quarter or a half has no such form."""
    if period.form in ("day", "month"):
        return period.text
    return str(period.end.year) if period.form == "year" else ""
