"""Read a table: CSV, or cells copied from a spreadsheet or a filing, with a row or a cell for each fact.

Columns are called by the keys of a fact or as authors call them (`column_names.yml`). Where periods head columns, each
number below them is a fact, and its cell is its printed token.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from macros.authoring.names import fold
from macros.ledger.errors import LedgerError, Problem, did_you_mean, listed, or_else, quoted
from macros.ledger.periods import Period, meant_period
from macros.ledger.text_file import UnreadableError, decode, placed, read_file, unfit_character
from macros.ledger.values import FOOTNOTE
from macros.ledger.yaml_source import read_own

COLUMNS = (
    *("metric", "period", "value", "low", "high", "unit", "kind", "paragraph", "printed", "printed_high", "qualifier"),
    *("speaker", "also", "statement_zh", "statement_en", "note_zh", "note_en"),
)
"""The columns that a table may have, in the order in which files hold their keys."""
_REQUIRED = ("metric", "period", "kind", "paragraph")
_NUMBERS = ("period", "value", "printed")
"""What the head of a period and a number below it say."""
_LARGEST = 1_000_000
_WIDE = re.compile("[\u00a0\u2007\u2009\u202f\u3000]")
"""The spaces that spreadsheets and filings set in place of usual ones."""
_OPENING = re.compile(r"[(（]?(?:[A-Z]{0,3}[$€£¥￥]|USD|RMB|EUR)")
_CURRENCY = re.compile(r"^[^(（\d]+ ")
_CLOSING = re.compile(r"[)）]?%?|%[)）]")
"""Cells of their own in which filings put a currency before a number, and a bracket or a percent sign behind it."""
_NONE = re.compile(r"(?:[-—–―]+|n\.?/?[am]\.?|不适用|不適用)%?", re.IGNORECASE)
"""What stands for no number."""
_NUMBER = re.compile(r"(?:^|\s)[-−–]?[(（]?[-−–—]?(?:\d[\d,.]*)?$")
"""The end of a cell that a bracket or a percent sign may follow."""
SIGNED_BRACKET = re.compile(r"^[-−–]\s?(?=[(（])")
"""The sign by which an author says that a number in brackets is below zero; no document prints it."""
_LASTING = re.compile(r"\S+ (?:months|weeks) ended|(?:fiscal )?(?:half[- ])?(?:year|quarter|period) ended", re.IGNORECASE)
_UNTIL = re.compile(rf"(?:{_LASTING.pattern})(?: [a-z]{{3,9}}\.? \d\d?\b)?", re.IGNORECASE)
"""What a caption says of the years or days that head the columns: `Three Months Ended September 30`."""
_BARE = re.compile(r"(?:[A-Z][a-z]+\.? \d\d?, )?\d{4}")
"""A head that does not say how long its period is."""

Line = tuple[int, dict[int, str]]
"""The number of a row, and its cells that are not empty, each by its index."""


@dataclass(frozen=True)
class Row:
    """What a table says of one fact: its cells by column, and of each column the head and the number.

    `under` is the heading of its part of the table: the row before it that has a name and no number.
    """

    number: int
    cells: Mapping[str, str]
    heads: Mapping[str, tuple[str, int]]
    under: str = ""


@dataclass(frozen=True)
class Table:
    """The facts of a table, and the places of cells that hold a dash in place of a number."""

    name: str
    rows: Sequence[Row]
    dashes: Sequence[str] = ()

    def problem(self, row: Row, column: str, message: str) -> Problem:
        """Return a problem with a cell."""
        head, number = row.heads.get(column, ("", 1))
        return Problem(self.name, row.number, number, head, message)


def open_table(name: str, pasted: BinaryIO, given: Mapping[str, str] | None = None) -> Table:
    """Read the table of a file, or what is pasted where the name is `-`; raises LedgerError."""
    try:
        if name == "-":
            return read_table(decode(pasted.read(), "table"), "table", given)
        return read_table(read_file(Path(name), "table", _LARGEST), name, given)
    except UnreadableError as error:
        raise LedgerError(placed(name, error.problems)) from None


def read_table(text: str, name: str, given: Mapping[str, str] | None = None) -> Table:
    """Parse CSV, with commas or semicolons, or cells with tabs between them; the first row that is not empty names the columns.

    `given` are the cells of columns that the table lacks. Raises LedgerError with every mistake of the heads, and every
    character that cannot stand in data.
    """
    (top, heads), *below = _with_heads(_lines(text, name), name)
    given = {column: cell for column, cell in (given or {}).items() if cell}
    columns, periods, problems = _columns(heads, name, top, given)
    if not below and not problems:
        problems.append(Problem(name, top, 1, "", "the table has one row; the facts stand below its heads"))
    if problems := [*problems, *_misplaced(below, heads, {*heads, *columns.values()}, name)]:
        raise LedgerError(problems)
    places = {column: (heads.get(index) or column, index + 1) for column, index in columns.items()}
    rows: list[Row] = []
    dashes = []
    under = ""
    for number, cells in below:
        said = {column: cells[index] for column, index in columns.items() if index in cells}
        row = Row(number, {**given, **said}, places, under)
        rows += [row] if not periods else []
        if periods and not cells.keys() & periods.keys() and not said.get("metric", "(").startswith(("(", "（")):
            under = said["metric"]
        for index, period in periods.items():
            if _NONE.fullmatch(_CURRENCY.sub("", cells.get(index, ""))):
                dashes.append(f"{name}:{number}:{index + 1}  {quoted(cells[index])} is no number and is left out")
            elif index in cells:
                rows.append(_number_of(row, period, cells[index], (heads[index], index + 1)))
    return Table(name, rows, dashes)


def _misplaced(lines: Sequence[Line], heads: Mapping[int, str], known: Collection[int], name: str) -> Iterator[Problem]:
    """Yield the cells without a head, and those with a character that cannot stand in data."""
    for number, cells in lines:
        for index, cell in cells.items():
            if index not in known:
                yield Problem(name, number, index + 1, "", f"no head is above {quoted(cell)}; name its column")
            elif unfit := unfit_character(cell):
                yield Problem(name, number, index + 1, heads.get(index, ""), f"{unfit[1]}, cannot stand here; {unfit[2]}")


def _number_of(row: Row, period: str, cell: str, place: tuple[str, int]) -> Row:
    """Return the row of a number below a period; without the currency that filings put before the first one of a column."""
    printed = FOOTNOTE.sub("", cell)
    numbers = {"period": period, "value": cell, "printed": SIGNED_BRACKET.sub("", _CURRENCY.sub("", printed))}
    return replace(row, cells={**row.cells, **numbers}, heads={**row.heads, **dict.fromkeys(_NUMBERS, place)})


def _lines(text: str, name: str) -> list[Line]:
    """Return the rows that are not empty."""
    filled = [line for line in text.splitlines() if line.strip()][:9]
    first = next((line for line in filled if "\t" in line), [*filled, ""][0])  # A caption may hold commas.
    delimiter = max("\t,;", key=lambda each: (first.count(each) > 0, each == "\t", first.count(each)))
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    try:
        lines = [{at: shown for at, cell in enumerate(line) if (shown := _WIDE.sub(" ", cell).strip())} for line in reader]
    except csv.Error as error:
        message = f"this is no table: {error}; put a cell that holds a quote into quotes, and double it"
        raise LedgerError([Problem(name, reader.line_num, 1, "", message)]) from None
    return [(number, line) for number, line in enumerate(lines, 1) if line]


def _with_heads(lines: Sequence[Line], name: str) -> list[Line]:
    """Return the row of heads and the rows below it, without captions above and with the signs of filings at their numbers."""
    if not lines:
        raise LedgerError([Problem(name, 1, 1, "", "the table is empty; its first row names the columns")])
    lines = [(number, _joined(cells)) for number, cells in lines]
    captions = []
    while len(lines) > 1 and lines[0][1].keys() == {0} and _column(lines[0][1][0]) is None:
        captions.append(lines.pop(0)[1][0])
    dated = next((at for at, (_, cells) in enumerate(lines[:3]) if _are_periods(cells)), 0)
    heads = lines[dated][1]
    for _, upper in reversed(lines[:dated]):
        heads = _two_rows_of_heads(upper, heads) if heads else {}
    (top, heads), *below = [(lines[dated][0], heads), *lines[dated + 1 :]] if heads else lines
    lasting = [found[0] for each in (*captions, heads.get(0, "")) if (found := _UNTIL.search(each))]
    if lasting and _are_periods(heads) and all(_BARE.fullmatch(cell) for index, cell in heads.items() if index):
        heads = _two_rows_of_heads({0: lasting[-1]}, heads)
    # In filings a head stands above the currency of its column.
    filled = {index for _, cells in below for index in cells}
    for index in sorted(heads):
        beside = next((each for each in (index + 1, index + 2) if each in filled and each not in heads), None)
        if index and index not in filled and beside is not None:
            heads[beside] = heads.pop(index)
    return [(top, heads), *below]


def _joined(cells: Mapping[int, str]) -> dict[int, str]:
    """Return a row's cells, a currency, a bracket or a percent sign together with the number that it belongs to."""
    joined: dict[int, str] = {}
    last, is_open = -1, False
    for index, cell in sorted(cells.items()):
        if is_open and (_NONE.fullmatch(cell) or cell[0] in "(（.-−–" or cell[0].isdigit()):
            joined[index] = f"{joined.pop(last)} {cell}"
        elif last >= 0 and _CLOSING.fullmatch(cell) and _NUMBER.search(joined[last]):
            joined[last] += cell
            continue
        else:
            joined[index] = cell
        last, is_open = index, bool(_OPENING.fullmatch(cell))
    return joined


