"""Sparklines: a metric's reported values over time, as small bars on a common base line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_BAR, _GAP, _HEIGHT = 12, 3, 40


@dataclass(frozen=True)
class BarView:
    """One bar of a small chart."""

    x: str
    y: str
    width: str
    height: str
    label: str


@dataclass(frozen=True)
class SeriesView:
    """A small chart: values in the order of time."""

    width: int
    height: int
    label: str
    bars: tuple[BarView, ...]


def series_of(values: Sequence[Decimal], labels: Sequence[str]) -> SeriesView:
    """Place one bar for each value, scaled to the tallest, negative ones below the base line."""
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    scale = _HEIGHT / (top - bottom) if top > bottom else Decimal(0)
    bars = tuple(
        BarView(
            x=str(index * (_BAR + _GAP)),
            y=f"{(top - max(value, Decimal(0))) * scale:.1f}",
            width=str(_BAR),
            height=f"{max(abs(value) * scale, Decimal('0.5')):.1f}",
            label=label,
        )
        for index, (value, label) in enumerate(zip(values, labels, strict=True))
    )
    return SeriesView(len(values) * (_BAR + _GAP) - _GAP, _HEIGHT, f"{labels[0]} → {labels[-1]}", bars)
