"""Reading data files: strict YAML whose every value knows its line and column.

The only module that opens data files. It knows YAML, not the ledger: what the keys mean is
the business of `validation`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from macros.errors import Problem
from macros.model import Scalar

Location = tuple[str | int, ...]
"""The way from a file's root to a value: `("facts", 12, "period")`."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 40
_LARGEST = 4_000_000
_CORE = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(
    f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)


@dataclass(frozen=True)
class Source:
    """One data file: its values as plain lists, mappings and `Scalar`s, and the place of each.

    `name` is the path from the project's root, as messages print it; `data` is None where
    the file cannot be read, and then `problems` says why.
    """

    name: str
    data: Any
    problems: tuple[Problem, ...]
    marks: Mapping[Location, tuple[int, int]]
    key_marks: Mapping[Location, tuple[int, int]]

    def problem(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """Place a message: at the value, at its key, or at the nearest thing around it that the file has."""
        marks = self.key_marks if at_key else self.marks
        known = location
        while known and known not in marks:
            known = known[:-1]
        line, column = marks.get(known, (1, 1))
        return Problem(self.name, line, column, path_of(location), message)

    def without_data(self) -> Source:
        """Return the same file with nothing in it, where what it holds is of no use."""
        return replace(self, data=None)


@dataclass(frozen=True)
class Spot:
    """A place in a file, for messages: `at / "facts" / 3 / "unit"` leads deeper."""

    source: Source
    location: Location

    def __truediv__(self, step: str | int) -> Spot:
        return Spot(self.source, (*self.location, step))

    @property
    def mark(self) -> tuple[int, int]:
        """The line and the column of the value, from 1."""
        return self.source.marks[self.location]

    def problem(self, message: str, *, at_key: bool = False) -> Problem:
        """Place a message here."""
        return self.source.problem(self.location, message, at_key=at_key)


def path_of(location: Location) -> str:
    """Write a location as authors read it.

    >>> path_of(("facts", 12, "period"))
    'facts[12].period'
    """
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def read_source(path: Path, root: Path) -> Source:
    """Read one file; whatever is wrong with it as YAML becomes a problem with its place."""
    name = path.relative_to(root).as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        return _broken(name, 1, 1, f"the file cannot be read: {error.strerror}")
    if len(raw) > _LARGEST:
        return _broken(name, 1, 1, f"the file has {len(raw)} bytes; split what exceeds {_LARGEST}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", errors="replace")) + 1
        return _broken(name, line, column, "this byte is not UTF-8; save the file in that encoding")
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        line, column, message = _explain(error, text)
        return _broken(name, line, column, message)
    except RecursionError:
        return _broken(name, 1, 1, f"the values are nested too deeply; {_DEEPEST} levels are the most")
    if node is None:
        return _broken(name, 1, 1, "the file is empty; data/README.md shows what it holds")
    reader = _Reader(name)
    data = reader.convert(node, ())
    # Values that were not read would be complained of a second time.
    return Source(name, None if reader.incomplete else data, tuple(reader.problems), reader.marks, reader.key_marks)


def digest(root: Path) -> str:
    """Return seven letters that stand for all data files below a root: other names or other lines give other ones.

    The ends of lines are left out of it, since a checkout may write them in its own way; so are the schemas, which
    follow from the rest.
    """
    state = hashlib.sha256()
    for path in sorted((root / "data").rglob("*.yml")):
        state.update(path.relative_to(root).as_posix().encode() + b"\0")
        state.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return state.hexdigest()[:7]


def _broken(name: str, line: int, column: int, message: str) -> Source:
    return Source(name, None, (Problem(name, line, column, "", message),), {}, {})


class _Reader:
    """Turns YAML nodes into plain values and notes where each stands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.marks: dict[Location, tuple[int, int]] = {}
        self.key_marks: dict[Location, tuple[int, int]] = {}
        self.seen: set[int] = set()
        self.incomplete = False

    def convert(self, node: yaml.Node, location: Location) -> Any:
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.marks[location] = place
        if id(node) in self.seen:
            return self.refuse(place, location, "an alias repeats a value that stands elsewhere; write the value out")
        self.seen.add(id(node))
        if len(location) > _DEEPEST:
            return self.refuse(place, location, f"the values are nested too deeply; {_DEEPEST} levels are the most")
        if node.tag not in _PLAIN_TAGS:
            return self.refuse(place, location, f"the tag {node.tag.replace(_CORE, '!!')} is not used in this data; remove it")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(item, (*location, index)) for index, item in enumerate(node.value)]
        quotes = getattr(node, "style", None)
        if not quotes and node.value in ("", "~", "null"):
            return None
        return Scalar(node.value, plain=not quotes)

    def mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.report(place, location, "a key must be a word")
                continue
            key = str(key_node.value)
            inner = (*location, key)
            if key in result:
                line = self.key_marks[inner][0]
                self.report(place, inner, f'the key "{key}" stands already on line {line}; keep one of the two')
                continue
            self.key_marks[inner] = place
            result[key] = self.convert(value_node, inner)
        return result

    def refuse(self, place: tuple[int, int], location: Location, message: str) -> None:
        self.incomplete = True
        self.report(place, location, message)

    def report(self, place: tuple[int, int], location: Location, message: str) -> None:
        self.problems.append(Problem(self.name, *place, path_of(location), message))


def _explain(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Say in an author's words what YAML stumbled over, and where it began."""
    opened = _unclosed_quote(text)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if opened is not None:
        line, column, closes = opened
        until = f"and closes only on line {closes}" if closes else "and never closes"
        return line, column, f"a quote opens here {until}; close it, or write the text without quotes"
    if mark is None:
        position = getattr(error, "position", 0)
        before = text[:position]
        line, column = before.count("\n") + 1, position - before.rfind("\n")
        return line, column, "this character cannot stand in YAML; write it anew"
    problem = str(getattr(error, "problem", "") or error)
    line_text = text.splitlines()[mark.line] if mark.line < len(text.splitlines()) else ""
    if "\t" in line_text[: len(line_text) - len(line_text.lstrip())]:
        return mark.line + 1, 1, "a tab indents this line; indent with spaces"
    hint = ""
    if "mapping values are not allowed" in problem:
        hint = "; put a text that holds a colon and a space into quotes, and check the indent"
    elif "expected <block end>" in problem or "could not find expected ':'" in problem:
        hint = "; check the indent of this line and of the one before, and the brackets and quotes"
    elif "undefined alias" in problem or "found character" in problem:
        hint = "; put a text that begins with such a character into quotes"
    elif "expected ',' or" in problem:
        hint = "; a text with a comma, a bracket or a colon inside {…} or […] needs quotes"
    return mark.line + 1, mark.column + 1, f"this is not YAML: {problem}{hint}"


def _unclosed_quote(text: str) -> tuple[int, int, int | None] | None:
    """Find the quoted scalar that swallowed the lines before the error: where it opens and where it closes."""
    last: tuple[int, int, int | None] | None = None
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and not token.plain:
                start, end = token.start_mark, token.end_mark
                swallowed = re.search(r"^[\s-]*[a-z_]+: ?", text[start.index : end.index], re.MULTILINE)
                if end.line > start.line and swallowed and token.style in ("'", '"'):
                    last = (start.line + 1, start.column + 1, end.line + 1)
    except yaml.scanner.ScannerError as error:
        if error.context == "while scanning a quoted scalar" and error.context_mark is not None:
            return last or (error.context_mark.line + 1, error.context_mark.column + 1, None)
    except yaml.YAMLError:
        pass
    return last
