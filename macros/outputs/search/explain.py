"""Explain why a query ranks as it does: the factors of each result's score, from the engine of a built site.

The engine is the one that readers run; Node.js runs it here.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from macros.ledger.errors import RequestError
from macros.outputs.search.columns import read_words
from macros.outputs.search.index import ENGINE, INDEX

_RUN = """
global.self = global;
const [engine, typed] = process.argv.slice(1), told = new Map();
require(engine);
self.engine.setUp(JSON.parse(require("fs").readFileSync(0)));
const [query, terms] = self.engine.parsed(typed);
const scores = self.engine.rank(terms, query, (entry, factors) => told.set(entry, factors));
const results = scores.slice(0, 10).map(([entry, score]) => {
  const { kind, title, location } = self.engine.entries()[entry];
  return { kind, title, location, score, factors: told.get(entry) };
});
const names = terms.map(({ number, words }) => number?.said ?? words[0]?.[0] ?? "");
console.log(JSON.stringify({ query, asked: self.engine.askedFor(query) ?? "", terms: names, results }));
"""


def explain_search(site: Path, query: str) -> Iterator[str]:
    """Yield lines: how the query is read, then each of the first results with its score and the factors of it."""
    engine, index = site.resolve() / ENGINE, site.resolve() / INDEX
    if not index.is_file():
        raise RequestError(f"{site} has no {INDEX}; build the site first")
    node = shutil.which("node")
    if node is None:
        raise RequestError("explain-search runs the engine with Node.js, which is not installed")
    said = subprocess.run(  # noqa: S603 - our own script; the query is an argument, not code
        [node, "-e", _RUN, engine, query],
        input=json.dumps(read_words(json.loads(index.read_text("utf-8")))),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    told = json.loads(said.stdout)
    asked = f"; asks for: {told['asked']}" if told["asked"] else ""
    yield f"read as {told['query']!r}, terms: {', '.join(told['terms'])}{asked}"
    for place, result in enumerate(told["results"], 1):
        yield f"{place:2} {result['score']:.3f} {result['kind']:10} {result['title']}  {result['location']}"
        # The factors of its score that are not one, and how well each term is answered, from 0 to 3.
        ratings = zip(told["terms"], result["factors"].pop("ratings"), strict=True)
        product = " × ".join(f"{name} {factor:.2f}" for name, factor in result["factors"].items() if factor != 1)
        yield f"     {product}  ({', '.join(f'{term} {rating:.2f}' for term, rating in ratings)})"
