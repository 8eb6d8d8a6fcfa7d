"""The layout of a chart: from a plot to a drawing for a frame."""

from __future__ import annotations

from macros.render.charts.bars import fits_side_by_side, lay_out_bars, lay_out_bars_across
from macros.render.charts.lines import lay_out_lines, lay_out_path
from macros.render.charts.plot import Frame, Plot
from macros.render.charts.roadmap import lay_out_roadmap
from macros.render.charts.shapes import Drawing


def lay_out(plot: Plot, frame: Frame) -> Drawing:
    """Lay out a plot for a frame; bars and lines whose texts would touch each other become bars across."""
    if plot.type == "roadmap":
        return lay_out_roadmap(plot, frame)
    if plot.type == "path":
        return lay_out_path(plot, frame)
    if not fits_side_by_side(plot, frame):
        return lay_out_bars_across(plot, frame)
    return lay_out_lines(plot, frame) if plot.type == "lines" else lay_out_bars(plot, frame)
