"""What is done to a whole page after the theme has rendered it, the same for every engine.

Steps that change the page stand in `STEPS`, in their order; the security policy comes last,
since it vouches for the page as it then is.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence

from macros.build.table_labels import label_cells
from macros.ledger.model import Language
from macros.text.typography import join_lines

Step = Callable[[str, Language], str]

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"(?:^|\s)src\s*=", re.IGNORECASE)
_TYPE = re.compile(r"(?:^|\s)type\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)
_RUN = frozenset({"", "text/javascript", "application/javascript", "module", "importmap", "speculationrules"})
_PALETTE = re.compile(r'<input class="md-option" data-md-color-media="([^"]*)"')
_BODY = re.compile(r"<body\b(?![^>]*data-md-color-switching)")
_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>\n?")
_HEAD = re.compile(r"<head\b[^>]*>(?:\s*<meta charset=[^>]*>)?\s*", re.IGNORECASE)


def finish(html: str, language: Language, *, styles: Sequence[str] = ()) -> str:
    """Finish a rendered page, as a whole; what was finished before comes back the same.

    `styles` are the hashes of what the theme's own script puts into a page as styles, which the policy would refuse.
    """
    for step in STEPS:
        html = step(html, language)
    return with_policy(html, styles)


def joined(html: str, language: Language) -> str:
    """Join the lines of Chinese text, which a browser would show with gaps."""
    return join_lines(html) if language == "zh" else html


def labelled(html: str, _language: Language) -> str:
    """Label the cells of Markdown's tables, which stack on a phone."""
    return label_cells(html)


def settled(html: str, _language: Language) -> str:
    """Give the body of a page with a choice of palettes the attributes that the theme's script sets first.

    Each of them would restyle the whole page while it is still being set up: a quarter of the time in which a long page
    does not answer on a phone.

    >>> settled('<body dir="ltr"><input class="md-option" data-md-color-media="print">', "zh")[:65]
    '<body data-md-color-switching="" data-md-color-media="print" dir='
    """
    first = _PALETTE.search(html)
    return _BODY.sub(f'<body data-md-color-switching="" data-md-color-media="{first[1]}"', html, count=1) if first else html


STEPS: tuple[Step, ...] = (joined, labelled, settled)


def with_policy(html: str, styles: Sequence[str] = ()) -> str:
    """Put the page's Content-Security-Policy into its head; a text without a head stays as it is.

    It comes before anything that it governs. Only what tells the encoding stands before it: a browser
    looks for that in the first 1,024 bytes alone.
    """
    html = _POLICY.sub("", html)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy_of(html, styles)}">\n'
    return _HEAD.sub(lambda head: head[0] + meta, html, count=1)


def policy_of(html: str, styles: Sequence[str] = ()) -> str:
    """Return the policy of a page: this host alone, and of the scripts in the page those that stand in it now.

    >>> policy_of("<script>go()</script>").split("; ")[1]
    "script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"
    """
    hashes = " ".join(("'self'", *(f"'{style}'" for style in styles)))
    scripts = " ".join(("'self'", *dict.fromkeys(f"'sha256-{_digest(script)}'" for script in inline_scripts(html))))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {hashes}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def inline_scripts(html: str) -> list[str]:
    """Return the text of each script in a page that a browser would run; blocks of data are none.

    >>> inline_scripts('<script src="a.js"></script><script type="application/json">{}</script><script>go()</script>')
    ['go()']
    """
    scripts = ((match[1], match[2]) for match in _SCRIPT.finditer(html))
    return [text for attributes, text in scripts if not _SOURCE.search(attributes) and _kind(attributes) in _RUN]


def _kind(attributes: str) -> str:
    found = _TYPE.search(attributes)
    return found[1].lower() if found else ""


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
