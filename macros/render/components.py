"""What authors call in a page: `fact`, `table`, `timeline`, … each chooses facts and hands their views to a template.

No HTML is written here. Every component raises RequestError, with the nearest known name,
where it is asked for what the ledger has not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from macros.ledger.derive import Calculations, Computed, calculate
from macros.ledger.errors import RequestError, did_you_mean, listed, quoted
from macros.ledger.model import Document, Fact, Language, Ledger, Metric, Severity, Topic, Verdict
from macros.ledger.periods import Period
from macros.ledger.select import select
from macros.render.charts.plots import ChartView, Plots
from macros.render.footnotes import number_notes, without_notes
from macros.render.templates import render_block, render_figure, render_inline
from macros.render.urls import anchor_of
from macros.render.views import CheckView, DerivedView, FactView, Viewed, Views
from macros.text.labels import wording
from macros.text.numbers import align_points, column_unit, format_in_column

Item = TypeVar("Item")

Selection = Sequence[str]
"""A fact as pages name it in a list: (metric, period), or also document and kind."""


@dataclass(frozen=True)
class Site:
    """What all pages of one build share."""

    ledger: Ledger
    language: Language
    titles: Mapping[str, str] = field(default_factory=dict)
    """The title of each page, by its source file."""
    fronts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The front matter of each page, by its source file: its lines `key: value`."""
    version: str = ""
    """What tells this state of the data from another: the day of the newest document and a digest of the files."""

    @cached_property
    def calculations(self) -> Calculations:
        """What is computed from the ledger."""
        return calculate(self.ledger)

    @cached_property
    def viewed(self) -> Viewed:
        """The facts that some page has viewed."""
        return {}

    @cached_property
    def verified(self) -> dict[Any, list[str]]:
        """What came out of calls that were verified, once for each that is not made yet, by page, component and arguments."""
        return {}

    @cached_property
    def used(self) -> dict[str, dict[str, Fact]]:
        """The facts that each page shows, by page and by the fact's id: known once the pages are checked."""
        return {}

    @cached_property
    def used_derived(self) -> dict[str, dict[str, Computed]]:
        """The derived metrics that each page shows, likewise."""
        return {}

    @cached_property
    def shown(self) -> dict[str, set[str]]:
        """The pages that show each metric and each derived metric, by its id, likewise."""
        return {}

    @cached_property
    def notes(self) -> dict[str, dict[str, int]]:
        """The numbers of each page's notes, by page and by the figure's anchor in the catalogue, likewise."""
        return {}

    def call(self, page: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        """Call a component for a page.

        Pages are checked before they are built, which makes the same calls: what came out of each is handed over here,
        once. A page that is built again without a check works its calls out anew.
        """
        if name in WHOLE:
            return without_notes(getattr(Components(self, page), name)(*args, **kwargs))
        key = _key(page, name, args, kwargs)
        waiting = self.verified.get(key)
        if not waiting:
            return self._made(page, name, args, kwargs)
        if len(waiting) == 1:
            del self.verified[key]
        return waiting.pop()

    def verify(self, page: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """See whether a call can be made, before anything is built; raises RequestError as the call would.

        What shows one topic or document whole is not worked out for that: knowing the name is enough.
        """
        if name in WHOLE:
            WHOLE[name](self.ledger, *args, **kwargs)
        else:
            waiting = self.verified.setdefault(_key(page, name, args, kwargs), [])
            waiting.append(waiting[0] if waiting else self._made(page, name, args, kwargs))

    def _made(self, page: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        components = Components(self, page)
        html = number_notes(getattr(components, name)(*args, **kwargs), self.notes.setdefault(page, {}))
        self.used.setdefault(page, {}).update(components.views.used)
        self.used_derived.setdefault(page, {}).update(components.views.used_derived)
        for shown in (*(fact.metric for fact in components.views.used.values()), *components.views.used_derived):
            self.shown.setdefault(shown, set()).add(page)
        return html

    def pages_showing(self, names: Iterable[str]) -> list[str]:
        """The pages that show any of these metrics or derived metrics, from the pages' own calls."""
        return sorted(set().union(*(self.shown.get(name, set()) for name in names)))


@dataclass(frozen=True)
class Cell:
    """One place of a table: a fact's digits, or nothing.

    `padding` stands after the digits, so that the points of a column stand below each other; `value` is the plain
    number in the base unit, to sort by: 187792000000.
    """

    fact: FactView | None
    digits: str = ""
    padding: str = ""
    value: str = ""


SMALLEST_GRID = 12
"""From how many numbers on a place of a document is set as a table."""


@dataclass(frozen=True)
class Grid:
    """A financial statement: periods across; down, the label, unit and address of each metric with its cells."""

    periods: tuple[str, ...]
    lines: tuple[tuple[str, str, str, list[Cell]], ...]


class Components:
    """The macros of one page. `kind`, `document` and `paragraph` narrow down which fact is meant."""

    def __init__(self, site: Site, page: str) -> None:
        self._ledger = site.ledger
        self._language = site.language
        self._words = wording(site.language)
        self._site = site
        self._page = page
        self.views = Views(site.ledger, site.calculations, site.language, page, site.viewed)

    # --- inside a line -----------------------------------------------------------------------

    def fact(
        self,
        metric: str,
        period: str,
        document: str | None = None,
        kind: str | None = None,
        paragraph: str | None = None,
        *,
        magnitude: bool = False,
    ) -> str:
        """Show one number with its unit, linked to its line in the catalogue.

        `{{ fact("cloud-backlog", "2025-12-31") }}` shows 2,440亿美元.
        `magnitude=true` leaves the sign out: 下跌 {{ fact(…, magnitude=true) }}.
        """
        chosen = self._chosen(metric, period, document, kind, paragraph)
        if not chosen.is_number:
            raise RequestError(f'{chosen.subject} has no number; write statement("{metric}", "{period}", …)')
        view = self.views.fact(chosen, magnitude=magnitude)
        return render_figure(view, view.value)

    def statement(
        self, metric: str, period: str, document: str | None = None, kind: str | None = None, paragraph: str | None = None
    ) -> str:
        """Show what a document says without a number, in the ledger's own words, linked to its line."""
        chosen = self._chosen(metric, period, document, kind, paragraph)
        if chosen.is_number:
            raise RequestError(f'{chosen.subject} is a number; write fact("{metric}", "{period}", …)')
        view = self.views.fact(chosen)
        return render_figure(view, view.statement)

    def source(self, document: str, paragraph: str) -> str:
        """Name a document in running text and lead to what it says at that place."""
        found = _called(document, self._ledger.documents, "document")
        if paragraph not in found.recorded_places:
            known = f"recorded are {listed(sorted(found.recorded_places, key=_in_order_of_numbers), 30)}"
            raise RequestError(f"nothing of {document} is recorded at {quoted(paragraph)}; {known}")
        return render_inline("source.jinja", source=self.views.source(found, paragraph))

    def derived(self, name: str, *, magnitude: bool = False) -> str:
        """Show a computed number, linked to its formula.

        `{{ derived("plan-growth-2026") }}` shows 100.0%.
        """
        computed = _called(name, self._site.calculations.results, "derived metric")
        view = self.views.computed(computed, magnitude=magnitude)
        return render_figure(view, view.value)

    def count(self, what: str) -> str:
        """Show how much the ledger holds of something: documents, metrics, facts, checks, corrections, doubts."""
        number = _called(what, counts(self._ledger) | verdict_counts(self._site), "count")
        return render_inline("count.jinja", what=what, number=f"{number:,}")

    def feed(self) -> str:
        """Lead to the feed of events, which is written at each build: mkdocs knows it as no page."""
        return render_inline("feed.jinja", href=self.views.addresses.feed(), words=self._words)

    # --- on lines of their own ---------------------------------------------------------------

    def cards(self, facts: Sequence[Selection]) -> str:
        """Show a few key figures, each with its label, period, kind and document.

        `{{ cards([("capex-gross", "FY2024"), ("capex-call", "FY2026", "example-2026-02-05")]) }}`
        """
        return render_block("cards.jinja", facts=[self.views.fact(self._listed(each)) for each in _some(facts, "facts")])

    def headline(self, facts: Sequence[Selection]) -> str:
        """Show the few figures that a story turns on, side by side, those of one period together.

        `{{ headline([("capex-gross", "FY2024"), ("capex-call", "FY2026", "example-2026-02-05")]) }}`
        """
        groups: dict[str, list[FactView]] = {}
        for each in _some(facts, "facts"):
            view = self.views.fact(self._listed(each))
            groups.setdefault(view.period, []).append(view)
        return render_block("headline.jinja", groups=list(groups.items()))

    def table(self, columns: Sequence[str], periods: Sequence[str]) -> str:
        """Show metrics beside each other, a period a line, units once in the head.

        A column is a metric's id; `"free-cash-flow TTM"` takes the twelve months that end with
        the line's quarter, `"cloud-backlog end"` the last day of it. A gap is shown as a gap.
        """
        parsed = [_period(text) for text in _some(periods, "periods")]
        shown = [self._column(column, parsed) for column in _some(columns, "metrics")]
        labels = [self.views.period(period, shown[0][0]) for period in parsed]
        return render_block(
            "table.jinja",
            heads=[(metric.label[self._language], unit, self.views.addresses.metric(metric)) for metric, unit, _ in shown],
            lines=list(zip(labels, zip(*(cells for _, _, cells in shown), strict=True), strict=True)),
            words=self._words,
        )

    def chart(self, name: str, *, brief: bool = False) -> str:
        """Show a chart of `data/charts.yml`, with its finding, its documents and its data, which are folded.

        `brief=true` leaves the finding and the note to those who do not see the drawing.
        """
        view = Plots(self.views).chart(_called(name, self._ledger.charts, "chart"))
        return render_block("chart.jinja", chart=view, brief=brief, words=self._words)

    def charts(self) -> str:
        """Show every chart, by topic."""
        plots = Plots(self.views)
        by_topic: dict[str, list[ChartView]] = {topic: [] for topic in self._ledger.topics}
        for chart in self._ledger.charts.values():
            by_topic[chart.topic].append(plots.chart(chart))
        groups = [(name, self._ledger.topics[name].label[self._language], found) for name, found in by_topic.items() if found]
        return render_block("charts.jinja", groups=groups, words=self._words)

    def vintages(self, metric: str, period: str) -> str:
        """Show what was said of one metric and period, document after document."""
        _called(metric, self._ledger.metrics, "metric")
        facts = self._ledger.by_subject.get(f"{metric}@{_period(period)}", ())
        if not facts:
            select(self._ledger, metric, period)  # It knows best what to say.
        return render_block("vintages.jinja", facts=self.views.facts(facts), words=self._words)

    def statements(self, topic: str, kinds: Sequence[str] = ()) -> str:
        """List what the documents say without numbers on a topic, by subject, the oldest first."""
        _called(topic, self._ledger.topics, "topic")
        groups = []
        for metric in self._ledger.metrics_by_topic.get(topic, ()):
            facts = [fact for fact in self._ledger.by_metric.get(metric.id, ()) if not fact.is_number]
            chosen = [fact for fact in facts if not kinds or fact.kind in kinds]
            if chosen:
                groups.append((self.views.metric(metric), self.views.facts(chosen)))
        if not groups:
            raise RequestError(f"no document says anything of this sort without a number on {quoted(topic)}")
        return render_block("statements.jinja", groups=groups, words=self._words)

    def timeline(self) -> str:
        """Show every event by quarter, the oldest first, those to come apart from those that happened.

        A reader may narrow them down to one topic or one company.
        """
        views = [self.views.event(event) for event in self._ledger.events]
        topics = {topic: label for view in views for topic, label in view.topics}
        companies = {company: label for view in views for company, label in view.companies}
        return render_block(
            "timeline.jinja",
            events=views,
            # In the order of their files.
            topics=[(name, topics[name]) for name in self._ledger.topics if name in topics],
            companies=[(name, companies[name]) for name in self._ledger.entities if name in companies],
            words=self._words,
        )

    def events(self, topic: str) -> str:
        """Show the events of one topic, the oldest first."""
        _called(topic, self._ledger.topics, "topic")
        chosen = [event for event in self._ledger.events if topic in event.topics]
        if not chosen:
            raise RequestError(f"no event belongs to the topic {quoted(topic)}")
        return render_block("events.jinja", events=[self.views.event(event) for event in chosen], words=self._words)

    def catalogue(self, topic: str) -> str:
        """Show every metric of a topic with every fact of it, and what is computed from them.

        These are the lines that inline figures lead to; each metric names the pages that show it.
        """
        _called(topic, self._ledger.topics, "topic")
        results = self._site.calculations.results.values()
        return render_block(
            "catalogue.jinja",
            metrics=[
                (self.views.metric(metric), self._derived_from(metric), self._shown_on(metric.id))
                for metric in self._metrics_in_use(topic)
            ],
            derived=[
                (self.views.computed(computed), self._checks_of(computed), self._shown_on(computed.derived.id))
                for computed in results
                if computed.derived.topic == topic
            ],
            words=self._words,
        )

    def checks(self) -> str:
        """Show every number that a document prints and other facts imply: what agrees, what does not, by how much."""
        views = [self.views.check(check) for check in self._site.calculations.checks]
        return render_block("checks.jinja", checks=sorted(views, key=lambda view: view.agrees), words=self._words)

    def corrections(self) -> str:
        """Show every correction, the gravest first."""
        views = [self.views.correction(each) for each in self._ledger.corrections]
        groups = [(name, [view for view in views if view.severity == name]) for name in get_args(Severity)]
        return render_block("corrections.jinja", groups=[group for group in groups if group[1]], words=self._words)

    def doubts(self) -> str:
        """Show the ledger of doubts: what was raised then with its verdict, and what is promised anew."""
        views = [self.views.doubt(each) for each in self._ledger.doubts]
        groups = [(name, [view for view in views if view.verdict == name and not view.is_new]) for name in get_args(Verdict)]
        return render_block(
            "doubts.jinja",
            groups=[group for group in groups if group[1]],
            new=[view for view in views if view.is_new],
            words=self._words,
        )

    def verdicts(self) -> str:
        """Show how many doubts have which verdict, each linked to the ledger of doubts."""
        numbers = verdict_counts(self._site)
        rows = [
            (name, self._words[f"verdict.{name}"], numbers[name], self.views.addresses.doubt(f"verdict-{name}"))
            for name in get_args(Verdict)
        ]
        return render_block("verdicts.jinja", rows=rows, words=self._words)

    def page_sources(self) -> str:
        """End a page with the documents that its figures came from, found from the page's own calls.

        On paper a numbered note for each figure follows, with the document and the place in it.
        """
        documents = dict.fromkeys(fact.document for fact in self._site.used.get(self._page, {}).values())
        ordered = sorted((self._ledger.documents[name] for name in documents), key=lambda each: (each.date, each.id))
        return render_block(
            "page_sources.jinja",
            documents=[self.views.document(each) for each in ordered],
            notes=self._notes(),
            words=self._words,
        )

    def downloads(self) -> str:
        """List the files that are written at each build, with what they hold."""
        files = [(name, self.views.addresses.download(name), self._words[f"download.{name}"]) for name in DOWNLOADS]
        return render_block("downloads.jinja", files=files, words=self._words)

    def catalogue_index(self) -> str:
        """List the topics of the catalogue with what each holds."""
        topics = []
        for name, topic in self._ledger.topics.items():
            metrics = self._metrics_in_use(name)
            facts = sum(len(self._ledger.by_metric[metric.id]) for metric in metrics)
            label, description = topic.label[self._language], topic.description[self._language]
            topics.append((name, label, description, self.views.addresses.topic(name), len(metrics), facts))
        return render_block("catalogue_index.jinja", topics=topics, words=self._words)

    def document(self, document: str, part: str = "") -> str:
        """Show one document: what it is, and all that it says, place by place.

        A long one stands on several pages: `{{ document("example-2026-02-05", "tables") }}` shows one of its parts,
        and without a part stands what comes before them, with a link to each.
        """
        found = _document_part(self._ledger, document, part)
        places: dict[str, list[Fact]] = {}
        for fact in found.facts:
            if found.part_of[fact.paragraph] == part:
                places.setdefault(fact.paragraph, []).append(fact)
        groups = []
        for place, facts in places.items():
            grids, others = self._grids(facts)
            groups.append((anchor_of(place), self.views.place(found, place), grids, self.views.facts(others)))
        sections = self.views.parts(found)
        return render_block(
            "document.jinja",
            document=self.views.document(found),
            part=part,
            sections=sections,
            others=[(each.title, each.href) for each in sections if each.id != part],
            groups=groups,
            words=self._words,
        )

    def _grids(self, facts: Sequence[Fact]) -> tuple[list[Grid], list[Fact]]:
        """Set the numbers of a financial statement as the statement does: a metric a line, a period a column.

        Periods of one form make one table. What stands alone, or has a note of its own, is left to be listed.
        """
        forms: dict[str, dict[str, dict[Period, Fact]]] = {}
        others = []
        for fact in facts:
            rows = forms.setdefault(fact.period.form, {})
            if not fact.is_number or fact.note or fact.period in rows.get(fact.metric, {}):
                others.append(fact)
            else:
                rows.setdefault(fact.metric, {})[fact.period] = fact
        grids = []
        for rows in forms.values():
            if sum(map(len, rows.values())) >= SMALLEST_GRID:
                grids.append(self._grid(rows))
            else:
                others += [fact for row in rows.values() for fact in row.values()]
        return grids, sorted(others, key=facts.index)

    def _grid(self, rows: Mapping[str, Mapping[Period, Fact]]) -> Grid:
        periods = sorted({period for row in rows.values() for period in row})
        lines = []
        for name, row in rows.items():
            metric = self._ledger.metrics[name]
            unit, cells = self._cells([row.get(period) for period in periods], metric)
            lines.append((metric.label[self._language], unit, self.views.addresses.metric(metric), cells))
        first = self._ledger.metrics[next(iter(rows))]
        return Grid(tuple(self.views.period(period, first) for period in periods), tuple(lines))

    def documents(self) -> str:
        """List every document, the oldest first, with its trust and how many facts it gives."""
        ordered = sorted(self._ledger.documents.values(), key=lambda each: (each.date, each.id))
        return render_block("documents.jinja", documents=[self.views.document(each) for each in ordered], words=self._words)

    def glossary(self) -> str:
        """List the words that a newcomer needs."""
        entries = [
            (entry.id, term := entry.term[self._language], entry.text[self._language], self.views.aliases(entry.aliases, term))
            for entry in self._ledger.glossary
        ]
        return render_block("glossary.jinja", entries=entries, words=self._words)

    def meanings(self, what: str) -> str:
        """Explain the kinds of facts (`kind`) or the trust in documents (`trust`)."""
        explained = [match for match in map(re.compile(r"(\w+)\.(\w+)\.meaning").fullmatch, self._words) if match]
        keys = [match[2] for match in explained if match[1] == what]
        if not keys:
            raise RequestError(f"{quoted(what)} is not explained; write kind or trust")
        rows = [(key, self._words[f"{what}.{key}"], self._words[f"{what}.{key}.meaning"]) for key in keys]
        return render_block("meanings.jinja", what=what, rows=rows, words=self._words)

    # --- choosing ----------------------------------------------------------------------------

    def _chosen(
        self, metric: str, period: str, document: str | None = None, kind: str | None = None, paragraph: str | None = None
    ) -> Fact:
        return select(self._ledger, metric, period, document=document, kind=kind, paragraph=paragraph)

    def _listed(self, selection: Selection) -> Fact:
        if isinstance(selection, str) or not 2 <= len(selection) <= 4:
            wanted = "(metric, period), or (metric, period, document, kind)"
            raise RequestError(f"{quoted(selection)} names no fact; write {wanted}")
        return self._number(self._chosen(*selection))

    def _column(self, column: str, periods: Sequence[Period]) -> tuple[Metric, str, list[Cell]]:
        name, _, shift = column.partition(" ")
        metric = _called(name, self._ledger.metrics, "metric")
        facts = [self._in_table(metric, period, shift) for period in periods]
        if not any(facts):
            raise RequestError(f"{quoted(column)} has no fact for any of {listed(map(str, periods))}")
        return metric, *self._cells(facts, metric)

    def _cells(self, facts: Sequence[Fact | None], metric: Metric) -> tuple[str, list[Cell]]:
        """Write numbers of one metric in one unit, which is said once."""
        present = [(fact, self._ledger.unit_of(fact)) for fact in facts if fact is not None]
        largest = max(abs(end) * of.factor for fact, of in present for end in fact.ends)
        unit = column_unit(largest, present[0][1], metric, self._language)
        digits = {fact.id: format_in_column(fact, of, unit, self._language) for fact, of in present}
        padding = dict(zip(digits, align_points(list(digits.values())), strict=True))
        values = {fact.id: f"{fact.ends[0] * of.factor.normalize():f}" for fact, of in present}
        cells = [
            Cell(self.views.fact(fact), digits[fact.id], padding[fact.id], values[fact.id]) if fact else Cell(None)
            for fact in facts
        ]
        return unit.label, cells

    def _in_table(self, metric: Metric, period: Period, shift: str) -> Fact | None:
        forms = {"": period.text, "TTM": f"TTM-{period.text}", "end": period.end.isoformat()}
        if shift not in forms:
            raise RequestError(f'"{metric.id} {shift}": after the metric stands TTM, end or nothing')
        if f"{metric.id}@{forms[shift]}" not in self._ledger.by_subject:
            return None
        return self._number(self._chosen(metric.id, forms[shift]))

    def _number(self, fact: Fact) -> Fact:
        if not fact.is_number:
            raise RequestError(f"{fact.subject} is talked about, not measured; it has no number to show")
        if fact.id in self._ledger.wrong_facts:
            correction = self._ledger.wrong_facts[fact.id].id
            raise RequestError(f"{fact.subject} of {fact.document} is wrong ({correction}); never compare with it")
        return fact

    def _checks_of(self, computed: Computed) -> list[CheckView]:
        return [self.views.check(check) for check in self._site.calculations.checks if check.computed is computed]

    def _derived_from(self, metric: Metric) -> list[tuple[str, str]]:
        """The derived metrics that a metric goes into: label and address."""
        return [
            (computed.derived.label[self._language], self.views.addresses.derived(computed.derived))
            for computed in self._site.calculations.results.values()
            if any(fact.metric == metric.id for fact in computed.facts)
        ]

    def _shown_on(self, name: str) -> list[tuple[str, str]]:
        """The pages that show a metric: title and address."""
        pages = self._site.pages_showing([name])
        return [(self._site.titles.get(page, page), self.views.addresses.written(page)) for page in pages]

    def _metrics_in_use(self, topic: str) -> list[Metric]:
        return [metric for metric in self._ledger.metrics_by_topic.get(topic, ()) if metric.id in self._ledger.by_metric]

    def _notes(self) -> list[FactView | DerivedView]:
        """The figures of the page's notes in the order of their numbers."""
        facts, derived = self._site.used.get(self._page, {}), self._site.used_derived.get(self._page, {})
        figures = dict(facts) | {computed.derived.anchor: computed for computed in derived.values()}
        return [self.views.number(figures[anchor]) for anchor in self._site.notes.get(self._page, {})]


INLINE = ("fact", "statement", "source", "derived", "count", "feed")
BLOCKS = (
    "cards",
    "headline",
    "chart",
    "charts",
    "table",
    "vintages",
    "statements",
    "timeline",
    "events",
    "catalogue",
    "catalogue_index",
    "document",
    "documents",
    "checks",
    "corrections",
    "doubts",
    "verdicts",
    "page_sources",
    "downloads",
    "glossary",
    "meanings",
)
DOWNLOADS = (
    "facts.csv",
    "facts.json",
    "metrics.json",
    "documents.json",
    "events.json",
    "derived.json",
    "doubts.json",
    "corrections.json",
    "datapackage.json",
    "README.md",
)


def macros_of(site: Site, page: str) -> dict[str, Callable[..., str]]:
    """Return a page's macros by the name that authors call them by."""
    components = Components(site, page)
    return {name: getattr(components, name) for name in (*INLINE, *BLOCKS)}


def counts(ledger: Ledger) -> dict[str, int]:
    """Count what the ledger holds, as `check` and the pages tell it."""
    numbers = sum(fact.is_number for fact in ledger.facts)
    return {
        "documents": len(ledger.documents),
        "metrics": len(ledger.metrics),
        "facts": len(ledger.facts),
        "numbers": numbers,
        "statements": len(ledger.facts) - numbers,
        "events": len(ledger.events),
        "derived": len(ledger.derived),
        "corrections": len(ledger.corrections),
        "doubts": len(ledger.doubts),
    }


def verdict_counts(site: Site) -> dict[str, int]:
    """Count the checks by result, the doubts that are due for judgement by verdict, and the new promises."""
    judged = [doubt for doubt in site.ledger.doubts if not site.ledger.is_new(doubt)]
    checks = site.calculations.checks
    return {
        "checks": len(checks),
        "checks_agreeing": sum(check.agrees for check in checks),
        "checks_disagreeing": sum(not check.agrees for check in checks),
        "doubts_judged": len(judged),
        "doubts_new": len(site.ledger.doubts) - len(judged),
        **{name: sum(doubt.verdict == name for doubt in judged) for name in get_args(Verdict)},
    }


def _key(page: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, ...]:
    """Tell one call from another."""
    return page, name, _hashable(args), _hashable(tuple(sorted(kwargs.items())))


def _hashable(value: Any) -> Any:
    return tuple(map(_hashable, value)) if isinstance(value, list | tuple) else value


def _called(name: str, known: Mapping[str, Item], what: str) -> Item:
    if name not in known:
        raise RequestError(f"no {what} is called {quoted(name)}{did_you_mean(str(name), known)}")
    return known[name]


def _some(items: Sequence[Item], what: str) -> Sequence[Item]:
    if not items:
        raise RequestError(f"the list of {what} is empty; name at least one")
    return items


def _topic(ledger: Ledger, topic: str) -> Topic:
    return _called(topic, ledger.topics, "topic")


def _document_part(ledger: Ledger, document: str, part: str = "") -> Document:
    """Return the document that is called so and has a part of this id; an empty one means its first page."""
    found = _called(document, ledger.documents, "document")
    if part:
        _called(part, dict.fromkeys(found.part_ids), f"part of {document}")
    return found


def _nothing(_ledger: Ledger) -> None:
    return None


WHOLE: Mapping[str, Callable[..., object]] = MappingProxyType(
    {"catalogue": _topic, "document": _document_part, "page_sources": _nothing}
)
"""Components that list what there is or what other calls show, which is no use of a fact.

Each comes with what finds the thing that its arguments name, or raises RequestError.
"""


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise RequestError(str(error)) from None


def _in_order_of_numbers(place: str) -> tuple[int, str]:
    return (int(place[2:]), "") if place.startswith("p.") else (0, place)
