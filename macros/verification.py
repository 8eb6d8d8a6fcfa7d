"""Printed tokens against the texts they were read from, for an author who holds those texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.errors import LedgerError, Problem, quoted
from macros.loading import read_source
from macros.model import Document, Ledger


def verify_sources(ledger: Ledger, root: Path, texts: Path) -> list[Problem]:
    """Return a problem for every token that does not stand in the paragraph its fact names.

    A document is checked where its text lies in the folder as `<id>.txt` or `<id>-….txt`;
    paragraphs are the text's non-empty lines, counted from 1.
    Raises LedgerError where the folder holds no text of any document.
    """
    held = {name: path for name in ledger.documents if (path := _text_of(name, texts)) is not None}
    if not held:
        raise LedgerError([Problem(str(texts), 1, 1, "", "no text of any document lies here; <document id>.txt is wanted")])
    return [problem for name, path in held.items() for problem in _missing_tokens(ledger.documents[name], root, path)]


def paragraphs_of(text: str) -> list[str]:
    r"""Split a text as locators count it: its non-empty lines, in order.

    >>> paragraphs_of("Title\\n\\nFirst.\\n")
    ['Title', 'First.']
    """
    return [line for line in text.splitlines() if line.strip()]


def _text_of(document: str, texts: Path) -> Path | None:
    exact = texts / f"{document}.txt"
    return exact if exact.is_file() else next(iter(sorted(texts.glob(f"{document}-*.txt"))), None)


def _missing_tokens(document: Document, root: Path, path: Path) -> Iterator[Problem]:
    source = read_source(root / "data" / "documents" / f"{document.id}.yml", root)
    paragraphs = paragraphs_of(path.read_text("utf-8"))
    if document.paragraphs != len(paragraphs):
        message = f"the text has {len(paragraphs)} paragraphs, the document says {document.paragraphs}"
        yield source.problem(("paragraphs",), message)
    for index, fact in enumerate(document.facts):
        for place, token in fact.tokens:
            number = int(place.removeprefix("p.")) if place.startswith("p.") else 0
            if not 0 < number <= len(paragraphs) or token not in paragraphs[number - 1]:
                yield source.problem(("facts", index, "printed"), f"{quoted(token)} does not stand in {place}")
