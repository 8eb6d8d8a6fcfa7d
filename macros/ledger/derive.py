"""Derived metrics and checks: what facts imply, and whether documents print the same.

A check agrees where what is open around the computed ends meets what is open around the printed ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from macros.ledger.editorial import Derived
from macros.ledger.errors import RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact, Figure
from macros.ledger.quantities import DivisorError, Quantity, operate, quantity_of
from macros.ledger.select import selected

_LONGEST_CHAIN = 12
"""How many derived metrics may rest on each other."""


@dataclass(frozen=True)
class Computed:
    """A derived metric with its result and the operands it came from."""

    derived: Derived
    quantity: Quantity
    operands: tuple[Fact | Computed, ...]

    @cached_property
    def chain(self) -> int:
        """How many derived metrics rest on each other, itself included."""
        return 1 + max(each.chain if isinstance(each, Computed) else 0 for each in self.operands)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that the result depends on, in the order of the operation."""
        found: dict[str, Fact] = {}
        for operand in self.operands:
            for fact in (operand,) if isinstance(operand, Fact) else operand.facts:
                found.setdefault(fact.id, fact)
        return tuple(found.values())


@dataclass(frozen=True)
class Check:
    """A printed fact compared with what other facts imply; `off` is computed less printed, in the computed unit."""

    computed: Computed
    printed: Fact
    quantity: Quantity
    agrees: bool
    off: Quantity

    @property
    def id(self) -> str:
        """The identity of the difference: the derived metric and the printed fact."""
        return f"{self.computed.derived.id}:{self.printed.id}"

    @property
    def result(self) -> Literal["disagrees", "near", "agrees"]:
        """How they compare: near where they meet by the room of a word such as about, which tests little."""
        if not self.agrees:
            return "disagrees"
        return "near" if self.quantity.hedged or self.computed.quantity.hedged else "agrees"


@dataclass(frozen=True)
class Fault:
    """Why a derived metric cannot be computed, or differs from what is printed; located within its entry."""

    derived: str
    location: tuple[str | int, ...]
    message: str


@dataclass(frozen=True)
class Calculations:
    """Everything that is computed from a ledger."""

    results: Mapping[str, Computed]
    checks: tuple[Check, ...]
    faults: tuple[Fault, ...]

    @cached_property
    def by_metric(self) -> Mapping[str, tuple[Computed, ...]]:
        """What each metric goes into, by the metric's id."""
        found: dict[str, dict[str, Computed]] = defaultdict(dict)
        for name, computed in self.results.items():
            for fact in computed.facts:
                found[fact.metric][name] = computed
        return {metric: tuple(each.values()) for metric, each in found.items()}


def calculate(ledger: Ledger) -> Calculations:
    """Compute every derived metric and every check of a ledger."""
    calculator = _Calculator(ledger)
    for name in ledger.derived:
        calculator.computed(name)
    results = {name: computed for name, computed in calculator.results.items() if computed}
    checks = [check for computed in results.values() for check in calculator.checks(computed)]
    return Calculations(results, tuple(checks), tuple(calculator.faults))


class _Calculator:
    """Computes each derived metric once, its operands first; one with a fault, or that rests on such a one, is None."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.results: dict[str, Computed | None] = {}
        self.faults: list[Fault] = []

    def fault(self, name: str, location: tuple[str | int, ...], message: str) -> None:
        self.faults.append(Fault(name, location, message))

    @contextmanager
    def reported(self, name: str, *location: str | int) -> Iterator[None]:
        """Make a fault of a RequestError."""
        try:
            yield
        except RequestError as error:
            self.fault(name, ("operands", 1) if isinstance(error, DivisorError) else location, str(error))

    def computed(self, name: str, above: tuple[str, ...] = ()) -> Computed | None:
        """Return the result of a derived metric, on which those `above` rest."""
        chain = (*above, name)
        if name in above:
            self.fault(name, ("operands",), f"{name} rests on itself: {' → '.join(chain)}")
        elif name not in self.results:
            self.results[name] = None if self.is_too_long(name, len(chain)) else self.compute(name, chain)
        return self.results.get(name)

    def compute(self, name: str, chain: tuple[str, ...]) -> Computed | None:
        derived = self.ledger.derived[name]
        operands: list[Fact | Computed] = []
        for index, figure in enumerate(derived.operands):
            with self.reported(name, "operands", index):
                operand = self.computed(figure.derived, chain) if figure.derived else self.operand(figure)
                operands += [operand] if operand else []
        if len(operands) == len(derived.operands):
            quantities = [quantity_of(self.ledger, each) if isinstance(each, Fact) else each.quantity for each in operands]
            with self.reported(name, "op"):
                computed = Computed(derived, operate(derived.op, quantities, self.ledger.units), tuple(operands))
                return None if self.is_too_long(name, computed.chain) else computed
        return None

    def is_too_long(self, name: str, chain: int) -> bool:
        """Report a chain of too many derived metrics that ends with one."""
        if chain > _LONGEST_CHAIN:
            message = f"{name} ends a chain of more than {_LONGEST_CHAIN} derived metrics; compute it from facts"
            self.fault(name, ("operands",), message)
        return chain > _LONGEST_CHAIN

    def operand(self, figure: Figure) -> Fact:
        """Return the fact that an operand names; raises RequestError where it is wrong."""
        fact = self.number(figure, "compute")
        if fact.id in self.ledger.wrong_facts:
            correction = self.ledger.wrong_facts[fact.id].id
            raise RequestError(f"{fact.subject} of {fact.document} is wrong ({correction}); never compute with it")
        return fact

    def number(self, figure: Figure, purpose: str) -> Fact:
        """Return the fact that a figure names; raises RequestError where it is no number."""
        fact = selected(self.ledger, figure)
        if not fact.is_number:
            raise RequestError(f"{fact.subject} has no number to {purpose} with")
        return fact

    def checks(self, computed: Computed) -> list[Check]:
        """Compare a result with every fact that prints the same quantity."""
        checks = []
        for index, figure in enumerate(computed.derived.prints):
            with self.reported(computed.derived.id, "prints", index):
                check = self.check(computed, figure)
                checks.append(check)
                if not check.agrees and check.printed.id not in self.ledger.corrections_by_fact:
                    raise RequestError(_disagreement(check))
        return checks

    def check(self, computed: Computed, figure: Figure) -> Check:
        """Compare a result with one fact; raises RequestError where they cannot be compared."""
        printed = self.number(figure, "compare")
        result, quantity = computed.quantity, quantity_of(self.ledger, printed)
        if quantity.dimension != result.dimension:
            message = f"{printed.subject} is measured in {quantity.dimension}, the result in {result.dimension}"
            raise RequestError(message)
        if quantity.unit.base != result.unit.base:
            raise RequestError(f"{printed.subject} is in {quantity.unit.base}, the result in {result.unit.base}")
        off = replace(operate("difference", [result, quantity], self.ledger.units), hedged=False)
        return Check(computed, printed, quantity, result.meets(quantity), off)


def _disagreement(check: Check) -> str:
    printed, unit = check.printed, check.quantity.unit
    value = check.computed.quantity.low.stated / unit.factor
    return (
        f"{printed.document} {printed.paragraph} prints {printed.printed or printed.ends[0]}, computed is "
        f"{value:.6g} {unit.label}; a correction of this fact must say why"
    )
