"""Building with mistakes: they end the build with their places, and the published site and all other files stay."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from macros.build.publish import MARKER
from tests.conftest import run, succeed
from tests.support.projects import BUILDS, contents, edit, refused

HOME, ENGLISH_HOME, DATA = "docs/zh/index.md", "docs/en/index.md", "data/documents/gazette-2025-02-01.yml"

MACRO = ('{{ count("facts") }}', '{{ counts("facts") }}', 'no macro is called "counts"; did you mean "count"?')
KIND = ("kind: plan", "kind: plans", 'did you mean "plan"?')
MISTAKES = {
    "an unknown kind in the data": ("one edition", DATA, *KIND),
    "a page without a title, to which the timeline leads": ("one edition", HOME, "title:", "titel:", 'did you mean "title"?'),
    "a link to a missing page": ("one edition", HOME, "(catalogue/spending.md)", "(catalogue/other.md)", "catalogue/other.md"),
    "an unknown macro in the first of two editions": ("both editions", HOME, *MACRO),
    "an unknown macro in the second of two editions": ("both editions", ENGLISH_HOME, *MACRO),
    "an unknown kind in the data of both editions": ("both editions", DATA, *KIND),
}


@pytest.mark.parametrize(("build", "name", "before", "after", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_fails_the_build_and_the_published_site_stays(
    project: Path, build: str, name: str, before: str, after: str, message: str
) -> None:
    """Both editions of it; the message names the file, and what both builds report is printed once."""
    for folder in ("site", "site/en"):
        (project / folder).mkdir()
        (project / folder / "index.html").write_text(f"the last good {folder}")
    (project / "site" / MARKER).touch()
    published = contents(project / "site")
    edit(project / name, before, after)
    said = refused(project, *BUILDS[build])
    assert said.count(message) == 1
    assert Path(name).name in said
    assert contents(project / "site") == published


BUILDS_INTO = {"both editions": ("macros", "build"), "one edition": ("mkdocs", "build", "--site-dir")}


@pytest.mark.parametrize(
    ("build", "target", "marked"),
    [
        *(("both editions", target, False) for target in (".", "docs", "work")),
        *(("one edition", target, False) for target in ("..", "data/site", "work/mine.txt")),
        *(("both editions", target, True) for target in ("..", "docs/zh", "macros", "tests/site")),
        *(("one edition", target, True) for target in (".", "docs", "data", "overrides", ".git")),
    ],
)
def test_a_folder_that_no_build_wrote_is_left_alone(project: Path, build: str, target: str, *, marked: bool) -> None:
    """The project itself, what holds it, its sources, somebody's files, a file: refused before anything is built.

    The first four even where the marker of a build lies in them, as after a site was copied or merged into the project.
    """
    (project / "work").mkdir()
    (project / "work" / "mine.txt").write_text("mine")
    if marked:
        (project / target).mkdir(parents=True, exist_ok=True)
        (project / target / MARKER).touch()
    before = contents(project.parent)
    said = refused(project, *BUILDS_INTO[build], target)
    assert str((project / target).resolve()) in said or "within the 'docs_dir'" in said.replace("\n", " ")
    assert contents(project.parent) == before


def test_what_a_host_keeps_beside_the_pages_stays(project: Path) -> None:
    """Dot files and a CNAME at the top of a site that a build wrote; pages are replaced."""
    site = project / "out"
    site.mkdir()
    (site / MARKER).touch()
    kept = {".nojekyll": "", "CNAME": "example.org\n", ".git/config": "[core]\n"}
    for name, text in kept.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text)
    for _ in range(2):
        succeed(project, *BUILDS_INTO["both editions"], str(site))
        assert {name: (site / name).read_text() for name in kept} == kept
        assert (site / "index.html").is_file()
        assert not (site / "gone.html").exists()
        (site / "gone.html").touch()


UNREAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda old: (old / "backup.yml").mkdir(), "data/old/backup.yml:1:1  "),
    "a link to itself": (lambda old: (old / "a.yml").symlink_to("a.yml"), "data/old/a.yml:1:1  "),
    "a link that leads nowhere": (lambda old: (old / "a.yml").symlink_to("b.yml"), "data/old/a.yml:1:1  "),
    "an escape sequence and a line break": (lambda old: (old / "a\x1b[31m\n.yml").mkdir(), r"data/old/a\x1b[31m\n.yml:1:1  "),
    "a name that is not UTF-8": (lambda old: (old / "\udcff.yml").mkdir(), r"data/old/\udcff.yml:1:1  "),
}


@pytest.mark.parametrize(("make", "place"), UNREAD.values(), ids=UNREAD)
def test_what_cannot_be_read_among_the_data_is_named(project: Path, make: Callable[[Path], object], place: str) -> None:
    """In a sentence, with signs that a terminal would obey as escapes."""
    (project / "data/old").mkdir()
    make(project / "data/old")
    assert place in refused(project, "macros", "check")


MEANWHILE = {
    "edited": ('page.write_text(page.read_text("utf-8").replace("count(", "counts("), "utf-8")', f"{HOME}:9:4  {MACRO[2]}"),
    "mended": ('page.write_text(page.read_text("utf-8").replace("2025-12-31", "2025-12-30"), "utf-8")', HOME),
    "gone": ("page.unlink()", "index.md: the page was moved during the build; build again"),
}


@pytest.mark.parametrize(("change", "message"), MEANWHILE.values(), ids=MEANWHILE)
def test_a_page_that_changes_during_the_build_is_told(project: Path, change: str, message: str) -> None:
    """With the place of the mistake that it has now, or its name where it is gone."""
    hook = f"from pathlib import Path\n\ndef on_pre_build(config):\n    page = Path({HOME!r})\n    {change}\n"
    (project / "meanwhile.py").write_text(hook, "utf-8")
    edit(project / "mkdocs.yml", "hooks:\n", "hooks:\n  - meanwhile.py\n")
    assert message in refused(project, *BUILDS["one edition"])


def test_check_reports_the_same_and_exits_with_the_count(project: Path) -> None:
    """An author needs no build to find mistakes."""
    edit(project / HOME, '"orbit-towers"', '"orbit-tower"')
    edit(project / HOME, *MACRO[:2])
    result = run(project, "macros", "check")
    assert result.returncode == 2
    assert result.stdout.splitlines()[-1] == "2 problems"
    assert result.stdout.count(f"{HOME}:") == 2


@pytest.mark.parametrize("command", [("check",), ("find", "o")])
def test_a_reader_that_has_seen_enough_ends_the_command(project: Path, command: tuple[str, ...]) -> None:
    """As `make check-data | head` does: no traceback, however long the list is."""
    edit(project / HOME, *MACRO[:2])
    line = [sys.executable, "-u", "-m", "macros", *command]
    with subprocess.Popen(line, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 1
