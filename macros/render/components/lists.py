"""Macros that list what the ledger holds of one kind: events, corrections, doubts, documents, charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest
from typing import Any, get_args

from macros.ledger.editorial import OUTCOMES, OVERDUE, STANDINGS, UNJUDGED, Doubt, Event, Severity
from macros.ledger.errors import RequestError, did_you_mean, listed, quoted
from macros.ledger.model import TRUST_ORDER, Text
from macros.ledger.periods import Period
from macros.ledger.typed_figures import figure_in
from macros.render.charts.plots import chart_view, series_of
from macros.render.components.choose import named, some
from macros.render.site import PageRun
from macros.render.templates import Block, Inline
from macros.render.urls import CHARTS, DOUBTS, DOWNLOADS
from macros.render.views import DerivedView, FactView, Views
from macros.text.dates import format_day

NEXT = 3
"""How many events `latest()` names of those to come, and of those whose day has passed."""


def chart(views: Views, name: str, *, brief: bool = False, title: str | None = None) -> Block:
    """Show a chart of `data/charts.yml`, with its finding, its documents and its data, which are folded.

    `brief=true` leaves the finding out, and leads to the page of charts for the data.
    `title="…"` ends the chart on the day of its page's front matter, under a title that holds for that day.
    """
    record, until = named(name, views.ledger.charts, "chart"), None
    if title is not None:
        if not title.strip():
            raise RequestError("the title is empty")
        if figure := figure_in(title):
            raise RequestError(f"the figure {quoted(figure)} is typed by hand in the title; say it without")
        told = views.site.fronts.get(views.run.page, {}).get("as_of")
        if told is None or record.type in ("roadmap", "timeline"):
            raise RequestError("a title is for a chart of numbers on a page whose front matter has as_of, the day it ends on")
        record, until = replace(record, title=Text(zh=title, en=title)), dt.date.fromisoformat(told)
    view = chart_view(views, record, until)
    if brief or until:
        named(f"{CHARTS}.md", views.site.fronts, "page")
    return Block("chart.jinja", {"chart": view, "brief": brief})


def spark(views: Views, name: str) -> Inline:
    """Draw the first series of a chart as small bars in a line of text, linked to the chart.

    `{{ spark("capex-by-quarter") }}`
    """
    unseen = Views(views.site, PageRun(views.run.page))  # The page does not show these numbers as figures of its own.
    view = chart_view(unseen, named(name, views.ledger.charts, "chart"))
    marks = view.plot.of(0)
    bars = series_of([Decimal(mark.high) for mark in marks], [f"{mark.category.name} {mark.text}" for mark in marks])
    named(f"{CHARTS}.md", views.site.fronts, "page")
    href = views.addresses.to(CHARTS, f"chart-{name}")
    caption = views.words["label.spark"].format(first=marks[0].category.name, last=marks[-1].category.name)
    return Inline("spark.jinja", {"series": bars, "href": href, "title": views.text(view.record.title), "caption": caption})


def charts(views: Views) -> Block:
    """Show every chart, by topic."""
    by_topic = {
        topic: [chart_view(views, each) for each in views.ledger.charts.values() if each.topic == topic]
        for topic in views.ledger.topics
    }
    return Block("charts.jinja", {"groups": by_topic})


def timeline(views: Views) -> Block:
    """Show every event by quarter, the oldest first, upcoming ones last; filters narrow them to a topic or a company."""
    events = views.ledger.events
    companies = {name for event in events for name in views.companies(event)}
    quarters: dict[Period, list[Any]] = {}
    to_come: list[Any] = []
    for event in events:
        end = event.date.end
        quarter = Period.parse(f"{end.year}Q{(end.month + 2) // 3}")
        group = to_come if views.ledger.is_to_come(event) else quarters.setdefault(quarter, [])
        group.append((event, views.figures(event.facts, rounded=True)))
    filters = {
        "topic": _topics(views, events),
        "company": {name: views.entity(name) for name in views.ledger.entities if name in companies},
    }
    return Block("timeline.jinja", {"quarters": sorted(quarters.items()), "to_come": to_come, "filters": filters})


def latest(views: Views) -> Block:
    """Name the newest document, the most trusted of its day, events whose day has passed since, and the next ones."""
    newest = [each for each in views.ledger.documents.values() if each.date == views.ledger.latest]
    document = min(newest, key=lambda each: TRUST_ORDER[each.trust])
    to_come = [event for event in views.ledger.events if views.ledger.is_to_come(event)]
    overdue = [event for event in to_come if views.has_passed(event)]
    groups = {"label.overdue": overdue[:NEXT], "label.next": [event for event in to_come if event not in overdue][:NEXT]}
    return Block("latest.jinja", {"document": document, "groups": groups.items()})


def checks(views: Views) -> Block:
    """Show every number that a document prints and other facts imply: what agrees, what does not, by how much."""
    order = ("disagrees", "near", "agrees")
    ordered = sorted(views.calculations.checks, key=lambda check: order.index(check.result))
    shown = [(check, DerivedView(views, check.computed), FactView(views, check.printed)) for check in ordered]
    return Block("checks.jinja", {"checks": shown})


def corrections(views: Views) -> Block:
    """Show every correction, the gravest first, those that were withdrawn last."""
    groups: dict[str, list[Any]] = {name: [] for name in (*get_args(Severity), "withdrawn")}
    for each in views.ledger.corrections:
        groups["withdrawn" if each.withdrawn else each.severity].append((each, views.correction(each)))
    return Block("corrections.jinja", {"groups": groups})


def doubts(views: Views) -> Block:
    """Show the ledger of doubts: by outcome, what was judged first and what is new last, with filters."""
    judged = [name for name in STANDINGS if name not in UNJUDGED]
    groups: dict[str, list[Any]] = {name: [] for name in (*judged, *UNJUDGED, "new")}
    for each in views.ledger.doubts:
        name = "new" if views.ledger.is_new(each) else views.ledger.standing(each)
        texts, outcome = views.doubt(each, rounded=True), _outcome(views.ledger.standing(each))
        kind = _kind(name) if each.counted or name == "new" else "apart"
        groups[name].append((each, texts, _months(views, each), kind, outcome))
    standings = {views.ledger.standing(each) for each in views.ledger.doubts}
    outcomes = {_outcome(name): views.words[f"outcome.{name}"] for name in STANDINGS if name in standings}
    outcomes |= {name: views.words[f"filter.{name}"] for name in ("partly", "pending")}  # Of both families; overdue or not.
    kinds = {str(name): views.words[f"family.{name}"] for name in OUTCOMES}
    filters = {
        "outcome": outcomes,
        "kind": kinds | {name: views.words[f"filter.{name}"] for name in ("overdue", "new", "apart")},
        "topic": _topics(views, views.ledger.doubts),
    }
    return Block("doubts.jinja", {"filters": filters, "groups": groups})


def outcomes(views: Views) -> Block:
    """Show what became of how many doubts and promises, each number linked to these in the ledger of doubts."""
    numbers = views.site.counts
    families: dict[str, list[tuple[str, int, str]]] = {family: [] for family in OUTCOMES}
    for name in STANDINGS:
        query = f"?outcome={_outcome(name)}&kind={_kind(name)}#outcome-{name}"
        families[name.partition("_")[0]].append((name, numbers[name], query))
    return Block("outcomes.jinja", {"families": families, "page": views.addresses.to(DOUBTS)})


def _kind(name: str) -> str:
    """Return by which kind the filters choose a group of doubts that count: `doubt`, `promise`, `overdue` or `new`."""
    return "overdue" if name == OVERDUE else name.partition("_")[0]


def _outcome(name: str) -> str:
    """Return by which outcome the filters choose a group of doubts: one past its day is still pending."""
    return "pending" if name == OVERDUE else name.partition("_")[2]


def scoreboard(views: Views, doubts: Sequence[str]) -> Block:
    """Show a few doubts and promises, a row each, which leads to a section: topic, then and now, outcome.

    `{{ scoreboard(["capex-plan-2026", "free-cash-flow"]) }}`: the words stand under `score` in data/doubts.yml.
    """
    scored = {each.id: (each, each.score) for each in views.ledger.doubts if each.score}
    rows = []
    for name in some(doubts, "doubts"):
        doubt, score = named(name, scored, "doubt with a score in data/doubts.yml")
        sides = [views.prose(text, doubt.figures, rounded=True) for text in (score.then, score.now)]
        rows.append((doubt, views.addresses.to(DOUBTS, doubt.id), list(zip_longest(_months(views, doubt), sides))))
    return Block("scoreboard.jinja", {"rows": rows})


def _months(views: Views, doubt: Doubt) -> list[str]:
    """Write the months of a doubt's sides: of the first document of `then` and of the newest of `now`, if there is any."""
    dates = [[views.ledger.documents[each.document].date for each in side.sources] for side in (doubt.then, doubt.now) if side]
    return [format_day(said, views.language, "short.month") for said in (dates[0][0], *map(max, dates[1:]))]


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


def _topics(views: Views, records: Sequence[Event | Doubt]) -> dict[str, str]:
    """Write the topics of records, by their ids, in the order of their file."""
    found = {name for each in records for name in each.topics}
    return {name: views.text(each.label) for name, each in views.ledger.topics.items() if name in found}
