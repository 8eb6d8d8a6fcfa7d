"""Each chart as files: its CSV says what its table says, and its SVG needs nothing beside it."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import lxml.etree
import pytest

from macros.ledger.ledger import Ledger
from macros.outputs.chart_files import COLUMNS
from macros.outputs.downloads import fact_fields
from tests.conftest import ADDRESS, ROOT, Site

SVG = {"svg": "http://www.w3.org/2000/svg"}
Edition = tuple[str, Site]


def rows_of(folder: Path, chart: str) -> list[dict[str, str]]:
    """A chart's CSV as a spreadsheet reads it."""
    with (folder / "downloads" / "charts" / f"{chart}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def drawing_of(folder: Path, chart: str) -> lxml.etree._Element:
    """A chart's SVG, parsed."""
    return lxml.etree.fromstring((folder / "downloads" / "charts" / f"{chart}.svg").read_bytes())


def test_every_chart_has_its_files_and_links_to_them(edition: Edition, ledger: Ledger) -> None:
    """From its folded part, on each page that shows its data."""
    _, site = edition
    assert {path.name for path in (site.folder / "downloads" / "charts").iterdir()} == {
        f"{chart}.{ending}" for chart in ledger.charts for ending in ("csv", "svg")
    }
    linked = 0
    for name, figure in site.find("//article//figure[@data-chart][.//details]"):
        hrefs = figure.xpath("./details//p[@class='chart__files']/a/@href")
        up = "../" * name.count("/")
        assert hrefs == [f"{up}downloads/charts/{figure.get('data-chart')}.{ending}" for ending in ("csv", "svg")]
        linked += 1
    assert linked > len(ledger.charts)


def test_a_chart_s_csv_holds_each_row_of_its_table(edition: Edition, ledger: Ledger) -> None:
    """In its order: facts in the digits and the unit printed, computed numbers as shown, events by their ids."""
    _, site = edition
    facts = {fact.id: fact for fact in ledger.facts}
    for figure in site.article("charts.html").xpath(".//figure[@data-chart]"):
        rows = rows_of(site.folder, str(figure.get("data-chart")))
        assert list(rows[0]) == list(COLUMNS)
        table = figure.xpath(".//tbody/tr")
        assert len(rows) == len(table)
        for row, line in zip(rows, table, strict=True):
            (link,) = line.xpath("./td[2]//a[not(@class='mark')]")
            assert row["series"].split()[0] in line.text_content()
            anchor = str(link.get("href")).partition("#")[2]
            if row["event"]:
                assert (anchor, row["label"]) == (row["event"], link.text_content())
            elif row["kind"] == "derived":
                assert link.get("data-derived") == row["metric"]
            else:
                fact = facts[anchor]
                assert (row["metric"], row["period"]) == (fact.metric, fact.period.text)
                assert (row["document"], row["place"], row["kind"]) == (fact.document, fact.paragraph, fact.kind)
                assert [row["value"] or row["low"], row["value"] or row["high"]] == [f"{end:f}" for end in fact.ends]
                assert (row["unit"], row["printed"]) == (fact.unit, fact.printed_text)


def test_columns_are_those_of_the_facts_where_they_apply() -> None:
    """What a chart adds is where a number is drawn."""
    assert set(COLUMNS) - {field["name"] for field in fact_fields()} == {"series", "drawn_at", "label", "event", "place"}


def test_excel_recognizes_the_encoding_and_finds_no_formula(edition: Edition, ledger: Ledger) -> None:
    """As in the file of all facts: a byte order mark, and only numbers begin with a sign."""
    folder = edition[1].folder
    for chart in ledger.charts:
        raw = (folder / "downloads" / "charts" / f"{chart}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbfseries,period,")
        cells = [cell for row in rows_of(folder, chart) for cell in row.values()]
        signed = [cell for cell in cells if re.match(r"[=+@\t\r-]", cell)]
        assert [cell for cell in signed if not re.fullmatch(r"[+-]\W{0,2}\d[\d,.]*[^-+*/=(]*", cell)] == []


def test_a_computed_number_is_downloaded_as_it_is_shown(site: Site) -> None:
    """Rounded, in its base unit."""
    last = rows_of(site.folder, "aws-growth")[-1]
    assert (last["metric"], last["drawn_at"], last["unit"]) == ("aws-sales-growth-2026q2", "2026Q2", "percent")
    assert Decimal(last["value"]) == Decimal("36.8")


def test_a_drawing_stands_alone(edition: Edition, ledger: Ledger) -> None:
    """Title, unit, legend, values, note, documents, the site's name and address; no link, script, variable or other file."""
    language, folder = edition[0], edition[1].folder
    for chart in ledger.charts.values():
        drawing = drawing_of(folder, chart.id)
        text = " ".join("".join(drawing.itertext()).split())
        squeezed = text.replace(" ", "")
        title = chart.title.zh if language == "zh" else chart.title.en
        assert drawing.xpath("string(svg:title)", namespaces=SVG) == title
        assert title.replace(" ", "") in "".join(drawing.xpath(".//svg:text[@font-size='18']/text()", namespaces=SVG)).replace(
            " ", ""
        )
        assert ADDRESS in text
        assert ("出处：" if language == "zh" else "Source: ") in text
        if chart.note:
            assert (chart.note.zh if language == "zh" else chart.note.en)[:20].replace(" ", "") in squeezed
        raw = (folder / "downloads" / "charts" / f"{chart.id}.svg").read_text("utf-8")
        assert raw.count("http") == raw.count("http://www.w3.org/2000/svg") + raw.count(ADDRESS)
        assert not re.search(r"href|<a\b|<script|url\(|var\(|@import|<image", raw)


def test_texts_of_a_drawing_are_within_it(browser: object, published: Site, ledger: Ledger) -> None:
    """And none lies on another: in a browser, with the fonts that it has."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    for chart in ledger.charts:
        page.goto((published.folder / "downloads" / "charts" / f"{chart}.svg").as_uri())
        outside = page.evaluate(
            """() => {
                const sheet = document.documentElement.getBoundingClientRect();
                const texts = [...document.querySelectorAll("text")];
                const boxes = texts.map(text => text.getBoundingClientRect());
                const across = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right;
                const hides = (a, b) => across(a, b) && a.top + 6 < b.bottom && b.top + 6 < a.bottom;
                return texts.filter((_, i) => boxes[i].left < sheet.left || boxes[i].right > sheet.right ||
                    boxes[i].bottom > sheet.bottom || boxes.slice(0, i).some(box => hides(box, boxes[i])))
                    .map(text => text.textContent);
            }"""
        )
        assert outside == [], chart
    page.close()


def test_the_palette_is_that_of_the_style_sheet() -> None:
    """The colours of a drawing's file are the light ones of the pages."""
    css = (ROOT / "overrides" / "assets" / "stylesheets" / "ledger.css").read_text("utf-8")
    light = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", css[: css.index("@media screen")]))

    def colour(name: str) -> str:
        value = light[name]
        return colour(value[4:-1]) if value.startswith("var(") else value

    template = (ROOT / "macros" / "templates" / "chart.svg.jinja").read_text("utf-8")
    palette = dict(re.findall(r'"(\w+)": "(#[0-9a-f]{6})"', template))
    assert palette == {name.removeprefix("--chart-"): colour(name) for name in light if name.startswith("--chart-")}


@pytest.mark.parametrize("chart", ["plan-vintages", "story", "chips-roadmap"])
def test_a_drawing_shows_every_value_of_its_chart(site: Site, chart: str) -> None:
    """With its tooltip as a title."""
    marks = site.article("charts.html").xpath(f".//figure[@data-chart='{chart}']//svg[contains(@class, 'wide')]//a/title")
    titles = drawing_of(site.folder, chart).xpath(".//svg:g/svg:title", namespaces=SVG)
    assert [title.text for title in titles] == [title.text for title in marks]
