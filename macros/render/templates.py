"""The one template environment: autoescaping, strict, and the only place where HTML comes from."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from macros.render.footnotes import without_notes

TEMPLATES = Path(__file__).parent.parent / "templates"

# Characters that Markdown would read inside a paragraph or a table cell. None of them is part of
# the HTML of an inline template, so that the whole result may be escaped at once.
_MARKDOWN = re.compile(r"[\\`*_\[\]|~^{}!$]")
_HEADING = re.compile(r"^(#+ )(.*?)( \{: #[^{}\n]+ \})$", re.MULTILINE)
"""A heading as block templates write it: a text of the data, then the name that they give it."""


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the environment of `macros/templates`, made once; every template sees `_parts.jinja` as `parts`."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["lines"] = _lines
    made.filters["heading"] = _heading
    made.filters["without_notes"] = lambda html: Markup(without_notes(str(html)))  # noqa: S704 - the environment escaped it
    # An import in each template would run the shared parts anew for every inline number.
    made.globals["parts"] = made.get_template("_parts.jinja").module
    return made


def _parts() -> Any:
    return environment().globals["parts"]


def _lines(text: str) -> Markup:
    """Escape a text of several lines for an attribute; its breaks are written so that Markdown leaves them alone."""
    return Markup("&#10;").join(text.split("\n"))


def _heading(text: str) -> str:
    """Begin a label with a capital, as a heading does; Chinese has none."""
    return text[:1].upper() + text[1:]


def render_inline(template: str, **view: Any) -> str:
    """Render a template that stands inside a line of Markdown: one line, safe from Markdown's own signs."""
    return _in_line(environment().get_template(template).render(**view))


def render_figure(view: Any, text: str) -> str:
    """Render a figure, or what is said in its place, inside a line of Markdown, as other templates show it."""
    # Pages hold thousands of them, and a template's own context takes longer than what it says.
    return _in_line(_parts().number(view, text))


def _in_line(html: str) -> str:
    return _without_signs(" ".join(html.split()))


def _without_signs(html: str) -> str:
    """Write the signs that Markdown reads as entities, which it leaves alone."""
    return _MARKDOWN.sub(lambda match: f"&#{ord(match.group())};", html)


def render_block(template: str, **view: Any) -> str:
    """Render a template that stands on its own between blank lines.

    Blank lines are dropped but where the template separates Markdown from HTML by one. What a heading says is
    text, whatever signs are in it.
    """
    html = environment().get_template(template).render(**view)
    html = _HEADING.sub(lambda match: f"{match[1]}{_without_signs(match[2])}{match[3]}", html)
    return re.sub(r"\n[ \t]*(?=\n\n)|\n{3,}", "\n", html).strip("\n") + "\n"
