"""The command line: `python -m macros check`, `build`, and what else an author or a maintainer runs by hand."""

import argparse
import gc
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from macros.ledger.counts import count_records
from macros.ledger.errors import LedgerError, Problem, RequestError
from macros.ledger.load import by_id
from macros.ledger.model import Language, Trust
from macros.render.load_site import check_project, checked_ledger

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: the number of problems, at most 255."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what the terminal's encoding lacks
    options = _parser().parse_args(arguments)
    # A command is short and frees nothing before it ends; without collecting garbage it takes a tenth less time.
    gc.disable()
    try:
        status = _run(options)
        sys.stdout.flush()
    except RequestError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; nothing more was written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Who reads it, such as head, has seen enough.
        return 1
    except FileNotFoundError as error:
        print(f"{error.filename} was moved while it was read; run this again", file=sys.stderr)
        return 1
    return status


def _run(options: argparse.Namespace) -> int:
    try:
        return int(options.run(options))
    except LedgerError as error:
        return _report(error.problems)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m macros", description="Check the ledger's data and pages.")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="check data/ and the pages of docs/; end with the counts")
    check.set_defaults(run=_check)
    superseded = commands.add_parser(
        "superseded", help="list revised plans, findings behind their chart, and what is due by the newest document"
    )
    superseded.set_defaults(run=_superseded)
    verify = commands.add_parser("verify-sources", help="check the printed tokens against the sources' texts")
    verify.set_defaults(run=_verify_sources)
    verify.add_argument("--texts", type=Path, required=True, help="the folder with <document id>.txt files")
    schema = commands.add_parser("schema", help="write data/schema/, by which editors complete keys and ids")
    schema.set_defaults(run=_schema)
    schema.add_argument("--check", action="store_true", help="write nothing; say what is not current")
    _add_authoring(commands)
    _add_builders(commands)
    return parser


def _add_authoring(commands: Any) -> None:
    """Add the commands that write or find data."""
    new = commands.add_parser("new-document", help="write the file of a new source, to be filled in, and its pages")
    new.set_defaults(run=_new_document)
    new.add_argument("id", help="publisher or company, then the date: example-2026-04-30")
    new.add_argument("--publisher", help="an entity's id; by default what the id begins with")
    new.add_argument("--date", help="the day of publication; by default what the id ends with")
    new.add_argument("--language", choices=get_args(Language), help="the language that it is written in")
    new.add_argument("--trust", choices=get_args(Trust), help="the company's own, a named publication, or a retelling")
    length = new.add_mutually_exclusive_group()
    length.add_argument("--paragraphs", type=int, help="how many non-empty lines its text has")
    counted = "a text file whose non-empty lines are counted"
    length.add_argument("--number-of-paragraphs", type=Path, metavar="TEXT", help=counted)
    metric = commands.add_parser("new-metric", help="define a metric; what no option says is asked for")
    metric.set_defaults(run=_new_metric)
    metric.add_argument("id", help="what is measured, then of what basis: example-net-sales")
    metric.add_argument("answers", nargs="*", metavar="KEY=TEXT", help="such as topic=cloud label_en='Net sales'")
    find = commands.add_parser(
        "find", help="find metrics by id, label or alias, with their newest values and where they are used"
    )
    find.set_defaults(run=_find)
    find.add_argument("query", help="a name or a part of one: 销售额, net sales, capex-net")
    facts = commands.add_parser("facts-from", help="add the facts of a table to a document's file")
    facts.set_defaults(run=_facts_from)
    facts.add_argument("table", help="a file of comma- or tab-separated values, or - for what is pasted")
    facts.add_argument("document", help="the document's id")
    facts.add_argument("--print", action="store_true", help="print the facts and write nothing")
    facts.add_argument("--paid", action="store_true", help="brackets around what is always above zero mean money paid")
    for column in ("kind", "place", "unit"):
        facts.add_argument(f"--{column}", help=f"the {column} of all facts, where the table has no such column")


