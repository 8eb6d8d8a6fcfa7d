"""Publish a site: build it in a staging folder beside the published one, then exchange the two.

A build that fails, is killed or finds the disk full never touches the published site.
"""

import errno
import os
import shutil
from collections.abc import Container
from pathlib import Path

from macros.outputs.folder_exchange import BUILDING, discard, exchange, remove_leftovers, staging_of

MARKER = ".ledger-build"
"""The file at the top of a published site: a build may replace the folder that holds it."""

_PROJECT = Path(__file__).resolve().parents[2]
_OURS = (".git", ".github", ".venv", "data", "docs", "macros", "overrides", "tests", "tools")
SOURCES = tuple(_PROJECT / each for each in _OURS)
"""The project's folders, which no build may replace."""


def make_staging(site: Path, editions: Container[str] = ()) -> Path:
    """Create an empty folder beside the site for this process to build in, and delete those of builds that were killed.

    `editions` are the folders of editions below the site, which may have been published alone before.
    Raises OSError where it cannot be created, and where the site's folder may not be replaced.
    """
    refuse_foreign(site, editions)
    site.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(site)
    folder = staging_of(site)
    folder.mkdir()
    _require_replaceable(site, folder)
    return folder


def publish(folder: Path, site: Path, editions: Container[str] = ()) -> None:
    """Replace the published site by a complete one; `editions` are the folders to keep where they were not built.

    Raises OSError where that cannot be; the published site is then whole.
    """
    (folder / MARKER).write_text("A build wrote this folder, and the next one replaces it.\n", "utf-8")
    carry_over(site, folder, editions)
    exchange(folder, site)


def refuse_foreign(site: Path, editions: Container[str] = ()) -> None:
    """Raise OSError where a build may not replace a folder: it is part of the sources, or holds files that no build wrote.

    A published site has the marker, an edition in it is covered by that of the site around it. Without a marker a folder
    is empty, hidden files included: a home may hold nothing else.
    """
    if any(site.is_relative_to(each) or each.is_relative_to(site) for source in SOURCES for each in (source, source.resolve())):
        raise OSError(f"{site} belongs to the project's sources or holds them; name another folder")
    if not site.is_symlink() and not site.exists():
        return
    if not site.is_dir():
        raise OSError(f"{site} is no folder; remove it, or name another folder")
    published = {path.name for path in site.iterdir() if path.name in editions and (path / MARKER).is_file()}
    found = [path.name for path in site.iterdir() if path.name not in published and BUILDING not in path.name]
    covers = (site, site.parent) if site.name in editions else (site,)
    if found and not any((each / MARKER).is_file() for each in covers):
        raise OSError(f"{site} holds files that no build wrote ({min(found)}); empty it, or name another folder")


def _require_replaceable(site: Path, empty: Path) -> None:
    """Raise OSError where the system would refuse to replace a site, such as a mount, before anything is built.

    An empty folder never replaces one that holds files; why the system refuses tells whether a whole site could.
    """
    if not site.exists():
        return
    try:
        empty.rename(site)
        empty.mkdir()  # The site was an empty folder, too.
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            discard(empty)
            raise OSError(f"{site} cannot be replaced ({error.strerror}); if it is a mount, name a folder in it") from None


def carry_over(site: Path, folder: Path, editions: Container[str] = ()) -> None:
    """Copy from the published site what a build does not write: a host's own files, and editions that were not built.

    They are copied, not moved, so that readers have them at any moment. Raises OSError where another build publishes
    meanwhile, since the copy would be of two sites.
    """
    if not site.is_dir():
        return
    published = site.stat()
    for path in site.iterdir():
        target = folder / path.name
        kept = path.name in editions or path.name == "CNAME" or path.name.startswith(".")
        if kept and BUILDING not in path.name and not target.exists():
            if path.is_dir():
                shutil.copytree(path, target, symlinks=True, ignore=shutil.ignore_patterns(MARKER))
            else:
                shutil.copy2(path, target, follow_symlinks=False)
    if not os.path.samestat(published, site.stat()):
        raise OSError(f"another build has published {site} meanwhile; build again")
