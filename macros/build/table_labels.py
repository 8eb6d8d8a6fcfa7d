"""Tables of two or three columns for narrow screens: each cell says which column it belongs to.

On a phone the style sheet puts the cells of a line one above the other, where the heads of the
columns no longer stand above them.
"""

from __future__ import annotations

import re
from html import escape, unescape

_TABLE = re.compile(r"<table>(?P<body>.*?)</table>", re.DOTALL)
_HEAD = re.compile(r"<th\b[^>]*>(?P<text>.*?)</th>", re.DOTALL)
_LINE = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_ROLES = (("<thead>", "rowgroup"), ("<tbody>", "rowgroup"), ("<tr>", "row"), ("<th>", "columnheader"), ("<td", "cell"))
"""What each element is to a screen reader, said aloud: a change of `display` may make a browser forget it."""


def label_cells(html: str) -> str:
    """Label the cells of Markdown's tables of two or three columns with the plain text of their column's head.

    Tables that a template made carry a class and are left alone.

    >>> html = "<table><thead><tr><th>Then</th><th>Now</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    >>> '<td role="cell" data-label="Now">2</td>' in label_cells(html)
    True
    """
    return _TABLE.sub(_labelled, html)


def _labelled(table: re.Match[str]) -> str:
    body = table["body"]
    heads = [escape(_plain(head["text"])) for head in _HEAD.finditer(body)]
    if not 2 <= len(heads) <= 3:
        return table[0]
    body = _LINE.sub(lambda line: _with_labels(line[0], heads), body)
    for tag, role in _ROLES:
        body = body.replace(tag, f'{tag.rstrip(">")} role="{role}"{">" if tag.endswith(">") else ""}')
    return f'<table class="pairs pairs--{len(heads)}" role="table">{body}</table>'


def _with_labels(line: str, heads: list[str]) -> str:
    labels = iter(heads)
    return re.sub("<td>", lambda _: f'<td data-label="{next(labels)}">', line)


def _plain(html: str) -> str:
    """The text of a piece of HTML: Now, of <strong>Now</strong>."""
    return " ".join(unescape(_TAG.sub("", html)).split())
