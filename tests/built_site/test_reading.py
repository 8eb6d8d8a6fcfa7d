"""How pages read: tooltips, the timeline's filters, tables, pairs on a phone, and paper."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from macros.ledger.ledger import Ledger
from macros.ledger.select import earlier_plans, select
from tests.conftest import ROOT, Site, box_of

PLAN = "article h1 + p a.fact[data-fact='amazon-capex-call@FY2026']"
STORY = "stories/2025-the-year.html"
SCRIPTS = ROOT / "overrides" / "assets" / "javascripts"


def tooltip(page: Page) -> Locator:
    """The one tooltip, where it is shown."""
    return page.locator("[role=tooltip]:visible")


# --- tooltips ---------------------------------------------------------------------------------


def test_earlier_plans_are_few_and_comparable(ledger: Ledger) -> None:
    """At most four, from before, of the same metric and form of period, none of them wrong; a reported figure has none."""
    plan = select(ledger, "amazon-capex-call", "FY2026", document="amazon-2026-02-05")
    found = [(each.period.text, each.document, str(each.value)) for each in earlier_plans(ledger, plan)]
    assert found == [("FY2025", "techradar-2025-02-06", "100"), ("FY2025", "crn-2025-10-30", "125")]
    assert earlier_plans(ledger, select(ledger, "amazon-capex-gross", "FY2025")) == ()
    pairs = [(fact, earlier_plans(ledger, fact)) for fact in ledger.facts]
    assert max(len(earlier) for _, earlier in pairs) <= 4
    assert sum(len(earlier) for _, earlier in pairs) > 10
    for fact, each in ((fact, each) for fact, earlier in pairs for each in earlier):
        assert (each.metric, each.period.form) == (fact.metric, fact.period.form)
        assert ledger.documents[each.document].date < ledger.documents[fact.document].date
        assert each.id not in ledger.wrong_facts


def test_a_tooltip_shows_all_about_a_plan_and_stays_while_the_pointer_is_on_it(desk: Page, served: str) -> None:
    """Its kind, number, document, paragraph and printed text, and earlier plans; then the link has its title back."""
    desk.goto(served)
    figure = desk.locator(PLAN).first
    figure.hover()
    shown = tooltip(desk)
    expect(shown.locator(".kind--plan")).to_have_text("计划")
    expect(shown.locator(".tip__value")).to_have_text("约2,000亿美元")
    expect(shown).to_contain_text("亚马逊 2025 年第四季度业绩公告，2026年2月5日，第26段")
    expect(shown).to_contain_text("原文字样：$200 billion")
    expect(shown.locator(".tip__earlier li")).to_have_text(
        ["约1,000亿美元 2025年 · 说于2025年2月6日", "约1,250亿美元 2025年 · 说于2025年10月30日"]
    )
    # The browser must not show the same in a tooltip of its own.
    assert figure.get_attribute("title") == ""
    assert figure.get_attribute("aria-describedby") == shown.get_attribute("id")
    tooltip(desk).hover()
    desk.wait_for_timeout(500)
    expect(tooltip(desk)).to_have_count(1)
    desk.mouse.move(5, 5)
    expect(tooltip(desk)).to_have_count(0)
    assert str(figure.get_attribute("title")).startswith("计划 · 约2,000亿美元\n")


def test_a_tooltip_opens_by_keyboard_and_closes_by_escape(desk: Page, served: str) -> None:
    """Where the focus is, without a pointer; Escape takes the tooltip away and leaves the focus."""
    desk.goto(served)
    desk.locator(".md-content a").first.focus()
    figure = desk.locator(PLAN).first
    for _ in range(30):
        desk.keyboard.press("Tab")
        if figure.evaluate("element => element === document.activeElement"):
            break
    expect(tooltip(desk)).to_contain_text("计划 约2,000亿美元")
    expect(tooltip(desk).get_by_role("link")).to_have_count(0)  # Tab would not reach it: Enter leads to the line, which has it.
    desk.keyboard.press("Escape")
    expect(tooltip(desk)).to_have_count(0)
    expect(figure).to_be_focused()
    desk.keyboard.press("Tab")
    assert figure.get_attribute("title")


def test_the_first_tap_shows_the_tooltip_and_the_second_follows_the_link(phone: Page, served: str) -> None:
    """The tooltip holds a link of its own; a tap elsewhere closes it; the page does not move."""
    phone.goto(served)
    figure = phone.locator(PLAN).first
    figure.scroll_into_view_if_needed()
    before = phone.evaluate("scrollY")
    figure.tap()
    expect(tooltip(phone)).to_contain_text("约1,250亿美元")
    assert phone.evaluate("scrollY") == before
    expect(tooltip(phone).get_by_role("link", name="查看这一行")).to_have_attribute(
        "href", re.compile(r"capital-expenditure\.html#")
    )
    phone.locator("h1").tap()
    expect(tooltip(phone)).to_have_count(0)
    figure.tap()
    expect(tooltip(phone)).to_have_count(1)
    figure.tap()
    phone.wait_for_url("**/catalogue/capital-expenditure.html#amazon-capex-call.FY2026.*")


@pytest.mark.parametrize(("edition", "name"), [("", "打开原文 ↗"), ("en/", "Open the original ↗")], ids=["Chinese", "English"])
@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("p a.fact[data-fact='amazon-capex-net@FY2026']", r"2[02]0%20billion"),
        (".drawing:visible a.fact[data-document='amazon-10q-2026q2']", r"[%\w]+"),
        (".cite a.source[data-original*='fool.com']", None),
    ],
    ids=["a number in a sentence", "a value in a drawing", "a source"],
)
def test_two_taps_lead_to_the_original(
    phone: Page, published_at: str, ledger: Ledger, edition: str, name: str, link: str, text: str | None
) -> None:
    """The first one shows where it stands, the second one opens the document at the printed token."""
    phone.goto(f"{published_at}{edition}stories/2026-07-the-bill.html")
    figure = phone.locator(f"article {link}").first
    address = ledger.documents[str(figure.get_attribute("data-document"))].address or ""
    figure.scroll_into_view_if_needed()
    figure.tap()
    place = re.escape(address) + (f"#:~:text={text}" if text else "") + "$"
    expect(tooltip(phone).get_by_role("link", name=name)).to_have_attribute("href", re.compile(place))


def test_every_line_of_the_ledger_leads_to_its_original(published: Site, ledger: Ledger) -> None:
    """Where the document has an address of its own: by the printed token, or by a link that says so."""
    checked = 0
    for _, line in published.find("//li[contains(@class, 'line')][@data-document]", "catalogue/"):
        address = ledger.documents[line.get("data-document")].address
        found = {str(href).partition("#")[0] for href in line.xpath(".//a[@class='original']/@href")}
        offered = {str(href).partition("#")[0] for href in line.xpath("./p[@class='line__value']//@data-original")}
        assert offered <= found <= {address}
        checked += len(found)
    assert checked > 1500


def test_a_tooltip_never_leaves_a_narrow_screen(phone: Page, served: str) -> None:
    """Each figure of a page with many, at the edges too."""
    phone.goto(served + "then-and-now.html")
    phone.evaluate("for (const fold of document.querySelectorAll('details.fold')) fold.open = true")
    figures = phone.locator("article a.fact")
    assert figures.count() > 40
    for index in range(0, figures.count(), 4):
        phone.keyboard.press("Escape")  # The last one may lie over this figure.
        figures.nth(index).tap()
        box = box_of(tooltip(phone))
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    ("name", "link", "text"),
    [
        ("index.html", "a.fact--derived", r"计算值 .*算式：.* [÷−+] .* = "),
        ("then-and-now.html", "a.source", "2025年2月6日"),
        ("then-and-now.html", "a.mark", "勘误："),
    ],
    ids=["a computed figure with its formula", "a document with its day", "a mark with its correction"],
)
def test_other_links_have_tooltips_too(desk: Page, served: str, name: str, link: str, text: str) -> None:
    """Each with what belongs to it."""
    desk.goto(served + name)
    desk.locator(f"article {link}").first.hover()
    expect(tooltip(desk)).to_contain_text(re.compile(text))


def test_the_scripts_keep_to_a_strict_policy() -> None:
    """They write no HTML and no style attribute, evaluate nothing, and fetch nothing but the entries of the search."""
    text = "".join((SCRIPTS / name).read_text("utf-8") for name in ("ledger.js", "lists.js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|cssText|\"style\"|eval|Function\(|import\b", text)
    assert re.findall(r"fetch\([^)]*\)", text) == ["fetch(entries)"]
    assert re.findall(r'entries = new URL\("[^"]*"', text) == ['entries = new URL("../../search/entries.json"']
    assert len(text.encode()) < 11_500


def test_only_pages_with_filters_or_tables_load_the_script_of_lists(site: Site) -> None:
    """Few pages have what it works on."""
    loaded = {name for name, _ in site.find("//script[contains(@src, 'lists.js')]")}
    assert loaded == {name for name, _ in site.find("//form[@class='filters'] | //table[@class='figures']")}
    assert 0 < len(loaded) < len(site.pages) / 2


@pytest.mark.parametrize("page", ["then-and-now.html", "charts.html", "en/then-and-now.html", "en/charts.html"])
def test_long_pages_are_folded_on_a_phone_and_whole_on_a_desk(phone: Page, desk: Page, published_at: str, page: str) -> None:
    """All their headings on a few screens, each of which opens; a link to what is folded opens it."""
    phone.goto(published_at + page)
    assert phone.evaluate("document.documentElement.scrollHeight") <= 6000
    folds = phone.locator("details.fold")
    assert folds.count() >= 7
    assert all(heading.is_visible() for heading in folds.locator("> summary > h2").all())
    assert not any(part.is_visible() for part in folds.locator("> summary + *").all())
    folds.first.locator("> summary").tap()
    expect(folds.first.locator("> summary + *")).to_be_visible()
    anchor = folds.last.locator("h2").get_attribute("id")
    phone.goto(f"{published_at}{page}#{anchor}")
    expect(folds.last.locator("> summary + *")).to_be_visible()
    desk.goto(published_at + page)
    assert all(part.is_visible() for part in desk.locator("details.fold > summary + *").all())


# --- the timeline -----------------------------------------------------------------------------


def test_the_timeline_is_whole_without_scripts(bare: Page, served: str, ledger: Ledger) -> None:
    """Every event is shown, and no filter that would do nothing."""
    bare.goto(served + "timeline.html")
    assert bare.locator("[data-event]:visible").count() == len(ledger.events)
    expect(bare.locator("form.filters")).to_be_hidden()


def test_filters_work_by_keyboard_and_stay_in_the_address(desk: Page, served: str, ledger: Ledger) -> None:
    """What is chosen is shown, counted aloud and linkable; a reset shows everything again."""
    desk.goto(served + "timeline.html")
    desk.get_by_label("全部主题").focus()
    for _ in ledger.topics:
        desk.keyboard.press("ArrowRight")
        if desk.get_by_label("自研芯片").is_checked():
            break
    chosen = [event.id for event in ledger.events if "chips" in event.topics]
    visible = desk.locator("[data-event]:visible")
    expect(visible).to_have_count(len(chosen))
    assert 0 < len(chosen) < len(ledger.events)
    assert desk.url.endswith("timeline.html?topic=chips")
    status = desk.locator("form.filters output")
    expect(status).to_have_text(f"显示 {len(chosen)} 条，共 {len(ledger.events)} 条")
    expect(status).to_have_attribute("aria-live", "polite")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="清除筛选")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(visible).to_have_count(len(ledger.events))
    assert desk.url.endswith("timeline.html")


def test_an_address_opens_a_filtered_timeline(desk: Page, served: str) -> None:
    """By both filters; a quarter without events is gone, in the text and in the table of contents.

    An unknown topic in the address is not chosen; where no event has both, a message says so.
    """
    desk.goto(served + "timeline.html?topic=chips&company=amazon")
    expect(desk.get_by_role("radio", name="亚马逊")).to_be_checked()
    shown = desk.locator("[data-event]:visible")
    assert shown.count() > 2
    for event in shown.all():
        assert "chips" in str(event.get_attribute("data-topic")).split()
        assert "amazon" in str(event.get_attribute("data-company")).split()
    with_events = {str(each.get_attribute("id")) for each in desk.locator("h2:visible:has(+ ol.events)").all()}
    all_quarters = {str(each.get_attribute("id")) for each in desk.locator("h2:has(+ ol.events)").all()}
    assert with_events < all_quarters
    listed = desk.locator(".md-sidebar--secondary .md-nav__link:visible").all()
    assert {str(each.get_attribute("href")).lstrip("#") for each in listed} == with_events
    desk.goto(served + "timeline.html?topic=nothing")
    expect(desk.get_by_label("全部主题")).to_be_checked()
    desk.goto(served + "timeline.html?topic=retail&company=deepseek")
    expect(desk.locator("form.filters output")).to_have_text("没有一条同时符合这些条件")
    expect(desk.locator("[data-event]:visible")).to_have_count(0)


def test_a_single_entry_that_the_filters_leave_is_open(phone: Page, served: str) -> None:
    """Whoever follows the count of an outcome to its one entry reads the verdict without another tap."""
    phone.goto(served + "doubts.html")
    names = ("outcome", "kind", "topic")
    entries = [
        [(name, str(each.get_attribute(f"data-{name}")).split()[0]) for name in names] for each in phone.locator(".doubt").all()
    ]
    open_entries = phone.locator(".doubt details[open]")
    expect(open_entries).to_have_count(0)
    chosen = next(each for each in entries if entries.count(each) == 1)
    phone.locator(".filters summary").tap()
    for name, value in chosen:
        phone.locator(f"input[name={name}][value={value}]").check()
    expect(phone.locator(".doubt:visible")).to_have_count(1)
    expect(open_entries.locator("dl")).to_be_visible()


def test_the_filters_stay_in_reach_on_a_phone(phone: Page, served: str) -> None:
    """A line below the header however far one has scrolled; open, two rows of chips, each large enough for a finger."""
    phone.goto(served + "timeline.html#to-come")
    form = box_of(phone.locator("form.filters"))
    assert 48 <= form["y"] < 55
    assert form["height"] < 40
    expect(phone.locator(".chip").first).to_be_hidden()
    phone.locator(".filters summary").tap()
    chips = [box_of(chip) for chip in phone.locator(".chip").all()]
    assert len({chip["y"] for chip in chips}) == 2
    assert all(48 <= chip["y"] < 150 and chip["height"] >= 24 for chip in chips)


@pytest.mark.parametrize("page", ["timeline.html", "en/timeline.html"])
def test_the_timeline_is_short_before_anything_is_opened(phone: Page, published_at: str, page: str) -> None:
    """A dozen turning points are told, others are their titles, whole, in two lines at most: 6,000 px on a phone."""
    phone.goto(published_at + page)
    assert phone.evaluate("document.documentElement.scrollHeight") <= 6000
    told = phone.locator("[data-weight=turning_point]")
    assert 10 <= told.count() <= 14
    assert told.locator("> .event__why > a").count() == told.count()
    assert all(24 <= box_of(line)["height"] <= 40 for line in phone.locator("[data-weight=minor] summary").all())
    assert (
        phone.locator(".event__title").evaluate_all("titles => titles.filter(each => each.scrollWidth > each.clientWidth + 1)")
        == []
    )


def test_a_mark_of_the_drawing_leads_to_its_event(phone: Page, served: str) -> None:
    """Which is open then, also where it was a folded line."""
    phone.goto(served + "timeline.html")
    mark = phone.locator(".drawing--narrow a.milestone[href$='#due-trainium4']")
    mark.click()
    expect(phone.locator("#due-trainium4 .event__sources")).to_be_visible()
    assert {
        str(each.get_attribute("href")).partition("#")[0] for each in phone.locator(".drawing--narrow a:not(.mark)").all()
    } == {"timeline.html"}


# --- doubts and the scoreboard ----------------------------------------------------------------


@pytest.mark.parametrize("page", ["doubts.html", "en/doubts.html"])
def test_the_ledger_of_doubts_opens_folded(phone: Page, published_at: str, page: str) -> None:
    """Three lines of introduction, the score, and more than ten titles with their outcomes on two screens of a phone.

    The first one is the fear that came true.
    """
    phone.goto(published_at + page)
    assert phone.locator("h1 + p").evaluate("p => p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight)") < 3.1
    assert phone.locator(".doubt details[open]").count() == 0
    expect(phone.locator(".doubt").first).to_have_id("free-cash-flow")
    titles = phone.locator(".doubt summary").all()
    assert box_of(titles[14])["y"] + box_of(titles[14])["height"] <= 2 * 844
    assert all(box_of(title)["height"] >= 24 for title in titles)
    expect(phone.locator("#free-cash-flow summary").get_by_role("heading", level=3)).to_be_visible()
    expect(phone.locator("#free-cash-flow dl")).to_be_hidden()
    phone.locator("#free-cash-flow summary").tap()
    expect(phone.locator("#free-cash-flow dl")).to_be_visible()


def test_each_count_leads_to_the_doubts_that_it_counts(desk: Page, served: str) -> None:
    """Filtered by outcome and kind, which the chips show, at their heading; a topic narrows them further."""
    desk.goto(served + "doubts.html")
    counts = [(each.get_attribute("href"), each.locator("strong").inner_text()) for each in desk.locator(".outcomes a").all()]
    assert len(counts) == 10
    for address, count in counts:
        desk.goto(served + str(address))
        expect(desk.locator("[data-doubt]:visible")).to_have_count(int(count))
        expect(desk.locator(".chip :checked:not([value=''])")).to_have_count(2)
        expect(desk.locator(f"h2#{str(address).partition('#')[2]}")).to_be_in_viewport()
    desk.goto(served + "doubts.html?kind=promise")
    desk.get_by_label("自研芯片").check()
    assert desk.url.endswith("doubts.html?kind=promise&topic=chips")
    shown = desk.locator("[data-doubt]:visible")
    assert {(each.get_attribute("data-kind"), "chips" in str(each.get_attribute("data-topic"))) for each in shown.all()} == {
        ("promise", True)
    }


@pytest.mark.parametrize("page", ["doubts.html", "en/doubts.html"])
def test_the_filters_of_doubts_stay_in_reach_on_a_desk(desk: Page, published_at: str, page: str) -> None:
    """All three of them below the header, with the count, in less than a third of the screen, and no heading below them."""
    desk.goto(published_at + page + "#outcome-promise_kept")
    form = box_of(desk.locator("form.filters"))
    assert form["y"] < 110
    assert form["y"] + form["height"] <= 300
    assert box_of(desk.locator("#outcome-promise_kept"))["y"] >= form["y"] + form["height"]
    assert desk.locator("form.filters fieldset").count() == 3


@pytest.mark.parametrize("hash_", ["%E0%A4%A", "%", "nothing"])
def test_an_address_with_a_broken_place_leaves_the_page_at_work(desk: Page, published_at: str, hash_: str) -> None:
    """The filters choose and the link to the other language keeps them; nothing is thrown."""
    thrown: list[str] = []
    desk.on("pageerror", lambda error: thrown.append(str(error)))
    desk.goto(f"{published_at}doubts.html?kind=promise#{hash_}")
    desk.get_by_label("自研芯片").check()
    assert "topic=chips" in desk.url
    desk.locator("a.language").click()
    desk.wait_for_url("**/en/doubts.html?kind=promise&topic=chips#*")
    assert thrown == []


def test_a_link_to_a_doubt_opens_it(desk: Page, bare: Page, served: str) -> None:
    """Whatever the filters were; on paper and without scripts everything is there."""
    desk.goto(served + "doubts.html?outcome=kept#free-cash-flow")
    expect(desk.locator("#free-cash-flow dl")).to_be_in_viewport()
    assert desk.url.endswith("doubts.html#free-cash-flow")
    desk.emulate_media(media="print")
    expect(desk.locator("form.filters")).to_be_hidden()
    assert desk.locator(".doubt dl:visible").count() == desk.locator(".doubt").count()
    bare.goto(served + "doubts.html")
    bare.locator("#free-cash-flow summary").click()
    expect(bare.locator("#free-cash-flow dl")).to_be_visible()


@pytest.mark.parametrize("page", ["then-and-now.html", "en/then-and-now.html"])
def test_the_comparison_begins_with_a_scoreboard(phone: Page, published_at: str, ledger: Ledger, page: str) -> None:
    """Eight rows of two lines, within a screen and a half of a phone; each leads to its part of the page."""
    phone.goto(published_at + page)
    rows = phone.locator(".score > li")
    expect(rows).to_have_count(8)
    boxes = list(map(box_of, rows.all()))
    assert max(box["height"] for box in boxes) < 70
    assert boxes[-1]["y"] + boxes[-1]["height"] <= 1.5 * 844
    scores = [doubt.score for doubt in ledger.doubts if doubt.score]
    links = {str(link.get_attribute("href")) for link in rows.locator(".score__topic").all()}
    assert links == {f"#{score.section}" for score in scores}
    assert phone.locator(", ".join(f"h2{link}" for link in links)).count() == len(links)
    rows.first.click(position={"x": 300, "y": 45})
    phone.wait_for_url("**#spending")


# --- tables -----------------------------------------------------------------------------------


ENDS = """cell => {
  const link = cell.querySelector("a.fact").firstChild, text = link.data, range = document.createRange();
  const point = text.indexOf(".", text.lastIndexOf("–") + 1);
  range.setStart(link, 0);
  range.setEnd(link, point < 0 ? text.length : point);
  return range.getBoundingClientRect().right;
}"""


def test_the_points_of_a_column_are_aligned(desk: Page, served: str, site: Site) -> None:
    """In every table, to the pixel, with words before a number and marks after it."""
    checked = 0
    for name in dict(site.find("//table[@class='figures']")):
        desk.goto(served + name)
        for table in desk.locator("table.figures").all():
            for column in range(1, table.locator("thead th").count()):
                cells = table.locator(f"tbody td:nth-of-type({column}):has(a.fact)")
                ends = cells.evaluate_all(f"cells => cells.map({ENDS})")
                assert max(ends) - min(ends) < 1, f"{name}: {cells.all_inner_texts()}"
                checked += len(ends)
    assert checked > 50


def test_tables_sort_by_keyboard(desk: Page, served: str) -> None:
    """From the largest, from the smallest, and back; `aria-sort` follows, and a gap stays last."""
    desk.goto(served + STORY)
    table = desk.locator("table.figures:has(button)").first
    head = table.locator("thead th").nth(1)
    cells = table.locator("tbody td:nth-of-type(1)")
    cells.nth(2).evaluate("cell => { cell.replaceChildren('—'); delete cell.dataset.value }")

    def values() -> list[float | None]:
        return [float(value) if (value := each.get_attribute("data-value")) else None for each in cells.all()]

    before = values()
    numbers = [value for value in before if value is not None]
    assert before.index(None) == 2
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))
    button = head.get_by_role("button")
    expect(button).to_have_attribute("aria-label", re.compile("^排序：."))
    button.focus()
    largest_first, smallest_first = ([*sorted(numbers, reverse=reverse), None] for reverse in (True, False))
    for order, wanted in (("descending", largest_first), ("ascending", smallest_first), (None, before)):
        desk.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        assert values() == wanted


def test_a_short_table_and_one_without_scripts_have_no_buttons(desk: Page, bare: Page, served: str) -> None:
    """Sorting five lines helps nobody; a button that does nothing helps even less."""
    desk.goto(served + STORY)
    for table in desk.locator("table.figures").all():
        assert (table.locator("button").count() > 0) == (table.locator("tbody tr").count() > 5)
    bare.goto(served + STORY)
    expect(bare.locator("table button")).to_have_count(0)


def test_the_first_column_stays_while_a_wide_table_scrolls(phone: Page, published_at: str, english: Site) -> None:
    """On an opaque ground, in its own box; the page itself does not scroll sideways."""
    checked = 0
    for name in dict(english.find("//table[@class='figures']")):
        phone.goto(f"{published_at}en/{name}")
        for box in phone.locator(".table-box:has(table.figures)").all():
            if box.evaluate("box => { box.scrollLeft = 80; return box.scrollLeft }") < 20:
                continue
            head = box.locator("tbody th").first
            assert (
                head.evaluate("h => h.getBoundingClientRect().left - h.closest('.table-box').getBoundingClientRect().left") == 0
            )
            assert not re.search(r"rgba\(.*, 0(\.\d+)?\)", head.evaluate("h => getComputedStyle(h).backgroundColor"))
            checked += 1
    assert checked > 0


# --- pairs ------------------------------------------------------------------------------------


def test_pairs_are_stacked_on_a_phone(phone: Page, served: str) -> None:
    """Each cell is labelled with its date; the cells of a line are nearer to each other than to those of the next line."""
    phone.goto(served + "then-and-now.html")
    lines = phone.locator("table.pairs").first.locator("tbody tr").all()
    ends = []
    for line in lines:
        cells = list(map(box_of, line.locator("td").all()))
        assert len(cells) == 3
        for above, below in pairwise(cells):
            assert below["x"] == above["x"]
            assert 0 <= below["y"] - above["y"] - above["height"] < 2
        ends.append((cells[0]["y"], cells[-1]["y"] + cells[-1]["height"]))
    assert all(later[0] - earlier[1] > 12 for earlier, later in pairwise(ends))
    label = phone.locator("table.pairs td").first.evaluate("td => getComputedStyle(td, '::before').content")
    assert "2025 年 2 月" in label
    size = phone.locator("table.pairs td").first.evaluate("td => parseFloat(getComputedStyle(td).fontSize)")
    assert size >= 16


@pytest.mark.parametrize("width", [390, 1280])
def test_pairs_are_a_table_to_a_screen_reader(desk: Page, served: str, width: int) -> None:
    """With heads, lines and cells, however they are laid out: on a desk in columns of equal width, without labels."""
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(served + "then-and-now.html")
    table = desk.get_by_role("table").first
    expect(table.get_by_role("columnheader")).to_have_text(["2025 年 2 月", "2026 年 2 月", "2026 年 7 月"])
    lines = table.get_by_role("row").count()
    assert lines >= 3
    expect(table.get_by_role("cell")).to_have_count(3 * (lines - 1))
    tree = desk.locator("article").aria_snapshot()
    assert '- columnheader "2025 年 2 月"' in tree
    assert '- cell "2025 年打算投入' in tree
    if width == 1280:
        for line in desk.locator("table.pairs tbody tr").all():
            cells = list(map(box_of, line.locator("td").all()))
            assert len({cell["y"] for cell in cells}) == 1
            assert max(cell["width"] for cell in cells) - min(cell["width"] for cell in cells) <= 1
        assert desk.locator("table.pairs td").first.evaluate("td => getComputedStyle(td, '::before').content") == "none"


# --- paper ------------------------------------------------------------------------------------


def test_paper_holds_the_text_the_figures_and_their_notes(desk: Page, served: str) -> None:
    """No navigation, header, footer, search, filter or button; links read as text with a number at each figure.

    Documents have their addresses. A heading stays with what follows; no card, event or line of a table is split.
    """
    desk.goto(served + STORY)
    for part in (".notes", ".page-sources .address"):
        expect(desk.locator(part).first).to_be_hidden()
    desk.emulate_media(media="print", color_scheme="dark")
    for part in (".md-header", ".md-footer", ".md-sidebar", ".md-tabs", ".md-search", "button.sort", ".headerlink", ".md-top"):
        for each in desk.locator(part).all():
            expect(each).to_be_hidden()
    expect(desk.locator(".notes li").first).to_be_visible()
    expect(desk.locator(".page-sources .address").first).to_be_visible()
    # A chart's sources are there; its values stand on it already.
    expect(desk.locator(".chart__sources").first).to_be_visible()
    expect(desk.locator(".chart__data table").first).to_be_hidden()
    figure = desk.locator("article p a.fact").first
    number = figure.get_attribute("data-note")
    assert figure.evaluate("f => getComputedStyle(f, '::after').content") == f'"{number}"'
    assert figure.evaluate("f => getComputedStyle(f).color") == "rgb(0, 0, 0)"
    assert desk.locator("article .source").first.evaluate("s => getComputedStyle(s).color") == "rgb(68, 68, 68)"
    for part in ("article h2", "article tbody tr", "article .card", "article .vintage"):
        wanted = "breakAfter" if part.endswith("h2") else "breakInside"
        assert desk.locator(part).first.evaluate(f"e => getComputedStyle(e).{wanted}") == "avoid", part
