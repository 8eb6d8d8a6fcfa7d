"""Every mistake of an author is reported with its place and the nearest right name."""

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from macros.ledger.ledger import Ledger
from macros.ledger.load import load
from macros.ledger.yaml_source import digest, read_source
from macros.pages.page_source import read_pages
from macros.render.load_site import check_calls
from macros.render.site import Site
from tests.conftest import ROOT, SMALL
from tests.support.mistakes import CORRUPTIONS, FIXTURES, Mistake, cases, mistakes, problems_of
from tests.support.projects import WHOLE, edit

FRONT_MATTER = "---\ntitle: A page\ndescription: What it says.\n---\n\n"
FRONT = [case for listed in CORRUPTIONS["front"].values() for case in listed]


@pytest.fixture(scope="module")
def whole() -> Ledger:
    """The ledger that is corrupted, before it is."""
    return load(WHOLE)[0]


def told_of_page(ledger: Ledger, folder: Path, page: bytes) -> list[str]:
    """What the author of a page is told."""
    (folder / "docs").mkdir()
    (folder / "docs" / "page.md").write_bytes(page)
    sources = read_pages(folder / "docs", folder)
    fronts = {source.page: source.front for source in sources}
    problems, *_ = check_calls(dataclasses.replace(Site.of(ledger, "zh"), fronts=fronts), sources)
    return [str(each) for each in problems]


def test_the_list_is_long_and_its_cases_differ() -> None:
    """A hundred and fifty at the least, none of them twice; and thirty files with several mistakes, each with its messages."""
    listed = [json.dumps(case) for section in CORRUPTIONS.values() for found in section.values() for case in found]
    assert len(set(listed)) == len(listed) >= 150
    assert sum(line.count("did you mean") for line in listed) >= 40, "where a right name is near, it is said"
    files, messages = ({path.stem for path in (FIXTURES / "invalid").glob(f"*.{ending}")} for ending in ("yml", "txt"))
    assert files == messages
    assert len(files) > 30


@pytest.mark.parametrize("mistake", mistakes(*CORRUPTIONS["data"]))
def test_a_mistake_in_the_data(mistake: Mistake, tmp_path: Path) -> None:
    """Each with file, line, column and what was expected; all of a file at once, and one message for one where that can be."""
    mistake.make(tmp_path)
    assert problems_of(tmp_path) == mistake.told


