"""Facts, events and documents as templates place them: every text chosen, every number written, every link made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from macros.ledger.derive import Calculations, Check, Computed
from macros.ledger.errors import RequestError
from macros.ledger.model import (
    Account,
    Aliases,
    Correction,
    Document,
    Doubt,
    Event,
    Fact,
    Figure,
    Language,
    Ledger,
    Metric,
    Text,
)
from macros.ledger.periods import Period
from macros.ledger.select import earlier_plans, select, selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.urls import Addresses, anchor_of
from macros.text.labels import wording
from macros.text.numbers import format_day, format_fact, format_period, format_quantity
from macros.text.typography import is_chinese


@dataclass(frozen=True)
class MarkView:
    """A correction of a figure, to link to."""

    href: str
    title: str


@dataclass(frozen=True)
class FactView:
    """One fact: either `value` or `statement` is empty; `anchor` names its line in the catalogue.

    `printed_language` is empty where the token is in the page's own language.
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


@dataclass(frozen=True)
class SourceView:
    """A place in a document, to link to."""

    document: str
    label: str
    place: str
    href: str
    tooltip: str


@dataclass(frozen=True)
class PlaceView:
    """A paragraph that a text refers to, to link to."""

    document: str
    kind: str
    value: str
    href: str
    tooltip: str


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


Prose = tuple[str | FactView | DerivedView | PlaceView, ...]
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
class BarView:
    """One bar of a small chart."""

    x: str
    y: str
    width: str
    height: str
    label: str


@dataclass(frozen=True)
class SeriesView:
    """A small chart: reported values in the order of time, from a common base line."""

    width: int
    height: int
    label: str
    bars: tuple[BarView, ...]


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
    """A part of a document, to link to: `places` are the anchor, name and address of each place that stands in it."""

    id: str
    title: str
    href: str
    facts: int
    places: tuple[tuple[str, str, str], ...]


Viewed = dict[tuple[str, bool], FactView]
"""Facts without marks and addresses, by id and whether without a sign: what all pages show of them."""


