"""The schemas that editors read: current, explained, and of one mind with the loader about good and bad files."""

import json
import re
import shutil
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource

from macros.authoring.json_schema import (
    FOLDER,
    IDS,
    data_files,
    kind_of,
    modeline,
    records,
    schemas,
    stale_schemas,
    write_schemas,
)
from macros.ledger.editorial import Outcome
from macros.ledger.load import FILES
from macros.ledger.model import Kind
from macros.ledger.periods import PERIOD_PATTERN, Period
from macros.ledger.values import Scalar
from macros.ledger.yaml_source import read_source
from tests.conftest import ROOT, SMALL, run
from tests.support.mistakes import Mistake, mistakes
from tests.support.projects import WHOLE, edit, make_project

ONLY_THE_LOADER_SEES = {
    "an editor's own reading of YAML tells it": "alias colon-in-a-text duplicate-key tab-for-indent tag unclosed-quote",
    "it needs other records or files than this one": """
        chart-of-two-scales derived-that-disagrees metric-defined-twice number-for-a-subject paragraph-beyond-the-text
        parts-that-cannot-be same-fact-twice same-value-in-another-paragraph unit-of-another-dimension unknown-place""",
    "in an empty file there is nothing to underline": "empty-file",
    "a schema does not compare two numbers": "low-above-high",
    "a schema does not know how long a month is": "impossible-date impossible-day",
    "it reads what a text says": "figure-in-a-statement",
    "an editor hands on the number, not the digits or quotes in the file": "number-yaml-would-guess quote-never-opened",
    "a schema does not know the file's name": "name-is-not-id unknown-file yaml-ending",
}
"""The bad files that no schema can refuse, by the reason."""

UNSEEN = {case for cases in ONLY_THE_LOADER_SEES.values() for case in cases.split()}
UNSEEN_TYPES = (
    *(f'"{digits}" is not a number' for digits in ("1e3", ".5", "+8", "08", "8.")),  # the digits are not handed on
    *("write the earlier period first", "is not a day of the calendar", 'names no place "p3"'),
)


def as_an_editor_reads(value: Any) -> Any:
    """Read what the loader keeps as text by the core rules of YAML 1.2, as editors do."""
    if isinstance(value, dict):
        return {key: as_an_editor_reads(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_an_editor_reads(each) for each in value]
    if isinstance(value, Scalar) and value.plain:
        if re.fullmatch(r"true|True|TRUE|false|False|FALSE", value):
            return value.lower() == "true"
        if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", value):
            return float(value)
    return str(value) if isinstance(value, Scalar) else value


@cache
def validator(folder: Path, kind: str) -> Draft7Validator:
    """The validator of one kind of file, with the schemas of a folder, which nothing changes afterwards."""
    made = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (f"https://schema.invalid/{name}", Resource.from_contents(schema)) for name, schema in made.items()
    )
    schema = {"$id": f"https://schema.invalid/{kind}.json"} | made[f"{kind}.json"]
    return Draft7Validator(schema, registry=registry)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Copies of the small ledger and of that with something in every file, with schemas of their ids."""
    copies = {ledger: tmp_path_factory.mktemp(ledger.name) for ledger in (SMALL, WHOLE)}
    for ledger, copy in copies.items():
        shutil.copytree(ledger / "data", copy / "data")
        write_schemas(copy)
    return copies


def complaints(folder: Path, path: Path, root: Path) -> list[str]:
    """What an editor underlines in a data file."""
    source = read_source(path, root)
    kind = kind_of(path.relative_to(root))
    if source.problems:
        return []
    return [error.message for error in validator(folder, kind).iter_errors(as_an_editor_reads(source.data))]


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    """Every schema of the real data, by its file's name."""
    return {name: json.loads(text) for name, text in schemas(ROOT).items()}


def test_the_schemas_are_current() -> None:
    """What is in the repository is what the model and the data say; every data file names its schema."""
    assert [str(problem) for problem in stale_schemas(ROOT)] == []
    assert {param.id for param in mistakes()} >= UNSEEN, "a reason is left over"


def test_every_schema_is_one(made: dict[str, dict[str, Any]]) -> None:
    """By the dialect's own schema; each reference to another file leads somewhere, and every record of the model is in one."""
    assert set(made) == {f"{name}.json" for name in FILES} | {IDS}
    for schema in made.values():
        Draft7Validator.check_schema(schema)
    for reference in re.findall(rf'"\$ref": "{IDS}#/definitions/(\w+)"', json.dumps(made)):
        assert made[IDS]["definitions"][reference]["enum"], reference
    named = {name for schema in made.values() for name in schema["definitions"]} | {
        model.__name__ for model, _ in FILES.values()
    }
    assert records().keys() <= named | {"Record"}


def test_every_key_is_explained(made: dict[str, dict[str, Any]]) -> None:
    """In a sentence for editors, and in the examples of the data's README."""
    readme = (ROOT / "data" / "README.md").read_text("utf-8")
    bodies = [body for schema in made.values() for body in (schema, *schema["definitions"].values())]
    keys = [(key, said["description"]) for body in bodies for key, said in body.get("properties", {}).items()]
    assert len(keys) > 150
    for key, said in keys:
        assert re.fullmatch(r"\S.{4,}[.…]", said), key
        assert re.search(rf"\b{key}\b", readme), key


