"""A table of facts, from a spreadsheet or a filing, becomes the facts of a document, or its mistakes are named by cell."""

import csv
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from macros.authoring.document_file import with_facts
from macros.authoring.facts_from_table import add_facts, facts_of
from macros.authoring.table import COLUMNS, open_table, read_table
from macros.ledger.errors import LedgerError, RequestError
from macros.ledger.ledger import Ledger
from macros.ledger.load import load
from macros.ledger.model import Fact, Text
from macros.ledger.periods import EXAMPLES
from macros.ledger.yaml_source import read_source
from tests.conftest import ROOT, SMALL, run
from tests.support.mistakes import problems_of
from tests.support.projects import contents, edit, make_project

PRESS, FILED = "gazette-2025-02-01", "orbit-2026-02-01"
GAZETTE = Path("data/documents/gazette-2025-02-01.yml")
ROW_AS_WRITTEN = (
    "  - metric: orbit-spending\n    period: FY2023\n    value: 7.31\n    unit: usd_100m\n    kind: reported\n"
    "    paragraph: p.8\n    printed: 7.31亿\n"
)
HEADS = "metric,period,value,unit,kind,paragraph,printed\n"
ROW = "orbit-spending,FY2023,7.31,usd_100m,reported,p.8,7.31亿\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small ledger's data."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    return tmp_path


def add(root: Path, text: str, document: str = PRESS, given: Mapping[str, str] | None = None, **options: bool) -> list[Fact]:
    """Add a table to a document; return its new facts, as the loader reads them."""
    before = len(load(root)[0].documents[document].facts)
    add_facts(root, read_table(text, "table", given), document, **options)
    return list(load(root)[0].documents[document].facts[before:])


