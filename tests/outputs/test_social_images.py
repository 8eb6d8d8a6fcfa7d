"""The head of the pages: what search engines, and sites that show a link, are told of them."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from tests.conftest import ADDRESS, Site

STORIES = tuple(f"stories/{name}.html" for name in ("2025-02-doubt", "2025-the-year", "2026-02-promise", "2026-07-the-bill"))
DESCRIBED = dict.fromkeys(STORIES, "Article") | {"downloads.html": "Dataset", "index.html": "WebSite"}
REQUIRED = {
    "Article": "headline description inLanguage datePublished dateModified author publisher image mainEntityOfPage isPartOf"
    " license",
    "Dataset": "name description inLanguage license creator isAccessibleForFree distribution url",
    "WebSite": "name url description inLanguage publisher",
}


def told(site: Site, name: str) -> dict[str, str]:
    """The properties and named values in a page's head."""
    tags = site.tree(name).xpath("/html/head/meta[@property or @name]")
    return {str(tag.get("property") or tag.get("name")): str(tag.get("content")) for tag in tags}


def data(site: Site, name: str) -> dict[str, dict[str, Any]]:
    """The blocks of structured data in a page, by their type."""
    blocks = [json.loads(str(text)) for text in site.tree(name).xpath("//script[@type='application/ld+json']/text()")]
    assert {block["@context"] for block in blocks} <= {"https://schema.org"}
    return {block["@type"]: block for block in blocks}


def file_of(site: Site, address: str) -> bool:
    """Whether an absolute address of the site is that of a file in it."""
    assert address.startswith(ADDRESS), address
    return (site.folder / (urlsplit(address).path.removeprefix(urlsplit(ADDRESS).path) or "index.html")).is_file()


def addresses(value: Any, key: str = "") -> Iterator[str]:
    """Every address of a block of structured data."""
    if key in ("url", "item", "image", "contentUrl", "mainEntityOfPage"):
        yield str(value)
    elif isinstance(value, dict | list):
        for name, each in value.items() if isinstance(value, dict) else (("", each) for each in value):
            yield from addresses(each, name)


def test_a_shared_link_shows_title_description_and_image(published: Site) -> None:
    """Absolute addresses of files that are there; the title is the page's own."""
    for name, _ in published.articles():
        values = told(published, name)
        image = f"{ADDRESS}assets/sharing/{name.removesuffix('.html') if name in STORIES else 'site'}.png"
        assert (
            values.items()
            >= {
                "og:type": "article" if name in STORIES else "website",
                "og:description": values["description"],
                "twitter:description": values["description"],
                "og:locale": "zh_CN",
                "og:url": ADDRESS + name,
                "og:image": image,
                "og:image:width": "1200",
                "og:image:height": "630",
                "twitter:card": "summary_large_image",
            }.items()
        ), name
        assert values["og:title"] in published.tree(name).xpath("string(//title)")
        assert file_of(published, image)
        assert values["og:image:alt"]


def test_without_an_address_of_its_own_a_site_makes_none_up(site: Site) -> None:
    """No canonical address, no image that nobody could fetch, no rules for robots."""
    for name, _ in site.articles():
        values = told(site, name)
        assert not {"og:url", "og:image", "og:image:alt"} & set(values), name
        assert values["twitter:card"] == "summary"
    assert not (site.folder / "robots.txt").exists()


@pytest.mark.parametrize(("name", "kind"), DESCRIBED.items())
def test_a_page_says_what_it_is(published: Site, name: str, kind: str) -> None:
    """By its front matter, with every key that the type needs, and addresses that lead somewhere."""
    block = data(published, name)[kind]
    assert set(REQUIRED[kind].split()) <= set(block)
    assert all(block.values())
    assert block["inLanguage"] == "zh-CN"
    found = list(addresses(block))
    assert found
    assert [address for address in found if not file_of(published, address)] == []
    if kind == "Article":  # Published on the day of the front matter, and not changed before; not on that of the build.
        assert block["datePublished"] == told(published, name)["article:published_time"] >= "2026-11-21"
        assert block["dateModified"] >= block["datePublished"]


def test_no_other_page_claims_to_be_one(published: Site) -> None:
    """Only what its front matter says."""
    claimed = {name: set(data(published, name)) - {"BreadcrumbList"} for name in published.pages}
    assert claimed == {name: {DESCRIBED[name]} if name in DESCRIBED else set() for name in published.pages}


def test_the_dataset_gives_the_address_and_format_of_each_download(published: Site, site: Site) -> None:
    """Those that the data package names, and it itself; without an address of the site's own, relative to the page."""
    package = json.loads((published.folder / "downloads" / "datapackage.json").read_text("utf-8"))
    told = [each["name"] for each in data(published, "downloads.html")["Dataset"]["distribution"]]
    assert set(told) == {"datapackage.json", *(each["path"] for each in package["resources"])}
    for each in data(published, "downloads.html")["Dataset"]["distribution"]:
        kind = "text/csv" if each["name"].endswith(".csv") else "application/json"
        shown = each["@type"], each["contentUrl"], each["encodingFormat"]
        assert shown == ("DataDownload", f"{ADDRESS}downloads/{each['name']}", kind)
    for each in data(site, "downloads.html")["Dataset"]["distribution"]:
        assert (site.folder / each["contentUrl"]).is_file()


def test_a_trail_leads_from_the_home_page_to_the_page(published: Site) -> None:
    """Step by step, each an address of its own."""
    blocks = {name: data(published, name).get("BreadcrumbList") for name in published.pages}
    trails = {name: block["itemListElement"] for name, block in blocks.items() if block}
    assert len(trails) > 20
    for name, steps in trails.items():
        items = [step["item"] for step in steps]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1)), name
        assert (items[0], items[-1]) == (ADDRESS, ADDRESS + name)
        assert len(set(items)) == len(items)
        assert all(file_of(published, item) for item in items), name
    assert [step["name"] for step in trails[STORIES[1]]] == ["AI 豪赌账本", "故事", "2025 年：花得比说得多"]


def test_the_site_has_an_icon_and_names_of_its_own(site: Site) -> None:
    """A small drawing, the same on every page; pages but the home page name the site after their own title."""
    for name in site.pages:
        (href,) = site.tree(name).xpath("/html/head/link[@rel='icon']/@href")
        assert urljoin(f"/{name}", str(href)) == "/assets/images/ledger.svg"
    assert (site.folder / "assets" / "images" / "ledger.svg").stat().st_size < 1000
    titles = [site.tree(name).xpath("string(//title)") for name in ("index.html", "timeline.html", "404.html")]
    assert titles == ["AI 豪赌账本", "时间线 - AI 豪赌账本", "账本里没有这一页 - AI 豪赌账本"]
