"""The words of the interface, `zh.yml` and `en.yml` beside this module, which have the same keys."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from macros.ledger.model import Language
from macros.ledger.yaml_source import read_own


@cache
def wording(language: Language) -> Mapping[str, str]:
    """Return every word of the interface in one language, by key.

    >>> wording("zh")["kind.plan"], wording("en")["kind.plan"]
    ('计划', 'plan')
    """
    return MappingProxyType(read_own(__file__, f"{language}.yml"))
