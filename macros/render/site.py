"""What all pages of one build share, immutable, with the ledger written in their language; and what one page shows, noted.

The notes are made as a page's macro calls are made and rendered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from macros.ledger.counts import count_groups, count_records
from macros.ledger.derive import Calculations, Check, Computed, calculate
from macros.ledger.editorial import Doubt, Event
from macros.ledger.ledger import Ledger
from macros.ledger.model import Aliases, Document, Fact, Language, Text
from macros.ledger.periods import Period
from macros.ledger.select import earlier_plans
from macros.render.urls import is_written
from macros.text.dates import format_day, format_period, format_tick
from macros.text.labels import wording
from macros.text.numbers import format_fact, format_quantity
from macros.text.typography import is_chinese

PageUses = Mapping[str, Fact | Computed]
"""The facts and derived metrics that one page shows, by their anchors."""


@dataclass(frozen=True)
class PageRun:
    """The facts and derived metrics that one page shows, by their anchors, and the numbers of its footnotes and citations.

    `page` is its source file below the folder of pages. A run is made for each page: once when its calls are checked, and
    once when they are rendered, where footnotes get their numbers in the order in which the figures are shown.

    >>> run = PageRun("stories/one.md")
    >>> run.note_number("b"), run.note_number("a"), run.note_number("b")
    (1, 2, 1)
    """

    page: str
    figures: dict[str, Fact | Computed] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    citations: dict[tuple[str, str], int] = field(default_factory=dict)

    def note(self, figure: Fact | Computed) -> None:
        """Note that the page shows a figure; a derived metric shows what it is computed from."""
        if isinstance(figure, Fact):
            self.figures[figure.id] = figure
        elif figure.derived.anchor not in self.figures:
            self.figures[figure.derived.anchor] = figure
            for operand in figure.operands:
                self.note(operand)

    def note_number(self, anchor: str) -> int:
        """Return the number of a figure's footnote, from 1; a figure that is shown again keeps its number."""
        return self.notes.setdefault(anchor, len(self.notes) + 1)

    def citation_number(self, document: str, place: str) -> int:
        """Return the number of a cited place, from 1; a place that is cited again keeps its number."""
        return self.citations.setdefault((document, place), len(self.citations) + 1)


class Writer:
    """Writes what a ledger records in one language, the same on every page: numbers, tooltips, names, days, periods, places."""

    ledger: Ledger
    language: Language

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of the interface."""
        return wording(self.language)

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

    def written(self, fact: Fact, *, magnitude: bool = False, in_prose: bool = False) -> str:
        """Write a fact's number; nothing where it states none."""
        if not fact.is_number:
            return ""
        metric, unit = self.ledger.metrics[fact.metric], self.ledger.unit_of(fact)
        return format_fact(fact, unit, metric, self.language, magnitude=magnitude, in_prose=in_prose)

    def tooltip(self, fact: Fact, number: str) -> str:
        """Write a fact's tooltip: kind and its number as written, metric and period, document and place, token, earlier plans.

        A browser shows the lines as they are; ledger.js makes a badge and a number of the first one, and a list of the
        lines below one that ends with a colon.
        """
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        part, colon, printed = self.words["part"], self.words["colon"], fact.printed_text
        if self.language != "zh" and is_chinese(printed):
            # A title attribute cannot mark a part of itself as another language; the line in the catalogue can.
            printed = ""
        earlier = list(self._earlier(fact))
        lines = (
            part.join(filter(None, (self.words[f"kind.{fact.kind}"], number))),
            part.join((self.text(metric.label), self.period(fact.period))),
            self.where(self.text(document.short), document, fact.paragraph),
            self.weakness(document),
            f"{self.words['column.printed']}{colon}{printed}{self.sign(fact)}" if printed else "",
            f"{self.words['label.earlier']}{colon}".rstrip() if earlier else "",
            *earlier,
        )
        return "\n".join(filter(None, lines))

    def weakness(self, document: Document) -> str:
        """Say that a document is second-hand, in a line of a tooltip; nothing of any other."""
        return self.words["label.weak"] if document.trust == "secondary" else ""

    def sign(self, fact: Fact) -> str:
        """Write how the document says the sign, where the printed token and the value differ in it."""
        return self.words[f"printed.{fact.sign_printed}"] if fact.sign_printed else ""

    def _earlier(self, fact: Fact) -> Iterator[str]:
        """Write what was planned or expected before, a line each: 约1,000亿美元 · 2025年 · 说于2025年2月6日.

        The period and the kind are left out where they are the fact's own.
        """
        for each in earlier_plans(self.ledger, fact):
            parts = (
                self.written(each),
                "" if each.period == fact.period else self.period(each.period),
                "" if each.kind == fact.kind else self.words[f"kind.{each.kind}"],
                self.words["said"].format(day=self.day(self.ledger.documents[each.document].date)),
            )
            yield self.words["part"].join(filter(None, parts))

    def place(self, document: Document, place: str) -> str:
        """Write a place of a document: 第24段, 现金流量表."""
        if place in document.places:
            return self.text(document.places[place])
        return self.words["place.paragraph"].format(number=place.removeprefix("p."))

    def where(self, name: str, document: Document, place: str) -> str:
        """Write a document's name, unless it is empty, its date, unless the name has it, and a place in it."""
        day = self.day(document.date)
        dated = "" if day.replace(" ", "") in name.replace(" ", "") else day
        return self.words["separator"].join(filter(None, (name, dated, self.place(document, place))))

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


