"""Drawings made at build time, without a browser: a chart becomes an SVG, and an SVG a PNG, with the font that we ship.

What was drawn once is kept in `.cache/drawings/`, by its content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from macros.render.cache import FOLDER, Cache

FONTS = Path(__file__).resolve().parents[2] / "fonts"
FONT = FONTS / "NotoSansSC-Bold-subset.otf"
FAMILY = "Ledger Sans SC"
"""The name of the font in drawings: no other font has it, so that every machine draws the same."""


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
def drawings() -> Cache:
    """Return the cache of this project."""
    return Cache(FOLDER / "drawings")


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
