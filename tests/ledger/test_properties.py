"""A slip of the hand is refused with its place; periods are in order; what is computed encloses the truth."""

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from macros.ledger.editorial import Operation
from macros.ledger.errors import LedgerError, Problem, RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.load import load
from macros.ledger.periods import Period
from macros.ledger.quantities import End, Quantity, operate, quantity_of
from macros.ledger.yaml_source import Location
from tests.support.projects import WHOLE, written
from tests.support.strategies import SIGNS, fact_of, numbers

# --- the loader ------------------------------------------------------------------------------


def places(tree: Any, at: Location = ()) -> Iterator[tuple[Location, Any]]:
    """Every value of a tree with its place in it."""
    yield at, tree
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inside:
        yield from places(value, (*at, key))


SAMPLES = {path.relative_to(WHOLE): path.read_text("utf-8") for path in sorted((WHOLE / "data").rglob("*.yml"))}


@st.composite
def slips(draw: st.DrawFn) -> tuple[Path, str]:
    """A file of a sound ledger with a slip of the hand: something left out, typed in, or moved."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    text = SAMPLES[name]
    begin = draw(st.integers(0, len(text)))
    end = min(len(text), begin + draw(st.integers(0, 12)))
    typed = draw(st.text(st.sampled_from(SIGNS), max_size=6))
    return name, text[:begin] + typed + text[end:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound ledger that examples change; each puts back what it changed."""
    copy = tmp_path_factory.mktemp("whole")
    shutil.copytree(WHOLE / "data", copy / "data")
    return copy


TREES = {name: yaml.load(text, yaml.CBaseLoader) for name, text in SAMPLES.items()}  # noqa: S506 - strings alone


def replaced(tree: Any, at: Location, value: Any) -> Any:
    """The same tree with another value at a place."""
    if not at:
        return value
    if isinstance(tree, dict):
        return {key: replaced(each, at[1:], value) if key == at[0] else each for key, each in tree.items()}
    return [replaced(each, at[1:], value) if index == at[0] else each for index, each in enumerate(tree)]


@st.composite
def misplaced(draw: st.DrawFn) -> tuple[Path, str]:
    """A file of a sound ledger where something else stands: of another shape, or what belongs elsewhere."""
    name = draw(st.sampled_from(sorted(TREES)))
    at = draw(st.sampled_from([location for location, _ in places(TREES[name])]))
    other = TREES[draw(st.sampled_from(sorted(TREES)))]
    elsewhere = draw(st.sampled_from([value for _, value in places(other)]))
    return name, written(replaced(TREES[name], at, elsewhere))


@settings(max_examples=160)
@given(change=slips() | misplaced())
def test_a_slip_of_the_hand_is_accepted_or_refused_with_a_place(folder: Path, change: tuple[Path, str]) -> None:
    """Also a list for a word, a fact for an event, a mapping for a number; validation raises its own error and no other."""
    name, text = change
    assume(not any("\ud800" <= each <= "\udfff" for each in text))
    (folder / name).write_text(text, "utf-8", newline="")
    problems: tuple[Problem, ...] | None = None
    try:
        load(folder)
    except LedgerError as error:
        problems = error.problems
    finally:
        (folder / name).write_text(SAMPLES[name], "utf-8", newline="")
    assert problems != (), "a refusal without a reason"
    for problem in problems or ():
        assert problem.file in {each.as_posix() for each in SAMPLES}
        lines = (text if problem.file == name.as_posix() else SAMPLES[Path(problem.file)]).count("\n") + 1
        assert 1 <= problem.line <= lines + 1, problem
        assert problem.column >= 1
        assert "Error" not in problem.message


# --- periods ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024Q4", (2024, 10, 1), (2024, 12, 31)),
        ("2025H2", (2025, 7, 1), (2025, 12, 31)),
        ("FY2024", (2024, 1, 1), (2024, 12, 31)),
        ("TTM-2024Q4", (2024, 1, 1), (2024, 12, 31)),
        ("TTM-2025Q1", (2024, 4, 1), (2025, 3, 31)),
        ("2026-06", (2026, 6, 1), (2026, 6, 30)),
        ("2024-02-29", (2024, 2, 29), (2024, 2, 29)),
        ("FY2025..FY2028", (2025, 1, 1), (2028, 12, 31)),
    ],
)
def test_a_period_knows_its_first_and_last_day(text: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    """Both ends are included."""
    period = Period.parse(text)
    assert (period.start, period.end) == (dt.date(*start), dt.date(*end))
    assert str(period) == text


years = st.integers(1990, 2100).map(str)
quarters = st.integers(1, 4).map(str)
singles = st.one_of(
    st.builds("{}Q{}".format, years, quarters),
    st.builds("{}H{}".format, years, st.integers(1, 2)),
    st.builds("FY{}".format, years),
    st.builds("FY{}Q{}".format, years, quarters),
    st.builds("TTM-{}Q{}".format, years, quarters),
    st.builds("{}-{:02}".format, years, st.integers(1, 12)),
    st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)).map(dt.date.isoformat),
)


