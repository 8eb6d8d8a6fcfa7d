"""Drawings made at build time, without a browser: a chart becomes an SVG, and an SVG a PNG, with the font that we ship.

Drawing takes a moment, so what was drawn once is kept in `.cache/drawings/` by its content.
The folder may be deleted at any time; it is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
FONT = FONTS / "NotoSansSC-Bold-subset.otf"
FAMILY = "Ledger Sans SC"
"""The name of the font in drawings: no other font has it, so that every machine draws the same."""

_DIGEST = hashlib.sha256().digest_size


class DrawingCache:
    """A folder that keeps bytes by the text that they were made from.

    >>> cache = DrawingCache(Path("drawings"))  # doctest: +SKIP
    >>> cache.get("<svg>…</svg>", lambda: b"slow to make")  # doctest: +SKIP
    b'slow to make'
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what was kept for a key, or make and keep it.

        The key is the whole of what decides the result, of any length. What was damaged on the disk
        is made anew; where the folder cannot be written to, nothing is kept and nothing fails.
        """
        path = self.folder / hashlib.sha256(key.encode()).hexdigest()
        kept = _read(path)
        if kept is not None:
            return kept
        made = make()
        with suppress(OSError):
            _write(path, made)
        return made


def vector(spec: Mapping[str, Any]) -> str:
    """Draw a Vega-Lite specification as an SVG; raises ValueError where it is none."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    return drawings().get("\0".join(("svg", version("vl-convert-python"), text)), lambda: _vector(text)).decode()


def png(svg: str) -> bytes:
    """Draw an SVG as a PNG of the size that it names, in pixels; raises ValueError where it is no SVG.

    Texts in `FAMILY` take the shipped font; it holds one weight, bold.
    """
    return drawings().get("\0".join(("png", *_made_with(), svg)), lambda: _png(svg))


@lru_cache(maxsize=1)
def drawings() -> DrawingCache:
    """Return the cache of this project."""
    return DrawingCache(Path(__file__).resolve().parent.parent / ".cache" / "drawings")


@lru_cache(maxsize=1)
def _made_with() -> tuple[str, str]:
    """What a drawing depends on besides its text: the program's version and the font."""
    return version("vl-convert-python"), hashlib.sha256(FONT.read_bytes()).hexdigest()


def _vector(spec: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - as below

    try:
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    except (RuntimeError, ValueError) as error:
        raise ValueError(f"this is no specification of a chart: {str(error).partition(chr(10))[0]}") from None


def _png(svg: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - a large library, for which a build with a full cache has no use

    vl_convert.register_font_directory(str(FONTS))
    try:
        return vl_convert.svg_to_png(svg)
    except RuntimeError as error:
        raise ValueError(f"this is no SVG: {str(error).partition(chr(10))[0]}") from None


def _read(path: Path) -> bytes | None:
    """Read what was kept: the digest of the content, then the content."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, content = kept[:_DIGEST], kept[_DIGEST:]
    return content if hashlib.sha256(content).digest() == digest else None


def _write(path: Path, content: bytes) -> None:
    """Write in place: whoever is killed meanwhile leaves what its digest betrays, and no further file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(hashlib.sha256(content).digest() + content)
