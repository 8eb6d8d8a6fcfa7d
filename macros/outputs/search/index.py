"""Write the search's index: the entries of the data and of the pages, and the names and words that queries are read by.

The theme's search box stays; our worker, `overrides/assets/javascripts/search.js`, takes the place of the theme's and
loads this index on the first search. Material loads its own index with every page, so the hooks keep that one empty.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.ledger.model import Aliases, Text
from macros.ledger.yaml_source import read_own
from macros.outputs.search.cards import ORDER, name_cards
from macros.outputs.search.entries import Entry, Name, dimension_of, ledger_entries
from macros.outputs.search.page_sections import Section, page_sections
from macros.outputs.search.query_patterns import query_words, words_of
from macros.outputs.search.regional_names import character_forms, regional_words, with_regional_names
from macros.render.site import Site
from macros.render.urls import CATALOGUE, SOURCES, Addresses, pages_of
from macros.text.labels import wording

ASKED = ("why", "when", "who", "amount")
"""What a question may ask for, by its words: a reason, a day, a person, an amount."""
MATERIALS = "search/search_index.json"
INDEX = "search/entries.json"
ENGINE = "assets/javascripts/search-engine.js"
READ_ON = "read-on"
"""The section that ends a page with links: it names much and answers nothing."""


def write_index(site: Site, folder: Path) -> None:
    """Write the index of a site that was built for Material's search."""
    if (folder / MATERIALS).is_file():
        index = search_index(site, read_sections(site, folder))
        (folder / INDEX).write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), "utf-8", newline="\n")


def read_sections(site: Site, folder: Path) -> dict[str, list[Section]]:
    """Read the sections of a built site's pages, by source file.

    Lines of data have entries of their own: of a page that lists data only the lead is read, of a document's page nothing.
    """
    listing = _listing_pages(site)
    pages = {page: folder / _address(page) for page in site.titles if page not in listing or not page.startswith(f"{SOURCES}/")}
    return {
        page: page_sections(path.read_text("utf-8"), lead_only=page in listing)
        for page, path in pages.items()
        if path.is_file()
    }


def search_index(site: Site, sections: Mapping[str, Sequence[Section]]) -> dict[str, Any]:
    """Return the index, with the entries as columns, which compress better than rows."""
    entries = [*_page_entries(site, sections), *ledger_entries(site)]
    names, words = _names(site), wording(site.language)
    other = wording("en" if site.language == "zh" else "zh")
    titles = {entry.title for entry in entries}
    others = regional_words({*titles, *(name for group in names.values() for name in group)})
    groups = [*with_regional_names(names.values(), others), *(pair for pair in others.items() if pair[0] != pair[1])]
    signs = {"$", *(of.currency.sign.lower() for of in site.ledger.units.values() if of.currency)}
    units = {
        word: [dimension_of(site.ledger, each), float(each.factor)]
        for each in site.ledger.units.values()
        for word in words_of(each)
    }
    query = query_words(units, signs)
    texts = (*titles, *(entry.text for entry in entries), *(name for group in groups for name in group))
    ledger = {
        "language": site.language,
        "latest": site.ledger.latest.year * 100 + site.ledger.latest.month,
        "names": groups,
        "forms": character_forms("".join((*texts, *query["numerals"]["digits"], *query["scales"]))),
        "fiscal": _fiscal_years(site, list(names)),
        "units": units,
        **query,
        "also": words["label.aliases"],
        "idle": [*words["search.idle"].split(), *other["search.idle"].split()],
        "asks": {sort: [w for of in (words, other) for w in of[f"search.{sort}"].split("、")] for sort in ASKED},
        "weights": _weights(),
        "kinds": {kind: words[f"search.{kind}"] for kind in dict.fromkeys((*ORDER, *(entry.kind for entry in entries)))},
        "cards": _cards(site, entries, names),
        "cardKinds": ORDER,
        "rows": words["search.rows"],
        "groups": {group: words[f"group.{group}"] for group in ("answer", "best", *_weights()["groups"])},
        **{name: words[f"search.{name}"] for name in ("count", "missing", "nearest", "unheld")},
        "pages": {_address(page): title for page, title in site.titles.items()},
    }
    return {"config": {"ledger": ledger}, "columns": _columns(entries, {name: number for number, name in enumerate(names)})}


