"""Terminals and locales: a mistake is told whatever signs a terminal has, and a folder may have any name."""

from pathlib import Path

import pytest

from tests.conftest import succeed
from tests.support.projects import BUILDS, edit, refused

DATA = "data/documents/gazette-2025-02-01.yml"
ENVIRONMENTS = {
    "no locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "an ASCII terminal": {"PYTHONIOENCODING": "ascii"},
    "a GBK terminal": {"PYTHONIOENCODING": "gbk"},
}


@pytest.mark.parametrize(
    ("environment", "command"), list(zip(ENVIRONMENTS, [("macros", "check"), *BUILDS.values()], strict=True)), ids=ENVIRONMENTS
)
def test_a_mistake_with_chinese_words_is_told(project: Path, environment: str, command: tuple[str, ...]) -> None:
    """With its place; signs that the terminal lacks are written as escapes."""
    edit(project / DATA, "kind: plan", "kind: 計劃\u1f60")
    said = refused(project, *command, **ENVIRONMENTS[environment])
    assert said.count(f"{DATA}:23:11  facts[1].kind: ") == 1
    assert "\\u1f60" in said


def test_a_folder_and_a_terminal_may_be_any(project: Path, tmp_path: Path) -> None:
    """A folder with signs, a terminal that has GBK, an address in Chinese, which both editions encode one way.

    That a locale changes no byte is tried in test_reproducible.py.
    """
    environment = ENVIRONMENTS["a GBK terminal"] | {"SITE_URL": "https://例子.测试/账本"}
    succeed(project, "macros", "build", str(tmp_path / "site"), **environment)
    for edition in ("", "en/"):
        for page in ("index.html", "sitemap.xml", "feed.xml"):
            text = (tmp_path / "site" / edition / page).read_text("utf-8")
            assert f"https://xn--fsqu00a.xn--0zwm56d/%E8%B4%A6%E6%9C%AC/{edition}" in text, page
            assert "例子" not in text, page
