"""The preview: a saved change shows without a restart; a mistake is shown, outlived and forgotten.

One server previews a small ledger for all of these tests, one after the other; each puts back what it changed.
"""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros.outputs.search.index import INDEX
from tests.support.preview_server import Preview, previewing
from tests.support.projects import make_project

HOME = """---
title: Home
description: Of the preview.
---

# Home

{{ headline([("orbit-spending", "FY2024", "orbit-2026-02-01")]) }}

{{ page_sources() }}
"""
SPENT = "8.299亿美元"
DATA, PAGE, SOURCE = "data/documents/orbit-2026-02-01.yml", "docs/zh/index.md", "docs/zh/sources/orbit-2026-02-01.md"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that has built the site once."""
    with previewing(make_project(tmp_path_factory.mktemp("preview") / "project", {"index.md": HOME})) as preview:
        sound(preview)
        yield preview


def sound(preview: Preview) -> str:
    """Wait until the pages are those of sound files."""
    return preview.until(lambda page: SPENT in page and not notice(page))


def notice(page: str) -> str:
    """What the red notice over a page says."""
    return html.unescape(page.partition('role="alert"')[2].partition(">")[2].partition("</pre>")[0])


SHOWN = [
    (DATA, "value: 829.9\n", "value: 829.8\n", "8.298亿美元", "index.html"),
    (DATA, "value: 829.9\n", "value: 829.7\n", "8.297亿美元", INDEX),
    (PAGE, "# Home", "# A house", "A house<", "index.html"),
    ("macros/text/zh.yml", "kind.reported: ", "kind.reported: 改过的", "改过的", INDEX),
    (
        "macros/templates/headline.jinja",
        'class="headline"',
        'class="headline headline--edited"',
        "headline--edited",
        "index.html",
    ),
    (
        "macros/build/hooks.py",
        "return finish(output)",
        "return 'finished anew' + finish(output)",
        "finished anew",
        "index.html",
    ),
    ("macros/build/hooks.py", '_POLICY.sub(b"",', '_POLICY.sub(b"<!-- answered anew -->",', "answered anew", "index.html"),
    ("overrides/assets/stylesheets/ledger.css", ".build-error {", ".edited {", ".edited {", "assets/stylesheets/ledger.css"),
    ("mkdocs.yml", "site_name: ", "site_name: The edited ", "The edited ", "index.html"),
]


@pytest.mark.parametrize(("name", "before", "after", "shown", "where"), SHOWN, ids=[f"{row[0]}-{row[4]}" for row in SHOWN])
def test_a_saved_change_shows(preview: Preview, name: str, before: str, after: str, shown: str, where: str) -> None:
    """Of data, pages, code, templates, styles and the configuration, without a restart."""
    assert shown not in preview.page(where)
    with preview.saved(name, before, after):
        preview.until(lambda page: shown in page, where)


def test_a_hook_that_is_removed_is_called_no_more(preview: Preview) -> None:
    """It would go on finishing pages otherwise, until somebody restarts the preview."""
    assert "data-md-color-switching" in sound(preview)
    with preview.saved("macros/build/hooks.py", "def on_post_page(", "def removed("):
        preview.until(lambda page: "data-md-color-switching" not in page)
    preview.until(lambda page: "data-md-color-switching" in page)


def test_a_preview_has_no_policy_that_refuses_its_own_script(preview: Preview) -> None:
    """The server puts one into each page, which reloads it."""
    page = sound(preview)
    assert "Content-Security-Policy" not in page
    assert "livereload(" in page
    assert "assets/javascripts/search.js" in page


MISTAKES: dict[str, tuple[str, Callable[[bytes], bytes | None], str]] = {
    "YAML that is none": (DATA, lambda raw: raw + b"\t- broken", f"{DATA}:33:1  a tab indents this line"),
    "a wrong word": (DATA, lambda raw: raw.replace(b"kind: reported", b"kind: reprted", 1), 'did you mean "reported"?'),
    "a data file that is gone": ("data/events.yml", lambda _: None, "data/events.yml:1:1  there is no such file"),
    "a document that is gone": (DATA, lambda _: None, 'no document is called "orbit-2026-02-01"'),
    "a macro that is none": (
        PAGE,
        lambda raw: raw.replace(b"headline(", b"headlin("),
        f'{PAGE}:8:4  no macro is called "headlin"',
    ),
    "a page in another encoding": (PAGE, lambda raw: raw + "词".encode("gbk"), f"{PAGE}:11:1  this byte is not UTF-8"),
    "a page that is gone": (SOURCE, lambda _: None, f"{SOURCE}:1:1  this page is missing"),
    "a page without front matter": (PAGE, lambda raw: raw.replace(b"---", b"", 1), f"{PAGE}:1:1  the page has no front matter"),
    "code that is none": ("macros/render/views.py", lambda raw: raw + b"\n)\n", "unmatched ')'"),
    "a hook that is none": ("macros/build/hooks.py", lambda raw: raw + b"\n)\n", "unmatched ')'"),
    "a hook that fails": ("macros/build/hooks.py", lambda raw: raw + b"\nundefined\n", "name 'undefined' is not defined"),
    "a template that is none": (
        "macros/templates/headline.jinja",
        lambda raw: raw + b"{% endif %}",
        "Encountered unknown tag 'endif'",
    ),
    "a configuration that is none": ("mkdocs.yml", lambda raw: raw + b"\n- broken", "mkdocs.yml"),
}


def test_mistakes_are_told_and_outlived(preview: Preview) -> None:
    """Each over the last good pages and in the terminal; the next one takes its place, and what is mended goes."""
    for what, (name, change, told) in MISTAKES.items():
        sound(preview)
        said_before = preview.log.stat().st_size
        with preview.holding(name, change((preview.project / name).read_bytes())):
            page = preview.until(lambda page: notice(page) != "")
            assert told in notice(page), what
            assert SPENT in page, f"{what}: the last good page is still served below the notice"
            with preview.log.open() as log:
                log.seek(said_before)
                assert told in log.read(), what
    sound(preview)


def test_a_preview_that_begins_with_a_mistake_waits_until_it_is_mended(tmp_path: Path) -> None:
    """It has no good pages to show yet: it says what is wrong in the terminal, once for each save, and goes on looking."""
    project = make_project(tmp_path / "project", {"index.md": HOME})
    data = project / DATA
    whole = data.read_text("utf-8")
    data.write_text(whole.replace("kind: reported", "kind: reprted", 1), "utf-8")
    with previewing(project) as preview:
        preview.until_told(f'{DATA}:18:11  facts[0].kind: "reprted" is not one of')
        preview.until_told("The preview begins when this is mended and saved.")
        data.write_text(whole.replace("value: 829.9\n", "value: wrong\n", 1), "utf-8")
        preview.until_told('"wrong"')
        assert preview.log.read_text().count("The preview begins when") == 2
        data.write_text(whole, "utf-8")
        sound(preview)


def test_a_renamed_page_moves(preview: Preview) -> None:
    """The old address is gone, the new one is there; then back."""
    story = preview.project / "docs/zh/story.md"
    story.write_text(HOME.replace("# Home", "# A story"), "utf-8")
    preview.until(lambda page: "A story<" in page, "story.html")
    story = story.rename(story.with_name("tale.md"))
    preview.until(lambda page: "A story<" in page, "tale.html")
    with pytest.raises(OSError, match="404"):
        preview.page("story.html")
    story.unlink()
    preview.until(lambda page: "tale.html" not in page)


def test_the_same_mistake_is_told_again_when_it_is_saved_again(preview: Preview) -> None:
    """An author who saves without mending looks at the terminal and wonders otherwise."""
    with preview.saved(DATA, "kind: reported", "kind: reprted"):
        preview.until(lambda page: "reprted" in notice(page))
    with preview.saved(DATA, "kind: reported", "kind:  reprted"):
        preview.until(lambda page: "reprted" in notice(page))
    sound(preview)


def test_a_flood_of_saves_ends_in_the_last_of_them(preview: Preview) -> None:
    """Thirty in two seconds, every other one broken: few builds, and no mixture."""
    path = preview.project / DATA
    whole = path.read_text("utf-8")
    before = preview.log.read_text().count("Detected file changes")
    for number in range(30):
        broken = "\t" if number % 2 == 0 else ""
        path.write_text(whole.replace("value: 829.9\n", f"value: 8{number:02}.1\n{broken}"), "utf-8")
        time.sleep(2 / 30)
    preview.until(lambda page: "8.291亿美元" in page and not notice(page))
    path.write_text(whole, "utf-8")
    sound(preview)
    assert preview.log.read_text().count("Detected file changes") - before < 15
    assert preview.process.poll() is None
