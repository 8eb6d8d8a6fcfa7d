"""A build that is killed, that finds the disk full or that runs beside another one leaves the published site whole."""

import functools
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from macros.build.publish import MARKER
from tests.conftest import succeed
from tests.support.projects import BUILDS, EDITIONS, PAGE, contents, edit, leftovers, make_project, write_pages

FORMER, LATER = (PAGE.format(title, "{{ page_sources() }}") for title in ("Former", "Later"))
T = TypeVar("T")


class Versions:
    """A project with the published site of its former version, both editions, and what its later version is built to."""

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "project", {"index.md": FORMER}, languages=("zh", "en"))
        self.site, self.good = self.project / "site", folder / "good"
        self._later: dict[str, dict[str, str]] = {}
        succeed(self.project, *BUILDS["both editions"])
        shutil.copytree(self.site, self.good)
        self.former = contents(self.good)
        write_home(self.project, LATER)

    def restore(self) -> None:
        """Put the former site back."""
        shutil.rmtree(self.site, ignore_errors=True)
        shutil.copytree(self.good, self.site)

    def build_later(self, name: str) -> dict[str, str]:
        """Build the later version over the former site, leave nothing beside it, and return its contents, always the same."""
        assert contents(self.site) == self.former
        succeed(self.project, *BUILDS[name])
        assert leftovers(self.project) == []
        built = contents(self.site)
        assert self.former != built == self._later.setdefault(name, built)
        return built

    def refuse(self, script: str) -> str:
        """Run a script that cannot publish, over the former site, which stays; return what the build says."""
        command = ["bash", "-c", script]
        result = subprocess.run(command, cwd=self.project, capture_output=True, text=True, check=False, timeout=300)
        if "unshare failed" in result.stderr or "mount:" in result.stderr:
            pytest.skip(result.stderr)
        assert result.returncode == 1
        assert "Traceback" not in result.stderr
        assert contents(self.site) == self.former
        assert leftovers(self.project) == []
        return result.stderr


def write_home(project: Path, page: str) -> None:
    """Write the home page of both editions."""
    for language in ("zh", "en"):
        write_pages(project, {"index.md": page}, language)


