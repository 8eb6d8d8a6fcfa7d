"""Both editions built side by side, and put in the last good site's place together or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from macros.build.staging import drop, exchange, staging_for
from macros.outputs.zip_archive import pack

EDITIONS: Mapping[str, str] = MappingProxyType({"mkdocs.yml": "", "mkdocs.en.yml": "en"})
"""Each edition's configuration, and its folder below the site: the first one is the site's root."""

TOGETHER, ARCHIVED = "BOTH_EDITIONS", "WITH_ARCHIVE"
"""The environment variables that tell the configurations that each page's twin is built too, and an archive of both."""

ENDS_WITH_INPUT = "ENDS_WITH_INPUT"
"""The environment variable that tells a build to end as soon as its standard input does; the hooks heed it."""

_ATTEMPTS = 5


def build_editions(root: Path, site: Path) -> tuple[int, str]:
    """Build every edition strictly into one folder and exchange it for the last good site.

    Returns mkdocs' exit status, 0 where all is well, and what the builds said, each line once. A failed build of
    either edition, or one that is cut off, leaves the last good site whole. Raises OSError where there is no room.
    """
    staging = staging_for(site)
    running: list[subprocess.Popen[str]] = []
    # Neither build outlives this process, however it ends: each ends when nobody holds the other end of its input.
    lifeline, held = os.pipe()
    try:
        folders = {config: staging / Path(config).stem for config in EDITIONS}
        running += [_started(root, config, folder, lifeline) for config, folder in folders.items()]
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
        for process in running:
            process.kill()
            process.wait()
        os.close(lifeline)
        os.close(held)
        drop(staging)
    return status, "\n".join(dict.fromkeys(line for text in said for line in text.splitlines()))


def carry_over(site: Path, folder: Path, editions: Iterable[str] = EDITIONS.values()) -> None:
    """Copy the editions below the last good site into the folder that is to replace it, where they were not built.

    Who builds the Chinese edition alone does not take the English one away. It is copied rather than moved, so that
    readers have it at any moment.
    """
    for name in filter(None, editions):
        for attempts_left in reversed(range(_ATTEMPTS)):
            if not (site / name / "index.html").is_file() or (folder / name).exists():
                break
            try:
                shutil.copytree(site / name, folder / name)
            except OSError:
                # Another build may have published while one copied; what it published is there to copy.
                shutil.rmtree(folder / name, ignore_errors=True)
                if not attempts_left:
                    raise


def _started(root: Path, config: str, folder: Path, lifeline: int) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this interpreter, and a configuration of ours
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config, "--site-dir", str(folder)],
        cwd=root,
        env=os.environ | {TOGETHER: "true", ARCHIVED: "true", ENDS_WITH_INPUT: "true"},
        stdin=lifeline,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
