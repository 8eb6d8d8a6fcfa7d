"""Interval arithmetic: numbers as the printed digits leave them open, and the operations of derived metrics.

Every number has two ends, which are equal where it is no range, and each end carries what its printed digits leave
open: 36.93 is anything from 36.925 to 36.935.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import product

from macros.ledger.editorial import Operation
from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.model import Dimension, Fact, Text, Unit


@dataclass(frozen=True, order=True)
class End:
    """One end of a number: the stated value, and the least and the most that its digits leave open."""

    stated: Decimal
    least: Decimal
    most: Decimal

    def meets(self, other: End) -> bool:
        """Whether both may be the same number."""
        return self.least <= other.most and other.least <= self.most


@dataclass(frozen=True)
class Quantity:
    """A number in its base unit: dollars, percent, percentage points, counts, watts.

    `low` and `high` are equal where it is no range. `unit` is one to show it in, `counter` what a count counts, `per` the
    unit in the denominator of a ratio; `hedged` is true where a word such as 约 qualifies it.
    """

    low: End
    high: End
    dimension: Dimension
    unit: Unit
    counter: Text | None = None
    per: Text | None = None
    hedged: bool = False

    @property
    def stated(self) -> tuple[Decimal, Decimal]:
        """Both ends as they are stated."""
        return self.low.stated, self.high.stated

    def meets(self, other: Quantity) -> bool:
        """Whether both may be the same number or range, by the digits that are printed."""
        return self.low.meets(other.low) and self.high.meets(other.high)


def quantity_of(ledger: Ledger, fact: Fact) -> Quantity:
    """Convert a fact to a quantity.

    Half of the last printed digit is open on both sides. Where a word such as 约 qualifies the number, zeros at its end
    are not digits, but at least two digits are: about 200 is 195 to 205.
    """
    unit, metric, hedged = ledger.unit_of(fact), ledger.metrics[fact.metric], fact.qualifier is not None
    halves = [_half_of_last_digit(end, hedged=hedged) for end in fact.ends]
    low, high = (
        End(end * unit.factor, (end - half) * unit.factor, (end + half) * unit.factor)
        for end, half in zip(fact.ends, halves, strict=True)
    )
    return Quantity(low, high, metric.dimension, unit, counter=metric.counter, hedged=hedged)


def _half_of_last_digit(value: Decimal, *, hedged: bool) -> Decimal:
    exponent = int(value.as_tuple().exponent)
    if hedged and value:
        without_zeros = int(value.normalize().as_tuple().exponent)
        exponent = max(exponent, min(without_zeros, value.adjusted() - 1))
    return Decimal(5).scaleb(exponent - 1)


# --- operations ------------------------------------------------------------------------------

Units = Mapping[str, Unit]
Arithmetic = Callable[..., Decimal]


class DivisorError(RequestError):
    """The second operand is, or may be, zero."""


_QUOTIENTS: Mapping[str, tuple[Arithmetic, Dimension]] = {
    "growth": (lambda new, old: (new - old) / abs(old) * 100, "percent"),
    "share": (lambda part, whole: part / whole * 100, "percent"),
    "multiple": (lambda a, b: a / b, "multiple"),
}
"""The operations that divide two operands of one dimension, and the dimension of their results."""


def operate(operation: Operation, operands: Sequence[Quantity], units: Units) -> Quantity:
    """Compute a derived metric; raises RequestError where the operands do not fit, DivisorError for the second one."""
    if operation == "sum":
        dimension, unit = _common_dimension(operands), operands[0].unit
        # Two by two: all ends of all operands at once would be 4 ** operands cases.
        return reduce(lambda one, other: _apply(operator.add, (one, other), dimension, unit), operands)
    if len(operands) != 2:
        raise RequestError(f"this operation takes 2 operands; there are {len(operands)}")
    first, second = operands
    if operation == "ratio":
        if first.dimension == second.dimension:
            raise RequestError(f"both operands are of {first.dimension}; write multiple or share")
        _require_nonzero(second)
        factor = second.unit.factor
        return replace(_apply(lambda a, b: a / (b / factor), operands, first.dimension, first.unit), per=second.unit.one)
    if operation == "base":
        if second.dimension != "percent":
            raise RequestError(f"the second operand is the growth in percent; this one is of {second.dimension}")
        low, high = (End(each.stated + 100, each.least + 100, each.most + 100) for each in (second.low, second.high))
        _require_nonzero(replace(second, low=low, high=high))
        return _apply(lambda a, percent: a / (1 + percent / 100), operands, first.dimension, first.unit)
    dimension = _common_dimension(operands)
    if operation == "difference":
        result: Dimension = "percentage_points" if dimension == "percent" else dimension
        unit = _base_unit(units, result) if result == "percentage_points" else first.unit
        return _apply(lambda a, b: a - b, operands, result, unit)
    _require_nonzero(second)
    arithmetic, result = _QUOTIENTS[operation]
    return _apply(arithmetic, operands, result, _base_unit(units, result))


def _apply(arithmetic: Arithmetic, operands: Sequence[Quantity], dimension: Dimension, unit: Unit) -> Quantity:
    """Apply arithmetic that is monotone in each operand: the ends of the result are at the corners."""

    def corner(ends: Sequence[End]) -> End:
        around = [arithmetic(*each) for each in product(*((end.least, end.most) for end in ends))]
        return End(arithmetic(*(end.stated for end in ends)), min(around), max(around))

    corners = [corner(ends) for ends in product(*((each.low, each.high) for each in operands))]
    counter = operands[0].counter if operands[0].dimension == dimension else None
    hedged = any(each.hedged for each in operands)
    return Quantity(min(corners), max(corners), dimension, unit, counter=counter, hedged=hedged)


def _base_unit(units: Units, dimension: Dimension) -> Unit:
    """Return the unit of a dimension that equals its base unit, in which percentages and multiples are shown."""
    for unit in units.values():
        if unit.dimension == dimension and unit.factor == 1:
            return unit
    raise RequestError(f"data/units.yml has no unit of {dimension} with factor 1, in which the result could be shown")


def _require_nonzero(divisor: Quantity) -> None:
    """Refuse a divisor that may be zero: the result would lie outside of all corners."""
    ends = (divisor.low, divisor.high)
    if min(end.least for end in ends) <= 0 <= max(end.most for end in ends):
        raise DivisorError("this divides by nothing, or by a number whose digits leave open whether it is nothing")


def _common_dimension(operands: Sequence[Quantity]) -> Dimension:
    dimensions = {each.dimension for each in operands}
    if len(dimensions) > 1:
        raise RequestError(f"the operands are of different dimensions: {', '.join(sorted(dimensions))}")
    bases = {each.unit.base for each in operands}
    if len(bases) > 1:
        raise RequestError(f"the operands are of different bases: {', '.join(sorted(bases))}; convert neither into the other")
    return operands[0].dimension
