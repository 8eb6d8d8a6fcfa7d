"""The preview: a saved change shows without a restart; a mistake is shown over the last good pages until it is fixed.

One server previews a small ledger for most of these tests, one after the other; each puts back what it changed.
"""

import html
import http.client
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros.ledger.text_file import file_times
from macros.outputs.search.index import INDEX
from tests.support.preview_server import PATIENCE, Preview, previewing
from tests.support.projects import PAGE, make_project

HOME = PAGE.format("Home", '{{ cards([("orbit-spending", "FY2024", "orbit-2026-02-01")]) }}\n\n{{ page_sources() }}')
SPENT = "8.299亿美元"
DATA, INDEX_PAGE, SOURCE = "data/documents/orbit-2026-02-01.yml", "docs/zh/index.md", "docs/zh/sources/orbit-2026-02-01.md"
CODE, HOOKS = "macros/outputs/feed.py", "macros/build/hooks.py"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that has built the site once."""
    with previewing(make_project(tmp_path_factory.mktemp("preview") / "project", {"index.md": HOME})) as preview:
        wait_for_good_page(preview)
        yield preview


def wait_for_good_page(preview: Preview) -> str:
    """Wait until the home page is that of valid files, and return it."""
    return preview.until(lambda page: SPENT in page and not notice(page))


def wait_for_notice(preview: Preview, message: str) -> str:
    """Wait until the notice over the home page holds a message, and return the page."""
    return preview.until(lambda page: message in notice(page))


def notice(page: str) -> str:
    """Return the text of the red notice over a page."""
    return html.unescape(page.partition('role="alert"')[2].partition(">")[2].partition("</pre>")[0])


SHOWN = [
    (DATA, "value: 829.9\n", "value: 829.8\n", "8.298亿美元", "index.html"),
    (INDEX_PAGE, "# Home", "# A house", "A house<", "index.html"),
    (CODE, 'RIGHTS = "', 'RIGHTS = "edited, ', "edited, ", "feed.xml"),
    (DATA, "value: 829.9\n", "value: 829.7\n", "8.297", INDEX),
    ("macros/text/zh.yml", "kind.reported: ", "kind.reported: Z9", "Z9", INDEX),
    ("macros/__init__.py", "register(env)\n", "register(env)\n    env.conf.copyright = 'edited'\n", " edited\n", "index.html"),
    ("macros/templates/cards.jinja", 'class="cards"', 'class="cards edited"', "cards edited", "index.html"),
    ("overrides/assets/stylesheets/ledger.css", ".build-error {", ".edited {", ".edited {", "assets/stylesheets/ledger.css"),
    ("mkdocs.yml", "site_name: ", "site_name: The edited ", "The edited ", "index.html"),
]


@pytest.mark.parametrize(
    ("name", "before", "after", "shown", "where"),
    [*SHOWN[:3], *(pytest.param(*row, marks=pytest.mark.soak) for row in SHOWN[3:])],
    ids=[f"{row[0]}-{row[4]}" for row in SHOWN],
)
def test_a_saved_change_shows(preview: Preview, name: str, before: str, after: str, shown: str, where: str) -> None:
    """Of data, pages, code, templates, styles and the configuration, without a restart."""
    assert shown not in preview.page(where)
    with preview.saved(name, before, after):
        preview.until_shown(shown, where)


@pytest.mark.soak
def test_two_saves_of_code_within_a_second_both_show(preview: Preview) -> None:
    """Python takes compiled code for current if its source has the same size and was written in the same second."""
    before, second = (preview.project / CODE).read_text("utf-8"), int(time.time()) - 10
    with preview.holding(CODE, before.encode()):
        for number, shown in enumerate(("edited once, ", "edited more, ")):
            saved = preview.temporary / "feed.py"
            saved.write_text(before.replace('RIGHTS = "', f'RIGHTS = "{shown}'), "utf-8")
            os.utime(saved, (second, second + number / 4))
            saved.replace(preview.project / CODE)
            preview.until_shown(shown, "feed.xml")


def test_an_edited_hook_logs_that_the_preview_must_be_restarted(preview: Preview) -> None:
    """Even a hook with a syntax error: the preview goes on with the hooks as loaded."""
    line = "macros/build/hooks.py was edited: restart the preview."
    assert line not in preview.log.read_text()
    with preview.holding(HOOKS, (preview.project / HOOKS).read_bytes() + b"\n)\n"):
        preview.until_logged(line)
        with preview.saved(DATA, "value: 829.9\n", "value: 829.6\n"):
            page = preview.until_shown("8.296亿美元")
    assert notice(page) == ""
    preview.until_logged(line, 2)


def test_a_preview_has_no_policy_that_refuses_its_own_script(preview: Preview) -> None:
    """The server puts one into each page, which reloads it."""
    page = wait_for_good_page(preview)
    assert "Content-Security-Policy" not in page
    assert "livereload(" in page
    assert "assets/javascripts/search.js" in page


MISTAKES: list[tuple[str, Callable[[bytes], bytes | None], str]] = [
    (DATA, lambda raw: raw + b"\t- broken", f"{DATA}:33:1  a tab indents this line"),
    (INDEX_PAGE, lambda raw: raw.replace(b"cards(", b"card("), f'{INDEX_PAGE}:8:4  no macro is called "card"'),
    ("macros/render/views.py", lambda raw: raw + b"\n)\n", "unmatched ')'"),
    (DATA, lambda raw: raw.replace(b"kind: reported", b"kind: reprted", 1), 'did you mean "reported"?'),
    ("data/events.yml", lambda _: None, "data/events.yml:1:1  there is no such file"),
    (DATA, lambda _: None, 'no document is called "orbit-2026-02-01"'),
    (INDEX_PAGE, lambda raw: raw + "词".encode("gbk"), f"{INDEX_PAGE}:11:1  this is probably GBK"),
    (SOURCE, lambda _: None, f"{SOURCE}:1:1  this page is missing"),
    (INDEX_PAGE, lambda raw: raw.replace(b"---", b"", 1), f"{INDEX_PAGE}:1:1  the page has no front matter"),
    ("macros/build/plugin.py", lambda raw: raw + b"\nundefined\n", "name 'undefined' is not defined"),
    ("macros/templates/cards.jinja", lambda raw: raw + b"{% endif %}", "Encountered unknown tag 'endif'"),
    ("mkdocs.yml", lambda raw: raw + b"\n- broken", "mkdocs.yml"),
]


@pytest.mark.parametrize("mistakes", [MISTAKES[:3], pytest.param(MISTAKES[3:], marks=pytest.mark.soak)], ids=["some", "more"])
def test_a_mistake_shows_over_the_last_good_pages(
    preview: Preview, mistakes: list[tuple[str, Callable[[bytes], bytes | None], str]]
) -> None:
    """And in the terminal; the next mistake replaces it, and fixing the last one removes it."""
    wait_for_good_page(preview)
    for name, change, message in mistakes:
        logged = preview.log.read_text().count(message)
        with preview.holding(name, change((preview.project / name).read_bytes())):
            page = wait_for_notice(preview, message)
            assert SPENT in page, f"{message}: the last good page is still served below the notice"
            preview.until_logged(message, logged + 1)
    wait_for_good_page(preview)


def test_a_preview_that_begins_with_a_mistake_waits_for_the_fix(tmp_path: Path) -> None:
    """With the problem in the terminal, once for each save; ended by SIGTERM, it leaves nothing."""
    project = make_project(tmp_path / "project", {"index.md": HOME})
    data = project / DATA
    whole = data.read_text("utf-8")
    data.write_text(whole.replace("kind: reported", "kind: reprted", 1), "utf-8")
    with previewing(project) as preview:
        preview.until_logged(f'{DATA}:18:11  facts[0].kind: "reprted" is not one of')
        preview.until_logged("The preview begins when this is mended and saved.")
        data.write_text(whole.replace("value: 829.9\n", "value: wrong\n", 1), "utf-8")
        preview.until_logged('"wrong"')
        preview.until_logged("The preview begins when", 2)
        time.sleep(1)  # There is no event for nothing more being logged.
        assert preview.log.read_text().count("The preview begins when") == 2
        data.write_text(whole, "utf-8")
        wait_for_good_page(preview)
        assert list(preview.temporary.iterdir())
    assert list(preview.temporary.iterdir()) == []
    assert "Traceback" not in preview.log.read_text()


def move_away(path: Path, seconds: float) -> None:
    """Move a file or a folder away and back, as a change of branch, a stash or a synchronised folder does."""
    away = path.rename(path.with_name(f"{path.name}-away"))
    time.sleep(seconds)
    away.rename(path)


def copy_anew(path: Path, seconds: float) -> None:
    """Delete a folder, and put its contents back as new files."""
    kept = path.parent.parent / "kept"
    shutil.copytree(path, kept)
    shutil.rmtree(path)
    time.sleep(seconds)
    shutil.copytree(kept, path)
    shutil.rmtree(kept)


AWAY = [
    (move_away, "data", 0.2),
    (move_away, "docs/zh", 1),
    (copy_anew, "data", 1),
    (move_away, "docs/zh", 3),
    (move_away, "macros", 1),
    (move_away, "overrides", 1),
    (move_away, "mkdocs.yml", 1),
    (copy_anew, "docs/zh", 0),
]


@pytest.mark.parametrize(
    ("act", "name", "seconds"),
    [AWAY[0], *(pytest.param(*row, marks=pytest.mark.soak) for row in AWAY[1:])],
    ids=[f"{act.__name__}-{name}-{seconds}" for act, name, seconds in AWAY],
)
def test_a_folder_that_was_away_is_watched_again(
    preview: Preview, act: Callable[[Path, float], None], name: str, seconds: float
) -> None:
    """Several times, since what the preview notices depends on the moment; a save shows, and so does a mistake."""
    for number in range(4):
        act(preview.project / name, seconds)
        with preview.saved(DATA, "value: 829.9\n", f"value: 82{number}.4\n"):
            preview.until_shown(f"8.2{number}4亿美元")
        with preview.saved(INDEX_PAGE, "# Home", f"# House {number}"):
            preview.until_shown(f"House {number}<")
    with preview.saved(DATA, "kind: reported", "kind: reprted"):
        wait_for_notice(preview, 'did you mean "reported"?')
    wait_for_good_page(preview)


@pytest.mark.parametrize("name", ["data", "data/documents", "data/documents/one.yml"])
def test_what_was_away_between_two_looks_has_changed(tmp_path: Path, name: str) -> None:
    """A build in that moment may have missed it, so another one follows, although no file was written."""
    (tmp_path / "data/documents").mkdir(parents=True)
    (tmp_path / "data/documents/one.yml").touch()
    time.sleep(0.05)
    before = file_times(tmp_path / "data")
    assert file_times(tmp_path / "data") == before
    move_away(tmp_path / name, 0)
    after = file_times(tmp_path / "data")
    assert after != before
    assert after.keys() == before.keys()
    assert after[tmp_path / name] != before[tmp_path / name]


def test_a_folder_that_is_away_is_named_until_it_is_back(preview: Preview) -> None:
    """In one sentence, in the terminal and over the last good page."""
    data = preview.project / "data"
    away = data.rename(data.with_name("data-away"))
    try:
        page = wait_for_notice(preview, "data is gone; the preview goes on when it is back.")
        assert SPENT in page
    finally:
        away.rename(data)
    wait_for_good_page(preview)


@pytest.mark.soak
def test_three_hundred_edits_end_on_the_right_page(preview: Preview) -> None:
    """Of data and pages, good and bad, with folders and files moved away in between; the next seven saves show."""
    moments = random.Random(31)  # noqa: S311 - the same edits at every run
    data, page = preview.project / DATA, preview.project / INDEX_PAGE
    whole, home = data.read_text("utf-8"), page.read_text("utf-8")
    edits: list[Callable[[], object]] = [
        lambda: data.write_text(whole.replace("829.9", f"8{moments.randrange(10, 99)}.1"), "utf-8"),
        lambda: data.write_text(whole + "\t- broken", "utf-8"),
        lambda: page.write_text(home.replace("# Home", f"# House {moments.random()}"), "utf-8"),
        lambda: page.write_text(home.replace("cards(", "card("), "utf-8"),
        lambda: move_away(preview.project / moments.choice(["data", "docs/zh", DATA, INDEX_PAGE]), moments.random()),
        lambda: copy_anew(preview.project / moments.choice(["data", "docs/zh"]), moments.random() / 2),
    ]
    for _ in range(300):
        moments.choice(edits)()
        time.sleep(moments.random() / 2)
    page.write_text(home, "utf-8")
    data.write_text(whole, "utf-8")
    wait_for_good_page(preview)
    for number in range(7):
        with preview.saved(DATA, "value: 829.9\n", f"value: 81{number}.4\n"):
            preview.until_shown(f"8.1{number}4亿美元")
    wait_for_good_page(preview)


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/", "localhost", 200),
        ("/", "127.0.0.1:8000", 200),
        ("/", "[::1]:8000", 200),
        ("/", "evil.example", 421),
        ("/", "127.0.0.1.evil.example", 421),
        ("/", "[::1", 421),
        ("/%00", "localhost", 404),
        ("/a%00b.html", "localhost", 404),
        ("/..%2f..%2fmkdocs.yml", "localhost", 404),
    ],
)
def test_a_preview_answers_this_machine_alone(preview: Preview, path: str, host: str, status: int) -> None:
    """A foreign site whose name leads to this machine gets no page, and an impossible path is no error of the server."""
    connection = http.client.HTTPConnection(preview.address.removeprefix("http://").strip("/"), timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": host})
    assert connection.getresponse().status == status
    connection.close()
    assert "embedded null byte" not in preview.log.read_text()


def test_the_english_preview_sees_the_configuration_that_it_inherits(tmp_path: Path) -> None:
    """As it sees its own."""
    project = make_project(tmp_path / "project", {"index.md": HOME}, languages=("zh", "en"))
    with previewing(project, "mkdocs.en.yml") as preview:
        preview.until_shown("The AI Bet Ledger")
        with preview.saved("mkdocs.yml", "generator: false", "generator: true"):
            preview.until_shown('name="generator"')


@pytest.mark.soak
def test_a_renamed_page_moves(preview: Preview) -> None:
    """The old address is gone, the new one is there; then back."""
    story = preview.project / "docs/zh/story.md"
    story.write_text(HOME.replace("# Home", "# A story"), "utf-8")
    preview.until_shown("A story<", "story.html")
    story = story.rename(story.with_name("tale.md"))
    preview.until_shown("A story<", "tale.html")
    with pytest.raises(OSError, match="404"):
        preview.page("story.html")
    story.unlink()
    preview.until(lambda page: "tale.html" not in page)


@pytest.mark.soak
def test_the_same_mistake_is_logged_again_when_it_is_saved_again(preview: Preview) -> None:
    """An author who saves without a fix looks at the terminal, where mkdocs alone logs it once."""
    message = '"reprted" is not one of'
    logged = preview.log.read_text().count(message)
    with preview.saved(DATA, "kind: reported", "kind: reprted"):
        preview.until_logged(message, logged + 1)
        with preview.saved(DATA, "kind: reprted\n", "kind: reprted  # saved again\n"):
            preview.until_logged(message, logged + 2)
    wait_for_good_page(preview)
