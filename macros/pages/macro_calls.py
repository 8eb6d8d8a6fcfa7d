"""Macro calls in a page: found between braces, and parsed by Python's `ast` without running anything.

A page calls macros, each by its name and with arguments that are written out. Whatever else a template language
could do is refused: it could loop for ever, and could not be checked before the build.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from macros.ledger.errors import did_you_mean, quoted

Located = tuple[int, int, str]
"""Line and column, from 1, and what is wrong there."""


@dataclass(frozen=True)
class Macro:
    """How a macro is called; `is_block` says that it needs lines of its own."""

    signature: inspect.Signature
    is_block: bool


@dataclass(frozen=True)
class Call:
    """One macro call with its arguments, placed at the macro's name; `alone` says that its lines hold nothing else."""

    name: str
    line: int
    column: int
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]
    alone: bool


class CallError(ValueError):
    """Raised for text between braces that is no macro call; `at_braces` says that it could not even be parsed."""

    def __init__(self, message: str, *, at_braces: bool = False) -> None:
        self.at_braces = at_braces
        super().__init__(message)


def place_of(text: str, position: int) -> tuple[int, int]:
    r"""Return the line and the column, from 1, of a position in a text, from 0.

    >>> place_of("one\ntwo", 5)
    (2, 2)
    """
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def calls_in(body: str) -> tuple[list[Call], list[Located]]:
    """Return a page's macro calls, and the problems with other text between braces.

    >>> calls_in('At {{ fact("sales", "FY2024") }}.')[0][0].args
    ('sales', 'FY2024')
    """
    calls: list[Call] = []
    problems: list[Located] = []
    for braces in _braces(body):
        line, column = place_of(body, braces.begin)
        if braces.problem:
            problems.append((line, column, braces.problem))
        elif braces.kind == "{{":
            inside = body[braces.begin + 2 : braces.end - 2]
            at_name = column + 2 + len(inside) - len(inside.lstrip(" \t"))
            try:
                name, args, kwargs = parse_call(inside)
            except CallError as error:
                problems.append((line, column if error.at_braces else at_name, str(error)))
            else:
                calls.append(Call(name, line, at_name, args, kwargs, _is_alone(body, braces.begin, braces.end)))
    return calls, problems


def expand_calls(body: str, render: Callable[[str, tuple[Any, ...], Mapping[str, Any]], str]) -> str:
    """Return a page with each macro call replaced by what `render` makes of it, and raw text as it is.

    Raises CallError for what is no macro call.

    >>> expand_calls('At {{ fact("sales") }}.', lambda name, args, kwargs: f"{name}{args}{kwargs}")
    "At fact('sales',){}."
    """
    pieces = []
    position = 0
    for braces in _braces(body):
        if braces.problem:
            raise CallError(braces.problem)
        pieces.append(body[position : braces.begin])
        position = braces.end
        if braces.kind == "{{":
            name, args, kwargs = parse_call(body[braces.begin + 2 : braces.end - 2])
            pieces.append(render(name, args, dict(kwargs)))
        elif braces.kind == "{%":
            pieces.append(_RAW_TAGS.sub("", body[braces.begin : braces.end]))
    return "".join((*pieces, body[position:]))


def blank_braces(body: str, *, calls: bool = True) -> str:
    """Blank raw text and comments, and with `calls` all that is between braces; lines and columns stay the same.

    >>> blank_braces('a {{ fact("b") }} c')
    'a                 c'
    """
    pieces = []
    position = 0
    for braces in _braces(body):
        if braces.end < len(body) or not braces.problem:
            pieces.append(body[position : braces.begin])
            inside = body[braces.begin : braces.end]
            pieces.append(blank(inside) if calls or braces.kind != "{{" else inside)
            position = braces.end
    return "".join((*pieces, body[position:]))


def blank(text: str) -> str:
    """Return spaces in place of a text, with its line breaks."""
    return re.sub(r"[^\n]", " ", text)


def parse_call(inside: str) -> tuple[str, tuple[Any, ...], tuple[tuple[str, Any], ...]]:
    """Parse the text between two pairs of braces: a name and its arguments. Raises CallError.

    >>> parse_call(' fact("sales", "FY2024", magnitude=true) ')
    ('fact', ('sales', 'FY2024'), (('magnitude', True),))
    """
    if unreadable := _unreadable(inside):
        raise CallError(unreadable, at_braces=True)
    try:
        node = ast.parse(inside.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise CallError(_CODE) from None
    if isinstance(node, ast.Name):
        raise CallError(f"{quoted(node.id)} is no variable of a page; call a macro: {node.id}(…)")
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Name)
        or any(isinstance(each, ast.Starred) for each in node.args)
        or not all(each.arg for each in node.keywords)
    ):
        raise CallError(_CODE)
    kwargs = tuple((str(each.arg), _literal(each.value)) for each in node.keywords)
    names = [name for name, _ in kwargs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise CallError(f"{node.func.id} is given {twice} twice")
    return node.func.id, tuple(map(_literal, node.args)), kwargs


def misfit_of(call: Call, macro: Macro) -> str | None:
    """Say why a macro cannot be called so, or None where it can."""
    signature = macro.signature
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


# --- finding ---------------------------------------------------------------------------------

_OPENING = re.compile(r"\{[{%#]")
_RAW, _END_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}")
_RAW_TAGS = re.compile(rf"\A{_RAW.pattern}|{_END_RAW.pattern}\Z")
_CLOSING: Mapping[str, str] = MappingProxyType({"{{": "}}", "{%": "%}", "{#": "#}"})
_HINT = "write {{ fact(…) }}, and each text between two quotes"
_CODE = "this is code; between braces stands one macro call alone, such as {{ fact(…) }}"


