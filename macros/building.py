"""Both editions built side by side, and put in the last good site's place together or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from macros.packing import pack

EDITIONS: Mapping[str, str] = MappingProxyType({"mkdocs.yml": "", "mkdocs.en.yml": "en"})
"""Each edition's configuration, and its folder below the site: the first one is the site's root."""

TOGETHER, ARCHIVED = "BOTH_EDITIONS", "WITH_ARCHIVE"
"""The environment variables that tell the configurations that each page's twin is built too, and an archive of both."""


def build_editions(root: Path, site: Path) -> tuple[int, str]:
    """Build every edition strictly into one folder and exchange it for the last good site.

    Returns mkdocs' exit status, 0 where all is well, and what the builds said, each line once. A failed build of
    either edition, or one that is cut off, leaves the last good site whole.
    """
    staging = staging_for(site)
    try:
        folders = {config: staging / Path(config).stem for config in EDITIONS}
        running = [_started(root, config, folder) for config, folder in folders.items()]
        # Read to their ends even if the first one failed: none is left running.
        said = [process.communicate()[0] for process in running]
        status = max(process.returncode for process in running)
        if status == 0:
            first, *others = folders
            for config in others:
                folders[config].replace(folders[first] / EDITIONS[config])
            pack(folders[first])
            exchange(folders[first], site)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return status, "\n".join(dict.fromkeys(line for text in said for line in text.splitlines()))


def staging_for(site: Path) -> Path:
    """Make a folder beside a site to build in, so that the exchange is a rename within one file system."""
    site.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{site.name}-building-", dir=site.parent))
    folder.chmod(0o755)
    return folder


def exchange(folder: Path, site: Path) -> None:
    """Put a complete folder in a site's place, and drop what stood there."""
    former = folder.with_name(f"{folder.name}-former")
    if site.exists():
        site.replace(former)
    folder.replace(site)
    shutil.rmtree(former, ignore_errors=True)


def carry_over(site: Path, folder: Path, editions: Iterable[str] = EDITIONS.values()) -> None:
    """Copy the editions below the last good site into the folder that is to replace it, where they were not built.

    Who builds the Chinese edition alone does not take the English one away. It is copied rather than moved, so that
    readers have it at any moment.
    """
    for name in filter(None, editions):
        if (site / name / "index.html").is_file() and not (folder / name).exists():
            shutil.copytree(site / name, folder / name)


def _started(root: Path, config: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this interpreter, and a configuration of ours
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", str(folder)],
        cwd=root,
        env=os.environ | {TOGETHER: "true", ARCHIVED: "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