@dataclass(frozen=True)
class Site(Writer):
    """A checked ledger with the pages that show it, in one language.

    `fronts` is the front matter of each page, by its source file. `version` identifies the state of the data: the day of
    the newest document and a digest of the files. `pages` is what each checked page uses.
    """

    ledger: Ledger
    calculations: Calculations
    language: Language
    fronts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: str = ""
    pages: Mapping[str, PageUses] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, language: Language) -> Site:
        """Return a site of a ledger without pages; what is derived from the ledger is calculated."""
        return cls(ledger, calculate(ledger), language)

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of each page, by its source file."""
        return {page: front["title"] for page, front in self.fronts.items()}

    @cached_property
    def edited(self) -> str:
        """The newest day in the pages' front matter, YYYY-MM-DD: what a build knows of today. Empty without any."""
        return max((str(front.get(key, "")) for front in self.fronts.values() for key in ("date", "updated")), default="")

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How much the ledger holds, by the names that pages call it by.

        And how many numbers the written pages show, one of two pages twice, and how many in a hundred of these are from
        documents that were read.
        """
        written = (uses for page, uses in self.pages.items() if is_written(page))
        facts = [each for uses in written for each in uses.values() if isinstance(each, Fact) and each.is_number]
        read = sum(not self.ledger.documents[fact.document].unread for fact in facts)
        shown = {"numbers_shown": len(facts), "percent_read": 100 * read // max(1, len(facts))}
        return count_records(self.ledger) | count_groups(self.ledger, self.calculations) | shown

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number of each fact with all its digits, by the fact's id; empty where it states none."""
        return {fact.id: self.written(fact) for fact in self.ledger.facts}

    @cached_property
    def tooltips(self) -> Mapping[str, str]:
        """The tooltip of each fact, by the fact's id."""
        return {fact.id: self.tooltip(fact, self.numbers[fact.id]) for fact in self.ledger.facts}

    @cached_property
    def pages_showing(self) -> Mapping[str, tuple[str, ...]]:
        """The pages that show each metric and each derived metric, by its id, in the order of their names."""
        found: dict[str, set[str]] = defaultdict(set)
        for page, uses in self.pages.items():
            for figure in uses.values():
                found[figure.derived.id if isinstance(figure, Computed) else figure.metric].add(page)
        return {name: tuple(sorted(pages)) for name, pages in found.items()}
