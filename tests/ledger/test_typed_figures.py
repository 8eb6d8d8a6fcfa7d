"""A figure typed by hand is found; dates, versions and names pass by rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.authoring.verify_sources import verify_sources
from macros.ledger.ledger import Ledger
from macros.ledger.typed_figures import figures_in
from tests.conftest import SMALL


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("2025 年 2 月 7 日，2026 至 2028 年，2025 年第三季度，2 月", None),
        ("Trainium2、Nova 2 Lite、FY25Q4、10-K、x86、p.24、GPT-4o", None),
        ("5 February 2026, February 6, 2024Q4", None),
        ("三篇文章，一年以后，两种口径，第二天，第 24 段", None),
        ("从{before}提到{after}", None),
        ("以百万美元计，成本，成为，三成为", None),
        ("投入 2,000 亿美元", "2,000"),
        ("增长40%", "40"),
        ("区域从 8 个增至 10 个", "8"),
        ("达到三倍", "三倍"),
        ("花了两千亿美元", "两千亿美元"),
        ("占百分之五十", "百分之五十"),
        ("少了两个百分点", "两个百分点"),
        ("over 1.4 million chips", "1.4"),
    ],
)
def test_figures_are_found_and_dates_names_and_structure_are_none(words: str, figure: str | None) -> None:
    """In digits and in characters, whatever they count; there is no list of exceptions, the rules tell them apart."""
    assert next(iter(figures_in(words)), None) == figure


def test_a_text_is_held_against_its_document(small: Ledger, tmp_path: Path) -> None:
    """A token that stands elsewhere, and a figure that nobody recorded, with the line of the fact."""
    lines = ["题目", "作者", "去年花了 8.31亿，今年要花 10亿", "增长 21%-25%", "怀疑", "塔有 7 座", "十亿", "", "完", "完"]
    (tmp_path / "gazette-2025-02-01.txt").write_text("\n".join(lines), "utf-8")
    told = [str(problem).partition("; ")[0] for problem in verify_sources(small, SMALL, tmp_path)]
    assert told == [
        'data/documents/gazette-2025-02-01.yml:36:14  facts[2].printed: "20%-25%" does not stand in p.4',
        'data/documents/gazette-2025-02-01.yml:11:1  facts: no fact records "21", "25" of p.4',
        'data/documents/gazette-2025-02-01.yml:11:1  facts: no fact records "7" of p.6',
    ]
