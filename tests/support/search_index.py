"""Reads the search's index: as it is written, and as rows, which the engine makes of it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from macros.outputs.search.columns import read_words
from macros.outputs.search.index import INDEX

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
"""Characters that nobody sees: neither the index nor a result may hold one."""


@cache
def entries(engine: Page) -> list[dict[str, Any]]:
    """Return the entries that an engine has: location, kind, title, text, what they say first, and its value."""
    names = ["location", "kind", "title", "text", "said", "value"]
    # As text: thousands of objects take ten times as long to come over one by one.
    pick = "doc => Object.fromEntries(names.map(name => [name, doc[name] ?? null]))"
    text = engine.evaluate(f"names => JSON.stringify(engine.entries().map({pick}))", names)
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def answers(engine: Page, query: str) -> list[list[dict[str, Any]]]:
    """Return the results of a query; one of several links, the last of which stands first, is a card."""
    found: list[list[dict[str, Any]]] = engine.evaluate("query => engine.answer(query).items", query)
    return found


def places(engine: Page, query: str) -> list[str]:
    """Return where the results of a query lead."""
    return [first["location"] for first, *_ in answers(engine, query)]


def index_in(folder: Path) -> dict[str, Any]:
    """The index of an edition, with words in place of their signs."""
    loaded: dict[str, Any] = read_words(json.loads((folder / INDEX).read_text("utf-8")))
    return loaded
