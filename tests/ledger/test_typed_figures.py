"""A figure typed by hand is found; dates, versions and names pass by rule."""

import time
from pathlib import Path

import pytest

from macros.authoring.verify_sources import verify_sources
from macros.ledger.ledger import Ledger
from macros.ledger.typed_figures import figures_in
from tests.conftest import SMALL


@pytest.mark.parametrize(
    ("words", "figure"),
    [
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
def test_a_figure_is_found_as_it_is_written(words: str, figure: str) -> None:
    """In digits and in characters, whatever they count."""
    assert figures_in(words)[0] == figure


FIGURES = (
    "2000 亿美元|$2000|US$ 2000|HK$2026|RMB 2000|2000%|2000 名员工|2024 台服务器|1999 MW|2000 billion|2000 dollars|2026 萬",
    "AWS 2440 亿美元|AWS 244bn|AWS244bn|Capex 2000亿|Capex 200B|USD 200bn|AWS 3.9 GW|AWS 5x|EPS 1.95|Revenue 716.9|FY2000亿",
    "Azure 40 percent|Q2 200亿|In 35 regions|Over 40 regions|Nova 2.5 billion|2000-2500亿|up 2000 bps|2000\u00a0亿|２０００億",
    "百亿美元|百万美元|廿亿美元|卅颗|壹佰亿元|貳佰億圓|三百兆瓦|三百万千瓦|三億人|五％|千分之五|万分之三|几百亿美元|三百亿新台币",
    "two hundred billion dollars|twenty-four percent|One million|fifteen basis points|a trillion-dollar bet|nine gigawatts",
    "2000多亿|2000 余亿|2000+ 亿|2000  亿|2000 TWh|2000 人|三百家|两千名员工|a hundred billion|two and a half billion|$  2000",
)
WORDS = (
    "一季度，三家，两个，一个季度，十分之一，数倍，几成|成千上万颗芯片|再上一个台阶|以百亿美元计|千方百计，百分数，通义千问，万一",
    "one reason, two Februaries, on one basis, one x-axis|thousands upon thousands, hundreds of millions|a hundredth",
    "10-K, S&P 500, FY2025, Q2, H100, GPT-4, Nova 2, 8-K, UTF-8|MI300X, GB200, P5en, EC2, x86|GPT-4.5, Llama3.1, Trn2",
    "Q4 2025, 2024Q4, 2025H2, mid-2026|In 2025 Amazon, of 2026.|what in 2025 won|2026 台北电脑展|2025 个股",
    "2025 年 2 月 7 日，2026 至 2028 年，2025 年第三季度，2 月|Trainium2、Nova 2 Lite、FY25Q4、10-K、x86、p.24、GPT-4o",
    "5 February 2026, February 6, 2024Q4|三篇文章，一年以后，两种口径，第二天，第 24 段|从{before}提到{after}",
    "以百万美元计，成本，成为，三成为|过去 12 个月，2026 财年",
    "单位：亿美元，千瓦，万千瓦|2025 点评，人工智能|In 2025 servers, two customers",
)


@pytest.mark.parametrize("words", [each for listed in FIGURES for each in listed.split("|")])
def test_no_spelling_hides_a_figure(words: str) -> None:
    """Not as a year, not as a part of a name, not in characters of either script or in English words."""
    assert figures_in(f"It says {words}.") != []


@pytest.mark.parametrize("words", [each for listed in WORDS for each in listed.split("|")])
def test_words_that_count_nothing_are_none(words: str) -> None:
    """Dates, names, idioms, and small numbers that structure a text; no list of exceptions, the rules tell them apart."""
    assert figures_in(words) == []


@pytest.mark.parametrize(
    "words", ["一", "一万", "百分之", "两千", "a", "a-", "A ", "twenty-", "1", "1,", "2000 ", "$", "Q1", "上千"]
)
def test_the_time_grows_with_the_text_alone(words: str) -> None:
    """A text of the largest page takes less than a second, whatever is repeated in it."""
    begun = time.process_time()
    figures_in(words * (187_000 // len(words)))
    assert time.process_time() - begun < 1


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
