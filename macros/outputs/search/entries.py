"""Make a search entry for each metric, fact, derived metric, event, doubt, correction, glossary term and document.

Texts are as pages show them. A number is also given as a number in base units, so that JavaScript need not parse the text.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from macros.ledger.derive import Computed
from macros.ledger.editorial import Chart, Correction, Doubt, Event, GlossaryEntry
from macros.ledger.ledger import Ledger
from macros.ledger.model import TRUST_ORDER, Document, Fact, Metric, Unit
from macros.ledger.periods import Period
from macros.ledger.select import FORWARD, revision_of
from macros.ledger.yaml_source import read_own
from macros.render.site import PageRun, Site
from macros.render.urls import CHARTS, CORRECTIONS, DOUBTS, GLOSSARY, TIMELINE
from macros.render.views.models import FactView, FigureView, plain
from macros.render.views.page import Views
from macros.text.labels import wording
from macros.text.numbers import shown_ends

Name = tuple[str, str]
"""Whose name: ("metric", "cloud-backlog"), ("entity", "orbit"), ("topic", "chips"), ("term", "barbell")."""


@dataclass(frozen=True)
class Entry:
    """One search result.

    A query for a name finds the entries that have it as their `own`, then those that are `related`. `months` are the
    first and the last month of the entry's period, as 202510. `rank`, from 0 to 1, puts newer and more trusted entries
    first. `numeric` entries answer with a number. `value` is that number: how many characters of the text it is written
    in, its dimension, and its ends in base units without signs. `figures` are the anchors of the facts and derived
    metrics that the text shows.
    """

    location: str
    kind: str
    title: str
    text: str
    own: tuple[Name, ...] = ()
    related: tuple[Name, ...] = ()
    months: tuple[int, int] | None = None
    rank: float = 0.8
    numeric: bool = False
    value: tuple[Any, ...] = ()
    figures: tuple[str, ...] = ()


def ledger_entries(site: Site) -> list[Entry]:
    """Return the entries of a site's data."""
    return list(_Builder(site).entries())


