"""Find metrics by what they are called, with their newest values and where they are used."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from macros.authoring.names import fold, names_of, resolve, texts
from macros.ledger.errors import listed
from macros.ledger.ledger import Ledger
from macros.ledger.model import Metric

_MOST = 8


def find(root: Path, ledger: Ledger, query: str) -> Iterator[str]:
    """Yield some lines for each metric that is called so or, where none is, that has every word of the query in its names.

    Raises RequestError with the nearest name where no metric has.
    """
    names = names_of(ledger.metrics)
    folded = {name: [fold(each) for each in (name, *own)] for name, own in names.items()}
    words = list(map(fold, query.split()))
    found = [name for name, own in folded.items() if fold(query) in own]
    found = found or [
        name for name, own in folded.items() if words and all(any(word in each for each in own) for word in words)
    ]
    own = {name for name, _ in Counter(each.publisher for each in ledger.documents.values()).most_common(1)}
    ranks = {name: _rank(ledger.metrics[name], own, words, folded[name]) for name in found or folded}
    found.sort(key=ranks.__getitem__)
    if not found:
        near = sorted(folded, key=ranks.__getitem__)
        near = [name for name in near if _held(words, folded[name])][:_MOST]
        looked = f"look at {listed(near)}; else " if near else ""
        resolve(query, names, "metric", f"{looked}define it by make new METRIC=ID")
    for name in found[:_MOST]:
        yield from _described(root, ledger, ledger.metrics[name])
    if len(found) > _MOST:
        yield f"… and {len(found) - _MOST} more: {listed(found[_MOST:], 30)}"


def _held(words: Sequence[str], names: Sequence[str]) -> int:
    """Return how many longer words stand in names; the Chinese ones are all long enough."""
    return sum(any(word in each for each in names) for word in words if len(word.encode()) > 3)


def _rank(metric: Metric, own: Collection[str], words: Sequence[str], names: Sequence[str]) -> tuple[int, int, int]:
    """Return where a metric stands: by its words, by whose its id or else most documents are, by the length of its name."""
    owner = 0 if metric.id.startswith(tuple(words)) else 1 if metric.entity in own else 2
    named = [len(each) for each in names if any(word in each for word in words)]
    return -_held(words, names), owner, min(named, default=0)


def _described(root: Path, ledger: Ledger, metric: Metric) -> Iterator[str]:
    yield f"{metric.id}  {' · '.join(texts(metric.label))}  (data/metrics/{metric.topic}.yml)"
    facts = sorted(ledger.by_metric.get(metric.id, ()), key=lambda each: each.period)
    newest = {(fact.kind, fact.period.form): fact for fact in facts}
    for (kind, _), fact in newest.items():
        said = " to ".join(dict.fromkeys(map(str, fact.ends))) + f" {fact.unit}" if fact.is_number else "no number"
        yield f"  {fact.period} {kind}: {said}, {fact.document} {fact.paragraph}"
    if not newest:
        yield "  no document has a fact of it"
    used = {"pages": pages_with(root, metric.id)}
    for what in ("charts", "derived", "events", "doubts"):
        held = getattr(ledger, what)
        records = held.values() if isinstance(held, Mapping) else held
        used[what] = [each.id for each in records if f"metric={metric.id!r}" in repr(each)]
    yield from (f"  {what}: {listed(several)}" for what, several in used.items() if several)


def pages_with(root: Path, name: str) -> list[str]:
    """Return the pages of all editions whose macro calls name an id, each once."""
    pages = sorted((root / "docs").glob("*/**/*.md"))
    found = [path for path in pages if re.search(rf"[\"']{name}[\"' ]", path.read_text("utf-8", "replace"))]
    return list(dict.fromkeys(path.relative_to(root / "docs").as_posix().partition("/")[2] for path in found))
