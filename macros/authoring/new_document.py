"""Write the file of a new source, to be filled in, its pages and its line among the changes.

A comment explains every key, and what the last document of its kind reported stands below `facts`, without the numbers;
the check names each that is still empty.
"""

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields, replace
from pathlib import Path

from macros.authoring.json_schema import known_ids, meanings_of, modeline, write_schemas
from macros.ledger.editions import language_of, languages_of
from macros.ledger.errors import RequestError, did_you_mean, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.load import load_unchecked
from macros.ledger.model import Document, Fact, Language, Trust
from macros.ledger.values import FORMS, ID
from macros.render.templates import render
from macros.render.urls import pages_of
from macros.text.dates import format_day
from macros.text.labels import wording

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


def new_document(root: Path, wanted: Header, today: dt.date | None = None) -> list[str]:
    """Write the file of a source, its pages and the schemas with its id; return their paths from the root.

    Raises RequestError, before anything is written, where the id is invalid or taken, the date is invalid, the publisher
    is unknown, or one of the files exists; and OSError, with everything as it was, where one cannot be written.
    """
    known = known_ids(root)
    header = _completed(wanted, known["entities"], known["documents"])
    last = _last_of_its_kind(load_unchecked(root), header)
    if last:
        header = replace(header, language=header.language or last.language, trust=last.trust)
    pages, changes = _pages(root, header, known["entities"], today or dt.datetime.now(tz=dt.UTC).date())
    path = Path("data") / "documents" / f"{header.id}.yml"
    files = {path: skeleton(header, modeline(path), languages_of(root), last), **pages}
    for name in files:
        if (root / name).exists():
            raise RequestError(f"{name.as_posix()} exists already")
    return write_schemas(root, files | changes)


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


def _last_of_its_kind(ledger: Ledger, header: Header) -> Document | None:
    """Return the newest earlier document of the same publisher, trust and kind (release, 10-Q, call); none of the press."""
    alike = [
        each
        for each in ledger.documents.values()
        if (each.publisher, _kind(each.id)) == (header.publisher, _kind(header.id))
        and header.trust in (None, each.trust)
        and each.trust != "press"
        and str(each.date) < str(header.date)
    ]
    return max(alike, key=lambda each: each.date, default=None)


def _kind(name: str) -> str:
    """Return a document's id without its time.

    >>> _kind("orbit-2026-04-30"), _kind("orbit-10q-2026q1"), _kind("orbit-10k-fy2026")
    ('orbit', 'orbit-10q', 'orbit-10k')
    """
    return re.sub(r"-(fy)?\d{4}.*$", "", name)


def _to_fill_in(last: Document) -> list[Fact]:
    """Return the newest number of each metric, kind and form of period that a document reports, in its order."""
    newest: dict[tuple[str, ...], Fact] = {}
    for fact in last.facts:
        key = (fact.metric, fact.kind, fact.period.form)
        if fact.is_number and fact.kind in ("reported", "guidance", "plan"):
            newest[key] = max(newest.get(key, fact), fact, key=lambda each: each.period)
    return list(newest.values())


def _pages(
    root: Path, header: Header, entities: Mapping[str, tuple[str, str]], today: dt.date
) -> tuple[dict[Path, str], dict[Path, str]]:
    """Return the pages that this document needs in each folder of `docs/`, and what pages of changes there then say."""
    calls = pages_of([], {header.id: ()}).items() - pages_of([], {}).items()
    pages, changes = {}, {}
    for folder in sorted(path for path in (root / "docs").iterdir() if path.is_dir()):
        language = language_of(folder.name)
        words, named = wording(language), dict(zip(("zh", "en"), entities[str(header.publisher)], strict=True))
        values = {"publisher": named[language] or header.publisher, "date": header.date}
        title, description = (words[f"new.{key}"].format(**values) for key in ("title", "description"))
        for page, call in calls:
            text = f'---\ntitle: "{title}"\ndescription: "{description}"\n---\n\n# {title}\n\n{call}\n'
            pages[folder.relative_to(root) / page] = text
        if (log := folder / "changes.md").exists():
            entry = f"- {words['new.recorded'].format(title=title, id=header.id)}\n"
            changes[log.relative_to(root)] = _with_entry(log.read_bytes().decode("utf-8-sig"), entry, today, language)
    return pages, changes


def _with_entry(raw: str, entry: str, today: dt.date, language: Language) -> str:
    """Return a page of changes with an entry below the heading of today."""
    text = raw.replace("\r\n", "\n")
    if heading := re.search(rf"^## .*#edition-{today} .*\n+", text, re.MULTILINE):
        at = heading.end()
        entry += "" if text.startswith("- ", at) else "\n"
    else:
        first = re.search(r"^## ", text, re.MULTILINE)
        at = first.start() if first else len(text)
        entry = f"## {format_day(today, language)} {{: #edition-{today} }}\n\n{entry}\n"
    return f"{text[:at].rstrip()}\n\n{entry}{text[at:]}".replace("\n", "\r\n" if "\r\n" in raw else "\n")


def skeleton(header: Header, first_line: str, languages: Sequence[Language], last: Document | None = None) -> str:
    """Return the file of a document with every key explained; after `facts:` what the last one reported, or examples.

    >>> "date: 2026-05-01" in skeleton(Header("example-2026-05-01", "example", "2026-05-01"), "#", ["en"]).splitlines()
    True
    """
    written = {key: value for key, value in asdict(header).items() if value is not None}
    if last and header.paragraphs is None and last.places:
        named = {
            name: [f"{each}: {json.dumps(at[each], ensure_ascii=False)}" for each in languages]
            for name, at in last.places.items()
        }
        written["places"] = "".join(f"\n  {name}: {{{', '.join(labels)}}}" for name, labels in named.items())
    required = {key.name for key in fields(Document) if key.default is MISSING and key.default_factory is MISSING}
    document = meanings_of(Document)
    return render(
        "new_document.yml.jinja",
        modeline=first_line,
        languages=languages,
        written=written,
        optional=document.keys() - required,
        document=document,
        fact=meanings_of(Fact),
        last=last,
        to_fill_in=_to_fill_in(last) if last else [],
    )
