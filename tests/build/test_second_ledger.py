"""Another story with the same package and look: a made-up company's ledger, whose name and colours are configuration."""

import csv
import re
import shutil
from pathlib import Path

import lxml.etree
import pytest
import yaml

from macros.build.plugin import _colours
from macros.ledger.ledger import Ledger
from tests.conftest import LEFT_OUT, ROOT, SMALL, Site, succeed
from tests.support.links import follow_links

ADDRESS = "https://orbit.example/ledger/"


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
    succeed(elsewhere, "mkdocs", "build", "--strict", "--config-file", "project/mkdocs.yml", SITE_URL=ADDRESS)
    return Site(project / "site")


def test_its_figures_link_to_their_facts(orbit: Site, small: Ledger) -> None:
    """On the home page and in the story, each to a line that shows the same fact."""
    shown = set()
    for name in ("index.html", "stories/towers.html"):
        for element in orbit.article(name).xpath(".//a[@data-fact]"):
            page, _, anchor = element.get("href").partition("#")
            target = (Path(name).parent / page).as_posix().removeprefix("stories/../")
            assert orbit.tree(target).get_element_by_id(anchor).get("data-fact") == element.get("data-fact")
            shown.add(element.get("data-fact"))
    assert {"orbit-spending@FY2024", "orbit-passengers@2025Q4", "orbit-ticket-income@2025Q1"} <= shown <= set(small.by_subject)
    (figure,) = orbit.article("index.html").xpath(".//p/a[@data-fact='orbit-spending@FY2024']")
    assert figure.text_content() == "8.3亿美元"


def test_its_pages_link_to_no_page_that_it_lacks(orbit: Site) -> None:
    """The package takes no page for granted that the data does not ask for; only the theme's 404.html lists more."""
    followed, broken = follow_links(orbit.folder, ADDRESS)
    assert [each for each in broken if not each.startswith("404.html: ")] == []
    assert followed > 300


def test_its_timeline_and_its_charts_are_its_own(orbit: Site) -> None:
    """Past events come before those to come; the chart has the data below."""
    assert orbit.article("timeline.html").xpath(".//*[@data-event]/@id") == ["gamble", "towers-due"]
    (chart,) = orbit.article("stories/towers.html").xpath(".//figure[@data-chart='spending']")
    assert chart.xpath(".//*[local-name()='svg']")
    assert len(chart.xpath(".//table//a[@data-fact]")) == 3


def test_its_downloads_its_feed_and_its_sharing_images_are_its_own(orbit: Site, small: Ledger) -> None:
    """All of its facts and no others, its name and address, an image for the site and for the story."""
    text = (orbit.folder / "downloads" / "facts.csv").read_text("utf-8-sig")
    assert [line["metric"] for line in csv.DictReader(text.splitlines())] == [fact.metric for fact in small.facts]
    assert (len(small.documents), len(small.facts)) == (2, 20)
    feed = lxml.etree.fromstring((orbit.folder / "feed.xml").read_bytes())
    assert feed.findtext("{http://www.w3.org/2005/Atom}title") == "轨道账本"
    links = feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
    assert links == [f"{ADDRESS}timeline.html#gamble"]
    for image in ("site.png", "stories/towers.png"):
        assert (orbit.folder / "assets" / "sharing" / image).is_file()
    images = orbit.tree("stories/towers.html").xpath("//meta[@property='og:image']/@content")
    assert images == [f"{ADDRESS}assets/sharing/stories/towers.png"]


def test_its_colours_are_variables_of_the_style_sheet(orbit: Site) -> None:
    """It overrides nothing but variables that the shared style sheet declares, and every page loads it after that."""
    shared = (orbit.folder / "assets" / "stylesheets" / "ledger.css").read_text("utf-8")
    for name in re.findall(r"^ *(--[\w-]+):", (orbit.folder / "assets" / "colours.css").read_text("utf-8"), re.MULTILINE):
        assert f"{name}:" in shared, name
    for name in orbit.pages:
        sheets = [str(each).rpartition("/")[2] for each in orbit.tree(name).xpath("//link[@rel='stylesheet']/@href")]
        assert sheets[-2:] == ["ledger.css", "colours.css"], name


@pytest.fixture(scope="module")
def names() -> set[str]:
    """What companies, people and products of the real data are called; words that any story has are none of them."""
    entities = yaml.safe_load((ROOT / "data" / "entities.yml").read_text("utf-8"))
    names = {name for key, entity in entities.items() for name in (key, entity["label"]["zh"], entity["label"]["en"])}
    companies = [entity for entity in entities.values() if entity["type"] == "company"]
    names |= {name for entity in companies for each in entity["aliases"].values() for name in each}
    words = {"meta", "connect", "analysts", "分析师", "market", "市场", "investors", "投资者"}
    return {name for name in names if len(name) > 1 and name.lower() not in words}


def named_in(text: str, names: set[str]) -> list[str]:
    """Return the names that a text holds as words of their own."""
    folded = text.casefold()
    near = {name for name in names if name.casefold() in folded}  # Patterns take a hundred times as long.
    patterns = {name: rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" if name.isascii() else name for name in near}
    return sorted(name for name, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE))


def test_a_name_of_this_story_would_be_found(names: set[str]) -> None:
    """The test below can fail."""
    assert {"Amazon", "AWS", "亚马逊", "Trainium", "trainium2"} <= names
    found = named_in("what AWS and its Trainium2 cost", names)
    assert found == ["AWS", "Trainium", "Trainium2", "aws", "trainium", "trainium2"]
    assert named_in("laws and metadata", names) == []


@pytest.mark.parametrize("path", ["Makefile", "pyproject.toml"])
def test_no_tool_names_this_story_or_its_configurations(names: set[str], path: str) -> None:
    """A second ledger's tools are the same."""
    text = (ROOT / path).read_text("utf-8")
    assert named_in(text, names) == []
    assert re.findall(r"docs/zh|docs/en|mkdocs\.en|site/en|Chinese edition|English edition", text) == []


@pytest.mark.parametrize("folder", ["macros", "overrides"])
def test_no_code_and_no_template_names_this_story(names: set[str], folder: str) -> None:
    """Not even in a comment; a second story is a second `data/` and `docs/`."""
    kinds = {".py", ".yml", ".jinja", ".html", ".css", ".js", ".svg"}
    files = [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in kinds]
    assert len(files) > 5
    # The name of a font names no company.
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8").replace("Microsoft YaHei", "") for path in files}
    found = {name: named_in(text, names) for name, text in texts.items()}
    assert {name: each for name, each in found.items() if each} == {}


def test_nothing_of_this_story_is_on_the_pages_of_another(orbit: Site, names: set[str]) -> None:
    """The look brings no words of its own."""
    for name in orbit.pages:
        assert named_in(orbit.tree(name).text_content(), names) == [], name


def test_wrong_colours_of_sharing_images_are_named() -> None:
    """With the key in mkdocs.yml."""
    assert _colours({"extra": {}}).ink == "#17384a"
    for wanted, message in (({"inc": "#000000"}, "extra.sharing.inc is no colour"), ({"ink": "black"}, 'such as "#17384a"')):
        with pytest.raises(Exception, match=message):
            _colours({"extra": {"sharing": wanted}})