def _cards(site: Site, entries: Sequence[Entry], names: Mapping[Name, Sequence[str]]) -> dict[int, list[Any]]:
    """Return the card of each group of names: its rank among several, its title or 0 for its entry's, and its entries."""
    numbers = {name: number for number, name in enumerate(names)}
    return {
        numbers[name]: [
            ORDER.index(card.kind),
            0 if card.what == card.at else card.title,
            card.what,
            card.at,
            card.lines,
            card.ways,
        ]
        for name, card in name_cards(site, entries, names).items()
    }


def _weights() -> dict[str, Any]:
    """Return the table of weights as the engine reads it, without the reasons."""
    table = read_own(__file__, "weights.yml")
    kinds = {kind: {sort: value for sort, value in row.items() if sort != "reason"} for kind, row in table["kinds"].items()}
    return {"kinds": kinds, "groups": table["groups"], **{name: value for name, (value, _) in table["words"].items()}}


def _page_kind(page: str) -> str:
    """Return the kind of a page's sections.

    >>> _page_kind("stories/one.md"), _page_kind("themes/one.md")
    ('story', 'section')
    """
    kinds = read_own(__file__, "weights.yml")["pages"]
    return next((kind for begin, kind in kinds.items() if page.startswith(begin)), "section")


def _fiscal_years(site: Site, names: list[Name]) -> dict[int, int]:
    """Return by how many months the fiscal years of an entity and of what belongs to it begin before the calendar year."""
    entities, found = site.ledger.entities, {}
    for name in entities:
        ends = (entities[each].fiscal_year_ends for each in site.ledger.lineage(name))
        if end := next(filter(None, ends), None):
            found[names.index(("entity", name))] = 12 - int(end[:2])
    return found


def _columns(entries: Sequence[Entry], names: Mapping[Name, int]) -> dict[str, list[Any]]:
    """Return the columns, with names and figures by number, and 0 for what an entry has not."""
    lines = {entry.location.partition("#")[2]: number for number, entry in enumerate(entries) if entry.value}
    return {
        **{name: [getattr(entry, name) for entry in entries] for name in ("location", "title", "text", "kind")},
        "rank": [round(entry.rank, 2) for entry in entries],
        **{name: [getattr(entry, name) or 0 for entry in entries] for name in ("months", "value")},
        "numeric": [int(entry.numeric) for entry in entries],
        "own": [list(dict.fromkeys(names[name] for name in entry.own)) or 0 for entry in entries],
        "of": [list(dict.fromkeys(names[name] for name in entry.related)) or 0 for entry in entries],
        "figures": [[lines[anchor] for anchor in entry.figures if anchor in lines] or 0 for entry in entries],
    }


def _page_entries(site: Site, sections: Mapping[str, Sequence[Section]]) -> Iterable[Entry]:
    listing = _listing_pages(site)
    for page, title in site.titles.items():
        topic = page.removeprefix(f"{CATALOGUE}/").removesuffix(".md")
        related = (("topic", topic),) if topic in site.ledger.topics else ()
        kind = "list" if page in listing else _page_kind(page)
        for each in sections.get(page, ()):
            if each.anchor == READ_ON:
                continue
            location = f"{_address(page)}#{each.anchor}" if each.anchor else _address(page)
            yield Entry(location, kind, each.title or title, each.text, related=related, figures=each.figures)


def _listing_pages(site: Site) -> Collection[str]:
    return pages_of(site.ledger.topics, {name: each.part_ids for name, each in site.ledger.documents.items()})


def _address(page: str) -> str:
    return Addresses("index.md").to(page.removesuffix(".md"))


def _names(site: Site) -> dict[Name, list[str]]:
    ledger, none = site.ledger, Aliases(zh=(), hant=(), en=())
    named: dict[Name, tuple[Text, Aliases]] = {
        ("entity", name): (each.label, each.aliases) for name, each in ledger.entities.items()
    }
    named |= {("metric", name): (each.label, each.aliases) for name, each in ledger.metrics.items()}
    named |= {("term", each.id): (each.term, each.aliases) for each in ledger.glossary}
    named |= {("topic", name): (each.label, none) for name, each in ledger.topics.items()}
    named |= {("document", name): (each.short, none) for name, each in ledger.documents.items()}
    return {key: [label.zh, label.en, *also.zh, *also.hant, *also.en] for key, (label, also) in named.items()}
