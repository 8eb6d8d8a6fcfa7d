"""The real data, whole: what was recorded, and that it is what the sources print."""

import dataclasses
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from macros.authoring.verify_sources import verify_sources
from macros.ledger.counts import count_groups, count_records
from macros.ledger.derive import calculate
from macros.ledger.ledger import Ledger
from macros.ledger.model import Figure, Record
from macros.ledger.quantities import quantity_of
from macros.ledger.typed_figures import figure_in
from tests.conftest import ROOT

TEXTS = Path(os.environ.get("LEDGER_TEXTS", ROOT.parent / "shared" / "sources"))


def test_the_ledger_is_as_large_as_it_was_promised(ledger: Ledger) -> None:
    """Both articles whole, in the order of their texts; and no metric without a fact."""
    facts = [ledger.documents[name].facts for name in ("caihua-2025-02-07", "zhitong-2026-02-06")]
    for each in facts:
        places = [int(fact.paragraph.removeprefix("p.")) for fact in each]
        assert places == sorted(places), each[0].document
    numbers = [fact.is_number for each in facts for fact in each]
    assert numbers.count(True) >= 100
    assert numbers.count(False) >= 150
    assert count_records(ledger)["facts"] >= 280
    assert ledger.metrics.keys() == ledger.by_metric.keys()


def test_every_number_is_counted_once_by_the_trust_of_its_document(ledger: Ledger) -> None:
    """Companies' own documents, press and retellings make up all numbers; most are the companies' own."""
    counts = count_records(ledger) | count_groups(ledger, calculate(ledger))
    shares = {trust: counts[f"numbers_{trust}"] for trust in ("primary", "press", "secondary")}
    assert sum(shares.values()) == counts["numbers"]
    assert shares["primary"] > shares["press"] > shares["secondary"] > 0


def test_withdrawn_corrections_are_counted_apart(ledger: Ledger) -> None:
    """They stay to be read, with day and reason, and mark no figure."""
    counts = count_records(ledger) | count_groups(ledger, calculate(ledger))
    assert counts["corrections"] + counts["corrections_withdrawn"] == len(ledger.corrections)
    withdrawn = {each.id for each in ledger.corrections if each.withdrawn}
    assert len(withdrawn) == counts["corrections_withdrawn"] >= 3
    assert not withdrawn & {each.id for marks in ledger.corrections_by_fact.values() for each in marks}


QUARTERS = [f"{year}Q{quarter}" for year in (2023, 2024, 2025) for quarter in (1, 2, 3, 4)]


@pytest.mark.parametrize("metric", ["amazon-capex-gross", "amazon-capex-proceeds", "aws-sales", "aws-operating-income"])
def test_twelve_quarters_are_there_from_the_filings(ledger: Ledger, metric: str) -> None:
    """From the first quarter of 2023 to the last of 2025, reported, from the company's own documents."""
    facts = [fact for fact in ledger.by_metric[metric] if ledger.documents[fact.document].trust == "primary"]
    assert {fact.period.text for fact in facts} >= set(QUARTERS)


# No filing held prints the net figure of 2023Q4.
@pytest.mark.parametrize("period", [*QUARTERS[:3], *QUARTERS[4:], "2026Q1", "2026Q2", "FY2024", "FY2025"])
def test_gross_less_proceeds_is_net(ledger: Ledger, period: str) -> None:
    """Three series typed apart must agree, within the digits that the filings print: the net of a quarter in billions."""

    def ends(metric: str) -> tuple[Decimal, Decimal]:
        facts = [fact for fact in ledger.by_subject[f"{metric}@{period}"] if fact.kind == "reported"]
        ranges = [quantity_of(ledger, fact).low for fact in facts]
        return max(each.least for each in ranges), min(each.most for each in ranges)

    (gross, _), (proceeds, _), (least, most) = map(ends, ("amazon-capex-gross", "amazon-capex-proceeds", "amazon-capex-net"))
    assert least - 1_000_000 <= gross - proceeds <= most + 1_000_000


def test_the_quarters_make_the_years(ledger: Ledger) -> None:
    """Gross purchases of 2024 and 2025, as the cash-flow statement gives them for the year."""
    for year, total in ((2024, 82999), (2025, 131819)):
        assert (
            sum(ledger.by_subject[f"amazon-capex-gross@{year}Q{quarter}"][-1].value or 0 for quarter in (1, 2, 3, 4)) == total
        )


