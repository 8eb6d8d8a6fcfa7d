"""Reading pages: which macros a page calls, on which line, and whether they can be called so.

Finds what is wrong with a page before anything is rendered, all pages at once, and with the
line in the page's own file. It does not know what the macros do.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

from macros.errors import Problem, RequestError, did_you_mean, listed, quoted
from macros.prose import typed_figures

# What mkdocs takes for front matter.
_FRONT_MATTER = re.compile(r"\A-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"^(\w+): *(\S.*?) *$", re.MULTILINE)
SCHEMAS = ("Article", "Dataset", "WebSite")
"""What a page can be to search engines, by its front matter's `schema`; overrides/ says what they are told."""
_GIVEN_BY_THE_ENGINE = frozenset({"page", "config", "extra", "navigation", "files", "environment", "git", "macros"})


@dataclass(frozen=True)
class Call:
    """One macro call in a page. `known` tells whether all arguments are written out, and not computed."""

    name: str
    line: int
    column: int
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]
    known: bool


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
    """Read every page under a folder, in the order of their names."""
    return [_read(path, docs, root) for path in sorted(docs.rglob("*.md"))]


def page_problems(
    sources: list[PageSource], macros: Mapping[str, Callable[..., object]], blocks: frozenset[str], check: Check
) -> Iterator[Problem]:
    """Yield what is wrong in the pages: syntax, unknown macros, wrong arguments, unknown ids.

    `macros` are the functions by name, `blocks` those of them that need a line of their own.
    """
    for source in sources:
        yield from source.problems
        for call in source.calls:
            message = _problem_of(source, call, macros, blocks, check)
            if message is not None:
                yield Problem(source.name, call.line, call.column, "", message)


def missing_pages(sources: list[PageSource], wanted: Mapping[str, str], docs_name: str) -> Iterator[Problem]:
    """Yield the pages that the data needs and nobody wrote, each with what it has to hold."""
    present = {source.page for source in sources}
    for page, body in wanted.items():
        if page not in present:
            message = f"this page is missing; write it with a title, a description and the line {body}"
            yield Problem(f"{docs_name}/{page}", 1, 1, "", message)


def front_matter_lines(path: Path) -> int:
    """How many lines of a page's file stand before the text that an engine renders."""
    text = path.read_text("utf-8-sig")
    front = _FRONT_MATTER.match(text)
    if front is None:
        return 0
    rest = text[front.end() :]
    return text[: front.end()].count("\n") + len(rest) - len(rest.lstrip("\n"))


def _read(path: Path, docs: Path, root: Path) -> PageSource:
    name, page = path.relative_to(root).as_posix(), path.relative_to(docs).as_posix()

    def refused(line: int, column: int, message: str) -> PageSource:
        return PageSource(name, page, "", (), (Problem(name, line, column, "", message),))

    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return refused(line, 1, "this line is not UTF-8; save the page in that encoding")
    text = text.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    keys = {key: _unquoted(value) for key, value in _KEY.findall(front[1] if front else "")}
    missing = [key for key in ("title", "description") if key not in keys]
    if missing:
        return refused(1, 1, f"the page's front matter has no {listed(missing)}; readers and search engines need it")
    start = front.end() if front else 0
    # The front matter is blanked rather than cut, so that lines count as they do in the file.
    body = "\n" * text[:start].count("\n") + text[start:]
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - parsed here, never rendered
    try:
        tree = environment.parse(body)
    except jinja2.TemplateSyntaxError as error:
        column = _column(body, error.lineno, "{{")
        return refused(error.lineno, column, f"this is not a macro call: {error.message}; write {{{{ fact(…) }}}}")
    calls = tuple(_calls(tree, body))
    called = {call.name for call in calls}
    names = list(tree.find_all(nodes.Name))
    known = called | _GIVEN_BY_THE_ENGINE | {node.name for node in names if node.ctx != "load"}
    lines = {node.name: node.lineno for node in reversed(names) if node.name not in known}
    problems = tuple(
        Problem(name, line, _column(body, line, word), "", f"{quoted(word)} is no variable of a page; call a macro: {word}(…)")
        for word, line in sorted(lines.items())
    )
    problems += tuple(
        Problem(
            name,
            line,
            _column(body, line, figure),
            "",
            f"the figure {quoted(figure)} is typed by hand; take it from data with a macro",
        )
        for line, figure in typed_figures(body)
    )
    problems += tuple(
        Problem(name, text[: text.index(f"\n{key}:") + 1].count("\n") + 1, 1, "", message)
        for key, message in _of_front_matter(keys)
    )
    return PageSource(name, page, keys["title"], calls, problems, keys)


def _of_front_matter(keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a page's keys, each with the key to look at."""
    schema = keys.get("schema")
    if schema is not None and schema not in SCHEMAS:
        yield "schema", f"no page is a {quoted(schema)}{did_you_mean(schema, SCHEMAS)}; write {listed(SCHEMAS)}"
    if schema == "Article" and "date" not in keys:
        yield "schema", "an article needs the day when it was published; add a line such as date: 2026-11-21"
    for key in ("date", "updated"):
        if key in keys and not _is_day(keys[key]):
            yield key, f"{quoted(keys[key])} is not a day; write it as 2026-11-21"


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _calls(tree: nodes.Template, body: str) -> Iterator[Call]:
    seen: dict[tuple[int, str], int] = {}
    for node in tree.find_all(nodes.Call):
        if not isinstance(node.node, nodes.Name):
            continue
        name = node.node.name
        number = seen[(node.lineno, name)] = seen.get((node.lineno, name), -1) + 1
        column = _column(body, node.lineno, f"{name}(", number)
        try:
            args = tuple(_frozen(argument.as_const()) for argument in node.args)
            kwargs = tuple((pair.key, _frozen(pair.value.as_const())) for pair in node.kwargs)
            known = node.dyn_args is None and node.dyn_kwargs is None
        except nodes.Impossible:
            args, kwargs, known = (), (), False
        yield Call(name, node.lineno, column, args, kwargs, known)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _column(body: str, line: int, word: str, number: int = 0) -> int:
    """The column, from 1, at which a word stands in a line for the `number`-th time."""
    lines = body.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    position = -1
    for _ in range(number + 1):
        position = text.find(word, position + 1)
    return max(position, 0) + 1


def _problem_of(
    source: PageSource, call: Call, macros: Mapping[str, Callable[..., object]], blocks: frozenset[str], check: Check
) -> str | None:
    if call.name not in macros:
        return (
            f"no macro is called {quoted(call.name)}{did_you_mean(call.name, macros)}; known are {listed(sorted(macros), 30)}"
        )
    if call.name in blocks and call.column > len("{{ ") + 1:
        return f"{call.name}(…) shows a block; put it at the start of a line of its own, with a blank line around it"
    if not call.known:
        return None
    signature = inspect.signature(macros[call.name])
    try:
        signature.bind(*call.args, **dict(call.kwargs))
    except TypeError as error:
        return f"{call.name} is called as {call.name}{_shown(signature)}: {error}"
    try:
        check(source.page, call.name, call.args, dict(call.kwargs))
    except RequestError as error:
        return str(error)
    return None


def _shown(signature: inspect.Signature) -> str:
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
