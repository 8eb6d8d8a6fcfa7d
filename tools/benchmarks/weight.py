"""What a reader of a built site loads, and a host keeps: the search's index, the largest page, all files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import lxml.html

from macros.outputs.search.index import INDEX


def reader_table(site: Path) -> str:
    """Return the weights in Markdown, raw and compressed."""
    files = [path for path in site.rglob("*") if path.is_file()]
    sizes = {path: path.stat().st_size for path in files}
    pages = [path for path in files if path.suffix == ".html"]
    largest = max(pages, key=sizes.__getitem__)
    entries = len(json.loads((site / INDEX).read_text("utf-8"))["columns"]["location"])
    elements = sum(1 for _ in lxml.html.parse(str(largest)).iter())
    rows = (
        ("index of the search", site / INDEX, f"{entries:,} entries"),
        (f"largest page: {largest.relative_to(site).as_posix()}", largest, f"{elements:,} elements"),
    )
    lines = [
        f"| {name} | {sizes[path] / 1000:,.0f} | {len(gzip.compress(path.read_bytes(), 6)) / 1000:,.0f} | {holds} |"
        for name, path, holds in rows
    ]
    lines.append(f"| the site | {sum(sizes.values()) / 1000:,.0f} | | {len(pages):,} pages, {len(files):,} files |")
    return "\n".join(("| | KB | compressed, KB | |", "|---|---|---|---|", *lines))
