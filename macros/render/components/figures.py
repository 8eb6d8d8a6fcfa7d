"""Macros that show one thing inside a line: a number, a statement, a source, a count."""

from __future__ import annotations

from macros.ledger.errors import RequestError
from macros.ledger.rules import unrecorded
from macros.ledger.select import select
from macros.render.components.choose import current, named
from macros.render.templates import Inline
from macros.render.urls import FEED
from macros.render.views import DerivedView, FactView, SourceView, Views


def fact(
    views: Views,
    metric: str,
    period: str,
    document: str | None = None,
    kind: str | None = None,
    paragraph: str | None = None,
    *,
    magnitude: bool = False,
    as_of: str | None = None,
) -> Inline:
    """Show one number with its unit, linked to its line in the catalogue.

    `{{ fact("cloud-backlog", "2025-12-31") }}` shows 2,440亿美元, an amount to four digits; the tooltip has them all.
    `magnitude=true` leaves the sign out: 下跌 {{ fact(…, magnitude=true) }}.
    `as_of="2025-02-06"` shows a plan as it was on that day, though a later document revises it.
    """
    chosen = select(views.ledger, metric, period, document=document, kind=kind, paragraph=paragraph)
    if not chosen.is_number:
        raise RequestError(f'{chosen.subject} has no number; write statement("{metric}", "{period}", …)')
    return Inline("figure.jinja", {"figure": FactView(views, current(views, chosen, as_of), magnitude=magnitude, rounded=True)})


def statement(
    views: Views,
    metric: str,
    period: str,
    document: str | None = None,
    kind: str | None = None,
    paragraph: str | None = None,
) -> Inline:
    """Show what a document says without a number, in the ledger's own words, linked to its line."""
    chosen = select(views.ledger, metric, period, document=document, kind=kind, paragraph=paragraph)
    if chosen.is_number:
        raise RequestError(f'{chosen.subject} is a number; write fact("{metric}", "{period}", …)')
    return Inline("figure.jinja", {"figure": FactView(views, chosen)})


def source(views: Views, document: str, paragraph: str) -> Inline:
    """Name a document in running text, linked to what it says at that place."""
    return Inline("source.jinja", {"source": _recorded(views, document, paragraph)})


def cite(views: Views, document: str, paragraph: str) -> Inline:
    """Mark a statement with its source: a raised number, linked to the place, which its tooltip names.

    `Prices rose.{{ cite("call-2026-07-30", "plan") }}` shows Prices rose.[1]; the same place keeps its number on a page.
    """
    found = _recorded(views, document, paragraph)
    return Inline("cite.jinja", {"source": found, "number": views.run.citation_number(document, paragraph)})


def derived(views: Views, name: str, *, magnitude: bool = False) -> Inline:
    """Show a computed number, linked to its formula.

    `{{ derived("plan-growth-2026") }}` shows 100.0%.
    """
    computed = named(name, views.calculations.results, "derived metric")
    return Inline("figure.jinja", {"figure": DerivedView(views, computed, magnitude=magnitude, rounded=True)})


def count(views: Views, what: str) -> Inline:
    """Show how much the ledger holds of something: documents, metrics, facts, checks, corrections, doubts."""
    number = named(what, views.site.counts, "count")
    return Inline("count.jinja", {"what": what, "number": f"{number:,}"})


def newest_day(views: Views) -> Inline:
    """Name the day of the newest document: up to when the ledger goes."""
    return Inline("newest_day.jinja", {"day": views.ledger.latest})


def feed(views: Views) -> Inline:
    """Link to the feed of events, which mkdocs does not know as a page."""
    return Inline("feed.jinja", {"href": views.addresses.file(FEED)})


def _recorded(views: Views, document: str, paragraph: str) -> SourceView:
    """View a place of a document, of which something must be recorded."""
    found = named(document, views.ledger.documents, "document")
    if message := unrecorded(found, paragraph):
        raise RequestError(message)
    return views.source(document, paragraph)
