"""The whole site as one archive to take along: it opens from a folder, without a server, and its search works there."""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from macros.outputs.search.index import INDEX, MATERIALS
from macros.render.urls import DOWNLOADS

_THEMES_SCRIPT = re.compile(r'<script src="([^"]*)assets/javascripts/bundle\.')
_OURS = "assets/javascripts/offline.js"
_NOT_FOR_FOLDERS = frozenset({".gz", ".map", ".zip"})


def pack(site: Path) -> Path:
    """Write the archive of a built site among its downloads, and return where it is.

    It is named after the site's short name, and so is the folder in it. Editions below the site come along. The same
    site gives the same archive: the files carry the day of the data instead of a time. Raises OSError, and ValueError
    where no page has the theme's script, without which nothing would be found.
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
    """Every file by its path in the site, as the archive holds it, and the scripts that only the archive has."""
    searched = 0
    for path in sorted(path for path in site.rglob("*") if path.is_file() and path.suffix not in _NOT_FOR_FOLDERS):
        name, content = path.relative_to(site).as_posix(), path.read_bytes()
        if path.suffix == ".html":
            content, count = with_our_search(content.decode("utf-8"))
            searched += count
        yield name, content
        # From a folder a page may load scripts, but fetch nothing.
        if name.endswith(MATERIALS):
            yield posixpath.splitext(name)[0] + ".js", b"var __index = " + content
        elif name.endswith(INDEX):
            yield posixpath.splitext(name)[0] + ".js", b"self.entries = " + content
    if not searched:
        raise ValueError("no page names the theme's script; the theme has changed")


def with_our_search(html: str) -> tuple[bytes, int]:
    """Load what answers the search in a folder before the theme's script; also tells how often that was found.

    >>> with_our_search('<script src="../assets/javascripts/bundle.a1.min.js"></script>')[0]
    b'<script src="../assets/javascripts/offline.js"></script><script src="../assets/javascripts/bundle.a1.min.js"></script>'
    """
    changed, count = _THEMES_SCRIPT.subn(lambda match: f'<script src="{match[1]}{_OURS}"></script>{match[0]}', html)
    return changed.encode(), count
