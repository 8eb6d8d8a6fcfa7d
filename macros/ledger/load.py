"""Load the data files: read each, build its records, apply the rules, compute what is derived.

Every problem of every file is collected before the data is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from macros.ledger.derive import Calculations, calculate
from macros.ledger.editions import languages_of
from macros.ledger.editorial import Chart, Correction, Derived, Doubt, Event, GlossaryEntry
from macros.ledger.editorial_rules import EditorialRules, mixed_measures
from macros.ledger.errors import MOST, LedgerError, Problem, did_you_mean, first_of, listed, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.model import IMPLIED, Document, Entity, Fact, Metric, Record, Topic, Unit
from macros.ledger.records import read_record
from macros.ledger.rules import SourceRules
from macros.ledger.text_file import LINKED_FOLDER
from macros.ledger.values import FORMS, ID, UNIT_ID
from macros.ledger.yaml_source import Source, Spot, read_source

Shape = Literal["one", "mapping", "list"]

FILES: Mapping[str, tuple[type[Record], Shape]] = {
    "topics": (Topic, "mapping"),
    "entities": (Entity, "mapping"),
    "units": (Unit, "mapping"),
    "metrics": (Metric, "mapping"),
    "documents": (Document, "one"),
    "events": (Event, "list"),
    "derived": (Derived, "list"),
    "corrections": (Correction, "list"),
    "doubts": (Doubt, "list"),
    "charts": (Chart, "list"),
    "glossary": (GlossaryEntry, "list"),
}
"""What each file or folder of `data/` holds: one record, a mapping from ids, or a list of records."""

_FOLDERS = ("metrics", "documents")
_EXPECTED = {
    "one": (dict, "a mapping of keys is expected"),
    "mapping": (dict, "a mapping from ids is expected"),
    "list": (list, "a list is expected"),
}


def paths_of(root: Path, name: str) -> list[Path]:
    """Return the path of a file of `data/`, or of every file of a folder but those that editors hide there.

    >>> paths_of(Path("project"), "events")
    [PosixPath('project/data/events.yml')]
    """
    if name not in _FOLDERS:
        return [root / "data" / f"{name}.yml"]
    return sorted(path for path in (root / "data" / name).glob("*.yml") if not path.name.startswith("."))


def load(root: Path) -> tuple[Ledger, Calculations]:
    """Load `data/` below a project's root, and compute what is derived from it.

    Raises LedgerError with every problem found, each with file, line and column.
    """
    return _Loader(root).load()


def problems_of_draft(root: Path, path: Path, draft: Source, table: str) -> list[Problem]:
    """Return the problems with a table's facts, in a draft that is read in place of a document's file.

    Where rules cannot be applied to them, as the document is refused or a file cannot be read, return why.
    """
    loader = _Loader(root, {path: draft})
    with suppress(LedgerError):
        loader.load()
    told = (table, draft.places.name) if path.stem in loader.refused else (table,)
    return [each for each in loader.problems if loader.unreadable or each.file in told]


def load_unchecked(root: Path) -> Ledger:
    """Return the records of `data/` that can be read, for commands that an author runs amid a change."""
    loader = _Loader(root)
    for name in FILES:
        loader.read(name)
    return loader.ledger()


def spot_of(root: Path, record: Event | Doubt | Chart) -> Spot:
    """Return the place of a record of a list, whose file is read again to report a mistake."""
    name = next(name for name, (model, _) in FILES.items() if isinstance(record, model))
    source = read_source(paths_of(root, name)[0], root)
    return Spot(source.places, ([each["id"] for each in source.data].index(record.id),))


def by_id(root: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems whose paths begin with the id of a list's record, where it has one, in place of its number."""
    held = cache(lambda file: read_source(root / file, root).data)

    def named(problem: Problem) -> Problem:
        if found := re.match(r"\[(\d+)\]", problem.path):
            records = held(problem.file)
            record = records[int(found[1])] if isinstance(records, list) else None
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                return replace(problem, path=record["id"] + problem.path[found.end() :])
        return problem

    return list(map(named, problems))


