"""Write the file of a new source, to be filled in, and its pages.

A comment explains every key; the check names each that is still empty.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from macros.authoring.json_schema import known_ids, meanings_of, modeline, write_schemas
from macros.ledger.errors import RequestError, did_you_mean, quoted
from macros.ledger.model import Document, Fact, Language, Trust
from macros.ledger.periods import DAY_PATTERN
from macros.render.urls import pages_of
from macros.text.labels import language_of, wording

_WIDTH = 110
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE_AT_THE_END = re.compile(r"-(\d{4}-\d{2}-\d{2})$", re.ASCII)

# Examples of facts: the keys that each has, with values to replace.
_NUMBER = {
    "metric": "example-net-sales",
    "period": "2026Q1",
    "value": "1877.92",
    "unit": "usd_100m",
    "kind": "reported",
    "paragraph": "p.11",
    "printed": "1,877.92亿",
}
_RANGE = {"low": "1510", "high": "1555", "printed": "1,510亿", "printed_high": "1,555亿"}
_FURTHER = {
    "qualifier": "about",
    "speaker": "somebody",
    "also": "[{paragraph: p.17, printed: 1878亿}]",
    "note": "{zh: …, en: …}",
}
_STATEMENT = {
    "metric": "example-demand",
    "period": "2026-04-30",
    "kind": "claim",
    "paragraph": "p.43",
    "statement": "{zh: …, en: …}",
}
_CHOICES = {"language": " Write zh or en.", "trust": " Write one of the three."}


@dataclass(frozen=True)
class Header:
    """What is known about a source: an id such as `example-2026-05-01`; what is None is left for the author to fill in.

    `publisher` and `date` default to those in the id; `paragraphs` is the highest N of `p.N`.
    """

    id: str
    publisher: str | None = None
    date: str | None = None
    language: Language | None = None
    trust: Trust | None = None
    paragraphs: int | None = None


def new_document(root: Path, wanted: Header) -> list[str]:
    """Write the file of a source, its pages and the schemas with its id; return their paths from the root.

    Raises RequestError, before anything is written, where the id is invalid or taken, the date is invalid, the publisher
    is unknown, or one of the files exists.
    """
    known = known_ids(root)
    header = _completed(wanted, known["entity"], known["document"])
    path = Path("data") / "documents" / f"{header.id}.yml"
    files = {path: skeleton(header, modeline(path)), **_pages(root, header, known["entity"])}
    for name in files:
        if (root / name).exists():
            raise RequestError(f"{name.as_posix()} exists already")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8", newline="\n")
    return [*(name.as_posix() for name in files), *write_schemas(root)]


def _completed(wanted: Header, entities: Mapping[str, object], documents: Mapping[str, object]) -> Header:
    if not _ID.fullmatch(wanted.id):
        raise RequestError(f"{quoted(wanted.id)} is not an id: lower-case letters, digits and hyphens")
    if wanted.id in documents:
        raise RequestError(f"a document {quoted(wanted.id)} exists already; give another id")
    found = _DATE_AT_THE_END.search(wanted.id)
    date = wanted.date or (found[1] if found else None)
    if date is None:
        raise RequestError(f"{quoted(wanted.id)} does not end in a date; give it by --date 2026-04-30")
    if not re.fullmatch(DAY_PATTERN, date):
        raise RequestError(f"{quoted(date)} is not a day of the calendar; write it as 2026-04-30")
    publisher = wanted.publisher or _beginning(wanted.id, entities)
    if publisher not in entities:
        hint = did_you_mean(publisher, entities)
        raise RequestError(
            f"no entity is called {quoted(publisher)}{hint}{'' if hint else ';'} add a new one to data/entities.yml first"
        )
    if wanted.paragraphs is not None and wanted.paragraphs < 1:
        raise RequestError("a text has at least one paragraph; leave --paragraphs out where its places have names instead")
    return Header(wanted.id, publisher, date, wanted.language, wanted.trust, wanted.paragraphs)


def _beginning(name: str, entities: Mapping[str, object]) -> str:
    """Return the longest entity's id that a document's id begins with, or the document's id without its date.

    >>> _beginning("orbit-towers-2026-04-30", {"orbit": 1, "orbit-towers": 1}), _beginning("orbi-2026-04-30", {"orbit": 1})
    ('orbit-towers', 'orbi')
    """
    parts = name.split("-")
    for length in range(len(parts), 0, -1):
        if "-".join(parts[:length]) in entities:
            return "-".join(parts[:length])
    return _DATE_AT_THE_END.sub("", name)


def _pages(root: Path, header: Header, entities: Mapping[str, tuple[str, str]]) -> dict[Path, str]:
    """Return the pages that this document needs, in each folder of `docs/`, which is named by its language."""
    wanted = pages_of([], {header.id: ()}).items() - pages_of([], {}).items()
    zh, en = entities[str(header.publisher)]
    pages = {}
    for folder in sorted(path for path in (root / "docs").iterdir() if path.is_dir()):
        language = language_of(folder.name)
        words = wording(language)
        values = {"publisher": (zh if language == "zh" else en) or header.publisher, "date": header.date}
        title, description = (words[f"new.{key}"].format(**values) for key in ("title", "description"))
        for page, call in wanted:
            text = f'---\ntitle: "{title}"\ndescription: "{description}"\n---\n\n# {title}\n\n{call}\n'
            pages[folder.relative_to(root) / page] = text
    return pages


def skeleton(header: Header, first_line: str) -> str:
    """Return the file of a document with every key explained, and examples of facts after `facts:`.

    >>> "date: 2026-05-01" in skeleton(Header("example-2026-05-01", "example", "2026-05-01"), "#").splitlines()
    True
    """
    written = {
        "id": header.id,
        "publisher": header.publisher,
        "date": header.date,
        "language": header.language,
        "trust": header.trust,
        "paragraphs": header.paragraphs,
        "title": "\n  zh:\n  en:",
        "short": "\n  zh:\n  en:",
    }
    lines = [
        first_line,
        *_comment("Fill in what is empty, write the facts below, and run make check: it says what is still missing."),
        *_comment("What is optional may go or stay. data/README.md has an example of everything."),
        "",
    ]
    meanings = meanings_of(Document)
    for key in fields(Document):
        value, required = written.get(key.name), key.default is MISSING and key.default_factory is MISSING
        lines += _comment(f"{'' if required else 'Optional. '}{meanings[key.name]}{_CHOICES.get(key.name, '')}")
        if required or value is not None:
            gap = "" if value is None or str(value)[0] == "\n" else " "
            lines.append(f"{key.name}:{gap}{'' if value is None else value}")
        else:
            lines.append(f"# {key.name}:")
    return "\n".join((*lines, *_facts())) + "\n"


def _facts() -> Iterator[str]:
    """Yield the keys of a fact, commented out, for an author to copy."""
    meanings = meanings_of(Fact)
    for about, example in (
        ("A fact with a number: copy these lines, take the signs in front away, write what is printed.", _NUMBER),
        ("A range has these in place of value and printed.", _RANGE),
        ("Any fact may have these too.", _FURTHER),
        ("A fact without a number.", _STATEMENT),
    ):
        yield ""
        yield from (f"  {line}" for line in _comment(about))
        dash = "- " if "metric" in example else "  "
        for key, value in example.items():
            line = f"  # {dash}{key}: {value}"
            first, *rest = textwrap.wrap(meanings[key], _WIDTH - 48)
            yield f"{line:<46}  # {first}"
            yield from (f"  #{'':<43}  # {more}" for more in rest)
            dash = "  "


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2)]
