"""Reading pages: which macros a page calls, on which line, and whether they can be called so.

Finds what is wrong with a page before anything is rendered, all pages at once, and with the
line in the page's own file. It does not know what the macros do.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.ledger.characters import unfit_character
from macros.ledger.errors import Problem, RequestError, did_you_mean, listed, quoted
from macros.ledger.typed_figures import typed_figures, without_code
from macros.ledger.yaml_source import read_text, undecodable
from macros.pages.macro_calls import Call, Told, calls_in, misfit_of, place_of

# What mkdocs takes for front matter.
_FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_LARGEST = 200_000
_LONGEST = 4_000
_LONGEST_BLOCK = 10_000
"""The most bytes of a page, and characters of a line and between two blank lines: Markdown takes minutes for more."""
_DEEPEST = 20
"""How deep lists, quotes and brackets may stand inside each other: Markdown goes into them by recursion."""
_DEEP = re.compile(rf"(?:[ \t]*(?:[-*+:]|[0-9]+\.)(?=[ \t])|[ \t]*>|    |\t){{{_DEEPEST + 1}}}")

KEYS = ("title", "description", "schema", "date", "updated", "hide")
"""What may stand in a page's front matter."""
HIDDEN = ("navigation", "toc", "path", "footer")
"""What a page's `hide` may name."""
SCHEMAS = ("Article", "Dataset", "WebSite")
"""What a page can be to search engines, by its front matter's `schema`; overrides/ says what they are told."""


@dataclass(frozen=True)
class PageSource:
    """One Markdown file: `name` from the project's root, `page` from the folder of pages."""

    name: str
    page: str
    title: str
    calls: tuple[Call, ...]
    problems: tuple[Problem, ...]
    front: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[str, str, tuple[Any, ...], Mapping[str, Any]], object]
"""Calls a macro for a page: (page, macro, args, kwargs); raises RequestError where that cannot be."""


def read_pages(docs: Path, root: Path) -> list[PageSource]:
    """Read every page under a folder, in the order of their names; hidden files, as editors make them, are none."""
    return [_read(path, docs, root) for path in sorted(docs.rglob("*.md")) if not path.name.startswith(".")]


def page_problems(
    sources: list[PageSource], macros: Mapping[str, Callable[..., object]], blocks: frozenset[str], check: Check
) -> Iterator[Problem]:
    """Yield what is wrong in the pages: syntax, unknown macros, wrong arguments, unknown ids.

    `macros` are the functions by name, `blocks` those of them that need a line of their own.
    """
    fits = _fitting(macros)
    for source in sources:
        yield from source.problems
        for call in source.calls:
            message = _problem_of(source, call, macros, blocks, fits, check)
            if message is not None:
                yield Problem(source.name, call.line, call.column, "", message)


def missing_pages(sources: list[PageSource], wanted: Mapping[str, str], docs_name: str) -> Iterator[Problem]:
    """Yield the pages that the data needs and nobody wrote, each with what it has to hold."""
    present = {source.page for source in sources}
    for page, body in wanted.items():
        if page not in present:
            message = f"this page is missing; write it with a title, a description and the line {body}"
            yield Problem(f"{docs_name}/{page}", 1, 1, "", message)


def _read(path: Path, docs: Path, root: Path) -> PageSource:
    name, page = path.relative_to(root).as_posix(), path.relative_to(docs).as_posix()
    try:
        text = _text_of(path)
        front, start = _front_matter(text, name)
    except _RefusedError as refused:
        return PageSource(name, page, "", (), _placed(name, refused.told))
    # The front matter is blanked rather than cut, so that lines count as they do in the file.
    body = "\n" * text.count("\n", 0, start) + text[start:]
    calls, told = calls_in(body)
    told += _of_words(body)
    return PageSource(name, page, front["title"], tuple(calls), _placed(name, told), front)


def _placed(name: str, told: Iterable[Told]) -> tuple[Problem, ...]:
    return tuple(Problem(name, line, column, "", message) for line, column, message in told)


class _RefusedError(Exception):
    """A page whose text cannot be had; carries what is wrong."""

    def __init__(self, *told: Told) -> None:
        self.told = told
        super().__init__(told)


