"""The types of single values in data files: how pydantic reads each from its text, and its JSON Schema for editors."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Self, TypeVar
from unicodedata import normalize
from urllib.parse import urlsplit

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema

from macros.ledger.errors import quoted
from macros.ledger.periods import DAY_PATTERN, EXAMPLES, PERIOD_PATTERN, Period
from macros.ledger.text_file import UNSEEN, unfit_character

DIGITS = 14
"""The most digits of a number or a unit's factor: their product is then exact, with the 28 that Decimal keeps."""

LENGTH = 2_000
"""The longest text, in characters: a paragraph. A longer one has an unclosed quote or was not split."""

PRINTED_LENGTH = 16
"""The longest token of a source that the ledger keeps, in characters: evidence, not a quotation."""

MOST_PLACES = 6
"""The most decimals of a computed number."""

HOST = r"(?=.{1,253}$)[^\W_]([\w-]{0,61}[^\W_])?(\.[^\W_]([\w-]{0,61}[^\W_])?)*"
"""Names of at most 63 letters with dots between them."""
STRAY_PERCENT = "%(?![0-9A-Fa-f]{2})"
"""A percent sign in an address that encodes nothing."""

_MEANT = re.compile(
    r"(?P<open>\()?\s?(?P<sign>[-+\u2212\u2013])?"
    r"(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,3}(?: [0-9]{3}){1,4}|0|[1-9][0-9]*|(?=\.))(?:\.[0-9]+)?)[.,]?"
    r"(?P<word>(?:\s?[^\W\d_][^\d()]*|\s?[%‰])?)\s?(?P<close>\))?(?P<after>(?:\s?[^\W\d_][^\d()]*|\s?[%‰])?)"
)
"""A number as it is printed: brackets for a minus sign, thousands separators, a stray comma, a word for a scale or a unit."""
FOOTNOTE = re.compile(r"(?<=[^\W_]|[%‰).])\s?(?:[*†‡§¹²³⁰-⁹]+|\(\s?[0-9a-z]\s?\)|\[\s?\w{1,2}\s?\])$")
"""The mark of a footnote behind a number: 8.31 (1), 8.31¹, 8.31*."""
_CURRENCY = re.compile(r"^([-+\u2212\u2013(]?)\s?([^\W\d_]{0,3}[$€£¥]|[A-Z]{3}(?=\s?[\d(]))\s?")
"""A currency before a number: US$8.31, $ (8.31)."""

_FORMULA = re.compile(r"[=@＝＠]|[-+－＋](?!\W?\d[\w\s.,%]*$)")
"""The beginning of a text that spreadsheets calculate; -7.2% and +40 bps are numbers to them."""


class Scalar(str):
    """The text of a YAML scalar, which the type of its key gives a meaning; `plain` is false where it is quoted."""

    __slots__ = ("plain",)
    plain: bool

    def __new__(cls, text: str, *, plain: bool = True) -> Self:
        """Make a scalar of the text between its quotes, if there are any."""
        self = super().__new__(cls, text)
        self.plain = plain
        return self


