"""What is done to a page after the theme: lines of Chinese are joined, and only this host's scripts may run."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from macros.build.postprocess import finish, inline_scripts, policy_of
from tests.conftest import Site

PAGE = """<!doctype html>
<html><head>
<meta charset="utf-8">
<title>A page</title>
<script>one()</script>
<script src="two.js"></script>
<script type="application/ld+json">{"three": 3}</script>
</head><body><p>第一句。
第二句。</p><script type="module">
four()</script></body></html>"""


def digest(script: str) -> str:
    """The hash of a script as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_the_policy_names_each_script_that_stands_in_the_page() -> None:
    """By its hash, to the letter; a file needs none, and data is not run."""
    (scripts,) = re.findall(r"script-src ([^;]*);", finish(PAGE, "zh"))
    assert scripts.split() == ["'self'", digest("one()"), digest("\nfour()")]


def test_nothing_that_loads_stands_before_the_policy() -> None:
    """Only the encoding, which a browser looks for in the first 1,024 bytes."""
    before = finish(PAGE, "zh").partition('<meta http-equiv="Content-Security-Policy"')[0]
    assert before.split() == ["<!doctype", "html>", "<html><head>", "<meta", 'charset="utf-8">']


def test_lines_of_chinese_are_joined_in_chinese_alone() -> None:
    """Words of another language keep their spaces, scripts their lines."""
    assert "第一句。第二句。" in finish(PAGE, "zh")
    assert "第一句。\n第二句。" in finish(PAGE, "en")
    assert "\nfour()" in finish(PAGE, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finished_page_stays_as_it_is(language: str) -> None:
    """Whoever finishes it: the build, then the command."""
    once = finish(PAGE, "zh" if language == "zh" else "en")
    assert finish(once, "zh" if language == "zh" else "en") == once
    assert once.count("Content-Security-Policy") == 1


def test_the_body_begins_with_the_palette_that_the_theme_sets_first(site: Site) -> None:
    """What a reader without scripts sees is what the script begins with: nothing is restyled."""
    for name in site.pages:
        (body,) = site.tree(name).xpath("//body")
        first = site.tree(name).xpath("//input[@class='md-option']")[0]
        for key in ("media", "scheme", "primary", "accent"):
            assert body.get(f"data-md-color-{key}") == first.get(f"data-md-color-{key}"), name
        assert body.get("data-md-color-switching") == ""
        assert body.get("data-md-color-primary") == "custom"


def test_a_script_that_changed_has_another_policy() -> None:
    """What is added to a finished page is not covered by it."""
    assert policy_of(PAGE) != policy_of(PAGE.replace("one()", "one() "))
    assert inline_scripts(PAGE) == ["one()", "\nfour()"]


def test_every_page_has_a_policy_that_covers_its_scripts(site: Site) -> None:
    """And allows this host alone, 404 included; nothing in the page needs styles or handlers of its own."""
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
        assert not tree.xpath("//@style | //style"), f"{name} has styles of its own"
        assert not tree.xpath("//@*[starts-with(name(), 'on')]"), f"{name} has handlers of its own"
