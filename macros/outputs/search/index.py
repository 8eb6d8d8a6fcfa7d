"""Write the search's index: the entries of the data and of the pages, and the names and words that queries are read by.

The theme's search box stays; our worker, `overrides/assets/javascripts/search.js`, takes the place of the theme's and
loads this index on the first search. Material loads its own index with every page, so the hooks keep that one empty.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, get_args

from macros.ledger.editorial import STANDINGS
from macros.ledger.ledger import Ledger
from macros.ledger.model import Aliases, Language, Text
from macros.ledger.yaml_source import read_own
from macros.outputs.search.cards import ORDER, card_columns
from macros.outputs.search.columns import entry_columns, fact_columns, share_words
from macros.outputs.search.entries import Contents, Entry, Name, dimension_of, ledger_entries, month_of
from macros.outputs.search.page_sections import Section, page_sections
from macros.outputs.search.query_patterns import query_words, words_of
from macros.outputs.search.regional_names import character_forms, regional_words, simplify, with_regional_names
from macros.render.site import Site
from macros.render.urls import CATALOGUE, DOUBTS, SOURCES, Addresses, pages_of
from macros.text.labels import wording

ASKED = ("why", "when", "compare", "who", "amount")
"""What a question may ask for, by its words: a reason, a day, a person, two things beside each other, an amount."""
MATERIALS = "search/search_index.json"
INDEX = "search/entries.json"
ENGINE = "assets/javascripts/search-engine.js"
READ_ON = "read-on"
"""The section that ends a page with links: it names much and answers nothing."""


def write_index(site: Site, folder: Path) -> None:
    """Write the index of a site that was built for Material's search."""
    if (folder / MATERIALS).is_file():
        index = search_index(site, read_sections(site, folder))
        text = json.dumps(share_words(index), ensure_ascii=False, separators=(",", ":"))
        (folder / INDEX).write_text(text, "utf-8", newline="\n")


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
    """Return the index: entries as columns, facts as columns of their own, and the words that queries are read by."""
    data, facts = ledger_entries(site)
    contents = Contents([*_page_entries(site, sections), *data], facts, _names(site))
    dimensions = ["", *dict.fromkeys(dimension_of(site.ledger, unit) for unit in site.ledger.units.values())]
    pages = dict.fromkeys((entry.page for entry in contents.entries), "")
    pages |= {_address(page): title for page, title in site.titles.items()}
    return {
        "ledger": _ledger(site, contents) | {"pages": list(pages.items()), "dimensions": dimensions},
        "entries": entry_columns(contents, list(pages), dimensions),
        "facts": fact_columns(contents, dimensions, wording(site.language)),
    }


def _ledger(site: Site, contents: Contents) -> dict[str, Any]:
    """Return what the browser knows beside the entries: names, words, weights and cards."""
    words, weights = wording(site.language), _weights()
    entries, names = contents.entries, contents.names
    titles = {entry.title for entry in entries}
    others = regional_words({*titles, *(name for group in names.values() for name in group)})
    groups = [*with_regional_names(names.values(), others), *(list(pair) for pair in others.items() if pair[0] != pair[1])]
    idle = _in_both(site, "search.idle", None)
    asks = {sort: _in_both(site, f"search.{sort}") for sort in ASKED}
    query = query_words(site.ledger.units.values(), idle, asks["amount"], site.ledger.latest.year)
    said = (each.said + each.text + each.place for each in contents.facts)
    texts = (*titles, *(entry.text for entry in entries), *said, *(name for group in groups for name in group))
    return {
        "locale": "zh-CN" if site.language == "zh" else "en-GB",
        "letters": 1 if site.language == "zh" else 2,  # For a Chinese character's worth of text.
        "latest": month_of(site.ledger.latest),
        "names": _with_titles(groups, contents),
        "forms": character_forms("".join((*texts, *query["numerals"]["digits"], *query["scales"]))),
        "fiscal": _fiscal_years(site.ledger, contents),
        "units": {
            word: [dimension_of(site.ledger, each), float(each.factor)]
            for each in site.ledger.units.values()
            for word in words_of(each)
        },
        **query,
        "part": words["part"],
        "separator": words["separator"],
        "passes": _in_both(site, "search.passes"),
        "rows": words["search.rows"],
        "idle": idle,
        "asks": asks,
        "weights": weights,
        "kinds": {kind: words[f"search.{kind}"] for kind in dict.fromkeys((*(entry.kind for entry in entries), "fact"))},
        "cards": card_columns(site, contents),
        "cardKinds": [words[f"search.{kind}"] for kind in ORDER],
        "groups": {group: words[f"group.{group}"] for group in ("answer", "best", *weights["groups"])},
        "next": _in_both(site, "search.next"),
        **{
            name: words[f"search.{name}"] for name in ("count", "missing", "nearest", "unheld", "instead", "passed", "unpassed")
        },
    }


