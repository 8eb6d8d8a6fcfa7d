"""Macros that show a part of the data whole: a topic's metrics, a document, the sources of a page.

Their arguments are checked at once; what they show is worked out when they are rendered, since it depends on what the
other pages use and is no use of a fact itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from macros.ledger.model import Document, Fact, Metric
from macros.ledger.periods import Period
from macros.render.charts.plots import sparkline
from macros.render.components.choose import named
from macros.render.components.tables import Cell, column_cells
from macros.render.templates import Block
from macros.render.urls import document_page
from macros.render.views import DerivedView, FactView, Views

SMALLEST_GRID = 12
"""From how many numbers on a place of a document is set as a table."""

Grid = tuple[list[str], list[tuple[Metric, str, list[Cell | None]]]]
"""A financial statement: periods across; down, each metric with its unit and its cells."""


def catalogue(views: Views, topic: str) -> Block:
    """Show every metric of a topic with every fact of it, and what is computed from them.

    Inline figures link to these lines; each metric names the pages that show it.
    """
    named(topic, views.ledger.topics, "topic")
    return Block("catalogue.jinja", partial(_catalogue, views.without_notes(), topic))


def _catalogue(views: Views, topic: str) -> Mapping[str, Any]:
    metrics, derived = [], []
    for metric in _metrics_in_use(views, topic):
        goes_into = [computed.derived for computed in views.calculations.by_metric.get(metric.id, ())]
        links = [(views.text(each.label), views.addresses.catalogue(each.topic, each.anchor)) for each in goes_into]
        # The latest first; in one period the vintages stay in the order of their documents.
        facts = sorted(
            views.ledger.by_metric[metric.id],
            key=lambda fact: (-fact.period.end.toordinal(), fact.period.start, fact.period.text),
        )
        metrics.append((metric, [FactView(views, each) for each in facts], sparkline(views, metric), links))
    for computed in views.calculations.results.values():
        if computed.derived.topic == topic:
            checks = [check for check in views.calculations.checks if check.computed is computed]
            derived.append((DerivedView(views, computed), [(each, FactView(views, each.printed)) for each in checks]))
    return {"metrics": metrics, "derived": derived}


def catalogue_index(views: Views) -> Block:
    """List the topics of the catalogue with what each holds."""
    topics = []
    for name, topic in views.ledger.topics.items():
        metrics = _metrics_in_use(views, name)
        facts = sum(len(views.ledger.by_metric[metric.id]) for metric in metrics)
        topics.append((name, topic, len(metrics), facts))
    return Block("catalogue_index.jinja", {"topics": topics})


def document(views: Views, document: str, part: str = "") -> Block:
    """Show one document: what it is, and all that it says, place by place.

    A long one has several pages: `{{ document("example-2026-02-05", "tables") }}` shows one of its parts,
    and without a part what comes before them, with a link to each.
    """
    found = named(document, views.ledger.documents, "document")
    if part:
        named(part, dict.fromkeys(found.part_ids), f"part of {document}")
    return Block("document.jinja", partial(_document, views.without_notes(), found, part))


def _document(views: Views, document: Document, part: str) -> Mapping[str, Any]:
    places: dict[str, dict[str, list[Fact]]] = {each: {} for each in ("", *document.part_ids)}
    for fact in document.facts:
        places[document.part_of[fact.paragraph]].setdefault(fact.paragraph, []).append(fact)
    groups = []
    for place, facts in places[part].items():
        grids, others = _grids(views, facts)
        groups.append((place, grids, [FactView(views, each) for each in others]))
    links = {each.id: views.addresses.to(document_page(document.id, each.id)) for each in document.parts}
    others_of = [(views.text(each.title), links[each.id]) for each in document.parts if each.id != part]
    return {"document": document, "part": part, "places": places, "links": links, "others": others_of, "groups": groups}


def page_sources(views: Views) -> Block:
    """End a page with the documents that its figures and citations lead to, found from the page's own calls.

    On paper a numbered note for each figure and each citation follows, with the document and the place in it.
    """
    return Block("page_sources.jinja", partial(_page_sources, views))


def _page_sources(views: Views) -> Mapping[str, Any]:
    run = views.run
    used = views.site.pages.get(run.page, run.figures).values()
    return {
        "documents": views.documents(
            {figure.document for figure in used if isinstance(figure, Fact)} | {document for document, _ in run.citations}
        ),
        "notes": [views.number(run.figures[anchor]) for anchor in list(run.notes)],
        "citations": [views.source(document, place) for document, place in run.citations],
    }


def _grids(views: Views, facts: Sequence[Fact]) -> tuple[list[Grid], list[Fact]]:
    """Set the numbers of a financial statement as tables: a metric a line, a period a column.

    Periods of one form make one table. Few numbers, and those with a note of their own, are returned to be listed.
    """
    forms: dict[str, dict[str, dict[Period, Fact]]] = defaultdict(lambda: defaultdict(dict))
    for fact in facts:
        if fact.is_number and not fact.note:
            forms[fact.period.form][fact.metric].setdefault(fact.period, fact)
    large = [rows for rows in forms.values() if sum(map(len, rows.values())) >= SMALLEST_GRID]
    set_in_tables = {fact.id for rows in large for row in rows.values() for fact in row.values()}
    return [_grid(views, rows) for rows in large], [fact for fact in facts if fact.id not in set_in_tables]


def _grid(views: Views, rows: Mapping[str, Mapping[Period, Fact]]) -> Grid:
    periods = sorted({period for row in rows.values() for period in row})
    metrics = [views.ledger.metrics[name] for name in rows]
    lines = [(each, *column_cells(views, [rows[each.id].get(period) for period in periods], each)) for each in metrics]
    return [views.period(period) for period in periods], lines


def _metrics_in_use(views: Views, topic: str) -> list[Metric]:
    return [each for each in views.ledger.metrics.values() if each.topic == topic and each.id in views.ledger.by_metric]