def read(
    root: Path, ledger: Ledger, text: str, document: str = FILED, given: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """The facts of a table, as they would be written into a document."""
    return facts_of(
        read_table(text, "table", given), ledger, read_source(root / "data" / "documents" / f"{document}.yml", root)
    )


def told(root: Path, text: str, document: str = PRESS, given: Mapping[str, str] | None = None) -> list[str]:
    """What the author of a wrong table is told; nothing is written."""
    before = contents(root)
    with pytest.raises((LedgerError, RequestError)) as caught:
        add_facts(root, read_table(text, "table", given), document)
    assert contents(root) == before
    return str(caught.value).splitlines()


# --- nothing is lost -----------------------------------------------------------------------------


def cell(fact: Fact, column: str) -> str:
    """A cell of the table that holds all of a fact."""
    key, _, language = column.partition("_")
    value = getattr(fact, key if language in ("zh", "en") else column)
    if isinstance(value, Text):
        return value.zh if language == "zh" else value.en
    if column == "also":
        return " | ".join(f"{each.paragraph} {each.printed or ''}" for each in value)
    return "" if value is None else str(value)


def test_every_fact_of_today_survives_a_table(ledger: Ledger, tmp_path: Path) -> None:
    """Each document without its facts gets them back from a table, in its own file, and the ledger is the same."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for document in ledger.documents.values():
        path = tmp_path / "data" / "documents" / f"{document.id}.yml"
        text = path.read_text("utf-8").partition("\nfacts:\n")[0] + "\nfacts: []\n"
        path.write_text(text, "utf-8")
        table = io.StringIO()
        csv.writer(table).writerows([COLUMNS, *([cell(fact, column) for column in COLUMNS] for fact in document.facts)])
        source = read_source(path, tmp_path)
        facts = facts_of(read_table(table.getvalue(), "table"), ledger, source)
        path.write_text(with_facts(source, facts), "utf-8")
    again = load(tmp_path)[0]
    assert len(ledger.facts) > 3000
    assert again.documents == ledger.documents


def test_every_key_of_a_fact_has_a_column() -> None:
    """Texts have one for each language; the file's name says the document."""
    assert {each.removesuffix("_zh").removesuffix("_en") for each in COLUMNS} == {
        each.name for each in fields(Fact) if each.name != "document"
    }


# --- what an author types ------------------------------------------------------------------------


def test_cells_from_a_spreadsheet_are_written_as_the_file_is(root: Path) -> None:
    """Tabs between them; after the facts that are there, whose lines and comments stay."""
    edit(root / GAZETTE, "facts:\n", "facts:\n  # The first paragraphs\n")
    before = (root / GAZETTE).read_text("utf-8")
    add(
        root,
        "Place\tMetric\tPeriod\tLow\tHigh\tUnit\tKind\tPrinted\tPrinted high\tQualifier\tSpeaker\tAlso\tNote zh\tNote en\n"
        "8\tcapex\tFY2026\t12\t14\t亿美元\tplan\t12亿\t14亿\tabout\tOrbit\tp.9 14 亿 | p7 12 亿\t含租赁：全部\tLeases too\n",
    )
    assert (root / GAZETTE).read_text("utf-8") == before + (
        "  - metric: orbit-spending\n    period: FY2026\n    low: 12\n    high: 14\n    unit: usd_100m\n    kind: plan\n"
        "    paragraph: p.8\n    printed: 12亿\n    printed_high: 14亿\n    qualifier: about\n    speaker: orbit\n    also:\n"
        '      - {paragraph: p.9, printed: "14 亿"}\n      - {paragraph: p.7, printed: "12 亿"}\n'
        "    note:\n      zh: 含租赁：全部\n      en: Leases too\n"
    )


@pytest.mark.parametrize(
    "name", ["orbit-spending", "Orbit's  Spending", "轨道 公司支出", "轨道公司支出", "开支", "開支", "CAPEX"]
)
@pytest.mark.parametrize("unit", ["usd_million", "US$ million", "百万美元", "$ mn", "million dollars", "USD m", "usd_mn"])
def test_metrics_and_units_are_called_by_their_names(root: Path, small: Ledger, name: str, unit: str) -> None:
    """The id, labels and aliases in any script and case; of money any words for a scale and a currency."""
    (fact,) = read(root, small, f"{HEADS}{name},FY2023,731,{unit},已报告,p.8,731\n", PRESS)
    assert (fact["metric"], fact["unit"], fact["kind"]) == ("orbit-spending", "usd_million", "reported")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ('"131,819"', "131819"),
        ("１３１.８", "131.8"),
        ('"-(7,604)"', "-7604"),
        ("−7.20", "-7.20"),
        ("–7.2", "-7.2"),
        ("+40", "40"),
        ('"37.5,"', "37.5"),
        ("\u00a037.5\u202f", "37.5"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_as_it_is_printed(root: Path, small: Ledger, typed: str, number: str) -> None:
    """With separators, brackets for a minus sign and the signs of a Chinese keyboard; its digits stay, zeros too."""
    assert read(root, small, f"{HEADS}orbit-spending,FY2023,{typed},usd_million,reported,p.8,x\n", PRESS)[0]["value"] == number


@pytest.mark.parametrize(
    ("row", "value", "unit"),
    [
        ("orbit-spending-growth,FY2026,28%,,plan,p.8,28%", "28", "percent"),
        ("orbit-spending-growth,FY2026,28 %,percent,plan,p.8,28%", "28", "percent"),
        ("capex,FY2026,2.1亿美元,,plan,p.8,2.1亿", "2.1", "usd_100m"),
        ("capex,FY2026,37 million,US$ million,plan,p.8,37 million", "37", "usd_million"),
    ],
)
def test_a_word_behind_a_number_is_its_unit(root: Path, row: str, value: str, unit: str) -> None:
    """Or says the same as the cell of the unit."""
    (fact,) = add(root, f"{HEADS}{row}\n")
    assert (str(fact.value), fact.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff{HEADS}{ROW}",
        f"\r\n,,,,,,\r\n{HEADS.strip()}\r\n,,\r\n{ROW.strip()}\r\n\r\n",
        "METRIC;PERIOD;VALUE;UNIT;KIND;Place;PRINTED;;\norbit-spending;FY2023;7.31;usd_100m;reported;p8;7.31亿;;\n",
        'metric\tperiod\tvalue\tunit\tkind\tplace\tprinted\n"orbit-spending"\tFY2023\t7.31\tusd_100m\treported\tP.8\t7.31亿',
    ],
    ids=["byte order mark", "line ends and empty rows", "semicolons and empty columns", "tabs and quotes"],
)
def test_tables_of_any_program(root: Path, text: str) -> None:
    """As they are saved or copied."""
    (root / "table.csv").write_bytes(text.encode())
    add_facts(root, open_table(str(root / "table.csv"), io.BytesIO()), PRESS)
    fact = load(root)[0].documents[PRESS].facts[-1]
    assert (fact.subject, str(fact.value), fact.paragraph, fact.printed) == ("orbit-spending@FY2023", "7.31", "p.8", "7.31亿")


def test_a_place_is_called_by_its_name(root: Path) -> None:
    """And a statement has no number."""
    text = (
        "metric,period,kind,place,statement_zh,statement_en\n前景,2026-02-01,claim,Operating data,公司看好。,It is confident.\n"
    )
    (fact,) = add(root, text, FILED)
    assert fact.paragraph == "operations"
    assert fact.statement == Text(zh="公司看好。", en="It is confident.")


@pytest.mark.parametrize(
    ("before", "newline"), [("facts: []\n", "\n"), ("facts:\n", "\n"), ("facts: []\r\n", "\r\n"), ("facts: []", "\n")]
)
def test_a_document_without_facts_gets_its_first(root: Path, before: str, newline: str) -> None:
    """Its line ends stay, and a header that is still empty does not matter."""
    header = "id: orbit-2026-05-01\npublisher: orbit\nauthor: null\ntitle:\n  zh:\ndate: 2026-05-01"
    path = root / "data" / "documents" / "orbit-2026-05-01.yml"
    path.write_text((header + "\nparagraphs: 9\n").replace("\n", newline) + before, "utf-8", newline="")
    add_facts(root, read_table(HEADS + ROW, "table"), "orbit-2026-05-01")
    text = path.read_bytes().decode()
    assert text.replace(newline, "\n").startswith(header)
    assert text.partition(f"{newline}facts:{newline}")[2] == ROW_AS_WRITTEN.replace("\n", newline)
    assert ("\r" in text) == (newline == "\r\n")
    assert [each["metric"] for each in read_source(path, root).data["facts"]] == ["orbit-spending"]


def test_keys_below_the_facts_stay_below(root: Path) -> None:
    """Wherever the list ends."""
    path = root / GAZETTE
    text = path.read_text("utf-8").replace("trust: press\n", "") + "\n# Who prints it\ntrust: press\n"
    path.write_text(text, "utf-8")
    assert len(add(root, HEADS + ROW)) == 1
    assert path.read_text("utf-8").endswith("printed: 7.31亿\n\n# Who prints it\ntrust: press\n")


def test_a_list_in_brackets_is_left_to_its_author(root: Path) -> None:
    """The file stays as it was, and the facts are still shown."""
    path = root / GAZETTE
    text = path.read_text("utf-8").partition("facts:\n")[0]
    fact = (
        "{metric: orbit-spending, period: FY2024, value: 8.31, unit: usd_100m, kind: reported, paragraph: p.3, printed: 8.31亿}"
    )
    path.write_text(f"{text}facts: [{fact}]\n", "utf-8")
    assert "cannot be added to data/documents/gazette-2025-02-01" in told(root, HEADS + ROW)[0]
    assert add_facts(root, read_table(HEADS + ROW, "table"), PRESS, write=False) == [ROW_AS_WRITTEN.rstrip()]


TO_FILL_IN = "  - metric: orbit-spending\n    period:\n    value:\n    unit:\n      usd_100m\n    kind: reported\n"


def test_an_entry_that_is_filled_in_goes_whole(root: Path) -> None:
    """With every line that it has, and no other: comments and the facts around it stay."""
    path = root / GAZETTE
    before = path.read_text("utf-8")
    added = f"{before}{ROW_AS_WRITTEN}"
    edit(path, "facts:\n", f"facts:\n{TO_FILL_IN}  # Why\n")
    add_facts(root, read_table(HEADS + ROW, "table"), PRESS)
    assert path.read_text("utf-8") == added.replace("facts:\n", "facts:\n  # Why\n")


@pytest.mark.parametrize(
    "typed",
    [
        "note:\n      zh: 说明\n      en: A note\n        of two lines",
        "printed: 7.31亿",
        "paragraph: p.9",
        "also: [{paragraph: p.9}]",
    ],
)
def test_what_an_author_wrote_into_an_entry_stays(root: Path, typed: str) -> None:
    """The fact of the table stands beside it, and the check asks for what the entry lacks."""
    path = root / GAZETTE
    path.write_text(f"{path.read_text('utf-8')}{TO_FILL_IN}    {typed}\n", "utf-8")
    before = path.read_text("utf-8")
    add_facts(root, read_table(HEADS + ROW, "table"), PRESS)
    assert path.read_text("utf-8") == before + ROW_AS_WRITTEN
    assert any("facts[4].period: nothing stands where a period is expected" in each for each in problems_of(root))


def test_a_file_that_would_be_read_as_another_stays(root: Path) -> None:
    """Here a dash above its entry would be left alone, as an empty fact."""
    edit(root / GAZETTE, "facts:\n", f"facts:\n{TO_FILL_IN.replace('- ', '-' + chr(10) + '    ')}")
    assert "cannot be added" in told(root, HEADS + ROW)[0]


def test_the_file_stays_the_same_kind_of_file(root: Path) -> None:
    """Its byte order mark, its mode and a link to it, which may lead to another device."""
    path, target = root / GAZETTE, root / "elsewhere" / "gazette.yml"
    target.parent.mkdir()
    target.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    target.chmod(0o600)
    path.unlink()
    path.symlink_to(target)
    with pytest.MonkeyPatch.context() as patch:
        replace = Path.replace
        patch.setattr(Path, "replace", lambda old, new: replace(old, new) if old.parent == new.parent else 1 / 0)
        assert len(add(root, HEADS + ROW)) == 1
    assert path.is_symlink()
    assert target.read_bytes().startswith(b"\xef\xbb\xbfid: gazette")
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_replaced_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is left beside it."""

    def refuse(_old: Path, _new: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    before = contents(root)
    with pytest.raises(PermissionError):
        add_facts(root, read_table(HEADS + ROW, "table"), PRESS)
    assert contents(root) == before


# --- mistakes ------------------------------------------------------------------------------------

GOOD = ROW.strip()
MONEY = "write usd_100m, usd_million, or define it in data/units.yml"
MISTAKES = {
    "an unknown metric": (
        f"{HEADS}Capexx,FY2023,7,,reported,p.8,7\n",
        'table:2:1  metric: no metric is called "Capexx"; did you mean "capex"? Or define it in data/metrics/',
    ),
    "another unit": (
        f"{HEADS}capex,FY2023,7,percent,reported,p.8,7\n",
        f'table:2:4  unit: no unit of money is called "percent"; {MONEY}',
    ),
    "a scale in the number": (
        f"{HEADS}capex,FY2023,2.1千亿美元,,reported,p.8,2.1千亿\n",
        f'table:2:3  value: no unit of money is called "千亿美元"; {MONEY}',
    ),
    "a unit against the number's": (
        f"{HEADS}capex,FY2023,2.1亿美元,usd_million,reported,p.8,2.1亿\n",
        'table:2:4  unit: the number says "亿美元", and the unit is usd_million; write the unit that is printed',
    ),
    "a scale without a currency": (
        f"{HEADS}capex,FY2023,7.31,million,reported,p.8,7.31\n",
        'table:2:4  unit: "million" may be usd_million; write one of these',
    ),
    "no number": (
        f"{HEADS}capex,FY2023,—,usd_million,reported,p.8,7\n",
        'table:2:3  value: "—" is not a number; write digits such as 1877.92',
    ),
    "no period": (
        f"{HEADS}{GOOD}\ncapex,Q5 2026,7,usd_million,reported,p.8,7\n",
        f'table:3:2  period: "Q5 2026" is not a period; write {EXAMPLES}',
    ),
    "a token of another number": (
        f"{HEADS}capex,FY2023,7.31,usd_100m,reported,p.8,7.13亿\n",
        "table:2:7  printed: the token shows 7.13, and the value is 7.31",
    ),
    "a place beyond the text": (
        f"{HEADS}capex,FY2023,7.31,usd_100m,reported,10,7.31亿\n",
        "table:2:6  paragraph: p.10 is beyond the 9 paragraphs of gazette-2025-02-01",
    ),
    "an empty cell": (
        f"{HEADS}capex,FY2023,7.31,usd_100m,,p.8,7.31亿\n",
        "table:2:1  kind is missing; data/README.md says what it holds",
    ),
    "a fact of the file": (
        f"{HEADS}capex,FY2024,8.31,usd_100m,reported,p.8,8.31亿\n",
        "table:2:1  metric: data/documents/gazette-2025-02-01.yml has this already on line 12; leave the row out",
    ),
    "a row twice": (
        f"{HEADS}{GOOD}\n\n{GOOD}\n",
        "table:4:1  the same fact stands already on line 2: same metric, period, kind, paragraph",
    ),
    "an unknown column": (
        f"{HEADS.strip()},perod\n{GOOD},x\n",
        'table:1:8  no column is called "perod"; did you mean "period"? Or known are ' + ", ".join(COLUMNS),
    ),
    "a column twice": (f"{HEADS.strip()},Place\n{GOOD},p.8\n", 'table:1:8  column 6 is called "Place" already'),
    "a head over two columns": (
        f"{HEADS.strip()},\n{GOOD},7.31\n",
        'table:2:8  no head is above "7.31"; name its column',
    ),
    "no heads": (
        f"{GOOD}\n",
        'table:1:1  no column is called "orbit-spending"; known are ' + ", ".join(COLUMNS),
    ),
    "too few columns": (
        "metric,value\ncapex,7\n",
        "table:1:1  the heads lack period, kind, paragraph; known are " + ", ".join(COLUMNS),
    ),
    "heads alone": (HEADS, "table:1:1  the table has one row; the facts stand below its heads"),
    "nothing at all": ("\n,,\n", "table:1:1  the table is empty; its first row names the columns"),
    "an invisible character": (
        f"{HEADS}ca\u200bpex,FY2023,7,usd,reported,p.8,7\n",
        "table:2:1  metric: U+200B, ZERO WIDTH SPACE, cannot stand here; write the text anew",
    ),
    "an open quote": (
        f'{HEADS}{GOOD}\n"capex,FY2023\n',
        "table:3:1  this is no table: unexpected end of data; put a cell that holds a quote into quotes, and double it",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_cell(root: Path, text: str, wanted: str) -> None:
    """Row and column of the table, what is expected and the nearest right name; the file stays as it was."""
    assert told(root, text)[0] == wanted


@pytest.mark.parametrize(
    ("name", "before", "after", "wanted"),
    [
        ("events.yml", "- id", "- {id", "events.yml:"),
        ("documents/orbit-2026-02-01.yml", "id: orbit", "id: [orbit", "documents/orbit-2026-02-01.yml:"),
        (
            "documents/gazette-2025-02-01.yml",
            "paragraphs: 9",
            "places:\n  box: {zh: , en: Box}",
            f"{GAZETTE.name}:11:13  places.box.zh: ",
        ),
        ("documents/gazette-2025-02-01.yml", "https:", "htps:", f"{GAZETTE.name}:8:10  address: "),
    ],
    ids=["events", "another document", "a place's label", "the address"],
)
def test_what_keeps_facts_from_being_checked_is_told(root: Path, name: str, before: str, after: str, wanted: str) -> None:
    """With its own file and line; then no fact goes in, be it wrong or right."""
    edit(root / "data" / name, before, after)
    (message,) = told(root, f"{HEADS}orbit-spending,FY2023,6868,usd_100m,reported,nowhere,1\n")
    assert wanted in message


def test_another_unfinished_document_keeps_no_fact_out(root: Path) -> None:
    """Authors begin several; its header is of no account to these rows."""
    path = root / "data" / "documents" / "orbit-2026-05-01.yml"
    path.write_text("id: orbit-2026-05-01\npublisher: orbit\ndate: 2026-05-01\ntitle:\nfacts:\n", "utf-8")
    assert "beyond the 9" in told(root, HEADS + ROW.replace("p.8", "p.10"))[0]
    assert add_facts(root, read_table(HEADS + ROW, "table"), PRESS) == [ROW_AS_WRITTEN.rstrip()]


def test_every_mistake_is_told_at_once(root: Path) -> None:
    """In the order of the table."""
    text = f"{HEADS}capx,FY2023,7,usd,reportd,p.8,7\n{GOOD}\ncapex,FY2023,7,eur,plan,p.8,7\n"
    assert [each.partition("  ")[0] for each in told(root, text)] == ["table:2:1", "table:2:5", "table:4:4"]


SAVE = 'not UTF-8; save the table as UTF-8: in Excel as "CSV UTF-8", in an editor by "Save with Encoding"'


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ((HEADS + GOOD).encode("utf-16"), f"1:1  this is UTF-16, {SAVE}"),
        ((HEADS + GOOD).encode("gbk"), f"2:54  this is probably GBK or GB18030, {SAVE}"),
    ],
    ids=["utf-16", "gbk"],
)
def test_a_table_in_another_encoding(tmp_path: Path, raw: bytes, wanted: str) -> None:
    """As spreadsheets save it where one does not choose."""
    (tmp_path / "table.csv").write_bytes(raw)
    with pytest.raises(LedgerError) as caught:
        open_table(str(tmp_path / "table.csv"), io.BytesIO())
    assert str(caught.value).removeprefix(f"{tmp_path}/table.csv:") == wanted


def test_a_document_that_does_not_exist(root: Path) -> None:
    """The nearest one is named, and how to begin it."""
    remedy = "Or begin it: python -m macros new-document gazete-2025-02-01"
    wanted = f'no document is called "gazete-2025-02-01"; did you mean "gazette-2025-02-01"? {remedy}'
    assert told(root, HEADS + ROW, "gazete-2025-02-01") == [wanted]


def test_the_command_writes_prints_or_refuses(tmp_path: Path) -> None:
    """It says what it added and where; `--print` leaves the file as it is."""
    project = make_project(tmp_path / "project", {}, data=SMALL / "data")
    (project / "table.csv").write_text(HEADS + GOOD, "utf-8")
    before = contents(project / "data")
    command = ("macros", "facts-from", "table.csv", PRESS)
    shown = run(project, *command, "--print")
    assert shown.stdout.startswith("  - metric: orbit-spending\n    period: FY2023\n")
    assert contents(project / "data") == before
    (project / "data/documents/.gazette-2025-02-01.yml").mkdir()
    refused = run(project, *command)
    assert refused.returncode == 1
    assert re.fullmatch(r"\[Errno \d+\] .*/\.gazette-2025-02-01\.yml'\nnothing was written\n", refused.stderr)
    (project / "data/documents/.gazette-2025-02-01.yml").rmdir()
    done = run(project, *command)
    assert done.stdout == "added 1 fact to data/documents/gazette-2025-02-01.yml\n"
    again = run(project, *command)
    assert again.returncode == 1
    assert again.stderr == "nothing was written\n"
    missing = run(project, "macros", "facts-from", "tabel.csv", PRESS)
    assert missing.stdout.splitlines()[0] == "tabel.csv:1:1  there is no such file"


# --- tables as filings print them ----------------------------------------------------------------

FILING = """\
Orbit, Inc.\t\t\t\t\t\t\t
(in millions)
\tYear Ended December 31,\t\t\t\t\t\t
\t2022\t\t\t2023\t\t\t2024\t
Spending of all kinds:
Orbit's spending (1)\t$\t731\t\t$\t1,831.5\t\t—\t
Ticket income\t\t-(88\t)\t\t90 (2)\t\t91.5*\t
"""
WIDE = {"kind": "已报告", "paragraph": "cash-flow", "unit": "US$ million"}
SET = [
    ("orbit-spending", "FY2022", "731", "731"),
    ("orbit-spending", "FY2023", "1831.5", "1,831.5"),
    ("orbit-ticket-income", "FY2022", "-88", "(88)"),
    ("orbit-ticket-income", "FY2023", "90", "90"),
    ("orbit-ticket-income", "FY2024", "91.5", "91.5"),
]


def in_brief(facts: list[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    """Of each fact the metric, the period, the value and the token."""
    return [(each["metric"], each["period"], each["value"], each["printed"]) for each in facts]


def test_a_table_of_a_filing_gives_a_fact_for_each_number(small: Ledger, root: Path) -> None:
    """Captions, heads in two rows, currencies and brackets in cells of their own, marks of footnotes; a dash is told."""
    table = read_table(FILING, "table", WIDE)
    facts = facts_of(table, small, read_source(root / "data/documents/orbit-2026-02-01.yml", root))
    assert in_brief(facts) == SET
    assert {(each["kind"], each["paragraph"], each["unit"]) for each in facts} == {("reported", "cash-flow", "usd_million")}
    assert table.dashes == ['table:6:8  "—" is no number and is left out']


@pytest.mark.parametrize(
    "text",
    [
        '指标,单位,性质,位置,2022,2023年\n轨道公司支出,百万美元,已报告,现金流量表,731,"1,831.5"\n',
        "项目;2022;FY2023;单位;类型;出处\nCAPEX;731;1,831.5;US$ million;reported;cash-flow statement\n",
        '指标,期间,数值,单位,性质,位置,原文\n开支,2022年,731,百万美元,已报告,现金流量表,731\n開支,2023財年,1831.5,百万美元,已报告,现金流量表,"1,831.5"\n',
    ],
    ids=["periods across", "semicolons", "a row a fact"],
)
def test_heads_are_in_either_language(small: Ledger, root: Path, text: str) -> None:
    """Simplified or traditional, as the site calls them or as spreadsheets do."""
    assert in_brief(read(root, small, text)) == SET[:2]


@pytest.mark.parametrize(
    ("rows", "metrics"),
    [
        ("Spending,731,", ["orbit-spending"]),
        ("(in millions),,\nspending (2):,731,", ["orbit-spending"]),
        ("Orbit,,\nSpending,731,", ["orbit-spending"]),
        ("轨道公司,,\n支出,731,\nTicket income,,5", ["orbit-spending", "orbit-ticket-income"]),
    ],
    ids=["of the publisher", "below a caption", "below its company", "in Chinese"],
)
def test_a_label_may_lack_its_company(small: Ledger, root: Path, rows: str, metrics: list[str]) -> None:
    """As in filings: it is the publisher's, or that of the heading above it."""
    assert [each["metric"] for each in read(root, small, f",2022,2023\n{rows}\n", given=WIDE)] == metrics


def test_a_label_below_an_unknown_heading_is_not_guessed(root: Path) -> None:
    """It may be of a segment that the ledger does not know; the publisher's is proposed."""
    wanted = 'no metric is called "Spending"; below "Satellites" it may be another\'s; did you mean "Orbit\'s Spending"?'
    assert told(root, ",2022\nSatellites,\nSpending,731\n", FILED, WIDE) == [f"table:3:1  metric: {wanted}"]


WIDE_MISTAKES = {
    "a label": (
        "Orbits spendings,731,1\n",
        'table:2:1  metric: no metric is called "Orbits spendings"; did you mean "Orbit\'s spending"?',
    ),
    "no number": ("capex,731,about 9\n", 'table:2:3  FY2023: "about 9" is not a number'),
    "another currency": ("capex,731,€9\n", 'table:2:3  FY2023: the number says "€", and the unit is usd_million'),
    "a cell beside": ("capex,731,9,10\n", 'table:2:4  no head is above "10"; name its column'),
    "a number twice": ("capex,731,9\ncapex,731,\n", "table:3:1  the same fact stands already on line 2"),
}


@pytest.mark.parametrize(("rows", "wanted"), WIDE_MISTAKES.values(), ids=WIDE_MISTAKES)
def test_a_mistake_among_periods_is_told_with_its_cell(root: Path, rows: str, wanted: str) -> None:
    """The head of its column, and its row; nothing is written."""
    assert told(root, f",2022,FY2023\n{rows}", FILED, WIDE)[0].startswith(wanted)


def test_a_head_of_months_that_are_no_period_is_told() -> None:
    """Nine months are no form of period: the column is named by both rows of its head, to be taken away."""
    text = "\tThree Months Ended September 30,\t\tNine Months Ended September 30,\n\t2022\t2023\t2023\ncapex\t1\t2\t3\n"
    with pytest.raises(LedgerError) as caught:
        read_table(text, "table", WIDE)
    told = 'table:2:4  no column is called "Nine Months Ended September 30, 2023"'
    assert str(caught.value).startswith(f"{told}; write the period alone, such as 2026Q2, or take the column away")


HEADS_OF_FILINGS = {
    "quarters": "\tQuarter Ended June 30,\t\n\t2025\t2026\n",
    "without a comma": "\tThree Months Ended June 30\t\n\t2025\t2026\n",
    "above days": "\tQuarter Ended\t\n\tJune 30, 2025\tJune 30, 2026\n",
    "in three rows": "\tQuarter Ended\t\n\tJune 30,\t\n\t2025\t2026\n",
    "as a caption": "Orbit, Inc.: For the Three Months Ended June 30, 2026 (unaudited)\n(in millions)\n\t2025\t2026\n",
    "before the years": "Quarter Ended June 30,\t2025\t2026\n",
    "beside captions": "(in millions)\tThree Months Ended June 30,\t\n(unaudited)\t2025\t2026\n",
    "each whole": "\tQuarter Ended June 30, 2025\tQuarter Ended June 30, 2026\n",
    "a caption above what is plain": "For the Quarter Ended June 30, 2026\n\tQ2 2025\t2026Q2\n",
}


@pytest.mark.parametrize("heads", HEADS_OF_FILINGS.values(), ids=HEADS_OF_FILINGS)
def test_a_quarter_is_never_read_as_a_year_or_a_day(heads: str) -> None:
    """Wherever the table says how long its periods are."""
    assert [each.cells["period"] for each in read_table(f"{heads}capex\t1\t2\n", "table", WIDE).rows] == ["2025Q2", "2026Q2"]


@pytest.mark.parametrize(
    "heads",
    [
        "\tThree Months Ended\t\n\tJuly 27, 2025\tJuly 26, 2026\n",
        "13 Weeks Ended\t\t\n\tJune 27, 2025\tJune 26, 2026\n",
        "Nine Months Ended September 30,\n\t2025\t2026\n",
        "Quarter Ended\t2025\t2026\n",
        "\t\tThree Months Ended December 31,\n\t2025\t2026\n",
    ],
    ids=["of a retailer's calendar", "weeks", "a caption of nine months", "without a month", "over the middle of its columns"],
)
def test_heads_that_last_otherwise_are_refused_with_what_to_write(heads: str) -> None:
    """They are not the years or days that stand in the row of heads alone."""
    with pytest.raises(LedgerError, match="write the period alone, such as 2026Q2, or take the column away"):
        read_table(f"{heads}capex\t1\t2\n", "table", WIDE)


# --- a number on the other side of zero ----------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["(1,088)", "$(1,088)", "US$ (1,088)", "(1,088) (1)", "(1,088)*", "(1,088) million", "（1,088）百万"]
)
def test_brackets_may_be_for_money_that_is_paid(root: Path, cell: str) -> None:
    """Where every number that the metric has is above zero, they are not read as a minus sign; she says which it is."""
    (message,) = told(root, f',2022,2023\nCAPEX,731,"{cell}"\n', FILED, WIDE)
    assert message == (
        f'table:2:3  2023: "{cell[: cell.index("088") + 4]}" is read as -1088, and every number of orbit-spending so far (4) '
        "is above zero; add --paid where brackets mean money paid, or write -(1,088) where it is below zero"
    )


