"""Numbered notes: the figures of a page in the order in which they appear, for readers of paper.

Templates name each figure by its anchor in the catalogue, `data-note="…"`; here the anchor becomes the
number of its note. What a note says is a matter of `views` and `page_sources.jinja`.
"""

from __future__ import annotations

import re

_NAMED = re.compile(r' data-note="([^"]*)"')


def number_notes(html: str, numbers: dict[str, int]) -> str:
    """Put the number of its note, from 1, on each figure; a figure that comes again keeps its number.

    `numbers` holds what the page showed so far, by anchor, and takes in what is new.

    >>> number_notes('<a data-note="b">2</a><a data-note="a">1</a><a data-note="b">2</a>', {"a": 1})
    '<a data-note="2">2</a><a data-note="1">1</a><a data-note="2">2</a>'
    """
    return _NAMED.sub(lambda match: f' data-note="{numbers.setdefault(match[1], len(numbers) + 1)}"', html)


def without_notes(html: str) -> str:
    """Take the anchors away where every figure stands beside its document anyway, as in the catalogue.

    >>> without_notes('<a class="fact" data-note="a">1</a>')
    '<a class="fact">1</a>'
    """
    return _NAMED.sub("", html)
