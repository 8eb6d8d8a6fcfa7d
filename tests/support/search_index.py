"""Reads the search's index as rows, one for each entry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from macros.outputs.search.index import INDEX

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
"""Characters that nobody sees: neither the index nor a result may hold one."""


def entries(index: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of an index, whose columns become keys: location, title, text and so on."""
    columns = index["columns"]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def index_in(folder: Path) -> dict[str, Any]:
    """The index of an edition."""
    loaded: dict[str, Any] = json.loads((folder / INDEX).read_text("utf-8"))
    return loaded
