"""Lines of Chinese, as a drawing needs them: no line begins with a mark that closes."""

import pytest

from macros.render.load_site import checked_site
from macros.render.site import Site
from macros.text.typography import ems, wrap
from tests.conftest import ROOT

CLOSING, OPENING = "，。、：；！？」”》）…", "“「《（"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The titles and descriptions of all pages, and a sentence that is nothing but marks."""
    site: Site = checked_site(ROOT, ROOT / "docs" / "zh", "zh")
    written = [front[key] for front in site.fronts.values() for key in ("title", "description")]
    return [*written, "“《（甲）》”，“乙”。“丙”：（丁）！“戊”？“己”；“庚”、“辛”。"]


@pytest.mark.parametrize("width", [9, 12, 28])
def test_no_line_is_too_long_or_begins_with_a_closing_mark(texts: list[str], width: int) -> None:
    """Nor ends with an opening one; and nothing is lost but the spaces at the ends of lines."""
    for text in texts:
        lines = wrap(text, width, 99)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        for line in lines:
            assert ems(line) <= width, line
            assert line[0] not in CLOSING, lines
            assert line[-1] not in OPENING, lines


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("在 2025 年 12 月宣布", 5, 9, ("在", "2025 年", "12 月宣布")),
        ("用 Trainium 训练", 7, 9, ("用 Trainium", "训练")),
        ("第一行字，第二行字，第三行字", 5, 2, ("第一行字，", "第二行字…")),
        ("第一行字第，二行，Trainium", 6, 2, ("第一行字第，", "二行…")),
        ("短", 5, 1, ("短",)),
    ],
    ids=["years stay whole", "words stay whole", "an ellipsis", "no mark before an ellipsis", "nothing left out"],
)
def test_a_text_becomes_lines(text: str, width: int, most: int, lines: tuple[str, ...]) -> None:
    """Where a line can hold them; the ellipsis is within the width, with no mark before it."""
    assert wrap(text, width, most) == lines
    assert "".join(wrap("Donaudampfschifffahrt", 6, 9)) == "Donaudampfschifffahrt"
