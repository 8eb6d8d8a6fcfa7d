"""The home page: what a reader learns in ten seconds, on one screen of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.conftest import Site, box_of


@pytest.mark.parametrize("edition", ["", "en/"], ids=["zh", "en"])
def test_the_first_screen_of_a_phone_tells_the_story(phone: Page, published_at: str, edition: str) -> None:
    """The question, the figures, the chart, the verdicts and the ways on, all before the first swipe."""
    phone.goto(published_at + edition)
    parts = (("h1", 1), (".headline > li", 3), ("figure.chart svg:visible", 1), (".verdicts a", 4), (".ways a", 3))
    for part, count in parts:
        found = phone.locator(f"article {part}")
        assert found.count() == count, part
        for each in found.all():
            box = box_of(each)
            assert box["y"] + box["height"] <= 844, f"{part} ends at {box['y'] + box['height']} px"


def test_three_figures_say_what_they_are(site: Site) -> None:
    """What 2024 cost, what was planned and spent in 2025, what is planned for 2026: each with its kind and its document."""
    groups = site.article("index.html").xpath(".//ol[@class='headline']/li")
    shown = [
        [
            (figure.xpath("string(.//a/@data-fact)"), figure.xpath("string(./span[contains(@class, 'kind')])"))
            for figure in group.xpath("./span[@class='headline__figure']")
        ]
        for group in groups
    ]
    assert shown == [
        [("amazon-capex-gross@FY2024", "已报告")],
        [("amazon-capex-call@FY2025", "计划"), ("amazon-capex-gross@FY2025", "已报告")],
        [("amazon-capex-call@FY2026", "计划")],
    ]
