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

from macros import LOADED_AT

Made = TypeVar("Made")

WITHOUT = "WITHOUT_CACHE"
"""The environment variable that leaves the caches out."""

_PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = _PACKAGE.parent / ".cache"

_TICK = 20_000_000
"""Nanoseconds by which a file's time may lag behind."""

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


def kept_object(name: str, read: Callable[[], Mapping[str, bytes]], make: Callable[[], Made], folder: Path = FOLDER) -> Made:
    """Return an object that was made from files by this package's code, as it was kept or, after any edit, made anew.

    `read` reads the files, their contents by name; `name` is that of the one file in which the object is kept. What
    `make` raises is raised, and nothing is kept; nor is it where files or code were edited meanwhile, or cannot be read.
    """
    files = _or_none(read)
    if files is None or os.environ.get(WITHOUT) or _is_edited():
        return make()
    path, key = folder / name, _digest(files)
    kept = _read(path, key)
    if kept is not None:
        # Ours alone: whoever can write it can write this module.
        return pickle.loads(kept)  # type: ignore[no-any-return] # noqa: S301
    made = make()
    if _or_none(read) == files and not _is_edited():
        with suppress(OSError):
            _write(path, key, _pickled(made))
    return made


def _or_none(read: Callable[[], Mapping[str, bytes]]) -> Mapping[str, bytes] | None:
    try:
        return read()
    except OSError:
        return None


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
    state = hashlib.sha256("\0".join((sys.version, *map(version, ("opencc", "pydantic", "pyyaml")))).encode())
    for parts in (_code(), files):
        for name, content in sorted(parts.items()):
            state.update(f"{len(name.encode())} {name} {len(content)} ".encode() + content)
    return state.hexdigest()


def _is_edited() -> bool:
    """Whether the package's files may say something else than the code that runs."""
    # Clocks of files tick slowly.
    return any(path.stat().st_mtime_ns > LOADED_AT - _TICK for path in _PACKAGE.rglob("*.py"))


@lru_cache(maxsize=1)
def _code() -> Mapping[str, bytes]:
    return {path.relative_to(_PACKAGE).as_posix(): path.read_bytes() for path in _PACKAGE.rglob("*.py")}


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
