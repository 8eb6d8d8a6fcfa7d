"""The last good site survives: a build that is killed, that finds no room or that meets another one harms nothing."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from macros.build import staging
from macros.build.staging import MARKER, drop, exchange, recover, staging_for, sweep
from tests.conftest import run
from tests.support.projects import contents, make_project, write_pages

PAGE = "---\ntitle: {0}\ndescription: Of it.\n---\n\n# {0}\n\n{{{{ page_sources() }}}}\n"
FORMER, LATER = PAGE.format("Former"), PAGE.format("Later")
BUILDS = {"one edition": ("mkdocs", "build"), "both editions": ("macros", "build")}
MOMENTS = 4
"""How often each build is killed in each way."""


class Two:
    """A project with a good site of its former state, and what the site of its later state will be.

    The former site holds both editions; who builds one of them leaves the other as it was.
    """

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "project", {"index.md": FORMER}, languages=("zh", "en"))
        self.good = folder / "good"
        self.build("macros", "build")
        shutil.copytree(self.project / "site", self.good)
        self.former = contents(self.good)
        self.write(LATER)
        self.later: dict[str, dict[str, str]] = {}
        self.length: dict[str, float] = {}
        for name, command in BUILDS.items():
            self.restore()
            begin = time.monotonic()
            self.build(*command)
            self.length[name] = time.monotonic() - begin
            self.later[name] = contents(self.project / "site")

    def write(self, page: str) -> None:
        """Write the home page of both editions."""
        for language in ("zh", "en"):
            write_pages(self.project, {"index.md": page}, language)

    def build(self, *command: str) -> None:
        """Build and expect no harm."""
        result = run(self.project, *command)
        assert result.returncode == 0, result.stderr
        assert leftovers(self.project) == []

    def restore(self) -> None:
        """Put the former site back."""
        shutil.rmtree(self.project / "site", ignore_errors=True)
        shutil.copytree(self.good, self.project / "site")


def started(project: Path, *command: str) -> subprocess.Popen[str]:
    """Begin to build a project."""
    return subprocess.Popen(
        [sys.executable, "-m", *command], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def leftovers(folder: Path) -> list[str]:
    """What builds have left beside the site."""
    return sorted(path.name for path in folder.glob(".site-building-*"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Built once; each test begins with the former site."""
    return Two(tmp_path_factory.mktemp("survival"))


@pytest.fixture
def project(two: Two) -> Path:
    """The project in its later state with its former site, whole."""
    two.restore()
    two.write(LATER)
    assert contents(two.project / "site") == two.former
    assert two.former not in two.later.values()
    return two.project


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to end"])
@pytest.mark.parametrize("build", BUILDS)
def test_a_killed_build_leaves_the_last_good_site(two: Two, project: Path, build: str, how: signal.Signals) -> None:
    """At any moment: the site is the former or the later one, whole. The next build sweeps what was left."""
    moments = random.Random(f"{build} {how}")  # noqa: S311 - the same moments at every run
    killed = 0
    while killed < MOMENTS:
        process = started(project, *BUILDS[build])
        begin = time.monotonic()
        try:
            # One moment in each part of the time that a build takes.
            process.wait((killed + moments.random()) / MOMENTS * two.length[build])
        except subprocess.TimeoutExpired:
            process.send_signal(how)
            killed += 1
        else:
            # The machine was busier when the length was measured; what is whole already is of no use here.
            two.length[build] = time.monotonic() - begin
        said, _ = process.communicate(timeout=60)
        assert contents(project / "site") in (two.former, two.later[build]), said
        if how == signal.SIGTERM:
            assert leftovers(project) == [], "who is asked to end tidies up"
            assert "Traceback" not in said
    two.build(*BUILDS[build])
    assert contents(project / "site") == two.later[build]


@pytest.mark.parametrize("build", BUILDS)
def test_a_full_disk_leaves_the_last_good_site(two: Two, project: Path, build: str) -> None:
    """And says so in a line: here no file may be larger than some kilobytes."""
    command = f"ulimit -f 100; exec {sys.executable} -m {' '.join(BUILDS[build])}"
    result = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert "ERROR   -  The site cannot be written: File too large" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(project / "site") == two.former
    assert leftovers(project) == []


