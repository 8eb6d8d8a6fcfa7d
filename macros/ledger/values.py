"""What a single value of a data file may say: how each kind of it is read from its text, and what editors are told.

A kind is a type with a note beside it, by which pydantic reads a value and writes its JSON Schema. The notes do not
need pydantic, which takes longer to load than a ledger that was kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Self

from macros.ledger.characters import UNSEEN, unfit_character
from macros.ledger.errors import quoted
from macros.ledger.periods import DAY_PATTERN, EXAMPLES, PERIOD_PATTERN, Period

DIGITS = 14
"""The most digits that a number or a unit's factor may have: their product is then exact, with the 28 that Decimal keeps."""

LENGTH = 2_000
"""The longest text, in characters: a paragraph. What is longer was not closed or not split."""

PRINTED_LENGTH = 16
"""The longest token of a source that the ledger keeps, in characters: evidence, not a quotation."""


class Scalar(str):
    """A scalar as it stands in the file; `plain` tells that no quotes stand around it.

    Its text is kept, so that the type of the key decides what it means, and not YAML's guess.
    """

    __slots__ = ("plain",)
    plain: bool

    def __new__(cls, text: str, *, plain: bool = True) -> Self:
        """Make a scalar from the text between the quotes, if there are any."""
        self = super().__new__(cls, text)
        self.plain = plain
        return self


def named(value: object) -> str:
    """Name what stands in a wrong place by its kind: nothing, a list, a mapping.

    >>> named(None), named([]), named({})
    ('nothing', 'a list', 'a mapping')
    """
    kinds = {type(None): "nothing", dict: "a mapping"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _plain(value: object, wanted: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where {wanted} is expected")
    if isinstance(value, Scalar) and not value.plain:
        raise ValueError(f"{quoted(value)} is a text in quotes; write {wanted} without quotes")
    return str(value)


def _number(value: object) -> Decimal:
    text = _plain(value, "a number")
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        thousands = re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3}){1,4}(\.[0-9]+)?", text)
        hint = f"write {text.replace(',', '')}" if thousands else "write digits such as 1877.92"
        raise ValueError(f"{quoted(text)} is not a number; {hint}")
    digits = sum(map(str.isdigit, text))
    if digits > DIGITS:
        raise ValueError(f"{quoted(text)} has {digits} digits; {DIGITS} are the most")
    return Decimal(text)


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number) or number < 0:
        raise ValueError(f"{quoted(value)} is not a whole number")
    return int(number)


def _flag(value: object) -> bool:
    text = _plain(value, "true or false") if not isinstance(value, bool) else str(value).lower()
    if text not in ("true", "false"):
        raise ValueError(f"{quoted(text)} is neither true nor false")
    return text == "true"


def _date(value: object) -> dt.date:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where a date is expected; write one such as 2025-02-07")
    text = str(value)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a day of the calendar") from None
    raise ValueError(f"{quoted(text)} is not a date; write it as 2025-02-07")


