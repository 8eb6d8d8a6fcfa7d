"""Front matter of a page: read strictly, and as mkdocs and the theme will read it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import yaml

from macros.ledger.errors import did_you_mean, listed, quoted
from macros.ledger.periods import Period
from macros.ledger.text_file import UnreadableError, unfit_character
from macros.ledger.typed_figures import figure_in
from macros.ledger.values import Scalar
from macros.ledger.yaml_source import read_text

# What mkdocs takes for front matter.
_FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)

KEYS = ("title", "description", "schema", "date", "updated", "as_of", "hide")
"""The keys of a page's front matter."""
HIDDEN = ("navigation", "toc", "path", "footer")
"""What a page's `hide` may name."""
SCHEMAS = ("Article", "Dataset", "WebSite")
"""The schema.org types of a page that `schema` may name."""


def read_front_matter(text: str, name: str) -> tuple[dict[str, str], int]:
    """Return the texts of the front matter by their keys, and where the page's own text begins; raises UnreadableError."""
    found = _FRONT_MATTER.match(text)
    if found is None and re.match(r"-{3}[ \t]*\n", text):
        raise UnreadableError((1, 1, "the front matter opens here and is empty or never closes; end it with a line ---"))
    if found is None:
        raise UnreadableError((1, 1, "the page has no front matter; begin it with ---, a title, a description and ---"))
    source = read_text(found[1], name, 1)
    if source.problems:
        raise UnreadableError(*((each.line, each.column, each.message) for each in source.problems))
    if not isinstance(source.data, dict):
        raise UnreadableError((2, 1, "the front matter is a list of keys with their values, such as title: A story"))
    problems = [(*source.places.key_marks.get((key,), (1, 1)), message) for key, message in _of_front_matter(source.data)]
    if problems:
        raise UnreadableError(*problems)
    return {key: str(value) for key, value in source.data.items() if isinstance(value, str)}, found.end()


def _of_front_matter(written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a page's keys, each with the key to look at."""
    for key in written:
        if key not in KEYS:
            yield key, f"unknown key {quoted(key)}; known are {listed(KEYS)}{did_you_mean(key, KEYS)}"
    for key in ("title", "description"):
        message = _of_text(key, written)
        if message is not None:
            yield key, message
    for key in ("date", "updated", "as_of"):
        if key in written and not is_day(str(written[key])):
            yield key, f"{quoted(written[key])} is not a day from 1990 to 2100; write it as 2026-11-21"
    hidden = written.get("hide", [])
    if not isinstance(hidden, list) or not all(each in HIDDEN for each in hidden):
        yield "hide", f"a page hides a list of {listed(HIDDEN)}"
    schema = written.get("schema")
    if schema is not None and schema not in SCHEMAS:
        yield "schema", f"no page is a {quoted(schema)}{did_you_mean(str(schema), SCHEMAS)}; write {listed(SCHEMAS)}"
    if schema == "Article" and "date" not in written:
        yield "schema", "an article needs the day when it was published; add a line such as date: 2026-11-21"


def _of_text(key: str, written: Mapping[str, Any]) -> str | None:
    value = written.get(key)
    if key not in written:
        return f"the page's front matter has no {key}; readers and search engines need it"
    if not isinstance(value, str) or not value.strip():
        return f"{key} is empty, or no text; readers and search engines need it"
    unfit = unfit_character(value)
    if unfit is not None:
        return f"{key} holds {unfit[1]}; {unfit[2]}"
    if isinstance(value, Scalar) and value.plain and _RESOLVER.resolve(yaml.ScalarNode, value, (True, False)) != _TEXT:
        return f"YAML takes {quoted(value)} for something else than a text; put it into quotes"
    if "{{" in value or "{%" in value:
        return "a macro does not work in the front matter; say it in words"
    figure = figure_in(_QUOTED.sub(" ", value))
    if figure is not None:
        return f"the figure {quoted(figure)} is typed by hand, and no macro works here; say it without the figure"
    sign = _SIGN.search(value)
    if sign is not None:
        return f"the theme takes {sign[0]} in {key} for HTML; say it in words, and quote with “ ”"
    return None


_RESOLVER: Any = yaml.resolver.Resolver()
_TEXT = "tag:yaml.org,2002:str"
"""The tag that YAML gives a text without quotes which it takes for no number, day or truth value."""

_SIGN = re.compile(r"[<>\"]|&#?\w+;")
"""What would end an attribute or begin an element in a page's head, where the theme writes these texts as they are."""

_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
"""A title that a text names, whose figures are a part of it."""


def is_day(text: str) -> bool:
    """Whether a text is a day such as 2026-11-21, of the years that periods have."""
    with suppress(ValueError):
        return Period.parse(text).form == "day"
    return False
