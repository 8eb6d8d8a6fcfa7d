"""What several macros need to choose facts: by name, from a list, only numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar

from macros.ledger.errors import RequestError, did_you_mean, listed, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact
from macros.ledger.select import FORWARD, revision_of, select
from macros.pages.front_matter import is_day
from macros.render.views import FactView, Views

Item = TypeVar("Item")

AS_OF = "as_of"
"""The path of problems with figures that a newer document revises."""

Selection = Sequence[str]
"""A fact as pages name it in a list: (metric, period), or also document, kind, paragraph and as_of, "" for none."""


def named(name: str, known: Mapping[str, Item], what: str) -> Item:
    """Return the item of a name; raises RequestError with the nearest known name."""
    if name not in known:
        raise RequestError(f"no {what} is called {quoted(name)}{did_you_mean(str(name), known)}")
    return known[name]


def some(items: Sequence[Item], what: str) -> Sequence[Item]:
    """Return items of which there must be one; raises RequestError where there is none."""
    if not items:
        raise RequestError(f"the list of {what} is empty; name at least one")
    return items


def selected_number(views: Views, selection: Selection) -> Fact:
    """Return the fact that a page names in a list, which must be a number that may be compared."""
    if isinstance(selection, str) or not 2 <= len(selection) <= 6:
        wanted = "(metric, period), or (metric, period, document, kind, paragraph, as_of)"
        raise RequestError(f"{quoted(selection)} names no fact; write {wanted}")
    metric, period, *more = map(str, selection)
    document, kind, paragraph, as_of = (each or None for each in (*more, "", "", "", "")[:4])
    fact = comparable(views.ledger, select(views.ledger, metric, period, document=document, kind=kind, paragraph=paragraph))
    pin = f'("{metric}", "{period}", "{fact.document}", "{fact.kind}", "{fact.paragraph}", "{{day}}")'
    return current(views, fact, as_of, pin=pin)


def current(views: Views, fact: Fact, as_of: str | None, pin: str = 'as_of="{day}"') -> Fact:
    """Return a number that no document revises up to `as_of`: the day that the call tells of, or its page's front matter.

    What a page tells of days after its own must be the newest, as everything is on a page without a day.
    Raises RequestError, which says by `pin` how an author writes the day.
    """
    document = views.ledger.documents[fact.document]
    said, told = document.date.isoformat(), views.site.fronts.get(views.run.page, {}).get("as_of", "")
    if as_of is not None:
        if not is_day(as_of):
            raise RequestError(f"{quoted(as_of)} is not a day; write it as {said}", AS_OF)
        if fact.kind not in FORWARD:
            wanted = f"leave as_of out, which is for {listed(sorted(FORWARD))}"
            raise RequestError(f"{fact.subject} of {document.id} is {fact.kind}; {wanted}", AS_OF)
        if as_of < said:
            raise RequestError(f"{document.id} is later than {as_of}; write {said} or a later day", AS_OF)
    until = as_of or (told if said <= told else views.ledger.latest.isoformat())
    revision = revision_of(views.ledger, fact, dt.date.fromisoformat(until))
    if revision is not None:
        was, now = FactView(views, fact).value, FactView(views, revision).value
        advice = f"name that document, or write {pin.format(day=said)} where the page tells what was said then"
        raise RequestError(f"{was} of {document.id} is revised: {revision.document} says {now}; {advice}", AS_OF)
    return fact


def comparable(ledger: Ledger, fact: Fact) -> Fact:
    """Return a fact that may be compared with other numbers; raises RequestError for a statement or a wrong number."""
    if not fact.is_number:
        raise RequestError(f"{fact.subject} is talked about, not measured; it has no number to show")
    if fact.id in ledger.wrong_facts:
        correction = ledger.wrong_facts[fact.id].id
        raise RequestError(f"{fact.subject} of {fact.document} is wrong ({correction}); never compare with it")
    return fact
