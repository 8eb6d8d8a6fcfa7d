"""A metric is defined by answers: in both languages, by the nearest names, whole or not at all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros.authoring.json_schema import write_schemas
from macros.authoring.new_metric import QUESTIONS, new_metric
from macros.ledger.errors import LedgerError, RequestError
from macros.ledger.load import load
from macros.ledger.model import Text
from tests.conftest import SMALL, run
from tests.support.projects import contents, make_project

FILE = "data/metrics/spending.yml"
ANSWERS = {
    "topic": "支出",
    "entity": "Orbit",
    "dimension": "Count",
    "label_zh": "塔的客户",
    "label_en": "Customers: of towers",
    "definition_zh": "租用塔的客户，有多少家。",
    "definition_en": "How many customers rent a tower, of all kinds.",
    "counter_zh": "家",
    "counter_en": "customers",
    "aliases_zh": "客户，租户",
    "aliases_hant": "",
    "aliases_en": "tenants, customers",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small ledger's data, with its schemas."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    write_schemas(tmp_path)
    return tmp_path


def nobody(prompt: str) -> str:
    """Answer nothing."""
    raise RequestError(prompt)


def test_answers_make_a_metric(root: Path) -> None:
    """At the end of its topic's file, which else stays as it is; editors know its id."""
    before = (root / FILE).read_text("utf-8")
    assert new_metric(root, "orbit-tower-customers", ANSWERS, nobody) == [FILE, "data/schema/ids.json"]
    assert (root / FILE).read_text("utf-8").startswith(before.rstrip())
    metric = load(root)[0].metrics["orbit-tower-customers"]
    assert (metric.topic, metric.entity, metric.dimension) == ("spending", "orbit", "count")
    assert metric.label == Text(zh="塔的客户", en="Customers: of towers")
    assert metric.definition.en == "How many customers rent a tower, of all kinds."
    assert metric.counter == Text(zh="家", en="customers")
    assert (metric.aliases.zh, metric.aliases.hant, metric.aliases.en) == (("客户", "租户"), (), ("tenants", "customers"))


def test_what_is_not_given_is_asked_for_until_it_is_understood(root: Path) -> None:
    """In both languages; the answer that is not understood is told with the nearest name, and only a count has a counter."""
    said: Iterator[str] = iter(
        ["spendin", "spending", "orbit", "percent", "", "份额", "Share", "占比。", "A share.", "", "", ""]
    )
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(said)

    new_metric(root, "orbit-share", {}, ask)
    assert asked[0] == "topic, one of spending, journeys"
    assert asked[1] == 'no topic is called "spendin"; did you mean "spending"?\ntopic, one of spending, journeys'
    assert asked[5] == "nothing is written here, and it is needed\nname in Chinese"
    assert [each.rpartition("\n")[2].partition(",")[0] for each in asked] == [
        *("topic", "topic", "company", "dimension", "name in Chinese", "name in Chinese", "name in English"),
        *("definition in Chinese", "definition in English"),
        *("further names in Chinese", "further names in traditional Chinese", "further names in English"),
    ]
    assert load(root)[0].metrics["orbit-share"].label.zh == "份额"


def test_a_ledger_of_one_language_is_asked_in_it_alone(tmp_path: Path) -> None:
    """By its configurations."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    (tmp_path / "mkdocs.yml").write_text("docs_dir: docs/en\ntheme: {language: en}\n", "utf-8")
    english = {key: each for key, each in ANSWERS.items() if not key.endswith(("_zh", "_hant"))}
    new_metric(tmp_path, "orbit-tower-customers", english, nobody)
    added = (tmp_path / FILE).read_text("utf-8").partition("orbit-tower-customers:\n")[2]
    assert "zh" not in added
    assert "  aliases: {en: [tenants, customers]}\n" in added


def test_line_ends_and_the_byte_order_mark_stay(root: Path) -> None:
    """As Windows writes them."""
    (root / FILE).write_bytes(b"\xef\xbb\xbf" + (root / FILE).read_bytes().replace(b"\n", b"\r\n"))
    new_metric(root, "orbit-tower-customers", ANSWERS, nobody)
    raw = (root / FILE).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") > 10
    assert "orbit-tower-customers" in load(root)[0].metrics


REFUSED = {
    "a taken id": ("orbit-towers", {}, 'a metric "orbit-towers" is defined already in data/metrics/spending.yml'),
    "no id": ("Orbit_Towers", {}, '"Orbit_Towers" is not an id: lower-case letters, digits and hyphens'),
    "an unknown entity": (
        "orbit-a",
        {"entity": "Orbitt"},
        'no entity is called "Orbitt"; did you mean "Orbit"? Or write its record into data/entities.yml first',
    ),
    "an unknown dimension": ("orbit-a", {"dimension": "cout"}, 'no dimension is called "cout"; did you mean "count"?'),
    "an unknown question": ("orbit-a", {"name_en": "x"}, 'nothing is asked under "name_en"; known are ' + ", ".join(QUESTIONS)),
    "a typed line": ("orbit-a", {"label_zh": "a\u200bb"}, "U+200B, ZERO WIDTH SPACE, cannot stand here"),
}


@pytest.mark.parametrize(("name", "answers", "wanted"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_leaves_everything_as_it_was(root: Path, name: str, answers: dict[str, str], wanted: str) -> None:
    """With the nearest right name."""
    before = contents(root)
    with pytest.raises((RequestError, LedgerError)) as caught:
        new_metric(root, name, ANSWERS | answers, nobody)
    assert wanted in str(caught.value)
    assert contents(root) == before


def test_a_file_that_cannot_be_used_ends_in_a_message(root: Path) -> None:
    """Neither an encoding nor schemas that cannot be written leave half of a metric."""
    good = (root / FILE).read_bytes()
    (root / FILE).write_bytes(good + "# 塔\n".encode("gbk"))
    with pytest.raises(LedgerError, match="UTF-8"):
        new_metric(root, "orbit-tower-customers", ANSWERS, nobody)
    (root / FILE).write_bytes(good)
    shutil.rmtree(root / "data" / "schema")
    (root / "data" / "schema").write_text("no folder")
    with pytest.raises(OSError, match="schema"):
        new_metric(root, "orbit-tower-customers", ANSWERS, nobody)
    assert (root / FILE).read_bytes() == good


def test_the_command_takes_answers_from_a_pipe(tmp_path: Path) -> None:
    """And ends, with nothing written, where the answers do."""
    project = make_project(tmp_path / "project", {})
    write_schemas(project)
    command = ("macros", "new-metric", "orbit-tower-customers", "topic=spending", "entity=orbit")
    before = contents(project / "data")
    short = run(project, *command, typed="count\n塔\n")
    assert short.returncode == 1
    assert short.stdout.splitlines()[0].startswith("dimension, one of money, percent")
    assert short.stdout.splitlines()[1] == "name in Chinese: 塔"
    assert short.stderr.splitlines()[-1] == "nothing was written"
    assert contents(project / "data") == before
    done = run(project, *command, typed="\n".join([*ANSWERS.values()][2:]) + "\n")
    assert done.stdout.splitlines()[-2:] == [f"wrote {FILE}", "wrote data/schema/ids.json"]
    assert "orbit-tower-customers" in load(project)[0].metrics
