"""Checking the data against the pages that tell of it: what leads nowhere is reported in the data, where it is mended."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from macros.ledger.load import load
from macros.pages.page_source import read_pages
from macros.render.load_site import dead_ends
from tests.support.projects import PAGE, WHOLE, edit

TURNING = "  facts:\n    - {metric: orbit-spending, period: FY2025, document: gazette-2025-02-01}\n"


def told(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """Return the problems of the whole ledger, whose first event is a turning point told on the page `story`."""
    shutil.copytree(WHOLE / "data", folder / "data")
    edit(
        folder / "data" / "events.yml",
        TURNING,
        f"{TURNING}  turning_point:\n    why: {{zh: 开端, en: It began}}\n    page: story\n",
    )
    (folder / "docs").mkdir()
    for name, text in pages.items():
        (folder / "docs" / name).write_text(PAGE.format("A page", text), "utf-8")
    return [str(each) for each in dead_ends(load(folder)[0], read_pages(folder / "docs", folder), folder)]


def test_a_turning_point_leads_to_a_page(tmp_path: Path) -> None:
    """One that is not there is reported at its line of events.yml, with the nearest name."""
    assert told(tmp_path / "right", {"story.md": ""}) == []
    (problem,) = told(tmp_path / "wrong", {"stories.md": ""})
    message = 'turning_point.page: no page of docs/ is called "story"; did you mean "stories"?'
    assert problem == f"data/events.yml:12:11  [0].{message}"


def test_a_row_of_a_scoreboard_leads_to_a_section_of_its_page(tmp_path: Path) -> None:
    """One that is not there is reported at its line of doubts.yml; a doubt that no scoreboard shows has no page to ask."""
    call, heading = '{{ scoreboard(["will-it-pay"]) }}', "## The plan {: #plan }\n"
    assert told(tmp_path / "right", {"story.md": f"{call}\n\n{heading}"}) == []
    assert told(tmp_path / "nowhere", {"story.md": ""}) == []
    (problem,) = told(tmp_path / "wrong", {"story.md": f"{call}\n\n## The plans {{: #plans }}\n"})
    message = 'score.section: no section of docs/story.md is called "plan"; did you mean "plans"?'
    assert problem == f"data/doubts.yml:24:14  [0].{message}"
