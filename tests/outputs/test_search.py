"""The search in a real browser: readers' queries find what answers them, results can be read, and no markup gets in.

The golden queries know only the box, the results' links and the built pages.
"""

import gzip
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from macros.outputs.search.index import INDEX
from tests.conftest import Site
from tests.support.golden_queries import FIRST, Passages, golden, open_search, search
from tests.support.search_index import INVISIBLE
from tests.support.site_server import serving

HOME, DEEP = "index.html", "catalogue/chips.html"


@pytest.fixture
def desk(silent: Page, served: str) -> Page:
    """The Chinese home page on a desk, with the cursor in the search box."""
    silent.goto(served)
    open_search(silent)
    return silent


@pytest.mark.parametrize("start", [HOME, DEEP])
def test_golden_queries_are_answered_among_the_first_three(browser: Browser, edition: tuple[str, Site], start: str) -> None:
    """All from the home page and some from a page in a folder, below a sub-path; as written before any tuning."""
    language, folder = edition[0], edition[1].folder
    passages, failed = Passages(folder), {}
    queries = golden(language)[:: 1 if start == HOME else 20]
    with serving(folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address + start)
        open_search(page)
        for query in queries:
            results = search(page, query.query, address)
            places = [number for number, result in enumerate(results, 1) if passages.answers(query, result)]
            if not places or places[0] > FIRST:
                shown = ", ".join(map(str, results[:FIRST]))
                failed[query.query] = f"{query.query} ({query.kind}), answered at {places[:1] or 'no place'}: {shown}"
        page.close()
    assert failed == {}, "\n".join(failed.values())


def test_golden_queries_ask_for_what_is_there(edition: tuple[str, Site]) -> None:
    """Each target's text stands on its page: a query fails because of the search, never because of a page that changed."""
    language, site = edition
    passages = Passages(site.folder)
    missing = [
        f"{query.query}: {text} on {page}"
        for query in golden(language)
        if not any(text in passages.whole(page) for page, text in query.targets)
        for page, text in query.targets[:1]
    ]
    assert missing == []
    assert len(golden(language)) >= (270 if language == "zh" else 105)


def test_results_can_be_read(desk: Page, served: str) -> None:
    """A place, a title and an excerpt, with marks on what was asked for, even where it was asked in another script."""
    for query, marked in (
        ("積壓訂單", "积压订单"),
        ("capex", "资本"),
        ("2000亿", "2,000亿美元"),
        ("1877.92", "1,877.92"),
        ("賈西", "贾西"),
    ):
        results = search(desk, query, served)
        assert results, query
        shown = desk.locator(".md-search-result__link").first
        assert marked in "".join(shown.locator("mark").all_inner_texts()), query
        for result in results:
            place, title, *text = result.words.split("\n")
            assert place, result
            assert title, result
            assert len("".join(text)) < 200, result
            assert not INVISIBLE.search(result.words), result
        assert desk.locator("li:not(:has(.hit__card)) .md-search-result__article:not(:has(mark))").count() == 0, query


def test_results_stand_in_groups_under_headings_with_a_true_count(desk: Page, served: str) -> None:
    """The card first, then the best of all kinds, then each kind; a status says how many there are in all."""
    search(desk, "AWS 利润率 折旧", served)
    heads = [each.split() for each in desk.locator(".md-search-result h2.hit__group").all_inner_texts()]
    assert [name for name, *_ in heads][:2] == ["最合适的", "故事与主题"]
    counts = [int(count[0]) for _, *count in heads if count]
    status = desk.locator(".md-search-result__meta[role=status]").inner_text()
    found, shown = map(int, re.findall(r"\d+", status))
    assert found > shown >= desk.locator(".md-search-result__item").count()
    assert sum(counts) <= found
    search(desk, "AWS积压订单", served)
    assert desk.locator(".md-search-result h2.hit__group").first.inner_text().strip() == "答案"
    assert "4,960亿美元 · 已报告" in desk.locator(".hit__card ~ .hit__values").inner_text()
    search(desk, "tranium", served)  # What was looked for instead, and its card, stand below one heading.
    assert desk.locator(".md-search-result h2.hit__group", has_text="答案").count() == 1


