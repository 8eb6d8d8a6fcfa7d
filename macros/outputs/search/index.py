"""What the site's search looks through: an entry for each line that answers a question, and each section of prose.

The theme's search box stays; a worker of ours (`overrides/assets/javascripts/search.js`) takes the place of the
theme's, and an index of ours that of its own. Material fetches its index with every page; ours is fetched when a
reader searches, so Material's stays behind without entries. Zensical's box shows entries from its own index, which
ours are put into. The index holds texts as a reader sees them: no word is cut, none is added.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from macros.ledger.derive import Computed
from macros.ledger.editorial import Correction, Doubt, Event, GlossaryEntry
from macros.ledger.model import TRUST_ORDER, Aliases, Document, Fact, Metric, Text
from macros.ledger.periods import Period
from macros.outputs.search.hanzi import character_forms, folded, regional, regional_words, stretches
from macros.outputs.search.page_sections import sections
from macros.render.page_run import PageRun
from macros.render.site import Site
from macros.render.urls import CATALOGUE, GLOSSARY, SOURCES, Addresses, pages_of
from macros.render.view_models import FactView, Prose
from macros.render.views import Views
from macros.text.labels import wording

MATERIALS, ZENSICALS = "search/search_index.json", "search.json"
INDEX = "search/entries.json"


class ThemeChangedError(ValueError):
    """The theme's search is no longer as this module knows it."""


