"""`make serve`: every edition under one address, each rebuilt by a preview of its own, or one edition alone."""

import functools
import http.client
import posixpath
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import run
from tests.support.preview_server import PATIENCE, Preview, previewing
from tests.support.projects import PAGE, make_project

HOME = PAGE.format("Home", '{{ cards([("orbit-spending", "FY2024", "orbit-2026-02-01")]) }}\n\n{{ page_sources() }}')
DATA = "data/documents/orbit-2026-02-01.yml"
ZH, EN = "index.html", "en/index.html"


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of both editions that has built both once."""
    project = make_project(tmp_path_factory.mktemp("serve") / "project", {"index.md": HOME}, languages=("zh", "en"))
    with previewing(project, editions=()) as preview:
        preview.until_shown("8.299亿美元", ZH)
        preview.until_shown("US$829.9 million", EN)
        yield preview


def test_the_switch_leads_from_each_edition_to_the_other(preview: Preview) -> None:
    """The terminal names both addresses; a folder's address without its slash leads to the folder."""
    for name, twin in ((ZH, EN), (EN, ZH)):
        (address,) = re.findall(r'<a class="language" href="([^"]+)"', preview.page(name))
        assert posixpath.normpath(posixpath.join(posixpath.dirname(name), address)) == twin
    for address in (preview.address, f"{preview.address}en/"):
        preview.until_logged(f"Serving on {address}\n")
    assert 'lang="en"' in preview.page("en")


def test_a_saved_value_shows_in_both_editions(preview: Preview) -> None:
    """And a mistake over the pages of both."""
    with preview.saved(DATA, "value: 829.9\n", "value: 829.8\n"):
        preview.until_shown("8.298亿美元", ZH)
        preview.until_shown("US$829.8 million", EN)
    with preview.saved(DATA, "kind: reported", "kind: reprted"):
        for name in (ZH, EN):
            preview.until_shown('role="alert"', name)
    for name in (ZH, EN):
        preview.until(lambda page: 'role="alert"' not in page, name)


def test_a_page_is_told_of_a_new_build_of_its_own_edition(preview: Preview) -> None:
    """Its script asks at the root, whatever the edition: the page that it asks for tells."""
    connection = http.client.HTTPConnection(preview.address.removeprefix("http://").strip("/"), timeout=PATIENCE)

    def epoch_of(page: str) -> str:
        return str(re.findall(r"livereload\((\d+), \d+\);\n", page)[-1])

    def is_told(page: str, name: str) -> bool:
        asked = f"/livereload/{int(epoch_of(page)) - 1}/1"
        connection.request("GET", asked, headers={"Referer": preview.address + name})
        return connection.getresponse().read().decode() == epoch_of(page)

    # A build that ends between the two requests, such as the last test's, is told to a page that does not have it yet.
    pages = [preview.until(functools.partial(is_told, name=name), name) for name in (ZH, EN)]
    assert len(set(map(epoch_of, pages))) == 2
    connection.request("GET", "/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 421
    connection.close()


@pytest.mark.parametrize(("language", "shown"), [("zh", "8.299亿美元"), ("en", "US$829.9 million")])
def test_one_edition_alone_is_at_the_address_itself(preview: Preview, language: str, shown: str) -> None:
    """Without a switch, since the other edition is not there; ended by SIGTERM, it leaves nothing."""
    with previewing(preview.project, f"{language}", editions=("--edition", language)) as alone:
        page = alone.until_shown(shown)
        assert 'class="language"' not in page
        assert list(alone.temporary.iterdir())
    assert list(alone.temporary.iterdir()) == []


def test_a_mistake_in_the_data_is_told_once_before_the_first_build(tmp_path: Path) -> None:
    """By the first edition; one on a page of the second is told too, and both begin when it is mended."""
    project = make_project(tmp_path / "project", {"index.md": HOME}, languages=("zh", "en"))
    data, page = project / DATA, project / "docs" / "en" / "index.md"
    right = {path: path.read_text("utf-8") for path in (data, page)}
    data.write_text(right[data].replace("kind: reported", "kind: reprted", 1), "utf-8")
    page.write_text(right[page].replace("cards(", "crds("), "utf-8")
    with previewing(project, editions=()) as preview:
        preview.until_logged("The preview begins when")
        time.sleep(3)  # There is no event for nothing more being logged.
        assert preview.log.read_text().count('"reprted"') == 1
        data.write_text(right[data], "utf-8")
        preview.until_logged("docs/en/index.md:")
        page.write_text(right[page], "utf-8")
        preview.until_shown("8.299亿美元", ZH)
        preview.until_shown("US$829.9 million", EN)


def test_what_cannot_be_previewed_is_told(preview: Preview, tmp_path: Path) -> None:
    """A port that is taken, a language without an edition, and no edition at all, before anything is built."""
    port = preview.address.rpartition(":")[2].strip("/")
    for option, message in ((("--port", port), f"port {port} is taken"), (("--edition", "fr"), 'no edition is called "fr"')):
        result = run(preview.project, "macros", "serve", *option)
        assert result.returncode == 1
        assert message in result.stderr
    copied = make_project(tmp_path / "project", {})
    (copied / "mkdocs.yml").unlink()
    result = run(copied, "macros", "serve")
    assert (result.returncode, result.stderr) == (1, f"{copied} has no mkdocs.yml, so there is nothing to preview\n")
