"""The macros by the names that pages call them by."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from macros.pages.macro_calls import Macro
from macros.render.components import catalogue, figures, lists, tables
from macros.render.site import PageRun, Site
from macros.render.templates import Block
from macros.render.views import Views

COMPONENTS: Final[Mapping[str, Callable[..., Block]]] = {
    name: component
    for module in (figures, tables, lists, catalogue)
    for name, component in inspect.getmembers(module, inspect.isfunction)
    if component.__module__ == module.__name__ and inspect.signature(component).return_annotation in ("Inline", "Block")
}
"""The functions of the components' modules that return a template; one raises RequestError for what the ledger lacks."""


def _macro(component: Callable[..., Block]) -> Macro:
    """Return what authors write between the brackets: the parameters but for the views."""
    signature = inspect.signature(component)
    parameters = list(signature.parameters.values())[1:]
    return Macro(signature.replace(parameters=parameters), is_block=signature.return_annotation == "Block")


MACROS: Final[Mapping[str, Macro]] = {name: _macro(component) for name, component in COMPONENTS.items()}


def render_call(site: Site, run: PageRun, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Render a macro call of a page as HTML, and note in the page's run what it shows."""
    views = Views(site, run)
    return COMPONENTS[name](views, *args, **kwargs).html(views)
