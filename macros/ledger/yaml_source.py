"""Read data files: strict YAML in which every value has its line and column.

The only module that opens YAML files, those of the data and the package's own. It knows YAML, not the ledger: `load`
gives the keys their meaning.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from macros.ledger.errors import MOST, LedgerError, Problem
from macros.ledger.text_file import UnreadableError, place_of, placed, read_file, require_visible
from macros.ledger.values import Scalar
from macros.ledger.yaml_mistakes import LOADER, explain

Location = tuple[str | int, ...]
"""The path from a file's root to a value: `("facts", 12, "period")`."""

_DEEPEST = 40
_TOO_DEEP = f"the values are nested too deeply; {_DEEPEST} levels are the most"
_LARGEST = 1_000_000
_MOST_VALUES, _LONGEST_LIST = 50_000, 3_000
"""The most values of a file, and of one list: five times what the largest file and the longest list hold."""

_WIDE_SPACE = re.compile(r"^[ \t-]*\u3000|: *\u3000|\u3000(?=[ \t]*+$)", re.MULTILINE)
"""Where YAML counts spaces: in an indent, after a colon, at the end of a line."""
_CORE = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Places:
    """The line and column of each value of a file, whose `name` is the path from the project's root.

    They are worked out from the text when the first is asked for, since a file without mistakes needs none.
    """

    name: str
    text: str = ""

    @property
    def marks(self) -> Mapping[Location, tuple[int, int]]:
        """The line and column of each value, from 1."""
        return self._read.marks

    @property
    def key_marks(self) -> Mapping[Location, tuple[int, int]]:
        """The line and column of each key."""
        return self._read.key_marks

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader(self.name)
        with suppress(yaml.YAMLError, UnreadableError):
            reader.document(yaml.parse(self.text, Loader=LOADER))
        return reader

    def problem(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem at the value or at its key, or at the nearest value around it that the file has."""
        marks = self.key_marks if at_key else self.marks
        known = location
        while known and known not in marks:
            known = known[:-1]
        line, column = marks.get(known, (1, 1))
        return Problem(self.name, line, column, path_of(location), message)


@dataclass(frozen=True)
class Source:
    """One data file: its values as lists, dicts and `Scalar`s, and their places.

    `data` is None where the file cannot be read, and `problems` says why.
    """

    data: Any
    problems: tuple[Problem, ...]
    places: Places


@dataclass(frozen=True)
class Spot:
    """A place in a file, for messages: `at / "facts" / 3 / "unit"` is a place inside."""

    places: Places
    location: Location

    def __truediv__(self, step: str | int) -> Spot:
        return self.inside(step)

    def inside(self, *steps: str | int) -> Spot:
        """Return a place inside this one."""
        return Spot(self.places, (*self.location, *steps))

    @property
    def mark(self) -> tuple[int, int]:
        """The line and column of the value, from 1."""
        return self.places.marks[self.location]

    def problem(self, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem at this place."""
        return self.places.problem(self.location, message, at_key=at_key)


def path_of(location: Location) -> str:
    """Format a location for a message.

    >>> path_of(("facts", 12, "period"))
    'facts[12].period'
    """
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def read_source(path: Path, root: Path) -> Source:
    """Read one file; what is wrong with it as YAML becomes a problem with its place."""
    name = path.relative_to(root).as_posix()
    try:
        return read_text(read_file(path, "file", _LARGEST), name)
    except UnreadableError as error:
        return Source(None, placed(name, error.problems), Places(name))


def read_text(text: str, name: str, above: int = 0) -> Source:
    """Parse the YAML of a file `name`, or of a part of it that begins below `above` lines."""
    text = "\n" * above + text
    reader = _Reader(name)
    try:
        require_visible(text)
        _require_narrow_spaces(text)
        data = reader.document(yaml.parse(text, Loader=LOADER))
    except (yaml.YAMLError, UnreadableError) as error:
        problems = error.problems if isinstance(error, UnreadableError) else [explain(error, text)]
        return Source(None, placed(name, problems), Places(name))
    if data is None and not reader.incomplete:
        empty = (1 + above, 1, "the file is empty; write [] for a list of nothing, or what data/README.md shows")
        return Source(None, placed(name, [empty]), Places(name))
    reported = reader.problems[:MOST]
    if len(reader.problems) > MOST:
        last = reader.problems[MOST]
        reported.append(replace(last, path="", message=f"and {len(reader.problems) - MOST} further mistakes from here on"))
    # Values that were not read would be reported as missing too.
    return Source(None if reader.incomplete else data, tuple(reported), Places(name, text))


@cache
def read_own(module: str, name: str) -> Any:
    """Return what a YAML file of this package holds that lies beside one of its modules, given the module's `__file__`."""
    return yaml.load(Path(module).with_name(name).read_text("utf-8"), LOADER)  # noqa: S506 - a safe loader


def digest(root: Path) -> str:
    """Return seven hexadecimal digits of a hash of all data files' names and lines, the version of the data.

    Line endings do not count, since they depend on the checkout, nor do the schemas, which follow from the rest.
    Raises LedgerError where a file cannot be read.
    """
    state = hashlib.sha256()
    for path in sorted((root / "data").rglob("*.yml")):
        if path.name.startswith("."):
            continue  # Editors keep such files while one writes.
        name = path.relative_to(root).as_posix()
        try:
            text = read_file(path, "file", _LARGEST)
        except UnreadableError as error:
            raise LedgerError(placed(name, error.problems)) from None
        state.update(f"{name}\0{text}\0".replace("\r\n", "\n").encode("utf-8", "surrogateescape"))
    return state.hexdigest()[:7]


def _require_narrow_spaces(text: str) -> None:
    if "\u3000" in text and (wide := _WIDE_SPACE.search(text)):
        raise UnreadableError((*place_of(text, wide.end() - 1), "U+3000, a wide space, stands here; write a usual one"))


class _Reader:
    """Converts YAML to plain values and records the place of each.

    It reads the parser's events: PyYAML builds its tree of nodes by recursion, in which a few thousand open
    brackets crash the process, and in which an alias has lost its place.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.marks: dict[Location, tuple[int, int]] = {}
        self.key_marks: dict[Location, tuple[int, int]] = {}
        self.incomplete = False
        self.reported: set[str] = set()

    def document(self, events: Iterator[Any]) -> Any:
        """Read the one document of a file, and every event after it, so that an error at the end is found too."""
        data: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and () in self.marks:
                raise UnreadableError((*_place(event.start_mark), "a second document begins here; a file holds one"))
            if isinstance(event, yaml.NodeEvent):
                data = self.value(event, events, ())
        return data

    def value(self, event: Any, events: Iterator[Any], location: Location) -> Any:
        mark = event.start_mark
        self.marks[location] = _place(mark)
        if isinstance(event, yaml.AliasEvent):
            message = f'"*{event.anchor}" is an alias; write the value itself, or put the text into quotes'
            return self.refuse(mark, location, message, "alias")
        if len(location) > _DEEPEST:
            raise UnreadableError((*_place(mark), _TOO_DEEP))
        if len(self.marks) > _MOST_VALUES or location[-1:] == (_LONGEST_LIST,):
            raise UnreadableError(
                (*_place(mark), f"{_MOST_VALUES} values are the most of a file, {_LONGEST_LIST} of a list; split it")
            )
        if event.tag is not None:
            _skip(event, events)
            return self.refuse(mark, location, f"the tag {event.tag.replace(_CORE, '!!')} is not used in this data; remove it")
        if event.anchor is not None:
            message = f'"&{event.anchor}" is an anchor; remove it, or put the text into quotes'
            self.refuse(mark, location, message, "anchor")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, location)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, location)
        if not event.style and event.value in ("", "~", "null"):
            return None
        return Scalar(event.value, plain=not event.style)

    def sequence(self, events: Iterator[Any], location: Location) -> list[Any]:
        result: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            result.append(self.value(event, events, (*location, len(result))))
        return result

    def mapping(self, events: Iterator[Any], location: Location) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            mark = event.start_mark
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse(mark, location, "a key must be a word")
                _skip(event, events)
                _skip(next(events), events)
                continue
            key = str(event.value)
            inner = (*location, key)
            if key in result:
                line, _ = self.key_marks[inner]
                self.report(mark, inner, f'the key "{key}" stands already on line {line}; keep one of the two')
                _skip(next(events), events)
                continue
            self.key_marks[inner] = _place(mark)
            result[key] = self.value(next(events), events, inner)
        return result

    def refuse(self, mark: yaml.Mark, location: Location, message: str, kind: str = "") -> None:
        """Report what is not read; of aliases and anchors the first alone, since there may be thousands."""
        self.incomplete = True
        if not kind or kind not in self.reported:
            self.report(mark, location, message)
        self.reported.add(kind)

    def report(self, mark: yaml.Mark, location: Location, message: str) -> None:
        self.problems.append(Problem(self.name, *_place(mark), path_of(location), message))


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _skip(event: Any, events: Iterator[Any]) -> None:
    """Consume the events of a value, however deep it is."""
    depth = 0
    while True:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if not depth:
            return
        if depth > _DEEPEST:
            raise UnreadableError((*_place(event.start_mark), _TOO_DEEP))
        event = next(events)
