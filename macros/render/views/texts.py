"""What the ledger names, in one language: texts, days, periods, places, persons, and the tooltips of facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from macros.ledger.editorial import Doubt, Event
from macros.ledger.ledger import Ledger
from macros.ledger.model import Aliases, Document, Fact, Language, Metric, Text
from macros.ledger.periods import Period
from macros.ledger.select import earlier_plans
from macros.text.dates import format_day, format_period
from macros.text.labels import wording
from macros.text.numbers import format_fact
from macros.text.typography import is_chinese


class Texts:
    """Writes what a ledger names in one language: facts, places, periods, entities, topics."""

    def __init__(self, ledger: Ledger, language: Language) -> None:
        self.ledger = ledger
        self.language = language
        self.words = wording(language)

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

    def is_to_come(self, event: Event) -> bool:
        """Whether an event is later than every document."""
        return event.date.end > self.ledger.latest

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
        part, colon, printed = self.words["part"], self.words["colon"], printed_tokens(fact)
        if self.language != "zh" and is_chinese(printed):
            # A title attribute cannot mark a part of itself as another language; the line in the catalogue can.
            printed = ""
        earlier = self.earlier(fact)
        lines = (
            part.join(filter(None, (self.words[f"kind.{fact.kind}"], value))),
            part.join((self.text(metric.label), self.period(fact.period, metric))),
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
                "" if each.period == fact.period else self.period(each.period, metric),
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

    def period(self, period: Period, metric: Metric | None = None) -> str:
        """Write a period, as a fiscal one where the metric's entity has a year of its own."""
        return format_period(period, self.language, fiscal=metric is not None and self.is_fiscal(metric))

    def is_fiscal(self, metric: Metric) -> bool:
        """Whether a metric's entity has a fiscal year that is not the calendar's."""
        return any(self.ledger.entities[each].fiscal_year_ends for each in self.ledger.lineage(metric.entity))

    def person(self, name: str) -> str:
        """Write a person's name as this language does, where the ledger knows the person."""
        known = (entity.label for entity in self.ledger.entities.values() if entity.type == "person")
        return next((label[self.language] for label in known if name in (label.zh, label.en)), name)

    def aliases(self, aliases: Aliases, label: str) -> tuple[str, ...]:
        """List the other names that a reader of this language may know."""
        names = (*aliases.zh, *aliases.hant, *aliases.en) if self.language == "zh" else aliases.en
        return tuple(dict.fromkeys(name for name in names if name != label))


def printed_tokens(fact: Fact) -> str:
    """Write what a document prints of a fact; a range has two tokens."""
    return " … ".join(token for token in (fact.printed, fact.printed_high) if token)
