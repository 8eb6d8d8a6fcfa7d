"""What macros write reaches the page as it is: neither Markdown nor a template's parser reads it."""

from __future__ import annotations

import markdown
import pytest

from macros.build.html_stash import Sealing, sealing_of

HTML = '<a id="one" title="*not* {{ emphasis }} &#10; [x](y)">_1_</a>'


@pytest.fixture
def sealing() -> Sealing:
    """What a build puts HTML aside with."""
    return Sealing()


def converted(text: str, sealing: Sealing) -> str:
    """Convert a page as mkdocs does: with a Markdown of its own."""
    return markdown.Markdown(extensions=["toc", "attr_list", "tables", sealing]).convert(text)


def test_html_in_a_line_stays_as_it_is(sealing: Sealing) -> None:
    """Whatever signs of Markdown are in it; those around it count."""
    assert converted(f"*About* {sealing.inline(HTML)}.", sealing) == f"<p><em>About</em> {HTML}.</p>"


def test_html_in_a_table_and_a_heading_stays_as_it_is(sealing: Sealing) -> None:
    """Also in the heading's name."""
    text = f"# A {sealing.inline('<b>1</b>')}\n\n| a | b |\n|---|---|\n| {sealing.inline(HTML)} | c |\n"
    html = converted(text, sealing)
    assert f"<td>{HTML}</td>" in html
    assert '<h1 id="a-1">A <b>1</b></h1>' in html


def test_a_block_keeps_its_headings(sealing: Sealing) -> None:
    """They are Markdown's, with the names that they were given; what stands around them is not looked at."""
    block = f"## Sales {{: #sales }}\n\n<ul>\n\n<li>{HTML}\n\n*</li>\n</ul>\n\n## Income {{: #income }}\n\n<p>none</p>\n"
    html = converted(sealing.block(block), sealing)
    assert '<h2 id="sales">Sales</h2>' in html
    assert f"<ul>\n\n<li>{HTML}\n\n*</li>\n</ul>" in html
    assert '<h2 id="income">Income</h2>' in html
    assert html.endswith("<p>none</p>")


def test_a_token_shows_nothing_of_the_html(sealing: Sealing) -> None:
    """What reads the page before Markdown finds nothing to read."""
    assert "{{" not in sealing.inline(HTML)
    assert "<" not in sealing.block(HTML)


def test_each_page_has_its_own(sealing: Sealing) -> None:
    """And tells its anchors, which a link may lead to."""
    first = converted(sealing.inline('<i id="one">1</i>'), sealing)
    assert sealing.fetch_anchors() == {"one"}
    second = converted(sealing.inline('<i id="two">2</i>'), sealing)
    assert sealing.fetch_anchors() == {"two"}
    assert converted("", sealing) == ""
    assert sealing.fetch_anchors() == set()
    assert (first, second) == ('<p><i id="one">1</i></p>', '<p><i id="two">2</i></p>')


def test_an_engine_that_cannot_seal_is_known() -> None:
    """Its configuration holds names of extensions alone."""
    sealing = Sealing()
    assert sealing_of({"markdown_extensions": ["toc", sealing]}) is sealing
    assert sealing_of({"markdown_extensions": ["toc"]}) is None
