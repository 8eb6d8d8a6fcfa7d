"""Scales: from a value or a day to its place in a drawing, and the calendar below it."""

import datetime as dt
from dataclasses import dataclass

from macros.render.charts.plot import Plot
from macros.render.charts.shapes import LINE, Label, Rule, tenth, text_width


@dataclass(frozen=True)
class Scale:
    """Map the values from `low` to `high` evenly to the places from `start` to `end`.

    >>> Scale(0, 10, 200, 0)(2.5)
    150
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; one value alone is in the middle."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return tenth(self.start + share * (self.end - self.start))


def day_scale(plot: Plot, margin: int, start: float, end: float) -> Scale:
    """Return the scale of a plot's days, as ordinals, with some days before the first and after the last."""
    days = [day.toordinal() for mark in plot.marks for day in (mark.start, mark.end)]
    return Scale(min(days) - margin, max(days) + margin, start, end)


def calendar(days: Scale, width: float, height: float, least: float) -> tuple[tuple[Rule, ...], tuple[Label, ...]]:
    """Return a dotted rule at the start of each quarter, and their names; of each year where `least` pixels are more."""
    rules, labels = [], []
    for number, day in enumerate(starts(days, least)):
        x = days(day.toordinal())
        rules.append(Rule(x, 0, x, height, dotted=True))
        quarter = [f"Q{(day.month + 2) // 3}"] if _month_width(days) * 3 >= least else []
        year = [str(day.year)] if day.month == 1 or number == 0 else []
        half = max(map(text_width, (*quarter, *year))) / 2
        middle = tenth(min(max(x, half), width - half))
        labels += [Label(text, middle, height + (row + 1) * LINE) for row, text in enumerate((*quarter, *year))]
    return tuple(rules), tuple(labels)


def _month_width(days: Scale) -> float:
    return 30.4 * (days.end - days.start) / (days.high - days.low)


def starts(days: Scale, least: float = 0) -> list[dt.date]:
    """Return the first days of quarters, or of every first, second, fifth … year, at least so many pixels apart."""
    months = next((months for months in (3, 12, 24, 60, 120) if _month_width(days) * months >= least), 240)
    first, last = (dt.date.fromordinal(int(day)) for day in (days.low, days.high))
    years = [year for year in range(first.year, last.year + 1) if year * 12 % months == 0]
    starts = [dt.date(year, month, 1) for year in years for month in range(1, 13, min(months, 12))]
    return [day for day in starts if first <= day <= last]
