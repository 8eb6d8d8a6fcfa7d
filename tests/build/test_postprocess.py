"""After the theme: only this host's scripts and those that the theme writes may run, and its first palette is set."""

import base64
import hashlib
from pathlib import Path

import pytest

from macros.build.postprocess import finish, finish_site
from tests.conftest import Site

PAGE = """<!doctype html>
<html><head>
<meta charset="utf-8">
<title>A page</title>
<script>one()</script>
<!-- <script>nothing()</script> -->
<script src="two.js"></script>
<script type="application/ld+json">{"three": 3}</script>
</head><body class="light" title="<script>"><input class="md-option" data-md-color-media="(prefers-color-scheme)">
<article><p>Text</p></article>
<script type="module">
four("<script>")</script></body></html>"""


def digest(script: str) -> str:
    """The hash of a script as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    "script", ["<script>five()</script>", "<SCRIPT src=six.js></SCRIPT>", "<svg><script>seven()</script></svg>"]
)
def test_a_script_in_an_article_ends_the_build(tmp_path: Path, script: str) -> None:
    """The policy would vouch for it; the name of the page is told."""
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("Text", script), "utf-8")
    with pytest.raises(ValueError, match=r"page\.html: a script stands in the article"):
        finish_site(tmp_path)


def test_a_finished_page_stays_as_it_is(tmp_path: Path) -> None:
    """By the build, then by the command; a script that changed in between has another policy."""
    once = finish(PAGE)
    page = tmp_path / "below" / "page.html"
    page.parent.mkdir()
    page.write_text(PAGE, "utf-8")
    for _ in range(2):
        finish_site(tmp_path)
        assert page.read_text("utf-8") == once
    again = finish(once.replace("one()", "one(1)"))
    assert again == finish(PAGE.replace("one()", "one(1)"))
    assert again.count("Content-Security-Policy") == 1


@pytest.mark.parametrize("part", ['<meta charset="utf-8">', '<body class="light" title="<script>">'])
def test_a_theme_that_writes_no_such_page_ends_the_build(part: str) -> None:
    """Rather than publish pages without a policy."""
    with pytest.raises(ValueError, match="the theme has changed"):
        finish(PAGE.replace(part, ""))


def test_every_page_has_a_policy_that_covers_its_scripts_and_begins_with_the_first_palette(site: Site) -> None:
    """The policy allows this host alone, 404 included; nothing in the page needs its own styles or handlers.

    The body has the palette that the theme's script sets first, so that nothing is restyled.
    """
    for name, path in site.pages.items():
        html, tree = path.read_text("utf-8"), site.tree(name)
        head = tree.xpath("/html/head/*")
        assert head[1].get("http-equiv") == "Content-Security-Policy", name
        assert html.index("charset=") < 1000, name
        policy = str(head[1].get("content"))
        assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-"), name
        assert "unsafe" not in policy, name
        assert "http" not in policy, name
        scripts = tree.xpath("//script[not(@src)][not(@type='application/json' or @type='application/ld+json')]/text()")
        assert scripts, name
        for script in scripts:
            assert digest(str(script)) in policy, f"{name}: {script[:60]}"
        assert not tree.xpath("//@style | //style | //@*[starts-with(name(), 'on')]"), f"{name} has its own styles or handlers"
        (body,), first = tree.xpath("//body"), tree.xpath("//input[@class='md-option']")[0]
        palette = {
            key: first.get(key) for key in (f"data-md-color-{each}" for each in ("media", "scheme", "primary", "accent"))
        }
        assert palette | {"data-md-color-switching": "", "data-md-color-primary": "custom"} == {
            key: value for key, value in body.items() if key.startswith("data-md-color-")
        }, name
