"""Derived metrics and checks: what facts imply, and whether it is what documents print.

Pure. Every number has two ends, which are one where it is no range, and each end carries what
the printed digits leave open around it: 36.93 stands for anything from 36.925 to 36.935. A check
agrees where what is open around the computed ends meets what is open around the printed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product
from types import MappingProxyType

from macros.ledger.errors import RequestError, did_you_mean, quoted
from macros.ledger.model import Derived, Dimension, Fact, Figure, Ledger, Text, Unit
from macros.ledger.select import selected


@dataclass(frozen=True, order=True)
class End:
    """One end of a number: what is stated, and the least and the most that its digits leave open."""

    stated: Decimal
    least: Decimal
    most: Decimal

    def meets(self, other: End) -> bool:
        """Whether both may be the same number."""
        return self.least <= other.most and other.least <= self.most


@dataclass(frozen=True)
class Quantity:
    """A number in its base unit: dollars, percent, percentage points, counts, watts.

    `low` and `high` are the same end where it is no range. `unit` is one that it can be shown in,
    `counter` what a count counts, `per` the unit below the stroke of a ratio, `hedged` whether a
    word such as 约 stands before it.
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


@dataclass(frozen=True)
class Computed:
    """A derived metric with its result and the operands it came from."""

    derived: Derived
    quantity: Quantity
    operands: tuple[Fact | Computed, ...]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that the result rests on, in the order of the operation."""
        found: dict[str, Fact] = {}
        for operand in self.operands:
            for fact in (operand,) if isinstance(operand, Fact) else operand.facts:
                found.setdefault(fact.id, fact)
        return tuple(found.values())


@dataclass(frozen=True)
class Check:
    """A printed fact beside what other facts imply for it."""

    computed: Computed
    printed: Fact
    quantity: Quantity
    agrees: bool
    off: Quantity
    """By how much the computed number is above the printed one, in the printed one's unit."""


@dataclass(frozen=True)
class Fault:
    """Why a derived metric cannot be computed, or is not what is printed; placed within its entry."""

    derived: str
    location: tuple[str | int, ...]
    message: str


@dataclass(frozen=True)
class Calculations:
    """Everything that is computed from a ledger."""

    results: Mapping[str, Computed]
    checks: tuple[Check, ...]
    faults: tuple[Fault, ...]


_DEEPEST = 40
"""The most derived metrics that may rest on each other, one on the next."""


def calculate(ledger: Ledger) -> Calculations:
    """Compute every derived metric and every check of a ledger."""
    calculator = _Calculator(ledger)
    for name in ledger.derived:
        calculator.computed(name)
    checks = [check for computed in calculator.results.values() for check in calculator.checks_of(computed)]
    return Calculations(MappingProxyType(calculator.results), tuple(checks), tuple(calculator.faults))


def quantity_of(ledger: Ledger, fact: Fact) -> Quantity:
    """Read a fact as a quantity.

    Half of the last printed digit is open on both sides. Where a word such as 约 stands before the
    number, zeros at its end say little: at least two digits count, so that about 200 is 195 to 205.
    """
    unit, metric = ledger.unit_of(fact), ledger.metrics[fact.metric]
    ends = []
    for end in fact.ends:
        half = _half(end, hedged=fact.qualifier is not None)
        ends.append(End(end * unit.factor, (end - half) * unit.factor, (end + half) * unit.factor))
    return Quantity(
        low=ends[0],
        high=ends[1],
        dimension=metric.dimension,
        unit=unit,
        counter=metric.counter,
        hedged=fact.qualifier is not None,
    )


def _half(value: Decimal, *, hedged: bool) -> Decimal:
    exponent = int(value.as_tuple().exponent)
    if hedged and value:
        bare = int(value.normalize().as_tuple().exponent)
        exponent = max(exponent, min(bare, value.adjusted() - 1))
    return Decimal(5).scaleb(exponent - 1)


