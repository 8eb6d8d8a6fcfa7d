"""The package that mkdocs-macros loads: it gives pages their macros."""

from typing import Any

__version__ = "0.2.0"


def define_env(env: Any) -> None:
    """Register the components for the site that is built; refuse to go on with data or pages that are wrong."""
    from macros.build.plugin import register

    register(env)


def on_pre_page_macros(env: Any) -> None:
    """Expand what a page calls, before the plugin reads the page."""
    from macros.build.plugin import expand

    expand(env)
