"""Images for shared links: one for each story, one for all other pages."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from macros.render.site import Site
from macros.render.templates import render
from macros.render.urls import SHARING
from macros.text.typography import wrap

FONT = Path(__file__).resolve().parents[1] / "fonts" / "NotoSansSC-Bold-subset.otf"
FAMILY = "Ledger Sans SC"
"""The name of the shipped font, which is in one weight, bold; no font of a machine has that name."""

WIDTH, HEIGHT = 1200, 630
"""The size in pixels that sites which show links ask for."""

_TITLE, _TEXT = 84, 36
_SPACE = 1010
"""The width of the lines, in pixels."""


@dataclass(frozen=True)
class Colours:
    """The colours of the images, as SVG writes them: mkdocs.yml gives them under `extra.sharing`.

    `ink` is that of titles and lines, `accent` that of rules, `quiet` that of the text, `paper` that of the ground.
    """

    ink: str = "#17384a"
    accent: str = "#a3341a"
    quiet: str = "#55606a"
    paper: str = "#f6f4ee"


def sharing_images(site: Site, site_name: str, description: str, colours: Colours = Colours()) -> dict[str, str]:
    """Return every image as SVG, by the address of its PNG.

    The templates of the pages know the addresses by the same rule: a page with `schema: Article`
    has an image of its own name, `stories/one.html` the image `assets/sharing/stories/one.png`.
    """
    images = {f"{SHARING}/site.png": sharing_image(site_name, site_name, description, colours)}
    for page, front in site.fronts.items():
        if front.get("schema") == "Article":
            svg = sharing_image(site_name, front["title"], front["description"], colours)
            images[f"{SHARING}/{page.removesuffix('.md')}.png"] = svg
    return images


def sharing_image(site_name: str, title: str, text: str, colours: Colours = Colours()) -> str:
    """Draw a card with a title of at most three lines and the first sentence of a text in what they leave, as SVG."""
    lines = wrap(title, _SPACE / _TITLE, 3)
    return render(
        "sharing.svg.jinja",
        colours=colours,
        width=WIDTH,
        height=HEIGHT,
        family=FAMILY,
        site_name=site_name,
        title=lines,
        title_size=_TITLE,
        text=wrap(first_sentence(text), _SPACE / _TEXT, 4 - len(lines)),
        text_size=_TEXT,
    )


def png(svg: str) -> bytes:
    """Draw an SVG as a PNG of the size in pixels that it names, with the shipped font alone."""
    import resvg_py  # noqa: PLC0415 - only a build needs it

    # The library takes UTF-8, whatever the locale has made of the path.
    font = os.fsencode(FONT).decode()
    return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=[font])


def first_sentence(text: str) -> str:
    """Return the text up to the end of its first sentence.

    >>> first_sentence("每个数字都有出处。可以下载。"), first_sentence("Up 4.5 points. And then?")
    ('每个数字都有出处。', 'Up 4.5 points.')
    """
    found = re.match(r".+?(?:[。！？]|[.!?](?=\s))", text)
    return found[0] if found else text
