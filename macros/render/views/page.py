"""Views for one page: facts and derived metrics with their corrections and links, texts with figures, small charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Final

from macros.ledger.derive import Check, Computed
from macros.ledger.editorial import Correction, Doubt, Event
from macros.ledger.errors import RequestError
from macros.ledger.model import Fact, Figure, Metric, Text
from macros.ledger.periods import Period
from macros.ledger.select import select, selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.charts.sparkline import SeriesView, series_of
from macros.render.page_run import PageRun
from macros.render.site import Site
from macros.render.urls import CORRECTIONS, Addresses
from macros.render.views.models import DerivedView, FactView, FigureView, Prose, SourceView, plain
from macros.render.views.texts import Texts, printed_tokens
from macros.text.numbers import format_fact, format_quantity

SHORTEST_SERIES = 4


class Views(Texts):
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
        self.run.figures[fact.id] = fact
        value = ""
        if fact.is_number:
            value = format_fact(fact, self.ledger.unit_of(fact), metric, self.language, magnitude=magnitude)
        title = f"{self.words['label.correction']}{self.words['colon']}"
        corrections = self.ledger.corrections_by_fact.get(fact.id, ())
        period = self.period(fact.period, metric)
        return FactView(
            attributes={"data-fact": fact.subject, "data-document": fact.document},
            anchor=fact.id,
            kind=fact.kind,
            kind_label=self.words[f"kind.{fact.kind}"],
            value=value,
            caption=self.words["separator"].join((self.text(metric.label), period)),
            href=self.addresses.catalogue(metric.topic, fact.id),
            tooltip=self.tooltip(fact, value, metric, document),
            marks=tuple((self.addresses.to(CORRECTIONS, each.id), title + self.text(each.title)) for each in corrections),
            note_number=self.noted(fact.id),
            record=fact,
            metric=metric,
            document=document,
            statement=self.text(fact.statement),
            period=period,
            source=self.source(fact.document, fact.paragraph),
            printed=printed_tokens(fact),
        )

    def computed(self, computed: Computed, *, magnitude: bool = False) -> DerivedView:
        """View a derived metric with its formula."""
        derived, label = computed.derived, self.text(computed.derived.label)
        self.run.figures.update((fact.id, fact) for fact in computed.facts)
        self.run.figures[derived.anchor] = computed
        value = format_quantity(computed.quantity, derived.places, self.language, magnitude=magnitude)
        signed = format_quantity(computed.quantity, derived.places, self.language)
        operands = tuple(self.number(each) for each in computed.operands)
        formula = _formula(derived.op, operands)
        kind = self.words["kind.derived"]
        # A formula keeps its sign where the sentence says it by a word.
        shown = f"{self.words['label.formula']}{self.words['colon']}{plain(formula)} = {signed}"
        return DerivedView(
            attributes={"data-derived": derived.id},
            anchor=derived.anchor,
            kind="derived",
            kind_label=kind,
            value=value,
            caption=label,
            href=self.addresses.catalogue(derived.topic, derived.anchor),
            tooltip="\n".join((f"{kind}{self.words['part']}{value}", label, shown)),
            note_number=self.noted(derived.anchor),
            record=computed,
            formula=formula,
            operands=operands,
        )

    def noted(self, anchor: str) -> Callable[[], int] | None:
        """Return what numbers the footnote of a figure when it is rendered; None where figures have none."""
        return partial(self.run.note_number, anchor) if self.numbered else None

    def facts(self, facts: Iterable[Fact]) -> list[FactView]:
        """View facts in their order."""
        return [self.fact(fact) for fact in facts]

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

    def source(self, document: str, place: str) -> SourceView:
        """View a place of a document; the link leads to the nearest place that the document's page shows."""
        found = self.ledger.documents[document]
        return SourceView(
            document=document,
            label=self.text(found.short),
            value=self.place(found, place),
            href=self.addresses.document(found, found.recorded_places.get(place, "")),
            tooltip="\n".join((self.text(found.title), self.where("", found, place))),
        )

    def prose(self, text: Text, figures: Mapping[str, Figure]) -> Prose:
        """Split a text at its figures: words, numbers and places, in turn."""
        pieces = PLACEHOLDER.split(self.text(text))
        shown = {
            name: self.source(str(each.document), str(each.paragraph)) if each.is_place else self.figure(each)
            for name, each in figures.items()
        }
        return tuple(shown[piece] if index % 2 else piece for index, piece in enumerate(pieces) if index % 2 or piece)

    def event(self, event: Event) -> tuple[Event, list[FactView | DerivedView]]:
        """Return an event with its figures."""
        return event, [self.figure(each) for each in event.facts]

    def correction(self, correction: Correction) -> Mapping[str, Prose]:
        """Return the texts of a correction, by their keys: what is printed, what is right and what is shown."""
        texts = {"says": correction.says, "right": correction.right, "shows": correction.shows}
        return {key: self.prose(text, correction.figures) for key, text in texts.items()}

    def doubt(self, doubt: Doubt) -> Mapping[str, Prose]:
        """Return the texts of a doubt, by their keys: both sides, of which `now` may be silent, and the verdict's reason."""
        texts = {"then": doubt.then.text, "now": doubt.now and doubt.now.text, "reason": doubt.reason}
        return {key: self.prose(text, doubt.figures) for key, text in texts.items() if text}

    def check(self, check: Check) -> tuple[Check, DerivedView, FactView]:
        """Return a check with what is computed and what is printed."""
        return check, self.computed(check.computed), self.fact(check.printed)

    def difference(self, check: Check) -> str:
        """Write by how much a printed number differs from the computed one."""
        return format_quantity(check.off, 2, self.language, magnitude=True)

    def agreed(self, metric: str, periods: Iterable[Period], kind: str | None = None) -> list[Fact]:
        """Return a metric's facts of some periods in their order, but for those on which two documents disagree."""
        facts = []
        for period in sorted(periods):
            with suppress(RequestError):  # There is no one value to draw.
                facts.append(select(self.ledger, metric, period.text, kind=kind))
        return facts

    def series(self, metric: Metric) -> SeriesView | None:
        """Draw what was reported period after period, where there is enough of one form to show a course.

        A number that is known to be wrong is left out; of several documents the most trusted is drawn.
        """
        periods: dict[str, set[Period]] = defaultdict(set)
        for fact in self.ledger.by_metric.get(metric.id, ()):
            if fact.kind == "reported" and fact.value is not None and fact.id not in self.ledger.wrong_facts:
                periods[fact.period.form].add(fact.period)
        longest = max(periods.values(), key=len, default=set())
        facts = self.agreed(metric.id, longest, "reported")
        if len(facts) < SHORTEST_SERIES:
            return None
        values = [fact.ends[0] * self.ledger.unit_of(fact).factor for fact in facts]
        views = [self.fact(fact) for fact in facts]
        return series_of(values, [f"{view.period} {view.value}" for view in views])


_SIGNS: Final[Mapping[str, str]] = {"share": " ÷ ", "multiple": " ÷ ", "ratio": " ÷ ", "difference": " − ", "sum": " + "}


def _formula(op: str, operands: tuple[FactView | DerivedView, ...]) -> tuple[str | FigureView, ...]:
    """Write an operation with its operands in place."""
    first, *rest = operands
    if op == "growth":
        return ("(", first, " − ", *rest, ") ÷ ", *rest)
    if op == "base":
        return (first, " ÷ (1 + ", *rest, ")")
    return (first, *(piece for operand in rest for piece in (_SIGNS[op], operand)))