class _Loader:
    """The state of one loading.

    `refused` are the ids of refused records, `lacking` is true where facts or what facts refer to are among them, and
    `unreadable` where a file, or the id of a record, cannot be read: then references cannot be checked.
    """

    def __init__(self, root: Path, drafts: Mapping[Path, Source] | None = None) -> None:
        self.root = root
        self.drafts = drafts or {}
        self.languages = languages_of(root)
        self.data = root / "data"
        self.problems: list[Problem] = []
        self.records: dict[str, dict[str, Any]] = {name: {} for name in FILES}
        self.spots: dict[str, dict[str, Spot]] = {name: {} for name in FILES}
        self.refused: set[str] = set()
        self.lacking = False
        self.unreadable = False

    def load(self) -> tuple[Ledger, Calculations]:
        if not self.data.is_dir():
            raise LedgerError([Problem("data", 1, 1, "", "there is no such folder; the data belongs there")])
        for name in FILES:
            self.read(name)
        self.problems.extend(self.stray_files())
        if not self.records["documents"] and not self.problems:
            raise LedgerError([Problem("data/documents", 1, 1, "", "no document is here; write one as data/README.md shows")])
        ledger = self.ledger()
        if not self.unreadable:
            self.problems.extend(self.broken_rules(ledger))
        if self.problems:
            raise LedgerError(self.problems)
        calculations = calculate(ledger)
        problems = list(self.miscalculations(ledger, calculations))
        if problems:
            raise LedgerError(problems)
        return ledger, calculations

    def ledger(self) -> Ledger:
        held: dict[str, Any] = dict(self.records)
        for name in ("corrections", "doubts", "glossary"):
            held[name] = tuple(held[name].values())
        held["events"] = tuple(sorted(held["events"].values(), key=lambda event: event.date))
        ledger = Ledger(**held, languages=self.languages)
        self.records["documents"] = {name: _placed(ledger, each) for name, each in ledger.documents.items()}
        return replace(ledger, documents=self.records["documents"])

    # --- files -------------------------------------------------------------------------------

    def read(self, name: str) -> None:
        model, shape = FILES[name]
        expected, message = _EXPECTED[shape]
        for path in paths_of(self.root, name):
            source = self.drafts.get(path) or read_source(path, self.root)
            self.problems.extend(source.problems)
            if isinstance(source.data, expected):
                begin = len(self.problems)
                for key, body, at in self.entries(model, shape, source, path.stem):
                    self.keep(name, key, self.record(model, body, at), at)
                    if len(self.problems) > begin + MOST:
                        self.unreadable = True
                        break
                self.problems[begin:] = first_of(self.problems[begin:])
            else:
                self.unreadable = True
                if source.data is not None:
                    self.problems.append(source.places.problem((), f"{message}; data/README.md shows it"))

    def entries(self, model: type[Record], shape: Shape, source: Source, stem: str) -> Iterator[tuple[Any, Any, Spot]]:
        """Yield the id, the keys and the place of each record of a file, with the keys that its place implies."""
        if shape == "list":
            for index, body in enumerate(source.data):
                yield (body.get("id") if isinstance(body, dict) else None), body, Spot(source.places, (index,))
        elif shape == "one":
            at, body = Spot(source.places, ()), dict(source.data)
            if isinstance(body.get("facts"), list):
                facts = enumerate(body["facts"])
                body["facts"] = [self.completed(each, Fact, at / "facts" / index, document=stem) for index, each in facts]
            yield stem, body, at
        else:
            if model is Metric and stem not in {*self.records["topics"], *self.refused} and not self.unreadable:
                hint = did_you_mean(stem, self.records["topics"])
                self.problems.append(source.places.problem((), f"the file's name is no topic of data/topics.yml{hint}"))
            pattern = UNIT_ID if model is Unit else ID
            for key, body in source.data.items():
                at = Spot(source.places, (key,))
                if model is not Metric and not re.fullmatch(pattern, key):
                    self.problems.append(at.problem(f"{quoted(key)} is not {FORMS[pattern]}", at_key=True))
                yield key, self.completed(body, Metric, at, id=key, topic=stem) if model is Metric else body, at

    def stray_files(self) -> Iterator[Problem]:
        """Yield the files below `data/` that are not read, but for hidden ones, README.md and the schemas."""
        read = {path for name in FILES for path in paths_of(self.root, name)}
        for path in sorted(self.data.rglob("*")):
            inside = path.relative_to(self.data)
            hidden = any(part.startswith(".") for part in inside.parts)
            ours = path in read or hidden or inside.parts[0] in ("README.md", "schema")
            if not ours and (path.suffix == ".yml" or path.is_symlink() or not path.is_dir()):
                yield Problem(path.relative_to(self.root).as_posix(), 1, 1, "", self.stray(path, inside.parts[0]))

    def stray(self, path: Path, folder: str) -> str:
        known = [f"{name}.yml" for name in FILES if name not in _FOLDERS]
        if path.is_dir() and path.is_symlink():
            return LINKED_FOLDER
        if path.suffix != ".yml":
            return "data files end in .yml; rename it"
        if path.parent == self.data:
            return f"no file of this name belongs here; known are {listed(known)}{did_you_mean(path.name, known)}"
        if folder in _FOLDERS:
            return f"this is not read; move it to data/{folder}/"
        return f"nothing is read from this folder; known are {listed(f'data/{name}/' for name in _FOLDERS)}"

    # --- records -----------------------------------------------------------------------------

    def completed(self, body: Any, model: type[Record], at: Spot, **implied: str) -> Any:
        """Add the keys that a record's place implies; one that is written is a problem."""
        if not isinstance(body, dict):
            return body
        for key, what in IMPLIED[model].items():
            if key in body:
                self.problems.append((at / key).problem(f"leave this out; {what} says it", at_key=True))
        return {**body, **implied}

    def record(self, model: type[Record], body: Any, at: Spot) -> Any:
        if not isinstance(body, dict):
            self.problems.append(at.problem("a mapping of keys is expected here; data/README.md shows it"))
            return None
        try:
            return read_record(model, body, at, self.languages)
        except LedgerError as error:
            self.problems.extend(error.problems)
            return None

    def keep(self, name: str, key: Any, record: Any, at: Spot) -> None:
        """Keep a record by its id, or the id alone where the record is refused: references to it are not reported."""
        if isinstance(record, Document) and record.id != key:
            self.problems.append((at / "id").problem(f"the file is named {key}.yml; the id and the name must be the same"))
            self.refused.add(record.id)
            record = None
        if not isinstance(key, str):
            self.unreadable = True
        elif record is None:
            self.refused.add(key)
            self.lacking |= FILES[name][1] != "list"
        elif key in self.records[name]:
            self.problems.append(self.duplicate(name, key, at))
        else:
            self.records[name][key] = record
            self.spots[name][key] = at

    def duplicate(self, name: str, key: str, at: Spot) -> Problem:
        first = self.spots[name][key]
        if name == "metrics":
            line, _ = first.places.key_marks[first.location]
            return at.problem(f"this metric is defined already in {first.places.name}:{line}", at_key=True)
        line, _ = (first / "id").mark
        return (at / "id").problem(f"{quoted(key)} stands already on line {line}")

    # --- rules -------------------------------------------------------------------------------

    def broken_rules(self, ledger: Ledger) -> Iterator[Problem]:
        refused = frozenset(self.refused)
        among_sources = list(self.broken(SourceRules(ledger, refused)))
        yield from among_sources
        yield from self.broken(EditorialRules(ledger, refused, whole=not among_sources and not self.lacking))

    def broken(self, rules: SourceRules | EditorialRules) -> Iterator[Problem]:
        for name, rule in rules.by_file.items():
            for _, keys in groupby(self.records[name], key=lambda key: self.spots[name][key].places.name):
                yield from first_of(each for key in keys for each in rule(self.records[name][key], self.spots[name][key]))

    def miscalculations(self, ledger: Ledger, calculations: Calculations) -> Iterator[Problem]:
        """Yield derived metrics that cannot be computed or differ from what is printed, and charts with two scales."""
        for fault in calculations.faults:
            yield self.spots["derived"][fault.derived].inside(*fault.location).problem(fault.message)
        if not calculations.faults:
            for key, chart in ledger.charts.items():
                yield from mixed_measures(ledger, calculations, chart, self.spots["charts"][key])


def _placed(ledger: Ledger, document: Document) -> Document:
    """Place the periods of a document's facts in the fiscal years of the entities that they are about."""
    facts = tuple(
        replace(fact, period=fact.period.in_fiscal_year(month)) if (month := _fiscal_month(ledger, fact.metric)) != 12 else fact
        for fact in document.facts
    )
    return replace(document, facts=facts) if facts != document.facts else document


def _fiscal_month(ledger: Ledger, metric: str) -> int:
    """Return the month with which the fiscal year of a metric's entity ends; December where none is named."""
    return (metric in ledger.metrics and ledger.fiscal_month(ledger.metrics[metric].entity)) or 12
