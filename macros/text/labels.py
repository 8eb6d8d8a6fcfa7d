"""The words of the interface, `zh.yml` and `en.yml` beside this module, which have the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from macros.ledger.errors import RequestError
from macros.ledger.model import Language

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""A safe loader; libyaml's where PyYAML was built with it."""


@cache
def wording(language: Language) -> Mapping[str, str]:
    """Return every word of the interface in one language, by key.

    >>> wording("zh")["kind.plan"], wording("en")["kind.plan"]
    ('计划', 'plan')
    """
    text = Path(__file__).with_name(f"{language}.yml").read_text("utf-8")
    return MappingProxyType(yaml.load(text, LOADER))  # noqa: S506 - a safe loader


def language_of(name: str) -> Language:
    """Return the ledger's language for a theme's language code.

    >>> language_of("zh-Hant"), language_of("en")
    ('zh', 'en')
    """
    if name.startswith("zh"):
        return "zh"
    if name.startswith("en"):
        return "en"
    raise RequestError(f'the site is in "{name}"; this package speaks zh and en')
