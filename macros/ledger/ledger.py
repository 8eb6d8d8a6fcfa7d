"""The whole ledger, checked and immutable, with the indexes that pages need."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from macros.ledger.editorial import OVERDUE, OVERSPENT, Chart, Correction, Derived, Doubt, Event, GlossaryEntry
from macros.ledger.model import Document, Entity, Fact, Language, Metric, Topic, Unit

RECENT_DAYS = 45
"""A doubt that is younger than this, counted from the newest document, is not judged yet."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """The records of all data files, with indexes; a ledger equals itself alone."""

    documents: Mapping[str, Document]
    metrics: Mapping[str, Metric]
    topics: Mapping[str, Topic]
    entities: Mapping[str, Entity]
    units: Mapping[str, Unit]
    events: tuple[Event, ...]
    derived: Mapping[str, Derived]
    corrections: tuple[Correction, ...]
    doubts: tuple[Doubt, ...]
    charts: Mapping[str, Chart]
    glossary: tuple[GlossaryEntry, ...]
    languages: tuple[Language, ...] = get_args(Language)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact: documents by date, and in each the document's own order."""
        ordered = sorted(self.documents.values(), key=lambda document: (document.date, document.id))
        return tuple(fact for document in ordered for fact in document.facts)

    @cached_property
    def by_metric(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each metric, in the order of `facts`."""
        return _grouped(self.facts, "metric")

    @cached_property
    def by_subject(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each metric and period: its vintages, in the order of `facts`."""
        return _grouped(self.facts, "subject")

    @cached_property
    def corrections_by_fact(self) -> Mapping[str, tuple[Correction, ...]]:
        """The corrections of each fact, by the fact's id."""
        found: dict[str, list[Correction]] = defaultdict(list)
        for correction in self.corrections:
            figure = correction.fact
            if figure is None or correction.withdrawn:
                continue
            for fact in self.by_subject.get(f"{figure.metric}@{figure.period}", ()):
                if fact.document == (figure.document or correction.document) and fact.is_such(figure.kind, figure.paragraph):
                    found[fact.id].append(correction)
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def wrong_facts(self) -> Mapping[str, Correction]:
        """The facts whose number itself is wrong, with the correction that says so."""
        return {name: each for name, found in self.corrections_by_fact.items() for each in found if each.wrong}

    @cached_property
    def latest(self) -> dt.date:
        """The date of the newest document; whatever is later has not happened yet."""
        return max(document.date for document in self.documents.values())

    def lineage(self, entity: str | None) -> tuple[str, ...]:
        """Return an entity and its ancestors: a product, its family, a segment, the company; in a circle each once."""
        found: list[str] = []
        while entity is not None and entity in self.entities and entity not in found:
            found.append(entity)
            entity = self.entities[entity].parent
        return tuple(found)

    def fiscal_month(self, entity: str | None) -> int | None:
        """Return the month with which the fiscal year of an entity, or of its nearest ancestor that names one, ends."""
        ends = (self.entities[each].fiscal_year_ends for each in self.lineage(entity))
        end = next(filter(None, ends), None)
        return int(end[:2]) if end else None

    def is_to_come(self, event: Event) -> bool:
        """Whether an event is later than every document."""
        return event.date.end > self.latest

    def is_new(self, doubt: Doubt) -> bool:
        """Whether a doubt is recent and no later document mentions it: the next author will judge it."""
        raised = max(self.documents[each.document].date for each in doubt.then.sources)
        return doubt.now is None and (self.latest - raised).days <= RECENT_DAYS

    def standing(self, doubt: Doubt) -> str:
        """Return the outcome with its family, `doubt_partly`.

        A pending promise whose day has passed is `promise_overdue`, a plan that was exceeded `promise_overspent`.
        """
        if doubt.outcome == "pending" and doubt.due and doubt.due.end < self.latest:
            return OVERDUE
        if doubt.outcome == "exceeded" and doubt.type == "plan":
            return OVERSPENT
        return f"{doubt.family}_{doubt.outcome}"

    def day_of(self, fact: Fact) -> dt.date:
        """Return the day on which a fact was said, its document's."""
        return self.documents[fact.document].date

    def unit_of(self, fact: Fact) -> Unit:
        """Return the unit that the document prints; raises KeyError for a statement."""
        return self.units[str(fact.unit)]


def _grouped(items: Any, name: str) -> Mapping[str, Any]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        groups[getattr(item, name)].append(item)
    return {key: tuple(group) for key, group in groups.items()}
