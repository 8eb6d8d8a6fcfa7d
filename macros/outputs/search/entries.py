"""Make a search entry for each metric, fact, derived metric, event, doubt, correction, glossary term and document.

Texts are as pages show them. What one entry says of another is a placeholder, which the browser fills: {0} is what the first
of its figures says, {0t} that one's title, {0k} its kind. The browser also writes titles and addresses of facts.
"""

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import chain

from macros.ledger.derive import Computed
from macros.ledger.editorial import Chart, Correction, Doubt, Event, GlossaryEntry
from macros.ledger.ledger import Ledger
from macros.ledger.model import TRUST_ORDER, Document, Fact, Metric, Unit
from macros.ledger.periods import Period
from macros.ledger.select import FORWARD, revision_of
from macros.ledger.yaml_source import read_own
from macros.render.site import PageRun, Site
from macros.render.urls import CHARTS, CORRECTIONS, DOUBTS, GLOSSARY, TIMELINE
from macros.render.views import DerivedView, FigureView, Views, plain
from macros.text.labels import wording
from macros.text.numbers import shown_ends

Name = tuple[str, str]
"""Whose name: ("metric", "cloud-backlog"), ("entity", "orbit"), ("topic", "chips"), ("term", "barbell")."""

NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Entry:
    """One search result.

    `said` begins the text: a value, a day. A query for a name finds the entries that have it as their `own`, then those that
    are `related`. `months` are the first and the last month of the entry's period. `rank`, from 0 to 1, puts
    newer and more trusted entries first. `numeric` entries answer with a number. `ends` are those of that number, in base
    units and without signs, of a `dimension`. `figures` are the anchors of the facts and derived metrics that the text shows.
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
    figures: tuple[str, ...] = ()
    said: str = ""
    dimension: str = ""
    ends: tuple[Decimal, ...] = ()

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.location.partition("#")[0]

    @property
    def anchor(self) -> str:
        """The part of the address within the page."""
        return self.location.partition("#")[2]


@dataclass(frozen=True, kw_only=True)
class FactEntry(Entry):
    """A fact, of which the browser makes the title: what it says, and what its metric, kind and document do not.

    The browser multiplies `rank` by the recency of the period, the rank of the metric and that of the document.
    """

    fact: Fact
    recency: float
    period: str
    place: str


class Contents:
    """The entries of an index, those of facts last, and the names of what they belong to.

    `numbers` are those of all entries by their anchors, `held` those of the things that have names; `groups` are those of
    the names.
    """

    def __init__(self, entries: Sequence[Entry], facts: Sequence[FactEntry], names: Mapping[Name, Sequence[str]]) -> None:
        self.entries, self.facts, self.names = entries, facts, names
        self.all = (*entries, *facts)
        self.numbers = {entry.anchor: number for number, entry in enumerate(self.all)}
        self.groups = {name: number for number, name in enumerate(names)}
        self.held = {each.own[0]: number for number, each in enumerate(entries) if each.own and each.own[0][0] == each.kind}


def named(kind: str, ids: Iterable[str]) -> tuple[Name, ...]:
    """Name things of one kind."""
    return tuple((kind, each) for each in ids)


def ledger_entries(site: Site) -> tuple[list[Entry], list[FactEntry]]:
    """Return the entries of a site's data, and those of its facts, by metric."""
    builder, by_metric = _Builder(site), site.ledger.by_metric
    facts = (fact for metric in site.ledger.metrics for fact in by_metric.get(metric, ()))
    return list(builder.entries()), list(map(builder.fact, facts))


