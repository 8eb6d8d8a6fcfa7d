"""What is written of the ledger in one language, the same on every page: numbers, tooltips, names, days, periods, places."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from macros.ledger.derive import Check
from macros.ledger.editorial import Doubt, Event
from macros.ledger.ledger import Ledger
from macros.ledger.model import Aliases, Document, Fact, Language, Text
from macros.ledger.periods import Period
from macros.ledger.select import earlier_plans
from macros.text.dates import format_day, format_period, format_tick
from macros.text.labels import wording
from macros.text.numbers import format_fact, format_quantity
from macros.text.typography import is_chinese


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
                self.words["said"].format(day=self.day(self.ledger.day_of(each))),
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
