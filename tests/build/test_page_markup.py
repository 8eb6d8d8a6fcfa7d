"""Markdown's own text: lines of Chinese are joined, and the cells of narrow tables are labelled with their columns."""

import lxml.html
import markdown
import pytest
from markdown.extensions.toc import TocExtension

from macros.build.page_markup import HtmlStash, PageMarkup


def converted(text: str, language: str = "zh", *others: markdown.Extension) -> str:
    """Convert a page as the build does."""
    ours = [*others, PageMarkup(language=language)]
    return markdown.Markdown(extensions=["attr_list", "tables", "toc", *ours]).convert(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("第一句。\n第二句 two\nwords", "<p>第一句。第二句 two\nwords</p>"),
        ("中文\n**中文**，\n*a*", "<p>中文\n<strong>中文</strong>，<em>a</em></p>"),
        ("**甲。** 乙。\n\n- 丙。\n  丁", "<p><strong>甲。</strong>乙。</p>\n<ul>\n<li>丙。丁</li>\n</ul>"),
        ("> 一，\n> 二\n> 三", "<blockquote>\n<p>一，二三</p>\n</blockquote>"),
        ("甲。\n\n    乙。\n    丙", "<p>甲。</p>\n<pre><code>乙。\n丙\n</code></pre>"),
        ("见 `甲。\n乙`，\n丙", "<p>见 <code>甲。\n乙</code>，丙</p>"),
    ],
    ids=["sentences", "elements", "behind bold words, in a list", "quotes", "code", "code in a line"],
)
def test_lines_of_chinese_are_joined(text: str, html: str) -> None:
    """Between Chinese letters and after Chinese marks; code keeps its lines."""
    assert converted(text) == html


def test_other_lines_stay_apart() -> None:
    """Those of another language, and those that a macro wrote: a chart's titles hold several lines."""
    assert converted("“One.”\nTwo", "en") == "<p>“One.”\nTwo</p>"
    stash = HtmlStash()
    title = "<svg><title>已报告\n亚马逊。\n第三行</title></svg>"
    assert converted(f"图，\n{stash.inline(title)}", "zh", stash) == f"<p>图，{title}</p>"


def test_other_tables_are_left_alone() -> None:
    """Those of four columns, of one, and those of templates."""
    stash = HtmlStash()
    for columns in (1, 4):
        line = f"|{' x |' * columns}\n"
        assert "data-label" not in converted(f"{line}|{'---|' * columns}\n{line}")
    written = '<table class="figures"><tr><th>a</th><th>b</th></tr></table>'
    assert converted(stash.block(written), "zh", stash) == written


def test_columns_of_numbers_stay_columns_on_a_phone() -> None:
    """Words beside numbers are stacked below their labels; what is numbers alone is not."""

    def table(cell: str) -> str:
        stash = HtmlStash()
        numbers = [stash.inline("<a>1</a>"), stash.inline("<a>2</a>")]
        line = f"| one | {numbers[0]} | {cell.format(*numbers)} |"
        return converted(f"| a | b | c |\n|---|---|---|\n{line}", "en", stash)

    assert all("data-label" not in table(cell) for cell in ("{}", "—", "{} ({})"))
    assert all("data-label" in table(cell) for cell in ("not said", "{} (May)"))


def test_a_section_is_folded_by_the_class_of_its_heading() -> None:
    """Up to the next heading of its level; the heading keeps its id and stands in the table of contents."""
    html = converted(
        "# T\n\na\n\n## B {: #b .fold }\n\nc\n\n### D {: #d }\n\ne\n\n## F {: #f .fold }\n\ng\n\n## H {: #h }\n\ni", "en"
    )
    assert html.replace("\n", "") == (
        '<h1 id="title">T</h1><p>a</p>'
        '<details class="fold"><summary><h2 id="b">B</h2></summary><p>c</p><h3 id="d">D</h3><p>e</p></details>'
        '<details class="fold"><summary><h2 id="f">F</h2></summary><p>g</p></details><h2 id="h">H</h2><p>i</p>'
    )


def test_a_folded_headings_permalink_is_left_out() -> None:
    """The heading is a button, which cannot hold a link."""
    made = markdown.Markdown(extensions=["attr_list", PageMarkup(language="zh"), TocExtension(permalink=True)])
    html = made.convert("## 花销 {: #a .fold }\n\n一")
    assert html.replace("\n", "") == '<details class="fold"><summary><h2 id="a">花销</h2></summary><p>一</p></details>'


def test_a_headings_name_holds_no_sign_of_a_link() -> None:
    """The permalink is for a pointer; keyboards and screen readers have the table of contents."""
    html = markdown.Markdown(extensions=[PageMarkup(language="zh"), TocExtension(permalink=True)]).convert("## 花销")
    (link,) = lxml.html.fragment_fromstring(html).iter("a")
    assert (link.get("aria-hidden"), link.get("tabindex"), link.text) == ("true", "-1", "¶")
