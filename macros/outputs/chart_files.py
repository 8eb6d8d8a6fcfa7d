"""Each chart as files to take along: its numbers as CSV, and itself as SVG with title, legend, note and sources."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from macros.outputs.citations import Release
from macros.outputs.downloads import Row as Cells
from macros.outputs.downloads import csv_rows, fact_row
from macros.render.charts.plot import FRAMES, LegendEntry, Mark
from macros.render.charts.plots import ChartView, chart_view, lay_out
from macros.render.charts.shapes import FONT, text_width
from macros.render.site import PageRun, Site
from macros.render.templates import render
from macros.render.urls import CHARTS
from macros.render.views import DerivedView, FactView, Views
from macros.text.numbers import shown_ends
from macros.text.typography import wrap

COLUMNS = (
    *("series", "period", "drawn_at", "label", "metric", "event", "document", "kind"),
    *("value", "low", "high", "unit", "qualifier", "printed", "place"),
)
"""The columns of a chart's CSV: those of `facts.csv` where they apply; `series` and `label` are in the page's language."""

_MARGIN, _TITLE = 24, 18
"""Around the content of a drawing's file, and the size of its title, in pixels; other text has that of the drawing."""

_PITCH = 18
"""From one line of text to the next."""

_SAMPLE, _BETWEEN = 16, 18
"""The width of a sample in the legend with its gap, and the gap behind its words."""

Lines = tuple[tuple[str, float], ...]
"""Lines of text, each with its base line."""


def export_charts(site: Site, folder: Path, release: Release) -> None:
    """Write `<id>.csv` and `<id>.svg` of every chart into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    views = Views(site, PageRun(f"{CHARTS}.md"), numbered=False)
    for chart in site.ledger.charts.values():
        view = chart_view(views, chart)
        list(csv_rows(folder / f"{chart.id}.csv", COLUMNS, (_cells(views, view, mark) for mark in view.plot.marks)))
        (folder / f"{chart.id}.svg").write_text(svg(views, view, release), "utf-8", newline="\n")


def svg(views: Views, chart: ChartView, release: Release) -> str:
    """Draw a chart as on a desk, in the colours of the light palette, as a file that needs no other.

    Its content is placed from top to bottom, without the margin; `top` is where the drawing begins.
    """
    words, drawing = views.words, lay_out(chart.plot, chart.frames[0])
    width = max(drawing.width, FRAMES[0].width)
    title = _lines(wrap(views.text(chart.record.title), width / _TITLE, 3), _TITLE, 1.4 * _TITLE)
    scale = _lines(filter(None, [chart.scale(words)]), title[-1][1] + _PITCH)
    y = (scale or title)[-1][1]
    legend = _legend(chart, words, width, y + _PITCH)
    top = (legend[-1][-1] if legend else y) + 0.75 * _PITCH
    sources = words["joiner"].join(views.text(document.short) for document in chart.documents)
    texts = (
        views.text(chart.record.note),
        f"{words['column.source']}{words['colon']}{sources}",
        words["part"].join(filter(None, (release.site, release.url))),
    )
    y = top + drawing.height + 1.5 * _PITCH
    foot: Lines = ()
    for text in filter(None, texts):
        foot += _lines(wrap(text, width / FONT, 30), y)
        y = foot[-1][1] + 1.25 * _PITCH
    size = {"width": width, "height": foot[-1][1], "margin": _MARGIN}
    placed = {"title": title, "scale": scale, "legend": legend, "drawing": drawing, "top": top, "foot": foot}
    return render("chart.svg.jinja", views=views, words=words, chart=chart, plot=chart.plot, **size, **placed)


def _lines(texts: Iterable[str], start: float, pitch: float = _PITCH) -> Lines:
    return tuple((text, start + row * pitch) for row, text in enumerate(texts))


def _legend(chart: ChartView, words: Mapping[str, str], width: float, y: float) -> list[tuple[LegendEntry, str, float, float]]:
    """Place the entries of a legend with their words one after the other, in as many rows as they need."""
    placed = []
    x = 0.0
    for entry in chart.plot.legend:
        text = chart.meaning(entry, words)
        needed = _SAMPLE + text_width(text)
        if x and x + needed > width:
            x, y = 0.0, y + _PITCH
        placed.append((entry, text, x, y))
        x += needed + _BETWEEN
    return placed


def _cells(views: Views, chart: ChartView, mark: Mark) -> Cells:
    """Return a row of a chart's CSV: a fact as it is printed, a computed number as it is shown, or an event."""
    cells: Cells = dict.fromkeys(COLUMNS)
    label, number = views.text(chart.record.series[mark.series].label), mark.shown
    cells |= {"series": label.replace("\n", " "), "drawn_at": mark.at.text if mark.at else None}
    cells["document"] = " ".join(dict.fromkeys(mark.documents))
    if mark.event is not None:
        return cells | {"label": views.text(mark.event.title), "event": mark.event.id, "period": mark.event.date.text}
    if isinstance(number, FactView):
        fact = fact_row(views.ledger, number.record)
        cells |= {name: fact[name] for name in COLUMNS if name in fact}
        return cells | {"label": views.text(number.metric.label), "place": fact["paragraph"]}
    if isinstance(number, DerivedView):
        derived, quantity = number.record.derived, number.record.quantity
        low, high = shown_ends(quantity, derived.places, views.language)
        ends = {"value": low} if low == high else {"low": low, "high": high}
        cells |= {"label": number.caption, "metric": derived.id, "kind": "derived", "unit": quantity.unit.base, **ends}
    return cells