def test_mistakes_in_several_files_are_reported_together(tmp_path: Path) -> None:
    """In the order of the files, so that an author corrects everything in one round."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    changes = {
        "data/documents/gazette-2025-02-01.yml": ("kind: plan", "kind: plans"),
        "data/events.yml": ("topics: [spending]", "topics: [spendings]"),
        "data/metrics/spending.yml": ("entity: orbit\n  dimension: money", "entity: orbits\n  dimension: money"),
    }
    for name, (before, after) in changes.items():
        edit(tmp_path / name, before, after)
    assert [line.partition(":")[0] for line in problems_of(tmp_path)] == list(changes)


@pytest.mark.parametrize("case", cases("pages", "front"))
def test_a_mistake_in_a_page(whole: Ledger, case: dict[str, Any], tmp_path: Path) -> None:
    """A macro called wrongly, code, HTML, links that lead nowhere, characters that nobody sees; and front matter."""
    front = "" if case in FRONT else FRONT_MATTER
    assert told_of_page(whole, tmp_path, (front + case["page"]).encode()) == case["told"]


# --- bytes -----------------------------------------------------------------------------------

SOUND = (WHOLE / "data" / "topics.yml").read_bytes()
NOT_UTF_8 = "this byte is not UTF-8; write the word anew"
SAVE = 'not UTF-8; save the file as UTF-8: in Excel as "CSV UTF-8", in an editor by "Save with Encoding"'
UNSEEN = "a character that nobody sees, cannot stand here; write the text anew"
RAW = {
    "a byte of another": (SOUND.replace("支".encode(), b"\xd6\xff", 1), f"2:15  {NOT_UTF_8}"),
    "gb18030": (SOUND.decode().encode("gb18030"), f"2:16  this is probably GBK or GB18030, {SAVE}"),
    "big5": (SOUND.decode().replace("产", "產").encode("big5", "ignore"), f"2:15  this is probably Big5, {SAVE}"),
    "cp1252": ("topics:\n  café: 5\n".encode("cp1252"), f"2:6  this is probably Windows-1252, {SAVE}"),
    "utf-16": (SOUND.decode().encode("utf-16"), f"1:1  this is UTF-16, {SAVE}"),
    "utf-16-le": (SOUND.decode().encode("utf-16-le"), f"1:1  this is UTF-16, {SAVE}"),
    "utf-16-be": (SOUND.decode().encode("utf-16-be"), f"1:1  this is UTF-16, {SAVE}"),
    "utf-32": (SOUND.decode().encode("utf-32"), f"1:1  this is UTF-32, {SAVE}"),
    "surrogate": (SOUND.replace("支".encode(), b"\xed\xa0\x80", 1), f"2:15  {NOT_UTF_8}"),
    "overlong": (SOUND.replace("支".encode(), b"\xc0\xaf", 1), f"2:15  {NOT_UTF_8}"),
    "cut": (SOUND[:25], f"2:15  {NOT_UTF_8}"),
    "zeros": (b"\x00" * 100, f"1:1  U+0000, {UNSEEN}"),
    "next-line": (SOUND.replace(b"\n", b"\xc2\x85", 1), f"1:10  U+0085, {UNSEEN}"),
}


@pytest.mark.parametrize(("raw", "told"), RAW.values(), ids=RAW)
def test_bytes_that_are_no_text(raw: bytes, told: str, tmp_path: Path) -> None:
    """The first of them is pointed at."""
    (tmp_path / "file.yml").write_bytes(raw)
    assert [str(each) for each in read_source(tmp_path / "file.yml", tmp_path).problems] == [f"file.yml:{told}"]


NO_PAGE = "this byte is not UTF-8; write the word anew"
TOO_DEEP = "stand too deep inside each other; 20 levels are the most"
CALL = "this is not a macro call: unexpected '}', expected ')'; write {{ fact(…) }}, and each text between two quotes"
NAME = f'chart is called as chart(name, *, brief=False, title=None): name is a text in quotes, and not "{"9" * 57}…"'
REPORTED = "  - {metric: orbit-spending, period: FY2026, value: 1, unit: usd_million, kind: reported, paragraph: cash-flow}\n"
MARK = "cannot stand here; write the letter and its mark as one character, à"
BEYOND = {
    "gb18030": ("词".encode("gb18030"), f"6:1  this is probably GBK or GB18030, {SAVE.replace('file', 'page')}"),
    "cut": ("一\n二".encode() + b"\xe4\xba", f"7:2  {NO_PAGE}"),
    "surrogate": (b"\xed\xb0\x80", f"6:1  {NO_PAGE}"),
    "large": (b"x" * 300_000, "1:1  the page has more than 100000 bytes; split it"),
    "long": (b"x" * 9_000, "6:4000  the line has 9000 characters; 4000 are the most, and a sentence a line reads best"),
    "block": (b"x\n" * 6_000, "6:1  12000 characters stand here without a blank line; 10000 are the most"),
    "lines": (b"#\n" * 101, "6:1  101 lines stand here without a blank line; 100 are the most"),
    "lists": (b"- " * 1_900, f"6:41  lists or quotes {TOO_DEEP}"),
    "quotes": (b">" * 3_900, f"6:21  lists or quotes {TOO_DEEP}"),
    "indents": (b"    " * 21 + b"- a", f"6:85  lists or quotes {TOO_DEEP}"),
    "open": (b"a [" * 900, f"6:63  brackets {TOO_DEEP}"),
    "fences": (b"```x\n\n" * 201, '406:1  the page has 201 signs "```"; 200 are the most'),
    "footnotes": (b"[^a]\n\n" * 201, '406:1  the page has 201 signs "[^"; 200 are the most'),
    "marks": ("a\u0300\u0327".encode() * 9_000, f"6:2  U+0300, COMBINING GRAVE ACCENT, {MARK}"),
    "deep": (b"{{ " + b"(" * 3_000 + b" }}", f"6:1  {CALL}"),
    "digits": (b"{{ chart(" + b"9" * 3_900 + b") }}", f"6:4  {NAME}"),
}


@pytest.mark.parametrize(("raw", "told"), BEYOND.values(), ids=BEYOND)
def test_pages_beyond_measure(whole: Ledger, raw: bytes, told: str, tmp_path: Path) -> None:
    """In encoding, in size, in depth: Markdown would take minutes, or end in a traceback."""
    assert told_of_page(whole, tmp_path, FRONT_MATTER.encode() + raw) == [f"docs/page.md:{told}"]


def records(ledger: Ledger) -> list[Any]:
    """The records of all data files."""
    return [getattr(ledger, each.name) for each in dataclasses.fields(ledger)]


@pytest.mark.parametrize("change", [b"\r\n", b"\r", "bom"], ids=["crlf", "cr", "bom"])
def test_what_editors_write_otherwise_is_the_same(whole: Ledger, change: bytes | str, tmp_path: Path) -> None:
    """A mark at the file's beginning and other ends of lines, in data and in pages: lines count as before."""

    def changed(raw: bytes) -> bytes:
        return b"\xef\xbb\xbf" + raw if isinstance(change, str) else raw.replace(b"\n", change)

    page = (FRONT_MATTER + 'One.\n\n{{ facts("a") }}').encode()
    assert told_of_page(whole, tmp_path, changed(page))[0].startswith('docs/page.md:8:4  no macro is called "facts"')
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    for path in (tmp_path / "data").rglob("*.yml"):
        path.write_bytes(changed(path.read_bytes()))
    assert records(load(tmp_path)[0]) == records(whole)