def test_bases_are_metrics_of_their_own_with_the_names_that_readers_use(ledger: Ledger) -> None:
    """Three kinds of capital expenditure, each with its basis; in simplified and traditional characters and in English."""
    for metric in ("amazon-capex-gross", "amazon-capex-net", "amazon-capex-call"):
        assert ledger.metrics[metric].basis is not None
    assert {"amazon-capex-gross@FY2024", "amazon-capex-call@FY2026"} <= ledger.by_subject.keys()
    aliases = ledger.metrics["amazon-capex-gross"].aliases
    assert "资本支出" in aliases.zh
    assert "資本開支" in aliases.hant
    assert "capex" in aliases.en


def test_no_definition_and_no_label_holds_a_figure(ledger: Ledger) -> None:
    """A figure in words would have no source."""
    texts = [text for metric in ledger.metrics.values() for text in (metric.label, metric.definition)]
    assert [text for text in texts if figure_in(text.zh) or figure_in(text.en)] == []


def test_texts_have_straight_apostrophes_and_documents_names_of_their_own(ledger: Ledger) -> None:
    """The curly apostrophe closes a quotation and nothing else; short names tell documents apart in a list of sources."""
    texts = [text for each in ledger.corrections for text in (each.title, each.says, each.right, each.shows)]
    texts += [each.text for each in ledger.glossary] + [each.reason for each in ledger.doubts]
    texts += [text for each in ledger.documents.values() for text in (each.short, each.title)]
    assert [text.en for text in texts if "’" in text.en] == []
    for names in ({each.short.zh for each in ledger.documents.values()}, {each.short.en for each in ledger.documents.values()}):
        assert len(names) == len(ledger.documents)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the sources' texts are not published; LEDGER_TEXTS names their folder")
def test_every_printed_token_stands_in_its_paragraph(ledger: Ledger) -> None:
    """Read from the text, not from memory."""
    checked = sum(len(fact.tokens) for fact in ledger.facts)
    assert checked > 300
    assert verify_sources(ledger, ROOT, TEXTS) == []


def figures_of(record: Any) -> Iterator[Figure]:
    """Every figure that a record names, however deep."""
    if isinstance(record, Figure):
        yield record
        return
    inside: Iterable[Any] = ()
    if isinstance(record, Record):
        inside = [getattr(record, key.name) for key in dataclasses.fields(record)]
    elif isinstance(record, Mapping):
        inside = record.values()
    elif isinstance(record, tuple):
        inside = record
    for each in inside:
        yield from figures_of(each)


def test_what_is_said_of_a_time_to_come_stays_what_it_is(ledger: Ledger) -> None:
    """A figure of a plan or guidance names its kind or document: what is reported next quarter must not take its place."""

    def may_change(metric: str, period: str) -> bool:
        facts = ledger.by_subject.get(f"{metric}@{period}", ())
        return any(fact.kind in ("guidance", "plan", "consensus") and fact.period.end > ledger.latest for fact in facts)

    records = (*ledger.derived.values(), *ledger.doubts, *ledger.charts.values(), *ledger.events, *ledger.corrections)
    named = [figure for record in records for figure in figures_of(record)]
    assert len(named) > 500
    loose = [each for each in named if each.metric and each.document is None and each.kind is None]
    assert [str(each) for each in loose if may_change(str(each.metric), str(each.period))] == []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        calls = re.findall(r'(?<!vintages)\("([a-z0-9-]+)", "([A-Z0-9.-]+)"\)', page.read_text("utf-8"))
        assert [call for call in calls if may_change(*call)] == [], page.name


def test_chinese_texts_call_one_thing_by_one_name(ledger: Ledger) -> None:
    """AI and 智能体, in our own words; titles of documents keep theirs, and aliases have the other names for the search."""
    told = [path.read_text("utf-8") for path in (ROOT / "docs" / "zh").rglob("*.md") if "sources" not in path.parts]
    labels = [each.label.zh for group in (ledger.metrics, ledger.entities, ledger.topics) for each in group.values()]
    texts = [each.definition.zh for each in ledger.metrics.values()] + [each.title.zh for each in ledger.doubts]
    texts += [side.text.zh for each in ledger.doubts for side in (each.then, each.now) if side]
    texts += [each.title.zh for each in ledger.events] + [each.statement.zh for each in ledger.facts if each.statement]
    found = [text for text in (*told, *labels, *texts) if re.search("人工智能|代理", text)]
    assert found == []
    assert sum("智能体" in text for text in (*told, *labels, *texts)) > 40
