"""Macros that list what the ledger holds of one kind: events, statements, corrections, doubts, documents, charts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

from macros.ledger.counts import count_groups
from macros.ledger.editorial import FAMILY_OUTCOMES, OUTCOMES, Event, Severity
from macros.ledger.errors import RequestError, did_you_mean, listed, quoted
from macros.ledger.model import Trust
from macros.ledger.periods import Period
from macros.render.charts.plots import chart_view
from macros.render.charts.sparkline import series_of
from macros.render.components.choose import named
from macros.render.templates import Block, Inline
from macros.render.urls import CHARTS, DOUBTS, DOWNLOADS
from macros.render.views.page import Views

NEXT = 3
"""How many events to come `latest()` names."""


def chart(views: Views, name: str, *, brief: bool = False) -> Block:
    """Show a chart of `data/charts.yml`, with its finding, its documents and its data, which are folded.

    `brief=true` leaves the finding and the note out.
    """
    view = chart_view(views, named(name, views.ledger.charts, "chart"))
    return Block("chart.jinja", {"chart": view, "brief": brief})


def spark(views: Views, name: str) -> Inline:
    """Draw the first series of a chart as small bars in a line of text, linked to the chart.

    `{{ spark("capex-by-quarter") }}`
    """
    view = chart_view(views, named(name, views.ledger.charts, "chart"))
    marks = view.plot.of(0)
    bars = series_of([Decimal(mark.high) for mark in marks], [f"{mark.category.name} {mark.text}" for mark in marks])
    href = views.addresses.to(CHARTS, f"chart-{name}")
    return Inline("spark.jinja", {"series": bars, "href": href, "title": views.text(view.record.title)})


def charts(views: Views) -> Block:
    """Show every chart, by topic."""
    by_topic = {
        topic: [chart_view(views, each) for each in views.ledger.charts.values() if each.topic == topic]
        for topic in views.ledger.topics
    }
    return Block("charts.jinja", {"groups": by_topic})


def statements(views: Views, topic: str, kinds: Sequence[str] = ()) -> Block:
    """List what the documents say without numbers on a topic, by subject, the oldest first."""
    named(topic, views.ledger.topics, "topic")
    groups = []
    for metric in views.ledger.metrics_by_topic.get(topic, ()):
        facts = [fact for fact in views.ledger.by_metric.get(metric.id, ()) if not fact.is_number]
        if chosen := [fact for fact in facts if not kinds or fact.kind in kinds]:
            groups.append((metric, views.facts(chosen)))
    if not groups:
        raise RequestError(f"no document says anything of this sort without a number on {quoted(topic)}")
    return Block("statements.jinja", {"groups": groups})


def timeline(views: Views) -> Block:
    """Show every event by quarter, the oldest first, upcoming ones last.

    A reader may narrow them down to one topic or one company.
    """
    events = views.ledger.events
    topics = {name for event in events for name in event.topics}
    companies = {name for event in events for name in views.companies(event)}
    quarters: dict[Period, list[Any]] = {}
    to_come: list[Any] = []
    for event in events:
        if event.turning_point:
            named(f"{event.turning_point.page}.md", views.site.titles, f"page that tells of {event.id} in data/events.yml:")
        group = to_come if views.ledger.is_to_come(event) else quarters.setdefault(_quarter(event), [])
        group.append((event, views.figures(event.facts)))
    return Block(
        "timeline.jinja",
        {
            "quarters": sorted(quarters.items()),
            "to_come": to_come,
            # In the order of their files.
            "topics": {name: views.text(each.label) for name, each in views.ledger.topics.items() if name in topics},
            "companies": {name: views.entity(name) for name in views.ledger.entities if name in companies},
        },
    )


def events(views: Views, topic: str) -> Block:
    """Show the events of one topic, the oldest first."""
    named(topic, views.ledger.topics, "topic")
    chosen = [event for event in views.ledger.events if topic in event.topics]
    if not chosen:
        raise RequestError(f"no event belongs to the topic {quoted(topic)}")
    return Block("events.jinja", {"events": [(event, views.figures(event.facts)) for event in chosen]})


def latest(views: Views) -> Block:
    """Name the newest document, the most trusted of its day, and the next events to come."""
    newest = [each for each in views.ledger.documents.values() if each.date == views.ledger.latest]
    document = min(newest, key=lambda each: get_args(Trust).index(each.trust))
    to_come = [event for event in views.ledger.events if views.ledger.is_to_come(event)]
    return Block("latest.jinja", {"document": document, "to_come": to_come[:NEXT]})


def checks(views: Views) -> Block:
    """Show every number that a document prints and other facts imply: what agrees, what does not, by how much."""
    ordered = sorted(views.calculations.checks, key=lambda check: check.agrees)
    shown = [(check, views.computed(check.computed), views.fact(check.printed)) for check in ordered]
    return Block("checks.jinja", {"checks": shown})


def corrections(views: Views) -> Block:
    """Show every correction, the gravest first, those that were withdrawn last."""
    groups: dict[str, list[Any]] = {name: [] for name in (*get_args(Severity), "withdrawn")}
    for each in views.ledger.corrections:
        groups["withdrawn" if each.withdrawn else each.severity].append((each, views.correction(each)))
    return Block("corrections.jinja", {"groups": groups})


def doubts(views: Views) -> Block:
    """Show the ledger of doubts: doubts and promises by their outcome, and new ones."""
    groups: dict[str, list[Any]] = {name: [] for name in (*FAMILY_OUTCOMES, "new")}
    for each in views.ledger.doubts:
        groups["new" if views.ledger.is_new(each) else each.family_outcome].append((each, views.doubt(each)))
    return Block("doubts.jinja", {"groups": groups})


def outcomes(views: Views) -> Block:
    """Show what became of how many doubts and promises, each number linked to the ledger of doubts."""
    numbers = count_groups(views.ledger, views.calculations)
    families = {
        family: [(name, numbers[name]) for name in FAMILY_OUTCOMES if name.startswith(family) and numbers[name]]
        for family in OUTCOMES
    }
    return Block("outcomes.jinja", {"families": families, "page": views.addresses.to(DOUBTS)})


def documents(views: Views) -> Block:
    """List every document, the oldest first, with its trust and how many facts it gives."""
    return Block("documents.jinja", {"documents": views.documents(views.ledger.documents)})


def downloads(views: Views) -> Block:
    """List the files that are written at each build, with what they hold."""
    names = [key.removeprefix("download.") for key in views.words if key.startswith("download.")]
    files = [(name, views.addresses.file(f"{DOWNLOADS}/{name}")) for name in names]
    return Block("downloads.jinja", {"files": files})


def glossary(views: Views) -> Block:
    """List the words that a newcomer needs."""
    return Block("glossary.jinja", {"entries": views.ledger.glossary})


_EXPLAINED = ("kind", "outcome", "severity", "trust")


def meanings(views: Views, what: str) -> Block:
    """Explain the values of `kind`, `outcome`, `severity` or `trust`."""
    if what not in _EXPLAINED:
        raise RequestError(f"{quoted(what)} is not explained; write {listed(_EXPLAINED)}{did_you_mean(what, _EXPLAINED)}")
    keys = [key.split(".")[1] for key in views.words if key.startswith(f"{what}.") and key.endswith(".meaning")]
    return Block("meanings.jinja", {"what": what, "keys": keys})


def _quarter(event: Event) -> Period:
    """Return the quarter that an event's date ends in."""
    end = event.date.end
    return Period.parse(f"{end.year}Q{(end.month + 2) // 3}")
