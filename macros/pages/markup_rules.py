"""Rules for what Markdown makes of a page: known elements, attributes and addresses, lasting ids, and no typed figures.

Judging the elements instead of the text leaves no spelling unseen: HTML, attribute lists, references, entities.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from html import unescape
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from macros.ledger.errors import MOST, quoted
from macros.ledger.text_file import Located, unfit_character
from macros.ledger.typed_figures import figure_in, figures_in
from macros.pages.macro_calls import CallError, blank_braces, expand_calls

EXTENSIONS = ("admonition", "attr_list", "def_list", "fenced_code", "footnotes", "tables", "toc")
"""The Markdown extensions of a page, mkdocs' own among them; a site uses no others (`build/hooks.py`)."""

_BLOCKS = frozenset({"p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "div"})
_ELEMENTS = _BLOCKS | frozenset({"a", "br", "code", "dl", "em", "hr", "img", "ol", "pre", "strong", "sup", "ul"})
_TABLE = frozenset({"table", "thead", "tbody", "tr"})
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "title"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"style"}),
    "th": frozenset({"style"}),
}
"""Besides `id` and `class`, which every element may have."""
_ALIGNED = re.compile(r"text-align: (left|center|right);")
_ADDRESS = re.compile(r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):)?(?P<host>//)?", re.IGNORECASE)
_SCHEMES = ("https", "http", "mailto")
_DROPPED = {ord(sign): None for sign in "\t\n\r"}
"""Browsers drop these from an address."""
_ENTITY = re.compile(r"&#?\w+;")
_OPENING = re.compile(r'<(pre|code)((?: [^ =]+="[^"]*")*)>')
"""How code between fences begins, which Markdown writes by itself."""
_CALL = "\ufff9\ufffb"
"""Stands for a macro's HTML; no text of a page may hold these characters (macros/ledger/text_file.py)."""
_STASHED = re.compile(f"{_CALL}|\x02(?:wzxhzdk:([0-9]+))?[^\x03]*\x03")
"""Stands for a macro, or for what Markdown keeps aside: entities, code."""
_ENCLOSED = "a macro shows a link of its own, which cannot stand in a link, a picture, code or attributes"
_MOST = 20
"""So many of the same findings are reported."""
_LONGEST_SEARCH, _CONVERSION, _LONGEST_SEARCHED = 120_000, 2_000, 50_000
"""How many characters are converted at most to find the lines of a page's problems, as how many a conversion counts, and how
long a page may be for that: the largest has thirty thousand."""

_Finding = tuple[str, str]
"""A message, and the text to look for in the line."""


def markup_problems(body: str) -> list[Located]:
    r"""Return what in the HTML of a page is not allowed, each at the line that brings it.

    >>> markup_problems("One\n\n[two](data:text/html,x)")
    [(3, 7, 'a link leads to another page or to https://…, and nowhere by "data"')]
    """
    found = Counter(_findings(body))
    if not found:
        return []
    places = _Places(body, found)
    listed = ((each, number) for each, count in found.items() for number in range(1, min(count, _MOST) + 1))
    return sorted(places.of(*each) for each in islice(listed, MOST + 1))


class _Places:
    """Finds the first line that brings a finding: the beginning of the page is converted again and again.

    First up to the line that holds the words looked for, then by halves; beyond a limit that line is taken as it is.
    """

    def __init__(self, body: str, found: Counter[_Finding]) -> None:
        self.lines = body.split("\n")
        self.bare = blank_braces(body).split("\n")
        # Code that a beginning leaves open is closed, so that it is not taken for text.
        fences = dict.fromkeys(re.findall(r"^ {0,3}(`{3,}|~{3,})", body, re.MULTILINE))
        self.end = "\n\n" + "\n\n".join(fences)
        self.counts = {0: Counter[_Finding](), len(self.lines): found}
        self.left = _LONGEST_SEARCH if len(body) <= _LONGEST_SEARCHED else 0

    def of(self, finding: _Finding, number: int) -> Located:
        """Return the line and column at which a finding appears for the `number`th time, and its message."""
        message, wanted = finding
        lines = self.lines if wanted == "{{" else self.bare
        held = [at for at, each in enumerate(lines, 1) if wanted in each for _ in range(each.count(wanted))] if wanted else []
        guess = held[min(number, len(held)) - 1] if held else 1
        with suppress(OverflowError):
            if self._count(guess, finding) < number or self._count(guess - 1, finding) >= number:
                guess = bisect_left(range(len(lines)), number, key=lambda count: self._count(count, finding))
        line = lines[guess - 1]
        return guess, max(line.find(wanted), len(line) - len(line.lstrip())) + 1, message

    def _count(self, lines: int, finding: _Finding) -> int:
        """Return how often the first lines bring a finding; raises OverflowError beyond the limit."""
        if lines not in self.counts:
            beginning = "\n".join(self.lines[:lines]) + self.end
            self.left -= len(beginning) + _CONVERSION
            if self.left < 0:
                raise OverflowError
            self.counts[lines] = Counter(_findings(beginning))
        return self.counts[lines][finding]


def _findings(body: str) -> Iterator[_Finding]:
    try:
        text = expand_calls(body, lambda *_: _CALL)
    except CallError:
        text = blank_braces(body)
    capture = _read(text)
    for start in capture.html:
        yield f"{quoted(start)} begins HTML; a page is Markdown, and code stands in backticks", start
    for text in capture.texts:
        for entity in _ENTITY.findall(text):
            if unfit := unfit_character(unescape(entity) or "\ufffd"):
                yield f"{quoted(entity)} gives {unfit[1]}, which cannot stand here; {unfit[2]}", entity
    for heading in capture.bare_headings:
        yield "this heading has no id; write one that stays, the same in each language: ## Heading {: #short-name }", heading
    for element in capture.elements:
        yield from _element_findings(element)
        if element.tag in _BLOCKS:
            written = "".join(_texts(element)).replace("\x02amp\x03", "&")  # As Markdown writes the letters of an address.
            text = unescape(_STASHED.sub(capture.entity, written))
            yield from _typed_figures(text)
            if "{:" in text:
                yield "these attributes belong to nothing; they stand behind a heading or a link, or below a paragraph", "{:"


def _texts(block: Element) -> Iterator[str]:
    """Yield the texts of a block and its titles, but for its code, the blocks within it and the numbers of its footnotes."""
    yield block.text or ""
    for child in block:
        hidden = f" {child.get('alt', '')} {child.get('title', '')} "
        if hidden.strip() and child.get("class") != "footnote-backref":  # Markdown's own words.
            yield hidden
        if child.tag not in _BLOCKS | _TABLE | {"code", "pre", "sup"}:
            yield from _texts(child)
        else:
            yield " "
        yield child.tail or ""


def _typed_figures(text: str) -> Iterator[_Finding]:
    figures = [*filter(None, map(figure_in, text.split("\n")))]
    if not figures and "\n" in text:
        figures = figures_in(text)[:1]  # 2000 at a line's end, 亿 on the next.
    for figure in figures:
        yield f"the figure {quoted(figure)} is typed by hand; take it from data with a macro", figure


def _element_findings(element: Element) -> Iterator[_Finding]:
    tag = element.tag
    if tag not in _ELEMENTS | _TABLE:
        yield f"a page has no element {quoted(tag)}", tag
    inside = "".join(element.itertext()) if tag in {"a", "code", "pre"} else ""
    if _CALL in inside + "".join(element.attrib.values()):
        yield _ENCLOSED, "{{"
    for name, value in element.attrib.items():
        known = name in {"id", "class"} or name in _ATTRIBUTES.get(tag, ())
        if not known or (name == "style" and not _ALIGNED.fullmatch(value)):
            yield f"{quoted(name)} is refused by the site's policy; give a class", name
        elif name in {"href", "src"}:
            yield from _address_findings(unescape(value.replace("\x02amp\x03", "&")), picture=name == "src")


def _address_findings(address: str, *, picture: bool) -> Iterator[_Finding]:
    plain = address.translate(_DROPPED).lstrip("".join(map(chr, range(33)))).replace("\\", "/")
    match = _ADDRESS.match(plain)
    scheme, host = (match["scheme"], match["host"]) if match else (None, None)
    if picture and (scheme or host):
        yield "a picture of another host is not shown; put it beside the page", address
    elif scheme and scheme.lower() not in _SCHEMES:
        yield f"a link leads to another page or to https://…, and nowhere by {quoted(scheme)}", address
    elif host and not scheme:
        yield "a link leads to another page or to https://…; write https: before the host", address


@cache
def _parser() -> tuple[Markdown, "_Capture"]:
    """Return the parser of all pages, and what it keeps of the last one; it writes no HTML, which nothing here reads."""
    capture = _Capture()
    parser = Markdown(extensions=[*EXTENSIONS, capture])
    parser.serializer = lambda _root: "<div></div>"
    return parser, capture


def _read(text: str) -> "_Capture":
    """Return what Markdown makes of a page: nothing of an empty one, for which it runs no step."""
    parser, capture = _parser()
    parser.reset().convert(text)
    return capture if text.strip() else _Capture()


class _Capture(Extension):
    """Keeps the elements that Markdown makes of a page, its code, and what else Markdown sets aside."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.bare_headings: list[str] = []
        self.code: list[str] = []
        self.stash: list[str] = []

    @property
    def html(self) -> Iterator[str]:
        """How each piece of HTML begins that was found in the page."""
        starts = (re.match(r"\s*<[/!?]?[\w.:-]*", piece) for piece in self.stash[len(self.code) :])
        return (start[0] for start in starts if start)

    @property
    def texts(self) -> Iterator[str]:
        """Every text and attribute of the page, and what Markdown keeps aside but for code."""
        yield from self.stash[len(self.code) :]
        for element in self.elements:
            yield from (element.text or "", element.tail or "", *element.attrib.values())

    def entity(self, stashed: re.Match[str]) -> str:
        """Return the text of an entity that Markdown keeps aside, or a space."""
        piece = self.stash[int(stashed[1])] if stashed[1] else ""
        return unescape(piece) if piece.startswith("&") else " "

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Register the steps by the priorities of Markdown's own."""

        def keep_code(_lines: list[str]) -> None:
            self.code = list(map(str, md.htmlStash.rawHtmlBlocks))

        def keep_headings(root: Element) -> None:
            headings = (each for each in root.iter() if re.fullmatch("h[2-6]", each.tag))
            self.bare_headings = ["".join(each.itertext()).split(_CALL)[0] for each in headings if not each.get("id")]

        def keep_elements(root: Element) -> None:
            self.stash = list(map(str, md.htmlStash.rawHtmlBlocks))
            self.elements = [*_fenced(self.code), *(element for element in root.iter() if element is not root)]
            for element in self.elements:  # An attribute without a value, {: wide }, is written with its name.
                element.attrib.update({name: name for name, value in element.attrib.items() if value is None})

        md.preprocessors["fenced_code_block"].bool_options = []  # type: ignore[attr-defined] # It cannot write them.
        md.preprocessors.register(Step(keep_code), "keep_code", 22)  # After fenced code, 25, before HTML, 20.
        md.treeprocessors.register(Step(keep_headings), "keep_headings", 7)  # After attributes, 8, before ids, 5.
        md.treeprocessors.register(Step(keep_elements), "keep_elements", -10)


def _fenced(pieces: list[str]) -> Iterator[Element]:
    """Yield the elements of code between fences, to be judged as any other."""
    for piece in pieces:
        for tag, attributes in _OPENING.findall(piece):
            element = Element(tag, dict(re.findall(r' ([^ =]+)="([^"]*)"', attributes)))
            element.text = piece if tag == "pre" else ""
            yield element


class Step(Preprocessor, Treeprocessor):
    """A step of Markdown's: hands what it has made so far to a function, which keeps or changes it."""

    def __init__(self, take: Callable[[Any], None]) -> None:
        super().__init__()
        self.take = take

    def run(self, made: Any) -> Any:
        """Take the step."""
        self.take(made)
        return made
