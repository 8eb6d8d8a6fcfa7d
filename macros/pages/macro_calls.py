"""Macro calls in a page: what stands between its braces, read without running it.

A page calls macros, each by its name and with arguments that are written out. Whatever else a template
could do is refused: it could loop for ever, and nothing could be checked before the build.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import jinja2
from jinja2 import nodes

from macros.ledger.errors import did_you_mean, quoted

Told = tuple[int, int, str]
"""Line and column, from 1, and what is wrong there."""


@dataclass(frozen=True)
class Call:
    """One macro call with its arguments, placed at the macro's name; `alone` tells that its lines hold nothing else."""

    name: str
    line: int
    column: int
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]
    alone: bool


def place_of(text: str, position: int) -> tuple[int, int]:
    r"""Return the line and the column, from 1, of a position in a text, from 0.

    >>> place_of("one\ntwo", 5)
    (2, 2)
    """
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def misfit_of(call: Call, signature: inspect.Signature) -> str | None:
    """Say why a macro of this signature cannot be called so, or None where it can."""
    how = f"{call.name} is called as {call.name}{_shown(signature)}: "
    try:
        bound = signature.bind(*call.args, **dict(call.kwargs))
    except TypeError as error:
        unknown = [name for name, _ in call.kwargs if name not in signature.parameters]
        return f"{how}{error}{did_you_mean(unknown[0], signature.parameters) if unknown else ''}"
    for name, value in bound.arguments.items():
        fits, wanted = _KINDS[str(signature.parameters[name].annotation)]
        if not fits(value):
            return f"{how}{name} is {wanted}, and not {quoted(value)}"
    return None


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(autoescape=False)  # noqa: S701 - pages are parsed here, never rendered


_FULL_WIDTH = "（），：＝［］“”‘’「」"


class _CodeError(Exception):
    """What stands between braces is no macro call that could be checked; the message says what it is."""


def calls_in(body: str) -> tuple[list[Call], list[Told]]:
    """Return a page's macro calls, and what is wrong with what else stands between braces.

    >>> calls_in('At {{ fact("sales", "FY2024") }}.')[0][0].args
    ('sales', 'FY2024')
    """
    calls: list[Call] = []
    told: list[Told] = []
    for begin, end, kind in _braces(body, told):
        line, column = place_of(body, begin)
        if kind == "block":
            tag = re.search(r"\w+", body[begin:])
            told.append(
                (line, column, f"{quoted(tag[0] if tag else '%')} is code; a page calls macros and holds no other code")
            )
            continue
        inside = body[begin:end]
        column += len(inside) - len(inside.lstrip("{-+ \t"))
        try:
            name, args, kwargs = _call(inside)
        except _CodeError as error:
            told.append((line, column, str(error)))
        else:
            calls.append(Call(name, line, column, args, kwargs, _is_alone(body, begin, end)))
    return calls, told


def _braces(body: str, told: list[Told]) -> Iterator[tuple[int, int, str]]:
    """Yield where `{{ … }}` and `{% … %}` begin and end in a page, comments and what is shown raw left out."""
    if "{%" not in body and "{#" not in body:
        simple = list(_SIMPLE.finditer(body))
        # Where each pair of braces belongs to a plain call, there is nothing else to find.
        if body.count("{{") == len(simple) == body.count("}}"):
            yield from ((match.start(), match.end(), "variable") for match in simple)
            return
    position = begin = 0
    opened = ""
    try:
        for _, token, text in _environment().lex(body):
            position = body.find(text, position)
            if token.endswith("_begin"):
                opened, begin = token.removesuffix("_begin"), position
            position += len(text)
            if token.endswith("_end"):
                if opened in ("variable", "block"):
                    yield begin, position, opened
                opened = ""
    except jinja2.TemplateSyntaxError as error:
        told.append((*place_of(body, begin), _unreadable(str(error.message), opened)))
    else:
        if opened:
            told.append((*place_of(body, begin), "the braces open here and never close; write {{ fact(…) }}"))


def _unreadable(message: str, opened: str) -> str:
    """Say in an author's words what a template's parser stumbled over."""
    unexpected = re.fullmatch(r"unexpected char '(.)' at \d+", message)
    if opened == "comment":
        hint = "write a heading's name as {: #name }"
    elif unexpected and unexpected[1] in _FULL_WIDTH:
        hint = 'write brackets, commas and quotes in half width: ( , ) and "'
    else:
        hint = "write {{ fact(…) }}, and each text between two quotes"
    return f"this is not a macro call: {re.sub(r' at [0-9]+$', '', message)}; {hint}"


