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