class _Calculator:
    """Computes each derived metric once, those it rests on first."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.results: dict[str, Computed] = {}
        self.faults: list[Fault] = []
        self.open: list[str] = []
        self.failed: set[str] = set()

    def computed(self, name: str) -> Computed | None:
        """Return a result, or None where it cannot be had; the reason is then among the faults."""
        if name in self.results or name in self.failed:
            return self.results.get(name)
        derived = self.ledger.derived[name]
        if name in self.open:
            self.fault(name, ("operands",), f"{name} rests on itself: {' → '.join([*self.open, name])}")
            return None
        if len(self.open) >= _DEEPEST:
            self.fault(name, ("operands",), f"{name} is reached through {_DEEPEST} derived metrics that rest on each other")
            return None
        self.open.append(name)
        operands = [self.operand(derived, index, figure) for index, figure in enumerate(derived.operands)]
        self.open.pop()
        present = [operand for operand in operands if operand is not None]
        if len(present) < len(operands):
            self.failed.add(name)
            return None
        quantities = [quantity_of(self.ledger, each) if isinstance(each, Fact) else each.quantity for each in present]
        try:
            quantity = _OPERATIONS[derived.op](quantities, self.ledger)
        except _DivisorError as error:
            self.fault(name, ("operands", 1), str(error))
            return None
        except RequestError as error:
            self.fault(name, ("op",), str(error))
            return None
        self.results[name] = Computed(derived, quantity, tuple(present))
        return self.results[name]

    def operand(self, derived: Derived, index: int, figure: Figure) -> Fact | Computed | None:
        """Find one operand; what is wrong with it becomes a fault."""
        location = ("operands", index)
        try:
            found = self.figure(figure)
        except RequestError as error:
            self.fault(derived.id, location, str(error))
            return None
        if isinstance(found, Fact):
            if not found.is_number:
                self.fault(derived.id, location, f"{found.subject} has no number to compute with")
                return None
            if found.id in self.ledger.wrong_facts:
                correction = self.ledger.wrong_facts[found.id].id
                self.fault(
                    derived.id, location, f"{found.subject} of {found.document} is wrong ({correction}); never compute with it"
                )
                return None
        return found

    def figure(self, figure: Figure) -> Fact | Computed | None:
        """Find what a figure names; None where it names a derived metric that has a fault of its own."""
        if figure.derived is None:
            return selected(self.ledger, figure)
        if figure.derived not in self.ledger.derived:
            hint = did_you_mean(figure.derived, self.ledger.derived)
            raise RequestError(f"no derived metric is called {quoted(figure.derived)}{hint}")
        return self.computed(figure.derived)

    def checks_of(self, computed: Computed) -> list[Check]:
        """Compare a result with every fact that prints the same quantity."""
        checks = []
        for index, figure in enumerate(computed.derived.prints):
            location = ("prints", index)
            try:
                printed = self.printed(figure)
                quantity = quantity_of(self.ledger, printed)
            except RequestError as error:
                self.fault(computed.derived.id, location, str(error))
                continue
            if quantity.dimension != computed.quantity.dimension:
                message = f"{printed.subject} is measured in {quantity.dimension}, the result in {computed.quantity.dimension}"
                self.fault(computed.derived.id, location, message)
                continue
            agrees = computed.quantity.low.meets(quantity.low) and computed.quantity.high.meets(quantity.high)
            try:
                off = _difference([computed.quantity, quantity], self.ledger)
            except RequestError as error:
                self.fault(computed.derived.id, location, str(error))
                continue
            if quantity.dimension == off.dimension:
                off = replace(off, unit=quantity.unit)
            checks.append(Check(computed, printed, quantity, agrees, replace(off, hedged=False)))
            if not agrees and printed.id not in self.ledger.corrections_by_fact:
                value = computed.quantity.low.stated / quantity.unit.factor
                message = (
                    f"{printed.document} {printed.paragraph} prints {printed.printed or printed.ends[0]}, computed is "
                    f"{value:.6g} {quantity.unit.label.en}; a correction of this fact must say why"
                )
                self.fault(computed.derived.id, location, message)
        return checks

    def printed(self, figure: Figure) -> Fact:
        """Find the fact that prints what is computed."""
        printed = selected(self.ledger, figure)
        if not printed.is_number:
            raise RequestError(f"{printed.subject} has no number to compare with")
        return printed

    def fault(self, name: str, location: tuple[str | int, ...], message: str) -> None:
        """Note why something cannot be computed."""
        self.failed.add(name)
        self.faults.append(Fault(name, location, message))


# --- the operations --------------------------------------------------------------------------

Arithmetic = Callable[..., Decimal]


def _apply(arithmetic: Arithmetic, quantities: Sequence[Quantity]) -> tuple[End, End]:
    """Carry ends through an operation that is monotone in each operand: its own ends lie in the corners."""

    def corner(ends: Sequence[End]) -> End:
        around = [arithmetic(*each) for each in product(*((end.least, end.most) for end in ends))]
        return End(arithmetic(*(end.stated for end in ends)), min(around), max(around))

    corners = [corner(ends) for ends in product(*((each.low, each.high) for each in quantities))]
    return min(corners), max(corners)


def _made(arithmetic: Arithmetic, quantities: Sequence[Quantity], dimension: Dimension, unit: Unit) -> Quantity:
    low, high = _apply(arithmetic, quantities)
    same = quantities[0].dimension == dimension
    return Quantity(
        low=low,
        high=high,
        dimension=dimension,
        unit=unit,
        counter=quantities[0].counter if same else None,
        hedged=any(each.hedged for each in quantities),
    )


def _unit_of(ledger: Ledger, dimension: Dimension) -> Unit:
    """The unit of a dimension that equals its base unit: what percentages and multiples are shown in."""
    for unit in ledger.units.values():
        if unit.dimension == dimension and unit.factor == 1:
            return unit
    raise RequestError(f"data/units.yml has no unit of {dimension} with factor 1, in which the result could be shown")


def _number_of(quantities: Sequence[Quantity], wanted: int) -> None:
    if len(quantities) != wanted:
        raise RequestError(f"this operation takes {wanted} operands; there are {len(quantities)}")


class _DivisorError(RequestError):
    """The second operand is, or may be, nothing."""


def _away_from_nothing(divisor: Quantity) -> None:
    """Refuse to divide by what may be nothing: the result would lie outside of all its corners."""
    ends = (divisor.low, divisor.high)
    if min(end.least for end in ends) <= 0 <= max(end.most for end in ends):
        raise _DivisorError("this divides by nothing, or by a number whose digits leave open whether it is nothing")


def _alike(quantities: Sequence[Quantity]) -> Dimension:
    dimensions = {each.dimension for each in quantities}
    if len(dimensions) > 1:
        raise RequestError(f"the operands are of different dimensions: {', '.join(sorted(dimensions))}")
    return quantities[0].dimension


def _growth(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    _number_of(quantities, 2)
    _alike(quantities)
    _away_from_nothing(quantities[1])
    return _made(lambda new, old: (new - old) / abs(old) * 100, quantities, "percent", _unit_of(ledger, "percent"))


def _share(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    _number_of(quantities, 2)
    _alike(quantities)
    _away_from_nothing(quantities[1])
    return _made(lambda part, whole: part / whole * 100, quantities, "percent", _unit_of(ledger, "percent"))


def _multiple(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    _number_of(quantities, 2)
    _alike(quantities)
    _away_from_nothing(quantities[1])
    return _made(lambda a, b: a / b, quantities, "multiple", _unit_of(ledger, "multiple"))


def _ratio(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    _number_of(quantities, 2)
    above, below = quantities
    if above.dimension == below.dimension:
        raise RequestError(f"both operands are of {above.dimension}; write multiple or share")
    _away_from_nothing(below)
    factor = below.unit.factor
    made = _made(lambda a, b: a / (b / factor), quantities, above.dimension, above.unit)
    return replace(made, per=below.unit.one)


def _difference(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    _number_of(quantities, 2)
    dimension = _alike(quantities)
    result: Dimension = "percentage_points" if dimension == "percent" else dimension
    unit = _unit_of(ledger, result) if result == "percentage_points" else quantities[0].unit
    return _made(lambda a, b: a - b, quantities, result, unit)


def _sum(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    return _made(lambda *terms: sum(terms, Decimal(0)), quantities, _alike(quantities), quantities[0].unit)


def _base(quantities: Sequence[Quantity], ledger: Ledger) -> Quantity:
    _number_of(quantities, 2)
    value, growth = quantities
    if growth.dimension != "percent":
        raise RequestError(f"the second operand is the growth in percent; this one is of {growth.dimension}")
    hundred = Decimal(100)
    low, high = (End(each.stated + hundred, each.least + hundred, each.most + hundred) for each in (growth.low, growth.high))
    _away_from_nothing(replace(growth, low=low, high=high))
    return _made(lambda a, percent: a / (1 + percent / 100), quantities, value.dimension, value.unit)


_OPERATIONS: Mapping[str, Callable[[Sequence[Quantity], Ledger], Quantity]] = MappingProxyType(
    {
        "growth": _growth,
        "share": _share,
        "multiple": _multiple,
        "ratio": _ratio,
        "difference": _difference,
        "sum": _sum,
        "base": _base,
    }
)
