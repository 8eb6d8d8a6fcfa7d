"""`macros superseded`: the plans on pages that a newer document revises."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import run
from tests.support.projects import PAGE, edit, make_project

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
    assert run(project, "macros", "superseded").returncode == 0


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