@dataclass(frozen=True)
class Entry:
    """One result that a reader may be given.

    `own` names the groups of names that are names of it, `related` those of what it belongs to, both as (what, id).
    `months` is the time it is about, first and last month as 202510, or nothing. `rank` from 0 to 1 puts the later
    and the more trusted first among equals. `said` tells whether words answer, and not a number.
    """

    location: str
    kind: str
    title: str
    text: str
    own: tuple[tuple[str, str], ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    months: tuple[int, int] | None = None
    rank: float = 0.8
    said: bool = True


class _Builder:
    """Makes the entries of one site's data."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.ledger = site.ledger
        self.language = site.language
        self.words = wording(site.language)
        self.views = Views(site, PageRun("index.md"))
        self.most = max([2, *map(len, site.ledger.by_metric.values())])

    def entries(self) -> Iterator[Entry]:
        yield from map(self.metric, filter(lambda metric: metric.id in self.ledger.by_metric, self.ledger.metrics.values()))
        yield from map(self.fact, self.ledger.facts)
        yield from map(self.derived, self.site.calculations.results.values())
        yield from map(self.event, self.ledger.events)
        yield from map(self.doubt, self.ledger.doubts)
        yield from map(self.correction, self.ledger.corrections)
        yield from map(self.term, self.ledger.glossary)
        yield from map(self.document, self.ledger.documents.values())

    def event(self, event: Event) -> Entry:
        view, colon = self.views.event(event), self.words["colon"]
        text = [view.date, view.text, *(f"{each.caption}{colon}{_said(each)}" for each in view.facts)]
        text += [each.label for each in view.sources]
        return Entry(
            view.href,
            "event",
            view.title,
            self.joined(text),
            related=(*(("topic", each) for each in event.topics), *(("entity", each) for each in event.entities)),
            months=_months(event.date),
            rank=self.rank(event.date.end),
            said=not event.facts,
        )

    def doubt(self, doubt: Doubt) -> Entry:
        view, colon = self.views.doubt(doubt), self.words["colon"]
        text = [f"{self.words['label.then']}{colon}{_plain(view.then)}"]
        text += [f"{self.words['label.now']}{colon}{_plain(view.now)}"] if view.now else []
        text += [f"{view.verdict_label}{colon}{_plain(view.reason)}"]
        related = tuple(("topic", each) for each in doubt.topics)
        return Entry(self.views.addresses.doubt(doubt.id), "doubt", view.title, " ".join(text), related=related)

    def correction(self, correction: Correction) -> Entry:
        view = self.views.correction(correction)
        text = [f"{label}{self.words['colon']}{_plain(pieces)}" for label, pieces in view.texts]
        text += [f"{self.words['column.printed']} {view.printed}"] if view.printed else []
        text += [f"{view.source.label}{self.words['separator']}{view.source.place}"]
        related = (("metric", correction.fact.metric),) if correction.fact and correction.fact.metric else ()
        address = self.views.addresses.correction(correction.id)
        return Entry(address, "correction", view.title, " ".join(text), related=related)

    def term(self, term: GlossaryEntry) -> Entry:
        also = self.views.aliases(term.aliases, term.term[self.language])
        text = term.text[self.language]
        if also:
            text += f" {self.words['label.aliases']}{self.words['colon']}{self.words['joiner'].join(also)}"
        address = self.views.addresses.to(GLOSSARY, term.id)
        return Entry(address, "term", term.term[self.language], text, (("term", term.id),))

    def document(self, document: Document) -> Entry:
        """View a document; its publisher's name is its own where the publisher has no other."""
        view = self.views.document(document)
        text = [view.title, view.publisher]
        text += [f"{self.words['label.author']} {view.author}"] if view.author else []
        text += [view.day, view.trust_label, view.note]
        publisher = (("entity", document.publisher),)
        only = sum(each.publisher == document.publisher for each in self.ledger.documents.values()) == 1
        rank = self.rank(document.date) - TRUST_ORDER[document.trust] / 10
        own = publisher if only else ()
        return Entry(view.href, "document", view.short, self.joined(text), own, publisher, None, round(rank, 3))

    def joined(self, texts: Iterable[str]) -> str:
        return self.words["part"].join(filter(None, texts))

    def rank(self, day: dt.date) -> float:
        """From 0.5 for what is five years old or older to 1 for the newest."""
        age = max((self.ledger.latest - day).days, 0)
        return round(1 - min(age / 3650, 0.5), 3)

    def metric(self, metric: Metric) -> Entry:
        language = self.language
        text = [metric.definition[language], metric.basis[language] if metric.basis else ""]
        text.append(self.ledger.entities[metric.entity].label[language])
        return Entry(
            self.views.addresses.metric(metric),
            "metric",
            metric.label[language],
            self.joined(text),
            (("metric", metric.id),),
            self.around(metric, self.ledger.by_metric[metric.id]),
            None,
            self.weight(metric),
            metric.dimension == "statement",
        )

    def weight(self, metric: Metric) -> float:
        """From 0.5 for what is said once to 1 for the metric that the most facts are about."""
        return round(0.5 + 0.5 * math.log(len(self.ledger.by_metric[metric.id])) / math.log(self.most), 3)

    def around(self, metric: Metric, facts: Iterable[Fact]) -> tuple[tuple[str, str], ...]:
        """What a metric belongs to, and the words for the form of period that its facts have: TTM."""
        lineage = self.ledger.lineage(metric.entity)
        forms = {fact.period.form for fact in facts}
        words = [("term", each.id) for each in self.ledger.glossary if any(name.lower() in forms for name in each.aliases.en)]
        return (*(("entity", each) for each in lineage), *(("topic", each) for each in metric.every_topic), *words)

    def fact(self, fact: Fact) -> Entry:
        view, metric = self.views.fact(fact), self.ledger.metrics[fact.metric]
        text = [_said(view)]
        text += [f"{self.words['column.printed']} {view.printed}"] if view.printed else []
        text += [f"{self.words['label.speaker']} {view.speaker}"] if view.speaker else []
        text += [self.words["separator"].join((view.document_label, view.document_day, view.place))]
        text += [f"{self.words['label.note']}{self.words['colon']}{view.note}"] if view.note else []
        trust = TRUST_ORDER[self.ledger.documents[fact.document].trust]
        rank = self.rank(fact.period.end) * (0.7 + 0.3 * self.weight(metric)) - trust / 50
        rank -= 0.2 if fact.id in self.ledger.wrong_facts else 0
        speaker = (("entity", fact.speaker),) if fact.speaker else ()
        return Entry(
            view.href,
            "fact",
            view.caption,
            self.joined(text),
            (("metric", metric.id), *speaker, *self.kind(fact)),
            self.around(metric, [fact]),
            _months(fact.period),
            round(rank, 3),
            not fact.is_number,
        )

    def kind(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """The word that explains a number's kind: guidance, consensus."""
        for term in self.ledger.glossary:
            if fact.is_number and term.term.en.lower() == fact.kind:
                yield "term", term.id

    def derived(self, computed: Computed) -> Entry:
        view = self.views.computed(computed)
        text = [f"{view.value}（{view.kind_label}）" if self.language == "zh" else f"{view.value} ({view.kind_label})"]
        text += [f"{self.words['label.formula']}{self.words['colon']}{view.formula_text}"]
        text += [each.caption for each in view.operands]
        text += [view.note]
        metrics = dict.fromkeys(fact.metric for fact in computed.facts)
        related = (*(("metric", each) for each in metrics), ("topic", computed.derived.topic))
        return Entry(view.href, "derived", view.label, self.joined(text), (), related, said=False)


def entries(site: Site) -> list[Entry]:
    """Return an entry for each metric, fact, derived metric, event, doubt, correction, word and document."""
    return list(_Builder(site).entries())


def prose(site: Site, folder: Path) -> list[Entry]:
    """Return an entry for each section of the built pages; of a page that lists data, only what stands before the list."""
    listing = pages_of(site.ledger.topics, {name: each.part_ids for name, each in site.ledger.documents.items()})
    found = []
    for page in site.titles:
        address = Addresses("index.md").written(page)
        path = folder / address
        if not path.is_file() or (page in listing and page.startswith(f"{SOURCES}/")):
            continue
        for part in sections(path.read_text("utf-8"), first=page in listing):
            location = f"{address}#{part.anchor}" if part.anchor else address
            topic = page.removeprefix(f"{CATALOGUE}/").removesuffix(".md")
            related = (("topic", topic),) if topic in site.ledger.topics else ()
            kind = "list" if page in listing else "section"
            found.append(Entry(location, kind, part.title or site.titles[page], part.text, (), related))
    return found


def names(site: Site) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return every name of the data that a reader may use, by what it names, in both languages."""
    ledger = site.ledger
    found = {("entity", name): _names(entity.label, entity.aliases) for name, entity in ledger.entities.items()}
    found |= {("metric", name): _names(metric.label, metric.aliases) for name, metric in ledger.metrics.items()}
    found |= {("term", term.id): _names(term.term, term.aliases) for term in ledger.glossary}
    return found | {("topic", name): (topic.label.zh, topic.label.en) for name, topic in ledger.topics.items()}


@dataclass(frozen=True)
class _Regional:
    """What Taiwan and Hong Kong say: each name with its regional ones, and groups of other words that are said."""

    names: dict[str, tuple[str, ...]]
    words: list[tuple[str, ...]]

    @classmethod
    def of(cls, listed: list[str], said: str) -> _Regional:
        """Look up names and words."""
        runs = stretches(said)
        return cls(dict(zip(listed, regional(listed), strict=True)), regional_words(runs))


def index_of(site: Site, folder: Path) -> dict[str, Any]:
    """Return the index of a built site, whose pages stand in a folder."""
    found = [*prose(site, folder), *entries(site)]
    said = folded("\n".join(text for each in found for text in (each.title, each.text)))
    named = names(site)
    spoken = _Regional.of(list(dict.fromkeys(name for group in named.values() for name in group)), said)
    known = {key: dict.fromkeys(form for name in group for form in (name, *spoken.names[name])) for key, group in named.items()}
    places = {key: number for number, key in enumerate(known)}
    words = wording(site.language)
    ledger = {
        "language": site.language,
        "latest": site.ledger.latest.year * 100 + site.ledger.latest.month,
        "names": [list(group) for group in known.values()] + [list(group) for group in spoken.words],
        "forms": character_forms(said + folded("".join(name for group in known.values() for name in group))),
        "also": words["label.aliases"],
        "idle": words["search.idle"].split(),
        "why": words["search.why"].split(),
        "kinds": {kind: words[f"search.{kind}"] for kind in dict.fromkeys(each.kind for each in found)},
        "pages": {Addresses("index.md").written(page): title for page, title in site.titles.items()},
    }
    return {"config": {"ledger": ledger}, "docs": [_document(each, places) for each in found]}


def rewrite(folder: Path, site: Site) -> None:
    """Give the search box of a built site our index in the place of its own; a site without one stays as it is.

    Raises ThemeChangedError where its own is no index that the box reads.
    """
    for name, key in ((MATERIALS, "docs"), (ZENSICALS, "items")):
        if not (folder / name).is_file():
            continue
        theirs = json.loads((folder / name).read_text("utf-8"))
        if not isinstance(theirs.get(key), list) or not isinstance(theirs.get("config"), dict):
            raise ThemeChangedError(f"{name} has no list of {key}; the theme's search has changed")
        ours = index_of(site, folder)
        if name == MATERIALS:
            _write(folder / INDEX, ours)
            _write(folder / name, {**theirs, key: []})
        else:
            items = [_item(document, ours["config"]["ledger"]) for document in ours["docs"]]
            _write(folder / name, {"config": {**theirs["config"], **ours["config"]}, key: items})


def _write(path: Path, index: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8", newline="\n")


def _document(entry: Entry, places: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    row: dict[str, Any] = {"location": entry.location, "title": entry.title, "text": entry.text, "kind": entry.kind}
    for name, groups in (("own", entry.own), ("of", entry.related)):
        if groups:
            row[name] = list(dict.fromkeys(places[group] for group in groups))
    if entry.months:
        row["months"] = list(entry.months)
    if not entry.said:
        row["number"] = 1
    return row | {"rank": entry.rank}


def _item(document: Mapping[str, Any], ledger: Mapping[str, Any]) -> dict[str, Any]:
    """Make an entry one of Zensical's, whose texts are HTML; what our worker needs besides stays in it."""
    page = ledger["pages"].get(document["location"].partition("#")[0], "")
    path = [name for name in (ledger["kinds"][document["kind"]], page) if name]
    texts = {name: escape(document[name], quote=False) for name in ("title", "text")}
    return {**document, **texts, "level": 1, "path": path, "tags": []}


def _names(label: Text, aliases: Aliases) -> tuple[str, ...]:
    return tuple(dict.fromkeys((label.zh, label.en, *aliases.zh, *aliases.hant, *aliases.en)))


def _months(period: Period) -> tuple[int, int]:
    return period.start.year * 100 + period.start.month, period.end.year * 100 + period.end.month


def _said(view: Any) -> str:
    """The number or the statement with its kind."""
    said = view.value or view.statement if isinstance(view, FactView) else view.value
    return f"{said} · {view.kind_label}"


def _plain(pieces: Prose) -> str:
    return unescape(
        "".join(piece if isinstance(piece, str) else piece.value or getattr(piece, "statement", "") for piece in pieces)
    )
