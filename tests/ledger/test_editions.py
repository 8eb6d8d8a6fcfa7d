"""Editions are what configurations there are; a configuration says its language and its pages, or inherits them."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.ledger.editions import Edition, editions_of, languages_of
from macros.ledger.errors import RequestError
from tests.conftest import ROOT


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


@pytest.mark.parametrize("text", ["a: [", "- a", "theme: here", "INHERIT: mkdocs.yml", "theme: {language: fr}"])
def test_an_odd_configuration_ends_in_no_traceback(tmp_path: Path, text: str) -> None:
    """One that cannot be read is named by the commands that need it, and labels are asked for in every language."""
    written(tmp_path, mkdocs=text)
    if text.startswith(("a", "-")):
        with pytest.raises(RequestError, match=r"mkdocs\.yml or what it inherits is no configuration: "):
            editions_of(tmp_path)
    else:
        assert len(editions_of(tmp_path)) == 1
    assert languages_of(tmp_path) == (("en",) if "INHERIT" in text or "here" in text else ("zh", "en"))
