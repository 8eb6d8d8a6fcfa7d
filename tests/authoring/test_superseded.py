"""`macros superseded`: the plans on pages that a newer document revises."""

from pathlib import Path

from tests.conftest import run, succeed
from tests.support.projects import PAGE, edit, make_project, write_pages

CALL = '{{ fact("orbit-spending", "FY2025", "gazette-2025-02-01") }}'
SHOWN = {"en": ("about US$1 billion", "US$1.100 billion"), "zh": ("约10亿美元", "11.00亿美元")}


def test_the_command_lists_what_the_check_refuses(tmp_path: Path) -> None:
    """In both editions, with place, both values and what to write; other mistakes are the check's. Pinned, it passes."""
    home = PAGE.format("Home", f"{CALL} and {{{{ facts() }}}}")
    project = make_project(tmp_path / "project", {"index.md": home}, languages=("zh", "en"))
    told = [
        f"docs/{language}/index.md:8:4  as_of: {old} of gazette-2025-02-01 is revised: orbit-2026-02-01 says {new}; name that "
        'document, or write as_of="2025-02-01" where the page tells what was said then'
        for language, (old, new) in SHOWN.items()
    ]
    listed, checked = run(project, "macros", "superseded"), run(project, "macros", "check")
    assert (listed.stdout.splitlines(), listed.returncode) == ([*told, "2 problems"], 1)
    assert set(told) < set(checked.stdout.splitlines())
    for language in SHOWN:
        edit(project / "docs" / language / "index.md", CALL, CALL.replace(") }}", ', as_of="2025-02-01") }}'))
    succeed(project, "macros", "superseded")


def test_the_data_s_places_and_the_pages_are_listed_at_once(tmp_path: Path) -> None:
    """Though the pages of data with a mistake are not checked else; any other mistake of the data comes first."""
    project = make_project(tmp_path / "project", {"index.md": PAGE.format("Home", CALL)}, languages=("zh", "en"))
    doubts = project / "data" / "doubts.yml"
    text = doubts.read_text("utf-8")
    newest = "more: {derived: plan-raised}\n    raised: {metric: orbit-spending, period: FY2025, document: orbit-2026-02-01}"
    old = "{metric: orbit-spending, period: FY2025, document: gazette-2025-02-01}"
    edit(doubts, newest, f"more: {old}\n    raised: {old}")
    listed = run(project, "macros", "superseded")
    assert [line.partition(":")[0] for line in listed.stdout.splitlines()] == [
        *("data/doubts.yml", "data/doubts.yml", "docs/en/index.md", "docs/zh/index.md", "4 problems")
    ]
    assert "is revised by orbit-2026-02-01; name the newest number" in listed.stdout
    edit(doubts, "type: doubt", "type: dobt")
    assert "docs/" not in run(project, "macros", "superseded").stdout
    doubts.write_text(text, "utf-8")
    assert len(run(project, "macros", "superseded").stdout.splitlines()) == 3


NEWER = """id: orbit-2026-05-01
publisher: orbit
author: null
title: {zh: 季报, en: Quarterly report}
short: {zh: 季报, en: the quarterly report}
date: 2026-05-01
language: en
address: null
note: {zh: 没有网址。, en: It has no address.}
trust: primary
places:
  cash-flow: {zh: 现金流量表, en: cash-flow statement}
facts:
"""
FACT = "  - {{metric: {}, period: {}, value: {}, unit: {}, kind: {}, paragraph: cash-flow}}\n"


def listed_of(project: Path, facts: str) -> list[str]:
    """What is listed, without its place, when a document of May reports facts."""
    (project / "data" / "documents" / "orbit-2026-05-01.yml").write_text(NEWER + facts, "utf-8")
    write_pages(project, {"sources/orbit-2026-05-01.md": PAGE.format("A", '{{ document("orbit-2026-05-01") }}')}, "zh")
    *told, _ = run(project, "macros", "superseded").stdout.splitlines()
    return [line.partition("  ")[2] for line in told]


