"""What an author begins with: a file to be filled in and its pages, or a refusal that leaves everything as it was."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from macros.authoring.json_schema import meanings_of, modeline, write_schemas
from macros.authoring.new_document import Header, new_document, skeleton
from macros.ledger.errors import RequestError
from macros.ledger.load import load
from macros.ledger.model import Document
from macros.ledger.yaml_source import read_source
from tests.conftest import ROOT, SMALL, run
from tests.support.mistakes import problems_of
from tests.support.projects import contents, make_project

FILE = Path("data/documents/orbit-2026-05-01.yml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small ledger's data with pages in both languages."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    write_schemas(tmp_path)
    for language in ("zh", "en"):
        (tmp_path / "docs" / language).mkdir(parents=True)
    return tmp_path


def test_a_new_document_comes_with_its_pages_and_its_id_for_editors(root: Path) -> None:
    """A file that names its schema, a page for each language, and the schema of ids."""
    written = new_document(root, Header("orbit-2026-05-01"))
    assert written == [
        FILE.as_posix(),
        "docs/en/sources/orbit-2026-05-01.md",
        "docs/zh/sources/orbit-2026-05-01.md",
        "data/schema/ids.json",
    ]
    assert (root / written[1]).read_text("utf-8") == (
        '---\ntitle: "Orbit (2026-05-01)"\n'
        'description: "What Orbit published on 2026-05-01, paragraph by paragraph: each fact with its place and kind."\n'
        '---\n\n# Orbit (2026-05-01)\n\n{{ document("orbit-2026-05-01") }}\n'
    )
    assert (root / FILE).read_text("utf-8").startswith(modeline(FILE) + "\n")
    assert read_source(root / FILE, root).problems == ()
    assert "# 轨道公司（2026-05-01）" in (root / written[2]).read_text("utf-8")
    assert '"orbit-2026-05-01"' in (root / written[3]).read_text("utf-8")


def test_what_is_not_filled_in_is_named_with_its_line(root: Path) -> None:
    """And nothing else: no reference to it is blamed, and there is no traceback."""
    new_document(root, Header("orbit-2026-05-01", language="en"))
    lines = (root / FILE).read_text("utf-8").split("\n")
    messages = problems_of(root)
    assert [message.partition("  ")[2] for message in messages] == [
        "title.zh: nothing stands where a text is expected; write it",
        "title.en: nothing stands where a text is expected; write it",
        "short.zh: nothing stands where a text is expected; write it",
        "short.en: nothing stands where a text is expected; write it",
        "trust: nothing stands here; write one of primary, press, secondary",
        "facts: nothing stands here yet; write one item a line with a dash, or [] where there is none",
    ]
    for message in messages:
        place, _, said = message.partition("  ")
        assert lines[int(place.split(":")[1]) - 1].strip() == f"{said.partition(':')[0].rpartition('.')[2]}:"


def test_a_skeleton_that_is_filled_in_is_a_document(root: Path) -> None:
    """Its examples of facts, with the signs in front taken away, are facts."""
    new_document(root, Header("orbit-2026-05-01", language="en", trust="press", paragraphs=50))
    text = (root / FILE).read_text("utf-8")
    for before, after in (
        ("  zh:\n", "  zh: 题\n"),
        ("  en:\n", "  en: A title\n"),
        ("address:\n", "address: https://example.org/a\n"),
        ("example-net-sales", "orbit-spending"),
        ("example-demand", "orbit-outlook"),
        ("speaker: somebody", "speaker: orbit"),
        ("…", "说法"),
    ):
        assert before in text, before
        text = text.replace(before, after)
    head, facts = text.split("\nfacts:\n")
    number, ends, further, statement = facts.strip("\n").split("\n\n")
    whole = "\n".join((number, *further.split("\n")[1:], statement)).replace("  # A fact", "  # # A fact")
    (root / FILE).write_text(f"{head}\nfacts:\n" + re.sub(r"(?m)^  # ?", "  ", whole) + "\n", "utf-8")
    document = load(root)[0].documents["orbit-2026-05-01"]
    assert [(fact.metric, fact.is_number) for fact in document.facts] == [("orbit-spending", True), ("orbit-outlook", False)]
    assert document.facts[0].tokens == (("p.11", "1,877.92亿"), ("p.17", "1,877.92 亿"))
    assert document.facts[0].speaker == "orbit"
    assert "printed_high" in ends


def test_every_key_of_a_document_is_in_the_skeleton_with_its_rule() -> None:
    """As editors show it."""
    made = skeleton(Header("orbit-2026-05-01", "orbit", "2026-05-01"), "#")
    running = " ".join(made.replace("\n# ", " ").split())
    for key, meaning in meanings_of(Document).items():
        assert f"\n{key}:" in made or f"\n# {key}:" in made
        assert meaning in running, key


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Header("orbit-2026-02-01"), 'a document "orbit-2026-02-01" exists already'),
        (Header("Orbit-2026-05-01"), '"Orbit-2026-05-01" is not an id: lower-case letters, digits and hyphens'),
        (Header("../orbit-2026-05-01"), '"../orbit-2026-05-01" is not an id'),
        (Header("orbit-2026-02-30"), '"2026-02-30" is not a day of the calendar'),
        (Header("orbit-2026-05-01", date="1 May 2026"), '"1 May 2026" is not a day of the calendar'),
        (Header("orbit-10q"), "does not end in a date; give it by --date"),
        (Header("orbitt-2026-05-01"), 'no entity is called "orbitt"; did you mean "orbit"?'),
        (Header("news-2026-05-01", publisher="gazzette"), 'no entity is called "gazzette"; did you mean "gazette"?'),
        (Header("orbit-2026-05-01", paragraphs=0), "a text has at least one paragraph"),
    ],
    ids=lambda value: value.id if isinstance(value, Header) else "",
)
def test_a_refusal_leaves_everything_as_it_was(root: Path, wanted: Header, told: str) -> None:
    """What is wrong is said, with the nearest right name; nothing is written."""
    before = contents(root)
    with pytest.raises(RequestError) as caught:
        new_document(root, wanted)
    assert told in str(caught.value)
    assert contents(root) == before


def test_a_page_that_exists_is_not_written_over(root: Path) -> None:
    """Somebody wrote it before the data; then the data is not written either."""
    page = root / "docs" / "zh" / "sources" / "orbit-2026-05-01.md"
    page.parent.mkdir()
    page.write_text("mine")
    before = contents(root)
    with pytest.raises(RequestError, match=r"docs/zh/sources/orbit-2026-05-01\.md exists already"):
        new_document(root, Header("orbit-2026-05-01"))
    assert contents(root) == before


def test_the_command_counts_paragraphs_and_says_what_it_wrote(tmp_path: Path) -> None:
    """As locators count them: the non-empty lines of the text."""
    project = make_project(tmp_path / "project", {}, languages=("zh", "en"))
    (project / "text.txt").write_text("Title\n\nFirst.\n \nSecond.\n")
    done = run(
        project, "macros", "new-document", "orbit-2026-05-01", "--number-of-paragraphs", "text.txt", "--trust", "primary"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "fill in data/documents/orbit-2026-05-01.yml; make check says what is left to do"
    assert "\nparagraphs: 3\n" in (project / "data/documents/orbit-2026-05-01.yml").read_text("utf-8")
    refused = run(project, "macros", "new-document", "orbit-2026-05-01")
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        'a document "orbit-2026-05-01" exists already; give another id',
        "nothing was written",
    ]


def test_no_document_of_the_project_is_a_skeleton_still() -> None:
    """The hint at the top goes when the work is done."""
    for path in (ROOT / "data" / "documents").glob("*.yml"):
        assert "Fill in what is empty" not in path.read_text("utf-8"), path.name