def start(project: Path, *command: str) -> subprocess.Popen[str]:
    """Start a build."""
    return subprocess.Popen(
        [sys.executable, "-m", *command], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def wait_until(condition: Callable[[], T]) -> T:
    """Wait until something is so, and return it; fail after five minutes."""
    end = time.monotonic() + 300
    while not (result := condition()):
        assert time.monotonic() < end
        time.sleep(0.005)
    return result


def process_in(file: Path) -> int:
    """Return the id of a process that a file tells, or 0."""
    return int(file.read_text() or 0) if file.exists() else 0


def is_running(process: int) -> bool:
    """Check whether a process runs; one that has ended has no command line."""
    command = Path(f"/proc/{process}/cmdline")
    return command.exists() and command.read_bytes() != b""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Built once for all tests."""
    return Versions(tmp_path_factory.mktemp("survival"))


@pytest.fixture
def versions(built: Versions) -> Versions:
    """The project with its former site."""
    built.restore()
    return built


MOMENTS = 4
"""How often the long test kills each build in each way."""

HOOK = """
import os, time
from pathlib import Path

def on_post_page(output, page, config):
    name = Path(config.config_file_path).name
    if name in {names}:
        Path({folder!r}, name).write_text(str(os.getpid()))
        time.sleep(600)
"""
"""Holds up the builds of some editions amidst their pages, and tells their processes."""


@pytest.mark.parametrize(
    ("build", "held", "killed", "how"),
    [
        ("both editions", EDITIONS.values(), "", signal.SIGKILL),
        ("one edition", ["mkdocs.yml"], "", signal.SIGTERM),
        ("one edition", ["mkdocs.yml"], "", signal.SIGHUP),
        ("both editions", EDITIONS.values(), "", signal.SIGHUP),
        ("both editions", ["mkdocs.en.yml"], "mkdocs.en.yml", signal.SIGKILL),
    ],
    ids=[
        "both editions, killed",
        "one edition, asked to end",
        "one edition, terminal closed",
        "both, terminal closed",
        "only the English build, killed",
    ],
)
def test_a_build_that_is_killed_while_it_writes_leaves_the_published_site(
    versions: Versions, tmp_path: Path, build: str, held: Iterable[str], killed: str, how: signal.Signals
) -> None:
    """The former one, whole; no edition's build outlives it, and the next build deletes what was left."""
    (tmp_path / "hook.py").write_text(HOOK.format(names=set(held), folder=str(tmp_path)), "utf-8")
    configuration = versions.project / "mkdocs.yml"
    text = configuration.read_text("utf-8")
    edit(configuration, "hooks:\n", f"hooks:\n  - {tmp_path / 'hook.py'}\n")
    try:
        running = start(versions.project, *BUILDS[build])
        processes = {name: wait_until(functools.partial(process_in, tmp_path / name)) for name in held}
        os.kill(processes[killed] if killed else running.pid, how)
        output, _ = running.communicate(timeout=300)
        wait_until(lambda: not any(map(is_running, processes.values())))
    finally:
        configuration.write_text(text, "utf-8")
    assert running.returncode != 0, output
    assert contents(versions.site) == versions.former
    if how != signal.SIGKILL:
        assert leftovers(versions.project) == []
        assert "Traceback" not in output
    if killed:
        assert f"{killed}: SIGKILL ended this edition's build; its last lines:\nINFO " in output
    versions.build_later(build)


@pytest.mark.parametrize("build", BUILDS)
def test_everybody_may_read_a_published_site(versions: Versions, build: str) -> None:
    """Another user's web server, too, whatever mask the builder's shell sets; a folder for 755, a file for 644."""
    before = os.umask(0o077)
    try:
        versions.build_later(build)
    finally:
        os.umask(before)
    built = [versions.site, *versions.site.rglob("*")]
    assert {(path.is_dir(), oct(path.stat().st_mode & 0o777)) for path in built} == {(True, "0o755"), (False, "0o644")}


@pytest.mark.skipif(shutil.which("unshare") is None, reason="only Linux mounts without privileges")
@pytest.mark.parametrize("build", BUILDS)
def test_a_mount_is_refused_before_anything_is_built(versions: Versions, build: str) -> None:
    """A container's volume cannot be replaced, a folder in it can."""
    script = f"mount --bind site site && exec {sys.executable} -m {' '.join(BUILDS[build])}"
    said = versions.refuse(f"unshare --map-root-user --mount sh -c {shlex.quote(script)}")
    assert f"{versions.site} cannot be replaced (Device or resource busy); if it is a mount, name a folder in it" in said
    assert "Cleaning site directory" not in said


@pytest.mark.soak
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to end"])
@pytest.mark.parametrize("build", BUILDS)
def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_site(versions: Versions, build: str, how: signal.Signals) -> None:
    """The former or the later one; the next build deletes what was left."""
    begin = time.monotonic()
    later = versions.build_later(build)
    length = time.monotonic() - begin
    versions.restore()
    moments = random.Random(f"{build} {how}")  # noqa: S311 - the same moments at every run
    killed = 0
    while killed < MOMENTS:
        process = start(versions.project, *BUILDS[build])
        begin = time.monotonic()
        try:
            # One moment in each part of the time that a build takes.
            process.wait((killed + moments.random()) / MOMENTS * length)
        except subprocess.TimeoutExpired:
            process.send_signal(how)
            killed += 1
        else:
            # The machine was busier when the length was measured; a build that has ended cannot be killed.
            length = time.monotonic() - begin
        output, _ = process.communicate(timeout=60)
        assert contents(versions.site) in (versions.former, later), output
        if how != signal.SIGKILL:
            assert leftovers(versions.project) == []
            assert "Traceback" not in output
    versions.restore()
    versions.build_later(build)


@pytest.mark.parametrize("build", ["one edition", pytest.param("both editions", marks=pytest.mark.soak)])
def test_a_full_disk_leaves_the_published_site(versions: Versions, build: str) -> None:
    """And is reported in one line: here no file may be larger than some kilobytes."""
    said = versions.refuse(f"ulimit -f 100; exec {sys.executable} -m {' '.join(BUILDS[build])}")
    assert "ERROR   -  The site cannot be written: File too large" in said


def test_two_builds_at_once_do_not_mix(versions: Versions, tmp_path: Path) -> None:
    """Into one folder, of two versions of the project, one edition and both: it holds one of them whole, and never nothing."""
    later = versions.build_later("one edition")
    versions.restore()
    other = tmp_path / "other"
    shutil.copytree(versions.project, other, ignore=shutil.ignore_patterns("site"))
    write_home(other, FORMER)
    wanted = [versions.site / name for name in ("index.html", "en/index.html")]
    gaps: list[Path] = []
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.0005):
            gaps.extend(path for path in wanted if not path.is_file())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        running = [start(versions.project, "mkdocs", "build"), start(other, "macros", "build", str(versions.site))]
        output = [process.communicate(timeout=300)[0] for process in running]
    finally:
        done.set()
        watching.join()
    assert [process.returncode for process in running] == [0, 0], output
    assert contents(versions.site) in (versions.former, later)
    assert leftovers(versions.project) == []
    assert gaps == []


def test_the_english_edition_is_also_published_alone(versions: Versions) -> None:
    """Into the published site, which keeps its one marker at the top."""
    assert [path.relative_to(versions.site).as_posix() for path in versions.site.rglob(MARKER)] == [MARKER]
    succeed(versions.project, "mkdocs", "build", "--config-file", "mkdocs.en.yml")
    assert "Later" in (versions.site / "en" / "index.html").read_text("utf-8")
    assert "Former" in (versions.site / "index.html").read_text("utf-8")
