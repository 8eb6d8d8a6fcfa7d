"""The words of the interface: the same keys in both languages, none missing, empty, doubled or left over."""

import re
from typing import get_args

import pytest

from macros.ledger.editorial import STANDINGS
from macros.ledger.model import Kind, Language, Qualifier
from macros.ledger.yaml_source import read_source
from macros.text.labels import wording
from macros.text.typography import is_chinese
from tests.conftest import ROOT

WITHOUT_A_NAME = {"search.about", "search.list"}
"""Results of the search that their page's title names already."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_word_is_written_once_and_not_empty(language: Language) -> None:
    """The strict reader of the data finds doubled keys, which YAML passes over."""
    source = read_source(ROOT / "macros" / "text" / f"{language}.yml", ROOT)
    assert source.problems == ()
    assert source.data == wording(language)
    assert {key for key, text in wording(language).items() if not text} == WITHOUT_A_NAME
    assert len(wording(language)) > 150


def test_both_languages_have_the_same_words() -> None:
    """With the same places to fill; in English without a Chinese character."""
    chinese, english = wording("zh"), wording("en")
    assert sorted(chinese) == sorted(english)
    for key, text in english.items():
        assert not is_chinese(text), key
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", chinese[key])), key


def test_every_word_is_used() -> None:
    """By its whole key, or put together: `f"outcome.{name}"` with `"doubt_open"`, `f"order.{power}"` with a number."""
    files = [
        path
        for room in ("macros", "overrides")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".jinja", ".html")
    ]
    code = "\n".join(path.read_text("utf-8") for path in files)
    written = set(re.findall(r"""["']([\w.]+)["']""", code)) | {str(power) for power in range(1, 13)}
    written |= set(STANDINGS)
    begun = set(re.findall(r"""["']([\w.]+\.)(?:\{|["'] ?~)""", code))
    together = {f"{group}{name}{end}" for group in begun for name in written for end in ("", ".meaning")}
    assert set(wording("en")) - written - together == set()


def test_every_kind_and_every_qualifier_has_its_word() -> None:
    """Those that the model knows, and no two alike."""
    words = wording("en")
    for group, names in (("kind", (*get_args(Kind), "derived")), ("qualifier", get_args(Qualifier))):
        labels = {words[f"{group}.{name}"] for name in names}
        assert len(labels - {""}) == len(names), group
