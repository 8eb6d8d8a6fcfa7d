"""The command line: `python -m macros check`, `build`, and what else an author or a maintainer runs by hand."""

import argparse
import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any, get_args

from macros.ledger.counts import count_records
from macros.ledger.errors import LedgerError, Problem, RequestError
from macros.ledger.load import by_id
from macros.ledger.model import Language, Trust
from macros.render.load_site import check_project, checked_ledger

ROOT = Path(__file__).resolve().parent.parent

_PARSER = argparse.ArgumentParser(prog="python -m macros", description="Check the ledger's data and pages.")
_COMMANDS = _PARSER.add_subparsers(required=True)
_Command = Callable[..., int | None]
_Argument = Callable[[Any], Any]
_argument = partial(methodcaller, "add_argument")
"""Adds an argument to the parser that it is called with; takes what argparse's `add_argument` takes."""


def main() -> int:
    """Run one command; return the exit status: the number of problems, at most 255."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what the terminal's encoding lacks
    options = vars(_PARSER.parse_args())
    # A command is short and frees nothing before it ends; without collecting garbage it takes a tenth less time.
    gc.disable()
    try:
        status = _run(**options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\ninterrupted; nothing more was written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Who reads it, such as head, has seen enough.
        return 1
    return status


def _run(command: _Command, *, writes: bool, **options: Any) -> int:
    """Run a command and report what keeps it from ending well; one that writes has then written nothing."""
    status = 1
    try:
        return command(**options) or 0
    except BrokenPipeError:
        raise
    except LedgerError as error:
        status = _report(error.problems)
    except FileNotFoundError as error:
        print(error if writes else f"{error.filename} was moved while it was read; run this again", file=sys.stderr)
    except (RequestError, OSError, UnicodeDecodeError, SystemExit) as error:  # mkdocs' Abort is a SystemExit
        print(error, file=sys.stderr)
    if writes:
        print("nothing was written", file=sys.stderr)
    return status


def _report(problems: Sequence[Problem]) -> int:
    for problem in by_id(ROOT, problems):
        print(problem)
    print(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")
    return min(len(problems), 255)


def _command(*arguments: _Argument, either: Sequence[_Argument] = (), writes: bool = False) -> Callable[[_Command], _Command]:
    """Make a function a command of its name, whose help is its docstring; of the arguments in `either` one may be given."""

    def add(function: _Command) -> _Command:
        parser = _COMMANDS.add_parser(function.__name__.strip("_").replace("_", "-"), help=function.__doc__)
        parser.set_defaults(command=function, writes=writes)
        group = parser.add_mutually_exclusive_group()
        for add_argument in arguments:
            add_argument(parser)
        for add_argument in either:
            add_argument(group)
        return function

    return add


@_command()
def _check() -> None:
    """Check data/ and the pages of docs/; end with the counts."""
    print(", ".join(f"{number} {name}" for name, number in count_records(check_project(ROOT)).items()))


@_command()
def _superseded() -> int:
    """List revised plans, findings behind their chart, and what is due by the newest document."""
    from macros.authoring.superseded import superseded

    return min(_report(superseded(ROOT)), 1)


@_command(_argument("--texts", type=Path, required=True, help="the folder with <document id>.txt files"))
def _verify_sources(texts: Path) -> int:
    """Check the printed tokens against the sources' texts."""
    from macros.authoring.verify_sources import verify_sources

    return _report(verify_sources(checked_ledger(ROOT), ROOT, texts))


@_command(_argument("query", help="a name or a part of one: 销售额, net sales, capex-net"))
def _find(query: str) -> None:
    """Find metrics by id, label or alias, with their newest values and where they are used."""
    from macros.authoring.find import find
    from macros.ledger.load import load_unchecked

    print(*find(ROOT, load_unchecked(ROOT), query), sep="\n")


@_command(
    _argument("query", help="what a reader types"),
    _argument("--site", type=Path, default=ROOT / "site", help="the edition's folder (site/; site/en)"),
)
def _explain_search(query: str, site: Path) -> None:
    """Say why the search of a built site ranks a query as it does."""
    from macros.outputs.search.explain import explain_search

    print(*explain_search(site, query), sep="\n")


@_command(_argument("--check", action="store_true", help="write nothing; say what is not current"))
def _schema(*, check: bool) -> int:
    """Write data/schema/, by which editors complete keys and ids."""
    from macros.authoring.json_schema import stale_schemas, write_schemas

    if check and (stale := list(stale_schemas(ROOT))):
        return _report(stale)
    written = [] if check else write_schemas(ROOT)
    print("\n".join(f"wrote {name}" for name in written) or "the schemas in data/schema/ are current")
    return 0


@_command(
    _argument("id", help="publisher or company, then the date: example-2026-04-30"),
    _argument("--publisher", help="an entity's id; by default what the id begins with"),
    _argument("--date", help="the day of publication; by default what the id ends with"),
    _argument("--language", choices=get_args(Language), help="the language that it is written in"),
    _argument("--trust", choices=get_args(Trust), help="the company's own, a named publication, or a retelling"),
    either=(
        _argument("--paragraphs", type=int, help="how many non-empty lines its text has"),
        _argument("--number-of-paragraphs", type=Path, metavar="TEXT", help="a text file whose non-empty lines are counted"),
    ),
    writes=True,
)
def _new_document(number_of_paragraphs: Path | None, **header: Any) -> None:
    """Write the file of a new source, to be filled in, and its pages."""
    from macros.authoring.new_document import Header, new_document
    from macros.authoring.verify_sources import paragraphs_of

    if number_of_paragraphs is not None:
        header["paragraphs"] = len(paragraphs_of(number_of_paragraphs.read_text("utf-8")))
    written = new_document(ROOT, Header(**header))
    print(*(f"wrote {name}" for name in written), sep="\n")
    print(f"fill in {written[0]}; make check-data says what is left to do")


