"""Where a site is built before it is published: beside the last good one, which it replaces at one stroke.

A build that fails, is killed or finds the disk full leaves the last good site as it was. What it leaves of its own is
swept by the next build, but not while another one is still at work on it: a build holds a lock on its folder, which
the system lets go when the process ends, however it ends.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: nothing is swept there.
    fcntl = None  # type: ignore[assignment]

_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""

_ATTEMPTS = 50
MARKER = ".ledger-build"
"""The file that tells a folder which a build wrote from one that holds somebody's work."""

_SOURCES = ("data", "docs", "macros", "overrides")
_PROJECT = Path(__file__).resolve().parents[2]
_locks: dict[Path, int] = {}


def staging_for(site: Path) -> Path:
    """Make a folder to build a site in, and sweep what builds of the same site left that have ended.

    It stands beside the site, so that publishing is a rename within one file system.
    Raises OSError where it cannot be made, and where the site's folder is none that a build may replace.
    """
    refuse_foreign(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    recover(site)
    sweep(site)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_prefix(site), dir=site.parent))
        lock = _locked(folder, wait=True)
        # Another build may have swept the folder before it was locked.
        if lock is not None or fcntl is None:
            break
    if lock is not None:
        _locks[folder] = lock
    folder.chmod(0o755)
    return folder


def refuse_foreign(site: Path) -> None:
    """Raise OSError where a folder is none that a build may replace: it holds what no build wrote, or is part of the sources.

    What a host keeps at the top of a site, dot files and a CNAME, may be there already.
    """
    if any(site.is_relative_to(_PROJECT / name) for name in _SOURCES):
        raise OSError(f"{site} belongs to the project's sources; name another folder")
    if site.is_symlink() or site.exists():
        if not site.is_dir():
            raise OSError(f"{site} is a file; remove it, or name another folder")
        found = [path.name for path in site.iterdir() if not _is_kept(path.name)]
        if found and not (site / MARKER).is_file():
            raise OSError(f"{site} holds files that no build wrote ({min(found)}); empty it, or name another folder")


def keep_host_files(site: Path, folder: Path) -> None:
    """Copy what a host keeps at the top of the last good site, dot files and a CNAME, to the folder that replaces it."""
    (folder / MARKER).write_text("A build wrote this folder, and the next one replaces it.\n", "utf-8")
    for path in site.iterdir() if site.is_dir() else ():
        if _is_kept(path.name) and not (folder / path.name).exists():
            if path.is_dir():
                shutil.copytree(path, folder / path.name, symlinks=True)
            else:
                shutil.copy2(path, folder / path.name, follow_symlinks=False)


def _is_kept(name: str) -> bool:
    return name.startswith(".") or name == "CNAME"


def exchange(folder: Path, site: Path) -> None:
    """Put a complete folder in a site's place and drop what stood there; raises OSError where that cannot be.

    On Linux both change places at one stroke: readers find the old site or the new one, whole, at any moment.
    Elsewhere there is a moment between two renames; whoever is killed in it leaves the old site to `recover`.
    The folder may be one of `staging_for` or stand in one. What a host keeps at the top of the site stays.
    """
    keep_host_files(site, folder)
    for _ in range(_ATTEMPTS):
        # Each step may find that another build was faster; then the next round finds what that one left.
        with suppress(FileNotFoundError, FileExistsError):
            if not site.exists():
                _renamed(folder, site)
            elif _swapped(folder, site):
                shutil.rmtree(folder, ignore_errors=True)
            else:
                former = site.with_name(f"{_prefix(site)}{os.getpid()}-former")
                site.rename(former)
                _renamed(folder, site)
                shutil.rmtree(former, ignore_errors=True)
            _let_go(folder)
            return
    raise OSError(errno.EBUSY, "other builds publish all the time", str(site))


def drop(folder: Path) -> None:
    """Take a folder away that was not published."""
    shutil.rmtree(folder, ignore_errors=True)
    _let_go(folder)


def sweep(site: Path) -> None:
    """Take away the folders of builds that have ended without publishing or dropping them."""
    for folder in site.parent.glob(f"{_prefix(site)}*"):
        lock = _locked(folder)
        if lock is not None:
            for _ in range(_ATTEMPTS):
                shutil.rmtree(folder, ignore_errors=True)
                if not folder.exists():
                    break
                # What a killed build had started may need a moment to notice that it is alone, and write meanwhile.
                time.sleep(0.1)
            os.close(lock)


def recover(site: Path) -> None:
    """Bring the last good site back where a build was killed between two renames."""
    left = sorted(site.parent.glob(f"{_prefix(site)}*-former"), key=lambda path: path.stat().st_mtime)
    if left and not site.exists():
        with suppress(OSError):
            left[-1].rename(site)


def _prefix(site: Path) -> str:
    return f".{site.name}-building-"


def _locked(folder: Path, *, wait: bool = False) -> int | None:
    """Lock a folder for this process; None where another one holds it, or where it is gone."""
    if fcntl is None:
        return None
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        if os.path.samestat(os.fstat(lock), folder.stat()):
            return lock
    except OSError:
        pass
    os.close(lock)
    return None


def _let_go(folder: Path) -> None:
    lock = _locks.pop(folder, None)
    if lock is not None:
        os.close(lock)


def _renamed(folder: Path, site: Path) -> None:
    try:
        folder.rename(site)
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise FileExistsError(error.errno, error.strerror, str(site)) from None
        raise


def _swapped(one: Path, other: Path) -> bool:
    """Let two folders change places at one stroke; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))
