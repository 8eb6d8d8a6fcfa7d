"""Another story with the same package and look: a made-up company's ledger, whose name and colours are configuration."""

from __future__ import annotations

import csv
import re
import shutil
import struct
from pathlib import Path
from urllib.parse import urlsplit

import lxml.etree
import pytest
import yaml

from macros.build.plugin import _colours
from macros.ledger.ledger import Ledger
from tests.conftest import ADDRESS, LEFT_OUT, ROOT, SMALL, Site, run

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def orbit(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The made-up company's site: its own data, pages and configuration, with this project's `macros/` and `overrides/`.

    It is built from another working directory than the project's.
    """
    elsewhere = tmp_path_factory.mktemp("orbit")
    project = elsewhere / "project"
    shutil.copytree(SMALL, project)
    for folder in ("macros", "overrides"):
        shutil.copytree(ROOT / folder, project / folder, ignore=LEFT_OUT)
    result = run(elsewhere, "mkdocs", "build", "--strict", "--config-file", "project/mkdocs.yml", SITE_URL=ADDRESS)
    assert result.returncode == 0, result.stderr
    return Site(project / "site")


def test_it_is_small_and_whole(small: Ledger) -> None:
    """Two documents with twenty facts."""
    assert len(small.documents) == 2
    assert len(small.facts) == 20


def test_every_figure_of_its_pages_leads_to_its_fact(orbit: Site, small: Ledger) -> None:
    """On the home page and in the story, to a line that is there."""
    shown = set()
    for name in ("index.html", "stories/towers.html"):
        for element in orbit.article(name).xpath(".//a[@data-fact]"):
            page, _, anchor = element.get("href").partition("#")
            target = (Path(name).parent / page).as_posix().removeprefix("stories/../")
            assert orbit.tree(target).get_element_by_id(anchor).get("data-fact") == element.get("data-fact")
            shown.add(element.get("data-fact"))
    assert {"orbit-spending@FY2024", "orbit-passengers@2025Q4", "orbit-ticket-income@2025Q1"} <= shown <= set(small.by_subject)
    (figure,) = orbit.article("index.html").xpath(".//p/a[@data-fact='orbit-spending@FY2024']")
    assert figure.text_content() == "8.299亿美元"


def test_every_link_of_its_pages_leads_somewhere(orbit: Site) -> None:
    """The package links to no room that this ledger has not built."""
    for name in orbit.pages:
        for link in orbit.tree(name).xpath("//article//@href"):
            parts = urlsplit(str(link))
            if name != "404.html" and not parts.netloc:
                target = (orbit.folder / name).parent / parts.path if parts.path else orbit.folder / name
                assert target.is_file(), f"{name} links to {link}"


def test_its_timeline_stands_by_date(orbit: Site, small: Ledger) -> None:
    """What happened, then what is to come."""
    assert orbit.article("timeline.html").xpath(".//*[@data-event]/@id") == ["gamble", "towers-due"]


def test_its_charts_are_drawn(orbit: Site) -> None:
    """From its own entry, with the data below."""
    (chart,) = orbit.article("stories/towers.html").xpath(".//figure[@data-chart='spending']")
    assert chart.xpath(".//*[local-name()='svg']")
    assert len(chart.xpath(".//table//a[@data-fact]")) == 3


def test_its_downloads_hold_its_facts(orbit: Site, small: Ledger) -> None:
    """All of them, and none of another story."""
    text = (orbit.folder / "downloads" / "facts.csv").read_text("utf-8-sig")
    lines = list(csv.DictReader(text.splitlines()))
    assert [line["metric"] for line in lines] == [fact.metric for fact in small.facts]


def test_its_feed_and_its_sharing_images_are_its_own(orbit: Site) -> None:
    """Its name, its address, its identity, and an image for the site and for the story."""
    parsed = lxml.etree.fromstring((orbit.folder / "feed.xml").read_bytes())
    assert parsed.findtext(f"{ATOM}title") == "轨道账本"
    assert [str(each) for each in parsed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")] == [
        f"{ADDRESS}timeline.html#gamble"
    ]
    for image in ("site.png", "stories/towers.png"):
        raw = (orbit.folder / "assets" / "sharing" / image).read_bytes()
        assert struct.unpack(">II", raw[16:24]) == (1200, 630)
    (told,) = orbit.tree("stories/towers.html").xpath("//meta[@property='og:image']/@content")
    assert told == f"{ADDRESS}assets/sharing/stories/towers.png"


def test_its_colours_are_variables_of_the_style_sheet(orbit: Site) -> None:
    """It overrides nothing but variables that the shared style sheet declares, and every page loads it after that."""
    shared = (orbit.folder / "assets" / "stylesheets" / "ledger.css").read_text("utf-8")
    for name in re.findall(r"^ *(--[\w-]+):", (orbit.folder / "assets" / "colours.css").read_text("utf-8"), re.MULTILINE):
        assert f"{name}:" in shared, name
    for name in orbit.pages:
        sheets = [str(each).rpartition("/")[2] for each in orbit.tree(name).xpath("//link[@rel='stylesheet']/@href")]
        assert sheets[-2:] == ["ledger.css", "colours.css"], name


def names_of_this_story() -> set[str]:
    """What companies, people and products of the real data are called; words that any story has are none of them."""
    entities = yaml.safe_load((ROOT / "data" / "entities.yml").read_text("utf-8"))
    names = set()
    for key, entity in entities.items():
        names |= {key, entity["label"]["zh"], entity["label"]["en"]}
        if entity["type"] == "company":
            names |= {name for each in entity["aliases"].values() for name in each}
    words = {"meta", "connect", "analysts", "分析师", "market", "市场", "investors", "投资者"}
    return {name for name in names if len(name) > 1 and name.lower() not in words}


def named_in(text: str, names: set[str]) -> list[str]:
    """Which of the names a text holds, as words of their own."""
    return [
        name
        for name in sorted(names)
        if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" if name.isascii() else re.escape(name), text, re.IGNORECASE)
    ]


def test_a_name_of_this_story_would_be_found() -> None:
    """The test below can fail."""
    names = names_of_this_story()
    assert {"Amazon", "AWS", "亚马逊", "Trainium", "trainium2"} <= names
    assert named_in("what AWS and its Trainium2 cost", names) == [
        "AWS",
        "Trainium",
        "Trainium2",
        "aws",
        "trainium",
        "trainium2",
    ]
    assert named_in("laws and metadata", names) == []


@pytest.mark.parametrize("folder", ["macros", "overrides"])
def test_no_code_and_no_template_names_this_story(folder: str) -> None:
    """Neither in what runs nor in what is said about it; a second story is a second `data/` and `docs/`."""
    names = names_of_this_story()
    kinds = {".py", ".yml", ".jinja", ".html", ".css", ".js", ".svg"}
    files = [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in kinds]
    assert len(files) > 5
    found = {path.relative_to(ROOT).as_posix(): named_in(path.read_text("utf-8"), names) for path in files}
    assert {name: each for name, each in found.items() if each} == {}


def test_nothing_of_this_story_is_on_the_pages_of_another(orbit: Site) -> None:
    """The look brings no words of its own."""
    names = names_of_this_story()
    for name in orbit.pages:
        assert named_in(orbit.tree(name).text_content(), names) == [], name


def test_wrong_colours_of_sharing_images_are_named() -> None:
    """With the key in mkdocs.yml."""
    assert _colours({"extra": {}}).ink == "#17384a"
    for wanted, told in (({"inc": "#000000"}, "extra.sharing.inc is no colour"), ({"ink": "black"}, 'such as "#17384a"')):
        with pytest.raises(Exception, match=told):
            _colours({"extra": {"sharing": wanted}})