class _Builder:
    def __init__(self, site: Site) -> None:
        self.site, self.ledger, self.language = site, site.ledger, site.language
        self.words = wording(site.language)
        self.views = Views(site, PageRun("index.md"))
        self.ranks = {name: factor for name, (factor, _) in read_own(__file__, "weights.yml")["ranks"].items()}
        self.most_facts = max([2, *map(len, self.ledger.by_metric.values())])

    def entries(self) -> Iterator[Entry]:
        yield from (self.metric(metric) for metric in self.ledger.metrics.values() if metric.id in self.ledger.by_metric)
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
        own, numeric = (("metric", metric.id),), metric.dimension != "statement"
        # From 0.5 for a metric with one fact to 1 for the metric with the most facts.
        rank = round(0.5 + 0.5 * math.log(len(self.ledger.by_metric[metric.id])) / math.log(self.most_facts), 1)
        return Entry(address, "metric", label, text, own, self.around(metric), rank=rank, numeric=numeric)

    def fact(self, fact: Fact) -> FactEntry:
        document, printed, speaker = self.ledger.documents[fact.document], fact.printed_text, fact.speaker
        said, dimension, ends = self.views.text(fact.statement), "", tuple[Decimal, ...]()
        own = named("entity", [speaker] if speaker and self.ledger.entities[speaker].type == "person" else [])
        if fact.is_number:
            unit, said = self.ledger.unit_of(fact), self.site.numbers[fact.id]
            dimension, ends = dimension_of(self.ledger, unit), _sizes(end * unit.factor for end in fact.ends)
            own += self.terms.get(fact.kind, ())
        text = self.join(
            f"{self.words['column.printed']} {printed}" if printed and not _shows(said, printed) else "",
            f"{self.words['label.speaker']} {self.views.entity(speaker)}" if speaker else "",
        )
        later = fact.period.end > self.ledger.latest and revision_of(self.ledger, fact, self.ledger.latest)
        rank = self.ranks["wrong"] if fact.id in self.ledger.wrong_facts else self.ranks["revised"] if later else 1
        return FactEntry(
            f"#{fact.id}",
            "fact",
            "",
            text,
            own,
            (("entity", speaker),) if speaker else (),
            rank=rank * self.repetitions.get(fact.id, 1),
            said=said,
            dimension=dimension,
            ends=ends,
            fact=fact,
            recency=self.recency(fact.period.end),
            period=self.views.period(fact.period),
            place=self.views.place(document, fact.paragraph),
        )

    def derived(self, computed: Computed) -> Entry:
        view, derived, quantity = DerivedView(self.views, computed), computed.derived, computed.quantity
        figures = _anchors(view.operands)
        label = f"（{view.kind_label}）" if self.language == "zh" else f" ({view.kind_label})"
        pieces = (each if isinstance(each, str) else f"{{{figures.index(each.anchor)}}}" for each in view.formula)
        titles = (f"{{{number}t}}" for number in range(len(figures)))
        text = label + self.words["part"] + self.join(self.labelled("label.formula", "".join(pieces)), *titles)
        metrics = dict.fromkeys(fact.metric for fact in computed.facts)
        rank = 0.85 * self.recency(max(fact.period.end for fact in computed.facts))
        return Entry(
            view.href,
            "derived",
            view.caption,
            text,
            related=(*named("metric", metrics), ("topic", derived.topic)),
            rank=round(20 * rank) / 20,  # Steps compress better.
            numeric=True,
            figures=figures,
            said=view.value,
            dimension=dimension_of(self.ledger, quantity.unit),
            ends=_sizes(shown_ends(quantity, derived.places, self.language)),
        )

    def event(self, event: Event) -> Entry:
        shown, rank = self.views.figures(event.facts), self.recency(event.date.end)
        if shown and all(each.kind in FORWARD for each in shown):
            rank *= self.ranks["promised"]
        figures, facts = _anchors(shown), []
        for figure, view in zip(event.facts, shown, strict=True):
            at = figures.index(view.anchor)
            value = view.value if figure.magnitude else f"{{{at}}}"
            facts.append(f"{{{at}t}}{self.words['colon']}{value}{self.words['part']}{{{at}k}}")
        sources = dict.fromkeys(self.views.text(self.ledger.documents[each.document].short) for each in event.sources)
        text = self.words["part"] + self.join(self.views.text(event.text), *facts, *sources)
        related = (*named("topic", event.topics), *named("entity", event.entities))
        address, title = self.views.addresses.to(TIMELINE, event.id), self.views.text(event.title)
        day, months = self.views.period(event.date), months_of(event.date)
        return Entry(address, "event", title, text, (), related, months, rank, bool(figures), figures, day)

    def doubt(self, doubt: Doubt) -> Entry:
        texts, standing, colon = self.views.doubt(doubt), self.ledger.standing(doubt), self.words["colon"]
        told = (self.labelled(f"label.{key}", plain(texts[key])) for key in ("then", "now") if key in texts)
        text = " ".join((f"{colon}{plain(texts['reason'])}" if "reason" in texts else "", *told))
        address, title = self.views.addresses.to(DOUBTS, doubt.id), self.views.text(doubt.title)
        own, related = (("doubt", doubt.id),), (*named("topic", doubt.topics), ("outcome", standing))
        figures, outcome = _anchors(chain(*texts.values())), self.words[f"outcome.{standing}"]
        return Entry(address, "doubt", title, text, own, related, figures=figures, said=outcome)

    def chart(self, chart: Chart) -> Entry:
        """Describe a chart by its finding."""
        finding = self.views.prose(chart.finding, chart.figures)
        figures, address = _anchors(finding), self.views.addresses.to(CHARTS, f"chart-{chart.id}")
        points = (point for series in chart.series for point in series.points)
        drawn = dict.fromkeys(each for each in (*(of.metric for of in chart.series), *(of.metric for of in points)) if each)
        related = (*named("metric", drawn), ("topic", chart.topic))
        return Entry(address, "chart", self.views.text(chart.title), plain(finding), (), related, rank=0.9, figures=figures)

    def correction(self, correction: Correction) -> Entry:
        texts, address = self.views.correction(correction), self.views.addresses.to(CORRECTIONS, correction.id)
        source = self.views.source(correction.document, correction.paragraph)
        # What the site does about it is seldom searched, and on the page.
        text = [self.labelled(f"label.{key}", plain(prose)) for key, prose in texts.items() if key != "shows"]
        text += [f"{self.words['column.printed']} {correction.printed}"] if correction.printed else []
        text += [f"{source.label}{self.words['separator']}{source.value}"]
        metric = (("metric", correction.fact.metric),) if correction.fact and correction.fact.metric else ()
        related = (*metric, ("document", correction.document))
        title, figures = self.views.text(correction.title), _anchors(chain(*texts.values()))
        return Entry(address, "correction", title, " ".join(text), (), related, figures=figures)

    def term(self, term: GlossaryEntry) -> Entry:
        title, text = self.views.text(term.term), self.views.text(term.text)
        return Entry(self.views.addresses.to(GLOSSARY, term.id), "term", title, text, (("term", term.id),))

    def document(self, document: Document) -> Entry:
        """Describe a document; it answers to its publisher's name where the publisher has no other document."""
        title, short, note = map(self.views.text, (document.title, document.short, document.note))
        author = f"{self.words['label.author']} {self.views.person(document.author)}" if document.author else ""
        day, trust = self.views.day(document.date), self.words[f"trust.{document.trust}"]
        text = self.words["part"] + self.join(title, self.views.entity(document.publisher), author, trust, note)
        publisher = (("entity", document.publisher),)
        only = sum(each.publisher == document.publisher for each in self.ledger.documents.values()) == 1
        rank = round(self.recency(document.date) - TRUST_ORDER[document.trust] / 10, 3)
        address = self.views.addresses.document(document)
        own = (("document", document.id), *(publisher if only else ()))
        return Entry(address, "document", short, text, own, publisher, rank=rank, said=day)

    @cached_property
    def repetitions(self) -> Mapping[str, float]:
        """The factors of facts that give one number for one period: the best of them, and those that repeat or round it."""
        numbers: dict[object, list[Fact]] = defaultdict(list)
        for fact in self.ledger.facts:
            if fact.is_number and fact.id not in self.ledger.wrong_facts:
                numbers[fact.metric, fact.period, fact.kind].append(fact)
        factors: dict[str, float] = {}
        for facts in numbers.values():
            facts.sort(key=self.quality)
            for at, fact in enumerate(facts):
                if same := next((each for each in facts[:at] if self.rounds(each, fact)), None):
                    factors[fact.id] = self.ranks["repeated"]
                    factors.setdefault(same.id, self.ranks["confirmed"])
        return factors

    def quality(self, fact: Fact) -> tuple[int, int, int]:
        """Order facts by their last digits in base units, the most digits first, then by their documents, the newest first."""
        document, factor = self.ledger.documents[fact.document], self.ledger.unit_of(fact).factor
        last_digit = min(int(end.as_tuple().exponent) for end in fact.ends) + factor.adjusted()
        return last_digit, TRUST_ORDER[document.trust], -document.date.toordinal()

    def rounds(self, exact: Fact, fact: Fact) -> bool:
        """Whether a fact is the rounded number of another."""
        scale = self.ledger.unit_of(exact).factor / self.ledger.unit_of(fact).factor
        steps = zip(exact.ends, fact.ends, strict=True)
        return all((end * scale).quantize(shown, ROUND_HALF_UP) == shown for end, shown in steps)

    @cached_property
    def terms(self) -> Mapping[str, tuple[Name]]:
        """The terms by their English names and aliases, which kinds of facts and forms of period may have: guidance, TTM."""
        terms = self.ledger.glossary
        return {name.lower(): (("term", each.id),) for each in terms for name in (each.term.en, *each.aliases.en)}

    def around(self, metric: Metric) -> tuple[Name, ...]:
        """Return what a metric belongs to, and the terms for the forms of period of its facts."""
        forms = {str(fact.period.form) for fact in self.ledger.by_metric[metric.id]}
        terms = sorted(term for form in forms for term in self.terms.get(form, ()))
        return (*named("entity", self.ledger.lineage(metric.entity)), *named("topic", metric.every_topic), *terms)

    def recency(self, day: dt.date) -> float:
        """Return 1 for the newest document's day, falling to 0.5 for five years earlier."""
        age = max((self.ledger.latest - day).days, 0)
        return round(1 - min(age / 3650, 0.5), 3)

    def join(self, *texts: str) -> str:
        return self.words["part"].join(filter(None, texts))

    def labelled(self, label: str, text: str) -> str:
        return f"{self.words[label]}{self.words['colon']}{text}"


