"""Inputs that Hypothesis makes up."""

import dataclasses
from decimal import Decimal

from hypothesis import strategies as st

from macros.ledger.ledger import Ledger
from macros.ledger.model import Fact

SIGNS = "abz09 .,:;-_?!&*#|>'\"%@`~{}[]()<=/\\\n\t亿，。“é📈"
"""What YAML, Markdown and templates take for more than a letter, and some letters."""

numbers = st.builds(
    lambda digits, places, sign: Decimal(sign + str(digits)).scaleb(-places),
    st.integers(0, 10**12 - 1),
    st.integers(0, 6),
    st.sampled_from(["", "-"]),
).filter(lambda value: not (value.is_zero() and value.is_signed()))


def fact_of(ledger: Ledger, dimension: str, unit: str, low: Decimal, high: Decimal | None = None) -> Fact:
    """A fact of the real ledger's first metric of a dimension, with another number."""
    fact = next(each for each in ledger.facts if each.is_number and ledger.metrics[each.metric].dimension == dimension)
    bare = dataclasses.replace(fact, unit=unit, qualifier=None, value=None, low=None, high=None)
    return dataclasses.replace(bare, value=low) if high is None else dataclasses.replace(bare, low=low, high=high)
