"""Drawing at build time: Vega-Lite to SVG, without a browser and without the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import vl_convert


def draw(spec: Mapping[str, Any]) -> str:
    """Return the SVG of a Vega-Lite specification."""
    return str(vl_convert.vegalite_to_svg(json.dumps(spec, sort_keys=True)))
