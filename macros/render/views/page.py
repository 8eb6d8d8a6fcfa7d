"""Views for one page in its language: facts and derived metrics with corrections and links, texts with figures, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from macros.ledger.derive import Computed
from macros.ledger.editorial import Correction, Doubt, Event
from macros.ledger.model import Fact, Figure, Text
from macros.ledger.quantities import Quantity, quantity_of
from macros.ledger.select import selected
from macros.ledger.typed_figures import PLACEHOLDER
from macros.render.site import PageRun, Site
from macros.render.urls import CORRECTIONS, Addresses
from macros.render.views.models import DerivedView, FactView, Prose, SourceView
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

    def fact(self, fact: Fact, *, magnitude: bool = False, rounded: bool = False) -> FactView:
        """View a fact; `magnitude` leaves the number's sign out, `rounded` rounds an amount as a sentence does."""
        self.run.note(fact)
        return FactView(self, fact, magnitude=magnitude, rounded=rounded)

    def computed(self, computed: Computed, *, magnitude: bool = False, rounded: bool = False) -> DerivedView:
        """View a derived metric with its formula; `magnitude` and `rounded` are those of `fact`."""
        self.run.note(computed)
        return DerivedView(self, computed, magnitude=magnitude, rounded=rounded)

    def facts(self, facts: Iterable[Fact]) -> list[FactView]:
        """View facts in their order."""
        return [self.fact(fact) for fact in facts]

    def number(self, found: Fact | Computed, **how: bool) -> FactView | DerivedView:
        """View whatever a figure names."""
        return self.fact(found, **how) if isinstance(found, Fact) else self.computed(found, **how)

    def quantity(self, number: Fact | Computed) -> Quantity:
        """Return what a fact or a computed number says, with its uncertainty, to draw or to compare it."""
        return quantity_of(self.ledger, number) if isinstance(number, Fact) else number.quantity

    def found(self, figure: Figure) -> Fact | Computed:
        """Find what a data file names by a figure."""
        if figure.derived is not None:
            return self.calculations.results[figure.derived]
        return selected(self.ledger, figure)

    def figure(self, figure: Figure, *, rounded: bool = False) -> FactView | DerivedView:
        """View a figure that a data file names."""
        return self.number(self.found(figure), magnitude=figure.magnitude, rounded=rounded)

    def figures(self, figures: Iterable[Figure], *, rounded: bool = False) -> list[FactView | DerivedView]:
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

    def marks(self, fact: Fact) -> tuple[tuple[str, str], ...]:
        """Return the address and the title of each correction of a fact."""
        return tuple(
            (
                self.addresses.to(CORRECTIONS, each.id),
                f"{self.words['label.correction']}{self.words['colon']}{self.text(each.title)}",
            )
            for each in self.ledger.corrections_by_fact.get(fact.id, ())
        )
