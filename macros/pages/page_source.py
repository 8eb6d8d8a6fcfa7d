"""Reading pages: their text within limits, front matter, macro calls and problems, each with its line in the file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from macros.ledger.errors import Problem
from macros.ledger.text_file import LINKED_FOLDER, Located, UnreadableError, place_of, placed, read_file, require_visible
from macros.pages.front_matter import read_front_matter
from macros.pages.macro_calls import Call, calls_in
from macros.pages.markup_rules import markup_problems

_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown"})
"""What mkdocs takes for a page, in any case of letters; .mkdown was one in earlier versions."""
_LARGEST = 100_000
_LONGEST = 4_000
_LONGEST_BLOCK = {"characters": 10_000, "lines": 100}
"""The most bytes of a page, characters of a line, and of both between two blank lines: Markdown takes minutes for more."""
_MOST_SIGNS: Mapping[str, int] = {"<": 200, "[": 1_000, "[^": 200, "```": 200, "~~~": 200}
"""How many of a sign a page may have: Markdown looks for the end of what each one opens in all that follows."""
_DEEPEST = 20
"""How deep lists, quotes and brackets may be nested: Markdown parses them by recursion."""
_DEEP = re.compile(rf"(?:[ \t]*(?:[-*+:]|[0-9]+\.)(?=[ \t])|[ \t]*>|    |\t){{{_DEEPEST + 1}}}")

_SECTION = re.compile(r"^#+ .*\{:? *(?:\.[\w-]+ +)*#([\w.-]+)[^}\n]*\}\s*$", re.MULTILINE)
"""The id at the end of a heading: ## The plan {: #plan .fold }"""
_LINK = re.compile(r"\]\( *<?([^)\s>]+)")
"""The address of a link: [the plan](demand.md#plan)"""
_CODE = re.compile(r"^(`{3,}|~{3,})[^`\n]*\n.*?^\1[ \t]*$|(?<!`)(`+)(?!`)(?:(?!\n\n).)*?[^`]\2(?!`)", re.MULTILINE | re.DOTALL)
"""Code, in which nothing is a heading or a link: between fences, and in backticks."""


@dataclass(frozen=True)
class PageSource:
    """One Markdown file: `name` from the project's root, `page` from the folder of pages.

    `sections` are the headings' ids with their lines, `links` the addresses with their places.
    """

    name: str
    page: str
    calls: tuple[Call, ...]
    problems: tuple[Problem, ...]
    front: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, int] = field(default_factory=dict)
    links: tuple[Located, ...] = ()


def read_pages(docs: Path, root: Path) -> list[PageSource]:
    """Read every page under a folder, in the order of their names; hidden files, as editors make them, are none.

    Every ending that mkdocs takes for a page is read; whatever the pages hold, another ending than .md is a problem. So is a
    link to a folder, which mkdocs would follow.
    """
    paths = [path for path in sorted(docs.rglob("*")) if not path.name.startswith(".")]
    return [_read(path, docs, root) for path in paths if path.suffix.lower() in _ENDINGS or _is_linked_folder(path)]


def _is_linked_folder(path: Path) -> bool:
    return path.is_symlink() and path.is_dir()


def _read(path: Path, docs: Path, root: Path) -> PageSource:
    name, page = path.relative_to(root).as_posix(), path.relative_to(docs).as_posix()
    if _is_linked_folder(path):
        return PageSource(name, page, (), placed(name, [(1, 1, LINKED_FOLDER)]))
    if path.suffix != ".md":
        return PageSource(name, page, (), placed(name, [(1, 1, "pages end in .md; rename it")]))
    try:
        text = _text_of(path)
        front, start = read_front_matter(text, name)
    except UnreadableError as refused:
        return PageSource(name, page, (), placed(name, refused.problems))
    # The front matter is blanked rather than cut, so that lines count as they do in the file.
    body = "\n" * text.count("\n", 0, start) + text[start:]
    calls, problems = calls_in(body)
    problems += markup_problems(body)
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), body)
    sections = {found[1]: place_of(prose, found.start())[0] for found in _SECTION.finditer(prose)}
    links = tuple((*place_of(prose, found.start(1)), found[1]) for found in _LINK.finditer(prose))
    return PageSource(name, page, tuple(calls), placed(name, problems), front, sections, links)


def _text_of(path: Path) -> str:
    """Return a page's text with its lines ended by newlines alone; raises UnreadableError."""
    text = read_file(path, "page", _LARGEST).replace("\r\n", "\n").replace("\r", "\n")
    require_visible(text)
    beyond = [*_beyond_lines(text)] or [*_beyond_blocks(text)]
    for sign, most in _MOST_SIGNS.items():
        signs = [match.start() for match in re.finditer(re.escape(sign), text)]
        if len(signs) > most:
            beyond.append((*place_of(text, signs[most]), f'the page has {len(signs)} signs "{sign}"; {most} are the most'))
    if beyond:
        raise UnreadableError(*beyond)
    return text


def _beyond_lines(text: str) -> Iterator[Located]:
    """Yield lines that are longer or deeper than Markdown reads in good time."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST:
            message = f"the line has {len(line)} characters; {_LONGEST} are the most, and a sentence a line reads best"
            yield number, _LONGEST, message
        elif deep := _DEEP.match(line):
            yield number, deep.end(), f"lists or quotes stand too deep inside each other; {_DEEPEST} levels are the most"


def _beyond_blocks(text: str) -> Iterator[Located]:
    """Yield blocks between two blank lines that are too long, or whose brackets are nested too deep."""
    for block in re.finditer(r"(?:.*\S.*(?:\n|\Z))+", text):
        size = {"characters": len(block[0]), "lines": block[0].count("\n")}
        for each in [name for name, most in _LONGEST_BLOCK.items() if size[name] > most][:1]:
            message = f"{size[each]} {each} stand here without a blank line; {_LONGEST_BLOCK[each]} are the most"
            yield (*place_of(text, block.start()), message)
        depth = 0
        for bracket in re.finditer(r"[\[\]]", block[0]):
            depth = depth + 1 if bracket[0] == "[" else max(depth - 1, 0)
            if depth > _DEEPEST:
                message = f"brackets stand too deep inside each other; {_DEEPEST} levels are the most"
                yield (*place_of(text, block.start() + bracket.start()), message)
                break
