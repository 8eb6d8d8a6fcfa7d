"""What templates place besides the ledger's records: figures and places of documents, to link to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from macros.ledger.derive import Computed
from macros.ledger.model import Document, Fact, Metric


@dataclass(frozen=True)
class SourceView:
    """A place in a document, to link to; in a text with figures its `value` is shown, as that of a figure."""

    document: str
    label: str
    value: str
    href: str
    tooltip: str
    original: str | None


@dataclass(frozen=True, kw_only=True)
class FigureView:
    """A fact or a derived metric, to link to its line in the catalogue, which `anchor` names.

    `original` is the address of the number in the document's original, which the tooltip offers beside that line.
    `marks` are the address and the title of each correction. `note_number` numbers the figure's footnote when it is
    rendered; None where figures have none.
    """

    attributes: Mapping[str, str]
    anchor: str
    kind: str
    kind_label: str
    value: str
    caption: str
    href: str
    tooltip: str
    original: str | None = None
    marks: tuple[tuple[str, str], ...] = ()
    note_number: Callable[[], int] | None = None


@dataclass(frozen=True, kw_only=True)
class FactView(FigureView):
    """One fact: either `value` or `statement` is empty."""

    record: Fact
    metric: Metric
    document: Document
    statement: str
    period: str
    source: SourceView


@dataclass(frozen=True, kw_only=True)
class DerivedView(FigureView):
    """One derived metric: its result, and the formula as signs and numbers in turn."""

    record: Computed
    formula: tuple[str | FigureView, ...]
    operands: tuple[FactView | DerivedView, ...]


Prose = tuple[str | FigureView | SourceView, ...]
"""A text with figures: words, numbers and places in turn."""


def plain(prose: Prose) -> str:
    """Return a text with figures as words alone."""
    return "".join(piece if isinstance(piece, str) else piece.value for piece in prose)