def _add_builders(commands: Any) -> None:
    """Add the commands that preview, write or look at sites."""
    serve = commands.add_parser("serve", help="preview every edition under one address; saving a file rebuilds")
    serve.set_defaults(run=_serve)
    serve.add_argument("--port", type=int, default=8000, help="the port of 127.0.0.1 (8000)")
    serve.add_argument("--edition", default="", help="the language of one edition alone")
    ledger = commands.add_parser("new-ledger", help="write a ledger of one's own, or give one today's code")
    ledger.set_defaults(run=_new_ledger)
    ledger.add_argument("folder", type=Path, help="a new folder, or with --update that of a ledger")
    ledger.add_argument("--languages", nargs="+", choices=get_args(Language), default=["en"], help="of its editions (en)")
    ledger.add_argument("--update", action="store_true", help="replace its macros/ and overrides/, and nothing else")
    export = commands.add_parser("export", help="complete a built site, for an engine that knows no hooks")
    export.set_defaults(run=_export)
    export.add_argument("site", type=Path, help="the folder of the built site")
    export.add_argument("--config-file", default="mkdocs.yml", help="the edition's configuration (mkdocs.yml)")
    explain = commands.add_parser("explain-search", help="say why the search of a built site ranks a query as it does")
    explain.set_defaults(run=_explain_search)
    explain.add_argument("query", help="what a reader types")
    explain.add_argument("--site", type=Path, default=ROOT / "site", help="the edition's folder (site/; site/en)")
    build = commands.add_parser("build", help="build every edition; a failure leaves the last good site whole")
    build.set_defaults(run=_build)
    build.add_argument("site", type=Path, nargs="?", default=ROOT / "site", help="the folder to write (site/)")


def _schema(options: argparse.Namespace) -> int:
    from macros.authoring.json_schema import stale_schemas, write_schemas

    if options.check and (stale := list(stale_schemas(ROOT))):
        return _report(stale)
    written = [] if options.check else write_schemas(ROOT)
    print("\n".join(f"wrote {name}" for name in written) or "the schemas in data/schema/ are current")
    return 0


def _verify_sources(options: argparse.Namespace) -> int:
    from macros.authoring.verify_sources import verify_sources

    return _report(verify_sources(checked_ledger(ROOT), ROOT, options.texts))


def _new_document(options: argparse.Namespace) -> int:
    from macros.authoring.new_document import Header, new_document
    from macros.authoring.verify_sources import paragraphs_of

    count = options.paragraphs
    try:
        if options.number_of_paragraphs is not None:
            count = len(paragraphs_of(options.number_of_paragraphs.read_text("utf-8")))
        wanted = Header(options.id, options.publisher, options.date, options.language, options.trust, count)
        written = new_document(ROOT, wanted)
    except (RequestError, OSError, UnicodeDecodeError) as error:
        print(f"{error}\nnothing was written", file=sys.stderr)
        return 1
    print(*(f"wrote {name}" for name in written), sep="\n")
    print(f"fill in {written[0]}; make check-data says what is left to do")
    return 0


def _new_metric(options: argparse.Namespace) -> int:
    from macros.authoring.new_metric import new_metric

    try:
        given = dict(each.partition("=")[::2] for each in options.answers)
        written = new_metric(ROOT, options.id, given, _asked)
    except (LedgerError, RequestError, OSError) as error:
        return _refused(error)
    print(*(f"wrote {name}" for name in written), sep="\n")
    return 0


def _asked(prompt: str) -> str:
    """Return what is typed, or piped, behind a prompt; raises RequestError at its end."""
    print(f"{prompt}: ", end="", flush=True)
    if not (line := sys.stdin.readline()):
        raise RequestError("\nno answer")
    print(end="" if sys.stdin.isatty() else line.rstrip("\n") + "\n")
    return line.strip()


