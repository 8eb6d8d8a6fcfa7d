"""Macros that list what the ledger holds of one kind: events, statements, corrections, doubts, documents, charts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from macros.ledger.counts import count_outcomes
from macros.ledger.editorial import Severity, Verdict
from macros.ledger.errors import RequestError, quoted
from macros.render.charts.plots import ChartView, Plots
from macros.render.components.choose import named
from macros.render.templates import Block
from macros.render.urls import DOWNLOAD_FILES
from macros.render.views.page import Views


def chart(views: Views, name: str, *, brief: bool = False) -> Block:
    """Show a chart of `data/charts.yml`, with its finding, its documents and its data, which are folded.

    `brief=true` leaves the finding and the note out.
    """
    view = Plots(views).chart(named(name, views.ledger.charts, "chart"))
    return Block("chart.jinja", {"chart": view, "brief": brief, "words": views.words})


def charts(views: Views) -> Block:
    """Show every chart, by topic."""
    plots = Plots(views)
    by_topic: dict[str, list[ChartView]] = {topic: [] for topic in views.ledger.topics}
    for each in views.ledger.charts.values():
        by_topic[each.topic].append(plots.chart(each))
    groups = [(name, views.ledger.topics[name].label[views.language], found) for name, found in by_topic.items() if found]
    return Block("charts.jinja", {"groups": groups, "words": views.words})


def statements(views: Views, topic: str, kinds: Sequence[str] = ()) -> Block:
    """List what the documents say without numbers on a topic, by subject, the oldest first."""
    named(topic, views.ledger.topics, "topic")
    groups = []
    for metric in views.ledger.metrics_by_topic.get(topic, ()):
        facts = [fact for fact in views.ledger.by_metric.get(metric.id, ()) if not fact.is_number]
        chosen = [fact for fact in facts if not kinds or fact.kind in kinds]
        if chosen:
            groups.append((views.metric(metric), views.facts(chosen)))
    if not groups:
        raise RequestError(f"no document says anything of this sort without a number on {quoted(topic)}")
    return Block("statements.jinja", {"groups": groups, "words": views.words})


def timeline(views: Views) -> Block:
    """Show every event by quarter, the oldest first, upcoming ones last.

    A reader may narrow them down to one topic or one company.
    """
    events = [views.event(event) for event in views.ledger.events]
    topics = {topic: label for view in events for topic, label in view.topics}
    companies = {company: label for view in events for company, label in view.companies}
    return Block(
        "timeline.jinja",
        {
            "events": events,
            # In the order of their files.
            "topics": [(name, topics[name]) for name in views.ledger.topics if name in topics],
            "companies": [(name, companies[name]) for name in views.ledger.entities if name in companies],
            "words": views.words,
        },
    )


def events(views: Views, topic: str) -> Block:
    """Show the events of one topic, the oldest first."""
    named(topic, views.ledger.topics, "topic")
    chosen = [event for event in views.ledger.events if topic in event.topics]
    if not chosen:
        raise RequestError(f"no event belongs to the topic {quoted(topic)}")
    return Block("events.jinja", {"events": [views.event(event) for event in chosen], "words": views.words})


def checks(views: Views) -> Block:
    """Show every number that a document prints and other facts imply: what agrees, what does not, by how much."""
    found = [views.check(check) for check in views.calculations.checks]
    return Block("checks.jinja", {"checks": sorted(found, key=lambda view: view.agrees), "words": views.words})


def corrections(views: Views) -> Block:
    """Show every correction, the gravest first."""
    found = [views.correction(each) for each in views.ledger.corrections]
    groups = [(name, [view for view in found if view.severity == name]) for name in get_args(Severity)]
    return Block("corrections.jinja", {"groups": [group for group in groups if group[1]], "words": views.words})


def doubts(views: Views) -> Block:
    """Show the ledger of doubts: past doubts with their verdicts, and new promises."""
    found = [views.doubt(each) for each in views.ledger.doubts]
    groups = [(name, [view for view in found if view.verdict == name and not view.is_new]) for name in get_args(Verdict)]
    new = [view for view in found if view.is_new]
    return Block("doubts.jinja", {"groups": [group for group in groups if group[1]], "new": new, "words": views.words})


def verdicts(views: Views) -> Block:
    """Show how many doubts have which verdict, each linked to the ledger of doubts."""
    numbers = count_outcomes(views.ledger, views.calculations)
    rows = [
        (name, views.words[f"verdict.{name}"], numbers[name], views.addresses.doubt(f"verdict-{name}"))
        for name in get_args(Verdict)
    ]
    return Block("verdicts.jinja", {"rows": rows, "words": views.words})


def documents(views: Views) -> Block:
    """List every document, the oldest first, with its trust and how many facts it gives."""
    ordered = sorted(views.ledger.documents.values(), key=lambda each: (each.date, each.id))
    return Block("documents.jinja", {"documents": [views.document(each) for each in ordered], "words": views.words})


def downloads(views: Views) -> Block:
    """List the files that are written at each build, with what they hold."""
    files = [(name, views.addresses.download(name), views.words[f"download.{name}"]) for name in DOWNLOAD_FILES]
    return Block("downloads.jinja", {"files": files, "words": views.words})


def glossary(views: Views) -> Block:
    """List the words that a newcomer needs."""
    entries = []
    for entry in views.ledger.glossary:
        term = entry.term[views.language]
        entries.append((entry.id, term, entry.text[views.language], views.aliases(entry.aliases, term)))
    return Block("glossary.jinja", {"entries": entries, "words": views.words})


def meanings(views: Views, what: str) -> Block:
    """Explain the kinds of facts (`kind`) or the trust in documents (`trust`)."""
    explained = [match for match in map(re.compile(r"(\w+)\.(\w+)\.meaning").fullmatch, views.words) if match]
    keys = [match[2] for match in explained if match[1] == what]
    if not keys:
        raise RequestError(f"{quoted(what)} is not explained; write kind or trust")
    rows = [(key, views.words[f"{what}.{key}"], views.words[f"{what}.{key}.meaning"]) for key in keys]
    return Block("meanings.jinja", {"what": what, "rows": rows, "words": views.words})