def named(value: object) -> str:
    """Name the type of a value for a message.

    >>> named(None), named([]), named({})
    ('nothing', 'a list', 'a mapping')
    """
    kinds = {type(None): "nothing", dict: "a mapping"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _string(value: object, wanted: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{named(value)} stands where {wanted}")
    return str(value)


def _plain(value: object, wanted: str) -> str:
    text = _string(value, f"{wanted} is expected")
    if isinstance(value, Scalar) and not value.plain:
        raise ValueError(f"{quoted(value)} is a text in quotes; write {wanted} without quotes")
    return text


def _number(value: object) -> Decimal:
    text = _plain(value, "a number")
    if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        digits, word = meant_number(text) or ("digits such as 1877.92", "")
        hint = f"write {digits}" + (f", and let the unit say {quoted(word)}" if word else "")
        raise ValueError(f"{quoted(text)} is not a number; {hint}")
    length = sum(map(str.isdigit, text))
    if length > DIGITS:
        raise ValueError(f"{quoted(text)} has {length} digits; {DIGITS} are the most")
    return Decimal(text)


def meant_number(text: str) -> tuple[str, str] | None:
    """Return the digits that a text as it is printed or typed most likely means, and the word behind them.

    >>> meant_number("(7,604)"), meant_number("(28%)"), meant_number("２.1千亿"), meant_number("$8.3 bn (1)")
    (('-7604', ''), ('-28', '%'), ('2.1', '千亿'), ('8.3', '$ bn'))
    """
    plain = normalize("NFKC", FOOTNOTE.sub("", text.strip())).strip()
    currency = _CURRENCY.match(plain)
    found = _MEANT.fullmatch(_CURRENCY.sub(r"\1", plain))
    if not found or not found["digits"] or bool(found["open"]) != bool(found["close"]):
        return None
    sign = "-" if found["open"] or (found["sign"] or "+") != "+" else ""
    digits = re.sub("[, ]", "", found["digits"])
    word = (found["word"] or found["after"]).strip()
    return f"{sign}{digits if digits[0] != '.' else f'0{digits}'}", f"{currency[2] if currency else ''} {word}".strip()


def meant_place(text: str) -> str | None:
    """Return the paragraph that a text most likely means.

    >>> meant_place("p8"), meant_place("第8段"), meant_place("ｐ. 08"), meant_place("cash-flow")
    ('p.8', 'p.8', 'p.8', None)
    """
    found = re.fullmatch(
        r"(?:p|par|para|paragraph|第)?[\s.。-]*0*([1-9][0-9]{0,4})\s?[段]?", normalize("NFKC", text).casefold()
    )
    return f"p.{found[1]}" if found else None


def _factor(value: object) -> Decimal:
    factor = _number(value)
    if factor <= 0:
        raise ValueError(f"{quoted(factor)} is no factor; write how many of the base unit one of it is, such as 1000000")
    return factor


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number) or number < 0:
        raise ValueError(f"{quoted(value)} is not a whole number")
    return int(number)


def _places(value: object) -> int:
    places = _whole(value)
    if places > MOST_PLACES:
        raise ValueError(f"{quoted(places)} is too many; {MOST_PLACES} decimals are the most")
    return places


def _flag(value: object) -> bool:
    text = _plain(value, "true or false") if not isinstance(value, bool) else str(value).lower()
    if text not in ("true", "false"):
        raise ValueError(f"{quoted(text)} is neither true nor false")
    return text == "true"


def _date(value: object) -> dt.date:
    text = _string(value, "a date is expected; write one such as 2025-02-07")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"{quoted(text)} is not a date; write it as 2025-02-07")
    return Period.parse(text).start


def _month_and_day(value: object) -> str:
    text = _string(value, 'a month and a day are expected; write them such as "06-30"')
    if re.fullmatch(_MONTH_DAY, text):
        return text
    hint = 'that day is in leap years alone; write "02-28"' if text == "02-29" else 'write one such as "06-30"'
    raise ValueError(f"{quoted(text)} is not the last day of a month, with which a fiscal year ends; {hint}")


def _period(value: object) -> Period:
    return Period.parse(_string(value, "a period is expected; write one such as 2024Q4"))


def _text(value: object) -> str:
    text = _string(value, "a text is expected; write it")
    if isinstance(value, Scalar) and value.plain and text.count('"') % 2:
        raise ValueError(f"a quote closes in {quoted(text)} that never opened; open it, or take it away")
    if not text.strip():
        raise ValueError("the text is empty; write it, or leave the key out where it is optional")
    # The file was searched for such characters; only an escape between quotes brings others.
    unfit = None if isinstance(value, Scalar) and value.plain else unfit_character(text)
    if unfit is not None:
        raise ValueError(f"the text holds {unfit[1]}; {unfit[2]}")
    if re.search("[\n\t]", text.strip()) or "\r" in text:
        raise ValueError("the text holds a line break or a tab; write it in one paragraph, without | and \\n")
    if len(text) > LENGTH:
        raise ValueError(f"the text has {len(text)} characters; {LENGTH} are the most")
    if formula := _FORMULA.match(text.strip()):
        raise ValueError(f"the text begins with {quoted(formula[0])}, which spreadsheets calculate; begin with a word")
    return text.strip()


def _address(value: object) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        # To ask for the port raises ValueError where it is none.
        sound = parts.scheme == "https" and parts.port != 0 and re.fullmatch(f"{HOST}(:[0-9]+)?", parts.netloc)
    except ValueError:
        sound = None
    if not sound or re.search(rf"[\s<>\"'\\]|{STRAY_PERCENT}", text):
        raise ValueError(f"{quoted(text)} is not an address; write it with https://, a host and a path")
    return text


