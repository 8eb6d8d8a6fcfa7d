"""The feed of events: a valid Atom feed of what has happened, whose ids and dates come from data alone."""

import itertools
import re
import uuid
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import pytest

from macros.ledger.ledger import Ledger
from macros.outputs.feed import feed
from macros.render.site import Site as Ledgers
from tests.conftest import Site

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T12:00:\d{2}\+00:00")
IDENTITY = uuid.UUID(int=7)


@pytest.fixture(scope="module")
def parsed(site: Site) -> lxml.etree._Element:
    """The feed of the site that does not know its address."""
    return lxml.etree.fromstring((site.folder / "feed.xml").read_bytes())


def one(element: lxml.etree._Element, name: str) -> str:
    """The text of the only child of a name."""
    (found,) = element.findall(f"{ATOM}{name}")
    assert found.text
    return found.text


def links(xml: str) -> list[str]:
    """Every address in a feed."""
    return [str(href) for href in lxml.etree.fromstring(xml.encode()).xpath("//@href")]


def test_it_has_what_the_standard_requires(parsed: lxml.etree._Element) -> None:
    """RFC 4287: ids, titles, times and an author; an alternate link for each entry, ids that are addresses and unique."""
    assert parsed.tag == f"{ATOM}feed"
    assert parsed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"
    assert parsed.findtext(f"{ATOM}author/{ATOM}name")
    entries = parsed.findall(f"{ATOM}entry")
    for element in (parsed, *entries):
        assert one(element, "title")
        assert MOMENT.fullmatch(one(element, "updated"))
        assert uuid.UUID(one(element, "id").removeprefix("urn:uuid:"))
        assert len([link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
    for entry in entries:
        assert one(entry, "published") <= one(entry, "updated")
        assert entry.xpath("string(*[local-name()='content']/@type)") == "html"
    ids = [one(each, "id") for each in (parsed, *entries)]
    assert len(set(ids)) == len(ids) > 30
    assert [link.get("href") for link in parsed.findall(f"{ATOM}link") if link.get("rel") == "self"] == ["feed.xml"]
    assert one(parsed, "updated") == max(one(entry, "updated") for entry in entries)


def test_its_entries_are_the_events_that_happened(parsed: lxml.etree._Element, site: Site, ledger: Ledger) -> None:
    """The newest first, each with a link to its place on the timeline; nothing of what is to come."""
    addresses = [str(href) for href in parsed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")]
    happened = [event for event in ledger.events if event.date.end <= ledger.latest]
    assert {urlsplit(address).path for address in addresses} == {"timeline.html"}
    shown = [urlsplit(address).fragment for address in addresses]
    assert sorted(shown) == sorted(event.id for event in happened)
    assert len(happened) < len(ledger.events)
    published = [one(entry, "published") for entry in parsed.findall(f"{ATOM}entry")]
    assert published == sorted(published, reverse=True)
    assert set(shown) <= set(map(str, site.article("timeline.html").xpath(".//@id")))
    topics = {topic.label.zh for topic in ledger.topics.values()}
    assert set(map(str, parsed.xpath("//*[local-name()='category']/@term"))) <= topics


def test_readers_that_sort_by_time_keep_the_order_of_the_timeline(parsed: lxml.etree._Element, ledger: Ledger) -> None:
    """No two entries have one moment, whether they sort by `published` or by `updated`; the first of a day is at noon."""
    days = {event.id: event.date.end for event in ledger.events}
    entries = {}
    for entry in parsed.findall(f"{ATOM}entry"):
        name = str(entry.xpath("string(*[local-name()='link']/@href)")).partition("#")[2]
        entries[name] = {moment: one(entry, moment) for moment in ("published", "updated")}
        assert entries[name]["published"].startswith(f"{days[name]}T12:00:")
    timeline = [event.id for event in sorted(ledger.events, key=lambda event: event.date) if event.id in entries]
    for moment in ("published", "updated"):
        assert len({each[moment] for each in entries.values()}) == len(entries)
        by_day = sorted(entries, key=lambda name: entries[name][moment])
        for _, names in itertools.groupby(by_day, key=lambda name: entries[name][moment][:10]):
            same_day = list(names)
            assert same_day == sorted(same_day, key=timeline.index)
    assert sorted(entries, key=lambda name: entries[name]["published"]) == timeline
    assert {each["published"][11:19] for each in entries.values()} > {"12:00:00", "12:00:01", "12:00:02"}


def test_an_entry_says_what_the_timeline_says(parsed: lxml.etree._Element, site: Site) -> None:
    """The text, each figure with its kind and its document, as words without links."""
    checked = 0
    for entry in parsed.findall(f"{ATOM}entry"):
        anchor = str(entry.xpath("string(*[local-name()='link']/@href)")).partition("#")[2]
        (event,) = site.article("timeline.html").xpath(f".//*[@data-event='{anchor}']")
        content = lxml.html.fromstring(f"<div>{one(entry, 'content')}</div>")
        assert not content.xpath(".//@*")
        told = content.text_content()
        assert one(entry, "title") == event.xpath("string(.//*[@class='event__title'])")
        assert str(event.xpath("string(.//p[@class='event__text'])")) in told
        lines = [line.text_content() for line in content.iterfind(".//li")]
        for line, shown in zip(lines, event.xpath("./ul/li") + event.xpath("./details/ul/li"), strict=True):
            for part in shown.xpath(".//*[contains(@class, 'fact--') or contains(@class, 'kind') or @class='words']"):
                assert str(part.text) in line
                checked += 1
        for source in event.xpath(".//p[@class='event__sources']/a[@class='source']"):
            assert str(source.text) in told
    assert checked > 50


def test_ids_stay_when_the_site_moves(small: Ledger) -> None:
    """Or is renamed; and differ between languages and between ledgers."""

    def ids(site: Ledgers, name: str, address: str, identity: uuid.UUID) -> list[str]:
        return re.findall(r"<id>(.*?)</id>", feed(site, name, "", address, identity))

    chinese, there = Ledgers.of(small, "zh"), "https://example.org/there/"
    here = ids(chinese, "Here", "", IDENTITY)
    assert here == ids(chinese, "There", there, IDENTITY)
    assert not set(here) & {*ids(Ledgers.of(small, "en"), "Here", "", IDENTITY), *ids(chinese, "Here", "", uuid.UUID(int=8))}


def test_its_addresses_are_absolute_where_the_site_knows_its_own(small: Ledger) -> None:
    """And relative to the feed where it does not."""
    site = Ledgers.of(small, "zh")
    absolute = links(feed(site, "Here", "", "https://example.org/there/", IDENTITY))
    relative = links(feed(site, "Here", "", "", IDENTITY))
    assert "feed.xml" in relative
    assert absolute == [f"https://example.org/there/{each.removeprefix('index.html')}" for each in relative]


def test_readers_and_their_programs_find_it(site: Site) -> None:
    """A link on the timeline, and one in the head of every page."""
    assert site.article("timeline.html").xpath(".//a[@class='feed']/@href") == ["feed.xml"]
    for name in site.pages:
        (href,) = site.tree(name).xpath("/html/head/link[@type='application/atom+xml']/@href")
        assert str(href) == ("/" if name == "404.html" else "../" * name.count("/")) + "feed.xml"
