"""Define a metric: ask for what its definition needs, in both languages, and add it to its topic's file."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

from macros.authoring.document_file import flow
from macros.authoring.json_schema import modeline, write_schemas
from macros.authoring.names import Names, names_of, resolve, texts
from macros.ledger.errors import LedgerError, RequestError, listed, quoted
from macros.ledger.ledger import Ledger
from macros.ledger.load import load_unchecked, problems_of_draft
from macros.ledger.model import Aliases, Dimension
from macros.ledger.text_file import UnreadableError, decode, placed, unfit_character
from macros.ledger.values import FORMS, ID
from macros.ledger.yaml_source import read_text

_IN = {"zh": "Chinese", "hant": "traditional Chinese", "en": "English"}
_NAMES = "further names in {}, commas between them, or nothing"
QUESTIONS = {
    "topic": "topic, one of {topics}",
    "entity": "company, segment, person or product that it is about",
    "dimension": "dimension, one of {dimensions}",
    **{f"label_{language}": f"name in {_IN[language]}" for language in ("zh", "en")},
    **{f"definition_{language}": f"definition in {_IN[language]}, a sentence of our own" for language in ("zh", "en")},
    **{f"counter_{language}": f"what is counted, in {_IN[language]}" for language in ("zh", "en")},
    **{f"aliases_{language}": _NAMES.format(name) for language, name in _IN.items()},
}
"""What is asked for, in this order, by the names of the answers."""


def new_metric(root: Path, name: str, given: Mapping[str, str], ask: Callable[[str], str]) -> list[str]:
    """Add a metric to its topic's file, by answers that are given or asked for; return the paths that were written.

    A wrong answer is told, and asked for again by the next prompt. Raises RequestError where the id is wrong or taken, or a
    given answer is wrong, and LedgerError where the file would be wrong with it; nothing is written then.
    """
    ledger = load_unchecked(root)
    if not re.fullmatch(ID, name):
        raise RequestError(f"{quoted(name)} is not {FORMS[ID]}")
    if name in ledger.metrics:
        raise RequestError(f"a metric {quoted(name)} is defined already in data/metrics/{ledger.metrics[name].topic}.yml")
    if unknown := next((key for key in given if key not in QUESTIONS), None):
        raise RequestError(f"nothing is asked under {quoted(unknown)}; known are {listed(QUESTIONS, 30)}")
    answers: dict[str, str] = {}
    spoken = Aliases.asked(ledger.languages)
    for key, question in QUESTIONS.items():
        language = key.rpartition("_")[2]
        if language in _IN and language not in spoken:
            continue
        if not key.startswith("counter") or answers["dimension"] == "count":
            prompt = question.format(topics=listed(ledger.topics, 30), dimensions=listed(get_args(Dimension), 30))
            answers[key] = _understood(key, given[key], ledger) if key in given else _answer(key, prompt, ledger, ask)
    path = Path("data") / "metrics" / f"{answers['topic']}.yml"
    return write_schemas(root, {path: _with_metric(root, path, definition(name, answers))})


def _with_metric(root: Path, path: Path, metric: str) -> str:
    """Return a file with a definition added; raises LedgerError where the file cannot be used or would be wrong with it."""
    try:
        before = decode((root / path).read_bytes(), "file") if (root / path).exists() else f"{modeline(path)}\n"
    except UnreadableError as error:
        raise LedgerError(placed(path.as_posix(), error.problems)) from None
    newline = "\r\n" if "\r\n" in before else "\n"
    text = before.rstrip() + newline + metric.replace("\n", newline)
    draft = read_text(text, path.as_posix())
    if problems := [*draft.problems] or problems_of_draft(root, root / path, draft, path.as_posix()):
        raise LedgerError(problems)
    return text


def _answer(key: str, prompt: str, ledger: Ledger, ask: Callable[[str], str]) -> str:
    """Ask until the answer is understood."""
    told = prompt
    while True:
        said = ask(told)
        try:
            return _understood(key, said, ledger)
        except RequestError as error:
            told = f"{error}\n{prompt}"


def _understood(key: str, said: str, ledger: Ledger) -> str:
    """Return the id that an answer stands for, or its text; raises RequestError with the nearest name."""
    known: Mapping[str, Names] = {
        "topic": {name: texts(each.label) for name, each in ledger.topics.items()},
        "entity": names_of(ledger.entities),
        "dimension": dict.fromkeys(get_args(Dimension), ()),
    }
    if key in known:
        remedy = "write its record into data/entities.yml first" if key == "entity" else ""
        return resolve(said, known[key], key, remedy)
    if not said.strip() and not key.startswith("aliases"):
        raise RequestError("nothing is written here, and it is needed")
    if unfit := unfit_character(said.replace("\n", "\0")):
        raise RequestError(f"{unfit[1]}, cannot stand here; {unfit[2]}")
    return said.strip()


def definition(name: str, answers: Mapping[str, str]) -> str:
    """Return a metric as data files hold it.

    >>> print(definition("a-b", {key: "x" for key in QUESTIONS if "counter" not in key} | {"aliases_en": "b, c: d"}))
    a-b:
      label: {zh: x, en: x}
      definition:
        zh: x
        en: x
      entity: x
      dimension: x
      aliases: {zh: [x], hant: [x], en: [b, "c: d"]}
    <BLANKLINE>
    """
    lines = [f"{name}:"]
    for key in ("label", "definition", "entity", "dimension", "counter"):
        said = {language: flow(answers[f"{key}_{language}"]) for language in _IN if f"{key}_{language}" in answers}
        if key in answers:
            lines.append(f"  {key}: {answers[key]}")
        elif key == "definition":
            lines += [f"  {key}:", *(f"    {language}: {text}" for language, text in said.items())]
        elif said:
            lines.append(f"  {key}: {{{', '.join(f'{language}: {text}' for language, text in said.items())}}}")
    names = {each: re.split("[,，、;；]", answers[f"aliases_{each}"]) for each in _IN if f"aliases_{each}" in answers}
    lists = [f"{each}: [{', '.join(flow(name.strip()) for name in own if name.strip())}]" for each, own in names.items()]
    return "\n".join([*lines, f"  aliases: {{{', '.join(lists)}}}", ""])
