"""Publishing: a staging folder takes the place of the published site, whole, and nothing is left beside it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from macros.build.publish import MARKER, carry_over, make_staging, publish
from macros.outputs import folder_exchange
from macros.outputs.folder_exchange import exchange
from tests.conftest import ROOT


def folder_with(path: Path, text: str) -> Path:
    """Return a folder with one file."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "index.html").write_text(text)
    return path


@pytest.mark.parametrize("atomically", [True, False])
@pytest.mark.parametrize("prepared", [True, False], ids=["into an empty folder", "into no folder"])
def test_a_site_is_published_for_the_first_time_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, atomically: bool, prepared: bool
) -> None:
    """Whether or not the system can exchange two folders atomically, and a host has made the folder."""
    if not atomically:
        monkeypatch.setattr(folder_exchange, "_exchange_atomically", lambda *_: False)
    site = tmp_path / "below" / "site"
    if prepared:
        site.mkdir(parents=True)
    for text in ("one", "two"):
        publish(folder_with(make_staging(site), text), site)
        assert (site / "index.html").read_text() == text
        assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has renameat2")
def test_linux_exchanges_two_folders_atomically(tmp_path: Path) -> None:
    """Otherwise every test would still pass, by two renames."""
    one, two = folder_with(tmp_path / "one", "1"), folder_with(tmp_path / "two", "2")
    assert folder_exchange._exchange_atomically(one, two)  # noqa: SLF001 - the outcome of both ways is the same
    assert [(path / "index.html").read_text() for path in (one, two)] == ["2", "1"]


def ended_process() -> int:
    """Return the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_site_is_brought_back_where_a_build_was_killed_between_two_renames(tmp_path: Path) -> None:
    """And the staging folder of that build is deleted, and that of an earlier process that had this one's id."""
    killed = ended_process()
    folder_with(tmp_path / f".site-building-{os.getpid()}", "of another process")
    folder_with(tmp_path / f".site-building-{killed}-former", "former")
    folder_with(tmp_path / f".site-building-{killed}", "never published")
    staging = make_staging(tmp_path / "site")
    assert list(staging.iterdir()) == []
    staging.rmdir()
    assert (tmp_path / "site" / "index.html").read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("call", ["the first rename", "the second rename", "the deletion"])
def test_a_build_that_is_killed_while_it_publishes_leaves_a_whole_site(tmp_path: Path, call: str) -> None:
    """Where the exchange takes two renames: the process ends at once before each of them, and before it deletes."""
    code = (
        "import os, shutil, sys, macros.build.publish as publishing; from pathlib import Path\n"
        "from macros.outputs import folder_exchange\n"
        "site, call = Path(sys.argv[1]), sys.argv[2]\n"
        "folder = publishing.make_staging(site); (folder / 'index.html').write_text('later')\n"
        "folder_exchange._exchange_atomically = lambda *_: False; end = lambda *_, **__: os._exit(9)\n"
        "if call == 'the deletion': shutil.rmtree = end\n"
        # The first of all finds that there is a site.
        "calls = iter([os.rename, *([] if call == 'the first rename' else [os.rename]), end])\n"
        "if call != 'the deletion': os.rename = lambda *paths: next(calls)(*paths)\n"
        "publishing.publish(folder, site)\n"
    )
    (folder_with(tmp_path / "site", "former") / MARKER).touch()
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "site"), call], cwd=ROOT, check=False, timeout=300)
    assert ended.returncode == 9
    shutil.rmtree(make_staging(tmp_path / "site"))
    assert (tmp_path / "site" / "index.html").read_text() == ("later" if call == "the deletion" else "former")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_stays_where_the_new_one_cannot_be_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the exchange takes two renames, the first one is undone."""
    monkeypatch.setattr(folder_exchange, "_exchange_atomically", lambda *_: False)
    site = folder_with(tmp_path / "site", "former")
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "nowhere", site)
    assert (site / "index.html").read_text() == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_edition_is_not_copied_from_two_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another build publishes during the copy, its pages would be of two versions."""
    site, other = folder_with(tmp_path / "site" / "en", "former").parent, folder_with(tmp_path / "other" / "en", "later").parent
    copytree = shutil.copytree

    def publish_and_copy(source: Path, target: Path, **options: Any) -> None:
        exchange(other, site)
        copytree(source, target, **options)

    monkeypatch.setattr(shutil, "copytree", publish_and_copy)
    (tmp_path / "new").mkdir()
    with pytest.raises(OSError, match="another build has published"):
        carry_over(site, tmp_path / "new", ["en"])


def test_an_edition_may_be_built_before_the_site_around_it(tmp_path: Path) -> None:
    """By its own marker, which is not copied below that of the site; a folder that no build wrote is refused."""
    site = tmp_path / "site"
    publish(folder_with(make_staging(site / "en", ["en"]), "English"), site / "en")
    mine = folder_with(site / "mine", "mine")
    with pytest.raises(OSError, match=r"files that no build wrote \(mine\)"):
        make_staging(site, ["en"])
    shutil.rmtree(mine)
    folder_with(site / ".en-building-1", "never published")
    publish(folder_with(make_staging(site, ["en"]), "Chinese"), site, ["en"])
    assert {path.relative_to(site).as_posix() for path in site.rglob("*")} == {MARKER, "index.html", "en", "en/index.html"}


@pytest.mark.parametrize("name", [".ssh", ".cache", ".bashrc", "CNAME", "notes"])
def test_a_folder_with_files_of_somebody_is_left_alone(tmp_path: Path, name: str) -> None:
    """Hidden ones too, of which a home may hold nothing else; one that is empty is taken."""
    home = tmp_path / "home"
    folder_with(home / name, "mine")
    with pytest.raises(OSError, match=rf"holds files that no build wrote \({name}\); empty it, or name another folder"):
        make_staging(home, ["en"])
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    shutil.rmtree(home / name)
    assert make_staging(home, ["en"]).is_dir()


def test_a_folder_of_other_sites_is_left_alone(tmp_path: Path) -> None:
    """What is in it are sites, but none is an edition of the one that is to be built, and it would be deleted."""
    publish(folder_with(make_staging(tmp_path / "sites" / "one"), "one"), tmp_path / "sites" / "one")
    with pytest.raises(OSError, match=r"holds files that no build wrote \(one\)"):
        make_staging(tmp_path / "sites", ["en"])
    folder_with(tmp_path / "sites" / "one" / "notes", "mine")
    with pytest.raises(OSError, match=r"holds files that no build wrote \(index.html\)"):
        make_staging(tmp_path / "sites" / "one" / "notes", ["en"])
