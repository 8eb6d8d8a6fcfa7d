"""The one template environment, autoescaping and strict: all HTML comes from the templates in `macros/templates/`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from macros.render.urls import anchor_of
from macros.render.views import Views

TEMPLATES = Path(__file__).parent.parent / "templates"

# Characters that Markdown would read inside a paragraph, a heading or a table cell. None of them is part of the HTML of
# an inline template, so that the whole result may be escaped at once.
_MARKDOWN = re.compile(r"[\\`*_\[\]|~^{}!$]")


@cache
def environment() -> jinja2.Environment:
    """Return the environment of `macros/templates`, made once; every template sees `_parts.jinja` as `parts`.

    Templates of pages also get the page's `views` and its `words`.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["anchor"] = anchor_of
    # Line breaks too, which Markdown would join in an attribute.
    made.filters["lines"] = lambda text: Markup(str(escape(text)).replace("\n", "&#10;"))  # noqa: S704 - escaped
    made.filters["escape_markdown"] = lambda text: Markup(_escape_markdown(str(escape(text))))  # noqa: S704 - escaped
    # Imported here once: an import in each template would run for every inline number.
    made.globals["parts"] = made.get_template("_parts.jinja").module
    return made


def render(template: str, **context: Any) -> str:
    """Render a template by what it names as its context."""
    return environment().get_template(template).render(context)


@dataclass(frozen=True)
class Block:
    """A template between blank lines, with its context or a function that makes it when it is rendered."""

    template: str
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]]

    def html(self, views: Views) -> str:
        """Render HTML between Markdown headings; no blank line is left inside the HTML, where it would end a block."""
        context = self.context() if callable(self.context) else self.context
        html = render(self.template, views=views, words=views.words, **context)
        return re.sub(r"\n[ \t]*(?=\n\n)|\n{3,}", "\n", html).strip("\n") + "\n"


class Inline(Block):
    """A template inside a line of Markdown."""

    def html(self, views: Views) -> str:
        """Render one line, without the signs that Markdown reads."""
        return _escape_markdown(" ".join(super().html(views).split()))


def _escape_markdown(html: str) -> str:
    """Write the signs that Markdown reads as entities."""
    return _MARKDOWN.sub(lambda match: f"&#{ord(match.group())};", html)
