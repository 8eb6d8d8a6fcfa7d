"""What a build is given is checked before it begins: one sentence says what to change, and nothing is built."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from macros.build.settings import check_clock, site_address
from tests.conftest import run, succeed
from tests.support.projects import BUILDS, WHOLE, refused

ENCODED = "https://xn--fsqu00a.xn--0zwm56d/%E8%B4%A6%E6%9C%AC/"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", ""),
        ("  ", ""),
        ("https://example.org/ledger", "https://example.org/ledger/"),
        (" https://example.org/ledger/ ", "https://example.org/ledger/"),
        (" https://例子.测试/账本 /", ENCODED),
        (ENCODED, ENCODED),
        ("HTTP://Straße.example:8080/a&b", "http://xn--strae-oqa.example:8080/a%26b/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("https://[::1]/ledger/", "https://[::1]/ledger/"),
        ("http://[2001:DB8:0::1]:8080", "http://[2001:db8::1]:8080/"),
    ],
)
def test_an_address_is_encoded_one_way(given: str, address: str) -> None:
    """The host in punycode, the path in percent signs; spaces around it are cut."""
    assert site_address(given) == address


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("https://example.org/ledger?x=1", "a query"),
        ("https://example.org/ledger/#f", "a fragment"),
        ("https://user:pw@example.org/", "a user"),
        ("ftp://example.org/", "neither https:// nor http://"),
        ("example.org/ledger", "neither https:// nor http://"),
        ("https://", "names no host"),
        ("/", "neither https:// nor http://"),
        ("https://[::g]/", "is no address"),
        ("https://[fe80::1%25eth0]/", "names no host"),
        ("https://example.org:99999/", "is no address"),
        ("https://..例/", "is no address"),
        ('https://example.org/"><script>alert(1)</script>/', "a character that no address has"),
        ("https://example.org/a b/", "a character that no address has"),
        ("https://exa mple.org/", "a character that no address has"),
        ("https://example.org:0/", "names no host"),
        ("https://a..b/", "names no host"),
        (f"https://{'a' * 70}.org/", "names no host"),
        ("https://example.org/../ledger/", "a part that is . or .."),
        ("https://example.org/%zz/", "a character that no address has"),
        ("https://example.org/\x1b[31m/", "a character that no address has"),
    ],
)
def test_an_address_that_cannot_be_that_of_a_site_is_refused(given: str, reason: str) -> None:
    """With the reason and an example."""
    with pytest.raises(PluginError, match=r"SITE_URL: .*; write an address such as https://example\.org/ledger/") as error:
        site_address(given)
    assert reason in str(error.value)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("given", ["-1", "abc", "1e9", "", " 5", "4294967296", "99999999999999"])
def test_a_source_date_that_files_cannot_have_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """Beyond the years 1970 to 2106, or no number."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(PluginError, match="is no time; write the seconds since 1970"):
        check_clock()


ENVIRONMENTS = {
    "no address": ("one edition", {"SITE_URL": "https://[::1"}, "SITE_URL: 'https://[::1' is no address"),
    "no host": ("both editions", {"SITE_URL": "https://"}, "SITE_URL: 'https://' names no host"),
    "no time": ("one edition", {"SOURCE_DATE_EPOCH": "-1"}, 'SOURCE_DATE_EPOCH: "-1" is no time'),
}


@pytest.mark.parametrize(("build", "environment", "message"), ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_an_environment_that_cannot_be_used_ends_the_build(
    project: Path, build: str, environment: dict[str, str], message: str
) -> None:
    """In one sentence, whichever command builds."""
    assert_refused(project, message, *BUILDS[build], **environment)


def assert_refused(project: Path, message: str, *command: str, **environment: str) -> None:
    """Run a build; it fails with a message, once and without a traceback, and leaves nothing."""
    assert refused(project, *command, **environment).count(message) == 1
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("key", "name"), [("site_name", 'A <b>"ledger"'), ("site_name", "Bulls & bears"), ("site_description", "a > b")]
)
def test_a_name_that_the_theme_would_write_as_markup_is_refused(project: Path, key: str, name: str) -> None:
    """By the file and the key: the theme writes it into the title as it is."""
    configuration = project / "mkdocs.en.yml"
    rest = "".join(line for line in configuration.read_text("utf-8").splitlines(keepends=True) if not line.startswith(key))
    configuration.write_text(f"{rest}\n{key}: '{name}'\n", "utf-8")
    first = next(each for each in name if each in '<>"&')
    message = f"mkdocs.en.yml: {key} holds {first} and the theme writes it unescaped"
    assert_refused(project, message, "mkdocs", "build", "--config-file", "mkdocs.en.yml")