def test_a_result_leads_to_its_own_line(desk: Page, served: str) -> None:
    """Which is marked there, and the address holds nothing but it."""
    search(desk, "1877.92", served)
    desk.locator(".md-search-result__link").first.click()
    desk.wait_for_url("**#*")
    assert "?" not in desk.url
    assert "1,877.92" in desk.locator("li:target").inner_text()


BREAKING = (
    *("<img src=x onerror=window.slipped=1>", '"><script>window.slipped=1</script>', "&lt;b&gt;", "]]>{{ fact }}"),
    *("\\", "(((", "*", "%", "0", "的", "。，、", "🙂"),
    *("a" * 5000, "资本开支" * 800, "9" * 40, "0." + "0" * 40 + "1"),
)


def test_nothing_typed_breaks_it_or_slips_in(desk: Page, served: str) -> None:
    """Markup stays text, signs alone find nothing, a very long query is answered; then it still works.

    What a document prints is not markup either: see `tests/pages/test_hostile_texts.py`.
    """
    for query in BREAKING:
        search(desk, query, served)
        assert desk.evaluate("window.slipped") is None
        assert desk.locator(".md-search-result__link :is(img, script, b)").count() == 0, query[:50]
        assert str(search(desk, "杠铃", served)[0]) == "glossary.html#barbell", query[:50]


def test_what_comes_without_a_key_is_searched_too(desk: Page, served: str) -> None:
    """A paste, or what an input method on a phone hands over."""
    search(desk, "杠铃", served)
    desk.keyboard.press("Control+A")
    desk.keyboard.insert_text("1877.92")
    desk.locator(".hit__text mark", has_text="1,877.92").first.wait_for()


def test_every_page_names_our_worker(site: Site) -> None:
    """In the place of the theme's, which stands in its own: 404 included. A theme that changed fails here."""
    for name in site.pages:
        (config,) = site.tree(name).xpath("//script[@id='__config']/text()")
        address = json.loads(str(config))["search"]
        assert re.fullmatch(r"(\.\./)*/?assets/javascripts/search\.js#failed=[%\w.-]+&page=[\w/.-]*", address), (
            f"{name}: {address}"
        )
    scripts = site.folder / "assets/javascripts"
    assert (scripts / "search.js").is_file()
    assert len(gzip.compress((scripts / "search-engine.js").read_bytes())) < 10_000, "a reader's phone would notice"


def test_the_theme_still_speaks_as_our_worker_does(site: Site) -> None:
    """The messages that its search box sends and takes, and what it does with a result."""
    (bundle,) = (site.folder / "assets/javascripts").glob("bundle.*.min.js")
    code = bundle.read_text("utf-8")
    said = [
        *("{type:0,data:{config:", "{type:2,data:", ".type===1", ".type===3", "search/search_index.json", ".score.toFixed(2)"),
        *("{items:", ".terms)", ".location,", ".title)", "new Worker("),
    ]
    assert [each for each in said if each not in code] == []


def test_entries_are_fetched_when_a_reader_searches(open_page: Callable[..., Page], served: str) -> None:
    """A page that is only read does not load them; the box's focus does, and a network that failed once is asked again."""
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(f"**/{INDEX}", lambda route: route.abort(), times=2)
    page.goto(served, wait_until="networkidle")
    assert asked
    assert [url for url in asked if url.endswith((INDEX, "search-engine.js"))] == []
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("杠")
    page.keyboard.press("End")
    page.locator(".md-search-result__link", has_text="搜索没有加载出来").wait_for()
    page.keyboard.insert_text("铃")
    page.keyboard.press("End")
    page.locator(".md-search-result__link mark", has_text="杠铃").first.wait_for()
