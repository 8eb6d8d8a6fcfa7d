"""Checking pages before anything is rendered: unknown macros, wrong arguments, missing pages; all pages at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from macros.ledger.errors import Problem, RequestError, did_you_mean, listed, quoted
from macros.pages.macro_calls import Call, Macro, require_fit
from macros.pages.page_source import PageSource

Check = Callable[[PageSource, Call], object]
"""Tries a macro call of a page; raises RequestError where it asks for what there is not."""


def page_problems(sources: Sequence[PageSource], macros: Mapping[str, Macro], check: Check) -> Iterator[Problem]:
    """Yield what is wrong in the pages: syntax, unknown macros, wrong arguments, unknown ids."""
    for source in sources:
        yield from source.problems
        for call in source.calls:
            try:
                _require(source, call, macros, check)
            except RequestError as error:
                yield Problem(source.name, call.line, call.column, error.path, str(error))


def missing_pages(sources: Sequence[PageSource], wanted: Mapping[str, str], docs_name: str) -> Iterator[Problem]:
    """Yield the pages that the data needs and that are missing, each with the line it has to hold."""
    present = {source.page for source in sources}
    for page, body in wanted.items():
        if page not in present:
            message = f"this page is missing; write it with a title, a description and the line {body}"
            yield Problem(f"{docs_name}/{page}", 1, 1, "", message)


def _require(source: PageSource, call: Call, macros: Mapping[str, Macro], check: Check) -> None:
    macro = macros.get(call.name)
    if macro is None:
        known = f"known are {listed(sorted(macros), 30)}"
        raise RequestError(f"no macro is called {quoted(call.name)}{did_you_mean(call.name, macros)}; {known}")
    if macro.is_block and not call.alone:
        where = "put it at the start of a line of its own, with a blank line around it"
        raise RequestError(f"{call.name}(…) shows a block; {where}")
    require_fit(call, macro)
    check(source, call)