def _are_periods(cells: Mapping[int, str]) -> bool:
    """Tell whether periods stand in all columns but the first."""
    return any(cells) and all(_period(cell) for index, cell in cells.items() if index)


def _two_rows_of_heads(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Return heads that stand in two rows, such as `Three Months Ended September 30,` above two years; or none."""
    heads = {}
    below = [index for index in lower if index]
    if any(upper) and below and min(below) < min(filter(None, upper)):
        return {}  # A head in the middle of its columns: nobody knows where it begins.
    for index, cell in lower.items():
        above = [upper[each] for each in sorted(upper) if 0 < each <= index] or [text for at, text in upper.items() if not at]
        heads[index] = f"{above[-1]} {cell}" if index and above else cell
    known = any(_column(cell) or (index and _period(cell)) for index, cell in upper.items())
    said = any(map(_LASTING.search, upper.values())) or any(meant_period(head) for index, head in heads.items() if index)
    return heads if said and not known else {}


def _column(head: str) -> str | None:
    """Return the column of a head."""
    names: Mapping[str, Sequence[str]] = read_own(__file__, "column_names.yml")
    called = {fold(each): column for column, several in names.items() for each in several}
    return ({each.replace("_", ""): each for each in COLUMNS} | called).get(fold(head).replace("_", ""))


def _period(head: str) -> str | None:
    """Return the period of a head, as it is written or as it is meant."""
    plain = FOOTNOTE.sub("", head)
    try:
        return Period.parse(plain).text
    except ValueError:
        return meant_period(plain)


def _unknown(head: str) -> str:
    if _LASTING.search(head):
        return f"no column is called {quoted(head)}; write the period alone, such as 2026Q2, or take the column away"
    hint = or_else(did_you_mean(fold(head), COLUMNS), f"known are {listed(COLUMNS, 30)}")
    return f"no column is called {quoted(head)}{hint}"


def _columns(
    heads: Mapping[int, str], name: str, row: int, given: Mapping[str, str]
) -> tuple[dict[str, int], dict[int, str], list[Problem]]:
    """Return the index of each column, the periods that head columns, and what is wrong with the heads."""
    columns: dict[str, int] = {}
    periods: dict[int, str] = {}
    faults: dict[int, str] = {}
    for index, head in sorted(heads.items()):
        column = _column(head)
        if column and column in columns:
            faults[index] = f"column {columns[column] + 1} is called {quoted(head)} already"
        elif column:
            columns[column] = index
        elif period := _period(head):
            periods[index] = period
        elif index:
            faults[index] = _unknown(head)
    if periods and not faults:
        columns = {"metric": 0} | columns
    elif 0 in heads and 0 not in {*columns.values(), *periods}:
        faults[0] = _unknown(heads[0])
    for column in (each for each in _NUMBERS if periods and each in columns):
        faults[columns[column]] = f"periods head columns here, and each number is a fact; take the column {column} away"
    missing = [each for each in _REQUIRED if each not in {*columns, *given} and not (periods and each == "period")]
    if missing and not faults:
        faults[0] = f"the heads lack {listed(missing)}; known are {listed(COLUMNS, 30)}"
    return columns, periods, [Problem(name, row, index + 1, "", message) for index, message in faults.items()]
