"""What macros write reaches the page as it is: neither Markdown nor a template's parser reads it."""

from __future__ import annotations

import markdown
import pytest

from macros.build.html_stash import HtmlStash, html_stash_of

HTML = '<a id="one" title="*not* {{ emphasis }} &#10; [x](y)">_1_</a>'


@pytest.fixture
def stash() -> HtmlStash:
    """An empty stash."""
    return HtmlStash()


def converted(text: str, stash: HtmlStash) -> str:
    """Convert a page as mkdocs does: with a Markdown of its own."""
    return markdown.Markdown(extensions=["toc", "attr_list", "tables", stash]).convert(text)


def test_html_in_a_line_stays_as_it_is(stash: HtmlStash) -> None:
    """With signs of Markdown in it; those around it are converted."""
    assert converted(f"*About* {stash.inline(HTML)}.", stash) == f"<p><em>About</em> {HTML}.</p>"


def test_html_in_a_table_and_a_heading_stays_as_it_is(stash: HtmlStash) -> None:
    """Also in the heading's name."""
    text = f"# A {stash.inline('<b>1</b>')}\n\n| a | b |\n|---|---|\n| {stash.inline(HTML)} | c |\n"
    html = converted(text, stash)
    assert f"<td>{HTML}</td>" in html
    assert '<h1 id="a-1">A <b>1</b></h1>' in html


def test_a_block_keeps_its_headings(stash: HtmlStash) -> None:
    """Markdown converts them with their ids; the HTML around them stays as it is."""
    block = f"## Sales {{: #sales }}\n\n<ul>\n\n<li>{HTML}\n\n*</li>\n</ul>\n\n## Income {{: #income }}\n\n<p>none</p>\n"
    html = converted(stash.block(block), stash)
    assert '<h2 id="sales">Sales</h2>' in html
    assert f"<ul>\n\n<li>{HTML}\n\n*</li>\n</ul>" in html
    assert '<h2 id="income">Income</h2>' in html
    assert html.endswith("<p>none</p>")


def test_each_page_has_its_own(stash: HtmlStash) -> None:
    """Nothing of it is left for the next one."""
    first = converted(stash.inline('<i id="one">1</i>'), stash)
    second = converted(stash.inline('<i id="two">2</i>'), stash)
    assert converted("", stash) == ""
    assert (first, second) == ('<p><i id="one">1</i></p>', '<p><i id="two">2</i></p>')


def test_an_engine_without_the_stash_is_known() -> None:
    """Its configuration holds names of extensions alone."""
    stash = HtmlStash()
    assert html_stash_of({"markdown_extensions": ["toc", stash]}) is stash
    assert html_stash_of({"markdown_extensions": ["toc"]}) is None
