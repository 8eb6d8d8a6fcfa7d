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

import macros.staging
from macros.staging import drop, exchange, recover, staging_for, sweep
from tests.conftest import run
from tests.projects import contents, make_project

PAGE = "---\ntitle: {0}\ndescription: Of it.\n---\n\n# {0}\n\n{{{{ page_sources() }}}}\n"
FORMER, LATER = PAGE.format("Former"), PAGE.format("Later")
BUILD = (sys.executable, "-m", "mkdocs", "build")


def started(project: Path, *options: str) -> subprocess.Popen[str]:
    """Begin to build a project."""
    return subprocess.Popen([*BUILD, *options], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def leftovers(folder: Path) -> list[str]:
    """What builds have left beside the site."""
    return sorted(path.name for path in folder.glob(".site-building-*"))


class Two:
    """A project with a good site of its former state, and what the site of its later state will be."""

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "project", {"index.md": LATER})
        begin = time.monotonic()
        self.build("--site-dir", str(folder / "later"))
        self.length = time.monotonic() - begin
        self.later = contents(folder / "later")
        (self.project / "docs/zh/index.md").write_text(FORMER, "utf-8")
        self.build()
        self.former = contents(self.project / "site")
        (self.project / "docs/zh/index.md").write_text(LATER, "utf-8")

    def build(self, *options: str) -> None:
        """Build and expect no harm."""
        result = run(self.project, "mkdocs", "build", *options)
        assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Built once; each test begins with the former site."""
    return Two(tmp_path_factory.mktemp("survival"))


@pytest.fixture
def project(two: Two) -> Path:
    """The project with its former site, whole."""
    (two.project / "docs/zh/index.md").write_text(FORMER, "utf-8")
    two.build()
    (two.project / "docs/zh/index.md").write_text(LATER, "utf-8")
    assert contents(two.project / "site") == two.former != two.later
    return two.project


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to end"])
def test_a_killed_build_leaves_the_last_good_site(two: Two, project: Path, how: signal.Signals) -> None:
    """At any moment: the site is the former or the later one, whole. The next build sweeps what was left."""
    moments = random.Random(how)  # noqa: S311 - the same moments at every run
    ended = 0
    for number in range(7):
        process = started(project)
        # One moment in each seventh of the time that a build takes.
        time.sleep((number + moments.random()) / 7 * two.length)
        process.send_signal(how)
        said, _ = process.communicate(timeout=60)
        ended += process.returncode != 0
        assert contents(project / "site") in (two.former, two.later), said
        if how == signal.SIGTERM:
            assert leftovers(project) == [], "who is asked to end tidies up"
            assert "Traceback" not in said
    assert ended >= 4, "most builds were cut off"
    two.build()
    assert contents(project / "site") == two.later
    assert leftovers(project) == []


def test_a_full_disk_leaves_the_last_good_site(two: Two, project: Path) -> None:
    """And says so in a line: here no file may be larger than some kilobytes."""
    command = f"ulimit -f 100; exec {sys.executable} -m mkdocs build"
    result = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert "ERROR   -  The site cannot be written: File too large" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(project / "site") == two.former
    assert leftovers(project) == []


def test_a_page_that_cannot_be_rendered_leaves_the_last_good_site(two: Two, project: Path) -> None:
    """Deeper than Markdown can read: the page is named, without a traceback."""
    page = project / "docs/zh/deep.md"
    page.write_text(PAGE.format("Deep") + "\n".join("    " * depth + "- a\n" for depth in range(400)), "utf-8")
    try:
        result = run(project, "mkdocs", "build")
    finally:
        page.unlink()
    assert result.returncode == 1
    assert "zh/deep.md: lists, quotes or brackets stand too deep inside each other" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(project / "site") == two.former
    assert leftovers(project) == []


def test_two_builds_at_once_do_not_mix(two: Two, project: Path, tmp_path: Path) -> None:
    """Into one folder, of two states of the project: it holds one of them whole, and at no moment nothing."""
    other = tmp_path / "other"
    shutil.copytree(project, other, ignore=shutil.ignore_patterns("site"))
    (other / "docs/zh/index.md").write_text(FORMER, "utf-8")
    gaps: list[float] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if not (project / "site" / "index.html").is_file():
                gaps.append(time.monotonic())
            time.sleep(0.0005)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        running = [started(folder, "--site-dir", str(project / "site")) for folder in (project, other)]
        said = [process.communicate(timeout=120)[0] for process in running]
    finally:
        done.set()
        watching.join()
    assert [process.returncode for process in running] == [0, 0], said
    assert contents(project / "site") in (two.former, two.later)
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
        monkeypatch.setattr(macros.staging, "_swapped", lambda one, other: False)
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
    code = "import sys; from macros.staging import *; print(staging_for(Path(sys.argv[1])), flush=True); sys.stdin.read()"
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
