"""What an author begins with: a file to be filled in and its pages, or a refusal that leaves everything as it was."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from macros.authoring.facts_from_table import add_facts
from macros.authoring.json_schema import meanings_of, modeline, write_schemas
from macros.authoring.new_document import Header, new_document, skeleton
from macros.authoring.table import read_table
from macros.ledger.errors import RequestError
from macros.ledger.load import load
from macros.ledger.model import Document
from macros.ledger.yaml_source import read_source
from tests.conftest import ROOT, SMALL, run, succeed
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
    new_document(root, Header("gazette-2025-05-01", language="en"))
    lines = (root / "data" / "documents" / "gazette-2025-05-01.yml").read_text("utf-8").split("\n")
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


TO_FILL_IN = """\
  - {metric: orbit-spending, period: , value: , unit: usd_million, kind: reported, paragraph: , printed: }  # FY2024: 829.9, cash-flow
  - {metric: orbit-spending, period: , value: , unit: usd_million, kind: plan, paragraph: , printed: }  # FY2025: 1100, cash-flow
  - {metric: orbit-towers, period: , value: , unit: one, kind: reported, paragraph: , printed: }  # 2025-12-31: 500000, cash-flow
"""  # noqa: E501


def test_what_the_last_document_of_its_kind_reported_is_to_be_filled_in(root: Path) -> None:
    """The newest number of each metric and kind, without it, and the places; the check names the first and counts the rest."""
    new_document(root, Header("orbit-2026-05-01"))
    text = (root / FILE).read_text("utf-8")
    entries = text.partition("\nfacts:\n")[2]
    assert TO_FILL_IN.splitlines()[:3] == entries.splitlines()[3:6]
    assert [line.partition("# ")[2] for line in entries.splitlines() if "orbit-ticket-income" in line] == [
        "2025Q4: 61.75, operations",
        "FY2025: 198.5, operations",
        "FY2026: 260, operations",
    ]
    assert "orbit-waiting" not in text
    assert '\nplaces:\n  cash-flow: {zh: "现金流量表", en: "cash-flow statement"}\n  operations: {' in text
    assert "\nlanguage: en\n" in text
    assert "\ntrust: primary\n" in text
    told = [message for message in problems_of(root) if "facts" in message]
    line = text[: text.index("  - {metric")].count("\n") + 1
    assert told[0].startswith(f"{FILE.as_posix()}:{line}:")
    more = entries.count("- {metric:") - 1
    remedy = "or delete what the document does not say"
    assert told[0].endswith(f"facts[0]: fill in orbit-spending and {more} more lines like it, {remedy}")
    assert len(told) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        Header("orbit-call-2026-05-01"),
        Header("orbit-2026-05-01", trust="secondary"),
        Header("orbit-2025-05-01"),
        Header("gazette-2025-05-01"),
    ],
    ids=["another kind", "another trust", "an earlier day", "the press"],
)
def test_a_document_without_a_forerunner_has_examples_of_facts(root: Path, wanted: Header) -> None:
    """In place of what is to be filled in."""
    new_document(root, wanted)
    text = (root / "data" / "documents" / f"{wanted.id}.yml").read_text("utf-8")
    assert "{metric:" not in text
    assert "# - metric: example-net-sales" in text


def filled_in(root: Path, table: str) -> list[str]:
    """Add a table to the new document, and return the lines to be filled in that gave way to it: metric and last number."""
    before = (root / FILE).read_text("utf-8").splitlines()
    add_facts(root, read_table(table, "table.csv"), "orbit-2026-05-01")
    after = (root / FILE).read_text("utf-8").splitlines()
    return [line.partition(",")[0] + line.partition("#")[2] for line in before if line not in after]


def test_a_table_takes_the_place_of_what_is_to_be_filled_in(root: Path) -> None:
    """An entry for each fact of the metric and kind; what the table lacks is still named."""
    new_document(root, Header("orbit-2026-05-01", paragraphs=9))
    assert "\n# places:\n" in (root / FILE).read_text("utf-8")
    table = "metric,period,value,unit,kind,place,printed\nOrbit's spending,FY2025,1050,$ mn,reported,8,1050\n"
    table += "Ticket income,2026Q1,70,$ mn,reported,9,70\n"
    assert filled_in(root, table) == [
        "  - {metric: orbit-spending FY2024: 829.9, cash-flow",
        "  - {metric: orbit-ticket-income 2025Q4: 61.75, operations",
    ]
    assert "  - metric: orbit-ticket-income\n    period: 2026Q1\n" in (root / FILE).read_text("utf-8")


def test_a_fact_takes_the_place_of_its_own_form_of_period_alone(root: Path) -> None:
    """Two quarters of a table, this year's and that of a year ago, leave the line of the year."""
    new_document(root, Header("orbit-2026-05-01", paragraphs=9))
    table = "metric,period,value,unit,kind,place,printed\n"
    table += "".join(f"Ticket income,{each},7{each[3]},$ mn,reported,9,7{each[3]}\n" for each in ("2025Q1", "2026Q1"))
    assert filled_in(root, table) == ["  - {metric: orbit-ticket-income 2025Q4: 61.75, operations"]


