"""The whole site as one archive to take along: it opens from a folder, without a server, and its search works there."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from macros.outputs.search.index import INDEX, MATERIALS
from macros.render.urls import DOWNLOADS

_THEMES_SCRIPT = "assets/javascripts/bundle.*.min.js"
_OURS = "search.js"
"""The search worker, put before the theme's bundle in the same file, so that no page changes."""
_AS_SCRIPTS = {MATERIALS: b"var __index = ", INDEX: b"self.entries = "}
"""What begins the scripts that hold the indexes: from a folder a page may load scripts, but fetch nothing."""
_NOT_FOR_FOLDERS = frozenset({".gz", ".map", ".zip"})


def pack(site: Path) -> Path:
    """Write the archive of a built site among its downloads, and return where it is.

    It is named after the site's short name, and so is the folder in it. Editions below the site come along. The same
    site gives the same archive: the files carry the day of the data instead of a time. Raises OSError, and ValueError
    where the theme's script is missing, without which nothing would be found.
    """
    package = json.loads((site / DOWNLOADS / "datapackage.json").read_text("utf-8"))
    name, (year, month, day) = str(package["name"]), map(int, str(package["version"])[:10].split("-"))
    archive = site / DOWNLOADS / f"{name}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in _contents(site):
            entry = zipfile.ZipInfo(f"{name}/{path}", (year, month, day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return archive


def _contents(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file's path in the site and its bytes, and the scripts that only the archive has; no dot files."""
    paths = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if path.is_file()}
    if not any(path.match(_THEMES_SCRIPT) for path in paths.values()):
        raise ValueError(f"the site has no {_THEMES_SCRIPT}; the theme has changed")
    for name, path in paths.items():
        if name.startswith(".") or path.suffix in _NOT_FOR_FOLDERS:
            continue  # Dot files are a host's, or the marker of a build.
        content = path.read_bytes()
        yield name, path.with_name(_OURS).read_bytes() + content if path.match(_THEMES_SCRIPT) else content
        for index, beginning in _AS_SCRIPTS.items():
            if name.endswith(index):
                yield f"{name.removesuffix('json')}js", beginning + content
