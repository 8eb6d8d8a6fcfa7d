"""Views for one page in its language: facts and derived metrics with corrections and links, texts, days, periods, places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from macros.ledger.derive import Check, Computed
from macros.ledger.editorial import Correction, Doubt, Event
from macros.ledger.model import Aliases, Document, Fact, Figure, Metric, Text
from macros.ledger.periods import Period
from macros.ledger.quantities import Quantity, quantity_of
from macros.ledger.select import earlier_plans, selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.site import PageRun, Site
from macros.render.urls import CORRECTIONS, Addresses
from macros.render.views.models import DerivedView, FactView, FigureView, Prose, SourceView, plain
from macros.text.dates import format_day, format_period, format_tick
from macros.text.labels import wording
from macros.text.numbers import format_fact, format_quantity
from macros.text.typography import is_chinese


class Views:
    """Makes the views of one page of a site, and notes in the page's run what they show.

    Figures have footnotes unless `numbered` is False, as where each is shown beside its document anyway.
    """

    def __init__(self, site: Site, run: PageRun, *, numbered: bool = True) -> None:
        self.site = site
        self.ledger = site.ledger
        self.language = site.language
        self.words = wording(site.language)
        self.run = run
        self.numbered = numbered
        self.calculations = site.calculations
        self.addresses = Addresses(run.page)

    def without_notes(self) -> Views:
        """Return the views of the same page whose figures have no footnotes."""
        return Views(self.site, self.run, numbered=False)

    def fact(self, fact: Fact, *, magnitude: bool = False, rounded: bool = False) -> FactView:
        """View a fact; `magnitude` leaves the number's sign out, `rounded` rounds an amount as a sentence does.

        The tooltip has all digits.
        """
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        self.run.figures[fact.id] = fact
        value = digits = ""
        if fact.is_number:
            write = partial(format_fact, fact, self.ledger.unit_of(fact), metric, self.language, magnitude=magnitude)
            digits = write()
            value = write(in_prose=True) if rounded else digits
        title = f"{self.words['label.correction']}{self.words['colon']}"
        corrections = self.ledger.corrections_by_fact.get(fact.id, ())
        period = self.period(fact.period)
        return FactView(
            attributes={"data-fact": fact.subject, "data-document": fact.document},
            anchor=fact.id,
            kind=fact.kind,
            kind_label=self.words[f"kind.{fact.kind}"],
            value=value,
            caption=self.words["separator"].join((self.text(metric.label), period)),
            href=self.addresses.catalogue(metric.topic, fact.id),
            tooltip=self.tooltip(fact, digits, metric, document),
            original=self.addresses.original(document, fact.printed or ""),
            marks=tuple((self.addresses.to(CORRECTIONS, each.id), title + self.text(each.title)) for each in corrections),
            note_number=partial(self.run.note_number, fact.id) if self.numbered else None,
            record=fact,
            metric=metric,
            document=document,
            statement=self.text(fact.statement),
            period=period,
            source=self.source(fact.document, fact.paragraph),
        )

    def computed(self, computed: Computed, *, magnitude: bool = False, rounded: bool = False) -> DerivedView:
        """View a derived metric with its formula; `magnitude` and `rounded` are those of `fact`."""
        derived, label = computed.derived, self.text(computed.derived.label)
        self.run.figures.update((fact.id, fact) for fact in computed.facts)
        self.run.figures[derived.anchor] = computed
        write = partial(format_quantity, computed.quantity, derived.places, self.language)
        value = write(magnitude=magnitude)
        operands = tuple(self.number(each) for each in computed.operands)
        formula = _formula(derived.op, operands)
        kind = self.words["kind.derived"]
        # A formula keeps its sign where the sentence says it by a word.
        shown = f"{self.words['label.formula']}{self.words['colon']}{plain(formula)} = {write()}"
        return DerivedView(
            attributes={"data-derived": derived.id},
            anchor=derived.anchor,
            kind="derived",
            kind_label=kind,
            value=write(magnitude=magnitude, in_prose=True) if rounded else value,
            caption=label,
            href=self.addresses.catalogue(derived.topic, derived.anchor),
            tooltip="\n".join((f"{kind}{self.words['part']}{value}", label, shown)),
            note_number=partial(self.run.note_number, derived.anchor) if self.numbered else None,
            record=computed,
            formula=formula,
            operands=operands,
        )

    def facts(self, facts: Iterable[Fact]) -> list[FactView]:
        """View facts in their order."""
        return [self.fact(fact) for fact in facts]

    def number(self, found: Fact | Computed, **how: bool) -> FactView | DerivedView:
        """View whatever a figure names."""
        return self.fact(found, **how) if isinstance(found, Fact) else self.computed(found, **how)

    def quantity(self, number: Fact | Computed) -> Quantity:
        """Return what a fact or a computed number says, with its uncertainty, to draw or to compare it."""
        return quantity_of(self.ledger, number) if isinstance(number, Fact) else number.quantity

    def found(self, figure: Figure) -> Fact | Computed:
        """Find what a data file names by a figure."""
        if figure.derived is not None:
            return self.calculations.results[figure.derived]
        return selected(self.ledger, figure)

    def figure(self, figure: Figure, *, rounded: bool = False) -> FactView | DerivedView:
        """View a figure that a data file names."""
        return self.number(self.found(figure), magnitude=figure.magnitude, rounded=rounded)

    def figures(self, figures: Iterable[Figure]) -> list[FactView | DerivedView]:
        """View figures that a data file names."""
        return [self.figure(each) for each in figures]

    def source(self, document: str, place: str) -> SourceView:
        """View a place of a document; the link leads to the nearest place that the document's page shows."""
        found = self.ledger.documents[document]
        return SourceView(
            document=document,
            label=self.text(found.short),
            value=self.place(found, place),
            href=self.addresses.document(found, found.recorded_places.get(place, "")),
            tooltip="\n".join((self.text(found.title), self.where("", found, place))),
            original=self.addresses.original(found),
        )

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

    def difference(self, check: Check) -> str:
        """Write by how much a printed number differs from the computed one."""
        return format_quantity(check.off, 2, self.language, magnitude=True)

    def text(self, text: Text | None) -> str:
        """Return a text in this language, and nothing where there is none."""
        return text[self.language] if text else ""

    def entity(self, name: str) -> str:
        """Write the name of an entity."""
        return self.text(self.ledger.entities[name].label)

    def topics(self, record: Event | Doubt) -> dict[str, str]:
        """Write the topics of a record, by their ids."""
        return {name: self.text(self.ledger.topics[name].label) for name in record.topics}

    def companies(self, event: Event) -> dict[str, str]:
        """Write the companies that an event's entities are or belong to, by their ids."""
        belongs = (each for name in event.entities for each in self.ledger.lineage(name))
        return {each: self.entity(each) for each in belongs if self.ledger.entities[each].type == "company"}

    def documents(self, names: Iterable[str]) -> list[Document]:
        """Return documents, each once, the oldest first."""
        return sorted(map(self.ledger.documents.__getitem__, set(names)), key=lambda each: (each.date, each.id))

    def day(self, day: dt.date) -> str:
        """Write a day."""
        return format_day(day, self.language)

    def tooltip(self, fact: Fact, value: str, metric: Metric, document: Document) -> str:
        """Write a figure's tooltip: kind and value, metric and period, document and place, token, earlier plans.

        A browser shows the lines as they are; ledger.js makes a badge and a number of the first one, and a list of the
        lines below one that ends with a colon.
        """
        part, colon, printed = self.words["part"], self.words["colon"], fact.printed_text
        if self.language != "zh" and is_chinese(printed):
            # A title attribute cannot mark a part of itself as another language; the line in the catalogue can.
            printed = ""
        earlier = self.earlier(fact)
        lines = (
            part.join(filter(None, (self.words[f"kind.{fact.kind}"], value))),
            part.join((self.text(metric.label), self.period(fact.period))),
            self.where(self.text(document.short), document, fact.paragraph),
            f"{self.words['column.printed']}{colon}{printed}" if printed else "",
            f"{self.words['label.earlier']}{colon}".rstrip() if earlier else "",
            *earlier,
        )
        return "\n".join(filter(None, lines))

    def earlier(self, fact: Fact) -> tuple[str, ...]:
        """Write what was planned or expected before, a line each: 约1,000亿美元 · 2025年 · 说于2025年2月6日.

        The period and the kind are left out where they are the fact's own.
        """
        lines = []
        for each in earlier_plans(self.ledger, fact):
            metric = self.ledger.metrics[each.metric]
            parts = (
                format_fact(each, self.ledger.unit_of(each), metric, self.language),
                "" if each.period == fact.period else self.period(each.period),
                "" if each.kind == fact.kind else self.words[f"kind.{each.kind}"],
                self.words["said"].format(day=self.day(self.ledger.documents[each.document].date)),
            )
            lines.append(self.words["part"].join(filter(None, parts)))
        return tuple(lines)

    def place(self, document: Document, place: str) -> str:
        """Write a place of a document: 第24段, 现金流量表."""
        if place in document.places:
            return self.text(document.places[place])
        return self.words["place.paragraph"].format(number=place.removeprefix("p."))

    def where(self, name: str, document: Document, place: str) -> str:
        """Write a document's name, unless it is empty, its date and a place in it."""
        return self.words["separator"].join(filter(None, (name, self.day(document.date), self.place(document, place))))

    def period(self, period: Period) -> str:
        """Write a period."""
        return format_period(period, self.language)

    def short_date(self, date: Period) -> str:
        """Write a day or a month without its year, any other period as always."""
        return format_tick(date, self.language)[0] if date.form in ("day", "month") else self.period(date)

    def person(self, name: str) -> str:
        """Write a person's name as this language does, where the ledger knows the person."""
        known = (entity.label for entity in self.ledger.entities.values() if entity.type == "person")
        return next((label[self.language] for label in known if name in (label.zh, label.en)), name)

    def aliases(self, aliases: Aliases, label: str) -> tuple[str, ...]:
        """List the other names that a reader of this language may know."""
        names = (*aliases.zh, *aliases.hant, *aliases.en) if self.language == "zh" else aliases.en
        return tuple(dict.fromkeys(name for name in names if name != label))


_SIGNS: Final[Mapping[str, str]] = {"share": " ÷ ", "multiple": " ÷ ", "ratio": " ÷ ", "difference": " − ", "sum": " + "}


def _formula(op: str, operands: tuple[FactView | DerivedView, ...]) -> tuple[str | FigureView, ...]:
    first, second, *_ = operands
    if op == "growth":
        return ("(", first, " − ", *_enclosed(second), ") ÷ ", *_enclosed(second, "||"))
    if op == "base":
        return (first, " ÷ (1 + ", *_enclosed(second), ")")
    return (first, *(piece for operand in operands[1:] for piece in (_SIGNS[op], *_enclosed(operand))))


def _enclosed(operand: FigureView, brackets: str = "()") -> tuple[str | FigureView, ...]:
    """Put a number with a sign in brackets, so that no two signs meet: 7 − (−5)."""
    signed = re.search(r"(?<![A-Za-z])[−+]", operand.value)
    return (brackets[0], operand, brackets[1]) if signed else (operand,)
