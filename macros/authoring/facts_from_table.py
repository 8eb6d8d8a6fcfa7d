"""Add facts from a table (CSV, or cells copied from a spreadsheet) to a document's file.

There is a column for each key of a fact, in any order; texts have two. Metrics, units, kinds, places and speakers may be
called by their names. Mistakes are reported by row and column of the table, and then nothing is written.
"""

import csv
import io
import re
import shutil
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, get_args

from macros.authoring.document_file import Body, block, filled_in, with_facts
from macros.authoring.names import Names, fold, names_of, resolve, resolve_unit, units_meant, words_of
from macros.ledger.errors import LedgerError, Problem, RequestError, did_you_mean, listed, or_else, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.load import load_unchecked, problems_of_draft
from macros.ledger.model import Kind, Language, Qualifier
from macros.ledger.rules import DEFINE
from macros.ledger.text_file import UnreadableError, decode, placed, read_file, unfit_character
from macros.ledger.values import meant_number
from macros.ledger.yaml_source import Location, Places, Source, read_source, read_text

COLUMNS = (
    *("metric", "period", "value", "low", "high", "unit", "kind", "paragraph", "printed", "printed_high", "qualifier"),
    *("speaker", "also", "statement_zh", "statement_en", "note_zh", "note_en"),
)
"""The columns that a table may have, in the order in which files hold their keys."""
_REQUIRED = ("metric", "period", "kind", "paragraph")
_HEADS = {**{each.replace("_", ""): each for each in COLUMNS}, "place": "paragraph"}
_LARGEST = 1_000_000
_WIDE = re.compile("[\u00a0\u2007\u2009\u202f\u3000]")
"""The spaces that spreadsheets and filings set in place of usual ones."""
_UNFILLED = {"zh": "…", "en": "…"}
"""What stands for a header's empty texts while facts are checked."""


@dataclass(frozen=True)
class Table:
    """The cells of a table: each row by its columns, with the number of the row and, of each column, head and number."""

    name: str
    heads: Mapping[str, tuple[str, int]]
    rows: Sequence[tuple[int, Mapping[str, str]]]

    def problem(self, row: int, column: str, message: str) -> Problem:
        """Return a problem with a cell."""
        head, number = self.heads.get(column, ("", 1))
        return Problem(self.name, row, number, head, message)