def test_two_builds_at_once_do_not_mix(two: Two, project: Path, tmp_path: Path) -> None:
    """Into one folder, of two states of the project, one edition and both: it holds one of them whole, and never nothing."""
    other = tmp_path / "other"
    shutil.copytree(project, other, ignore=shutil.ignore_patterns("site"))
    for language in ("zh", "en"):
        write_pages(other, {"index.md": FORMER}, language)
    wanted = [project / "site" / name for name in ("index.html", "en/index.html")]
    gaps: list[Path] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            gaps.extend(path for path in wanted if not path.is_file())
            time.sleep(0.0005)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        running = [
            started(project, "mkdocs", "build"),
            started(other, "macros", "build", str(project / "site")),
        ]
        said = [process.communicate(timeout=120)[0] for process in running]
    finally:
        done.set()
        watching.join()
    assert [process.returncode for process in running] == [0, 0], said
    assert contents(project / "site") in (two.former, two.later["one edition"])
    assert leftovers(project) == []
    assert gaps == []


# --- the exchange itself -----------------------------------------------------------------------


def folder_with(path: Path, text: str) -> Path:
    """A folder with one file."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "index.html").write_text(text)
    return path


@pytest.mark.parametrize("at_one_stroke", [True, False])
def test_a_site_is_exchanged_where_there_is_one_and_where_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, at_one_stroke: bool
) -> None:
    """Whether the system can let two folders change places or not."""
    if not at_one_stroke:
        monkeypatch.setattr(staging, "_swapped", lambda *_: False)
    site = tmp_path / "below" / "site"
    for text in ("one", "two"):
        exchange(folder_with(staging_for(site), text), site)
        assert (site / "index.html").read_text() == text
        assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_an_empty_folder_is_replaced(tmp_path: Path) -> None:
    """As some hosts prepare it."""
    (tmp_path / "site").mkdir()
    exchange(folder_with(staging_for(tmp_path / "site"), "one"), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def test_who_was_killed_between_two_renames_gets_the_site_back(tmp_path: Path) -> None:
    """Where the exchange takes two steps, the next build finds the former site aside."""
    folder_with(tmp_path / ".site-building-abc-former", "former")
    folder_with(tmp_path / ".site-building-abc", "never published")
    recover(tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "former"
    sweep(tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_build_at_work_is_not_swept(tmp_path: Path) -> None:
    """Another process's folder stays while it lives, and goes when it is gone, however it went."""
    code = "import sys; from macros.build.staging import *; print(staging_for(Path(sys.argv[1])), flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "site")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    theirs = Path(other.stdout.readline().strip())
    ours = staging_for(tmp_path / "site")
    sweep(tmp_path / "site")
    assert theirs.is_dir()
    assert ours.is_dir()
    other.kill()
    other.communicate()
    sweep(tmp_path / "site")
    assert not theirs.exists()
    assert ours.is_dir()
    drop(ours)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("moment", ["os.rename", "shutil.rmtree"])
def test_who_is_killed_while_publishing_leaves_a_whole_site(tmp_path: Path, moment: str) -> None:
    """Where two folders change places in two steps: before each of them the process ends at once, as when it is killed."""
    code = (
        "import os, shutil, sys, macros.build.staging as staging; from pathlib import Path; site = Path(sys.argv[1]);"
        "folder = staging.staging_for(site); (folder / 'index.html').write_text('later'); staging._swapped = lambda *_: False;"
        "renames = iter([os.rename]); os.rename = lambda *paths: next(renames, lambda *_: os._exit(9))(*paths);"
        "shutil.rmtree = (lambda *_, **__: os._exit(9)) if sys.argv[2] == 'shutil.rmtree' else shutil.rmtree;"
        "staging.os.rename = os.rename if sys.argv[2] == 'os.rename' else staging.os.rename; staging.exchange(folder, site)"
    )
    (folder_with(tmp_path / "site", "former") / MARKER).touch()
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "site"), moment], check=False, timeout=60)
    assert ended.returncode == 9
    drop(staging_for(tmp_path / "site"))
    assert (tmp_path / "site" / "index.html").read_text() in ("former", "later")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