def test_money_paid_keeps_its_brackets_in_the_token_alone(root: Path) -> None:
    """It is asked about once for each metric, and said once for the whole table; a sign of its own stays a sign."""
    text = ",2021,2022,2023\nCAPEX,(731),-(5),(88)\n"
    assert len(told(root, text, FILED, WIDE)) == 1
    facts = add(root, text, FILED, WIDE, paid=True)
    assert [(str(each.value), each.printed) for each in facts] == [("731", "(731)"), ("-5", "(5)"), ("88", "(88)")]


def test_a_cell_that_the_document_has_already_is_named_by_its_column(root: Path) -> None:
    """Where periods head columns, the row's other numbers may be new."""
    given = {"kind": "reported", "paragraph": "cash-flow", "unit": "usd_million"}
    (message,) = told(root, ",2023,2024\nCAPEX,731,829.9\n", FILED, given)
    wanted = r"table:2:3  2024: data/documents/orbit-2026-02-01.yml has this already on line \d+; empty this cell"
    assert re.fullmatch(wanted, message)


@pytest.mark.parametrize(
    ("cell", "value", "printed"),
    [
        ("88", "88", "88"),
        ("-(88)", "-88", "(88)"),
        ("− (88)", "-88", "(88)"),
        ("US$-88", "-88", "US$-88"),
        ("-88", "-88", "-88"),
        ("−88", "-88", "−88"),
    ],
)
def test_a_sign_of_its_own_is_taken(root: Path, cell: str, value: str, printed: str) -> None:
    """And the printed token keeps its brackets."""
    (fact,) = add(root, f",2023\nCAPEX,{cell}\n", FILED, WIDE)
    assert (str(fact.value), fact.printed) == (value, printed)