@dataclass(frozen=True)
class _Rows(Places):
    """The places of a document's file, but for its facts, which are the rows of a table."""

    table: Table = field(kw_only=True)

    @property
    def marks(self) -> Mapping[Location, tuple[int, int]]:
        """The row and the column of each fact, for rules that name the place of another one."""
        rows = {("facts", index): (row, 1) for index, (row, _) in enumerate(self.table.rows)}
        return {key: mark for key, mark in super().marks.items() if key[:1] != ("facts",)} | rows

    def problem(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem with a cell, or with a value of the file."""
        match location:
            case "facts", int(index), *keys:
                names = ("_".join(map(str, keys[:length])) for length in (2, 1))
                column = next((each for each in names if each in self.table.heads), "")
                return self.table.problem(self.table.rows[index][0], column, message)
        return super().problem(location, message, at_key=at_key)


def add_facts(root: Path, table: Table, document: str, *, write: bool = True) -> list[str]:
    """Add the facts of a table to the end of a document's file; return them as they are written there, or would be.

    Facts of the table take the place of entries that `new-document` left to be filled in. Raises LedgerError where the
    table is wrong or cannot be checked, RequestError where the document is, and OSError; nothing is written then.
    """
    path = root / "data" / "documents" / f"{document}.yml"
    known = [each.stem for each in path.parent.glob("*.yml")]
    if document not in known:
        hint = or_else(did_you_mean(document, known), f"begin it: python -m macros new-document {document}")
        raise RequestError(f"no document is called {quoted(document)}{hint}")
    source = read_source(path, root)
    if source.problems:
        raise LedgerError(source.problems)
    if not isinstance(source.data, dict) or not isinstance(source.data.get("facts", ""), list | None):
        raise LedgerError([source.places.problem(("facts",), "the list of facts is missing; write facts: at the end")])
    facts = facts_of(table, load_unchecked(root), source)
    problems = list(_repeated(table, facts, source)) or _broken_rules(root, path, table, facts, source)
    if problems:
        raise LedgerError(problems)
    if write:
        _write(path, source, facts)
    return [block(fact, "  ") for fact in facts]


def _write(path: Path, source: Source, facts: Sequence[Body]) -> None:
    """Add facts to a document's file at once; raises RequestError where it would not be read as the same with these facts."""
    text, name, held = with_facts(source, facts), source.places.name, source.data["facts"] or []
    read, gone = read_text(text, name), set(filled_in(held, facts))
    wanted = [*(each for index, each in enumerate(held) if index not in gone), *facts]
    if read.problems or read.data != {**source.data, "facts": wanted}:
        why = f" ({read.problems[0].message})" if read.problems else ""
        raise RequestError(f"facts cannot be added to {name} as it is written{why}; --print shows them, to be pasted there")
    target = path.resolve()
    draft = target.with_name(f".{target.name}")  # The loader does not read hidden files.
    marked = target.read_bytes().startswith(BOM_UTF8)
    try:
        draft.write_text(text, "utf-8-sig" if marked else "utf-8", newline="")
        shutil.copymode(target, draft)
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


# --- the table -----------------------------------------------------------------------------------


def open_table(name: str, pasted: BinaryIO) -> Table:
    """Read the table of a file, or what is pasted where the name is `-`; raises LedgerError."""
    try:
        if name == "-":
            return read_table(decode(pasted.read(), "table"), "table")
        return read_table(read_file(Path(name), "table", _LARGEST), name)
    except UnreadableError as error:
        raise LedgerError(placed(name, error.problems)) from None


def read_table(text: str, name: str) -> Table:
    """Parse CSV, with commas or semicolons, or cells with tabs between them; the first row that is not empty names the columns.

    Raises LedgerError with every mistake of the heads, and every character that cannot stand in data.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t,;", key=lambda each: (first.count(each) > 0, each == "\t", first.count(each)))
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    try:
        lines = [[_WIDE.sub(" ", cell).strip() for cell in line] for line in reader]
    except csv.Error as error:
        message = f"this is no table: {error}; put a cell that holds a quote into quotes, and double it"
        raise LedgerError([Problem(name, reader.line_num, 1, "", message)]) from None
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(line)]
    if not filled:
        raise LedgerError([Problem(name, 1, 1, "", "the table is empty; its first row names the columns")])
    (top, heads), *below = filled
    columns, problems = _columns(heads, name, top)
    if not below and not problems:
        problems.append(Problem(name, top, 1, "", "the table has one row; the facts stand below its heads"))
    for number, line in below:
        for index, cell in enumerate(line):
            if cell and (index >= len(heads) or not heads[index]):
                problems.append(Problem(name, number, index + 1, "", f"no head is above {quoted(cell)}; name its column"))
            elif unfit := unfit_character(cell):
                problems.append(Problem(name, number, index + 1, heads[index], f"{unfit[1]}, cannot stand here; {unfit[2]}"))
    if problems:
        raise LedgerError(problems)
    given = {column: (heads[index], index + 1) for column, index in columns.items()}
    rows = [(number, {key: line[at] for key, at in columns.items() if at < len(line) and line[at]}) for number, line in below]
    return Table(name, given, rows)


def _columns(heads: Sequence[str], name: str, row: int) -> tuple[dict[str, int], list[Problem]]:
    """Return the index of each column, and what is wrong with the heads."""
    columns: dict[str, int] = {}
    problems = []
    for index, head in enumerate(heads):
        column = fold(head).replace("_", "")
        column = _HEADS.get(column, column)
        if column in columns:
            message = f"column {columns[column] + 1} is called {quoted(head)} already"
        elif head and column not in COLUMNS:
            hint = or_else(did_you_mean(column, COLUMNS), f"known are {listed(COLUMNS, 30)}")
            message = f"no column is called {quoted(head)}{hint}"
        else:
            columns |= {column: index} if head else {}
            continue
        problems.append(Problem(name, row, index + 1, "", message))
    missing = [each for each in _REQUIRED if each not in columns]
    if missing and not problems:
        problems.append(Problem(name, row, 1, "", f"the heads lack {listed(missing)}; known are {listed(COLUMNS, 30)}"))
    return columns, problems


# --- from cells to facts -------------------------------------------------------------------------


def facts_of(table: Table, ledger: Ledger, source: Source) -> list[Body]:
    """Return the facts of a table by the ids of a ledger; raises LedgerError with every cell that is not understood."""
    held = source.data.get("places")
    places = {name: list(_filled(label).values()) for name, label in held.items()} if isinstance(held, dict) else {}
    names = {
        "metric": names_of(ledger.metrics),
        "kind": words_of("kind", get_args(Kind)),
        "qualifier": words_of("qualifier", get_args(Qualifier)),
        "speaker": names_of(ledger.entities),
        "paragraph": places,
    }
    problems: list[Problem] = []
    facts = []
    for row, cells in table.rows:
        fact: Body = {}
        for column, cell in cells.items():
            try:
                fact[column] = _resolved(column, cell, names)
            except RequestError as error:
                problems.append(table.problem(row, column, str(error)))
        try:
            _measure(fact, ledger)
        except RequestError as error:
            problems.append(table.problem(row, "unit" if "unit" in cells else "value", str(error)))
        facts.append(_ordered(fact))
    if problems:
        raise LedgerError(problems)
    return facts


def _resolved(column: str, cell: str, names: Mapping[str, Names]) -> Any:
    if column == "also":
        return [_mention(each, names["paragraph"]) for each in re.split(r"\n| \| ", cell) if each.strip()]
    if column == "paragraph":
        return _place(cell, names["paragraph"])
    if column in names:
        return resolve(cell, names[column], column, DEFINE if column == "metric" else "")
    return cell


def _place(cell: str, places: Names) -> str:
    number = re.fullmatch(r"(?:p\.?|第)?(\d+)段?", fold(cell))
    if number and cell not in places:
        return f"p.{number[1]}"
    return next((name for name, labels in places.items() if fold(cell) in map(fold, labels)), cell)


def _mention(cell: str, places: Names) -> Body:
    """Return a further place from `p.17 1,878亿`, or from a place alone."""
    place, _, token = cell.strip().partition(" ")
    return {"paragraph": _place(place, places)} | ({"printed": token.strip()} if token.strip() else {})


def _measure(fact: Body, ledger: Ledger) -> None:
    """Write a fact's numbers in digits and its unit as an id; a word behind a number, as in 28%, may stand for the unit."""
    metric = ledger.metrics.get(fact.get("metric", ""))
    if metric is None or metric.dimension == "statement":
        return
    units = ledger.units
    unit = resolve_unit(fact["unit"], units, metric.dimension) if "unit" in fact else ""
    for key in ("value", "low", "high"):
        digits, word = meant_number(fact.get(key, "")) or ("", "")
        if word and unit and unit not in units_meant(word, units, {unit: units[unit]})[0]:
            raise RequestError(f"the number says {quoted(word)}, and the unit is {unit}; write the unit that is printed")
        fact |= {key: digits} if digits else {}
        unit = unit or (resolve_unit(word, units, metric.dimension) if word else "")
    fact |= {"unit": unit} if unit else {}


def _ordered(cells: Body) -> Body:
    """Return a fact's keys in the order in which files hold them, the two languages of a text together."""
    fact: Body = {}
    for column in (each for each in COLUMNS if each in cells):
        key, _, language = column.partition("_")
        if language in get_args(Language):
            fact.setdefault(key, {})[language] = cells[column]
        else:
            fact[column] = cells[column]
    return fact


# --- what is wrong with them ---------------------------------------------------------------------


def _repeated(table: Table, facts: Sequence[Body], source: Source) -> Iterator[Problem]:
    """Yield the rows that the document has already: metric, period and kind, at the same place or with the same number."""
    for (row, _), fact in zip(table.rows, facts, strict=True):
        for index, each in enumerate(source.data["facts"] or []):
            if not isinstance(each, dict):
                continue
            same = all(fact.get(key) == each.get(key) for key in ("metric", "period", "kind"))
            number = "unit" in fact and all(fact.get(key) == each.get(key) for key in ("value", "low", "high", "unit"))
            if same and (number or fact.get("paragraph") == each.get("paragraph")):
                line, _ = source.places.marks["facts", index]
                yield table.problem(row, "metric", f"{source.places.name} has this already on line {line}; leave the row out")
                break


def _broken_rules(root: Path, path: Path, table: Table, facts: Sequence[Body], source: Source) -> list[Problem]:
    """Return what the check says of the facts, in a document whose header may still be empty, or why it cannot check them."""
    header: Body = {key: {**_UNFILLED, **_filled(source.data.get(key))} for key in ("title", "short")}
    header |= {key: source.data.get(key) or value for key, value in (("language", "en"), ("trust", "primary"))}
    header |= {"author": source.data.get("author"), "address": source.data.get("address"), "facts": facts}
    draft = Source({**source.data, **header}, (), _Rows(source.places.name, source.places.text, table=table))
    return problems_of_draft(root, path, draft, table.name)


def _filled(text: Any) -> Body:
    return {key: each for key, each in text.items() if each} if isinstance(text, dict) else {}
