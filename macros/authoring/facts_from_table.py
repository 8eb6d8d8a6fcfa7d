"""Add the facts of a table to a document's file.

Metrics, units, kinds, places and speakers may be called by their names. Mistakes are reported by row and column of the
table, and then nothing is written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from macros.authoring.document_file import Body, block, filled_in, replace_text, with_facts
from macros.authoring.names import Names, completed, fold, names_of, resolve, resolve_unit, words_of
from macros.authoring.table import COLUMNS, SIGNED_BRACKET, Row, Table
from macros.ledger.errors import LedgerError, Problem, RequestError, did_you_mean, or_else, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.load import load_unchecked, problems_of_draft
from macros.ledger.model import Kind, Language, Qualifier
from macros.ledger.periods import meant_period
from macros.ledger.printed_tokens import Vocabulary
from macros.ledger.rules import DEFINE
from macros.ledger.values import FOOTNOTE, meant_number, meant_place
from macros.ledger.yaml_source import Location, Places, Source, read_source, read_text

_ENCLOSED = re.compile(r"[^-−–(（\d]*[(（]\s?([^-−–)）]*\d[^)）]*)[)）]")
"""An amount in brackets without a sign of its own."""


@dataclass(frozen=True)
class _Rows(Places):
    """The places of a document's file, but for its facts, which are the rows of a table."""

    table: Table = field(kw_only=True)

    @property
    def marks(self) -> Mapping[Location, tuple[int, int]]:
        """The row and the column of each fact, for rules that name the place of another one."""
        rows = {("facts", index): (row.number, 1) for index, row in enumerate(self.table.rows)}
        return {key: mark for key, mark in super().marks.items() if key[:1] != ("facts",)} | rows

    def problem(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem with a cell, or with a value of the file."""
        match location:
            case "facts", int(index), *keys:
                names = ("_".join(map(str, keys[:length])) for length in (2, 1))
                row = self.table.rows[index]
                return self.table.problem(row, next((each for each in names if each in row.heads), ""), message)
        return super().problem(location, message, at_key=at_key)


def add_facts(root: Path, table: Table, document: str, *, write: bool = True, paid: bool = False) -> list[str]:
    """Add the facts of a table to the end of a document's file; return them as they are written there, or would be.

    Where money is `paid`, brackets around an amount that was always above zero are no minus sign.

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
    facts = facts_of(table, load_unchecked(root), source, paid=paid)
    problems = list(_repeated(table, facts, source)) or _broken_rules(root, path, table, facts, source)
    if problems:
        raise LedgerError(problems)
    if write:
        _write(path, source, facts)
    return [block(fact, "  ") for fact in facts]


def _write(path: Path, source: Source, facts: Sequence[Body]) -> None:
    """Add facts to a document's file at once; raises RequestError where it would not be read as the same with these facts."""
    text, name, held = with_facts(source, facts), source.places.name, source.data["facts"] or []
    read, gone = read_text(text, name), set(filled_in(source, facts))
    wanted = [*(each for index, each in enumerate(held) if index not in gone), *facts]
    if read.problems or read.data != {**source.data, "facts": wanted}:
        why = f" ({read.problems[0].message})" if read.problems else ""
        raise RequestError(f"facts cannot be added to {name} as it is written{why}; --print shows them, to be pasted there")
    replace_text(path, text)


# --- from cells to facts -------------------------------------------------------------------------


def facts_of(table: Table, ledger: Ledger, source: Source, *, paid: bool = False) -> list[Body]:
    """Return the facts of a table by the ids of a ledger; raises LedgerError with every cell that is not understood."""
    places = {name: list(_filled(label).values()) for name, label in _filled(source.data.get("places")).items()}
    names = {
        "metric": names_of(ledger.metrics),
        "kind": words_of("kind", get_args(Kind)),
        "qualifier": words_of("qualifier", get_args(Qualifier)),
        "speaker": names_of(ledger.entities),
        "paragraph": places,
    }
    publisher = names["speaker"].get(str(source.data.get("publisher")), ())[:2]
    problems: list[Problem] = []
    turned: dict[str, Problem] = {}
    facts = []
    for row in table.rows:
        fact: Body = {}
        for column, cell in row.cells.items():
            try:
                fact[column] = _metric(row, names, publisher) if column == "metric" else _resolved(column, cell, names)
            except RequestError as error:
                problems.append(table.problem(row, column, str(error)))
        try:
            _measure(fact, ledger)
        except RequestError as error:
            problems.append(
                table.problem(row, "unit" if row.cells.keys() & row.heads.keys() & {"unit"} else "value", str(error))
            )
        for column, message in _turned(row, fact, ledger):
            turned.setdefault(fact["metric"], table.problem(row, column, message))
            fact |= {column: fact[column].removeprefix("-")}
        facts.append(_ordered(fact))
    if problems := [*problems, *(() if paid else turned.values())]:
        raise LedgerError(problems)
    return facts


def _resolved(column: str, cell: str, names: Mapping[str, Names]) -> Any:
    if column == "also":
        return [_mention(each, names["paragraph"]) for each in re.split(r"\n| \| ", cell) if each.strip()]
    if column == "paragraph":
        return _place(cell, names["paragraph"])
    if column == "period":
        return meant_period(FOOTNOTE.sub("", cell)) or cell
    return resolve(cell, names[column], column) if column in names else cell


def _metric(row: Row, names: Mapping[str, Names], publisher: Sequence[str]) -> str:
    """Return the id of a row's metric, which may lack the name of the heading above it or, where none is, of the publisher."""
    said, metrics = row.cells["metric"], names["metric"]
    owner = next((own[:2] for own in names["speaker"].values() if fold(row.under) in map(fold, own)), ())
    found = completed(said, metrics, owner if row.under else publisher)
    if found == said != (of_publisher := completed(said, metrics, publisher)):
        hint = f"below {quoted(row.under)} it may be another's; did you mean {quoted(of_publisher)}?"
        raise RequestError(f"no metric is called {quoted(said)}; {hint}")
    return resolve(found, metrics, "metric", DEFINE)


def _place(cell: str, places: Names) -> str:
    named = next((name for name, labels in places.items() if fold(cell) in map(fold, (name, *labels))), None)
    return named or meant_place(cell) or cell


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
    vocabulary = Vocabulary.of(units.values())
    for key in ("value", "low", "high"):
        digits, word = meant_number(SIGNED_BRACKET.sub("", fact.get(key, ""))) or ("", "")
        if unit and (other := next(vocabulary.misfits(vocabulary.fold(f"1 {word}"), units[unit]), None)):
            raise RequestError(f"the number says {quoted(other)}, and the unit is {unit}; write the unit that is printed")
        if word and not unit and not vocabulary.scale.search(vocabulary.fold(word)) and metric.dimension == "money":
            raise RequestError(f"{quoted(word)} names no scale; give the unit, as the table's head does: US$ million")
        fact |= {key: digits} if digits else {}
        unit = unit or (resolve_unit(word, units, metric.dimension) if word else "")
    fact |= {"unit": unit} if unit else {}


def _turned(row: Row, fact: Body, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield amounts in brackets of which every earlier one is above zero: filings print what is paid in brackets, too."""
    metric = ledger.metrics.get(fact.get("metric", ""))
    held = [each.ends[0] for each in ledger.by_metric.get(metric.id, ()) if each.unit] if metric else []
    if metric and metric.dimension == "money" and held and min(held) > 0:
        for column in ("value", "low", "high"):
            if (enclosed := _ENCLOSED.match(row.cells.get(column, ""))) and fact[column].startswith("-"):
                above = f"every number of {metric.id} so far ({len(held)}) is above zero"
                remedy = f"add --paid where brackets mean money paid, or write -({enclosed[1]}) where it is below zero"
                yield column, f"{quoted(enclosed[0])} is read as {fact[column]}, and {above}; {remedy}"


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
    for row, fact in zip(table.rows, facts, strict=True):
        for index, each in enumerate(source.data["facts"] or []):
            if not isinstance(each, dict):
                continue
            same = all(fact.get(key) == each.get(key) for key in ("metric", "period", "kind"))
            number = "unit" in fact and all(fact.get(key) == each.get(key) for key in ("value", "low", "high", "unit"))
            if same and (number or fact.get("paragraph") == each.get("paragraph")):
                line, _ = source.places.marks["facts", index]
                wide = row.heads.get("period", "") == row.heads.get("value")
                remedy, column = ("empty this cell", "period") if wide else ("leave the row out", "metric")
                yield table.problem(row, column, f"{source.places.name} has this already on line {line}; {remedy}")
                break


def _broken_rules(root: Path, path: Path, table: Table, facts: Sequence[Body], source: Source) -> list[Problem]:
    """Return what the check says of the facts, in a document whose header may still be empty, or why it cannot check them."""
    empty = dict.fromkeys(get_args(Language), "…")
    header: Body = {key: empty | _filled(source.data.get(key)) for key in ("title", "short")}
    header |= {key: source.data.get(key) or value for key, value in (("language", "en"), ("trust", "primary"))}
    header |= {"author": source.data.get("author"), "address": source.data.get("address"), "facts": facts}
    draft = Source({**source.data, **header}, (), _Rows(source.places.name, source.places.text, table=table))
    return problems_of_draft(root, path, draft, table.name)


def _filled(text: Any) -> Body:
    return {key: each for key, each in text.items() if each} if isinstance(text, dict) else {}
