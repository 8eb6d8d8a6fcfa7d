"""The published site survives: a build that is killed, that finds no room or that meets another one does not harm it."""

from __future__ import annotations

import functools
import os
import random
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

from macros.build import publish as publishing
from macros.build.publish import MARKER, carry_over, exchange, make_staging, publish, remove_leftovers
from tests.conftest import ROOT, run
from tests.support.projects import contents, make_project, write_pages

PAGE = "---\ntitle: {0}\ndescription: Of it.\n---\n\n# {0}\n\n{{{{ page_sources() }}}}\n"
FORMER, LATER = PAGE.format("Former"), PAGE.format("Later")
T = TypeVar("T")
BUILDS = {"one edition": ("mkdocs", "build"), "both editions": ("macros", "build")}
MOMENTS = 4
"""How often the long tests kill each build in each way."""


class Versions:
    """A project with the published site of its former version, and what its later version is built to.

    The former site holds both editions; a build of one of them leaves the other as it was.
    """

    def __init__(self, folder: Path) -> None:
        self.project = make_project(folder / "project", {"index.md": FORMER}, languages=("zh", "en"))
        self.site = self.project / "site"
        self.good = folder / "good"
        self.length: dict[str, float] = {}
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
        begin = time.monotonic()
        result = run(self.project, *BUILDS[name])
        self.length[name] = time.monotonic() - begin
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


def leftovers(folder: Path) -> list[str]:
    """Return what builds have left beside the site."""
    return sorted(path.name for path in folder.glob(".site-building-*"))


def wait_until(condition: Callable[[], T], seconds: float = 30) -> T:
    """Wait until something is so, and return it; fail after some seconds."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end
        time.sleep(0.005)
    return result


def open_for_reader(pipe: Path) -> int:
    """Open a named pipe for writing if somebody reads it; otherwise return 0."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return 0


def has_reader(writer: int) -> bool:
    """Tell whether somebody still reads a pipe."""
    try:
        os.write(writer, b"#")
    except BlockingIOError:
        return True
    except BrokenPipeError:
        return False
    return True


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Built once for all tests."""
    return Versions(tmp_path_factory.mktemp("survival"))


def assert_cleaned_up(project: Path, output: str) -> None:
    """A build that was asked to end leaves nothing and reports no error of its code."""
    assert leftovers(project) == []
    assert "Traceback" not in output


@pytest.mark.parametrize(("build", "how"), [("both editions", signal.SIGKILL), ("one edition", signal.SIGTERM)])
def test_a_build_that_is_killed_while_it_writes_leaves_the_published_site(
    versions: Versions, build: str, how: signal.Signals
) -> None:
    """The former one, whole; the next build deletes what was left."""
    versions.restore()
    process = start(versions.project, *BUILDS[build])
    wait_until(lambda: list(versions.project.glob(".site-building-*/**/404.html")))
    process.send_signal(how)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert contents(versions.site) == versions.former
    if how == signal.SIGTERM:
        assert_cleaned_up(versions.project, output)
    versions.build_later(build)


@pytest.mark.soak
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to end"])
@pytest.mark.parametrize("build", BUILDS)
def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_site(versions: Versions, build: str, how: signal.Signals) -> None:
    """The former or the later one; the next build deletes what was left."""
    versions.restore()
    later = versions.build_later(build)
    versions.restore()
    moments = random.Random(f"{build} {how}")  # noqa: S311 - the same moments at every run
    killed = 0
    while killed < MOMENTS:
        process = start(versions.project, *BUILDS[build])
        begin = time.monotonic()
        try:
            # One moment in each part of the time that a build takes.
            process.wait((killed + moments.random()) / MOMENTS * versions.length[build])
        except subprocess.TimeoutExpired:
            process.send_signal(how)
            killed += 1
        else:
            # The machine was busier when the length was measured; a build that has ended cannot be killed.
            versions.length[build] = time.monotonic() - begin
        output, _ = process.communicate(timeout=60)
        assert contents(versions.site) in (versions.former, later), output
        if how == signal.SIGTERM:
            assert_cleaned_up(versions.project, output)
    versions.restore()
    versions.build_later(build)


def test_no_edition_outlives_a_killed_build(versions: Versions, tmp_path: Path) -> None:
    """Both builds are held up by a pipe that nobody closes; they end with the process that started them."""
    versions.restore()
    pipe, hook, configuration = tmp_path / "pipe", tmp_path / "hold_up.py", versions.project / "mkdocs.yml"
    os.mkfifo(pipe)
    hook.write_text(f"def on_pre_build(config):\n    open({str(pipe)!r}).read()\n")
    text = configuration.read_text("utf-8")
    configuration.write_text(text.replace("hooks:\n", f"hooks:\n  - {hook}\n"), "utf-8")
    try:
        process = start(versions.project, "macros", "build")
        writer = wait_until(lambda: open_for_reader(pipe))
        process.kill()
        process.communicate(timeout=60)
        wait_until(lambda: not has_reader(writer))
        os.close(writer)
    finally:
        configuration.write_text(text, "utf-8")
    assert contents(versions.site) == versions.former


@pytest.mark.parametrize("build", ["one edition", pytest.param("both editions", marks=pytest.mark.soak)])
def test_a_full_disk_leaves_the_published_site(versions: Versions, build: str) -> None:
    """And is reported in one line: here no file may be larger than some kilobytes."""
    versions.restore()
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
    versions.restore()
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
        running = [
            start(versions.project, "mkdocs", "build"),
            start(other, "macros", "build", str(versions.site)),
        ]
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
    versions.restore()
    assert [path.relative_to(versions.site).as_posix() for path in versions.site.rglob(MARKER)] == [MARKER]
    result = run(versions.project, "mkdocs", "build", "--config-file", "mkdocs.en.yml")
    assert result.returncode == 0, result.stderr
    assert "Later" in (versions.site / "en" / "index.html").read_text("utf-8")
    assert "Former" in (versions.site / "index.html").read_text("utf-8")


# --- publishing itself -------------------------------------------------------------------------


def folder_with(path: Path, text: str) -> Path:
    """Return a folder with one file."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "index.html").write_text(text)
    return path