def _period(value: object) -> Period:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where a period is expected; write one such as 2024Q4")
    return Period.parse(str(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where a text is expected; write it")
    if isinstance(value, Scalar) and value.plain and value.count('"') % 2:
        raise ValueError(f"a quote closes in {quoted(value)} that never opened; open it, or take it away")
    if not value.strip():
        raise ValueError("the text is empty; write it, or leave the key out where it is optional")
    unfit = unfit_character(value)
    if unfit is not None:
        raise ValueError(f"the text holds {unfit[1]}; write it anew")
    if "\n" in value.strip() or "\r" in value:
        raise ValueError("the text holds a line break; write it in one paragraph, without | and \\n")
    if len(value) > LENGTH:
        raise ValueError(f"the text has {len(value)} characters; {LENGTH} are the most")
    return str(value).strip()


def _address(value: object) -> str:
    text = _text(value)
    if not re.fullmatch(r"https://[^\s<>\"']+", text):
        raise ValueError(f"{quoted(text)} is not an address; write it with https://")
    return text


@dataclass(frozen=True, eq=False)
class _Read:
    """A value that a function of ours reads: it raises ValueError with what an author is told."""

    by: Callable[[object], Any]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 - loaded by whoever asks

        return core_schema.no_info_plain_validator_function(self.by)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return dict(self.schema)


@dataclass(frozen=True, eq=False)
class _Formed:
    """A word of one form, such as an id; what it refers to tells an editor by which ids to complete it."""

    pattern: str
    refers: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return {**handler(source), "pattern": self.pattern}

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "refers": self.refers} if self.refers else dict(handler(schema))


_BEYOND = {"exclusiveMinimum": -(10**DIGITS), "exclusiveMaximum": 10**DIGITS}
# An editor reads an unquoted 2440 as a number, where this ledger reads the text that a text's key wants.
_WORDS = {"type": ["string", "number", "boolean"], "pattern": rf"^(?=[\s\S]*\S)\s*[^\n{UNSEEN}]*\s*$", "maxLength": LENGTH}
_DAY = {"type": "string", "pattern": f"^{DAY_PATTERN}$", "errorMessage": "write a day as 2025-02-07"}
_SPAN = {
    "type": "string",
    "pattern": PERIOD_PATTERN,
    "errorMessage": f"write a period as {EXAMPLES}",
    "examples": ["2026Q1", "2025H2", "FY2025", "FY2025Q4", "TTM-2025Q4", "2026-06", "2025-12-31", "FY2025..FY2028"],
}
Number = Annotated[Decimal, _Read(_number, {"type": "number", **_BEYOND})]
Whole = Annotated[int, _Read(_whole, {"type": "integer", "minimum": 0})]
Flag = Annotated[bool, _Read(_flag, {"type": "boolean"})]
Date = Annotated[dt.date, _Read(_date, _DAY)]
Span = Annotated[Period, _Read(_period, _SPAN)]
Words = Annotated[str, _Read(_text, _WORDS)]
# The length is judged by `rules`, in words that help.
Token = Annotated[str, _Read(_text, {**_WORDS, "maxLength": PRINTED_LENGTH})]
Address = Annotated[str, _Read(_address, {"type": "string", "pattern": r"^\s*https://[^\s<>\"']+\s*$"})]

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_UNIT_ID = r"^[a-z0-9]+(_[a-z0-9]+)*$"
_PLACE = r"^(p\.[1-9][0-9]{0,4}|[a-z0-9]+(-[a-z0-9]+)*)$"
_FIGURE_NAME = r"^[a-z][a-z0-9_]*$"
_MONTH_DAY = r"^[0-9]{2}-[0-9]{2}$"
FORMS: Mapping[str, str] = MappingProxyType(
    {
        _ID: "an id: lower-case letters, digits and hyphens",
        _UNIT_ID: "a unit's id: lower-case letters, digits and underscores",
        _PLACE: "a place: p.24, or the id of a place of the document",
        _FIGURE_NAME: "the name of a figure: lower-case letters, digits and underscores",
        _MONTH_DAY: "a month and a day, such as 06-30",
    }
)
"""What an author is told that a word should be, by its pattern."""

Id = Annotated[str, _Formed(_ID)]
MetricId = Annotated[str, _Formed(_ID, "metric")]
DocumentId = Annotated[str, _Formed(_ID, "document")]
EntityId = Annotated[str, _Formed(_ID, "entity")]
TopicId = Annotated[str, _Formed(_ID, "topic")]
EventId = Annotated[str, _Formed(_ID, "event")]
DerivedId = Annotated[str, _Formed(_ID, "derived")]
UnitId = Annotated[str, _Formed(_UNIT_ID, "unit")]
Place = Annotated[str, _Formed(_PLACE)]
FigureName = Annotated[str, _Formed(_FIGURE_NAME)]
MonthDay = Annotated[str, _Formed(_MONTH_DAY)]
