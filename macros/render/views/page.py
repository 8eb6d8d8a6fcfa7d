"""Views for one page in its language: facts and derived metrics with corrections and links, texts with figures, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from macros.ledger.derive import Computed
from macros.ledger.editorial import Correction, Doubt, Event
from macros.ledger.model import Fact, Figure, Text
from macros.ledger.select import selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.site import PageRun, Site
from macros.render.urls import Addresses
from macros.render.views.models import DerivedView, FactView, FigureView, Prose, SourceView
from macros.render.views.writer import Writer


class Views(Writer):
    """Makes the views of one page of a site, and notes in the page's run what they show.

    Figures have footnotes unless `numbered` is False, as where each is shown beside its document anyway.
    """

    def __init__(self, site: Site, run: PageRun, *, numbered: bool = True) -> None:
        super().__init__(site.ledger, site.language)
        self.site = site
        self.run = run
        self.numbered = numbered
        self.calculations = site.calculations
        self.addresses = Addresses(run.page)

    def without_notes(self) -> Views:
        """Return the views of the same page whose figures have no footnotes."""
        return Views(self.site, self.run, numbered=False)

    def facts(self, facts: Iterable[Fact]) -> list[FactView]:
        """View facts in their order."""
        return [FactView(self, fact) for fact in facts]

    def number(self, found: Fact | Computed, **how: bool) -> FigureView:
        """View whatever a figure names."""
        return FactView(self, found, **how) if isinstance(found, Fact) else DerivedView(self, found, **how)

    def found(self, figure: Figure) -> Fact | Computed:
        """Find what a data file names by a figure."""
        if figure.derived is not None:
            return self.calculations.results[figure.derived]
        return selected(self.ledger, figure)

    def figure(self, figure: Figure, *, rounded: bool = False) -> FigureView:
        """View a figure that a data file names."""
        return self.number(self.found(figure), magnitude=figure.magnitude, rounded=rounded)

    def figures(self, figures: Iterable[Figure], *, rounded: bool = False) -> list[FigureView]:
        """View figures that a data file names."""
        return [self.figure(each, rounded=rounded) for each in figures]

    def has_passed(self, event: Event) -> bool:
        """Whether an event later than every document had passed when the pages were last edited."""
        return self.ledger.is_to_come(event) and event.date.end.isoformat() < self.site.edited

    def source(self, document: str, place: str) -> SourceView:
        """View a place of a document."""
        return SourceView(self, self.ledger.documents[document], place)

    def prose(self, text: Text, figures: Mapping[str, Figure], *, rounded: bool = False) -> Prose:
        """Split a text at its figures: words, numbers and places, in turn; `rounded` leaves amounts the digits of prose."""
        pieces = PLACEHOLDER.split(self.text(text))
        shown = {
            name: self.source(str(each.document), str(each.paragraph)) if each.is_place else self.figure(each, rounded=rounded)
            for name, each in figures.items()
        }
        return tuple(shown[piece] if index % 2 else piece for index, piece in enumerate(pieces) if index % 2 or piece)

    def correction(self, correction: Correction) -> Mapping[str, Prose]:
        """Return the texts of a correction, by their keys: what is printed, what is right and what is shown."""
        texts = {"says": correction.says, "right": correction.right, "shows": correction.shows}
        if correction.withdrawn:
            texts["withdrawn"] = correction.withdrawn.reason
        return {key: self.prose(text, correction.figures) for key, text in texts.items()}

    def doubt(self, doubt: Doubt, *, rounded: bool = False) -> Mapping[str, Prose]:
        """Return the texts of a doubt, by their keys: both sides, of which `now` may be silent, and the outcome's reason."""
        texts = {"then": doubt.then.text, "now": doubt.now and doubt.now.text, "reason": doubt.reason}
        return {key: self.prose(text, doubt.figures, rounded=rounded) for key, text in texts.items() if text}
