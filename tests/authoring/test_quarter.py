"""A new quarter by the five steps of CONTRIBUTING.md, taken word by word: no line of Python is written.

The steps' commands, the lines that they print and the lines of data are read from the guide itself, so that the guide
and the tool cannot part.
"""

import csv
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from macros.authoring.table import read_table
from macros.ledger.ledger import Ledger
from tests.conftest import LEFT_OUT, ROOT, Site, run, succeed
from tests.support.make import recipe
from tests.support.search_index import index_in

DOCUMENT = "amazon-2026-10-29"
COMMANDS = [
    f"make new DOCUMENT={DOCUMENT} PARAGRAPHS=40",
    "make check-data",
    '.venv/bin/python -m macros find "AWS 销售额"',
    f".venv/bin/python -m macros facts-from facts.csv {DOCUMENT}",
    "make new METRIC=trainium4-customers",
    ".venv/bin/python -m macros superseded",
    *("make check-data", "make check-data", "make schema", "make build"),
]


def steps(guide: str) -> list[tuple[str, str]]:
    """The blocks of the five steps, in their order: the language and the lines of each."""
    (part,) = re.findall(r"^## A new quarter in five steps\n(.*?)(?:^## |\Z)", guide, re.MULTILINE | re.DOTALL)
    assert len(re.findall(r"^### [1-5]\. ", part, re.MULTILINE)) == 5
    return re.findall(r"^```(\w+)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)


def type_in(project: Path, command: str, answers: str) -> str:
    """Run what an author types, with her answers; return what she reads.

    Of `make` run what it would, but for setting up what is set up here.
    """
    calls = [command]
    if command.startswith("make "):
        lines = recipe(*command.split()[1:], folder=project)
        calls = [line for line in lines if re.match(r"\.venv/bin/python -m (?!pip|venv)", line)]
    results = [run(project, *shlex.split(call)[2:], typed=answers) for call in calls]
    assert results, command
    read = "".join(result.stdout + result.stderr for result in results)
    assert "Traceback" not in read
    return read


def write_down(project: Path, block: str, listed: str) -> None:
    """Do with a block of lines what its first line says, or in the lines that the last command listed."""
    order, lines = block.split("\n", 1)
    name, _, where = order.removeprefix("# ").partition(": ")
    if where == "in the lines listed, this by the next line":
        replace_listed(project, name, lines.splitlines(), listed)
        return
    path = project / name
    text = path.read_text("utf-8") if path.exists() else ""
    if where == "the whole file":
        text = lines
    elif where == "at the end":
        text = text.rstrip("\n") + "\n" + lines
    elif where == "these keys":
        text = with_keys(text, lines, "")
    elif where == "below facts":
        assert "\nfacts:\n" in text
        text = text.replace("\nfacts:\n", f"\nfacts:\n{lines}", 1)
    elif where.startswith("in "):
        (entry,) = re.findall(rf"^- id: {where[3:]}\n.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        text = text.replace(entry, with_keys(entry, re.sub(r"(?m)^(?=.)", "  ", lines), "  "))
    elif where == "without lines like this one":
        assert lines in text
        text = re.sub(r"(?m)^  - \{metric: .*printed: \}.*\n", "", text)
    elif where.startswith("at the end of the section "):
        (section,) = re.findall(rf"^## [^\n]*{{: {where.split()[-1]}\W.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        text = text.replace(section, f"{section.rstrip()}\n\n{lines}\n")
    else:
        raise AssertionError(order)
    path.write_text(text, "utf-8")


def replace_listed(project: Path, pattern: str, lines: list[str], listed: str) -> None:
    """Replace each odd line's text by the next one's, in the lines of files that a command listed."""
    for name, number in sorted(set(re.findall(r"^(\S+?):(\d+):", listed, re.MULTILINE))):
        if (path := project / name) in project.glob(pattern):
            text = path.read_text("utf-8").splitlines(keepends=True)
            for old, new in zip(lines[::2], lines[1::2], strict=True):
                text[int(number) - 1] = text[int(number) - 1].replace(old, new)
            path.write_text("".join(text), "utf-8")


def with_keys(text: str, lines: str, indent: str) -> str:
    """Put keys in the place of those of the same names, or at the end where there are none."""
    for key, whole in re.findall(rf"^({indent}\w+:)(.*?\n(?:{indent} +.*\n)*)", lines, re.MULTILINE):
        pattern = rf"^{key}.*\n(?:{indent} +.*\n)*"
        before = re.search(pattern, text, re.MULTILINE)
        text = text.replace(before[0], key + whole, 1) if before is not None else text.rstrip("\n") + "\n" + key + whole
    return text


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site after the five steps, in a copy of the project, built once."""
    project = tmp_path_factory.mktemp("quarter") / "project"
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    before = {path: path.read_bytes() for path in (project / "macros").rglob("*.py")}
    read, typed = "", []
    blocks = steps((project / "CONTRIBUTING.md").read_text("utf-8"))
    for (language, block), (_, shown) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language == "sh":
            answers = "".join(f"{line.rpartition(': ')[2]}\n" for line in shown.splitlines() if "METRIC=" in block)
            read = type_in(project, block.strip(), answers)
            typed.append(block.strip())
        elif not block.startswith("# ") and language == "csv":
            read_table(block, "pasted", {"kind": "reported", "paragraph": "9", "unit": "US$ million"})
        elif language == "text":
            for line in block.splitlines():
                assert re.search(re.escape(line).replace("…", ".*"), read), f"{typed[-1]} does not say {line}\n{read}"
        else:
            write_down(project, block, read)
    assert typed == COMMANDS
    assert {path: path.read_bytes() for path in (project / "macros").rglob("*.py")} == before
    return Site(project / "site")


def test_its_facts_and_the_new_metric_are_in_the_catalogue(quarter: Site) -> None:
    """Each in the page of its metric's topic."""
    found = {
        str(each): name
        for name in quarter.pages
        if name.startswith("catalogue/")
        for each in quarter.article(name).xpath(f".//li[@data-document='{DOCUMENT}']/@data-fact")
    }
    assert found == {
        "aws-sales@2026Q3": "catalogue/cloud.html",
        "aws-operating-income@2026Q3": "catalogue/cloud-income.html",
        "amazon-net-sales@2026Q3": "catalogue/sales.html",
        "amazon-capex-call@FY2026": "catalogue/capital-expenditure.html",
        "amazon-capex-net@FY2026": "catalogue/capital-expenditure.html",
        "trainium4-customers@2026-10-29": "catalogue/chips.html",
    }


EVENT = ".//*[@data-event='results-2026q3']"
BEFORE = ".//figure[@data-chart='aws-sales']//tr[last()][preceding-sibling::tr[1]//*[@data-fact='aws-sales@2026Q2']]"
CHART = "[@data-chart='net-sales-by-quarter']"
HERE = f"[@data-document='{DOCUMENT}']"
WRITTEN = {
    "its document has a page": (f"sources/{DOCUMENT}.html", "self::*[contains(., '亚马逊公布 2026 年第三季度业绩')]"),
    "its document is in the list": ("sources/index.html", f".//a[contains(@href, '{DOCUMENT}.html')]"),
    "its event is on the timeline with its figure": (
        "timeline.html",
        f"{EVENT}//a[@data-fact='amazon-capex-call@FY2026']{HERE}",
    ),
    "its quarter is in the chart that takes quarters": ("charts.html", f"{BEFORE}//*[@data-fact='aws-sales@2026Q3']"),
    "its chart is below its paragraph": (
        "themes/cloud.html",
        f".//figure{CHART}//*[@data-fact='amazon-net-sales@2026Q3']{HERE}",
    ),
    "its chart is on the English page": ("en/themes/cloud.html", f".//figure{CHART}"),
    "its paragraph is on the page": ("themes/cloud.html", ".//p/a[@data-fact='aws-sales@2026Q3'][.='375亿美元']"),
    "its document is among the page's sources": ("themes/cloud.html", f".//aside[@class='page-sources']//li{HERE}"),
    "it has an English page": (f"en/sources/{DOCUMENT}.html", "self::*[contains(., 'Announces Third Quarter Results')]"),
    "its paragraph is on the English page": ("en/themes/cloud.html", ".//p/a[@data-fact='aws-sales@2026Q3']"),
}


@pytest.mark.parametrize(("page", "xpath"), WRITTEN.values(), ids=WRITTEN)
def test_what_was_written_is_on_its_page(quarter: Site, page: str, xpath: str) -> None:
    """In both editions, which one command builds."""
    site = Site(quarter.folder / "en") if page.startswith("en/") else quarter
    assert site.article(page.removeprefix("en/")).xpath(xpath)


def test_the_two_outcomes_changed_and_no_other(quarter: Site, ledger: Ledger) -> None:
    """On the page of doubts; the counts of the home page follow."""
    before = {doubt.id: ledger.standing(doubt).partition("_")[2].replace("overdue", "pending") for doubt in ledger.doubts}
    blocks = quarter.article("doubts.html").xpath(".//*[@data-doubt]")
    after = {block.get("data-doubt"): block.get("data-outcome") for block in blocks}
    assert {name: after[name] for name in before if after[name] != before[name]} == {
        "length-of-the-cycle": "partly",
        "will-it-pay": "partly",
    }


def test_editors_know_the_new_ids(quarter: Site) -> None:
    """Those of every step: the schemas are made after the last."""
    succeed(quarter.folder.parent, "macros", "schema", "--check")


def test_the_search_finds_it(quarter: Site) -> None:
    """By the new metric's name and by the new document's title."""
    # Between the words of a sentence stands what separates them.
    found = json.dumps(index_in(quarter.folder), ensure_ascii=False).replace("\u200b", "")
    assert "Trainium4 的首批客户" in found
    assert "亚马逊公布 2026 年第三季度业绩" in found


def test_it_is_in_the_downloads(quarter: Site) -> None:
    """Facts, the metric, the document, the event and the outcomes."""
    folder = quarter.folder / "downloads"
    lines = list(csv.DictReader((folder / "facts.csv").read_text("utf-8-sig").splitlines()))
    mine = [(line["metric"], line["value"]) for line in lines if line["document"] == DOCUMENT]
    assert ("aws-sales", "37.5") in mine
    assert len(mine) == 6
    for name, wanted in (("metrics", "trainium4-customers"), ("documents", DOCUMENT), ("events", "results-2026q3")):
        assert f'"{wanted}"' in (folder / f"{name}.json").read_text("utf-8"), name
    doubts = {each["id"]: each["outcome"] for each in json.loads((folder / "doubts.json").read_text("utf-8"))}
    assert doubts["will-it-pay"] == "partly"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_for_readers_type_the_same_commands(language: str) -> None:
    """In the same order, in each edition, which calls the metric by its name in its language."""
    page = (ROOT / "docs" / language / "contribute.md").read_text("utf-8")
    named = page.replace("AWS net sales", "AWS 销售额")
    assert re.findall(r"^```sh\n(.+)\n```$", named, re.MULTILINE) == COMMANDS


def test_on_windows_the_same_is_typed_without_make() -> None:
    """Each command of the guide that begins with make has its line, and it is what make runs."""
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    typed = dict(re.findall(r"^\| `([a-z-]+[^`]*)` \| `([a-z-]+[^`]*)` \|$", guide, re.MULTILINE))
    assert {each.split()[0] for each in re.findall(r"(?:^|`)make ([a-z-]+)", guide, re.MULTILINE)} <= {
        each.split()[0] for each in typed
    }
    for ours, theirs in typed.items():
        assert recipe(*ours.split())[-1].replace(" --port 8000", "") == f".venv/bin/python -m macros {theirs}"