def test_the_changes_of_each_edition_begin_with_it(root: Path) -> None:
    """Where an edition has such a page, below the heading of the day on which it is recorded; all else in it stays."""
    today = dt.date(2026, 5, 2)
    for language in ("zh", "en"):
        (root / "docs" / language / "changes.md").write_text("# Changes\n\nWords.\n\n## Before\n\n- Old.\n", "utf-8")
    assert "docs/en/changes.md" in new_document(root, Header("orbit-2026-05-01"), today)
    new_document(root, Header("gazette-2026-05-02"), today)
    assert (root / "docs" / "en" / "changes.md").read_text("utf-8") == (
        "# Changes\n\nWords.\n\n## 2 May 2026 {: #edition-2026-05-02 }\n\n"
        "- Added: [The Gazette (2026-05-02)](sources/gazette-2026-05-02.md).\n"
        "- Added: [Orbit (2026-05-01)](sources/orbit-2026-05-01.md).\n\n## Before\n\n- Old.\n"
    )
    assert "## 2026年5月2日 {: #edition-2026-05-02 }\n\n- 收录 [公报（2026-05-02）]" in (
        (root / "docs" / "zh" / "changes.md").read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("above", "below"), [("# Changes\n\nWords.\n", ""), ("\ufeff# Changes\r\n", "\r\n## Before\r\n\r\n- Old.\r\n")]
)
def test_a_page_of_changes_keeps_its_words_and_its_line_ends(root: Path, above: str, below: str) -> None:
    """As a new ledger begins it, or as Windows writes it, with a byte order mark: a comparison shows the new lines alone."""
    page = root / "docs" / "en" / "changes.md"
    page.write_bytes((above + below).encode())
    new_document(root, Header("orbit-2026-05-01"), dt.date(2026, 5, 2))
    added = "\n## 2 May 2026 {: #edition-2026-05-02 }\n\n- Added: [Orbit (2026-05-01)](sources/orbit-2026-05-01.md).\n"
    wanted = above + added.replace("\n", "\r\n" if "\r" in above else "\n") + below
    assert page.read_bytes().decode().rstrip() == wanted.rstrip()


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
    assert document.facts[0].tokens == (("p.11", "$1,877.9 million"), ("p.17", "$1,877.9"))
    assert document.facts[0].speaker == "orbit"
    assert "printed_high" in ends


def test_every_key_of_a_document_is_in_the_skeleton_with_its_rule() -> None:
    """As editors show it."""
    made = skeleton(Header("orbit-2026-05-01", "orbit", "2026-05-01"), "#", ["zh", "en"])
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


@pytest.mark.parametrize("blocked", ["docs/zh/sources", "data/schema/ids.json/x"])
def test_a_failure_leaves_everything_as_it_was(root: Path, blocked: str) -> None:
    """A file where a folder belongs, or a folder where a file does; without it the same command writes all."""
    for language in ("zh", "en"):
        (root / "docs" / language / "changes.md").write_text("# Changes\n", "utf-8")
    (root / "data" / "schema" / "ids.json").unlink()
    (root / blocked).parent.mkdir(exist_ok=True)
    (root / blocked).write_text("mine")
    before = contents(root)
    with pytest.raises(OSError, match=r"ids\.json|sources"):
        new_document(root, Header("orbit-2026-05-01"))
    assert contents(root) == before
    (root / blocked).unlink()
    if blocked.endswith("x"):
        (root / blocked).parent.rmdir()
    assert "docs/zh/changes.md" in new_document(root, Header("orbit-2026-05-01"))


def test_the_command_counts_paragraphs_and_says_what_it_wrote(tmp_path: Path) -> None:
    """As locators count them: the non-empty lines of the text."""
    project = make_project(tmp_path / "project", {}, languages=("zh", "en"))
    (project / "text.txt").write_text("Title\n\nFirst.\n \nSecond.\n")
    done = succeed(
        project, "macros", "new-document", "orbit-2026-05-01", "--number-of-paragraphs", "text.txt", "--trust", "primary"
    )
    assert (
        done.stdout.splitlines()[-1] == "fill in data/documents/orbit-2026-05-01.yml; make check-data says what is left to do"
    )
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