class _Builder:
    def __init__(self, site: Site) -> None:
        self.site, self.ledger, self.language = site, site.ledger, site.language
        self.words = wording(site.language)
        self.views = Views(site, PageRun("index.md"))
        self.ranks = {name: factor for name, (factor, _) in read_own(__file__, "weights.yml")["ranks"].items()}

    def entries(self) -> Iterator[Entry]:
        yield from (self.metric(metric) for metric in self.ledger.metrics.values() if metric.id in self.ledger.by_metric)
        yield from map(self.fact, self.ledger.facts)
        yield from map(self.derived, self.site.calculations.results.values())
        yield from map(self.event, self.ledger.events)
        yield from map(self.doubt, self.ledger.doubts)
        yield from map(self.chart, self.ledger.charts.values())
        yield from map(self.correction, self.ledger.corrections)
        yield from map(self.term, self.ledger.glossary)
        yield from map(self.document, self.ledger.documents.values())

    def metric(self, metric: Metric) -> Entry:
        address, label = self.views.addresses.catalogue(metric.topic, metric.id), self.views.text(metric.label)
        text = self.join(*map(self.views.text, (metric.definition, metric.basis)), self.views.entity(metric.entity))
        own, related = (("metric", metric.id),), self.around(metric, self.ledger.by_metric[metric.id])
        numeric = metric.dimension != "statement"
        return Entry(address, "metric", label, text, own, related, rank=self.weight(metric), numeric=numeric)

    def fact(self, fact: Fact) -> Entry:
        view, metric = self.views.fact(fact), self.ledger.metrics[fact.metric]
        text = self.join(
            _said(view),
            f"{self.words['column.printed']} {fact.printed_text}" if fact.printed_text else "",
            f"{self.words['label.speaker']} {self.views.entity(fact.speaker)}" if fact.speaker else "",
            self.views.where(view.source.label, view.document, fact.paragraph),
            self.labelled("label.note", self.views.text(fact.note)) if fact.note else "",
        )
        rank = self.recency(fact.period.end) * (0.7 + 0.3 * self.weight(metric))
        rank -= TRUST_ORDER[self.ledger.documents[fact.document].trust] / 50 + 0.2 * (fact.id in self.ledger.wrong_facts)
        if fact.period.end > self.ledger.latest and revision_of(self.ledger, fact, self.ledger.latest):
            rank *= self.ranks["revised"]
        speaker = (("entity", fact.speaker),) if fact.speaker else ()
        person = fact.speaker and self.ledger.entities[fact.speaker].type == "person"
        terms = (term.id for term in self.ledger.glossary if fact.is_number and term.term.en.lower() == fact.kind)
        own = (("metric", metric.id), *(speaker if person else ()), *(("term", each) for each in terms))
        related, months, numeric = (*self.around(metric, [fact]), *speaker), _months(fact.period), fact.is_number
        ends = [end * self.ledger.unit_of(fact).factor for end in fact.ends] if numeric else []
        value = _value(view.value, dimension_of(self.ledger, self.ledger.unit_of(fact)), ends) if numeric else ()
        return Entry(view.href, "fact", view.caption, text, own, related, months, round(rank, 3), numeric, value)

    def derived(self, computed: Computed) -> Entry:
        view, derived, quantity = self.views.computed(computed), computed.derived, computed.quantity
        said = f"{view.value}（{view.kind_label}）" if self.language == "zh" else f"{view.value} ({view.kind_label})"
        formula = self.labelled("label.formula", plain(view.formula))
        text = self.join(said, formula, *(each.caption for each in view.operands), self.views.text(derived.note))
        metrics = dict.fromkeys(("metric", fact.metric) for fact in computed.facts)
        value = _value(
            view.value, dimension_of(self.ledger, quantity.unit), shown_ends(quantity, derived.places, self.language)
        )
        related, figures = (*metrics, ("topic", derived.topic)), _anchors(view.operands)
        return Entry(view.href, "derived", view.caption, text, (), related, numeric=True, value=value, figures=figures)

    def event(self, event: Event) -> Entry:
        shown = self.views.figures(event.facts)
        months, rank, title = _months(event.date), self.recency(event.date.end), self.views.text(event.title)
        if shown and all(each.kind in FORWARD for each in shown):
            rank *= self.ranks["promised"]
        facts = (f"{each.caption}{self.words['colon']}{_said(each)}" for each in shown)
        sources = (self.views.text(self.ledger.documents[each.document].short) for each in event.sources)
        text = self.join(self.views.period(event.date), self.views.text(event.text), *facts, *sources)
        related = (*(("topic", each) for each in event.topics), *(("entity", each) for each in event.entities))
        address, figures = self.views.addresses.to(TIMELINE, event.id), _anchors(shown)
        return Entry(address, "event", title, text, (), related, months, rank, numeric=bool(figures), figures=figures)

    def doubt(self, doubt: Doubt) -> Entry:
        texts, address = self.views.doubt(doubt), self.views.addresses.to(DOUBTS, doubt.id)
        labels = {"then": "label.then", "now": "label.now", "reason": f"outcome.{self.ledger.standing(doubt)}"}
        told = {key: self.labelled(labels[key], plain(prose)) for key, prose in texts.items()}
        text = " ".join((told.pop("reason"), *told.values()))
        related, figures = tuple(("topic", each) for each in doubt.topics), _anchors(chain(*texts.values()))
        return Entry(address, "doubt", self.views.text(doubt.title), text, (), related, figures=figures)

    def chart(self, chart: Chart) -> Entry:
        """Describe a chart by its finding."""
        finding = self.views.prose(chart.finding, chart.figures)
        figures, address = _anchors(finding), self.views.addresses.to(CHARTS, f"chart-{chart.id}")
        points = (point for series in chart.series for point in series.points)
        drawn = dict.fromkeys(each for each in (*(of.metric for of in chart.series), *(of.metric for of in points)) if each)
        related = (*(("metric", each) for each in drawn), ("topic", chart.topic))
        return Entry(address, "chart", self.views.text(chart.title), plain(finding), (), related, rank=0.9, figures=figures)

    def correction(self, correction: Correction) -> Entry:
        texts, address = self.views.correction(correction), self.views.addresses.to(CORRECTIONS, correction.id)
        source = self.views.source(correction.document, correction.paragraph)
        text = [self.labelled(f"label.{key}", plain(prose)) for key, prose in texts.items()]
        text += [f"{self.words['column.printed']} {correction.printed}"] if correction.printed else []
        text += [f"{source.label}{self.words['separator']}{source.value}"]
        metric = (("metric", correction.fact.metric),) if correction.fact and correction.fact.metric else ()
        related = (*metric, ("document", correction.document))
        title, figures = self.views.text(correction.title), _anchors(chain(*texts.values()))
        return Entry(address, "correction", title, " ".join(text), (), related, figures=figures)

    def term(self, term: GlossaryEntry) -> Entry:
        title, text = self.views.text(term.term), self.views.text(term.text)
        also = self.views.aliases(term.aliases, title)
        text += f" {self.labelled('label.aliases', self.words['joiner'].join(also))}" if also else ""
        return Entry(self.views.addresses.to(GLOSSARY, term.id), "term", title, text, (("term", term.id),))

    def document(self, document: Document) -> Entry:
        """Describe a document; it answers to its publisher's name where the publisher has no other document."""
        title, short, note = map(self.views.text, (document.title, document.short, document.note))
        author = f"{self.words['label.author']} {self.views.person(document.author)}" if document.author else ""
        day, trust = self.views.day(document.date), self.words[f"trust.{document.trust}"]
        text = self.join(title, self.views.entity(document.publisher), author, day, trust, note)
        publisher = (("entity", document.publisher),)
        only = sum(each.publisher == document.publisher for each in self.ledger.documents.values()) == 1
        rank = round(self.recency(document.date) - TRUST_ORDER[document.trust] / 10, 3)
        address = self.views.addresses.document(document)
        own = (("document", document.id), *(publisher if only else ()))
        return Entry(address, "document", short, text, own, publisher, rank=rank)

    @cached_property
    def term_names(self) -> list[tuple[str, frozenset[str]]]:
        return [(term.id, frozenset(map(str.lower, term.aliases.en))) for term in self.ledger.glossary]

    def around(self, metric: Metric, facts: Iterable[Fact]) -> tuple[Name, ...]:
        """Return what a metric belongs to, and the terms for the form of period of its facts: TTM."""
        forms = {fact.period.form for fact in facts}
        terms = [name for name, also in self.term_names if not also.isdisjoint(forms)]
        entities = (("entity", each) for each in self.ledger.lineage(metric.entity))
        return (*entities, *(("topic", each) for each in metric.every_topic), *(("term", each) for each in terms))

    def recency(self, day: dt.date) -> float:
        """Return 1 for the newest document's day, falling to 0.5 for five years earlier."""
        age = max((self.ledger.latest - day).days, 0)
        return round(1 - min(age / 3650, 0.5), 3)

    def weight(self, metric: Metric) -> float:
        """Return from 0.5 for a metric with one fact to 1 for the metric with the most facts."""
        return round(0.5 + 0.5 * math.log(len(self.ledger.by_metric[metric.id])) / math.log(self.most_facts), 3)

    @cached_property
    def most_facts(self) -> int:
        return max([2, *map(len, self.ledger.by_metric.values())])

    def join(self, *texts: str) -> str:
        return self.words["part"].join(filter(None, texts))

    def labelled(self, label: str, text: str) -> str:
        return f"{self.words[label]}{self.words['colon']}{text}"


def dimension_of(ledger: Ledger, unit: Unit) -> str:
    """Return a unit's dimension; of money, with the currency where it is another than that of the first unit of money."""
    main = next((each.base for each in ledger.units.values() if each.dimension == "money"), unit.base)
    return unit.dimension if unit.dimension != "money" or unit.base == main else f"money {unit.base}"


def _said(view: FigureView) -> str:
    said = view.value or view.statement if isinstance(view, FactView) else view.value
    return f"{said} · {view.kind_label}"


def _anchors(pieces: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.anchor for piece in pieces if isinstance(piece, FigureView)))


def _value(written: str, dimension: str, ends: Iterable[Decimal]) -> tuple[Any, ...]:
    sizes = (abs(end) for end in ends)
    return (len(written), dimension, *dict.fromkeys(int(size) if size == int(size) else float(size) for size in sizes))


def _months(period: Period) -> tuple[int, int]:
    return period.start.year * 100 + period.start.month, period.end.year * 100 + period.end.month
