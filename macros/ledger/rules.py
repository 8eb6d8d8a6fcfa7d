"""How records must agree with each other: references, dimensions, places, tokens, and facts said twice.

Each rule yields the problems it finds; none of them stops at the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from macros.ledger.derive import Calculations, Quantity
from macros.ledger.errors import Problem, RequestError, did_you_mean, listed, quoted
from macros.ledger.model import (
    MOST_PLACES,
    Chart,
    Correction,
    Derived,
    Document,
    Doubt,
    Entity,
    Event,
    Fact,
    Figure,
    Ledger,
    Metric,
    Point,
    Series,
    Text,
    Unit,
)
from macros.ledger.select import select, selected
from macros.ledger.typed_figures import PLACEHOLDER, figure_in
from macros.ledger.values import PRINTED_LENGTH
from macros.ledger.yaml_source import Spot


def placeholders(words: str) -> list[str]:
    """Return the names that stand in braces, in their order.

    >>> placeholders("从{before}提到{after}")
    ['before', 'after']
    """
    return PLACEHOLDER.findall(words)


@dataclass(frozen=True)
class Rules:
    """The rules, with the ledger that they look into.

    `refused` are the ids whose own definition is wrong: who refers to them is not to blame. `whole` tells that the
    facts are known to be right: only then can one be chosen among several.
    """

    ledger: Ledger
    refused: frozenset[str]
    whole: bool = True

    def entity(self, key: str, entity: Entity, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with an entity: its parents are known and do not run in a circle."""
        yield from self.known(entity.parent, self.ledger.entities, "entity", at / "parent")
        seen, parent = {key}, entity.parent
        while parent is not None and parent in self.ledger.entities:
            if parent in seen:
                yield (at / "parent").problem("the parents run in a circle")
                return
            seen.add(parent)
            parent = self.ledger.entities[parent].parent

    def unit(self, unit: Unit, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a unit: one of it is more than nothing."""
        if unit.factor <= 0:
            message = f"{quoted(unit.factor)} is no factor; write how many of the base unit one of it is, such as 1000000"
            yield (at / "factor").problem(message)

    def metric(self, metric: Metric, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a metric: its references, and a counter where it counts."""
        yield from self.known(metric.entity, self.ledger.entities, "entity", at / "entity")
        for index, topic in enumerate(metric.topics):
            yield from self.known(topic, self.ledger.topics, "topic", at / "topics" / index)
        if metric.dimension == "count" and metric.counter is None:
            yield at.problem("a count says what is counted: add counter")
        if metric.dimension != "count" and metric.counter is not None:
            yield (at / "counter").problem("only a count has a counter", at_key=True)

    def event(self, event: Event, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with an event: its references, and figures that are no facts."""
        for index, topic in enumerate(event.topics):
            yield from self.known(topic, self.ledger.topics, "topic", at / "topics" / index)
        for index, entity in enumerate(event.entities):
            yield from self.known(entity, self.ledger.entities, "entity", at / "entities" / index)
        for index, citation in enumerate(event.sources):
            yield from self.cited(citation.document, citation.paragraph, at / "sources" / index)
        for index, figure in enumerate(event.facts):
            yield from self.figure(figure, at / "facts" / index)
        for name, words in (("title", event.title), ("text", event.text)):
            if words is not None:
                yield from without_figures(words, at / name)

    def figure(self, figure: Figure, at: Spot, *, or_place: bool = False) -> Iterator[Problem]:
        """Yield why a figure names neither one fact nor a derived metric nor, where a text may cite one, a place."""
        if or_place and figure.is_place:
            yield from self.cited(str(figure.document), str(figure.paragraph), at)
            return
        if figure.derived is not None:
            if any(each is not None for each in (figure.metric, figure.period, figure.document, figure.kind)):
                yield at.problem("name either a derived metric, or a fact by metric and period")
            yield from self.known(figure.derived, self.ledger.derived, "derived metric", at / "derived")
            return
        if figure.metric is None or figure.period is None:
            missing = "metric" if figure.metric is None else "period"
            yield at.problem(f"{missing} is missing; a figure is a metric with a period, or derived")
            return
        yield from self.known(figure.metric, self.ledger.metrics, "metric", at / "metric")
        yield from self.known(figure.document, self.ledger.documents, "document", at / "document")
        known_document = figure.document is None or figure.document in self.ledger.documents
        if not self.whole or figure.metric not in self.ledger.metrics or not known_document:
            return  # It is said already, or the fact may stand in a document that was refused.
        try:
            selected(self.ledger, figure)
        except RequestError as error:
            yield at.problem(str(error))

    def derived(self, derived: Derived, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a derived metric before it is computed: its references."""
        yield from self.known(derived.topic, self.ledger.topics, "topic", at / "topic")
        for name, figures in (("operands", derived.operands), ("prints", derived.prints)):
            for index, figure in enumerate(figures):
                yield from self.figure(figure, at / name / index)
        yield from without_figures(derived.label, at / "label")
        if derived.places is not None and derived.places > MOST_PLACES:
            yield (at / "places").problem(f"{quoted(derived.places)} is too many; {MOST_PLACES} decimals are the most")

    def correction(self, correction: Correction, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a correction: its references, its texts, and a wrong number that is no fact."""
        yield from self.cited(correction.document, correction.paragraph, at)
        if correction.printed is not None and len(correction.printed) > PRINTED_LENGTH:
            yield (at / "printed").problem(_too_long(correction.printed))
        if correction.fact is None:
            if correction.wrong:
                yield (at / "wrong").problem("nothing says which number is wrong; add fact", at_key=True)
        else:
            yield from self.figure(correction.fact, at / "fact")
            if correction.fact.document not in (None, correction.document):
                yield (at / "fact").problem(f"the fact is of another document than {correction.document}")
        texts = {name: getattr(correction, name) for name in ("title", "says", "right", "shows")}
        yield from self.texts(texts, correction.figures, at)

    def doubt(self, doubt: Doubt, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a doubt: its references, its texts, and a verdict that nothing supports."""
        for index, topic in enumerate(doubt.topics):
            yield from self.known(topic, self.ledger.topics, "topic", at / "topics" / index)
        texts = {"title": doubt.title, "reason": doubt.reason, "then.text": doubt.then.text}
        accounts = [("then", doubt.then)]
        if doubt.now is not None:
            texts["now.text"] = doubt.now.text
            accounts.append(("now", doubt.now))
        for name, account in accounts:
            for index, citation in enumerate(account.sources):
                yield from self.cited(citation.document, citation.paragraph, at / name / "sources" / index)
        yield from self.texts(texts, doubt.figures, at)
        if doubt.now is None and doubt.verdict != "open":
            yield (at / "verdict").problem(
                f"later documents are silent (now is missing): the verdict is open, not {doubt.verdict}"
            )

    def chart(self, chart: Chart, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a chart: its references, its texts, and points that cannot be drawn together."""
        yield from self.known(chart.topic, self.ledger.topics, "topic", at / "topic")
        yield from self.texts({"title": chart.title, "finding": chart.finding}, chart.figures, at)
        if chart.note is not None:
            yield from without_figures(chart.note, at / "note")
        for index, series in enumerate(chart.series):
            here = at / "series" / index
            yield from without_figures(series.label, here / "label")
            yield from self.series(chart, series, here)

    def series(self, chart: Chart, series: Series, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with one series: it takes either a metric's reported facts or points of its own."""
        if (series.metric is None) == (not series.points):
            yield at.problem("give either metric with form, or points")
            return
        if series.metric is not None:
            yield from self.known(series.metric, self.ledger.metrics, "metric", at / "metric")
            if series.form is None:
                yield at.problem("form is missing; write quarter, year, ttm or day: which of the metric's periods are drawn")
            elif chart.type in ("path", "roadmap"):
                yield (at / "metric").problem(f"a {chart.type} is drawn from points; list them", at_key=True)
            elif series.metric in self.ledger.metrics and self.whole and not self.drawn(series):
                since = f" since {series.since}" if series.since else ""
                yield (at / "form").problem(f"{series.metric} has no number to draw for any {series.form}{since}")
        for index, point in enumerate(series.points):
            yield from self.point(chart, point, at / "points" / index)

    def drawn(self, series: Series) -> bool:
        """Whether there is any number to draw for the form of period that a series takes."""
        for fact in self.ledger.by_metric.get(str(series.metric), ()):
            late = series.since is None or fact.period.end >= series.since.end
            if late and fact.period.form == series.form and fact.is_number:
                # What two newspapers say otherwise has no one value to draw.
                with suppress(RequestError):
                    select(self.ledger, fact.metric, fact.period.text)
                    return True
        return False

    def point(self, chart: Chart, point: Point, at: Spot) -> Iterator[Problem]:
        """Yield why a point cannot stand in a chart of this type."""
        if point.label is not None:
            yield from without_figures(point.label, at / "label")
        if chart.type == "roadmap":
            if point.event is None:
                yield at.problem("a roadmap shows events; name one by event")
            yield from self.known(point.event, [event.id for event in self.ledger.events], "event", at / "event")
            return
        if point.event is not None:
            yield (at / "event").problem(f"only a roadmap shows events; this chart is of type {chart.type}", at_key=True)
            return
        yield from self.figure(point, at)
        if point.derived is not None and chart.type == "path":
            yield (at / "derived").problem("a path goes by the documents' dates; a computed number has none", at_key=True)
        elif point.derived is not None and point.at is None and point.label is None:
            yield at.problem("a computed number has no period of its own; say by at or label where it stands")

    def texts(self, texts: Mapping[str, Text], figures: Mapping[str, Figure], at: Spot) -> Iterator[Problem]:
        """Yield figures that are typed, unknown, unused, or missing in one language."""
        for name, figure in figures.items():
            yield from self.figure(figure, at / "figures" / name, or_place=True)
        used: set[str] = set()
        for name, text in texts.items():
            here = at
            for step in name.split("."):
                here = here / step
            yield from without_figures(text, here)
            in_each = {language: set(placeholders(words)) for language, words in (("zh", text.zh), ("en", text.en))}
            for language, names in in_each.items():
                for unknown in sorted(names - set(figures)):
                    message = f"{{{unknown}}} is none of figures{did_you_mean(unknown, figures)}"
                    yield (here / language).problem(message)
            if in_each["zh"] != in_each["en"]:
                only = ", ".join(sorted(in_each["zh"] ^ in_each["en"]))
                yield here.problem(f"the two languages show different figures: {only} stands in one alone")
            used |= in_each["zh"] | in_each["en"]
        for unused in sorted(set(figures) - used):
            yield (at / "figures" / unused).problem("no text shows this figure; use it or take it away", at_key=True)

    def cited(self, document: str, paragraph: str, at: Spot) -> Iterator[Problem]:
        """Yield why a document has no such place, or is not known."""
        yield from self.known(document, self.ledger.documents, "document", at / "document")
        if document in self.ledger.documents:
            yield from place(self.ledger.documents[document], paragraph, at / "paragraph")

    def document(self, document: Document, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a document and its facts, among each other too."""
        yield from self.known(document.publisher, self.ledger.entities, "entity", at / "publisher")
        if document.address is None and document.note is None:
            yield (at / "address").problem("a document without an address has a note that says why", at_key=True)
        yield from beginnings(document, at / "parts")
        for index, omission in enumerate(document.not_recorded):
            yield from place(document, omission.paragraph, at / "not_recorded" / index / "paragraph")
        for index, fact in enumerate(document.facts):
            yield from self.fact(fact, document, at / "facts" / index)
        yield from said_twice(document, at / "facts")

    def fact(self, fact: Fact, document: Document, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with one fact."""
        yield from place(document, fact.paragraph, at / "paragraph")
        for index, mention in enumerate(fact.also):
            yield from place(document, mention.paragraph, at / "also" / index / "paragraph")
        if len(set(fact.paragraphs)) < len(fact.paragraphs):
            yield (at / "also").problem("a paragraph is named twice")
        yield from self.known(fact.speaker, self.ledger.entities, "entity", at / "speaker")
        yield from self.known(fact.metric, self.ledger.metrics, "metric", at / "metric")
        metric = self.ledger.metrics.get(fact.metric)
        if metric is not None and metric.dimension == "statement":
            yield from statement(fact, at)
        elif metric is not None:
            yield from self.number(fact, metric, at)

    def number(self, fact: Fact, metric: Metric, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a fact of a metric that is measured."""
        if fact.statement is not None:
            message = f"{fact.metric} is measured: give value and unit, or use a metric of dimension statement"
            yield (at / "statement").problem(message, at_key=True)
            return
        yield from value(fact, at)
        yield from tokens(fact, at)
        if fact.unit is None:
            units = [name for name, unit in self.ledger.units.items() if unit.dimension == metric.dimension]
            yield at.problem(f"unit is missing; for {fact.metric} write one of {listed(units)}")
            return
        yield from self.known(fact.unit, self.ledger.units, "unit", at / "unit")
        unit = self.ledger.units.get(fact.unit)
        if unit is not None and unit.dimension != metric.dimension:
            message = f"{fact.unit} is a unit of {unit.dimension}; {fact.metric} is measured in {metric.dimension}"
            yield (at / "unit").problem(message)

    def known(self, name: str | None, names: Iterable[str], what: str, at: Spot) -> Iterator[Problem]:
        """Yield a problem for an id that nothing defines, with the nearest one that something does."""
        known = list(names)
        if name is not None and name not in known and name not in self.refused:
            yield at.problem(f"no {what} is called {quoted(name)}{did_you_mean(name, known)}")


def mixed_measures(ledger: Ledger, calculations: Calculations, chart: Chart, at: Spot) -> Iterator[Problem]:
    """Yield the points of a chart that are measured in something else than its first one: they share one scale."""
    first: tuple[str, Text | None] | None = None
    for index, series in enumerate(chart.series):
        here = at / "series" / index
        measured: list[tuple[Metric | Quantity, Spot]] = (
            [(ledger.metrics[series.metric], here / "metric")] if series.metric else []
        )
        for number, point in enumerate(series.points):
            if point.derived is not None:
                measured.append((calculations.results[point.derived].quantity, here / "points" / number))
            elif point.metric is not None:
                measured.append((ledger.metrics[point.metric], here / "points" / number))
        for each, spot in measured:
            measure = (each.dimension, each.counter)
            first = first or measure
            if measure != first:
                said = f"{each.dimension}{f' of {each.counter.en}' if each.counter else ''}"
                yield spot.problem(f"this is {said}, and the chart begins with {first[0]}; one chart has one scale")


def place(document: Document, name: str, at: Spot) -> Iterator[Problem]:
    """Yield why a document has no such paragraph or place."""
    if name.startswith("p."):
        if document.paragraphs is None:
            where = f"; its places are {listed(document.places)}" if document.places else ""
            yield at.problem(f"{document.id} has no numbered paragraphs{where}")
        elif int(name[2:]) > document.paragraphs:
            yield at.problem(f"{name} is beyond the {document.paragraphs} paragraphs of {document.id}")
    elif name not in document.places:
        hint = did_you_mean(name, document.places)
        yield at.problem(f"{document.id} names no place {quoted(name)}; write p.N or a place{hint}")


def beginnings(document: Document, at: Spot) -> Iterator[Problem]:
    """Yield parts that begin where nothing stands, or that are called or begin as another one."""
    for index, part in enumerate(document.parts):
        before = document.parts[:index]
        if part.begins not in document.part_of:
            hint = did_you_mean(part.begins, document.part_of)
            yield (at / index / "begins").problem(f"no fact of {document.id} stands at {quoted(part.begins)}{hint}")
        if part.id in {each.id for each in before} or part.begins in {each.begins for each in before}:
            yield (at / index).problem("an earlier part is called so, or begins there")


def without_figures(words: Text, at: Spot) -> Iterator[Problem]:
    """Yield figures that stand in words: they would be figures without a source."""
    for language, text in (("zh", words.zh), ("en", words.en)):
        figure = figure_in(text)
        if figure:
            yield (at / language).problem(f"the figure {quoted(figure)} stands in words; record it as a fact of its own")


def statement(fact: Fact, at: Spot) -> Iterator[Problem]:
    """Yield what is wrong with a fact of a subject that is talked about, not measured."""
    for name in ("value", "low", "high", "unit", "printed", "printed_high", "qualifier"):
        if getattr(fact, name) is not None:
            message = f"{fact.metric} is talked about, not measured: a fact of it has a statement and no {name}"
            yield (at / name).problem(message, at_key=True)
    if fact.statement is None:
        yield at.problem(f"statement is missing; {fact.metric} is talked about, not measured")
    else:
        yield from without_figures(fact.statement, at / "statement")


def value(fact: Fact, at: Spot) -> Iterator[Problem]:
    """Yield why a fact states neither one number nor a range."""
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


def tokens(fact: Fact, at: Spot) -> Iterator[Problem]:
    """Yield printed tokens that are missing, too long or out of place."""
    said = [(at, fact.paragraph, fact.printed)]
    said += [(at / "also" / index, each.paragraph, each.printed) for index, each in enumerate(fact.also)]
    for here, paragraph, token in said:
        if token is None and paragraph.startswith("p."):
            yield here.problem("printed is missing; give the token as it stands in the paragraph")
        elif token is not None and len(token) > PRINTED_LENGTH:
            yield (here / "printed").problem(_too_long(token))
    if fact.printed_high is not None:
        if fact.value is not None:
            yield (at / "printed_high").problem("only a range has a second token", at_key=True)
        if len(fact.printed_high) > PRINTED_LENGTH:
            yield (at / "printed_high").problem(_too_long(fact.printed_high))


def _too_long(token: str) -> str:
    return f"the token has {len(token)} characters; {PRINTED_LENGTH} are the most"


def said_twice(document: Document, at: Spot) -> Iterator[Problem]:
    """Yield facts that stand already in the same document."""
    identities: dict[str, int] = {}
    values: dict[tuple[Any, ...], int] = {}
    for index, fact in enumerate(document.facts):
        said = (fact.metric, fact.period, fact.kind, fact.value, fact.low, fact.high, fact.unit)
        if fact.id in identities:
            line, _ = (at / identities[fact.id]).mark
            yield (at / index).problem(f"the same fact stands already on line {line}: same metric, period, kind, paragraph")
        elif fact.is_number and said in values:
            line, _ = (at / values[said]).mark
            message = f"the same value stands already on line {line}; add {fact.paragraph} to the `also` of that one"
            yield (at / index).problem(message)
        identities.setdefault(fact.id, index)
        values.setdefault(said, index)