def _text_of(path: Path) -> str:
    """Return a page's text with its lines ended by newlines alone."""
    try:
        if not path.is_file():
            raise _RefusedError((1, 1, "this is no file that can be read"))
        raw = path.read_bytes()
    except OSError as error:
        raise _RefusedError((1, 1, f"the page cannot be read: {error.strerror}")) from None
    if len(raw) > _LARGEST:
        raise _RefusedError((1, 1, f"the page has {len(raw)} bytes; split what exceeds {_LARGEST}"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _RefusedError((*undecodable(raw, error), "this byte is not UTF-8; save the page in that encoding")) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unfit = unfit_character(text)
    if unfit is not None:
        position, called = unfit
        raise _RefusedError((*place_of(text, position), f"{called}, cannot stand here; write the text anew"))
    beyond = [
        (number, *told) for number, line in enumerate(text.split("\n"), 1) if (told := _beyond_a_line(line)) is not None
    ] or list(_beyond_blocks(text))
    if beyond:
        raise _RefusedError(*beyond)
    return text


def _beyond_a_line(line: str) -> tuple[int, str] | None:
    """Say at which column a line is longer or deeper than Markdown reads in good time, and how; None where it is not."""
    if len(line) > _LONGEST:
        return _LONGEST, f"the line has {len(line)} characters; {_LONGEST} are the most, and a sentence a line reads best"
    deep = _DEEP.match(line)
    if deep is not None:
        return deep.end(), f"lists or quotes stand too deep inside each other; {_DEEPEST} levels are the most"
    return None


def _beyond_blocks(text: str) -> Iterator[Told]:
    """Yield what stands between two blank lines and is too long, or holds brackets that are too deep."""
    for block in re.finditer(r"(?:.*\S.*(?:\n|\Z))+", text):
        if len(block[0]) > _LONGEST_BLOCK:
            message = f"{len(block[0])} characters stand here without a blank line; {_LONGEST_BLOCK} are the most"
            yield (*place_of(text, block.start()), message)
        depth = 0
        for bracket in re.finditer(r"[\[\]]", block[0]):
            depth = depth + 1 if bracket[0] == "[" else max(depth - 1, 0)
            if depth > _DEEPEST:
                message = f"brackets stand too deep inside each other; {_DEEPEST} levels are the most"
                yield (*place_of(text, block.start() + bracket.start()), message)
                break


def _front_matter(text: str, name: str) -> tuple[dict[str, str], int]:
    """Return the front matter's words by their keys, and where the page's own text begins."""
    found = _FRONT_MATTER.match(text)
    if found is None and re.match(r"-{3}[ \t]*\n", text):
        raise _RefusedError((1, 1, "the front matter opens here and is empty or never closes; end it with a line ---"))
    if found is None:
        raise _RefusedError((1, 1, "the page has no front matter; begin it with ---, a title, a description and ---"))
    source = read_text(found[1], name, 1)
    if source.problems:
        raise _RefusedError(*((each.line, each.column, each.message) for each in source.problems))
    if not isinstance(source.data, dict):
        raise _RefusedError((2, 1, "the front matter is a list of keys with their values, such as title: A story"))
    read, failure = _as_engines_read(found[1])
    told = [(*source.key_marks.get((key,), (1, 1)), message) for key, message in _of_front_matter(source.data, read)]
    if failure and not told:
        told.append((2, 1, failure))
    if told:
        raise _RefusedError(*told)
    return {key: str(value) for key, value in source.data.items() if isinstance(value, str)}, found.end()


def _as_engines_read(front: str) -> tuple[Mapping[str, Any] | None, str]:
    """Read front matter as mkdocs does, which takes it for a part of the page where that fails; also say why."""
    try:
        read = yaml.load(front, yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        return None, f"YAML cannot make sense of the front matter: {error}"
    return (read if isinstance(read, dict) else {}), ""


def _of_front_matter(written: Mapping[str, Any], read: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a page's keys, each with the key to look at; `read` is what engines take the same for."""
    for key in written:
        if key not in KEYS:
            yield key, f"unknown key {quoted(key)}; known are {listed(KEYS)}{did_you_mean(key, KEYS)}"
    for key in ("title", "description"):
        message = _of_text(key, written, read)
        if message is not None:
            yield key, message
    for key in ("date", "updated"):
        if key in written and not _is_day(str(written[key])):
            yield key, f"{quoted(written[key])} is not a day; write it as 2026-11-21"
    hidden = written.get("hide", [])
    if not isinstance(hidden, list) or not all(each in HIDDEN for each in hidden):
        yield "hide", f"a page hides a list of {listed(HIDDEN)}"
    schema = written.get("schema")
    if schema is not None and schema not in SCHEMAS:
        yield "schema", f"no page is a {quoted(schema)}{did_you_mean(quoted(schema), SCHEMAS)}; write {listed(SCHEMAS)}"
    if schema == "Article" and "date" not in written:
        yield "schema", "an article needs the day when it was published; add a line such as date: 2026-11-21"


def _of_text(key: str, written: Mapping[str, Any], read: Mapping[str, Any] | None) -> str | None:
    """Say what is wrong with a text of the front matter."""
    value = written.get(key)
    if key not in written:
        return f"the page's front matter has no {key}; readers and search engines need it"
    if not isinstance(value, str) or not value.strip():
        return f"{key} is empty, or no text; readers and search engines need it"
    unfit = unfit_character(value)
    if unfit is not None:
        return f"{key} holds {unfit[1]}; write it anew"
    if read is not None and not isinstance(read.get(key), str):
        return f"YAML takes {quoted(value)} for something else than a text; put it into quotes"
    if "{{" in value or "{%" in value:
        return "a macro does not work in the front matter; say it in words"
    sign = _SIGN.search(value)
    if sign is not None:
        return f"the theme takes {sign[0]} in {key} for HTML; say it in words, and quote with “ ”"
    return None


_SIGN = re.compile(r"[<>\"]|&#?\w+;")
"""What would end an attribute or begin an element in a page's head, where the theme writes these texts as they are."""


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# --- words -----------------------------------------------------------------------------------

_HTML = re.compile(r"<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>])|/[A-Za-z]|!|\?)")
_SCHEME = re.compile(
    r"(?:\]\(|^ {0,3}\[[^\]\n]+\]:)\s*<?\s*([A-Za-z][A-Za-z0-9+.-]*):|<([A-Za-z][A-Za-z0-9+.-]+):[^\s>]*>", re.MULTILINE
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(\s*<?(?:https?:)?//")
_ATTRIBUTE = re.compile(r"\{:[^}\n]*?[\s:](on\w+|style)\s*=")
_SCHEMES = ("https", "http", "mailto")
_RAW = re.compile(r"\{%-?\s*raw\b.*?endraw\s*-?%\}", re.DOTALL)
_ENCLOSED = re.compile(r"(?:!?\[[^\[\]\n]*|\]\([^)\n]*|`[^`\n]*|\{:[^}\n]*)\{\{")
"""A macro call inside a link, a picture, code or attributes."""


def _of_words(body: str) -> list[Told]:
    """Return what cannot stand in a page's prose: figures, HTML, and what the site's policy refuses to a browser."""
    told = [
        (line, _column(body, line, figure), f"the figure {quoted(figure)} is typed by hand; take it from data with a macro")
        for line, figure in typed_figures(body)
    ]
    bare = without_code(body)
    told += _found(
        bare, _HTML, lambda match: f"{quoted(match[0])} begins HTML; a page is Markdown, and code stands in backticks"
    )
    told += _found(
        bare,
        _SCHEME,
        lambda match: (
            None
            if (match[1] or match[2]).lower() in _SCHEMES
            else f"a link leads to another page or to https://…, and nowhere by {quoted(match[1] or match[2])}"
        ),
    )
    told += _found(
        _RAW.sub(lambda raw: re.sub(r"[^\n]", " ", raw[0]), body),
        _ENCLOSED,
        lambda _: "a macro shows a link of its own, which cannot stand in a link, a picture, code or attributes",
    )
    told += _found(bare, _PICTURE, lambda _: "a picture of another host is not shown; put it beside the page")
    told += _found(bare, _ATTRIBUTE, lambda match: f"{quoted(match[1])} is refused by the site's policy; give a class")
    return told


def _found(text: str, pattern: re.Pattern[str], message: Callable[[re.Match[str]], str | None]) -> list[Told]:
    told = [(*place_of(text, match.start()), message(match)) for match in pattern.finditer(text)]
    return [(line, column, words) for line, column, words in told if words is not None]


def _column(body: str, line: int, word: str) -> int:
    """The column, from 1, at which a word stands in a line."""
    lines = body.split("\n")
    return max(lines[line - 1].find(word) if line <= len(lines) else 0, 0) + 1


def _fitting(macros: Mapping[str, Callable[..., object]]) -> Callable[[Call], str | None]:
    """Return what says why a macro cannot be called so, or None where it can.

    Calls with texts alone differ in nothing else but their shape: each shape is judged once.
    """
    signatures = {name: inspect.signature(macro) for name, macro in macros.items()}
    known: set[tuple[object, ...]] = set()

    def misfit(call: Call) -> str | None:
        shape = (call.name, len(call.args), *(name for name, _ in call.kwargs))
        plain = all(isinstance(value, str) for value in (*call.args, *(value for _, value in call.kwargs)))
        if plain and shape in known:
            return None
        message = misfit_of(call, signatures[call.name])
        if plain and message is None:
            known.add(shape)
        return message

    return misfit


def _problem_of(
    source: PageSource,
    call: Call,
    macros: Mapping[str, Callable[..., object]],
    blocks: frozenset[str],
    fits: Callable[[Call], str | None],
    check: Check,
) -> str | None:
    if call.name not in macros:
        return (
            f"no macro is called {quoted(call.name)}{did_you_mean(call.name, macros)}; known are {listed(sorted(macros), 30)}"
        )
    if call.name in blocks and not call.alone:
        return f"{call.name}(…) shows a block; put it at the start of a line of its own, with a blank line around it"
    misfit = fits(call)
    if misfit is not None:
        return misfit
    try:
        check(source.page, call.name, call.args, dict(call.kwargs))
    except RequestError as error:
        return str(error)
    return None