def test_a_percentage_in_brackets_is_below_zero(root: Path) -> None:
    """Whatever it was before; the sign of per cent may stand in the brackets."""
    (fact,) = add(root, f"{HEADS}orbit-spending-growth,FY2023,(5%),,reported,p.8,(5%)\n")
    assert (str(fact.value), fact.unit, fact.printed) == ("-5", "percent", "(5%)")


@pytest.mark.parametrize("sign", ["€", "US$", "USD"])
def test_a_unit_in_a_column_of_its_own_stays_there(sign: str) -> None:
    """Last or first of the row, it belongs to no neighbour."""
    for text in (
        f"metric\tperiod\tvalue\tunit\nx\t2026Q4\t5\t{sign}\n",
        f"unit\tmetric\tperiod\tvalue\n{sign}\tx\t2026Q4\t5\n",
    ):
        (row,) = read_table(text, "table", WIDE).rows
        assert (row.cells["unit"], row.cells["value"], row.cells["metric"]) == (sign, "5", "x")


def test_what_all_rows_need_is_asked_for_once() -> None:
    """A table of periods has no room for kind and place; a column beside the periods, or an option, says it."""
    for text, wanted in (
        (",2022,2023\ncapex,1,2\n", "table:1:1  the heads lack kind, paragraph; known are metric, "),
        (
            ",2022,value\ncapex,1,2\n",
            "table:1:3  periods head columns here, and each number is a fact; take the column value away",
        ),
        (",2022,change\ncapex,1,2\n", 'table:1:3  no column is called "change"; known are metric, '),
    ):
        with pytest.raises(LedgerError) as caught:
            read_table(text, "table", {} if "lack" in wanted else WIDE)
        assert str(caught.value).startswith(wanted)


