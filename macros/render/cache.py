"""A cache on disk, `.cache/`, of what takes long to make, by the whole of what it was made from.

The folder may be deleted at any time, and `WITHOUT_CACHE=1` in the environment leaves it out: the site is the same.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

WITHOUT = "WITHOUT_CACHE"
"""The environment variable that leaves the caches out."""

FOLDER = Path(__file__).resolve().parents[2] / ".cache"

_DIGEST = hashlib.sha256().digest_size


class Cache:
    """A folder that keeps bytes by the text that they were made from.

    >>> cache = Cache(Path("drawings"))  # doctest: +SKIP
    >>> cache.get("<svg>…</svg>", lambda: b"slow to make")  # doctest: +SKIP
    b'slow to make'
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what was kept for a key, or make and keep it.

        The key is the whole of what decides the result, of any length. What was damaged on the disk is made anew; where
        the folder cannot be written to, nothing is kept and nothing fails.
        """
        if os.environ.get(WITHOUT):
            return make()
        path = self.folder / hashlib.sha256(key.encode()).hexdigest()
        kept = _read(path, key)
        if kept is not None:
            return kept
        made = make()
        with suppress(OSError):
            _write(path, key, made)
        return made


def _read(path: Path, key: str) -> bytes | None:
    """Read what was kept: a digest of key and content, then the content."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, content = kept[:_DIGEST], kept[_DIGEST:]
    return content if _stamp_of(key, content) == digest else None


def _write(path: Path, key: str, content: bytes) -> None:
    """Write in place: whoever is killed meanwhile leaves what its digest betrays, and no further file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_stamp_of(key, content) + content)


def _stamp_of(key: str, content: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(key.encode()).digest() + content).digest()
