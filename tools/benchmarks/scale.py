"""A project of any size with the package, the look and the configuration of this one, the same for the same seed.

>>> from pathlib import Path
>>> write_project(Path("/tmp/scale"), Size(1000))  # doctest: +SKIP
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

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
    folder.mkdir(parents=True)
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    # The real configuration without its list of pages: sections follow from the folders.
    text, _, _ = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    (folder / "mkdocs.yml").write_text(text + "\n", "utf-8")
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    _write_data(folder / "data", size, dice)
    _write_pages(folder / "docs" / "zh", size, dice)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _quarter(number: int) -> str:
    return f"{_FIRST_YEAR + number // 4}Q{number % 4 + 1}"


def _write_data(data: Path, size: Size, dice: random.Random) -> None:
    aliases = "aliases: {zh: [], hant: [], en: []}"
    _write(data / "entities.yml", f"firm: {{type: company, label: {{zh: 公司, en: Firm}}, {aliases}}}\n")
    unit = "{dimension: money, factor: 100000000, base: USD, label: {zh: 亿美元, en: US$100 million}}"
    _write(data / "units.yml", f"usd_100m: {unit}\n")
    topics = [f"t{number:03}" for number in range(size.documents)]
    _write(
        data / "topics.yml",
        "".join(
            f"{name}: {{label: {{zh: 主题 {name}, en: {name}}}, description: {{zh: 其中的数。, en: Its figures.}}}}\n"
            for name in topics
        ),
    )
    for number, topic in enumerate(topics):
        lines = [
            f"m{metric:03}: {{label: {{zh: 指标 m{metric:03}, en: m{metric:03}}}, definition: {{zh: 一项开支。, en: A cost.}}, "
            f"entity: firm, dimension: money, {aliases}}}\n"
            for metric in range(number, METRICS, len(topics))
        ]
        _write(data / "metrics" / f"{topic}.yml", "".join(lines))
    for name in ("events", "derived", "corrections", "doubts", "charts", "glossary"):
        _write(data / f"{name}.yml", "[]\n")
    for number in range(size.documents):
        quarter, name = _quarter(number), f"d{number:03}"
        date = f"{int(quarter[:4]) + 1}-01-{number % 28 + 1:02}"
        head = (
            f"id: {name}\npublisher: firm\nauthor: null\ntitle: {{zh: 报告 {name}, en: Report {name}}}\n"
            f"short: {{zh: {name}, en: {name}}}\ndate: {date}\nlanguage: zh\naddress: https://example.org/{name}\n"
            f"trust: primary\nparagraphs: {METRICS}\nfacts:\n"
        )
        values = [f"{dice.randint(100, 99999) / 100:.2f}" for _ in range(METRICS)]
        facts = [
            f"  - {{metric: m{metric:03}, period: {quarter}, value: {value}, unit: usd_100m, "
            f'kind: reported, paragraph: p.{metric + 1}, printed: "{value}亿美元"}}\n'
            for metric, value in enumerate(values)
        ]
        _write(data / "documents" / f"{name}.yml", head + "".join(facts))


def _write_pages(docs: Path, size: Size, dice: random.Random) -> None:
    def page(path: str, title: str, body: str) -> None:
        _write(docs / path, f"---\ntitle: {title}\ndescription: {title}。\n---\n\n# {title}\n\n{body}\n")

    for number in range(size.pages):
        lines = []
        for _ in range(CALLS):
            metric, quarter = dice.randrange(METRICS), _quarter(dice.randrange(size.documents))
            before, after = ("".join(dice.choices(_WORDS, k=12)) for _ in range(2))
            lines.append(f'{before}{{{{ fact("m{metric:03}", "{quarter}") }}}}，{after}。')
        text = "\n\n".join("\n".join(lines[start : start + 5]) for start in range(0, CALLS, 5))
        section = number % SECTIONS
        page(f"g{section % GROUPS}/s{section:02}/p{number:04}.md", f"页面 p{number:04}", text)
    page("index.md", "首页", "全部页面。")
    for number in range(size.documents):
        page(f"catalogue/t{number:03}.md", f"主题 t{number:03}", f'{{{{ catalogue("t{number:03}") }}}}')
        page(f"sources/d{number:03}.md", f"报告 d{number:03}", f'{{{{ document("d{number:03}") }}}}')
    for name in ("timeline", "doubts", "corrections", "checks", "glossary"):
        page(f"{name}.md", name, "没有内容。")
