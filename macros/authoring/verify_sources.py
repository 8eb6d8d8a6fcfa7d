"""Compare printed tokens with the texts of their sources, for an author who has them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from macros.ledger.errors import LedgerError, Problem, listed, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.model import Document
from macros.ledger.typed_figures import figures_in
from macros.ledger.yaml_source import read_source


def verify_sources(ledger: Ledger, root: Path, texts: Path) -> list[Problem]:
    """Return a problem for every token that is not in the paragraph of its fact, and every figure without a fact.

    Paragraphs that the document lists under `not_recorded` may have figures without facts.

    A document with numbered paragraphs is checked if its text is in the folder, as `<id>.txt` or `<id>-….txt`; paragraphs
    are the text's non-empty lines, counted from 1. Of a document with named places the tokens alone are checked, anywhere
    in the part of a text, here or in a folder below, that begins with a line `source: ADDRESS`, `## Title ADDRESS` or
    `DATE | ADDRESS`.
    Raises LedgerError where no text of any document is there.
    """
    parts = dict(_parts(texts))
    found = []
    for name, document in ledger.documents.items():
        path = next((each for each in (texts / f"{name}.txt", *sorted(texts.glob(f"{name}-*.txt"))) if each.is_file()), None)
        if path and document.paragraphs is not None:
            found.append(_differences(document, root, path.read_text("utf-8")))
        elif document.address in parts:
            found.append(_missing(document, root, parts[document.address]))
    if not found:
        raise LedgerError([Problem(str(texts), 1, 1, "", "no text of any document lies here; <document id>.txt is wanted")])
    return list(chain.from_iterable(found))


def _parts(texts: Path) -> Iterator[tuple[str, str]]:
    """Yield each part of the texts with an address that its head names."""
    for path in sorted(texts.rglob("*.txt")):
        for part in re.split(r"^(?=source: |## |\d{4}-\d\d-\d\d \| https)", path.read_text("utf-8"), flags=re.MULTILINE):
            # Below `source:` come lines on what is transcribed, which may name a second document of the same text.
            head = part.partition("\n\n" if part.startswith("source: ") else "\n")[0]
            for address in re.findall(r"https://[^\s;)]+", head):
                yield address, part


def _missing(document: Document, root: Path, text: str) -> Iterator[Problem]:
    source = read_source(root / "data" / "documents" / f"{document.id}.yml", root)
    for index, fact in enumerate(document.facts):
        for place, token in fact.tokens:
            if token not in text:
                message = f"{quoted(token)} ({place}) does not stand in the text of {document.address}"
                yield source.places.problem(("facts", index, "printed"), message)


def paragraphs_of(text: str) -> list[str]:
    r"""Split a text into its non-empty lines, which `p.N` counts.

    >>> paragraphs_of("Title\n\nFirst.\n")
    ['Title', 'First.']
    """
    return [line for line in text.splitlines() if line.strip()]


def _differences(document: Document, root: Path, whole: str) -> Iterator[Problem]:
    source = read_source(root / "data" / "documents" / f"{document.id}.yml", root)
    paragraphs = {f"p.{number}": text for number, text in enumerate(paragraphs_of(whole), 1)}
    if document.paragraphs != len(paragraphs):
        message = f"the text has {len(paragraphs)} paragraphs, the document says {document.paragraphs}"
        yield source.places.problem(("paragraphs",), message)
    found: dict[str, list[str]] = defaultdict(list)
    for index, fact in enumerate(document.facts):
        for place, token in fact.tokens:
            found[place].append(token)
            if token not in paragraphs.get(place, ""):
                yield source.places.problem(("facts", index, "printed"), f"{quoted(token)} does not stand in {place}")
    explained = {omission.paragraph for omission in document.not_recorded}
    for place, text in paragraphs.items():
        left = [] if place in explained else unrecorded(text, found[place])
        if left:
            figures = listed(map(quoted, left))
            message = f"no fact records {figures} of {place}; record them, or say under not_recorded why not"
            yield source.places.problem(("facts",), message, at_key=True)


def unrecorded(paragraph: str, tokens: Sequence[str]) -> list[str]:
    """Return the figures of a paragraph that are in none of the tokens; dates and names are no figures.

    >>> unrecorded("2024年收入 1,877.92亿美元,增长10.49%", ["1,877.92亿"])
    ['10.49']
    """
    for token in sorted(tokens, key=len, reverse=True):
        paragraph = paragraph.replace(token, " \u25a0 ")
    return figures_in(paragraph)
