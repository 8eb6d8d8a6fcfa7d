"""Macro calls in a page: found between braces, and parsed by Python's `ast` without running anything.

A page calls macros, each by its name and with arguments that are written out. Whatever else a template language
could do is refused: it could loop for ever, and could not be checked before the build.
"""

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from macros.ledger.errors import RequestError, did_you_mean, quoted
from macros.ledger.text_file import Located, place_of

_BRACES = re.compile(
    r"\{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}|\{%(?!-?\s*raw\s*-?%\})(?P<tag>.*?)%\}"
    r"|\{\{(?P<call>.*?)\}\}|\{#.*?#\}|(?P<unclosed>\{[{%#].*)",
    re.DOTALL,
)
"""Raw text, another tag, a macro call, a comment; or braces that do not close, with all that follows."""

_HINT = "write {{ fact(…) }}, and each text between two quotes"
_CODE = "this is code; between braces stands one macro call alone, such as {{ fact(…) }}"


@dataclass(frozen=True)
class Macro:
    """How a macro is called; `is_block` says that it needs lines of its own."""

    signature: inspect.Signature
    is_block: bool


@dataclass(frozen=True)
class Call:
    """One macro call with its arguments, placed at the macro's name; `alone` says that its lines hold nothing else."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    line: int
    column: int
    alone: bool


class CallError(ValueError):
    """Raised for text between braces that is no macro call."""


def calls_in(body: str) -> tuple[list[Call], list[Located]]:
    """Return a page's macro calls, and the problems with other text between braces.

    >>> calls_in('At {{ fact("sales", "FY2024") }}.')[0][0].args
    ('sales', 'FY2024')
    """
    calls: list[Call] = []
    problems: list[Located] = []
    for braces in _BRACES.finditer(body):
        line, column = place_of(body, braces.start())
        inside = braces["call"]
        problem = _problem_of(braces) if inside is None else _unreadable(inside)
        if problem:
            problems.append((line, column, problem))
        elif inside is not None:
            column += 2 + len(inside) - len(inside.lstrip(" \t"))
            try:
                calls.append(Call(*parse_call(inside), line, column, _is_alone(body, *braces.span())))
            except CallError as error:
                problems.append((line, column, str(error)))
    return calls, problems


def expand_calls(body: str, render: Callable[[str, tuple[Any, ...], Mapping[str, Any]], str]) -> str:
    """Return a page with each macro call replaced by what `render` makes of it, and raw text as it is.

    Raises CallError for what is no macro call.

    >>> expand_calls('At {{ fact("sales") }}.', lambda name, args, kwargs: f"{name}{args}{kwargs}")
    "At fact('sales',){}."
    """

    def expanded(braces: re.Match[str]) -> str:
        if braces["call"] is not None:
            return render(*parse_call(braces["call"]))
        if problem := _problem_of(braces):
            raise CallError(problem)
        return braces["raw"] or ""

    return _BRACES.sub(expanded, body)


def blank_braces(body: str) -> str:
    """Blank all that is between braces which close; lines and columns stay the same.

    >>> blank_braces('a {{ fact("b") }} c')
    'a                 c'
    """
    return _BRACES.sub(lambda braces: braces[0] if braces["unclosed"] else re.sub(r"[^\n]", " ", braces[0]), body)


@lru_cache(maxsize=128)
def parse_call(inside: str) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Parse the text between two pairs of braces: a name and its arguments. Raises CallError.

    >>> parse_call(' fact("sales", "FY2024", magnitude=true) ')
    ('fact', ('sales', 'FY2024'), {'magnitude': True})
    """
    if unreadable := _unreadable(inside):
        raise CallError(unreadable)
    try:
        node = ast.parse(inside.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise CallError(_CODE) from None
    if isinstance(node, ast.Name):
        raise CallError(f"{quoted(node.id)} is no variable of a page; call a macro: {node.id}(…)")
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise CallError(_CODE)
    if any(isinstance(each, ast.Starred) for each in node.args) or not all(each.arg for each in node.keywords):
        raise CallError(_CODE)
    kwargs: dict[str, Any] = {}
    for each in node.keywords:
        value = _literal(each.value)
        if each.arg in kwargs:
            raise CallError(f"{node.func.id} is given {each.arg} twice")
        kwargs[str(each.arg)] = value
    return node.func.id, tuple(map(_literal, node.args)), kwargs


def require_fit(call: Call, macro: Macro) -> None:
    """Raise RequestError where a macro cannot be called so."""
    signature = macro.signature
    try:
        bound = signature.bind(*call.args, **call.kwargs)
    except TypeError as error:
        unknown = [name for name in call.kwargs if name not in signature.parameters]
        hint = did_you_mean(unknown[0], signature.parameters) if unknown else ""
        raise RequestError(f"{_how(call.name, signature)}: {error}{hint}") from None
    for name, value in bound.arguments.items():
        fits, wanted = _KINDS[str(signature.parameters[name].annotation)]
        if not fits(value):
            raise RequestError(f"{_how(call.name, signature)}: {name} is {wanted}, and not {quoted(value)}")


def _how(name: str, signature: inspect.Signature) -> str:
    plain = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return f"{name} is called as {name}{signature.replace(parameters=plain, return_annotation=inspect.Signature.empty)}"


def _problem_of(braces: re.Match[str]) -> str:
    """Say what is wrong with braces that are no macro call; nothing is with raw text and comments."""
    tag, unclosed = braces["tag"], braces["unclosed"]
    if tag is not None:
        word = re.search(r"\w+", tag)
        return f"{quoted(word[0] if word else '%')} is code; a page calls macros and holds no other code"
    if unclosed is None:
        return ""
    if re.match(r"\{%-?\s*raw\s*-?%\}", unclosed):
        return f"this is not a macro call: Missing end of raw directive; {_HINT}"
    if unclosed.startswith("{#"):
        return "this is not a macro call: Missing end of comment tag; write a heading's name as {: #name }"
    if unclosed.startswith("{{") and "}" in unclosed.partition("\n\n")[0]:
        return f"this is not a macro call: unexpected '}}'; {_HINT}"
    return "the braces open here and never close; write {{ fact(…) }}"


_TEXT = re.compile(r'"[^"\n\\]*"|\'[^\'\n\\]*\'')
_ODD = re.compile(r"[\"'#\\]|[^\x00-\x7f]")
_FULL_WIDTH = "（），：＝［］“”‘’「」"
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def _unreadable(inside: str) -> str:
    """Return a message on a character that is not allowed outside of quotes, or a bracket without a partner; or nothing."""
    if not inside.strip():
        return f"this is not a macro call: nothing stands between the braces; {_HINT}"
    bare = _TEXT.sub("", inside)
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


_WORDS = {"true": True, "false": False, "none": None}


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


_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "str": (_is_text, "a text in quotes"),
    "str | None": (lambda value: value is None or _is_text(value), "a text in quotes"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "Sequence[str]": (_are_texts, "a list of texts, in brackets"),
    "Sequence[Selection]": (
        lambda value: isinstance(value, tuple) and all(map(_are_texts, value)),
        "a list of (metric, period), in brackets",
    ),
}
"""What fits the parameters of macros, by their types, and how a message names it."""
