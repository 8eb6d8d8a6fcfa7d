"""Facts in one language: every text chosen and every number written, without what differs from page to page."""

from __future__ import annotations

from macros.ledger.ledger import Ledger
from macros.ledger.model import Aliases, Document, Fact, Language, Metric
from macros.ledger.periods import Period
from macros.ledger.select import earlier_plans
from macros.render.views.models import FactView
from macros.text.dates import format_day, format_period
from macros.text.labels import wording
from macros.text.numbers import format_fact
from macros.text.typography import is_chinese


class FactViews:
    """Writes facts, places and periods of a ledger in one language."""

    def __init__(self, ledger: Ledger, language: Language) -> None:
        self.ledger = ledger
        self.language = language
        self.words = wording(language)

    def fact(self, fact: Fact, *, magnitude: bool = False) -> FactView:
        """View a fact without corrections, links and footnotes; `magnitude` leaves the number's sign out."""
        metric, document = self.ledger.metrics[fact.metric], self.ledger.documents[fact.document]
        label, period = metric.label[self.language], self.period(fact.period, metric)
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
            period=period,
            metric=label,
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
            caption=self.words["separator"].join((label, period)),
            speaker=self.ledger.entities[fact.speaker].label[self.language] if fact.speaker else "",
            note=fact.note[self.language] if fact.note else "",
        )

    def tooltip(self, fact: Fact, value: str, metric: Metric, document: Document) -> str:
        """Write a figure's tooltip: kind and value, metric and period, document and place, token, earlier plans.

        A browser shows the lines as they are; ledger.js makes a badge and a number of the first one, and a list of the
        lines below one that ends with a colon.
        """
        part, colon, printed = self.words["part"], self.words["colon"], _printed(fact)
        if self.language != "zh" and is_chinese(printed):
            # A title attribute cannot mark a part of itself as another language; the line in the catalogue can.
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
                self.words["said"].format(day=format_day(self.ledger.documents[each.document].date, self.language)),
            )
            lines.append(self.words["part"].join(filter(None, parts)))
        return tuple(lines)

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

    def foreign(self, document: Document) -> str:
        """Return a document's language where it is not the page's, and nothing where it is."""
        return "" if document.language == self.language else document.language

    def person(self, name: str) -> str:
        """Write a person's name as this language does, where the ledger knows the person."""
        known = (entity.label for entity in self.ledger.entities.values() if entity.type == "person")
        return next((label[self.language] for label in known if name in (label.zh, label.en)), name)

    def aliases(self, aliases: Aliases, label: str) -> tuple[str, ...]:
        """List the other names that a reader of this language may know."""
        names = (*aliases.zh, *aliases.hant, *aliases.en) if self.language == "zh" else aliases.en
        return tuple(dict.fromkeys(name for name in names if name != label))


def _printed(fact: Fact) -> str:
    return " … ".join(token for token in (fact.printed, fact.printed_high) if token)
