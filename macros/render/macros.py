"""The macros by the names that pages call them by."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from macros.pages.macro_calls import Macro
from macros.render.components import catalogue, figures, lists, tables
from macros.render.page_run import PageRun
from macros.render.site import Site
from macros.render.templates import Block
from macros.render.views.page import Views

Component = Callable[..., Block]

_INLINE: tuple[Component, ...] = (
    figures.fact,
    figures.statement,
    figures.source,
    figures.derived,
    figures.count,
    figures.feed,
)
_BLOCKS: tuple[Component, ...] = (
    tables.cards,
    tables.headline,
    tables.table,
    tables.vintages,
    lists.chart,
    lists.charts,
    lists.statements,
    lists.timeline,
    lists.events,
    lists.checks,
    lists.corrections,
    lists.doubts,
    lists.verdicts,
    lists.documents,
    lists.downloads,
    lists.glossary,
    lists.meanings,
    catalogue.catalogue,
    catalogue.catalogue_index,
    catalogue.document,
    catalogue.page_sources,
)


def _signature(component: Component) -> inspect.Signature:
    """Return what authors write between the brackets: the parameters but for the views."""
    signature = inspect.signature(component)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


COMPONENTS: Final[Mapping[str, Component]] = {each.__name__: each for each in (*_INLINE, *_BLOCKS)}
MACROS: Final[Mapping[str, Macro]] = {
    name: Macro(_signature(each), is_block=each in _BLOCKS) for name, each in COMPONENTS.items()
}


def prepare(views: Views, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Block:
    """Choose what a macro call shows; raises RequestError where the ledger does not hold it. Nothing is rendered."""
    return COMPONENTS[name](views, *args, **kwargs)


def render_call(site: Site, run: PageRun, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Render a macro call of a page as HTML, and note in the page's run what it shows."""
    views = Views(site, run)
    return prepare(views, name, args, kwargs).html(views)