@dataclass(frozen=True)
class _Braces:
    """Where `{{ … }}`, `{# … #}` or raw text from `{% raw %}` to `{% endraw %}` begins and ends, or what is wrong there."""

    kind: str
    begin: int
    end: int
    problem: str = ""


def _braces(body: str) -> Iterator[_Braces]:
    """Yield each pair of braces in order; stop at braces that do not close."""
    position = 0
    while opening := _OPENING.search(body, position):
        kind, begin = opening[0], opening.start()
        if raw := _RAW.match(body, begin):
            end_raw = _END_RAW.search(body, raw.end())
            if end_raw is None:
                yield _Braces(kind, begin, len(body), f"this is not a macro call: Missing end of raw directive; {_HINT}")
                return
            position = end_raw.end()
            yield _Braces(kind, begin, position)
            continue
        end = body.find(_CLOSING[kind], begin + 2)
        if end < 0:
            yield _Braces(kind, begin, len(body), _unclosed(kind, body[begin:]))
            return
        position = end + 2
        problem = ""
        if kind == "{%":
            tag = re.search(r"\w+", body[begin:position])
            problem = f"{quoted(tag[0] if tag else '%')} is code; a page calls macros and holds no other code"
        yield _Braces(kind, begin, position, problem)


def _unclosed(kind: str, rest: str) -> str:
    """Say what is wrong with braces that do not close."""
    if kind == "{#":
        return "this is not a macro call: Missing end of comment tag; write a heading's name as {: #name }"
    if kind == "{{" and "}" in rest.partition("\n\n")[0]:
        return f"this is not a macro call: unexpected '}}'; {_HINT}"
    return "the braces open here and never close; write {{ fact(…) }}"


# --- parsing ---------------------------------------------------------------------------------

_TEXT = re.compile(r'"[^"\n\\]*"|\'[^\'\n\\]*\'')
_ODD = re.compile(r"[\"'#\\]|[^\x00-\x7f]")
_FULL_WIDTH = "（），：＝［］“”‘’「」"
_PAIRS: Mapping[str, str] = MappingProxyType({"(": ")", "[": "]", "{": "}"})


def _unreadable(inside: str) -> str:
    """Return a message on a character that is not allowed outside of quotes, or a bracket without a partner; or nothing."""
    bare = _TEXT.sub("", inside)
    if not bare.strip() and bare == inside:
        return f"this is not a macro call: nothing stands between the braces; {_HINT}"
    odd = _ODD.search(bare)
    if odd is not None:
        half = 'write brackets, commas and quotes in half width: ( , ) and "'
        return f"this is not a macro call: unexpected char {odd[0]!r}; {half if odd[0] in _FULL_WIDTH else _HINT}"
    expected: list[str] = []
    for bracket in re.findall(r"[(){}\[\]]", bare):
        if bracket in _PAIRS:
            expected.append(_PAIRS[bracket])
        elif not expected or expected.pop() != bracket:
            return f"this is not a macro call: unexpected {bracket!r}; {_HINT}"
    if not expected:
        return ""
    wanted = "" if expected[-1] == "}" else f", expected {expected[-1]!r}"
    return f"this is not a macro call: unexpected '}}'{wanted}; {_HINT}"


_WORDS: Mapping[str, Any] = MappingProxyType({"true": True, "false": False, "none": None})


def _literal(node: ast.expr) -> Any:
    """Return an argument that is written out: a text, a number, true or false, or a list of them. Raises CallError."""
    if isinstance(node, ast.List | ast.Tuple):
        return tuple(map(_literal, node.elts))
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in _WORDS:
        return _WORDS[node.id]
    if isinstance(node, ast.Name):
        raise CallError(f"{quoted(node.id)} is no variable of a page; put a text into quotes")
    raise CallError("an argument is computed; write it out, a text in quotes")


def _is_alone(body: str, begin: int, end: int) -> bool:
    """Whether the lines of a call, and those before and after them, hold nothing else."""
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
"""What fits the parameters of macros, by their types, and how a message names it."""


def _shown(signature: inspect.Signature) -> str:
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
