"""Write the file of a new source, to be filled in, and its pages.

A comment explains every key; the check names each that is still empty.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import MISSING, asdict, dataclass, fields, replace
from pathlib import Path

from macros.authoring.json_schema import known_ids, meanings_of, modeline, write_schemas
from macros.ledger.errors import RequestError, did_you_mean, quoted
from macros.ledger.model import Document, Fact, Language, Trust
from macros.ledger.values import FORMS, ID
from macros.render.templates import render
from macros.render.urls import pages_of
from macros.text.labels import language_of, wording

_DATE_AT_THE_END = re.compile(r"-(\d{4}-\d{2}-\d{2})$", re.ASCII)


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
    header = _completed(wanted, known["entities"], known["documents"])
    path = Path("data") / "documents" / f"{header.id}.yml"
    files = {path: skeleton(header, modeline(path)), **_pages(root, header, known["entities"])}
    for name in files:
        if (root / name).exists():
            raise RequestError(f"{name.as_posix()} exists already")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8", newline="\n")
    return [*(name.as_posix() for name in files), *write_schemas(root)]


def _completed(wanted: Header, entities: Collection[str], documents: Collection[str]) -> Header:
    if not re.fullmatch(ID, wanted.id):
        raise RequestError(f"{quoted(wanted.id)} is not {FORMS[ID]}")
    if wanted.id in documents:
        raise RequestError(f"a document {quoted(wanted.id)} exists already; give another id")
    found = _DATE_AT_THE_END.search(wanted.id)
    date = wanted.date or (found[1] if found else None)
    if date is None:
        raise RequestError(f"{quoted(wanted.id)} does not end in a date; give it by --date 2026-04-30")
    try:
        date = dt.date.fromisoformat(date).isoformat()
    except ValueError:
        raise RequestError(f"{quoted(date)} is not a day of the calendar; write it as 2026-04-30") from None
    publisher = wanted.publisher or _beginning(wanted.id, entities)
    if publisher not in entities:
        hint = did_you_mean(publisher, entities) or ";"
        raise RequestError(f"no entity is called {quoted(publisher)}{hint} add a new one to data/entities.yml first")
    if wanted.paragraphs is not None and wanted.paragraphs < 1:
        raise RequestError("a text has at least one paragraph; leave --paragraphs out where its places have names instead")
    return replace(wanted, publisher=publisher, date=date)


def _beginning(name: str, entities: Collection[str]) -> str:
    """Return the longest entity's id that a document's id begins with, or the document's id without its date.

    >>> _beginning("orbit-towers-2026-04-30", {"orbit": 1, "orbit-towers": 1}), _beginning("orbi-2026-04-30", {"orbit": 1})
    ('orbit-towers', 'orbi')
    """
    begun = [each for each in entities if f"{name}-".startswith(f"{each}-")]
    return max(begun, key=len, default=_DATE_AT_THE_END.sub("", name))


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
    required = {key.name for key in fields(Document) if key.default is MISSING and key.default_factory is MISSING}
    document = meanings_of(Document)
    return render(
        "new_document.yml.jinja",
        modeline=first_line,
        written={key: value for key, value in asdict(header).items() if value is not None},
        optional=document.keys() - required,
        document=document,
        fact=meanings_of(Fact),
    )
