"""A project of any size with the package, the look and the configuration of this one, the same for the same seed.

>>> from pathlib import Path
>>> write_project(Path("/tmp/scale"), Size(1000))  # doctest: +SKIP
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.projects import PAGE, make_project, written

CALLS, METRICS = 25, 200
"""Figures on a page of prose; metrics, each with a fact in every document."""
SECTIONS, GROUPS = 40, 8
"""The pages of prose are in sections, one a company, and the sections in groups, one an industry."""
_FIRST_YEAR = 1990
_WORDS = (
    *("公司", "投入", "数据", "增长", "云业务", "电力", "芯片", "季度", "管理层", "认为", "市场"),
    *("客户", "需求", "利润", "现金", "计划", "显示", "其中", "因此", "同期", "合同", "产能"),
)


@dataclass(frozen=True)
class Size:
    """How much there is: pages of prose with 25 figures each; the rest follows from it.

    For 1,000 pages: 20,000 facts of 200 metrics, from 100 documents; a page for each document and for each of 100 topics.
    """

    pages: int

    @property
    def documents(self) -> int:
        """One document a quarter; a topic for each."""
        return max(4, self.pages // 10)

    @property
    def facts(self) -> int:
        """One of each metric in each document."""
        return self.documents * METRICS


def write_project(folder: Path, size: Size, seed: int = 1) -> None:
    """Write data, pages and configuration; the package and the look are copied, since the root is found by them."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    for name, text in _data(size, dice).items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    make_project(folder, {"index.md": PAGE.format("首页", "全部页面。")} | dict(_prose(size, dice)), folder / "data")


def _quarter(number: int) -> str:
    return f"{_FIRST_YEAR + number // 4}Q{number % 4 + 1}"


def _data(size: Size, dice: random.Random) -> dict[str, str]:
    """Make up the files of data by their names."""
    aliases: dict[str, list[str]] = {"zh": [], "hant": [], "en": []}
    dollars = {"sign": "US$", "name": {"zh": "美元", "en": "US dollars"}}
    money = {"dimension": "money", "factor": "100000000", "base": "USD", "label": {"zh": "亿美元", "en": "US$100 million"}}
    money["currency"] = dollars
    topics, documents = ([f"{letter}{number:03}" for number in range(size.documents)] for letter in "td")
    files = {f"{name}.yml": "[]\n" for name in ("events", "derived", "corrections", "doubts", "charts", "glossary")}
    files["entities.yml"] = written({"firm": {"type": "company", "label": _both("Firm"), "aliases": aliases}})
    files["units.yml"] = written({"usd_100m": money})
    files["topics.yml"] = written({name: {"label": _both(name), "description": _both(f"{name}.")} for name in topics})
    metric = {"definition": _both("A cost."), "entity": "firm", "dimension": "money", "aliases": aliases}
    for number, topic in enumerate(topics):
        names = [f"m{each:03}" for each in range(number, METRICS, len(topics))]
        lines = [f"{name}:\n  label: {{zh: {name}, en: {name}}}\n" for name in names]
        rest = "".join(f"  {key}: {written(value)}\n" for key, value in metric.items())
        files[f"metrics/{topic}.yml"] = "".join(line + rest for line in lines)
    for number, name in enumerate(documents):
        quarter = _quarter(number)
        head = {"id": name, "publisher": "firm", "author": "null", "title": _both(f"Report {name}"), "short": _both(name)}
        head |= {"date": f"{int(quarter[:4]) + 1}-01-{number % 28 + 1:02}", "language": "zh", "trust": "primary"}
        head |= {"address": f"https://example.org/{name}", "paragraphs": str(METRICS)}
        values = [f"{dice.randint(100, 99999) / 100:.2f}" for _ in range(METRICS)]
        facts = [
            f"  - {{metric: m{metric:03}, period: {quarter}, value: {value}, unit: usd_100m, "
            f'kind: reported, paragraph: p.{metric + 1}, printed: "{value}亿美元"}}\n'
            for metric, value in enumerate(values)
        ]
        lines = [f"{key}: {written(value)}\n" for key, value in head.items()]
        files[f"documents/{name}.yml"] = "".join((*lines, "facts:\n", *facts))
    return files


def _both(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _prose(size: Size, dice: random.Random) -> Iterator[tuple[str, str]]:
    """Make up the pages of prose."""
    for number in range(size.pages):
        lines = []
        for _ in range(CALLS):
            metric, quarter = dice.randrange(METRICS), _quarter(dice.randrange(size.documents))
            before, after = ("".join(dice.choices(_WORDS, k=12)) for _ in range(2))
            lines.append(f'{before}{{{{ fact("m{metric:03}", "{quarter}") }}}}，{after}。')
        text = "\n\n".join("\n".join(lines[start : start + 5]) for start in range(0, CALLS, 5))
        section = number % SECTIONS
        yield f"g{section % GROUPS}/s{section:02}/p{number:04}.md", PAGE.format(f"页面 p{number:04}", text)