_Parts = tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]

# Most calls are a name with plain texts: nothing that Jinja would read in another way, and it takes fifty times as long.
_TEXT = r'(?:[a-z_]+ *= *)?"[^"\\{}\n]*"'
_SIMPLE = re.compile(rf"(?<!\{{)\{{\{{ *([a-z_]+)\(( *(?:{_TEXT}(?: *, *{_TEXT})* *,? *)?)\) *\}}\}}")
_ARGUMENT = re.compile(r'(?:([a-z_]+) *= *)?"([^"]*)"')


def _simple_call(inside: str) -> _Parts | None:
    """Read a call whose arguments are all texts; None for any other, which Jinja reads and judges."""
    match = _SIMPLE.fullmatch(inside)
    return _parts_of(match) if match else None


def _parts_of(match: re.Match[str]) -> _Parts | None:
    given = _ARGUMENT.findall(match[2])
    args = tuple(text for name, text in given if not name)
    kwargs = tuple(each for each in given if each[0])
    in_order = all(name for name, _ in given[len(args) :])
    return (match[1], args, kwargs) if in_order and len(dict(kwargs)) == len(kwargs) else None


def holds_code(body: str) -> bool:
    """Whether a page holds anything that a template's parser would look at."""
    return any(braces in body for braces in ("{{", "{%", "{#"))


def expanded(body: str, call: Callable[[str, tuple[Any, ...], tuple[tuple[str, Any], ...]], str]) -> str:
    """Return a page with its plain calls expanded; one with blocks, comments or raw text stays as it is.

    >>> expanded('At {{ fact("sales") }}.', lambda name, args, kwargs: f"{name}{args}{kwargs}")
    "At fact('sales',)()."
    """
    if "{%" in body or "{#" in body:
        return body

    def write(match: re.Match[str]) -> str:
        parts = _parts_of(match)
        return match[0] if parts is None else call(*parts)

    return _SIMPLE.sub(write, body)


def _call(inside: str) -> _Parts:
    """Read `{{ name(…) }}`."""
    simple = _simple_call(inside)
    if simple is not None:
        return simple
    try:
        (output,) = _environment().parse(inside).body
    except (jinja2.TemplateSyntaxError, ValueError, RecursionError) as error:
        raise _CodeError(_unreadable(str(getattr(error, "message", "") or "it is beyond reading"), "variable")) from None
    node = output.nodes[0] if isinstance(output, nodes.Output) and len(output.nodes) == 1 else None
    if isinstance(node, nodes.Name):
        raise _CodeError(f"{quoted(node.name)} is no variable of a page; call a macro: {node.name}(…)")
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
        raise _CodeError("this is code; between braces stands one macro call alone, such as {{ fact(…) }}")
    kwargs = tuple((pair.key, _written(pair.value)) for pair in node.kwargs)
    twice = [key for key, _ in kwargs if [name for name, _ in kwargs].count(key) > 1]
    if twice:
        raise _CodeError(f"{node.node.name} is given {twice[0]} twice")
    return node.node.name, tuple(map(_written, node.args)), kwargs


def _written(node: nodes.Expr) -> Any:
    """Return an argument that is written out: a text, a number, true or false, or a list of them."""
    if isinstance(node, nodes.List | nodes.Tuple):
        return tuple(map(_written, node.items))
    if isinstance(node, nodes.Const):
        return node.value
    if isinstance(node, nodes.Name):
        raise _CodeError(f"{quoted(node.name)} is no variable of a page; put a text into quotes")
    raise _CodeError("an argument is computed; write it out, a text in quotes")


def _is_alone(body: str, begin: int, end: int) -> bool:
    """Whether nothing else stands on the lines of a call, and on those before and after them."""
    before = body[:begin].rpartition("\n")
    after = body[end:].partition("\n")
    lines = (before[2], before[0].rpartition("\n")[2], after[0], after[2].partition("\n")[0])
    return not before[2] and not any(map(str.strip, lines))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(map(_is_text, value))


_KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = MappingProxyType(
    {
        "str": (_is_text, "a text in quotes"),
        "str | None": (lambda value: value is None or _is_text(value), "a text in quotes"),
        "bool": (lambda value: isinstance(value, bool), "true or false"),
        "Sequence[str]": (_are_texts, "a list of texts, in brackets"),
        "Sequence[Selection]": (
            lambda value: isinstance(value, tuple) and all(map(_are_texts, value)),
            "a list of (metric, period), in brackets",
        ),
    }
)
"""What fits the parameters of macros, by their types, and how an author is told."""


def _shown(signature: inspect.Signature) -> str:
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
