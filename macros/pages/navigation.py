"""Find the pages that no entry of their edition's navigation leads to, which a strict build refuses."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pathspec.gitignore import GitIgnoreSpec

from macros.ledger.editions import Edition, inherited
from macros.ledger.errors import Problem


def omitted_pages(root: Path, edition: Edition) -> Iterator[Problem]:
    """Yield the pages that neither `nav` nor `not_in_nav` names; all are named where there is no `nav`."""
    configs = list(inherited(root / edition.config))
    nav, left_out = (next((each[key] for each in configs if each.get(key)), "") for key in ("nav", "not_in_nav"))
    lines = (root / edition.config).read_text("utf-8").splitlines()
    place = f"{edition.config}:{next((at for at, line in enumerate(lines, 1) if line.startswith('nav:')), 1)}"
    named, others = set(_named(nav)), GitIgnoreSpec.from_lines(str(left_out).splitlines())
    for path in sorted(edition.docs.rglob("[!.]*.md")) if nav else ():
        page = path.relative_to(edition.docs).as_posix()
        if page not in named and not others.match_file(page):
            message = f"the menu does not lead here; add a line below nav: ({place}): - {page}"
            yield Problem(path.relative_to(root).as_posix(), 1, 1, "", message)


def _named(nav: Any) -> Iterator[str]:
    """Yield the pages of a part of the navigation: a page, or a list or a mapping of parts."""
    if isinstance(nav, str):
        yield nav
    for part in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _named(part)