_NUMBER = {"type": "number", "exclusiveMinimum": -(10**DIGITS), "exclusiveMaximum": 10**DIGITS}
_WHOLE = {"type": "integer", "minimum": 0}
# An editor reads an unquoted 2440 as a number, this ledger as the text that a text's key takes.
_WORDS_PATTERN = rf"^(?=[\s\S]*\S)(?!\s*(?:[=@]|[-+](?!\W?\d)))\s*[^\n{UNSEEN}]*\s*$"
_WORDS = {"type": ["string", "number", "boolean"], "pattern": _WORDS_PATTERN, "maxLength": LENGTH}
_DAY = {"type": "string", "pattern": DAY_PATTERN, "errorMessage": "write a day as 2025-02-07"}
_SPAN = {
    "type": "string",
    "pattern": PERIOD_PATTERN,
    "errorMessage": f"write a period as {EXAMPLES}",
    "examples": ["2026Q1", "2025H2", "FY2025", "FY2025Q4", "TTM-2025Q4", "2026-06", "2025-12-31", "FY2025..FY2028"],
}
Number = Annotated[Decimal, PlainValidator(_number), WithJsonSchema(_NUMBER)]
Factor = Annotated[Decimal, PlainValidator(_factor), WithJsonSchema(_NUMBER | {"exclusiveMinimum": 0})]
Whole = Annotated[int, PlainValidator(_whole), WithJsonSchema(_WHOLE)]
Decimals = Annotated[int, PlainValidator(_places), WithJsonSchema(_WHOLE | {"maximum": MOST_PLACES})]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
Date = Annotated[dt.date, PlainValidator(_date), WithJsonSchema(_DAY)]
Span = Annotated[Period, PlainValidator(_period), WithJsonSchema(_SPAN)]
Words = Annotated[str, PlainValidator(_text), WithJsonSchema(_WORDS)]
Token = Annotated[str, PlainValidator(_text), WithJsonSchema(_WORDS | {"maxLength": PRINTED_LENGTH})]  # the length is a rule
Address = Annotated[
    str,
    PlainValidator(_address),
    WithJsonSchema({"type": "string", "pattern": r"^\s*https://[^\s<>\"'/@\[]+(/[^\s<>\"']*)?\s*$"}),
]

AnyItem = TypeVar("AnyItem")
Some = Annotated[tuple[AnyItem, ...], Field(min_length=1)]
"""A list with at least one item."""

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
UNIT_ID = r"^[a-z0-9]+(_[a-z0-9]+)*$"
PLACE = r"^(p\.[1-9][0-9]{0,4}|[a-z0-9]+(-[a-z0-9]+)*)$"
_FIGURE_NAME = r"^[a-z][a-z0-9_]*$"
_MONTH_DAY = r"^((0[13578]|1[02])-31|(0[469]|11)-30|02-28)$"
FORMS: Mapping[str, str] = {
    ID: "an id: lower-case letters, digits and hyphens",
    UNIT_ID: "a unit's id: lower-case letters, digits and underscores",
    PLACE: "a place: p.24, or the id of a place of the document",
    _FIGURE_NAME: "the name of a figure: lower-case letters, digits and underscores",
}
"""Each pattern in an author's words."""

_AN_ID = StringConstraints(pattern=ID)


def _id_of(what: str) -> WithJsonSchema:
    """Mark an id in the JSON Schema with what it refers to, by which editors complete it."""
    return WithJsonSchema({"type": "string", "refers": what})


Id = Annotated[str, _AN_ID]
MetricId = Annotated[str, _AN_ID, _id_of("metrics")]
DocumentId = Annotated[str, _AN_ID, _id_of("documents")]
EntityId = Annotated[str, _AN_ID, _id_of("entities")]
TopicId = Annotated[str, _AN_ID, _id_of("topics")]
EventId = Annotated[str, _AN_ID, _id_of("events")]
DerivedId = Annotated[str, _AN_ID, _id_of("derived")]
UnitId = Annotated[str, StringConstraints(pattern=UNIT_ID), _id_of("units")]
Place = Annotated[str, StringConstraints(pattern=PLACE)]
FigureName = Annotated[str, StringConstraints(pattern=_FIGURE_NAME)]
MonthDay = Annotated[str, PlainValidator(_month_and_day), WithJsonSchema({"type": "string", "pattern": _MONTH_DAY})]
