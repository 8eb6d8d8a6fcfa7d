"""The macros of one page, called from a test as a page calls them."""

from collections.abc import Callable
from dataclasses import replace

from macros.ledger.ledger import Ledger
from macros.ledger.model import Language
from macros.render.macros import render_call
from macros.render.site import PageRun, Site


class PageMacros:
    """Renders macro calls of one page, `PageMacros(ledger, "zh", "stories/one.md").fact("orbit-spending", "FY2025")`."""

    def __init__(self, ledger: Ledger, language: Language, page: str) -> None:
        self.site = replace(Site.of(ledger, language), fronts={f"{name}.md": {"title": name} for name in ("index", "charts")})
        self.run = PageRun(page)

    def __getattr__(self, name: str) -> Callable[..., str]:
        """Return what calls the macro of this name."""
        return lambda *args, **kwargs: render_call(self.site, self.run, name, args, kwargs)