def test_a_currency_names_no_unit_of_money(root: Path) -> None:
    """$731 in a table of millions is not 731 dollars: the unit is asked for."""
    wanted = 'table:2:2  2022: "$" names no scale; give the unit, as the table\'s head does: US$ million'
    assert told(root, ",2022\ncapex,$731\n", FILED, WIDE | {"unit": ""}) == [wanted]


def test_every_statement_of_today_survives_a_table_of_periods(ledger: Ledger) -> None:
    """The numbers of tables in documents, with their tokens, a row a metric: each comes back as it was."""
    seen = 0
    for document in ledger.documents.values():
        rows: dict[tuple[str, ...], dict[str, Fact]] = {}
        for fact in document.facts:
            if fact.value is not None and fact.printed and re.fullmatch(r"\(?-?[\d.,]+\)?", fact.printed) and not fact.also:
                row = (fact.metric, str(fact.unit), fact.kind, fact.paragraph, fact.qualifier or "", fact.speaker or "")
                rows.setdefault(row, {}).setdefault(str(fact.period), fact)
        facts = [fact for row in rows.values() for fact in row.values() if signed(fact)]
        periods = list(dict.fromkeys(str(fact.period) for fact in facts))
        table = io.StringIO()
        lines = [
            [*row, *(held[each].printed if each in held and signed(held[each]) else "" for each in periods)]
            for row, held in rows.items()
        ]
        csv.writer(table).writerows([["metric", "unit", "kind", "place", "qualifier", "speaker", *periods], *lines])
        if periods:
            source = read_source(ROOT / "data" / "documents" / f"{document.id}.yml", ROOT)
            back = facts_of(read_table(table.getvalue(), "table"), ledger, source)
            wanted = {(fact.metric, str(fact.period), str(fact.value), fact.printed, fact.unit, fact.kind) for fact in facts}
            assert {(*each, fact["unit"], fact["kind"]) for each, fact in zip(in_brief(back), back, strict=True)} == wanted
            seen += len(facts)
    assert seen > 900


def signed(fact: Fact) -> bool:
    """Whether a token shows the sign of its value: a fall is printed as a number of its own in many texts."""
    return (str(fact.printed).startswith(("(", "-"))) == (fact.value is not None and fact.value < 0)
