"""The words of the interface in each language: labels of kinds, qualifiers, columns and notes.

Texts about the story belong to `data/` and `docs/`; here stands only what any ledger would say.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from macros.errors import RequestError
from macros.model import Language

_ZH = {
    "kind.reported": "已报告",
    "kind.guidance": "公司指引",
    "kind.plan": "计划",
    "kind.consensus": "市场预期",
    "kind.claim": "一方说法",
    "kind.opinion": "看法",
    "kind.market": "行情",
    "kind.reported.meaning": "已经发生，文件当作事实报告。",
    "kind.guidance.meaning": "公司对未来一段时间的正式展望。",
    "kind.plan.meaning": "打算或目标，还没有发生，也不是正式指引。",
    "kind.consensus.meaning": "分析师当时的预期，数字以文件所载为准。",
    "kind.claim.meaning": "管理层或另一方这样说，没有财务文件可以印证。",
    "kind.opinion.meaning": "作者或他人的判断、疑问和担忧。",
    "kind.market.meaning": "股价一类的市场行情。",
    "trust.primary": "原始文件",
    "trust.press": "媒体报道",
    "trust.secondary": "转述",
    "trust.primary.meaning": "公司自己发布的公告或提交给监管机构的文件。",
    "trust.press.meaning": "署名媒体的报道，可能转述有误。",
    "trust.secondary.meaning": "汇总或再转述，只用来定日期，不当作主要数字的依据。",
    "qualifier.about": "约",
    "qualifier.over": "超过",
    "qualifier.at_least": "不低于",
    "qualifier.nearly": "近",
    "qualifier.almost": "几乎",
    "qualifier.up_to": "至多",
    "qualifier.possibly": "或达",
    "qualifier.order_of": "数",
    "column.date": "日期",
    "column.event": "事件",
    "column.figures": "数字",
    "column.source": "出处",
    "column.period": "期间",
    "column.value": "数值",
    "column.kind": "性质",
    "column.document": "文件",
    "column.place": "位置",
    "column.printed": "原文字样",
    "column.metric": "指标",
    "column.says": "说了什么",
    "column.trust": "可信度",
    "column.facts": "事实数",
    "column.meaning": "含义",
    "label.definition": "定义",
    "label.basis": "口径",
    "label.entity": "主体",
    "label.unit": "计量",
    "label.aliases": "又称",
    "label.speaker": "说话人",
    "label.also": "另见",
    "label.note": "注",
    "label.published": "发布",
    "label.author": "作者",
    "label.address": "原文",
    "label.no_address": "无网址",
    "label.no_facts": "暂无记录",
    "label.to_come": "尚未到来",
    "label.happened": "已经发生",
    "label.metrics": "个指标",
    "label.facts": "条事实",
    "label.catalogue": "在指标目录中查看",
    "heading.year": "{year}年",
    "place.paragraph": "第{number}段",
    "joiner": "、",
    "separator": "，",
    "colon": "：",
    "part": " · ",
    "range": "至",
    "dimension.money": "金额",
    "dimension.percent": "百分比",
    "dimension.percentage_points": "百分点",
    "dimension.count": "数量",
    "dimension.power": "电力容量",
    "dimension.multiple": "倍数",
    "dimension.fraction": "分数",
    "dimension.duration": "时长",
    "dimension.data_rate": "数据速率",
    "dimension.statement": "文字陈述",
}

_EN = {
    "kind.reported": "reported",
    "kind.guidance": "guidance",
    "kind.plan": "plan",
    "kind.consensus": "consensus",
    "kind.claim": "claim",
    "kind.opinion": "opinion",
    "kind.market": "market",
    "kind.reported.meaning": "It happened, and the document reports it as fact.",
    "kind.guidance.meaning": "The company's formal outlook for a coming period.",
    "kind.plan.meaning": "An intention or a target that has not happened and is not formal guidance.",
    "kind.consensus.meaning": "What analysts expected, as the document gives it.",
    "kind.claim.meaning": "Management or another party says so, and no filing shows it.",
    "kind.opinion.meaning": "The judgement, doubt or worry of the author or somebody else.",
    "kind.market.meaning": "A price or a market's move.",
    "trust.primary": "primary",
    "trust.press": "press",
    "trust.secondary": "secondary",
    "trust.primary.meaning": "The company's own release, or what it filed with the regulator.",
    "trust.press.meaning": "A named publication's report, which may have got it wrong.",
    "trust.secondary.meaning": "An aggregator or a retelling: used for dates, never for a headline figure.",
    "qualifier.about": "about",
    "qualifier.over": "over",
    "qualifier.at_least": "at least",
    "qualifier.nearly": "nearly",
    "qualifier.almost": "almost",
    "qualifier.up_to": "up to",
    "qualifier.possibly": "possibly",
    "qualifier.order_of": "of the order of",
    "column.date": "Date",
    "column.event": "Event",
    "column.figures": "Figures",
    "column.source": "Source",
    "column.period": "Period",
    "column.value": "Value",
    "column.kind": "Kind",
    "column.document": "Document",
    "column.place": "Place",
    "column.printed": "As printed",
    "column.metric": "Metric",
    "column.says": "What it says",
    "column.trust": "Trust",
    "column.facts": "Facts",
    "column.meaning": "Meaning",
    "label.definition": "Definition",
    "label.basis": "Basis",
    "label.entity": "Entity",
    "label.unit": "Measured in",
    "label.aliases": "Also called",
    "label.speaker": "Said by",
    "label.also": "also",
    "label.note": "Note",
    "label.published": "Published",
    "label.author": "Author",
    "label.address": "Original",
    "label.no_address": "no address",
    "label.no_facts": "nothing recorded yet",
    "label.to_come": "To come",
    "label.happened": "Happened",
    "label.metrics": "metrics",
    "label.facts": "facts",
    "label.catalogue": "See the catalogue",
    "heading.year": "{year}",
    "place.paragraph": "paragraph {number}",
    "joiner": ", ",
    "separator": ", ",
    "colon": ": ",
    "part": " · ",
    "range": "to",
    "dimension.money": "money",
    "dimension.percent": "percent",
    "dimension.percentage_points": "percentage points",
    "dimension.count": "count",
    "dimension.power": "power",
    "dimension.multiple": "multiple",
    "dimension.fraction": "fraction",
    "dimension.duration": "duration",
    "dimension.data_rate": "data rate",
    "dimension.statement": "statement",
}

_WORDING: Mapping[Language, Mapping[str, str]] = MappingProxyType({"zh": MappingProxyType(_ZH), "en": MappingProxyType(_EN)})


def wording(language: Language) -> Mapping[str, str]:
    """Return every word of the interface in one language, by key."""
    return _WORDING[language]


def language_of(name: str) -> Language:
    """Return the ledger's language for a theme's language code.

    >>> language_of("zh-Hant"), language_of("en")
    ('zh', 'en')
    """
    if name.startswith("zh"):
        return "zh"
    if name.startswith("en"):
        return "en"
    raise RequestError(f'the site is in "{name}"; this package speaks zh and en')
