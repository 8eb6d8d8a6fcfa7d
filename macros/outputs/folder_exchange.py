"""Replace a folder by a complete one, written beside it, at once.

A staging folder carries the process id of its writer, `.site-building-4711`, so that the next one can delete what a killed
one left.
"""

import ctypes
import os
import shutil
import sys
from pathlib import Path

BUILDING, _FORMER = "-building-", "-former"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def staging_of(folder: Path) -> Path:
    """Return where this process writes what is to replace a folder."""
    return folder.with_name(f"{_prefix(folder)}{os.getpid()}")


def discard(folder: Path) -> None:
    """Delete a staging folder; one that is gone is no error."""
    shutil.rmtree(folder, ignore_errors=True)


def exchange(folder: Path, site: Path) -> None:
    """Put a complete folder in the site's place and delete the former site; raises OSError where that cannot be.

    On Linux the exchange is atomic. Elsewhere it takes two renames; where a build is killed between them, the next
    one brings the former site back (`remove_leftovers`).
    """
    try:
        folder.rename(site)  # where there is no site yet, or an empty folder
    except OSError:
        if not site.exists():
            raise
    else:
        return
    if _exchange_atomically(folder, site):
        discard(folder)
        return
    former = site.with_name(f"{_prefix(site)}{os.getpid()}{_FORMER}")
    site.rename(former)
    try:
        folder.rename(site)
    except BaseException:
        former.rename(site)
        raise
    discard(former)


def remove_leftovers(site: Path) -> None:
    """Delete the staging folders of processes that have ended; bring the former site back where the site is gone."""
    for path in site.parent.iterdir():
        process, _, former = path.name.removeprefix(_prefix(site)).partition("-")
        if path.name.startswith(_prefix(site)) and not _is_running(process):
            if former and not site.exists():
                path.rename(site)
            else:
                discard(path)


def _prefix(site: Path) -> str:
    return f".{site.name}{BUILDING}"


def _is_running(process: str) -> bool:
    """Tell whether another process has this id; where the system cannot tell (Windows), assume so."""
    if process == str(os.getpid()) or not process.isdecimal():
        return False
    if os.name != "posix":
        return True
    try:
        os.kill(int(process), 0)
    except OSError as error:
        return isinstance(error, PermissionError)  # The process is another user's.
    return True


def _exchange_atomically(one: Path, other: Path) -> bool:
    """Exchange two folders by renameat2(2); False where the system cannot."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
