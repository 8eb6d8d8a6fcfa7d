"""The Content-Security-Policy of a page: this host alone, and the inline scripts of the build by their hashes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def policy_of(scripts: Iterable[str], styles: Iterable[str] = ()) -> str:
    """Return the policy of a page: this host alone, its inline scripts by their text, its styles by their hashes.

    >>> policy_of(["go()"]).split("; ")[1]
    "script-src 'self' 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"
    """
    hashes = dict.fromkeys(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *(f"'sha256-{each}'" for each in hashes))),
            " ".join(("style-src 'self'", *(f"'{each}'" for each in styles))),
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )
