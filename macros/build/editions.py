"""Build every edition side by side, and publish them together or not at all."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from macros.build.publish import make_staging, publish
from macros.ledger.editions import editions_of
from macros.ledger.errors import RequestError
from macros.outputs.folder_exchange import discard
from macros.outputs.zip_archive import pack

TOGETHER = "BOTH_EDITIONS"
"""The environment variable by which the configurations learn that each page's twin is built too."""

PREVIEW = "PREVIEW_ADDRESS"
"""The environment variable by which an edition's preview learns the address of all, and that another process started it."""

CHILD = "CHILD_BUILD"
"""The environment variable of a build that another process started, to publish the result itself, with an archive."""


def build_editions(root: Path, site: Path) -> tuple[int, str]:
    """Build every edition strictly and publish them as one site.

    Returns mkdocs' exit status, 0 for success, and the output of the builds, each line once. A failed or interrupted
    build of either edition leaves the published site as it was. Raises OSError where the site cannot be written.
    """
    editions = {each.config: each.folder for each in editions_of(root)}
    if not editions:
        raise RequestError(f"{root} has no mkdocs.yml, so there is nothing to build")
    staging = make_staging(site, editions.values())
    running: list[subprocess.Popen[str]] = []
    try:
        folders = {config: staging / Path(config).stem for config in editions}
        environment = {TOGETHER: "true", CHILD: "true", "PYTHONIOENCODING": "utf-8:backslashreplace"}
        for config, folder in folders.items():
            command = ("build", "--strict", "--config-file", config, "--site-dir", str(folder))
            running.append(start_mkdocs(root, environment, *command, stdout=subprocess.PIPE))
        # Read all of them, even if the first one failed: none is left running.
        output = [process.stdout.read() for process in running if process.stdout]
        status = max(abs(process.wait()) for process in running)  # below zero for a signal
        if status == 0:
            first, *others = folders
            for config in others:
                folders[config].replace(folders[first] / editions[config])
            pack(folders[first])
            publish(folders[first], site)
    finally:
        for process in running:
            process.kill()
            process.communicate()
        discard(staging)
    lines = dict.fromkeys(line for text in output for line in text.splitlines())
    return status, "\n".join(lines) + "".join(map(_end_by_signal, editions, running, output))


def prepare_process() -> None:
    """Let everybody read what is written, and let SIGTERM and SIGHUP (a closed terminal) clean up as Ctrl-C does.

    A signal that is ignored stays so, as nohup wants it.
    """
    os.umask(0o022)
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):  # Windows has no SIGHUP.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def end_with_parent() -> None:
    """End this process as soon as its parent ends, even by SIGKILL: the parent holds the other end of standard input."""

    def wait() -> None:
        while os.read(0, 1):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _end_by_signal(config: str, process: subprocess.Popen[str], output: str) -> str:
    """Say which signal ended an edition's build, if one did, and what the build had said last."""
    if process.returncode >= 0:
        return ""
    last = "\n".join(output.splitlines()[-3:]) or "nothing"
    return f"\n{config}: {signal.Signals(-process.returncode).name} ended this edition's build; its last lines:\n{last}"


def start_mkdocs(root: Path, environment: dict[str, str], *command: str, stdout: int | None = None) -> subprocess.Popen[str]:
    """Start a command of mkdocs, whose whole output goes to `stdout`, by default that of this process."""
    return subprocess.Popen(  # noqa: S603 - this interpreter, and a configuration of ours
        [sys.executable, "-m", "mkdocs", *command],
        cwd=root,
        env=os.environ | environment,
        stdin=subprocess.PIPE,  # held open until this process ends; see end_with_parent
        stdout=stdout,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
