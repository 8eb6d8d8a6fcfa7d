"""Make the card that answers a name alone: what it is, its newest values, and the ways on.

A card holds no text of its own but an entity's line: its parts are entries of the index, by their numbers.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from macros.ledger.model import TRUST_ORDER, Entity, Fact
from macros.ledger.select import FORWARD
from macros.outputs.search.entries import Contents, Name
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

    kind: str = ""
    what: str = ""
    at: int = 0
    lines: tuple[int, ...] = ()
    ways: tuple[int, ...] = ()


def card_columns(site: Site, contents: Contents) -> dict[str, list[Any]]:
    """Return the cards of all names as columns, with the rank of their kinds, -1 for none.

    `at` is 0 where the name is that entry's title.
    """
    maker = _Cards(site, contents)
    cards = {name: maker.card(name) or Card() for name in contents.names}
    columns = {column: [getattr(card, column) for card in cards.values()] for column in ("what", "lines", "ways")}
    titled = {name: number for name, number in contents.held.items() if name[0] != "doubt"}
    columns["at"] = [0 if titled.get(name) == card.at else card.at for name, card in cards.items()]
    return columns | {"order": [ORDER.index(card.kind) if card.kind else -1 for card in cards.values()]}


class _Cards:
    def __init__(self, site: Site, contents: Contents) -> None:
        self.site, self.ledger, self.words = site, site.ledger, wording(site.language)
        self.entries, self.held, self.numbers = contents.entries, contents.held, contents.numbers
        self.folded = {name: {each.lower() for each in group} for name, group in contents.names.items()}
        self.labels = {name: {each.lower() for each in group[:2]} for name, group in contents.names.items()}
        self.told = {anchor for page, uses in site.pages.items() if is_written(page) for anchor in uses}
        self.titles = [entry.title.lower() for entry in self.entries]
        facts = {each.anchor: each.fact for each in contents.facts}
        self.shown = [[facts[anchor] for anchor in entry.figures if anchor in facts] for entry in self.entries]
        """The facts that each entry shows."""
        self.of_kind: dict[str, list[int]] = defaultdict(list)
        self.hits: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        """By kind and metric, how often each entry shows the metric; a chart counts the metrics that it draws twice more."""
        for number, entry in enumerate(self.entries):
            self.of_kind[entry.kind].append(number)
            drawn = [key for of, key in entry.related if of == "metric" and entry.kind == "chart"]
            for metric in (*(fact.metric for fact in self.shown[number]), *drawn, *drawn):
                self.hits[entry.kind, metric][number] += 1
        self.titles_of = {kind: "\n".join(self.titles[number] for number in numbers) for kind, numbers in self.of_kind.items()}

    def card(self, name: Name) -> Card | None:
        """Return the card of a name; None where the ledger holds nothing to show."""
        kind, key = name
        if name not in self.held or not self.folded[name]:
            return self.entity(name) if kind == "entity" else None
        at = self.held[name]
        if kind == "doubt":
            shown = [fact for fact in self.ledger.facts if fact.id in self.entries[at].figures]
            newest = sorted(shown, key=self.said, reverse=True)[:LINES]
            return Card(kind, "", at, self.lines(newest), self.ways([fact.metric for fact in shown], at, name))
        metrics = [key] if kind == "metric" else self.important(self.sharing(name, "metric")) if kind == "term" else []
        ways = tuple(self.related(name, "correction")[:2]) if kind == "document" else self.ways(metrics, at, name)
        return Card(kind, "", at, self.lines(self.values(metrics)), ways)

    def related(self, name: Name, *kinds: str) -> list[int]:
        """Return the entries of some kinds that belong to what has a name."""
        return sorted(number for kind in kinds for number in self.of_kind[kind] if name in self.entries[number].related)

    def entity(self, name: Name) -> Card | None:
        """Return the card of an entity: its most used metrics, what a person said, what a publisher published, or events."""
        entity, key = self.ledger.entities[name[1]], name[1]
        owners = {each: self.ledger.metrics[each].entity for of, each in self.held if of == "metric"}
        own = [each for each, owner in owners.items() if owner == key]
        below = [each for each, owner in owners.items() if key in self.ledger.lineage(owner)]
        metrics = [] if entity.type == "person" else self.important(own or below)
        by = (each.id for each in self.ledger.documents.values() if key in (each.publisher, each.author))
        documents = [self.held["document", each] for each in by]
        facts = self.values(self.apart(metrics))
        if entity.type == "person" or not (facts or documents):
            facts = self.sayings(key)
        related = self.related(name, "event", "correction")
        lines = self.lines(facts) or tuple(documents[::-1][:LINES]) or tuple(related[::-1][:LINES])
        terms = [self.held["term", each] for each in self.sharing(name, "term")]
        shown = [fact.metric for fact in facts if metrics]
        rows = [self.held["metric", each] for each in shown]
        leads = [*terms, *rows[:1], *documents[-1:], *lines]
        if not leads:
            return None
        ways = [*rows, *self.ways(shown, leads[0], name)] if shown else [*terms, *related[-1:]]
        others = dict.fromkeys(each for each in (*self.fixes(set(), name)[:1], *ways) if each not in (leads[0], *lines))
        what = self.words["part"].join((self.line(entity), *(self.entries[each].text for each in terms[:1])))
        return Card("entity", what, leads[0], lines, tuple(others))

    def lines(self, facts: Iterable[Fact]) -> tuple[int, ...]:
        """Return the numbers of the entries of facts."""
        return tuple(self.numbers[fact.id] for fact in facts)

    def sayings(self, speaker: str) -> list[Fact]:
        """Return the newest numbers that somebody named, or else statements, of the most used metrics, each metric once."""
        said = [fact for fact in self.ledger.facts if fact.speaker == speaker]
        said = [fact for fact in said if fact.is_number] or said
        newest = max((self.ledger.day_of(fact) for fact in said), default=None)
        facts = {fact.metric: fact for fact in said if self.ledger.day_of(fact) == newest}
        return [facts[metric] for metric in self.apart(self.important(facts))[:LINES]]

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
        named = self.folded if kind == "metric" else self.labels
        return [key for of, key in self.held if of == kind and named[of, key] & self.folded[name]]

    def important(self, metrics: Iterable[str]) -> list[str]:
        """Order metrics by how many pages beside the catalogue and the sources show them, and by their facts."""

        def use(metric: str) -> tuple[bool, int, int]:
            told = sum(map(is_written, self.site.pages_showing.get(metric, ())))
            return self.ledger.metrics[metric].dimension != "statement", told, len(self.ledger.by_metric[metric])

        return sorted(metrics, key=use, reverse=True)

    def values(self, metrics: Sequence[str]) -> list[Fact]:
        """Return the newest value of each of the first metrics, of one metric its newest values."""
        most = LINES if len(metrics) < LINES else 1
        return [fact for each in metrics[:LINES] for fact in self.newest(each)[:most]][:LINES]

    def newest(self, metric: str) -> Sequence[Fact]:
        """Return a metric's newest reported value, what is said of later, and the value of a year before.

        What is said of later, and not before, comes first where nothing was reported for the last two quarters. Of statements
        the last one counts.

        Of its periods the form that has the most facts counts: a quarter, twelve months, a day. Where a document has
        several values of one period, such as the tranches of an issue, none is that of the whole.
        """
        facts = [fact for fact in self.ledger.by_metric[metric] if fact.id not in self.ledger.wrong_facts]
        if not facts:
            return ()
        if self.ledger.metrics[metric].dimension == "statement":
            return (max(facts, key=self.said),)
        values = {(fact.period, fact.document, fact.kind, fact.value, fact.low, fact.high) for fact in facts}
        several = Counter(value[:3] for value in values)
        facts = [fact for fact in facts if several[fact.period, fact.document, fact.kind] == 1] or facts
        happened = [fact for fact in facts if fact.kind == "reported"] or facts
        form = Counter(fact.period.form for fact in happened).most_common(1)[0][0]
        series = sorted((fact for fact in happened if fact.period.form == form), key=self.age)
        last = series[-1]
        ahead = [fact for fact in facts if fact.kind in FORWARD and fact.period.end > last.period.end]
        planned = sorted((fact for fact in ahead if self.ledger.day_of(fact) >= self.ledger.day_of(last)), key=self.said)[-1:]
        if planned and (self.ledger.latest - last.period.end).days > 200:
            return (*planned, last)
        before = [fact for fact in series if (last.period.end - fact.period.end).days in range(360, 370)]
        return (last, *planned, *before[-1:])

    def age(self, fact: Fact) -> tuple[object, ...]:
        """Order facts by their periods, then put last what stories tell, and what newer and better documents say."""
        trust = TRUST_ORDER[self.ledger.documents[fact.document].trust]
        return fact.period.end, fact.id in self.told, -trust, self.ledger.day_of(fact)

    def said(self, fact: Fact) -> tuple[object, ...]:
        trust = TRUST_ORDER[self.ledger.documents[fact.document].trust]
        return self.ledger.day_of(fact), -trust, fact.period.end

    def ways(self, metrics: Sequence[str], at: int, name: Name) -> tuple[int, ...]:
        """Return where some metrics are told, compared, drawn, doubted and corrected, and all rows of the first."""
        wanted = set(metrics[:LINES])
        found = [
            *(self.held["metric", each] for each in metrics[:1]),
            *(self.showing(kind, wanted, name) for kind in ("story", "comparison", "chart", "doubt")),
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
        here = [each for each in names if each in self.titles_of.get(kind, "")]
        titled = (number for number in self.of_kind[kind] if any(_mentions(self.titles[number], each) for each in here))
        scores.update(dict.fromkeys(titled, 2))
        newest = (fact for metric in metrics if kind == "story" for fact in self.newest(metric)[:1])
        days = {fact.subject: self.ledger.day_of(fact).isoformat() for fact in newest}

        def merit(number: int) -> tuple[bool, float, int]:
            return self.shows(number, days), scores[number] / (len(self.shown[number]) + 3) ** 0.5, number

        return max(scores, key=merit, default=None)

    def shows(self, number: int, days: Mapping[str, str]) -> bool:
        """Whether an entry shows one of some new values, each told since a day; the home page and earlier stories do not."""
        page = self.entries[number].page.replace(".html", ".md")
        told = str(self.site.fronts.get(page, {}).get("as_of", "9999"))
        return page != "index.md" and any(days.get(fact.subject, "9999-") <= told for fact in self.shown[number])

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