@_command(
    _argument("id", help="what is measured, then of what basis: example-net-sales"),
    _argument("answers", nargs="*", metavar="KEY=TEXT", help="such as topic=cloud label_en='Net sales'"),
    writes=True,
)
def _new_metric(id: str, answers: Sequence[str]) -> None:  # noqa: A002 - as the argument is called
    """Define a metric; what no option says is asked for."""
    from macros.authoring.new_metric import new_metric

    given = dict(each.partition("=")[::2] for each in answers)
    print(*(f"wrote {name}" for name in new_metric(ROOT, id, given, _asked)), sep="\n")


def _asked(prompt: str) -> str:
    """Return what is typed, or piped, behind a prompt; raises RequestError at its end."""
    print(f"{prompt}: ", end="", flush=True)
    if not (line := sys.stdin.readline()):
        raise RequestError("\nno answer")
    print(end="" if sys.stdin.isatty() else line.rstrip("\n") + "\n")
    return line.strip()


@_command(
    _argument("table", help="a file of comma- or tab-separated values, or - for what is pasted"),
    _argument("document", help="the document's id"),
    _argument("--print", dest="shown", action="store_true", help="print the facts and write nothing"),
    _argument("--paid", action="store_true", help="brackets around what is always above zero mean money paid"),
    *(
        _argument(f"--{column}", help=f"the {column} of all facts, where the table has no such column")
        for column in ("kind", "place", "unit")
    ),
    writes=True,
)
def _facts_from(table: str, document: str, *, shown: bool, paid: bool, kind: str, place: str, unit: str) -> None:
    """Add the facts of a table to a document's file."""
    from macros.authoring.facts_from_table import add_facts
    from macros.authoring.table import open_table

    read = open_table(table, sys.stdin.buffer, {"kind": kind, "paragraph": place, "unit": unit})
    added = add_facts(ROOT, read, document, write=not shown, paid=paid)
    print(*read.dashes, sep="\n", end="\n" * bool(read.dashes), file=sys.stderr)
    if shown:
        print(*added, sep="\n")
    else:
        print(f"added {len(added)} fact{'' if len(added) == 1 else 's'} to data/documents/{document}.yml")


@_command(_argument("site", type=Path, nargs="?", default=ROOT / "site", help="the folder to write (site/)"), writes=True)
def _build(site: Path) -> int:
    """Build every edition; a failure leaves the last good site whole."""
    from macros.build.editions import build_editions, prepare_process

    site = Path(os.path.realpath(site))  # resolve() raises for a link that leads to itself
    prepare_process()
    status, output = build_editions(ROOT, site)
    print(output, file=sys.stderr)
    if status == 0:
        print(f"every edition is in {site}")
    return status


@_command(
    _argument("--port", type=int, default=8000, help="the port of 127.0.0.1 (8000)"),
    _argument("--edition", default="", help="the language of one edition alone"),
)
def _serve(port: int, edition: str) -> int:
    """Preview every edition under one address; saving a file rebuilds."""
    from macros.build.editions import prepare_process
    from macros.build.serve import serve

    prepare_process()
    with suppress(KeyboardInterrupt):
        serve(ROOT, port, edition)
        return 1
    return 0


@_command(
    _argument("folder", type=Path, help="a new folder, or with --update that of a ledger"),
    _argument("--languages", nargs="+", choices=get_args(Language), default=["en"], help="of its editions (en)"),
    _argument("--update", action="store_true", help="replace its macros/ and overrides/, and nothing else"),
)
def _new_ledger(folder: Path, languages: Sequence[str], *, update: bool) -> int:
    """Write a ledger of one's own, or give one today's code."""
    from macros.authoring.new_ledger import new_ledger, update_code

    folder = Path(os.path.realpath(folder))
    if not update:
        new_ledger(ROOT, folder, list(dict.fromkeys(languages)))
        print(f"wrote {folder}; its README.md says how to go on, and make serve shows it")
        return 0
    before, after = update_code(ROOT, folder)
    came = f"version {before or 'unknown'} of macros/ and overrides/ is {after} now"
    came = f"macros/ and overrides/ stay at version {after}" if before == after else came
    print(f"{folder}: {came}; its check says:", flush=True)
    status = subprocess.run([sys.executable, "-m", "macros", "check"], cwd=folder, check=False).returncode
    if (ROOT / "requirements.txt").read_bytes() != (folder / "requirements.txt").read_bytes():
        print(f"copy {ROOT / 'requirements.txt'} too: what it needs is another")
    return status


@_command(
    _argument("site", type=Path, help="the folder of the built site"),
    _argument("--config-file", default="mkdocs.yml", help="the edition's configuration (mkdocs.yml)"),
)
def _export(site: Path, config_file: str) -> None:
    """Complete a built site, for an engine that knows no hooks."""
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from macros.build.plugin import export_site
    from macros.build.postprocess import finish_site
    from macros.build.settings import complete_config

    if not (site / "index.html").is_file():
        raise RequestError(f"{site} is no built site; it has no index.html")
    try:
        config = load_config(str(ROOT / config_file))
        complete_config(config, ROOT)
        export_site(site, config)
        finish_site(site)
    except (MkDocsException, ValueError) as error:
        raise RequestError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