FILES = {
    "a link to a file": ("secret.txt", "../../../outside/words", "docs/zh/secret.txt leads outside the project, to "),
    "a link to a folder": ("all", "../../../outside", "docs/zh/all:1:1  this link to a folder is not followed"),
    "an absolute link": ("host.txt", "/etc/hostname", "docs/zh/host.txt leads outside the project, to /etc/hostname"),
    "an escape sequence": ("a\x1b[31mred.txt", None, r"docs/zh/a\x1b[31mred.txt: the name holds a character"),
    "a line break": ("a\nb.txt", None, r"docs/zh/a\nb.txt: the name holds a character"),
    "no UTF-8": (os.fsdecode(b"a\xff.txt"), None, r"docs/zh/a\udcff.txt: the name holds a character"),
}


@pytest.mark.parametrize(("name", "target", "message"), FILES.values(), ids=FILES)
def test_a_file_that_should_not_be_published_is_refused_by_its_name(
    project: Path, name: str, target: str | None, message: str
) -> None:
    """A link that leads out of the project would publish whatever is there; a name is printed with its signs escaped."""
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "words").touch()
    path = project / "docs/zh" / name
    if target is None:
        path.touch()
    else:
        path.symlink_to(target)
    assert_refused(project, message, "mkdocs", "build")


def test_links_to_the_folder_that_they_are_in_end_no_build(project: Path) -> None:
    """Two of them double the paths at each of forty steps; they are named at once, in data and among the pages."""
    for folder in ("data/documents", "docs/zh"):
        for name in ("one", "two"):
            (project / folder / name).symlink_to(".")
    result = run(project, "macros", "check")
    assert "data/documents/two:1:1  this link to a folder is not followed" in result.stdout
    shutil.rmtree(project / "data")
    shutil.copytree(WHOLE / "data", project / "data")
    assert_refused(project, "docs/zh/two:1:1  this link to a folder is not followed", "mkdocs", "build")


TRACEBACKS = {
    "a link to itself": (("build", "loop"), "loop is no folder; remove it, or name another folder"),
    "no configuration": (("export", "docs", "--config-file", "none.yml"), "none.yml' does not exist"),
    "a folder as configuration": (("export", "docs", "--config-file", "data"), "Is a directory"),
}


@pytest.mark.parametrize(("arguments", "message"), TRACEBACKS.values(), ids=TRACEBACKS)
def test_an_argument_that_cannot_be_used_is_told(project: Path, arguments: tuple[str, ...], message: str) -> None:
    """In one sentence."""
    (project / "loop").symlink_to("loop")
    (project / "docs/index.html").touch()
    assert message in refused(project, "macros", *arguments)


def test_a_link_inside_the_project_is_published(project: Path) -> None:
    """As a file that both editions share."""
    (project / "docs/zh/shared.txt").symlink_to("../en/shared.txt")
    (project / "docs/en/shared.txt").write_text("shared")
    succeed(project, "mkdocs", "build")
    assert (project / "site/shared.txt").read_text() == "shared"


@pytest.mark.parametrize(
    ("address", "message"),
    [("127.0.0.1:{port}", "port {port} is taken; make serve PORT=…"), ("127.0.0.1:99999", "port 99999 cannot be used")],
)
def test_a_preview_that_could_not_listen_says_so_before_it_builds(project: Path, address: str, message: str) -> None:
    """In one sentence."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(project, "mkdocs", "serve", "--dev-addr", address.format(port=port))
    assert message.format(port=port) in said
    assert "Cleaning site directory" not in said