def test_a_plan_that_stood_under_two_metrics_is_asked_for_under_both(tmp_path: Path) -> None:
    """Where the last document gave the same number of the same period under another metric of the company."""
    metrics = (
        "orbit-spending-net:\n  label: {zh: 净支出, en: Net spending}\n  definition: {zh: 净额。, en: Net.}\n  entity: orbit\n"
    )
    project = make_project(tmp_path / "project", {})
    with (project / "data" / "metrics" / "spending.yml").open("a", encoding="utf-8") as file:
        file.write(f"{metrics}  dimension: money\n  aliases: {{zh: [], hant: [], en: []}}\n")
    edit(
        project / "data" / "documents" / "orbit-2026-02-01.yml",
        "facts:\n",
        "facts:\n" + FACT.format("orbit-spending-net", "FY2025", 1100, "usd_million", "plan"),
    )
    revised = FACT.format("orbit-spending", "FY2025", 1300, "usd_million", "plan")
    asked = (
        "facts[0].metric: orbit-2026-02-01 gives the plan that this revises under orbit-spending-net, too; record it there as "
    )
    asked += "well"
    assert asked in listed_of(project, revised)
    assert asked not in listed_of(project, revised + revised.replace("spending", "spending-net"))
    assert not listed_of(project, revised.replace("1300", "1100"))


def test_what_is_due_is_listed_until_it_cites_a_document_of_its_day(tmp_path: Path) -> None:
    """Doubts and promises by `due`, and events that were announced: by the day of the newest document."""
    project = make_project(tmp_path / "project", {})
    spent = FACT.format("orbit-spending", "FY2025", 1100, "usd_million", "plan")
    assert listed_of(project, spent) == []
    edit(project / "data" / "doubts.yml", "due: FY2028", "due: 2026Q1")
    edit(project / "data" / "events.yml", "date: FY2027", "date: 2026-05")
    assert listed_of(project, spent) == [
        "towers.due: its day has come; say by now and outcome what became of it",
        "towers-due.date: its day has come; tell what came, with its source",
    ]
    for name in ("doubts", "events"):
        text = (project / "data" / f"{name}.yml").read_text("utf-8")
        begin, cited, rest = text.rpartition("{document: orbit-2026-02-01, paragraph: cash-flow}")
        newer = cited.replace("02-01", "05-01")
        (project / "data" / f"{name}.yml").write_text(begin + newer + rest, "utf-8")
    assert listed_of(project, spent) == []


def test_a_finding_older_than_the_newest_point_of_its_chart_is_listed(tmp_path: Path) -> None:
    """Of a chart that takes a metric by its form of period, and so draws the new point by itself."""
    project = make_project(tmp_path / "project", {})
    charts = project / "data" / "charts.yml"
    edit(charts, "{zh: 只有一个数。, en: There is one number alone.}", '{zh: "有{last}。", en: "There are {last}."}')
    edit(charts, "  note: {zh: 年末", "  figures: {last: {metric: orbit-towers, period: 2025-12-31}}\n  note: {zh: 年末")
    counted = FACT.format("orbit-towers", "2026-04-30", 600000, "one", "reported")
    behind = "towers.finding: the chart draws orbit-towers@2026-04-30 by itself, and this tells 2025-12-31; read it again"
    assert listed_of(project, counted) == [behind]
    edit(charts, "{last: {metric: orbit-towers, period: 2025-12-31}}", "{last: {metric: orbit-towers, period: 2026-04-30}}")
    assert listed_of(project, counted) == []


def test_a_plan_behind_a_derived_metric_is_told_by_that(tmp_path: Path) -> None:
    """A newer number has to be computed anew; to name it is not enough."""
    project = make_project(tmp_path / "project", {})
    edit(
        project / "data" / "doubts.yml",
        "    raised: {metric: orbit-spending, period: FY2025, document: orbit-2026-02-01}\n",
        "",
    )
    edit(project / "data" / "doubts.yml", 'now: {zh: "{raised}", en: "{raised}"}', 'now: {zh: "{more}", en: "{more}"}')
    told = listed_of(project, FACT.format("orbit-spending", "FY2025", 1300, "usd_million", "plan"))
    wanted = "plan-raised is computed from it; write a derived metric over the newest number, alone or beside it"
    assert any(line.startswith("will-it-pay.figures.more: ") and line.endswith(wanted) for line in told), told
