"""What takes a moment to work out is kept in `.cache/`, by all that it was made from.

The folder may be deleted at any time, and `WITHOUT_CACHE=1` in the environment leaves it out: the site is the same.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import os
import pickle
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

Made = TypeVar("Made")

WITHOUT = "WITHOUT_CACHE"
"""The environment variable that leaves the caches out."""

_PACKAGE = Path(__file__).resolve().parent
FOLDER = _PACKAGE.parent / ".cache"

_DIGEST = hashlib.sha256().digest_size


class Cache:
    """A folder that keeps bytes by the text that they were made from.

    >>> cache = Cache(Path("drawings"))  # doctest: +SKIP
    >>> cache.get("<svg>…</svg>", lambda: b"slow to make")  # doctest: +SKIP
    b'slow to make'
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str, make: Callable[[], bytes], name: str = "") -> bytes:
        """Return what was kept for a key, or make and keep it.

        The key is the whole of what decides the result, of any length. What is named takes the place of what was kept
        by that name before, for another key. What was damaged on the disk is made anew; where the folder cannot be
        written to, nothing is kept and nothing fails.
        """
        if os.environ.get(WITHOUT):
            return make()
        path = self.folder / (name or hashlib.sha256(key.encode()).hexdigest())
        kept = _read(path, key)
        if kept is not None:
            return kept
        made = make()
        with suppress(OSError):
            _write(path, key, made)
        return made


def kept_object(name: str, files: Mapping[str, bytes], make: Callable[[], Made], folder: Path = FOLDER) -> Made:
    """Return an object that was made from files by this package's code, as it was kept or, after any edit, made anew.

    `files` are their contents by name; `name` is that of the one file in which the object is kept. What `make` raises
    is raised, and nothing is kept.
    """
    made: list[Made] = []

    def pickled() -> bytes:
        made.append(make())
        return _pickled(made[0])

    raw = Cache(folder).get(_digest(files), pickled, name)
    # Ours alone: whoever can write it can write this module.
    return made[0] if made else pickle.loads(raw)  # noqa: S301


def _pickled(value: object) -> bytes:
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    # Views of dictionaries are not pickled by themselves.
    pickler.dispatch_table = copyreg.dispatch_table | {MappingProxyType: lambda each: (_view, (dict(each),))}
    pickler.dump(value)
    return written.getvalue()


def _view(content: dict[object, object]) -> Mapping[object, object]:
    return MappingProxyType(content)


def _digest(files: Mapping[str, bytes]) -> str:
    """Return what tells these files, this code and what it runs on from any other."""
    state = hashlib.sha256("\0".join((sys.version, version("pydantic"), version("pyyaml"))).encode())
    for parts in (_code(), files):
        for name, content in sorted(parts.items()):
            state.update(f"{len(name.encode())} {name} {len(content)} ".encode() + content)
    return state.hexdigest()


@lru_cache(maxsize=1)
def _code() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in _PACKAGE.glob("*.py")}


def _read(path: Path, key: str) -> bytes | None:
    """Read what was kept: a digest of key and content, then the content."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, content = kept[:_DIGEST], kept[_DIGEST:]
    return content if _sealed(key, content) == digest else None


def _write(path: Path, key: str, content: bytes) -> None:
    """Write in place: whoever is killed meanwhile leaves what its digest betrays, and no further file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_sealed(key, content) + content)


def _sealed(key: str, content: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(key.encode()).digest() + content).digest()
