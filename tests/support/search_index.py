"""Reads the search's index as rows, one for each entry."""

from __future__ import annotations

import re
from typing import Any

INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
"""Characters that nobody sees: neither the index nor a result may hold one."""


def entries(index: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries of an index, whose columns become keys: location, title, text and so on."""
    columns = index["columns"]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
