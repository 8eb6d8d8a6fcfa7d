"""Editions are what configurations there are; a configuration says its language and its pages, or inherits them."""

from pathlib import Path

import pytest

from macros.ledger.editions import Edition, editions_of, languages_of
from macros.ledger.errors import RequestError
from tests.conftest import ROOT
from tests.support.projects import PAGE, make_project, refused


def written(folder: Path, **configurations: str) -> Path:
    """Write configurations by the middle of their names; the first has none."""
    for name, text in configurations.items():
        (folder / f"{name.replace('_', '.')}.yml").write_text(text, "utf-8")
    return folder


def test_the_real_ledger_has_two() -> None:
    """The first at the site's address."""
    folders = [(each.config, each.language, each.docs.relative_to(ROOT).as_posix(), each.folder) for each in editions_of(ROOT)]
    assert folders == [("mkdocs.yml", "zh", "docs/zh", ""), ("mkdocs.en.yml", "en", "docs/en", "en")]


def test_what_a_configuration_does_not_say_it_inherits(tmp_path: Path) -> None:
    """From one that is no edition, too; tags of mkdocs' own are passed over."""
    common = "site_dir: !ENV [SITE, site]\ntheme: {name: material, language: zh-Hant}\nicon: !!python/name:a.b\ndocs_dir: docs"
    english = "INHERIT: mkdocs.yml\ntheme: {language: en}\ndocs_dir: docs/en"
    written(tmp_path, common=common, mkdocs="INHERIT: common.yml", mkdocs_en=english)
    assert editions_of(tmp_path) == [
        Edition("mkdocs.yml", "zh-Hant", tmp_path / "docs", ""),
        Edition("mkdocs.en.yml", "en", tmp_path / "docs/en", "en"),
    ]
    assert languages_of(tmp_path) == ("zh", "en")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", r"mkdocs\.yml or what it inherits is no configuration: "),
        ("- a", r"mkdocs\.yml or what it inherits is no configuration: "),
        ("INHERIT: mkdocs.yml", r"mkdocs\.yml inherits itself"),
        ("INHERIT: other.yml", r"mkdocs\.yml inherits itself"),
        ("INHERIT: none.yml", r"none\.yml"),
        ("theme: {language: fr}", 'the site is in "fr"'),
        ("theme: {language: !ENV NOT_SET}", r"theme\.language is no text"),
        ("docs_dir: !ENV NOT_SET", "docs_dir is no text"),
        ("docs_dir: ../pages", r"mkdocs\.yml: the docs_dir .* is not below the project"),
        ("docs_dir: linked", r"mkdocs\.yml: the docs_dir .* is not below the project"),
        ("docs_dir: .", r"mkdocs\.yml: the docs_dir .* is not below the project"),
    ],
)
def test_an_odd_configuration_is_told(tmp_path: Path, text: str, told: str) -> None:
    """One that cannot be read, inherits itself, or has its pages elsewhere is named by every command."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "linked").symlink_to(tmp_path)
    with pytest.raises(RequestError, match=told):
        languages_of(written(tmp_path / "one", mkdocs=text, other="INHERIT: mkdocs.yml"))


def test_a_theme_s_name_alone_leaves_the_language_english(tmp_path: Path) -> None:
    """As the theme has it, and an empty configuration; without any, labels are asked for in every language."""
    assert languages_of(tmp_path) == ("zh", "en")
    for text in ("theme: here", ""):
        assert languages_of(written(tmp_path, mkdocs=text)) == ("en",)


def test_the_environment_is_read_as_mkdocs_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a variable holds, or else the last item."""
    written(tmp_path, mkdocs="theme: {language: !ENV [LEDGER_LANGUAGE, en]}\ndocs_dir: !ENV [LEDGER_PAGES, pages]")
    assert editions_of(tmp_path) == [Edition("mkdocs.yml", "en", tmp_path / "pages", "")]
    monkeypatch.setenv("LEDGER_LANGUAGE", "zh")
    assert languages_of(tmp_path) == ("zh",)


@pytest.mark.parametrize("text", ["a: [", "theme: {language: fr}"])
@pytest.mark.parametrize("command", ["mkdocs", "macros"])
def test_a_build_tells_the_other_edition_s_mistake(tmp_path: Path, command: str, text: str) -> None:
    """In words, and writes nothing."""
    project = make_project(tmp_path / "project", {"index.md": PAGE.format("Home", "")})
    told = refused(written(project, mkdocs_en=text), command, "build")
    assert "mkdocs.en.yml or what it inherits" in told or 'is in "fr"' in told, told
    assert not (project / "site").exists()