@pytest.mark.parametrize("atomically", [True, False])
def test_a_site_is_published_for_the_first_time_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, atomically: bool
) -> None:
    """Whether the system can exchange two folders atomically or not."""
    if not atomically:
        monkeypatch.setattr(publishing, "_exchange_atomically", lambda *_: False)
    site = tmp_path / "below" / "site"
    for text in ("one", "two"):
        publish(folder_with(make_staging(site), text), site)
        assert (site / "index.html").read_text() == text
        assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has renameat2")
def test_linux_exchanges_two_folders_atomically(tmp_path: Path) -> None:
    """Otherwise every test would still pass, by two renames."""
    one, two = folder_with(tmp_path / "one", "1"), folder_with(tmp_path / "two", "2")
    assert publishing._exchange_atomically(one, two)  # noqa: SLF001 - the outcome of both ways is the same
    assert [(path / "index.html").read_text() for path in (one, two)] == ["2", "1"]


def test_an_empty_folder_is_replaced(tmp_path: Path) -> None:
    """As some hosts prepare it."""
    (tmp_path / "site").mkdir()
    publish(folder_with(make_staging(tmp_path / "site"), "one"), tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "one"


def ended_process() -> int:
    """Return the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_site_is_brought_back_where_a_build_was_killed_between_two_renames(tmp_path: Path) -> None:
    """And the staging folder of that build is deleted."""
    killed = ended_process()
    folder_with(tmp_path / f".site-building-{killed}-former", "former")
    folder_with(tmp_path / f".site-building-{killed}", "never published")
    remove_leftovers(tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_leftovers_are_deleted_but_not_what_a_running_build_writes(tmp_path: Path) -> None:
    """Those of a process that has ended, however it ended, and of an earlier process that had this one's id."""
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as running:
        names = [f".site-building-{pid}" for pid in (running.pid, ended_process(), os.getpid())]
        for name in (*names, ".site-building-x7_old", ".other-building-1"):
            folder_with(tmp_path / name, name)
        assert list(make_staging(tmp_path / "site").iterdir()) == []
        assert {path.name for path in tmp_path.iterdir()} == {names[0], names[2], ".other-building-1"}
    remove_leftovers(tmp_path / "site")
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("call", ["the first rename", "the second rename", "the deletion"])
def test_a_build_that_is_killed_while_it_publishes_leaves_a_whole_site(tmp_path: Path, call: str) -> None:
    """Where the exchange takes two renames: the process ends at once before each of them, and before it deletes."""
    code = (
        "import os, shutil, sys, macros.build.publish as publishing; from pathlib import Path\n"
        "site, call = Path(sys.argv[1]), sys.argv[2]\n"
        "folder = publishing.make_staging(site); (folder / 'index.html').write_text('later')\n"
        "publishing._exchange_atomically = lambda *_: False; end = lambda *_, **__: os._exit(9)\n"
        "if call == 'the deletion': shutil.rmtree = end\n"
        # The first of all finds that there is a site.
        "calls = iter([os.rename, *([] if call == 'the first rename' else [os.rename]), end])\n"
        "if call != 'the deletion': os.rename = lambda *paths: next(calls)(*paths)\n"
        "publishing.publish(folder, site)\n"
    )
    (folder_with(tmp_path / "site", "former") / MARKER).touch()
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "site"), call], cwd=ROOT, check=False, timeout=60)
    assert ended.returncode == 9
    shutil.rmtree(make_staging(tmp_path / "site"))
    assert (tmp_path / "site" / "index.html").read_text() == ("later" if call == "the deletion" else "former")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_stays_where_the_new_one_cannot_be_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the exchange takes two renames, the first one is undone."""
    monkeypatch.setattr(publishing, "_exchange_atomically", lambda *_: False)
    site = folder_with(tmp_path / "site", "former")
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "nowhere", site)
    assert (site / "index.html").read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_edition_is_copied_from_one_site_even_if_another_build_publishes_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages would be of two versions otherwise."""
    site, folder, other = (tmp_path / name for name in ("site", "new", "other"))
    for path, text in ((site, "former"), (other, "later")):
        for page in ("a.html", "b.html"):
            (path / "en").mkdir(parents=True, exist_ok=True)
            (path / "en" / page).write_text(text)
    copies, copy = 0, shutil.copy2

    def copy_and_publish(source: str, target: str, **options: bool) -> str:
        nonlocal copies
        copies += 1
        if copies == 2:
            exchange(other, site)
        return str(copy(source, target, **options))

    monkeypatch.setattr(shutil, "copytree", functools.partial(shutil.copytree, copy_function=copy_and_publish))
    folder.mkdir()
    carry_over(site, folder, ["en"])
    assert copies == 4
    assert [path.read_text() for path in (folder / "en").iterdir()] == ["later", "later"]


def test_an_edition_that_cannot_be_copied_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The published site then stays, instead of a new one without that edition."""

    def fail(*_: object, **__: object) -> None:
        raise OSError("no room")

    folder_with(tmp_path / "site" / "en", "former")
    monkeypatch.setattr(shutil, "copytree", fail)
    with pytest.raises(OSError, match="no room"):
        carry_over(tmp_path / "site", tmp_path / "new", ["en"])


def test_an_edition_may_be_built_before_the_site_around_it(tmp_path: Path) -> None:
    """By its own marker, which is not copied below that of the site; a folder that no build wrote is refused."""
    site = tmp_path / "site"
    publish(folder_with(make_staging(site / "en"), "English"), site / "en")
    mine = folder_with(site / "mine", "mine")
    with pytest.raises(OSError, match=r"files that no build wrote \(mine\)"):
        make_staging(site)
    shutil.rmtree(mine)
    publish(folder_with(make_staging(site), "Chinese"), site, ["en"])
    assert {path.relative_to(site).as_posix() for path in site.rglob("*")} == {MARKER, "index.html", "en", "en/index.html"}