def test_what_is_no_file_is_no_data(tmp_path: Path) -> None:
    """A folder, a file that is not there, one with another ending."""
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    (tmp_path / "data" / "metrics" / "towers.yml").mkdir()
    (tmp_path / "data" / "events.yml").unlink()
    (tmp_path / "data" / "doubts.yaml").write_text("[]")
    assert set(problems_of(tmp_path)) >= {
        "data/events.yml:1:1  there is no such file",
        "data/metrics/towers.yml:1:1  this is no file that can be read",
        "data/doubts.yaml:1:1  data files end in .yml; rename it",
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("documents/2026/new-2026-05-01.yml", "this is not read; move it to data/documents/"),
        ("metrics/more/towers.yml", "this is not read; move it to data/metrics/"),
        ("documents/new-2026-05-01.YML", "data files end in .yml; rename it"),
        ("documents/new-2026-05-01.yml.txt", "data files end in .yml; rename it"),
        ("documents/new-2026-05-01.json", "data files end in .yml; rename it"),
        ("Units.YML", "data files end in .yml; rename it"),
        ("notes.txt", "data files end in .yml; rename it"),
        ("document/new-2026-05-01.yml", "nothing is read from this folder; known are data/metrics/, data/documents/"),
        ("unit.yml", "no file of this name belongs here; known are "),
    ],
)
def test_a_file_that_is_not_read_is_named(tmp_path: Path, name: str, told: str) -> None:
    """In another folder or with another ending, as Notepad gives it: a quarter is never left out in silence."""
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    path = tmp_path / "data" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    (problem,) = problems_of(tmp_path)
    assert problem.startswith(f"data/{name}:1:1  {told}")


def test_what_editors_hide_beside_the_data_changes_nothing(whole: Ledger, tmp_path: Path) -> None:
    """Neither the ledger nor the version that readers cite: a lock that leads nowhere, a copy that is being written."""
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    before = digest(tmp_path)
    (tmp_path / "data" / "documents" / ".#gazette-2025-02-01.yml").symlink_to("nowhere")
    (tmp_path / "data" / "documents" / ".gazette-2025-02-01.yml.swp").write_bytes(b"\xff")
    (tmp_path / "data" / ".events.yml").write_text("- half")
    assert digest(tmp_path) == before
    assert records(load(tmp_path)[0]) == records(whole)


@pytest.mark.parametrize(("end", "late"), [("01-31", []), ("01-32", []), ("12-31", ["orbit-2026-02-01.yml"])])
def test_an_end_of_a_fiscal_year_that_is_refused_makes_no_fact_late(tmp_path: Path, end: str, late: list[str]) -> None:
    """Its own message is the only one; where it is sound, a year that ends after its document is refused."""
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    for name, before, after in (
        ("entities.yml", "orbit: {", f'orbit: {{fiscal_year_ends: "{end}", '),
        ("documents/orbit-2026-02-01.yml", "facts:\n", f"facts:\n{REPORTED}"),
    ):
        edit(tmp_path / "data" / name, before, after)
    told = problems_of(tmp_path)
    assert [name for name in late if not any(name in line and "after the document of" in line for line in told)] == []
    assert len(told) == len(late) + (end == "01-32")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_what_has_no_size_is_not_read(tmp_path: Path) -> None:
    """Files of /proc are files to the system; reading one such as /proc/kmsg never ends."""
    (tmp_path / "file.yml").symlink_to("/proc/self/status")
    (problem,) = read_source(tmp_path / "file.yml", tmp_path).problems
    assert str(problem).startswith("file.yml:1:1  the file is empty")


