"""Write facts into a document's file as authors do, with all else in it left as it is."""

import json
import re
import shutil
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from macros.ledger.periods import Period
from macros.ledger.records import is_unfilled
from macros.ledger.yaml_source import Source

Body = dict[str, Any]
"""A fact as a data file holds it: texts by key, and lists and mappings of them."""

_TOKENS = ("printed", "printed_high")
_PLAIN = re.compile(r"(?!(?i:null|true|false)$)(?=.*[^\W\d_])\w[^:#\"`{}\[\]&*!|>@\\]*")
"""A text that YAML and editors read as a text though it has no quotes."""


def replace_text(path: Path, text: str) -> None:
    """Replace a file at once, or write a new one; its byte order mark, its mode and a link to it stay. Raises OSError."""
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}")  # The loader does not read hidden files.
    marked = target.exists() and target.read_bytes().startswith(BOM_UTF8)
    try:
        draft.write_text(text, "utf-8-sig" if marked else "utf-8", newline="")
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise


def with_facts(source: Source, facts: Sequence[Body]) -> str:
    """Return a document's file with facts added to the end of its list, without the entries that they fill in."""
    text = source.places.text
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    marks, keys = source.places.marks, source.places.key_marks
    held = source.data["facts"] or []
    head = keys["facts",][0]
    end = min([line - 1 for key, (line, _) in keys.items() if len(key) == 1 and line > head], default=len(lines))
    while not lines[end - 1].strip() or (end < len(lines) and lines[end - 1].startswith("#")):
        end -= 1  # Comments belong to the key below them.
    indent = " " * (marks["facts", 0][1] - 3 if held else 2)
    begins = [*(marks["facts", entry][0] - 1 for entry in range(len(held))), end]
    gone = {number for entry in filled_in(source, facts) for number in range(begins[entry], begins[entry + 1])}
    kept = [line for number, line in enumerate(lines[:end]) if number not in gone or line.lstrip().startswith("#")]
    if not held:
        kept[head - 1] = re.sub(r"^facts:\s*\[\s*\]", "facts:", lines[head - 1])
    blocks = [line for fact in facts for line in block(fact, indent).split("\n")]
    return newline.join([*kept, *blocks, *(lines[end:] or [""])])


def filled_in(source: Source, facts: Sequence[Body]) -> Iterator[int]:
    """Yield for each fact the entry that is still to be filled in with its metric, kind and form of period, if one is left."""
    left = {
        index: (each.get("metric"), each.get("kind"), _form_behind(source, index))
        for index, each in enumerate(source.data["facts"] or [])
        if is_unfilled(each)
    }
    for fact in facts:
        form = Period.parse(fact["period"]).form
        named = [(fact["metric"], fact["kind"], each) for each in (form, "")]
        entry = next((index for index, begun in left.items() if begun in named), None)
        if entry is not None:
            del left[entry]
            yield entry


def _form_behind(source: Source, entry: int) -> str:
    """Return the form of the period that stands behind an entry, as in `# 2026Q2: 0.1`, or nothing."""
    line = source.places.text.splitlines()[source.places.marks["facts", entry][0] - 1]
    with suppress(ValueError):
        return Period.parse(line.rpartition("  # ")[2].partition(": ")[0]).form
    return ""


def block(fact: Body, indent: str) -> str:
    """Return a fact as data files hold it, a key a line."""
    lines = []
    for key, value in fact.items():
        if isinstance(value, str):
            lines.append(f"{key}: {_written(value) if key in _TOKENS else value}")
        elif isinstance(value, dict):
            lines += [f"{key}:", *(f"  {language}: {_written(each)}" for language, each in value.items())]
        else:
            lines += [f"{key}:", *(f"  - {_flow(mention)}" for mention in value)]
    return "\n".join(f"{indent}{'  ' if index else '- '}{line}" for index, line in enumerate(lines))


def _flow(mention: Body) -> str:
    printed = f", printed: {json.dumps(mention['printed'], ensure_ascii=False)}" if "printed" in mention else ""
    return f"{{paragraph: {mention['paragraph']}{printed}}}"


def flow(text: str) -> str:
    """Return a text as YAML reads it between brackets, where a comma ends it.

    >>> flow("Net sales"), flow("first, second")
    ('Net sales', '"first, second"')
    """
    return json.dumps(text, ensure_ascii=False) if "," in text else _written(text)


def _written(text: str) -> str:
    """Return a text as YAML reads it, in quotes where it is not plain words.

    >>> _written("1,877.92亿"), _written("$37.5 billion"), _written("12")
    ('1,877.92亿', '"$37.5 billion"', '"12"')
    """
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
