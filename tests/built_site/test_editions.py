"""Two editions of one ledger: the same pages with the same figures, each a click from its twin, each in its own language."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import lxml.etree
import lxml.html
from mkdocs.config import load_config

from macros.ledger.ledger import Ledger
from macros.text.typography import is_chinese
from tests.conftest import ADDRESS, ROOT, Site

CHINESE_MARKS = re.compile("[\u3000-\u303f\uff00-\uffef]")
IDENTITIES = ("id", "data-fact", "data-derived", "data-event", "data-doubt", "data-correction", "data-chart", "data-printed")


def chinese_in(page: lxml.html.HtmlElement) -> Iterator[str]:
    """Every text and attribute with a Chinese character or mark outside of elements marked as Chinese."""
    elements = "//*[not(ancestor-or-self::*[starts-with(@lang, 'zh')])]"
    for text in page.xpath(f"{elements}/text() | {elements}/@*"):
        if is_chinese(text) or CHINESE_MARKS.search(text):
            yield str(text).strip()


def shown(site: Site, name: str) -> dict[str, list[str]]:
    """What a page shows: each identity as often as it is there, and every link, in order of name."""
    article = site.article(name)
    found = {key: sorted(map(str, article.xpath(f".//@{key}"))) for key in IDENTITIES}
    # The archive is one for both.
    links = article.xpath(".//a[not(@class='headerlink')]/@href")
    return found | {"links": sorted(str(href) for href in links if not href.endswith(".zip"))}


def test_every_page_links_to_its_twin_and_back(published: Site, english: Site) -> None:
    """By one relative address, which holds below a sub-path and in a folder on disk; the page of errors links to the home page.

    The link is in the language of the twin; its name for screen readers holds the word that is seen.
    """
    assert list(published.pages) == list(english.pages)
    assert len(english.pages) > 70
    for here, folder, language, word in ((published, "en/", "en", "English"), (english, "../", "zh-Hans", "中文")):
        for name in here.pages:
            (link,) = here.tree(name).xpath("//header//a[@hreflang]")
            assert (link.get("lang"), link.get("hreflang"), link.text_content().strip()) == (language, language, word), name
            assert word in str(link.get("aria-label"))
            if name == "404.html":
                home = f"{ADDRESS}en/" if language == "en" else ADDRESS
                assert urljoin(ADDRESS, link.get("href")) == f"{home}index.html"
            else:
                assert posixpath.normpath(link.get("href")) == posixpath.relpath(
                    f"{folder}{name}", posixpath.dirname(name) or "."
                ), name


def test_an_edition_that_is_built_alone_links_to_no_twin(site: Site) -> None:
    """Nor does it name one."""
    assert list(site.find("//*[@hreflang]")) == []


def test_both_editions_show_the_same(published: Site, english: Site) -> None:
    """Page by page: ids, figures, events, doubts, corrections, charts, quoted tokens, links, type and date of publication.

    The check compares what the pages say (tests/render/test_twins.py); here it is what the templates make of it.
    """
    dates = "//meta[starts-with(@property, 'article:')]/@content | //meta[@property='og:type']/@content"
    for name, _ in published.articles():
        assert shown(english, name) == shown(published, name), name
        assert english.tree(name).xpath(dates) == published.tree(name).xpath(dates) != [], name


def test_both_navigations_list_the_same_pages_and_name_topics_as_the_data_does(ledger: Ledger) -> None:
    """In the same order."""
    chinese, other = (load_config(str(ROOT / name)).nav for name in ("mkdocs.yml", "mkdocs.en.yml"))

    def pages(nav: object) -> Iterator[tuple[str, str]]:
        for entry in nav if isinstance(nav, list) else ():
            for label, target in entry.items() if isinstance(entry, dict) else (("", entry),):
                yield from pages(target) if isinstance(target, list) else ((label, target),)

    assert [page for _, page in pages(chinese)] == [page for _, page in pages(other)]
    for nav, language in ((chinese, "zh"), (other, "en")):
        labels = {page: label for label, page in pages(nav) if page.startswith("catalogue/") and label}
        assert labels == {f"catalogue/{name}.md": getattr(topic.label, language) for name, topic in ledger.topics.items()}


def test_an_english_page_holds_no_chinese_but_what_is_marked(english: Site) -> None:
    """Names and quoted tokens, each in an element with `lang`; attributes hold none."""
    for name in english.pages:
        tree = english.tree(name)
        assert tree.get("lang") == "en"
        assert not list(chinese_in(tree)), name
    for path in english.folder.rglob("*.xml"):
        assert not is_chinese(path.read_text("utf-8")), path.name


def test_a_quoted_token_has_its_language(published: Site, english: Site, ledger: Ledger) -> None:
    """Where that is not the page's; so a screen reader reads it right."""
    checked = 0
    for site, language in ((published, "zh"), (english, "en")):
        for name, token in site.find("//q[@data-printed]"):
            printed_in = ledger.documents[token.get("data-printed")].language
            assert token.get("lang") == (None if printed_in == language else printed_in), name
            checked += 1
    assert checked > 1000


def test_an_author_s_name_is_transliterated(english: Site, site: Site) -> None:
    """With the printed one beside it."""
    for name in ("sources/index.html", "sources/caihua-2025-02-07.html"):
        article = english.article(name)
        assert "Mao Ting (毛婷)" in article.text_content()
        assert article.xpath(".//span[@lang='zh']/text()") == ["毛婷"]
        assert "Mao Ting" not in site.article(name).text_content()


def test_the_files_beside_the_pages_are_english_too(published: Site, english: Site) -> None:
    """Feed, README, charts and images of shared links; the data are the same, to the byte."""
    feed = lxml.etree.fromstring((english.folder / "feed.xml").read_bytes())
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    changed = [
        path.name
        for path in sorted((english.folder / "downloads").iterdir())
        if path.is_file() and path.read_bytes() != (published.folder / "downloads" / path.name).read_bytes()
    ]
    assert changed == ["README.md", "datapackage.json"]
    assert not is_chinese((english.folder / "downloads" / "README.md").read_text("utf-8"))
    drawings = list((english.folder / "downloads" / "charts").glob("*.svg"))
    assert [path.name for path in drawings if is_chinese(path.read_text("utf-8"))] == []
    assert len(drawings) > 20
    images = {path.relative_to(english.folder) for path in (english.folder / "assets" / "sharing").rglob("*.png")}
    assert len(images) == 5
    for image in images:
        assert (english.folder / image).read_bytes() != (published.folder / image).read_bytes()


def test_english_headings_begin_with_a_capital(english: Site) -> None:
    """Those from data and from the interface's words too; a name such as re:Invent stays as it is."""
    headings = [each.text_content().strip() for _, each in english.find("//article//*[self::h1 or self::h2 or self::h3]")]
    assert len(headings) > 300
    assert [text for text in headings if text[0].islower()] == []
