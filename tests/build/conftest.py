"""A project that tests of builds may break."""

from pathlib import Path

import pytest

from tests.support.projects import PAGE, make_project

TEXT = """
{{ count("facts") }}, {{ fact("orbit-spending", "FY2024", "orbit-2026-02-01") }}, {{ fact("orbit-towers", "2025-12-31") }},
[the catalogue](catalogue/spending.md).

{{ page_sources() }}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project with both editions, in a folder with Chinese letters and signs."""
    return make_project(tmp_path / "账本 #1 [x] 100%", {"index.md": PAGE.format("Home", TEXT)}, languages=("zh", "en"))
