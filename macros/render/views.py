"""Views for one page in its language: figures and places of documents to link to, texts with figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from macros.ledger.derive import Computed
from macros.ledger.editorial import Correction, Doubt, Event
from macros.ledger.model import Document, Fact, Figure, Text
from macros.ledger.quantities import Quantity, quantity_of
from macros.ledger.select import selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.site import PageRun, Site
from macros.render.urls import CORRECTIONS, Addresses
from macros.render.writer import Writer
from macros.text.numbers import ColumnUnit, column_unit, ends_in_column, format_quantity, quantity_ends_in_column


@dataclass(frozen=True)
class SourceView:
    """A place in a document, to link to."""

    views: Views
    document: Document
    place: str

    @property
    def label(self) -> str:
        """The document's short title."""
        return self.views.text(self.document.short)

    @property
    def value(self) -> str:
        """The place, which is shown in a text with figures as that of a figure."""
        return self.views.place(self.document, self.place)

    @property
    def href(self) -> str:
        """The address of the nearest place that the document's page shows."""
        return self.views.addresses.document(self.document, self.document.recorded_places.get(self.place, ""))

    @property
    def tooltip(self) -> str:
        """The document's title, its day and the place, and that it is weak."""
        lines = (
            self.views.text(self.document.title),
            self.views.where("", self.document, self.place),
            self.views.weakness(self.document),
        )
        return "\n".join(filter(None, lines))

    @property
    def original(self) -> str | None:
        """The address of the document's original."""
        return self.views.addresses.original(self.document)


class _View:
    """What the views of facts and of derived metrics share: whoever makes one notes that the page shows the figure.

    What no template asks for is not worked out. `anchor` names the figure's line in the catalogue. `magnitude` leaves the
    number's sign out, `rounded` rounds an amount as a sentence does.
    """

    def __init__(
        self, views: Views, figure: Fact | Computed, topic: str, anchor: str, kind: str, *, magnitude: bool, rounded: bool
    ) -> None:
        views.run.note(figure)
        self.views = views
        self.topic = topic
        self.anchor = anchor
        self.kind = kind
        self.kind_label = views.words[f"kind.{kind}"]
        self.magnitude = magnitude
        self.rounded = rounded

    @property
    def note_number(self) -> int | None:
        """The number of the figure's footnote, given when it is first rendered; None where figures have none."""
        return self.views.run.note_number(self.anchor) if self.views.numbered else None

    @property
    def href(self) -> str:
        """The address of its line in the catalogue."""
        return self.views.addresses.catalogue(self.topic, self.anchor)