def dimension_of(ledger: Ledger, unit: Unit) -> str:
    """Return a unit's dimension; of money, with the currency where it is another than that of the first unit of money."""
    main = next((each.base for each in ledger.units.values() if each.dimension == "money"), unit.base)
    return unit.dimension if unit.dimension != "money" or unit.base == main else f"money {unit.base}"


def _anchors(pieces: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.anchor for piece in pieces if isinstance(piece, FigureView)))


def _sizes(ends: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(map(abs, ends)))


def _shows(said: str, printed: str) -> bool:
    """Whether a value shows what is printed: the same digits, by which the browser finds a number without a unit.

    >>> _shows("1,318.19亿美元", "131,819"), _shows("2,440亿美元", "$244 billion"), _shows("3倍", "三倍")
    (True, True, False)
    """
    shown, wanted = (NUMBERS.findall(text) for text in (said, printed))
    return [re.sub("[,.]", "", each).strip("0") for each in shown] == [re.sub("[,.]", "", each).strip("0") for each in wanted]


def months_of(period: Period) -> tuple[int, int]:
    """Return a period's first and last month, counted from the year 0."""
    return month_of(period.start), month_of(period.end)


def month_of(day: dt.date) -> int:
    """Return a day's month, counted from the year 0.

    >>> month_of(dt.date(2026, 2, 5))
    24313
    """
    return day.year * 12 + day.month - 1
