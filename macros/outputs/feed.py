"""The feed of events (Atom, RFC 4287): what has happened, the newest first.

Its dates are those of the data, and its ids are made from the data's own: they stay the same at every
build and at every address of the site, so that no reader sees an entry twice.
"""

import datetime as dt
import io
import uuid
from collections import Counter
from collections.abc import Sequence

from feedgenerator import Atom1Feed  # type: ignore[import-untyped]

from macros.ledger.editorial import Event
from macros.render.site import PageRun, Site
from macros.render.templates import Block
from macros.render.urls import FEED, TIMELINE
from macros.render.views import FactView, FigureView, Views

RIGHTS = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


class _Feed(Atom1Feed):  # type: ignore[misc]
    """A feed whose date is given where it has no entries, rather than the clock's."""

    def latest_post_date(self) -> dt.datetime:
        latest: dt.datetime = super().latest_post_date() if self.items else self.feed["updated"]
        return latest


def feed(site: Site, site_name: str, description: str, site_url: str, identity: uuid.UUID) -> str:
    """Return the feed as XML.

    Addresses are absolute where the site's own is known, with its slash at the end (`https://example.org/ledger/`),
    and otherwise relative to the feed. `identity` makes the ids of this ledger's entries unique.
    """
    views = Views(site, PageRun("index.md"))
    written = _Feed(
        title=site_name,
        link=site_url or "index.html",
        description=None,
        subtitle=description,
        language=site.language,
        author_name=site_name,
        feed_url=f"{site_url}{FEED}",
        feed_guid=_id(identity, site, "feed"),
        feed_copyright=RIGHTS,
        updated=_noon(site.ledger.latest),
    )
    entries: Counter[dt.date] = Counter()
    for event in sorted((each for each in site.ledger.events if not site.ledger.is_to_come(each)), key=lambda each: each.date):
        figures = views.figures(event.facts, rounded=True)
        days = (event.date.end, _newest_day(site, event, figures))
        # The first entry that has a day is at noon, each further one a second later: readers sort entries by these moments.
        published, updated = (_noon(day, entries[day]) for day in days)
        entries.update(set(days))
        written.add_item(
            title=views.text(event.title),
            link=f"{site_url}{views.addresses.to(TIMELINE, event.id)}",
            description=None,
            content=Block("feed_entry.jinja", {"event": event, "figures": figures}).html(views),
            unique_id=_id(identity, site, f"event/{event.id}"),
            pubdate=published,
            updateddate=updated,
            categories=views.topics(event).values(),
        )
    written.items.reverse()  # Of one day's events the one that the timeline shows last comes first here.
    text = io.StringIO()
    written.write(text, "utf-8")
    return text.getvalue() + "\n"


def _newest_day(site: Site, event: Event, figures: Sequence[FigureView]) -> dt.date:
    """Return the day of the newest document that an entry draws on: it cannot have been written before."""
    named = {each.document for each in event.sources} | {each.document.id for each in figures if isinstance(each, FactView)}
    return max(event.date.end, *(site.ledger.documents[name].date for name in named))


def _noon(day: dt.date, seconds: int = 0) -> dt.datetime:
    """Return noon of Greenwich, which is the same day for readers in China and in America, or some seconds later."""
    return dt.datetime.combine(day, dt.time(12), dt.UTC) + dt.timedelta(seconds=seconds)


def _id(identity: uuid.UUID, site: Site, name: str) -> str:
    return uuid.uuid5(identity, f"{site.language}/{name}").urn
