"""What the tests of outputs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Site


@pytest.fixture(scope="session", params=["zh", "en"])
def edition(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """Return one edition of the site: its language and its built folder."""
    built: Site = request.getfixturevalue("site" if request.param == "zh" else "english")
    return request.param, built.folder
