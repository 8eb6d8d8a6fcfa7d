"""What a reader of a built site loads, and a host keeps: the search's index, the largest pages, all files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import lxml.html

from macros.outputs.search.index import INDEX


def reader_table(site: Path) -> str:
    """Return what a reader of a built site loads: its index, its largest pages, and what a host keeps."""
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    kinds = {"largest page": pages, "largest of the catalogue": [path for path in pages if path.parent.name == "catalogue"]}
    entries = len(json.loads((site / INDEX).read_text("utf-8"))["columns"]["location"])
    lines = [_weight("index of the search", site / INDEX, f"{entries:,} entries")]
    for said, among in kinds.items():
        path = max(among, key=lambda each: each.stat().st_size)
        elements = sum(1 for _ in lxml.html.parse(str(path)).iter())
        lines.append(_weight(f"{said}: {path.relative_to(site).as_posix()}", path, f"{elements:,} elements"))
    size = sum(path.stat().st_size for path in files) / 1e6
    lines.append(f"| the site | {size * 1000:,.0f} | | {len(pages):,} pages, {len(files):,} files |")
    return "\n".join(("| | KB | compressed, KB | |", "|---|---|---|---|", *lines))


def _weight(said: str, path: Path, holds: str) -> str:
    raw = path.read_bytes()
    return f"| {said} | {len(raw) / 1000:,.0f} | {len(gzip.compress(raw, 6)) / 1000:,.0f} | {holds} |"
