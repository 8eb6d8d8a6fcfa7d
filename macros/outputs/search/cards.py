"""Make the card that answers a name alone: what it is, its newest values, and the ways on.

A card holds no text of its own but an entity's line: its parts are entries of the index, by their numbers.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from macros.ledger.model import TRUST_ORDER, Entity, Fact
from macros.outputs.search.entries import Entry, FactEntry, Name
from macros.render.site import Site
from macros.render.urls import is_written
from macros.text.labels import wording

LINES = 3
"""How many values a card shows."""
ORDER = ("entity", "term", "metric", "document", "doubt")
"""Which card answers a name that several have, the first of these."""


@dataclass(frozen=True)
class Card:
    """A card: `what` says what an entity is, before its term's text, `at` is the entry that the title leads to."""

    kind: str
    what: str
    at: int
    lines: tuple[int, ...]
    ways: tuple[int, ...]


def name_cards(
    site: Site, entries: Sequence[Entry], facts: Sequence[FactEntry], names: Mapping[Name, Sequence[str]]
) -> dict[Name, Card]:
    """Return the cards of the names that have something to show."""
    maker = _Cards(site, entries, facts, names)
    found = ((name, maker.card(name)) for name in names)
    return {name: card for name, card in found if card}


class _Cards:
    def __init__(
        self, site: Site, entries: Sequence[Entry], facts: Sequence[FactEntry], names: Mapping[Name, Sequence[str]]
    ) -> None:
        self.site, self.ledger, self.entries = site, site.ledger, entries
        self.words = wording(site.language)
        self.folded = {name: {each.lower() for each in group} for name, group in names.items()}
        self.labels = {name: {each.lower() for each in group[:2]} for name, group in names.items()}
        self.held = {each.own[0]: number for number, each in enumerate(entries) if each.own and each.own[0][0] == each.kind}
        self.metrics, self.terms, self.documents = (
            {key: number for (kind, key), number in self.held.items() if kind == wanted}
            for wanted in ("metric", "term", "document")
        )
        self.facts = {each.fact.id: len(entries) + number for number, each in enumerate(facts)}
        self.told = {anchor for page, uses in site.pages.items() if is_written(page) for anchor in uses}
        self.fact_of = {self.facts[fact.id]: fact for fact in self.ledger.facts}
        self.titles = [entry.title.lower() for entry in entries]
        self.of_kind: dict[str, list[int]] = defaultdict(list)
        self.hits: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        """By kind and metric, how often each entry shows the metric; a chart counts the metrics that it draws twice more."""
        self.lengths: list[int] = []
        for number, entry in enumerate(entries):
            self.of_kind[entry.kind].append(number)
            shown = [self.fact_of[self.facts[anchor]].metric for anchor in entry.figures if anchor in self.facts]
            drawn = [key for of, key in entry.related if of == "metric" and entry.kind == "chart"]
            for metric in (*shown, *drawn, *drawn):
                self.hits[entry.kind, metric][number] += 1
            self.lengths.append(len(shown))
        self.titles_of = {kind: "\n".join(self.titles[number] for number in numbers) for kind, numbers in self.of_kind.items()}

    def card(self, name: Name) -> Card | None:
        """Return the card of a name; None where the ledger holds nothing to show."""
        kind, key = name
        if name not in self.held or not self.folded[name]:
            return self.entity(name) if kind == "entity" else None
        at = self.held[name]
        if kind == "doubt":
            shown = [fact for fact in self.ledger.facts if fact.id in self.entries[at].figures]
            newest = [self.facts[fact.id] for fact in sorted(shown, key=self.said, reverse=True)[:LINES]]
            return Card(kind, "", at, tuple(newest), self.ways([fact.metric for fact in shown], at, name))
        metrics = [key] if kind == "metric" else self.important(self.sharing(name, "metric")) if kind == "term" else []
        ways = tuple(self.related(name, "correction")[:2]) if kind == "document" else self.ways(metrics, at, name)
        return Card(kind, "", at, self.values(metrics), ways)

    def related(self, name: Name, *kinds: str) -> list[int]:
        """Return the entries of some kinds that belong to what has a name."""
        return sorted(number for kind in kinds for number in self.of_kind[kind] if name in self.entries[number].related)

    def entity(self, name: Name) -> Card | None:
        """Return the card of an entity: its most used metrics, what a person said, what a publisher published, or events."""
        entity, key = self.ledger.entities[name[1]], name[1]
        own = [each for each in self.metrics if self.ledger.metrics[each].entity == key]
        below = [each for each in self.metrics if key in self.ledger.lineage(self.ledger.metrics[each].entity)]
        metrics = self.important(own or below)
        if entity.type == "person":
            metrics = []
        lines = self.sayings(key) if entity.type == "person" else self.values(self.apart(metrics))
        by = (each.id for each in self.ledger.documents.values() if key in (each.publisher, each.author))
        documents = [self.documents[each] for each in by]
        related = self.related(name, "event", "correction")
        lines = lines or tuple(documents[::-1][:LINES]) or self.sayings(key) or tuple(related[::-1][:LINES])
        terms = [self.terms[each] for each in self.sharing(name, "term")]
        rows = [self.metrics[self.fact_of[each].metric] for each in lines[:1] if metrics and each in self.fact_of]
        leads = [*terms, *rows, *documents[-1:], *lines]
        if not leads:
            return None
        shown = [self.fact_of[each].metric for each in lines if each in self.fact_of and metrics]
        fixes, all_rows = self.fixes(set(), name)[:1], [self.metrics[each] for each in shown]
        ways = [*fixes, *all_rows, *self.ways(shown, leads[0], name)] if shown else [*fixes, *terms, *related[-1:]]
        others = tuple(each for each in dict.fromkeys(ways) if each not in (leads[0], *lines))
        lead = self.entries[leads[0]] if terms else None
        what = self.words["part"].join((self.line(entity), *([lead.text] if lead else ())))
        return Card("entity", what, leads[0], lines, others)

    def sayings(self, speaker: str) -> tuple[int, ...]:
        """Return the newest numbers that somebody named, or else statements, of the most used metrics, each metric once."""
        said = [fact for fact in self.ledger.facts if fact.speaker == speaker]
        said = [fact for fact in said if fact.is_number] or said
        newest = max((self.ledger.documents[fact.document].date for fact in said), default=None)
        facts = {fact.metric: self.facts[fact.id] for fact in said if self.ledger.documents[fact.document].date == newest}
        return tuple(facts[metric] for metric in self.apart(self.important(facts))[:LINES])

    def apart(self, metrics: Sequence[str]) -> list[str]:
        """Put the first metric of each topic before the others."""
        firsts = {self.ledger.metrics[each].topic: each for each in reversed(metrics)}
        return sorted(metrics, key=lambda each: each not in firsts.values())

    def line(self, entity: Entity) -> str:
        """Say what an entity is: a person's post, or else its type, and what it belongs to."""
        what = entity.role[self.site.language] if entity.role else self.words[f"search.entity.{entity.type}"]
        parent = self.ledger.entities[entity.parent].label[self.site.language] if entity.parent else ""
        return self.words["part"].join(filter(None, (what, parent, entity.ticker)))

    def sharing(self, name: Name, kind: str) -> list[str]:
        """Return the metrics that have one of a thing's names, or the terms whose own name is one of them."""
        held, named = (self.metrics, self.folded) if kind == "metric" else (self.terms, self.labels)
        return [key for of, key in named if of == kind and key in held and named[of, key] & self.folded[name]]

    def important(self, metrics: Iterable[str]) -> list[str]:
        """Order metrics by how many pages beside the catalogue and the sources show them, and by their facts."""

        def use(metric: str) -> tuple[bool, int, int]:
            told = sum(map(is_written, self.site.pages_showing.get(metric, ())))
            return self.ledger.metrics[metric].dimension != "statement", told, len(self.ledger.by_metric[metric])

        return sorted(metrics, key=use, reverse=True)

    def values(self, metrics: Sequence[str]) -> tuple[int, ...]:
        """Return the newest value of each of the first metrics, of one metric its newest values."""
        if len(metrics) < LINES:
            return tuple(line for each in metrics for line in self.newest(each))[:LINES]
        return tuple(line for each in metrics[:LINES] for line in self.newest(each)[:1])

    def newest(self, metric: str) -> tuple[int, ...]:
        """Return a metric's newest reported value, what is said of later, and the value of a year before.

        What is said of later, and not before, comes first where nothing was reported for the last two quarters. Of statements
        the last one counts.

        Of its periods the form that has the most facts counts: a quarter, twelve months, a day. Where a document has
        several values of one period, such as the tranches of an issue, none is that of the whole.
        """
        facts = [fact for fact in self.ledger.by_metric[metric] if fact.id not in self.ledger.wrong_facts]
        values = {(fact.period, fact.document, fact.kind, fact.value, fact.low, fact.high) for fact in facts}
        several = Counter(value[:3] for value in values)
        if facts and self.ledger.metrics[metric].dimension == "statement":
            return (self.facts[max(facts, key=self.said).id],)
        facts = [fact for fact in facts if several[fact.period, fact.document, fact.kind] == 1] or facts
        happened = [fact for fact in facts if fact.kind == "reported"] or facts
        if not happened:
            return ()
        form = Counter(fact.period.form for fact in happened).most_common(1)[0][0]
        series = sorted((fact for fact in happened if fact.period.form == form), key=self.age)
        last = series[-1]
        ahead = [fact for fact in facts if fact.kind in ("plan", "guidance", "consensus") and fact.period.end > last.period.end]
        ahead = [
            fact for fact in ahead if self.ledger.documents[fact.document].date >= self.ledger.documents[last.document].date
        ]
        before = [fact for fact in series if (last.period.end - fact.period.end).days in range(360, 370)]
        planned = sorted(ahead, key=self.said)[-1:]
        stale = planned and (self.ledger.latest - last.period.end).days > 200
        chosen = (*planned, last) if stale else (last, *planned, *before[-1:])
        return tuple(dict.fromkeys(self.facts[fact.id] for fact in chosen))

    def age(self, fact: Fact) -> tuple[object, ...]:
        """Order facts by their periods, then put last what stories tell, and what newer and better documents say."""
        document = self.ledger.documents[fact.document]
        return fact.period.end, fact.id in self.told, -TRUST_ORDER[document.trust], document.date

    def said(self, fact: Fact) -> tuple[object, ...]:
        document = self.ledger.documents[fact.document]
        return document.date, -TRUST_ORDER[document.trust], fact.period.end

    def ways(self, metrics: Collection[str], at: int, name: Name) -> tuple[int, ...]:
        """Return where some metrics are told, compared, drawn, doubted and corrected, and all rows of the first."""
        wanted = set(list(metrics)[:LINES])
        kinds = ("story", "comparison", "chart", "doubt")
        found = [
            *(self.metrics[each] for each in list(metrics)[:1]),
            *(self.showing(kind, wanted, name) for kind in kinds),
            *self.fixes(wanted, name),
        ]
        return tuple(dict.fromkeys(each for each in found if each is not None and each != at))

    def showing(self, kind: str, metrics: set[str], name: Name) -> int | None:
        """Return the entry of a kind that shows the most figures of some metrics, for its length, or has a name of theirs.

        Of stories those that show the newest value of a metric come first.
        """
        names = set().union(self.folded[name], *(self.folded["metric", each] for each in metrics))
        scores: Counter[int] = Counter()
        for metric in metrics:
            scores.update(self.hits[kind, metric])
        if here := [each for each in names if each in self.titles_of.get(kind, "")]:
            scores.update(
                {number: 2 for number in self.of_kind[kind] if any(_mentions(self.titles[number], each) for each in here)}
            )
        fresh = self.fresh(scores, metrics) if kind == "story" else set()
        found = ((number in fresh, score / (self.lengths[number] + 3) ** 0.5, number) for number, score in scores.items())
        return max(found, default=(False, 0.0, None))[2]

    def fresh(self, numbers: Iterable[int], metrics: set[str]) -> set[int]:
        """Return the entries that show the newest value of one of some metrics, but for the home page and earlier stories."""
        newest = {self.fact_of[line] for metric in metrics for line in self.newest(metric)[:1]}
        days = {fact.subject: self.ledger.documents[fact.document].date.isoformat() for fact in newest}
        found = set()
        for number in numbers:
            page = self.entries[number].location.partition("#")[0].replace(".html", ".md")
            told = str(self.site.fronts.get(page, {}).get("as_of", "9999"))
            shown = (self.fact_of[self.facts[each]].subject for each in self.entries[number].figures if each in self.facts)
            if page != "index.md" and any(days.get(each, "9999-") <= told for each in shown):
                found.add(number)
        return found

    def fixes(self, metrics: set[str], name: Name) -> list[int]:
        """Return two corrections, first those whose title has one of the names, then those of some metrics."""
        names = [each for each in self.folded[name] if len(each) > 1]
        found = self.of_kind["correction"]
        titled = [number for number in found if any(_mentions(self.titles[number], each) for each in names)]
        of = [number for number in found if any(("metric", each) in self.entries[number].related for each in metrics)]
        return list(dict.fromkeys((*titled, *of)))[:2]


def _mentions(title: str, name: str) -> bool:
    """Whether a title has a name; Latin letters at the beginning of a word.

    >>> _mentions("the steepest fall", "eps"), _mentions("chip2 sold out", "chip"), _mentions("abc利润率", "利润率")
    (False, True, True)
    """
    return name in title and bool(re.search(rf"(?<![a-z0-9](?=[a-z0-9])){re.escape(name)}", title))
