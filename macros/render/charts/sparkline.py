"""Sparklines: a metric's reported values over time, as small bars on a common base line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_BAR, _GAP, _HEIGHT = 12, 3, 40


@dataclass(frozen=True)
class SeriesView:
    """A small chart of values in the order of time: left, top, width, height and label of each bar."""

    width: int
    height: int
    label: str
    bars: tuple[tuple[int, str, int, str, str], ...]


def series_of(values: Sequence[Decimal], labels: Sequence[str]) -> SeriesView:
    """Place one bar for each value, scaled to the tallest, negative ones below the base line."""
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    scale = _HEIGHT / (top - bottom) if top > bottom else Decimal(0)
    tops = [f"{(top - max(value, Decimal(0))) * scale:.1f}" for value in values]
    heights = [f"{max(abs(value) * scale, Decimal('0.5')):.1f}" for value in values]
    places = range(0, len(values) * (_BAR + _GAP), _BAR + _GAP)
    bars = tuple(zip(places, tops, [_BAR] * len(values), heights, labels, strict=True))
    return SeriesView(places[-1] + _BAR, _HEIGHT, f"{labels[0]} → {labels[-1]}", bars)