class Views:
    """Makes views for one page of a site in one language; `viewed` is what its pages share."""

    def __init__(self, ledger: Ledger, calculations: Calculations, language: Language, page: str, viewed: Viewed) -> None:
        self.ledger = ledger
        self.calculations = calculations
        self.viewed = viewed
        self.used: dict[str, Fact] = {}
        """The facts that were viewed, by id: what a page shows, and where its figures come from."""
        self.used_derived: dict[str, Computed] = {}
        self.language = language
        self.words = wording(language)
        self.addresses = Addresses(page)

    def fact(self, fact: Fact, *, magnitude: bool = False) -> FactView:
        """View a fact; `magnitude` leaves the number's sign out."""
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        self.used[fact.id] = fact
        known = self.viewed.get((fact.id, magnitude))
        if known is None:
            known = self.viewed[fact.id, magnitude] = self._worded(fact, metric, document, magnitude=magnitude)
        return replace(
            known,
            marks=self.marks(fact),
            metric_href=self.addresses.metric(metric),
            href=self.addresses.fact(fact, metric),
            document_href=self.addresses.document(document, fact.paragraph),
        )

    def _worded(self, fact: Fact, metric: Metric, document: Document, *, magnitude: bool) -> FactView:
        """View a fact without marks and addresses."""
        value = ""
        if fact.is_number:
            value = format_fact(fact, self.ledger.unit_of(fact), metric, self.language, magnitude=magnitude)
        return FactView(
            attributes={"data-fact": fact.subject, "data-document": fact.document},
            marks=(),
            id=fact.id,
            anchor=fact.id,
            subject=fact.subject,
            document=fact.document,
            kind=fact.kind,
            kind_label=self.words[f"kind.{fact.kind}"],
            value=value,
            statement=fact.statement[self.language] if fact.statement else "",
            period=self.period(fact.period, metric),
            metric=metric.label[self.language],
            metric_href="",
            href="",
            document_label=document.short[self.language],
            document_href="",
            document_day=format_day(document.date, self.language),
            place=self.place(document, fact.paragraph),
            also=self.words["joiner"].join(self.place(document, each.paragraph) for each in fact.also),
            printed=_printed(fact),
            printed_language=self.foreign(document),
            tooltip=self.tooltip(fact, value, metric, document),
            caption=self.words["separator"].join((metric.label[self.language], self.period(fact.period, metric))),
            speaker=self.ledger.entities[fact.speaker].label[self.language] if fact.speaker else "",
            note=fact.note[self.language] if fact.note else "",
        )

    def marks(self, fact: Fact) -> tuple[MarkView, ...]:
        """View the corrections of a fact, which stand beside it wherever it is shown."""
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
        self.used |= {fact.id: fact for fact in computed.facts}
        self.used_derived[derived.id] = computed
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
                    # A formula keeps its sign, whatever word stands for it in the sentence.
                    f"{self.words['label.formula']}{self.words['colon']}{shown} = {signed}",
                )
            ),
            formula=formula,
            formula_text=shown,
            operands=operands,
            note=derived.note[self.language] if derived.note else "",
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

    def cited(self, figure: Figure) -> PlaceView:
        """View a place that a text refers to."""
        document, place = self.ledger.documents[str(figure.document)], str(figure.paragraph)
        source = self.source(document, place)
        return PlaceView(document.id, "place", self.place(document, place), source.href, source.tooltip)

    def prose(self, text: Text, figures: Mapping[str, Figure]) -> Prose:
        """Split a text at its figures: words, numbers and places, in turn."""
        pieces = PLACEHOLDER.split(text[self.language])
        shown = {name: self.cited(each) if each.is_place else self.figure(each) for name, each in figures.items()}
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

    def tooltip(self, fact: Fact, value: str, metric: Metric, document: Document) -> str:
        """Say line by line what a figure is: kind and value, metric and period, document and place, token, earlier plans.

        A browser shows the lines as they are; our script makes of the first one a badge and a number, and of what
        stands below a line that ends with a colon a list.
        """
        part, colon, printed = self.words["part"], self.words["colon"], _printed(fact)
        if self.language != "zh" and is_chinese(printed):
            # A title cannot tell of a part of it that it is in another language; the line in the catalogue can.
            printed = ""
        earlier = self.earlier(fact)
        lines = (
            part.join(filter(None, (self.words[f"kind.{fact.kind}"], value))),
            part.join((metric.label[self.language], self.period(fact.period, metric))),
            self.where(document.short[self.language], document, fact.paragraph),
            f"{self.words['column.printed']}{colon}{printed}" if printed else "",
            f"{self.words['label.earlier']}{colon}".rstrip() if earlier else "",
            *earlier,
        )
        return "\n".join(filter(None, lines))

    def earlier(self, fact: Fact) -> tuple[str, ...]:
        """Say what was planned or expected before, a line each: 约1,000亿美元 · 2025年 · 说于2025年2月6日.

        The period stands where it is another one, the kind where it is another one.
        """
        lines = []
        for each in earlier_plans(self.ledger, fact):
            metric = self.ledger.metrics[each.metric]
            parts = (
                format_fact(each, self.ledger.unit_of(each), metric, self.language),
                "" if each.period == fact.period else self.period(each.period, metric),
                "" if each.kind == fact.kind else self.words[f"kind.{each.kind}"],
                self.words["said"].format(day=format_day(self.ledger.documents[each.document].date, self.language)),
            )
            lines.append(self.words["part"].join(filter(None, parts)))
        return tuple(lines)

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
        if len(longest) < SHORTEST_SERIES:
            return None
        facts = []
        for period in sorted(longest):
            try:
                facts.append(select(self.ledger, metric.id, period.text, kind="reported"))
            except RequestError:
                continue  # Two newspapers disagree: there is no one value to draw.
        values = [fact.ends[0] * self.ledger.unit_of(fact).factor for fact in facts]
        views = [self.fact(fact) for fact in facts]
        return _bars(values, [f"{view.period} {view.value}" for view in views])

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
        """View the parts of a document that stand on pages of their own."""
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

    def foreign(self, document: Document) -> str:
        """Return a document's language where it is not the page's, and nothing where it is."""
        return "" if document.language == self.language else document.language

    def person(self, name: str) -> str:
        """Write a person's name as this page's language does, where the ledger knows the person."""
        known = (entity.label for entity in self.ledger.entities.values() if entity.type == "person")
        return next((label[self.language] for label in known if name in (label.zh, label.en)), name)

    def place(self, document: Document, place: str) -> str:
        """Write a place of a document: 第24段, 现金流量表."""
        if place in document.places:
            return document.places[place][self.language]
        return self.words["place.paragraph"].format(number=place.removeprefix("p."))

    def where(self, name: str, document: Document, place: str) -> str:
        """Write a document's name, unless it is empty, its date and a place in it."""
        day = format_day(document.date, self.language)
        return self.words["separator"].join(filter(None, (name, day, self.place(document, place))))

    def period(self, period: Period, metric: Metric) -> str:
        """Write a period, as a fiscal one where the metric's entity has a year of its own."""
        return format_period(period, self.language, fiscal=self.is_fiscal(metric))

    def is_fiscal(self, metric: Metric) -> bool:
        """Whether a metric's entity has a fiscal year that is not the calendar's."""
        return any(self.ledger.entities[each].fiscal_year_ends for each in self.ledger.lineage(metric.entity))

    def aliases(self, aliases: Aliases, label: str) -> tuple[str, ...]:
        """List the other names that a reader of this language may know."""
        names = (*aliases.zh, *aliases.hant, *aliases.en) if self.language == "zh" else aliases.en
        return tuple(dict.fromkeys(name for name in names if name != label))


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
_BAR, _GAP, _HEIGHT = 12, 3, 40


def _bars(values: list[Decimal], labels: list[str]) -> SeriesView:
    """Place one bar for each value, scaled to the tallest, negative ones below the base line."""
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    scale = _HEIGHT / (top - bottom) if top > bottom else Decimal(0)
    bars = tuple(
        BarView(
            x=str(index * (_BAR + _GAP)),
            y=f"{(top - max(value, Decimal(0))) * scale:.1f}",
            width=str(_BAR),
            height=f"{max(abs(value) * scale, Decimal('0.5')):.1f}",
            label=label,
        )
        for index, (value, label) in enumerate(zip(values, labels, strict=True))
    )
    return SeriesView(len(values) * (_BAR + _GAP) - _GAP, _HEIGHT, f"{labels[0]} → {labels[-1]}", bars)


def _printed(fact: Fact) -> str:
    return " … ".join(token for token in (fact.printed, fact.printed_high) if token)


def _machine_date(period: Period) -> str:
    """Write the date as HTML's <time> takes it; a quarter or a half has no such form."""
    if period.form in ("day", "month"):
        return period.text
    return str(period.end.year) if period.form == "year" else ""