def test_no_explanation_is_left_over() -> None:
    """Each is of a key that its record has, and each rule of a record that there is."""
    folder = ROOT / "macros" / "authoring"
    for name, keys in yaml.safe_load((folder / "keys.yml").read_text("utf-8")).items():
        assert set(keys) <= {key.name for key in fields(records()[name])}, name
    assert yaml.safe_load((folder / "key_rules.yml").read_text("utf-8")).keys() <= records().keys()


def test_an_editor_finds_nothing_wrong_in_a_good_file(folders: dict[Path, Path]) -> None:
    """Every file of the real data and of the small ledger, whose numbers and dates stand without quotes."""
    for root in (ROOT, folders[SMALL]):
        found = {path.name: complaints(root / "data" / "schema", path, root) for path in data_files(root)}
        assert len(found) > 10
        assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("mistake", mistakes("types"))
def test_an_editor_refuses_what_the_loader_refuses(mistake: Mistake, folders: dict[Path, Path], tmp_path: Path) -> None:
    """Every wrong type and each file with several mistakes, but for those whose fault no schema can see."""
    path = mistake.make(tmp_path)
    known = path.suffix == ".yml" and kind_of(path.relative_to(tmp_path)) in FILES
    found = complaints(folders[mistake.ledger] / FOLDER, path, tmp_path) if known else []
    unseen = mistake.name in UNSEEN or any(each in mistake.told[0] for each in UNSEEN_TYPES)
    assert bool(found) != unseen, found


PERIODS = """
2024Q4, 2025H2, FY2024, FY2025Q4, TTM-2024Q4, 2026-06, 2024-12-31, FY2025..FY2028, 2024-02-29, 1990Q1, 2100Q4, 2024Q4..2025-06
2024Q5, 2024Q0, 2025H3, FY24, FY2025Q5, TTM-2024, 2026-13, 2026-00, 1989Q4, 2101Q1, 2024 Q4, 2024q4, FY2025..
..FY2025, FY2025..FY2026..FY2027, 2024-12-31T00, 2024Q4x, 24Q4, 2024, 2025-13, TTM-FY2024, 1066Q1
"""


@pytest.mark.parametrize("text", re.split(r",?\n|, ", PERIODS.strip()))
def test_a_period_is_one_to_editors_where_it_is_one_to_the_loader(text: str) -> None:
    """One regular expression and one reader, for every form and its near misses."""
    try:
        parsed = bool(Period.parse(text))
    except ValueError:
        parsed = False
    assert bool(re.fullmatch(PERIOD_PATTERN, text)) is parsed


def test_new_ids_are_completed_before_everything_is_right(tmp_path: Path) -> None:
    """A metric that has no fact yet, in data that is broken elsewhere, is known to the editor after one command."""
    shutil.copytree(SMALL / "data", tmp_path / "data")
    write_schemas(tmp_path)
    metrics = tmp_path / "data" / "metrics" / "spending.yml"
    metrics.write_text(metrics.read_text("utf-8") + "orbit-ships: {label: {zh: 船, en: Ships}}\n", "utf-8")
    (tmp_path / "data" / "events.yml").write_text("- {id: half-")
    stale = [problem.file for problem in stale_schemas(tmp_path)]
    assert "data/schema/ids.json" in stale
    assert "data/schema/ids.json" in write_schemas(tmp_path)
    ids = json.loads((tmp_path / "data" / "schema" / "ids.json").read_text("utf-8"))["definitions"]["metrics"]
    assert ids["enumDescriptions"][ids["enum"].index("orbit-ships")] == "船 · Ships"


def test_the_command_says_what_is_not_current(tmp_path: Path) -> None:
    """It changes nothing when it only checks."""
    project = make_project(tmp_path / "project", {})
    written = run(project, "macros", "schema").stdout
    assert "wrote data/schema/ids.json\n" in written
    edit(project / "data" / "schema" / "ids.json", "orbit-towers", "orbit-tower")
    told = run(project, "macros", "schema", "--check")
    assert told.returncode == len(told.stdout.splitlines()) - 1
    assert "data/schema/ids.json:1:1  this schema is not current; run make schema" in told.stdout
    assert "data/events.yml:1:1  editors do not know this file; let its first line be # yaml-language-server" in told.stdout
    assert run(project, "macros", "schema").stdout == "wrote data/schema/ids.json\n"


def test_an_editor_without_modelines_is_told_by_its_settings() -> None:
    """The settings of the workspace name a schema for every data file, the one that its modeline names."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))["yaml.schemas"]
    for path in data_files(ROOT):
        name = path.relative_to(ROOT)
        (schema,) = [schema for schema, pattern in settings.items() if name.match(pattern)]
        assert (ROOT / schema).is_file()
        assert Path(schema).name == Path(modeline(name)).name
    assert len(settings) == len(FILES)


def test_words_of_a_closed_list_say_what_they_mean(made: dict[str, dict[str, Any]]) -> None:
    """An editor that completes `kind` shows the sentence that readers are shown."""
    kind = made["documents.json"]["definitions"]["Fact"]["properties"]["kind"]
    assert kind["enum"] == list(get_args(Kind))
    assert kind["enumDescriptions"][0] == "reported: It happened, and the document reports it as fact."
    outcome = made["doubts.json"]["definitions"]["Doubt"]["properties"]["outcome"]
    assert outcome["enum"] == list(get_args(Outcome))
    assert outcome["enumDescriptions"][-1].startswith("not yet due: The day of the test has not come")