class FactView(_View):
    """One fact, to link to its line in the catalogue; either `value` or `statement` is empty."""

    def __init__(self, views: Views, fact: Fact, *, magnitude: bool = False, rounded: bool = False) -> None:
        self.record = fact
        self.metric = views.ledger.metrics[fact.metric]
        super().__init__(views, fact, self.metric.topic, fact.id, fact.kind, magnitude=magnitude, rounded=rounded)
        self.document = views.ledger.documents[fact.document]
        self.attributes = {"data-fact": fact.subject, "data-document": fact.document}

    @property
    def value(self) -> str:
        """The number as the page shows it."""
        if self.magnitude or self.rounded:
            return self.views.written(self.record, magnitude=self.magnitude, in_prose=self.rounded)
        return self.views.site.numbers[self.anchor]

    @property
    def statement(self) -> str:
        """What is said without a number."""
        return self.views.text(self.record.statement)

    @property
    def period(self) -> str:
        """When it holds."""
        return self.views.period(self.record.period)

    @property
    def caption(self) -> str:
        """The metric and the period."""
        return self.views.words["separator"].join((self.views.text(self.metric.label), self.period))

    @cached_property
    def source(self) -> SourceView:
        """Its place in the document."""
        return SourceView(self.views, self.document, self.record.paragraph)

    @property
    def original(self) -> str | None:
        """The address of the number in the document's original, which the tooltip offers beside the line."""
        return self.views.addresses.original(self.document, self.record.printed or "")

    @cached_property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The address and the title of each correction."""
        head = f"{self.views.words['label.correction']}{self.views.words['colon']}"
        found = self.views.ledger.corrections_by_fact.get(self.anchor, ())
        return tuple((self.views.addresses.to(CORRECTIONS, each.id), f"{head}{self.views.text(each.title)}") for each in found)

    @property
    def tooltip(self) -> str:
        """The lines that are shown where a reader points at it; they have all digits and the sign."""
        return self.views.site.tooltips[self.anchor]


class DerivedView(_View):
    """One derived metric: its result, and the formula as signs and numbers in turn."""

    original = None
    marks: tuple[tuple[str, str], ...] = ()

    def __init__(self, views: Views, computed: Computed, *, magnitude: bool = False, rounded: bool = False) -> None:
        derived = computed.derived
        super().__init__(views, computed, derived.topic, derived.anchor, "derived", magnitude=magnitude, rounded=rounded)
        self.record = computed
        self.attributes = {"data-derived": derived.id}

    def _written(self, **how: bool) -> str:
        return format_quantity(self.record.quantity, self.record.derived.places, self.views.language, **how)

    @cached_property
    def value(self) -> str:
        """The result as the page shows it."""
        return self._written(magnitude=self.magnitude, in_prose=self.rounded)

    @property
    def caption(self) -> str:
        """What is computed."""
        return self.views.text(self.record.derived.label)

    @cached_property
    def operands(self) -> tuple[FactView | DerivedView, ...]:
        """What the result is computed from."""
        return tuple(self.views.number(each) for each in self.record.operands)

    @cached_property
    def formula(self) -> tuple[str | FigureView, ...]:
        """The signs and the operands, in turn."""
        first, second, *_ = self.operands
        op = self.record.derived.op
        if op == "growth":
            return ("(", first, " − ", *_enclosed(second), ") ÷ ", *_enclosed(second, "||"))
        if op == "base":
            return (first, " ÷ (1 + ", *_enclosed(second), ")")
        return (first, *(piece for operand in self.operands[1:] for piece in (_SIGNS[op], *_enclosed(operand))))

    @property
    def tooltip(self) -> str:
        """The lines that are shown where a reader points at it; they keep a sign that a sentence says by a word."""
        words, result = self.views.words, self._written()
        shown = f"{words['label.formula']}{words['colon']}{plain(self.formula)} = {result}"
        return "\n".join((f"{self.kind_label}{words['part']}{result}", self.caption, shown))


FigureView = FactView | DerivedView

_SIGNS: Final[Mapping[str, str]] = {"share": " ÷ ", "multiple": " ÷ ", "ratio": " ÷ ", "difference": " − ", "sum": " + "}


def _enclosed(operand: FigureView, brackets: str = "()") -> tuple[str | FigureView, ...]:
    """Put a number with a sign in brackets, so that no two signs meet: 7 − (−5)."""
    signed = re.search(r"(?<![A-Za-z])[−+]", operand.value)
    return (brackets[0], operand, brackets[1]) if signed else (operand,)


Prose = tuple[str | FigureView | SourceView, ...]
"""A text with figures: words, numbers and places in turn."""


def plain(prose: Prose) -> str:
    """Return a text with figures as words alone."""
    return "".join(piece if isinstance(piece, str) else piece.value for piece in prose)


class Views(Writer):
    """Makes the views of one page of a site, and notes in the page's run what they show.

    Figures have footnotes unless `numbered` is False, as where each is shown beside its document anyway.
    """

    def __init__(self, site: Site, run: PageRun, *, numbered: bool = True) -> None:
        self.ledger = site.ledger
        self.language = site.language
        self.site = site
        self.run = run
        self.numbered = numbered
        self.calculations = site.calculations
        self.addresses = Addresses(run.page)

    def without_notes(self) -> Views:
        """Return the views of the same page whose figures have no footnotes."""
        return Views(self.site, self.run, numbered=False)

    def number(self, found: Fact | Computed, **how: bool) -> FigureView:
        """View whatever a figure names."""
        return FactView(self, found, **how) if isinstance(found, Fact) else DerivedView(self, found, **how)

    def quantity(self, number: Fact | Computed) -> Quantity:
        """Return what a fact or a computed number says, with its uncertainty, to draw or to compare it."""
        return quantity_of(self.ledger, number) if isinstance(number, Fact) else number.quantity

    def in_one_unit(self, numbers: Sequence[Fact | Computed]) -> tuple[ColumnUnit, list[list[Decimal]]]:
        """Return the unit of numbers of one measure, chosen by the largest, and both ends of each, scaled to it."""
        quantities = list(map(self.quantity, numbers))
        largest = max(abs(end) for quantity in quantities for end in quantity.stated)
        unit = column_unit(largest, quantities[0].unit, quantities[0], self.language)
        return unit, [
            ends_in_column(number, quantity.unit, unit)
            if isinstance(number, Fact)
            else quantity_ends_in_column(quantity, number.derived.places, unit)
            for number, quantity in zip(numbers, quantities, strict=True)
        ]

    def found(self, figure: Figure) -> Fact | Computed:
        """Find what a data file names by a figure."""
        if figure.derived is not None:
            return self.calculations.results[figure.derived]
        return selected(self.ledger, figure)

    def figure(self, figure: Figure, *, rounded: bool = False) -> FigureView:
        """View a figure that a data file names."""
        return self.number(self.found(figure), magnitude=figure.magnitude, rounded=rounded)

    def figures(self, figures: Iterable[Figure], *, rounded: bool = False) -> list[FigureView]:
        """View figures that a data file names."""
        return [self.figure(each, rounded=rounded) for each in figures]

    def has_passed(self, event: Event) -> bool:
        """Whether an event later than every document had passed when the pages were last edited."""
        return self.ledger.is_to_come(event) and event.date.end.isoformat() < self.site.edited

    def source(self, document: str, place: str) -> SourceView:
        """View a place of a document."""
        return SourceView(self, self.ledger.documents[document], place)

    def prose(self, text: Text, figures: Mapping[str, Figure], *, rounded: bool = False) -> Prose:
        """Split a text at its figures: words, numbers and places, in turn; `rounded` leaves amounts the digits of prose."""
        pieces = PLACEHOLDER.split(self.text(text))
        shown = {
            name: self.source(str(each.document), str(each.paragraph)) if each.is_place else self.figure(each, rounded=rounded)
            for name, each in figures.items()
        }
        return tuple(shown[piece] if index % 2 else piece for index, piece in enumerate(pieces) if index % 2 or piece)

    def correction(self, correction: Correction) -> Mapping[str, Prose]:
        """Return the texts of a correction, by their keys: what is printed, what is right and what is shown."""
        texts = {"says": correction.says, "right": correction.right, "shows": correction.shows}
        if correction.withdrawn:
            texts["withdrawn"] = correction.withdrawn.reason
        return {key: self.prose(text, correction.figures) for key, text in texts.items()}

    def doubt(self, doubt: Doubt, *, rounded: bool = False) -> Mapping[str, Prose]:
        """Return the texts of a doubt, by their keys: both sides, of which `now` may be silent, and the outcome's reason."""
        texts = {"then": doubt.then.text, "now": doubt.now and doubt.now.text, "reason": doubt.reason}
        return {key: self.prose(text, doubt.figures, rounded=rounded) for key, text in texts.items() if text}