def _in_both(site: Site, key: str, between: str | None = "、") -> list[str]:
    """Return words of the interface in both languages, the site's own first."""
    languages = sorted(get_args(Language), key=lambda language: language != site.language)
    return [word for language in languages for word in wording(language)[key].split(between)]


def _with_titles(groups: Sequence[Sequence[str]], contents: Contents) -> str:
    """Return groups of names as lines, with the sign # and the number of an entry for a name that is its title."""
    numbers = (contents.held.get(name) for name in contents.names)
    return "\n".join(
        "|".join(f"#{number}" if number is not None and each == contents.entries[number].title else each for each in group)
        for group, number in zip_longest(groups, numbers)
    )


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


def _fiscal_years(ledger: Ledger, contents: Contents) -> dict[int, int]:
    """Return by how many months the fiscal years of an entity and of what belongs to it begin before the calendar year."""
    found = {}
    for name in ledger.entities:
        if month := ledger.fiscal_month(name):
            found[contents.groups["entity", name]] = 12 - month
    return found


def _page_entries(site: Site, sections: Mapping[str, Sequence[Section]]) -> Iterable[Entry]:
    listing, outcomes = _listing_pages(site), tuple(("outcome", name) for name in STANDINGS)
    for page, title in site.titles.items():
        topic = page.removeprefix(f"{CATALOGUE}/").removesuffix(".md")
        related = (("topic", topic),) if topic in site.ledger.topics else ()
        kind = "list" if page in listing else _page_kind(page)
        for each in sections.get(page, ()):
            if each.anchor == READ_ON:
                continue
            location = f"{_address(page)}#{each.anchor}" if each.anchor else _address(page)
            text = _beginning(each.text, 120 if site.language == "zh" else 240) if kind == "about" else each.text
            own = outcomes if page == f"{DOUBTS}.md" and not each.anchor else ()
            heading = each.title or title
            if not each.anchor and heading.startswith(title):  # A page is found by its name; what was found is text.
                heading, text = title, f"{heading.removeprefix(title).lstrip(':： ')} {text}".strip()
            yield Entry(location, kind, heading, text, own, related, figures=each.figures)


def _beginning(text: str, most: int) -> str:
    """Return the first sentences of a text: what a site says of itself is seldom searched.

    >>> _beginning("One. Two and three.", 10)
    'One.'
    """
    end = max(text.rfind(mark, 0, most) for mark in ("。", ". "))
    return text if len(text) <= most else text[: end + 1] if end > 0 else text[:most]


def _listing_pages(site: Site) -> Collection[str]:
    return pages_of(site.ledger.topics, {name: each.part_ids for name, each in site.ledger.documents.items()})


def _address(page: str) -> str:
    return Addresses("index.md").to(page.removesuffix(".md"))


def _names(site: Site) -> dict[Name, list[str]]:
    """Return what queries call each thing, the first two names in the languages of the pages; doubts have no such names."""
    ledger, none = site.ledger, Aliases()
    other: Language = "en" if site.language == "zh" else "zh"
    named: dict[Name, tuple[Text, Aliases]] = {
        ("entity", name): (each.label, each.aliases) for name, each in ledger.entities.items()
    }
    named |= {("metric", name): (each.label, each.aliases) for name, each in ledger.metrics.items()}
    named |= {("term", each.id): (each.term, each.aliases) for each in ledger.glossary}
    named |= {("topic", name): (each.label, none) for name, each in ledger.topics.items()}
    named |= {("document", name): (each.short, none) for name, each in ledger.documents.items()}
    named |= {("doubt", each.id): (Text(), each.aliases or none) for each in ledger.doubts}
    found = {key: [label[site.language], label[other], *each.zh, *each.hant, *each.en] for key, (label, each) in named.items()}
    found |= {("outcome", name): _in_both(site, f"search.outcome.{name}") for name in STANDINGS}
    return {key: _unequal((*group, *(each.replace("·", "") for each in group))) for key, group in found.items()}


def _unequal(names: Iterable[str]) -> list[str]:
    """Return names that differ as the browser compares them: simplified, in small letters, without spaces beside Chinese.

    >>> _unequal(["Cloud 利润率", "cloud利润率", "Chip 3", "Chip3"])
    ['Cloud 利润率', 'Chip 3', 'Chip3']
    """
    found: dict[str, str] = {}
    for name in filter(None, names):
        found.setdefault(re.sub(r"(?<=[㐀-鿿])\s+|\s+(?=[㐀-鿿])", "", simplify(name).lower()), name)
    return list(found.values())
