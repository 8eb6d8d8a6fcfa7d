"""The editions of a ledger: the configurations at the project's root, `mkdocs.yml` first, then each `mkdocs.<folder>.yml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import yaml

from macros.ledger.errors import RequestError, listed
from macros.ledger.model import Language
from macros.ledger.yaml_mistakes import LOADER

_MOST_INHERITED = 9
"""Configurations that inherit more than this inherit each other."""


@dataclass(frozen=True)
class Edition:
    """One configuration with its theme's language and its folder of pages; `folder` is where its site is below the first's."""

    config: str
    code: str
    docs: Path
    folder: str

    @property
    def language(self) -> Language:
        """The language of its pages; raises RequestError for one that this package does not speak."""
        return language_of(self.code)


def editions_of(root: Path) -> list[Edition]:
    """Return the editions of a project; raises RequestError for a configuration that cannot be read."""
    paths = [path for path in (root / "mkdocs.yml", *sorted(root.glob("mkdocs.*.yml"))) if path.is_file()]
    return [Edition(path.name, *_pages_of(path), path.name.removeprefix("mkdocs.").removesuffix("yml")[:-1]) for path in paths]


def languages_of(root: Path) -> tuple[Language, ...]:
    """Return the languages of a project's editions, in their order; all, where it has no configuration."""
    return tuple(dict.fromkeys(each.language for each in editions_of(root))) or get_args(Language)


def language_of(name: str) -> Language:
    """Return the ledger's language for a theme's language code.

    >>> language_of("zh-Hant"), language_of("en")
    ('zh', 'en')
    """
    for language in get_args(Language):
        if name.startswith(language):
            return language  # type: ignore[no-any-return]  # get_args knows no types
    raise RequestError(f'the site is in "{name}"; this package speaks {listed(get_args(Language))}')


def _pages_of(path: Path) -> tuple[str, Path]:
    try:
        inherited = list(islice(_inherited(path), _MOST_INHERITED))
        language = next((each["theme"]["language"] for each in inherited if "language" in (each.get("theme") or {})), "en")
    except (OSError, ValueError, AttributeError, TypeError, yaml.YAMLError) as error:
        raise RequestError(f"{path.name} or what it inherits is no configuration: {error}") from None
    docs = next((each["docs_dir"] for each in inherited if "docs_dir" in each), "docs")
    return str(language), path.parent / str(docs)


def _inherited(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a configuration and those that it inherits, the nearest first."""
    while True:
        read = yaml.load(path.read_text("utf-8"), _Loader) or {}  # noqa: S506 - a safe loader
        yield read
        if "INHERIT" not in read:
            return
        path = path.parent / str(read["INHERIT"])


class _Loader(LOADER):  # type: ignore[misc]  # libyaml's or the other
    """Reads what has a tag of mkdocs' own, such as !ENV, as nothing."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