def _refused(error: LedgerError | RequestError | OSError) -> int:
    """Say why a command wrote nothing."""
    status = _report(error.problems) if isinstance(error, LedgerError) else 1
    print("nothing was written" if isinstance(error, LedgerError) else f"{error}\nnothing was written", file=sys.stderr)
    return status


def _find(options: argparse.Namespace) -> int:
    from macros.authoring.find import find
    from macros.ledger.load import load_unchecked

    print(*find(ROOT, load_unchecked(ROOT), options.query), sep="\n")
    return 0


def _facts_from(options: argparse.Namespace) -> int:
    from macros.authoring.facts_from_table import add_facts
    from macros.authoring.table import open_table

    try:
        given = {"kind": options.kind, "paragraph": options.place, "unit": options.unit}
        table = open_table(options.table, sys.stdin.buffer, given)
        added = add_facts(ROOT, table, options.document, write=not options.print, paid=options.paid)
    except (LedgerError, RequestError, OSError) as error:
        return _refused(error)
    print(*table.dashes, sep="\n", end="\n" * bool(table.dashes), file=sys.stderr)
    if options.print:
        print(*added, sep="\n")
    else:
        print(f"added {len(added)} fact{'' if len(added) == 1 else 's'} to data/documents/{options.document}.yml")
    return 0


def _check(_options: argparse.Namespace) -> int:
    ledger = check_project(ROOT)
    print(", ".join(f"{number} {name}" for name, number in count_records(ledger).items()))
    return 0


def _superseded(_options: argparse.Namespace) -> int:
    from macros.authoring.superseded import superseded

    return min(_report(superseded(ROOT)), 1)


def _explain_search(options: argparse.Namespace) -> int:
    from macros.outputs.search.explain import explain_search

    print(*explain_search(options.site, options.query), sep="\n")
    return 0


def _build(options: argparse.Namespace) -> int:
    from mkdocs.exceptions import PluginError

    from macros.build.editions import build_editions, prepare_process
    from macros.build.settings import check_clock, site_address

    site = Path(os.path.realpath(options.site))  # resolve() raises for a link that leads to itself
    prepare_process()
    try:
        check_clock()
        site_address(os.environ.get("SITE_URL", ""))
        status, output = build_editions(ROOT, site)
    except PluginError as error:
        status, output = 1, str(error)
    except OSError as error:
        status, output = 1, f"the site cannot be written: {error}"
    except KeyboardInterrupt:
        status, output = 1, "the build was interrupted; the last good site stays"
    print(output, file=sys.stderr)
    if status == 0:
        print(f"every edition is in {site}")
    return status


def _serve(options: argparse.Namespace) -> int:
    from mkdocs.exceptions import Abort

    from macros.build.editions import prepare_process
    from macros.build.serve import serve

    prepare_process()
    with suppress(KeyboardInterrupt):
        try:
            serve(ROOT, options.port, options.edition)
        except Abort as error:
            print(error, file=sys.stderr)
        return 1
    return 0


def _new_ledger(options: argparse.Namespace) -> int:
    from macros.authoring.new_ledger import new_ledger, update_code

    folder = Path(os.path.realpath(options.folder))
    if not options.update:
        new_ledger(ROOT, folder, list(dict.fromkeys(options.languages)))
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


def _export(options: argparse.Namespace) -> int:
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from macros.build.plugin import export_site
    from macros.build.postprocess import finish_site
    from macros.build.settings import check_settings, describe_edition, set_site_address

    if not (options.site / "index.html").is_file():
        print(f"{options.site} is no built site; it has no index.html", file=sys.stderr)
        return 1
    try:
        config = load_config(str(ROOT / options.config_file))
        check_settings(config)
        describe_edition(config, ROOT)
        set_site_address(config)
        export_site(options.site, config)
        finish_site(options.site)
    except (MkDocsException, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _report(problems: Sequence[Problem]) -> int:
    for problem in by_id(ROOT, problems):
        print(problem)
    print(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")
    return min(len(problems), 255)


if __name__ == "__main__":
    sys.exit(main())