@given(one=singles, other=singles)
def test_two_periods_are_in_order_and_a_span_where_the_first_ends_no_later(one: str, other: str) -> None:
    """What ends earlier comes earlier, or begins earlier; a span is from the first day to the last, or is refused by name."""
    text = f"{one}..{other}"
    first, last = Period.parse(one), Period.parse(other)
    assert (first < last) == ((first.end, first.start, one) < (last.end, last.start, other))
    if first.start > last.end or first == last:
        with pytest.raises(ValueError, match=re.escape(text)):
            Period.parse(text)
    else:
        span = Period.parse(text)
        assert (span.start, span.end, str(span)) == (first.start, last.end, text)


# --- derived metrics -------------------------------------------------------------------------

positive = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(1, 10**9), st.integers(0, 4))
FINE = Decimal("1e-18")
"""How far off the last of 28 digits may be, as a part of the result."""


def money(ledger: Ledger, low: Decimal, high: Decimal | None = None) -> Quantity:
    """A number of million dollars as a document prints it."""
    return quantity_of(ledger, fact_of(ledger, "money", "usd_million", low, high))


def operated(ledger: Ledger, op: Operation, *quantities: Quantity) -> Quantity | None:
    """The result of an operation; None where it is refused in its own words."""
    try:
        return operate(op, quantities, ledger.units)
    except RequestError:
        return None


def within(value: Decimal, end: End) -> bool:
    """Whether a number lies in what an end leaves open."""
    slack = max(abs(end.least), abs(end.most), Decimal(1)) * FINE
    return end.least - slack <= value <= end.most + slack


TRUE: dict[Operation, Callable[[Decimal, Decimal], Decimal]] = {
    "growth": lambda a, b: (a - b) / abs(b) * 100,
    "share": lambda a, b: a / b * 100,
    "multiple": lambda a, b: a / b,
    "difference": lambda a, b: a - b,
    "sum": lambda a, b: a + b,
}


@given(
    op=st.sampled_from(sorted(TRUE)),
    values=st.tuples(numbers, numbers),
    parts=st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
)
def test_what_is_computed_encloses_whatever_was_rounded(
    ledger: Ledger, op: Operation, values: tuple[Decimal, Decimal], parts: tuple[int, int]
) -> None:
    """Whatever numbers the printed digits stand for, the true result lies in what the result leaves open; signs too."""
    quantities = [money(ledger, value) for value in values]
    result = operated(ledger, op, *quantities)
    true = [
        each.low.least + (each.low.most - each.low.least) * part / 1000 for each, part in zip(quantities, parts, strict=True)
    ]
    if result is None:
        assert op in ("growth", "share", "multiple")
        assert quantities[1].low.least <= 0 <= quantities[1].low.most
        return
    assert within(TRUE[op](*true), result.low)
    assert result.low.least <= result.low.stated <= result.low.most
    assert result.low == result.high, "of two single numbers comes one"


def test_a_sum_may_have_many_terms(ledger: Ledger) -> None:
    """Its time grows with their number, not with its power: forty terms are added at once, their open digits too."""
    result = operate("sum", [money(ledger, Decimal("1.5"), Decimal(2))] * 40, ledger.units)
    assert [end / 1_000_000 for end in result.stated] == [60, 80]
    assert [(end.most - end.least) / 1_000_000 for end in (result.low, result.high)] == [4, 40]


@given(op=st.sampled_from(sorted(TRUE)), one=st.tuples(positive, positive), other=st.tuples(positive, positive))
def test_what_is_computed_from_ranges_lies_between_its_ends(
    ledger: Ledger, op: Operation, one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]
) -> None:
    """Every pair of the ends, and what is in their midst."""
    ranges = [sorted(one), sorted(other)]
    result = operated(ledger, op, *(money(ledger, low, high) for low, high in ranges))
    assume(result is not None)
    assert result is not None
    for share in (Decimal(0), Decimal("0.5"), Decimal(1)):
        for another in (Decimal(0), Decimal("0.5"), Decimal(1)):
            first, second = (
                (low + (high - low) * part) * 10**6 for (low, high), part in zip(ranges, (share, another), strict=True)
            )
            value, (low, high) = TRUE[op](first, second), result.stated
            slack = max(abs(low), abs(high), Decimal(1)) * FINE
            assert low - slack <= value <= high + slack
