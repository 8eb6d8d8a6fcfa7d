"""How the records of the sources must agree with each other: references, dimensions, places, tokens, duplicates.

Each rule yields every problem that it finds.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from macros.ledger.errors import Problem, did_you_mean, listed, or_else, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.model import Document, Entity, Fact, Metric, Text, Unit
from macros.ledger.printed_tokens import Vocabulary, token_problems
from macros.ledger.typed_figures import figure_in
from macros.ledger.values import PRINTED_LENGTH, meant_place
from macros.ledger.yaml_source import Spot

Rule = Callable[[Any, Spot], Iterator[Problem]]

DEFINE = "define it in data/metrics/"
"""What to do about a metric that is new."""


@dataclass(frozen=True)
class Rules:
    """The ledger that rules look into, and the ids whose own records are refused: references to them are not reported."""

    ledger: Ledger
    refused: frozenset[str]

    def known(self, name: str | None, names: Collection[str], what: str, at: Spot, remedy: str = "") -> Iterator[Problem]:
        """Yield a problem for an id that is not defined, with the nearest one that is, or what else to do."""
        if name is not None and name not in names and name not in self.refused:
            yield at.problem(f"no {what} is called {quoted(name)}{or_else(did_you_mean(name, names), remedy)}")

    def all_known(self, several: Iterable[str], names: Collection[str], what: str, at: Spot) -> Iterator[Problem]:
        """Yield a problem for each id of a list that is not defined."""
        for index, name in enumerate(several):
            yield from self.known(name, names, what, at / index)


class SourceRules(Rules):
    """The rules for units, entities, metrics, documents and facts."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words for scales, units and currencies in printed tokens."""
        return Vocabulary.of(self.ledger.units.values())

    @property
    def by_file(self) -> Mapping[str, Rule]:
        """The rule for the records of each file or folder."""
        return {"units": self.unit, "entities": self.entity, "metrics": self.metric, "documents": self.document}

    @cached_property
    def fiscal_years_known(self) -> bool:
        """Whether every entity is there: a fact of one that is refused is placed in the calendar's year."""
        named = {each.entity for each in self.ledger.metrics.values()} | {each.parent for each in self.ledger.entities.values()}
        return named <= {*self.ledger.entities, None}

    def unit(self, unit: Unit, at: Spot) -> Iterator[Problem]:
        """Yield a currency that is missing, out of place, or another one than that of the same base."""
        if unit.dimension == "money" and unit.currency is None:
            yield at.problem("a unit of money says how amounts are written: add currency")
        if unit.dimension != "money" and unit.currency is not None:
            yield (at / "currency").problem("only a unit of money has a currency", at_key=True)
        first = next(each for each in self.ledger.units.values() if each.base == unit.base)
        if unit.currency and first.currency and unit.currency != first.currency:
            yield (at / "currency").problem(f"amounts in {unit.base} are written in another way above")
        units = list(self.ledger.units.values())
        before = Vocabulary.of(units[: units.index(unit)])
        words = [(word, at / "words" / index) for index, word in enumerate(unit.words)]
        for word, here in [*words, *([(unit.currency.sign, at / "currency" / "sign")] if unit.currency else [])]:
            if refusal := before.refusal(word, unit):
                yield here.problem(refusal)

    def entity(self, entity: Entity, at: Spot) -> Iterator[Problem]:
        """Yield a parent that is not defined or a circle of parents."""
        yield from self.known(entity.parent, self.ledger.entities, "entity", at / "parent")
        line = self.ledger.lineage(str(at.location[0]))
        if self.ledger.entities[line[-1]].parent in line:
            yield (at / "parent").problem("the parents run in a circle")

    def metric(self, metric: Metric, at: Spot) -> Iterator[Problem]:
        """Yield wrong references, and a counter that is missing or out of place."""
        yield from self.known(metric.entity, self.ledger.entities, "entity", at / "entity")
        yield from self.all_known(metric.topics, self.ledger.topics, "topic", at / "topics")
        if metric.dimension == "count" and metric.counter is None:
            yield at.problem("a count says what is counted: add counter")
        if metric.dimension != "count" and metric.counter is not None:
            yield (at / "counter").problem("only a count has a counter", at_key=True)

    def document(self, document: Document, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a document and its facts."""
        yield from self.known(document.publisher, self.ledger.entities, "entity", at / "publisher")
        if document.address is None and document.note is None:
            yield (at / "address").problem("a document without an address has a note that says why", at_key=True)
        yield from _parts(document, at / "parts")
        for index, omission in enumerate(document.not_recorded):
            yield from place(document, omission.paragraph, at / "not_recorded" / index / "paragraph")
        for index, fact in enumerate(document.facts):
            yield from self.fact(fact, document, at / "facts" / index)
        yield from _duplicates(document, at / "facts")

    def fact(self, fact: Fact, document: Document, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with one fact."""
        yield from place(document, fact.paragraph, at / "paragraph")
        metric = self.ledger.metrics.get(fact.metric)
        happened = fact.kind in ("reported", "market") and metric is not None and self.fiscal_years_known
        if happened and fact.period.end > document.date:
            late = f"{fact.period} ends on {fact.period.end}, after the document of {document.date}"
            yield (at / "period").problem(f"{late}; what is {fact.kind} has happened")
        for index, mention in enumerate(fact.also):
            yield from place(document, mention.paragraph, at / "also" / index / "paragraph")
        if len(set(fact.paragraphs)) < len(fact.paragraphs):
            yield (at / "also").problem("a paragraph is named twice")
        yield from self.known(fact.speaker, self.ledger.entities, "entity", at / "speaker")
        yield from self.known(fact.metric, self.ledger.metrics, "metric", at / "metric", DEFINE)
        if metric is not None and metric.dimension == "statement":
            yield from _statement(fact, at)
        elif metric is not None:
            yield from self.number(fact, metric, at)

    def number(self, fact: Fact, metric: Metric, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a fact of a metric that is measured."""
        if fact.statement is not None:
            message = f"{fact.metric} is measured: give value and unit, or use a metric of dimension statement"
            yield (at / "statement").problem(message, at_key=True)
            return
        wrong = list(_value(fact, at))
        yield from wrong
        yield from _tokens(fact, at)
        unit = self.ledger.units.get(fact.unit or "")
        if unit is None and fact.unit not in self.refused:
            units = [name for name, each in self.ledger.units.items() if each.dimension == metric.dimension]
            # The nearest name may be ten times wrong: usd_bn is near to usd_100m.
            of = f"; units of {metric.dimension} are {listed(units, 30)}" if units else ""
            if fact.unit is None:
                yield at.problem(f"unit is missing; for {fact.metric} write one of {listed(units)}")
            else:
                yield (at / "unit").problem(f"no unit is called {quoted(fact.unit)}{of}")
        elif unit is not None and unit.dimension != metric.dimension:
            message = f"{fact.unit} is a unit of {unit.dimension}; {fact.metric} is measured in {metric.dimension}"
            yield (at / "unit").problem(message)
        elif unit is not None and not wrong:
            yield from self.evidence(fact, unit, at)

    def evidence(self, fact: Fact, unit: Unit, at: Spot) -> Iterator[Problem]:
        """Yield printed tokens that show another number or another unit."""
        low, high = fact.ends
        ends = [low, high] if fact.printed_high is None else [low]
        tokens = [(at / "printed", fact.printed, ends, False)]
        tokens += [(at / "printed_high", fact.printed_high, [high], False)] * (fact.value is None)
        tokens += [(at / "also" / index / "printed", each.printed, [low, high], True) for index, each in enumerate(fact.also)]
        for here, token, wanted, either in tokens:
            if token is not None:
                yield from map(here.problem, token_problems(token, wanted, unit, self.vocabulary, either=either))


def place(document: Document, name: str, at: Spot) -> Iterator[Problem]:
    """Yield why a document has no such paragraph or place."""
    if name.startswith("p."):
        if document.paragraphs is None:
            where = f"; its places are {listed(document.places)}" if document.places else ""
            yield at.problem(f"{document.id} has no numbered paragraphs{where}")
        elif int(name[2:]) > document.paragraphs:
            yield at.problem(f"{name} is beyond the {document.paragraphs} paragraphs of {document.id}")
    elif name not in document.places:
        meant = meant_place(name)
        known = [*(["p.N"] if document.paragraphs else []), *document.places]
        hint = f"; write {meant or 'p.N or a place'}"
        if document.places and not meant:
            hint = f"; its places are {listed(known, 30)}{did_you_mean(name, document.places)}"
        yield at.problem(f"{document.id} names no place {quoted(name)}{hint}")


def unrecorded(document: Document, name: str) -> str:
    """Return why a place of a document cannot be cited, of which no fact is recorded, or nothing."""
    if name in document.recorded_places:
        return ""
    known = sorted(document.recorded_places, key=lambda place: (int(place[2:] if place.startswith("p.") else 0), place))
    return f"nothing of {document.id} is recorded at {quoted(name)}; recorded are {listed(known, 30)}"


def without_figures(words: Text | None, at: Spot) -> Iterator[Problem]:
    """Yield figures in words, which would have no source."""
    if words is None:
        return
    for language, text in (("zh", words.zh), ("en", words.en)):
        figure = figure_in(text)
        if figure:
            yield (at / language).problem(f"the figure {quoted(figure)} stands in words; record it as a fact of its own")


def short(token: str | None, at: Spot) -> Iterator[Problem]:
    """Yield a token that is too long."""
    if token is not None and len(token) > PRINTED_LENGTH:
        yield at.problem(f"the token has {len(token)} characters; {PRINTED_LENGTH} are the most")


def _parts(document: Document, at: Spot) -> Iterator[Problem]:
    """Yield parts that begin where no fact is, or whose id or beginning is taken."""
    for index, part in enumerate(document.parts):
        before = document.parts[:index]
        if part.begins not in document.part_of:
            hint = did_you_mean(part.begins, document.part_of)
            yield (at / index / "begins").problem(f"no fact of {document.id} stands at {quoted(part.begins)}{hint}")
        if part.id in {each.id for each in before} or part.begins in {each.begins for each in before}:
            yield (at / index).problem("an earlier part is called so, or begins there")


def _statement(fact: Fact, at: Spot) -> Iterator[Problem]:
    for name in ("value", "low", "high", "unit", "printed", "printed_high", "qualifier"):
        if getattr(fact, name) is not None:
            message = f"{fact.metric} is talked about, not measured: a fact of it has a statement and no {name}"
            yield (at / name).problem(message, at_key=True)
    if fact.statement is None:
        yield at.problem(f"statement is missing; {fact.metric} is talked about, not measured")
    yield from without_figures(fact.statement, at / "statement")


def _value(fact: Fact, at: Spot) -> Iterator[Problem]:
    """Yield why a fact has neither one number nor a range whose low is below its high."""
    low, high = fact.low, fact.high
    if fact.value is not None:
        if low is not None or high is not None:
            yield (at / "value").problem("give either value, or low and high", at_key=True)
    elif low is None or high is None:
        missing = "value" if low is high else "low" if low is None else "high"
        yield at.problem(f"{missing} is missing; give either value, or low and high")
    elif low > high:
        yield (at / "low").problem(f"low {low} is above high {high}; exchange them")
    elif low == high:
        yield (at / "low").problem("low and high are the same; write value")


def _tokens(fact: Fact, at: Spot) -> Iterator[Problem]:
    printed = [(at, fact.paragraph, fact.printed)]
    printed += [(at / "also" / index, each.paragraph, each.printed) for index, each in enumerate(fact.also)]
    for here, paragraph, token in printed:
        if token is None and paragraph.startswith("p."):
            yield here.problem("printed is missing; give the token as it stands in the paragraph")
        yield from short(token, here / "printed")
    yield from short(fact.printed_high, at / "printed_high")
    if fact.printed_high is not None and fact.value is not None:
        yield (at / "printed_high").problem("only a range has a second token", at_key=True)


def _duplicates(document: Document, at: Spot) -> Iterator[Problem]:
    by_id: dict[str, int] = {}
    by_value: dict[tuple[Any, ...], int] = {}
    for index, fact in enumerate(document.facts):
        said = (fact.metric, fact.period, fact.kind, fact.value, fact.low, fact.high, fact.unit)
        if fact.id in by_id:
            line, _ = (at / by_id[fact.id]).mark
            yield (at / index).problem(f"the same fact stands already on line {line}: same metric, period, kind, paragraph")
        elif fact.is_number and said in by_value:
            line, _ = (at / by_value[said]).mark
            message = f"the same value stands already on line {line}; add {fact.paragraph} to the `also` of that one"
            yield (at / index).problem(message)
        by_id.setdefault(fact.id, index)
        by_value.setdefault(said, index)
