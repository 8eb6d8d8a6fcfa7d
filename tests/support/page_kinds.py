"""Pages by kind: those of a kind come from the same macros and templates, so that one represents them."""

from tests.conftest import ROOT

REPRESENTATIVES = (
    "404.html",
    "index.html",
    "timeline.html",
    "charts.html",
    "then-and-now.html",
    "doubts.html",
    "corrections.html",
    "checks.html",
    "downloads.html",
    "glossary.html",
    "method.html",
    "contribute.html",
    "changes.html",
    "stories/index.html",
    "stories/2025-the-year.html",
    "themes/index.html",
    "themes/cloud.html",
    "catalogue/index.html",
    "catalogue/capital-expenditure.html",
    "sources/index.html",
    "sources/caihua-2025-02-07.html",
    "sources/amazon-2026-02-05.html",
    "sources/amazon-2026-02-05/statements.html",
)
"""A large page of each kind."""

_WRITTEN = ROOT / "docs" / "zh"
PAGES = ("404.html", *sorted(path.relative_to(_WRITTEN).with_suffix(".html").as_posix() for path in _WRITTEN.rglob("*.md")))
"""Every page of an edition."""


def kind_of(page: str) -> str:
    """Return the kind of a page: its folder, or the page itself at the top and where it is a folder's index.

    >>> kind_of("themes/cloud.html"), kind_of("themes/index.html"), kind_of("timeline.html")
    ('themes', 'themes/index.html', 'timeline.html')
    """
    folder, _, name = page.partition("/")
    if not name or name == "index.html":
        return page
    return f"{folder}/parts" if "/" in name else folder
