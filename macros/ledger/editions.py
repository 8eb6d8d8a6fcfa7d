"""The editions of a ledger: the configurations at the project's root, `mkdocs.yml` first, then each `mkdocs.<folder>.yml`."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from yaml_env_tag import construct_env_tag

from macros.ledger.errors import RequestError, listed
from macros.ledger.model import Language
from macros.ledger.yaml_mistakes import LOADER


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
        configs = list(inherited(path))
        language = next((each["theme"]["language"] for each in configs if "language" in (each.get("theme") or {})), "en")
        docs = next((each["docs_dir"] for each in configs if "docs_dir" in each), "docs")
        root, folder = (Path(os.path.realpath(each)) for each in (path.parent, path.parent / str(docs)))
    except (OSError, ValueError, AttributeError, TypeError, yaml.YAMLError) as error:
        raise RequestError(f"{path.name} or what it inherits is no configuration: {error}") from None
    for key, value in (("theme.language", language), ("docs_dir", docs)):
        if not isinstance(value, str):
            raise RequestError(f"{path.name}: {key} is no text")
    if root not in folder.parents:
        raise RequestError(f'{path.name}: the docs_dir "{docs}" is not below the project\'s folder; move the pages there')
    return language, folder


def inherited(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a configuration and those that it inherits, the nearest first; raises ValueError where one inherits itself."""
    seen: list[str] = []
    while (real := os.path.realpath(path)) not in seen:
        seen.append(real)
        read = yaml.load(path.read_text("utf-8"), _Loader) or {}  # noqa: S506 - a safe loader
        yield read
        if "INHERIT" not in read:
            return
        path = path.parent / str(read["INHERIT"])
    raise ValueError(f"{path.name} inherits itself")


class _Loader(LOADER):  # type: ignore[misc]  # libyaml's or the other
    """Reads !ENV as mkdocs does, and what has another tag of mkdocs' own as nothing."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
_Loader.add_constructor("!ENV", construct_env_tag)
