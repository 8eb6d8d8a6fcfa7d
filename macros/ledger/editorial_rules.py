"""How events, derived metrics, corrections, doubts and charts must agree with the sources that they refer to."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from macros.ledger.derive import Calculations
from macros.ledger.editorial import OUTCOMES, Chart, Correction, Derived, Doubt, Event, Point, Series
from macros.ledger.errors import Problem, RequestError, did_you_mean, listed
from macros.ledger.ledger import Ledger
from macros.ledger.model import Citation, Fact, Figure, Metric, Text
from macros.ledger.quantities import Quantity
from macros.ledger.rules import Rule, Rules, place, short, unrecorded, without_figures
from macros.ledger.select import drawn, revision_of, selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.ledger.yaml_source import Spot

REVISED = "is revised by"
"""What is said of a plan that a newer document revises."""


@dataclass(frozen=True)
class EditorialRules(Rules):
    """`whole` is true where all facts are known to be right: only then can one be chosen among several."""

    whole: bool

    @property
    def by_file(self) -> Mapping[str, Rule]:
        """The rule for the records of each file."""
        return {
            "events": self.event,
            "derived": self.derived,
            "corrections": self.correction,
            "doubts": self.doubt,
            "charts": self.chart,
        }

    def event(self, event: Event, at: Spot) -> Iterator[Problem]:
        """Yield wrong references, and figures in words."""
        yield from self.all_known(event.topics, self.ledger.topics, "topic", at / "topics")
        yield from self.all_known(event.entities, self.ledger.entities, "entity", at / "entities")
        yield from self.sources(event.sources, at / "sources")
        for index, figure in enumerate(event.facts):
            yield from self.figure(figure, at / "facts" / index)
        yield from without_figures(event.title, at / "title")
        yield from without_figures(event.text, at / "text")
        if event.turning_point:
            yield from without_figures(event.turning_point.why, at / "turning_point" / "why")

    def derived(self, derived: Derived, at: Spot) -> Iterator[Problem]:
        """Yield wrong references of a derived metric, before it is computed."""
        yield from self.known(derived.topic, self.ledger.topics, "topic", at / "topic")
        for name, figures in (("operands", derived.operands), ("prints", derived.prints)):
            for index, figure in enumerate(figures):
                yield from self.figure(figure, at / name / index)
        yield from without_figures(derived.label, at / "label")

    def correction(self, correction: Correction, at: Spot) -> Iterator[Problem]:
        """Yield wrong references and texts, and a wrong number that is no fact."""
        yield from self.cited(correction.document, correction.paragraph, at)
        yield from short(correction.printed, at / "printed")
        if correction.fact is None:
            if correction.wrong:
                yield (at / "wrong").problem("nothing says which number is wrong; add fact", at_key=True)
        else:
            yield from self.figure(correction.fact, at / "fact")
            if correction.fact.document not in (None, correction.document):
                yield (at / "fact").problem(f"the fact is of another document than {correction.document}")
        texts = [(getattr(correction, name), at / name) for name in ("title", "says", "right", "shows")]
        if correction.withdrawn:
            texts.append((correction.withdrawn.reason, at / "withdrawn" / "reason"))
        yield from self.texts(texts, correction.figures, at / "figures")

    def doubt(self, doubt: Doubt, at: Spot) -> Iterator[Problem]:
        """Yield wrong references and texts, and an outcome of another kind or without a later document."""
        yield from self.all_known(doubt.topics, self.ledger.topics, "topic", at / "topics")
        texts = [(doubt.title, at / "title"), (doubt.reason, at / "reason")]
        for name, account in (("then", doubt.then), ("now", doubt.now)):
            if account is not None:
                texts.append((account.text, at / name / "text"))
                yield from self.sources(account.sources, at / name / "sources")
        if doubt.score:
            texts.extend((getattr(doubt.score, name), at / "score" / name) for name in ("topic", "then", "now"))
        yield from self.texts(texts, doubt.figures, at / "figures")
        of_today = [doubt.reason, *([doubt.now.text] if doubt.now else []), *([doubt.score.now] if doubt.score else [])]
        yield from self.newest(of_today, doubt.figures, (), at / "figures")
        possible = OUTCOMES[doubt.family]
        if doubt.outcome not in possible:
            yield (at / "outcome").problem(f"what becomes of a {doubt.type} is one of {listed(possible)}, not {doubt.outcome}")
        elif doubt.now is None and doubt.outcome != possible[-1]:
            message = f"later documents are silent (now is missing): the outcome is {possible[-1]}, not {doubt.outcome}"
            yield (at / "outcome").problem(message)
        elif doubt.outcome == "pending" and doubt.due is None:
            yield (at / "outcome").problem("a pending promise says when it can be judged; add due, such as FY2027")

    def chart(self, chart: Chart, at: Spot) -> Iterator[Problem]:
        """Yield wrong references and texts, and points that cannot be drawn together."""
        yield from self.known(chart.topic, self.ledger.topics, "topic", at / "topic")
        yield from self.texts([(chart.title, at / "title"), (chart.finding, at / "finding")], chart.figures, at / "figures")
        points = [point for series in chart.series for point in series.points]
        yield from self.newest([chart.title, chart.finding], chart.figures, points, at / "figures")
        yield from without_figures(chart.note, at / "note")
        yield from self.known(chart.focus, self.ledger.entities, "entity", at / "focus")
        most = "four series: steps, bars, bars and events to come" if chart.type == "timeline" else "one to three series"
        if (len(chart.series) == 4) != (chart.type == "timeline"):
            yield (at / "series").problem(f"a chart of type {chart.type} has {most}; here are {len(chart.series)}")
        for index, series in enumerate(chart.series):
            here = at / "series" / index
            yield from without_figures(series.label, here / "label")
            yield from self.series(chart, series, here)

    def series(self, chart: Chart, series: Series, at: Spot) -> Iterator[Problem]:
        """Yield what is wrong with a series, which has either a metric's reported facts or points of its own."""
        if (series.metric is None) == (not series.points):
            yield at.problem("give either metric with form, or points")
            return
        if series.metric is not None:
            yield from self.known(series.metric, self.ledger.metrics, "metric", at / "metric")
            if series.form is None:
                yield at.problem("form is missing; write quarter, year, ttm or day: which of the metric's periods are drawn")
            elif chart.type in ("path", "roadmap", "timeline"):
                yield (at / "metric").problem(f"a {chart.type} is drawn from points; list them", at_key=True)
            elif (
                series.metric in self.ledger.metrics
                and self.whole
                and not any(each.is_number for each in drawn(self.ledger, series))
            ):
                since = f" since {series.since}" if series.since else ""
                yield (at / "form").problem(f"{series.metric} has no number to draw for any {series.form}{since}")
        for index, point in enumerate(series.points):
            yield from self.point(chart, series, point, at / "points" / index)

    def point(self, chart: Chart, series: Series, point: Point, at: Spot) -> Iterator[Problem]:
        """Yield why a chart of this type cannot have a point."""
        yield from without_figures(point.label, at / "label")
        if chart.type in ("roadmap", "timeline"):
            if point.event is None:
                yield at.problem(f"a {chart.type} shows events; name one by event")
            events = {event.id: event for event in self.ledger.events}
            yield from self.known(point.event, events, "event", at / "event")
            to_come = chart.type == "timeline" and series is chart.series[-1]
            if chart.type == "roadmap" or to_come:
                if point.event is not None and (point.metric is not None or point.derived is not None):
                    yield at.problem("an event is drawn without a number; take the figure away")
                if to_come and point.event in events and not self.ledger.is_to_come(events[point.event]):
                    yield (at / "event").problem(
                        f"{point.event} has happened; the last series of a timeline is what is to come"
                    )
                return
        elif point.event is not None:
            yield (at / "event").problem(
                f"only a roadmap or a timeline shows events; this chart is of type {chart.type}", at_key=True
            )
            return
        yield from self.figure(point, at, is_number=True)
        if point.derived is not None and chart.type == "path":
            yield (at / "derived").problem("a path goes by the documents' dates; a computed number has none", at_key=True)
        elif point.derived is not None and point.at is None and point.label is None:
            yield at.problem("a computed number has no period of its own; say by at or label where it stands")

    # --- what several records hold -----------------------------------------------------------

    def figure(self, figure: Figure, at: Spot, *, or_place: bool = False, is_number: bool = False) -> Iterator[Problem]:
        """Yield why a figure refers to neither one fact nor a derived metric nor, where a text may cite one, a place.

        With `is_number` a statement is refused: a chart cannot draw it, and a sentence cannot hold it.
        """
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
            return  # It is reported already, or the fact may be in a document that was refused.
        try:
            fact = selected(self.ledger, figure)
        except RequestError as error:
            yield at.problem(str(error))
        else:
            if is_number and not fact.is_number:
                yield at.problem(f"{fact.subject} has no number to show")

    def texts(self, texts: Iterable[tuple[Text, Spot]], figures: Mapping[str, Figure], at: Spot) -> Iterator[Problem]:
        """Yield figures that are typed, unknown, unused, or missing in one language."""
        for name, figure in figures.items():
            yield from self.figure(figure, at / name, or_place=True, is_number=True)
        used: set[str] = set()
        for text, here in texts:
            yield from without_figures(text, here)
            in_zh, in_en = (set(PLACEHOLDER.findall(words)) for words in (text.zh, text.en))
            for language, names in (("zh", in_zh), ("en", in_en)):
                for unknown in sorted(names - set(figures)):
                    yield (here / language).problem(f"{{{unknown}}} is none of figures{did_you_mean(unknown, figures)}")
            if text.zh and text.en and in_zh != in_en:
                only = ", ".join(sorted(in_zh ^ in_en))
                yield here.problem(f"the two languages show different figures: {only} stands in one alone")
            used |= in_zh | in_en
        for unused in sorted(set(figures) - used):
            yield (at / unused).problem("no text shows this figure; use it or take it away", at_key=True)

    def newest(
        self, texts: Iterable[Text], figures: Mapping[str, Figure], points: Iterable[Figure], at: Spot
    ) -> Iterator[Problem]:
        """Yield the plans in texts of today that a newer document revises, where no figure beside them tells the newest."""
        facts = {name: self.facts(figure) for name, figure in figures.items()}
        beside = [fact for each in (*facts.values(), *map(self.facts, points)) for fact in each]
        revised = {fact.id: revision_of(self.ledger, fact, self.ledger.latest) for fact in beside}
        told = {fact.subject for fact in beside if revised[fact.id] is None}
        for name in sorted({name for text in texts for name in PLACEHOLDER.findall(text.zh + text.en)} & facts.keys()):
            for fact in facts[name]:
                if (revision := revised[fact.id]) and fact.subject not in told:
                    newer = f"{fact.subject} of {fact.document} {REVISED} {revision.document}"
                    computed = figures[name].derived
                    advice = f"{computed} is computed from it; write a derived metric over" if computed else "name"
                    yield (at / name).problem(f"{newer}; {advice} the newest number, alone or beside it", at_key=True)

    def facts(self, figure: Figure) -> list[Fact]:
        """Return the facts that a figure is or is computed from; none where it is wrong, which `figure` reports."""
        figures, facts = [figure], []
        for each in figures:
            if derived := self.ledger.derived.get(each.derived or ""):
                figures += [operand for operand in derived.operands if operand not in figures]  # Of a circle too.
            elif self.whole and each.metric and each.period:
                with suppress(RequestError):
                    facts.append(selected(self.ledger, each))
        return facts

    def sources(self, sources: tuple[Citation, ...], at: Spot) -> Iterator[Problem]:
        """Yield the citations of a list that lead nowhere, or to a place of which no fact is recorded."""
        for index, citation in enumerate(sources):
            wrong = list(self.cited(citation.document, citation.paragraph, at / index))
            yield from wrong
            document = self.ledger.documents.get(citation.document)
            if self.whole and document and not wrong and (message := unrecorded(document, citation.paragraph)):
                yield (at / index / "paragraph").problem(message)

    def cited(self, document: str, paragraph: str, at: Spot) -> Iterator[Problem]:
        """Yield why a document is not known or has no such place."""
        yield from self.known(document, self.ledger.documents, "document", at / "document")
        if document in self.ledger.documents:
            yield from place(self.ledger.documents[document], paragraph, at / "paragraph")


def mixed_measures(ledger: Ledger, calculations: Calculations, chart: Chart, at: Spot) -> Iterator[Problem]:
    """Yield the points that have another measure than the first one on their scale: a chart's, or a timeline's series'."""
    first: tuple[str, Text | None] | None = None
    for index, series in enumerate(chart.series):
        first = None if chart.type == "timeline" else first
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
                said = f"{each.dimension}{f' of {each.counter}' if each.counter else ''}"
                yield spot.problem(f"this is {said}, and the chart begins with {first[0]}; one chart has one scale")