def test_the_first_hundred_problems_of_a_file_are_told(tmp_path: Path) -> None:
    """Of records, of the keys of one and of rules between them; each other file has its own."""
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    events, source = tmp_path / "data" / "events.yml", "sources: [{document: gazette-2025-02-01, paragraph: p.1}]"
    event = f"date: 2025-02-01, title: {{zh: 一, en: a}}, entities: [orbit], {source}"
    for text in (
        "- a\n" * 300,
        f"- {{id: a, topics: [spending], {event}, facts: [{', '.join(['{}'] * 300)}]}}\n",
        "".join(f"- {{id: a{n}, topics: [spending{n}], {event}}}\n" for n in range(300)),
    ):
        events.write_text(text, "utf-8")
        told = [line for line in problems_of(tmp_path) if line.startswith("data/events.yml:")]
        assert len(told) == 101
        assert [line for line in told if line.endswith("  and more problems; the first 100 of this file are listed")]


def test_a_ledger_without_documents_is_none(tmp_path: Path) -> None:
    """It has no day that it is the state of."""
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    for name in ("documents", "metrics"):
        shutil.rmtree(tmp_path / "data" / name)
    for name in ("charts", "corrections", "derived", "doubts", "events"):
        (tmp_path / "data" / f"{name}.yml").write_text("[]")
    assert problems_of(tmp_path) == ["data/documents:1:1  no document is here; write one as data/README.md shows"]


# --- bombs -----------------------------------------------------------------------------------

BOMBS = {
    "a billion laughs": "a0: &a0 [ha, ha]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)),
    "a value inside itself": "a: &a [*a]\n",
    "open brackets": "[" * 200_000,
    "closed brackets": "[" * 100_000 + "]" * 100_000,
    "dashes": "- " * 200_000 + "x",
    "keys of keys": "? " * 200_000 + "x",
    "braces": "{a: " * 100_000,
    "indents": "\n".join(" " * n + "a:" for n in range(1_000)),
    "an open quote": 'a: "' + "b: c\n" * 180_000,
    "a broken end": "a: c\n" * 90_000 + "]",
    "the same key": "a: c\n" * 90_000,
    "many keys": "".join(f"k{n}: 1\n" for n in range(80_000)),
    "too many bytes": "a: b\n" * 300_000,
    "a long word": "a: " + "x" * 900_000,
    "a long number": "a: " + "9" * 900_000,
    "braces that are keys": "a: {" + "{ " * 400_000,
    "brackets behind a mistake": "]\n" + "[" * 400_000,
    "marks on a letter": "a: a" + "\u0300\u0327" * 200_000,
    "wide spaces": "a: x" + "\u3000\t " * 150_000 + "y",
    "a long list": "-\n" * 400_000,
    "a list of lists": "a:\n" + "  - [{}, {}, {}, {}, {}, {}, {}]\n" * 25_000,
    "many wrong keys": "a:\n" + "".join(f"  k{n}: 1\n" for n in range(45_000)),
}
LIMITED = """
import json, resource, sys
from pathlib import Path
from macros.ledger.errors import LedgerError
from macros.ledger.load import load
def measured(who=resource.RUSAGE_SELF):
    usage = resource.getrusage(who)
    return usage.ru_utime, usage.ru_maxrss // 1024
load(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_AS, (2 ** 30, 2 ** 30))
_, before = measured()
path = Path(sys.argv[1]) / "data" / "entities.yml"
for name, bomb in json.load(sys.stdin).items():
    begin, _ = measured()
    resource.setrlimit(resource.RLIMIT_CPU, (int(begin) + 10, resource.RLIM_INFINITY))
    path.write_text(bomb)
    try:
        load(Path(sys.argv[1]))
    except LedgerError as error:
        end, most = measured()
        print(json.dumps([name, str(error)[:300], end - begin, most - before, len(error.problems)]), flush=True)
"""


def test_a_bomb_ends_within_seconds_and_little_memory(tmp_path: Path) -> None:
    """With a message, in a process that may use ten seconds for each and one gigabyte; all need less than a quarter of it.

    No file has more than a hundred problems, and one that says so.
    """
    shutil.copytree(WHOLE / "data", tmp_path / "data")
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    result = subprocess.run(
        command, cwd=ROOT, input=json.dumps(BOMBS), capture_output=True, text=True, check=False, timeout=300
    )
    survived = [json.loads(line) for line in result.stdout.splitlines()]
    assert [name for name, *_ in survived] == list(BOMBS), result.stderr[-500:]
    for name, problems, seconds, megabytes, number in survived:
        assert seconds < 3, f"{name}: {seconds:.1f} s"
        assert number <= 202, f"{name}: of two files"
        assert "data/entities.yml:" in problems, name
        assert megabytes < 250, f"{name}: {megabytes} MB in {seconds:.1f} s"
