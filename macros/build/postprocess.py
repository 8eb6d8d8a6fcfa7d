"""The one step after the theme: a page's content security policy, and the palette that its body begins with.

It parses the page. Where the theme no longer writes what this relies on, the build ends.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from pathlib import Path

_RUN = frozenset({"", "text/javascript", "application/javascript", "module", "importmap", "speculationrules"})
"""The types of scripts that a browser runs; the others are blocks of data."""
_ZENSICAL_STYLE = "sha256-NwSx/R2V/U4jnW0Tq5pQ53Y/rzPVJ4dqE7D6UTA/J1k="
"""The style sheet that the script of Zensical 0.0.73 puts into its search box; its test says when it is another one."""


def finish_site(folder: Path) -> None:
    """Finish every page of a built site, for an engine that calls no hooks."""
    for path in sorted(folder.rglob("*.html")):
        html = path.read_text("utf-8")
        try:
            finished = finish(html)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        if finished != html:
            path.write_text(finished, "utf-8", newline="\n")


def finish(html: str) -> str:
    """Add the policy and the initial palette to a page; a finished page stays as it is.

    Raises ValueError where the page has no `<meta charset>` or no `<body>`, or where a script stands in its article: the
    policy would vouch for it.
    """
    page = _Page(html)
    if not page.charset or not page.body:
        raise ValueError("a page has no <meta charset> or no <body>; the theme has changed")
    html = html.replace(f"\n{page.policy}", "", 1) if page.policy else html
    # Before all that it governs, but a browser looks for the encoding in the first 1,024 bytes alone.
    policy = f'<meta http-equiv="Content-Security-Policy" content="{policy_of(page.scripts, page.styles)}">'
    return html.replace(page.charset, f"{page.charset}\n{policy}", 1).replace(page.body, _with_palette(page), 1)


def policy_of(scripts: Iterable[str], styles: Iterable[str] = ()) -> str:
    """Return the policy of a page: this host alone, its inline scripts by their text, its styles by their hashes.

    >>> policy_of(["go()"]).split("; ")[1]
    "script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"
    """
    hashes = dict.fromkeys(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    script_sources = " ".join(("'self'", *(f"'sha256-{each}'" for each in hashes)))
    style_sources = " ".join(("'self'", *(f"'{each}'" for each in styles)))
    return (
        f"default-src 'none'; script-src {script_sources}; style-src {style_sources}; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
    )


def _with_palette(page: _Page) -> str:
    """Return the body's start tag with the attributes that the theme's script sets first.

    Each of them would restyle the whole page while it is still being set up: a quarter of the time in which a long page
    does not answer on a phone.
    """
    if page.palette is None or "data-md-color-switching" in page.body:
        return page.body
    return f'<body data-md-color-switching="" data-md-color-media="{escape(page.palette)}"{page.body.removeprefix("<body")}'


class _Page(HTMLParser):
    """What `finish` needs of a page: start tags as they are written, inline scripts, the media query of the first palette."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.charset = self.policy = self.body = ""
        self.palette: str | None = None
        self.scripts: list[str] = []
        self.styles: tuple[str, ...] = ()
        self._in_script = False
        # Navigation and article are most of a page, and have no scripts.
        before, _, rest = html.partition("</header>" if "</header>" in html else "<article")
        content, _, after = rest.rpartition("</article>")
        if "<script" in content.lower():
            raise ValueError("a script stands in the article; remove it: only the theme's scripts run")
        self.feed(before + after)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "body", "input", "script"}:
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._in_script = "src" not in given and given.get("type", "").lower() in _RUN
            self.scripts += [""] if self._in_script else []
        elif tag == "body":
            self.body = self.get_starttag_text() or ""
        elif tag == "input" and self.palette is None:
            self.palette = given.get("data-md-color-media")
        elif "charset" in given:
            self.charset = self.get_starttag_text() or ""
        elif given.get("http-equiv") == "Content-Security-Policy":
            self.policy = self.get_starttag_text() or ""
        elif given.get("name") == "generator" and given.get("content", "").startswith("zensical"):
            self.styles = (_ZENSICAL_STYLE,)

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False
