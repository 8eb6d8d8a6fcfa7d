"""What is downloaded equals what is shown, and the data package that describes it is one."""

import csv
import json
import re
import warnings
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest

from macros.ledger.ledger import Ledger
from macros.outputs.downloads import fact_fields
from tests.conftest import ROOT, Site, succeed

TABLES = ("facts", "metrics", "documents", "entities", "events", "derived", "doubts", "corrections")
FILES = {"facts.csv", *(f"{name}.json" for name in TABLES), "datapackage.json", "README.md"}


@pytest.fixture(scope="module")
def rows(site: Site) -> list[dict[str, str]]:
    """The facts as a spreadsheet reads them."""
    with (site.folder / "downloads" / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def loaded(site: Site, name: str) -> list[dict[str, Any]]:
    """A JSON download."""
    content: list[dict[str, Any]] = json.loads((site.folder / "downloads" / name).read_text("utf-8"))
    return content


def test_every_file_is_there_and_linked(site: Site) -> None:
    """From the page of downloads, which the catalogue links to."""
    assert {path.name for path in (site.folder / "downloads").iterdir()} == FILES | {"charts"}
    linked = {unquote(str(href)) for href in site.article("downloads.html").xpath(".//a/@href")}
    assert {f"downloads/{name}" for name in FILES} <= linked
    assert "../downloads.html" in site.article("catalogue/index.html").xpath(".//a/@href")


def test_the_csv_holds_every_fact_with_its_digits(rows: list[dict[str, str]], ledger: Ledger) -> None:
    """In the unit printed and, converted exactly, in the base unit."""
    assert [row["id"] for row in rows] == [fact.id for fact in ledger.facts]
    for row, fact in zip(rows, ledger.facts, strict=True):
        assert list(row) == [field["name"] for field in fact_fields()]
        assert row["value"] == ("" if fact.value is None else f"{fact.value:f}")
        if fact.value is not None:
            assert Decimal(row["base_value"]) == fact.value * ledger.unit_of(fact).factor


def test_excel_recognizes_the_encoding(edition: tuple[str, Site]) -> None:
    """By a byte order mark, in both editions; a program that removes it finds the first column's usual name."""
    raw = (edition[1].folder / "downloads" / "facts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,metric,")
    assert raw.decode("utf-8-sig").count("\ufeff") == 0


def test_no_cell_is_a_formula(rows: list[dict[str, str]]) -> None:
    """Only numbers begin with a sign: values, and tokens such as -7.2% or +13%."""
    signed = [cell for row in rows for cell in row.values() if re.match(r"[=+@\t\r-]", cell)]
    assert len(signed) > 30
    assert [cell for cell in signed if not re.fullmatch(r"[+-]\W{0,2}\d[\d,.]*[^-+*/=(]*", cell)] == []


def test_a_row_says_of_whom_and_when_by_itself(site: Site, rows: list[dict[str, str]], ledger: Ledger) -> None:
    """Labels, entity, day of the document, first and last day of the period: no other file is needed to sort vintages."""
    assert list(rows[0])[-6:] == [
        *("metric_label_zh", "metric_label_en", "entity", "document_date", "period_start", "period_end"),
    ]
    assert list(rows[0])[24] == "address"
    entities = {entity["id"] for entity in loaded(site, "entities.json")}
    days = {document["id"]: document["date"] for document in loaded(site, "documents.json")}
    for row in rows:
        metric = ledger.metrics[row["metric"]]
        assert (row["metric_label_zh"], row["metric_label_en"]) == (metric.label.zh, metric.label.en)
        assert row["entity"] == metric.entity
        assert row["entity"] in entities
        assert row["document_date"] == days[row["document"]]
        assert row["period_start"] <= row["period_end"]
    bounds = {(row["metric"], row["period"]): (row["period_start"], row["period_end"]) for row in rows}
    assert bounds["amazon-capex-gross", "FY2025"] == ("2025-01-01", "2025-12-31")
    assert bounds["microsoft-capex", "FY2026Q2"] == ("2025-10-01", "2025-12-31")


def test_entities_are_downloaded_with_their_names_and_parents(site: Site, ledger: Ledger) -> None:
    """Each of them, with ticker and end of the fiscal year where it has one; a parent is an entity too."""
    entities = {entity["id"]: entity for entity in loaded(site, "entities.json")}
    assert list(entities) == list(ledger.entities)
    columns = ["id", "type", "label_zh", "label_en", "parent", "ticker", "fiscal_year_ends", "aliases"]
    assert {tuple(entity) for entity in entities.values()} == {tuple(columns)}
    assert {entity["parent"] for entity in entities.values()} - {None} <= set(entities)
    aws, microsoft = entities["aws"], entities["microsoft"]
    assert (aws["type"], aws["parent"], aws["aliases"]["hant"]) == ("segment", "amazon", ["亞馬遜雲"])
    assert microsoft["fiscal_year_ends"] == "06-30"


def test_events_and_doubts_are_downloaded_as_pages_show_them(site: Site, ledger: Ledger) -> None:
    """With what makes a turning point, and a doubt's row on a scoreboard, whose names in braces are figures of the doubt."""
    told = {each["id"]: each["turning_point"] for each in loaded(site, "events.json")}
    assert {name for name, point in told.items() if point} == {each.id for each in ledger.events if each.turning_point}
    assert {tuple(point) for point in told.values() if point} == {("why_zh", "why_en", "page")}
    doubts = {each["id"]: each for each in loaded(site, "doubts.json")}
    scores = {name: each["score"] for name, each in doubts.items() if each["score"]}
    assert set(scores) == {each.id for each in ledger.doubts if each.score}
    for name, score in scores.items():
        named = re.findall(r"\{(\w+)\}", score["then_zh"] + score["now_en"])
        assert set(named) <= set(doubts[name]["figures"]), name
        assert score["section"]


def test_json_and_csv_say_the_same(site: Site, rows: list[dict[str, str]]) -> None:
    """Fact by fact, field by field."""
    for row, entry in zip(rows, loaded(site, "facts.json"), strict=True):
        for name, cell in row.items():
            value = entry[name]
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert Decimal(cell) == Decimal(str(value))
            else:
                assert cell == {None: "", True: "true", False: "false"}.get(value, value)


def test_what_is_downloaded_is_what_is_shown(site: Site, rows: list[dict[str, str]]) -> None:
    """Each row's address is the line of the catalogue that shows its value, its kind, its token."""
    lines = {f"{name}#{line.get('id')}": line for name, line in site.find("//article//li[@data-fact]", "catalogue/")}
    assert len(rows) == len(lines) > 900
    for row in rows:
        line = lines[row["address"]]
        assert line.get("data-fact") == f"{row['metric']}@{row['period']}"
        assert line.get("data-document") == row["document"]
        assert row["address"].isascii()
        assert line.xpath(f'.//*[contains(@class, "kind--{row["kind"]}")]')
        if row["printed"]:
            assert line.xpath("string(.//q[@data-printed])") == row["printed"]
        if row["statement_zh"]:
            assert row["statement_zh"] in line.text_content()
        assert bool(line.xpath('.//a[@class="mark"]')) == bool(row["corrections"])


@pytest.mark.parametrize("kind", ["event", "doubt", "correction"])
def test_lists_hold_the_same_entries_as_their_pages(site: Site, kind: str) -> None:
    """No more and no fewer."""
    page = "timeline.html" if kind == "event" else f"{kind}s.html"
    downloaded = {entry["id"] for entry in loaded(site, f"{kind}s.json")}
    assert downloaded == set(map(str, site.article(page).xpath(f".//*[@data-{kind}]/@data-{kind}")))
    assert downloaded


def test_derived_metrics_are_shown_as_they_are_downloaded(site: Site) -> None:
    """With the same digits."""
    for entry in loaded(site, "derived.json"):
        page, _, anchor = entry["address"].partition("#")
        (line,) = site.article(page).xpath(f'.//li[@id="{anchor}"]')
        assert line.xpath("string(.//p[@class='line__value'])").strip() == entry["shown_zh"]


def test_checks_are_downloaded_with_the_results_that_their_page_shows(site: Site) -> None:
    """Near is told from agreeing, as often as on the page."""
    results = [check["result"] for entry in loaded(site, "derived.json") for check in entry["checks"]]
    shown = site.article("checks.html")
    marked = {name: len(shown.xpath(f".//*[contains(@class, 'result--{name}')]")) for name in ("agrees", "near", "disagrees")}
    assert marked == {name: results.count(name) for name in marked}
    assert min(marked.values()) > 0


def test_the_data_package_validates(site: Site) -> None:
    """By Frictionless, types and keys included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import validate  # noqa: PLC0415 - it takes a second and warns of its own dependencies

        report = validate(str(site.folder / "downloads" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert {task.place for task in report.tasks} == FILES - {"datapackage.json", "README.md"}


def test_the_readme_explains_every_field_and_says_how_to_cite(site: Site) -> None:
    """In the edition's language and as BibTeX, with the version."""
    text = (site.folder / "downloads" / "README.md").read_text("utf-8")
    for name in (field["name"] for field in fact_fields()):
        assert f"`{name}`" in text
    version = json.loads((site.folder / "downloads" / "datapackage.json").read_text("utf-8"))["version"]
    assert f"数据[EB/OL]. 数据版本 {version}." in text
    assert "@misc{" in text


@pytest.mark.parametrize("said", ["UTF-8", "`2024-12-31`", "`2026-06`", "Excel"])
def test_the_encoding_and_excels_dates_are_explained(site: Site, english: Site, said: str) -> None:
    """In the README and on the page, in both languages."""
    assert said in (site.folder / "downloads" / "README.md").read_text("utf-8")
    for each in (site, english):
        assert said.strip("`") in each.article("downloads.html").text_content()


def test_the_command_writes_the_same_for_an_engine_without_hooks(site: Site, tmp_path: Any) -> None:
    """On a built folder."""
    (tmp_path / "index.html").write_text("<html><head><meta charset=utf-8><title>A</title></head><body></body></html>")
    succeed(ROOT, "macros", "export", str(tmp_path))
    charts = {f"charts/{path.name}" for path in (site.folder / "downloads" / "charts").iterdir()}
    for name in FILES | charts:
        assert (tmp_path / "downloads" / name).read_bytes() == (site.folder / "downloads" / name).read_bytes(), name
    for path in [site.folder / "feed.xml", *(site.folder / "assets" / "sharing").rglob("*.png")]:
        assert (tmp_path / path.relative_to(site.folder)).read_bytes() == path.read_bytes(), path.name
    finished = (tmp_path / "index.html").read_text("utf-8")
    assert finished.index("Content-Security-Policy") < finished.index("<title>")
