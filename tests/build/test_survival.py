"""A build that is killed, that finds the disk full or that runs beside another one leaves the published site whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from macros.build.publish import MARKER
from tests.conftest import run
from tests.support.projects import BUILDS, PAGE, contents, leftovers, make_project, write_pages

FORMER, LATER = (PAGE.format(title, "{{ page_sources() }}") for title in ("Former", "Later"))
T = TypeVar("T")


class Versions:
    """A project with the published site of its former version, both editions, and what its later version is built to."""

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "project", {"index.md": FORMER}, languages=("zh", "en"))
        self.site, self.good = self.project / "site", folder / "good"
        self._later: dict[str, dict[str, str]] = {}
        result = run(self.project, *BUILDS["both editions"])
        assert result.returncode == 0, result.stderr
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
        result = run(self.project, *BUILDS[name])
        assert result.returncode == 0, result.stderr
        assert leftovers(self.project) == []
        built = contents(self.site)
        assert self.former != built == self._later.setdefault(name, built)
        return built


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
    """Wait until something is so, and return it; fail after half a minute."""
    end = time.monotonic() + 30
    while not (result := condition()):
        assert time.monotonic() < end
        time.sleep(0.005)
    return result


def is_running(process: str) -> bool:
    """Check whether a process runs; one that has ended has no command line."""
    command = Path(f"/proc/{process}/cmdline")
    return command.exists() and command.read_bytes() != b""


def english_build(build: int) -> int:
    """Return the process id of the build of the English edition that a build of both has started."""
    children = Path(f"/proc/{build}/task/{build}/children").read_text("utf-8").split()
    (english,) = (child for child in children if b"mkdocs.en.yml" in Path(f"/proc/{child}/cmdline").read_bytes())
    return int(english)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Built once for all tests."""
    return Versions(tmp_path_factory.mktemp("survival"))


@pytest.fixture
def versions(built: Versions) -> Versions:
    """The project with its former site."""
    built.restore()
    return built


def assert_cleaned_up(project: Path, output: str, how: signal.Signals) -> None:
    """A build that was asked to end leaves nothing and reports no error of its code."""
    if how != signal.SIGKILL:
        assert leftovers(project) == []
        assert "Traceback" not in output


@pytest.mark.parametrize(
    ("build", "writes", "how", "process"),
    [
        ("both editions", "**/404.html", signal.SIGKILL, int),
        ("one edition", "**/404.html", signal.SIGTERM, int),
        ("one edition", "**/404.html", signal.SIGHUP, int),
        ("both editions", "**/404.html", signal.SIGHUP, int),
        ("both editions", "mkdocs.en/404.html", signal.SIGKILL, english_build),
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
    versions: Versions, build: str, writes: str, how: signal.Signals, process: Callable[[int], int]
) -> None:
    """The former one, whole, half an edition never; the next build deletes what was left."""
    running = start(versions.project, *BUILDS[build])
    wait_until(lambda: list(versions.project.glob(f".site-building-*/{writes}")))
    os.kill(process(running.pid), how)
    output, _ = running.communicate(timeout=60)
    assert running.returncode != 0, output
    assert contents(versions.site) == versions.former
    assert_cleaned_up(versions.project, output, how)
    if process is english_build:
        assert "mkdocs.en.yml: SIGKILL ended this edition's build; its last lines:\nINFO " in output
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
    result = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=versions.project,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if "unshare failed" in result.stderr or "mount:" in result.stderr:
        pytest.skip(result.stderr)
    assert result.returncode == 1
    assert (
        f"{versions.site} cannot be replaced (Device or resource busy); if it is a mount, name a folder in it" in result.stderr
    )
    assert "Cleaning site directory" not in result.stderr
    assert contents(versions.site) == versions.former
    assert leftovers(versions.project) == []


def test_no_edition_outlives_a_killed_build(versions: Versions, tmp_path: Path) -> None:
    """Both builds would take two minutes; they end with the process that started them."""
    hook, configuration = tmp_path / "hold_up.py", versions.project / "mkdocs.yml"
    held = f"open(f'{tmp_path}/{{os.getpid()}}.held', 'w').close()"
    hook.write_text(f"import os, time\ndef on_pre_build(config):\n    {held}\n    time.sleep(120)\n")
    text = configuration.read_text("utf-8")
    configuration.write_text(text.replace("hooks:\n", f"hooks:\n  - {hook}\n"), "utf-8")
    try:
        process = start(versions.project, "macros", "build")
        wait_until(lambda: len(list(tmp_path.glob("*.held"))) == 2)
        process.kill()
        process.communicate(timeout=60)
        wait_until(lambda: not any(is_running(path.stem) for path in tmp_path.glob("*.held")))
    finally:
        configuration.write_text(text, "utf-8")
    assert contents(versions.site) == versions.former


@pytest.mark.parametrize("build", ["one edition", pytest.param("both editions", marks=pytest.mark.soak)])
def test_a_full_disk_leaves_the_published_site(versions: Versions, build: str) -> None:
    """And is reported in one line: here no file may be larger than some kilobytes."""
    command = f"ulimit -f 100; exec {sys.executable} -m {' '.join(BUILDS[build])}"
    result = subprocess.run(
        ["bash", "-c", command], cwd=versions.project, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 1
    assert "ERROR   -  The site cannot be written: File too large" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(versions.site) == versions.former
    assert leftovers(versions.project) == []


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
        output = [process.communicate(timeout=120)[0] for process in running]
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
    result = run(versions.project, "mkdocs", "build", "--config-file", "mkdocs.en.yml")
    assert result.returncode == 0, result.stderr
    assert "Later" in (versions.site / "en" / "index.html").read_text("utf-8")
    assert "Former" in (versions.site / "index.html").read_text("utf-8")
