"""How much a ledger holds."""

from collections import Counter
from typing import get_args

from macros.ledger.derive import Calculations
from macros.ledger.editorial import STANDINGS, UNJUDGED
from macros.ledger.ledger import Ledger
from macros.ledger.model import Trust


def count_records(ledger: Ledger) -> dict[str, int]:
    """Count what the data files hold, by the name that pages and the command `check` call it by."""
    numbers = sum(fact.is_number for fact in ledger.facts)
    return {
        "documents": len(ledger.documents),
        "metrics": len(ledger.metrics),
        "facts": len(ledger.facts),
        "numbers": numbers,
        "statements": len(ledger.facts) - numbers,
        "events": len(ledger.events),
        "derived": len(ledger.derived),
        "corrections": sum(correction.withdrawn is None for correction in ledger.corrections),
        "doubts": len(ledger.doubts),
    }


def count_groups(ledger: Ledger, calculations: Calculations) -> dict[str, int]:
    """Count parts of the above: numbers by their documents' trust, withdrawn corrections, checks by result.

    Of doubts and promises those that count are counted by outcome where they are due for judgement, and the new ones.
    """
    trusts = Counter(ledger.documents[fact.document].trust for fact in ledger.facts if fact.is_number)
    due = [doubt for doubt in ledger.doubts if not ledger.is_new(doubt)]
    judged = [doubt for doubt in due if doubt.counted]
    promises = [doubt for doubt in judged if doubt.family == "promise"]
    unjudged = sum(ledger.standing(each) in UNJUDGED for each in promises)
    checks = Counter(check.result for check in calculations.checks)
    standings = Counter(map(ledger.standing, judged))
    return {
        **{f"numbers_{trust}": trusts[trust] for trust in get_args(Trust)},
        "corrections_withdrawn": sum(correction.withdrawn is not None for correction in ledger.corrections),
        "checks": checks.total(),
        "checks_agreeing": checks["agrees"],
        "checks_near": checks["near"],
        "checks_disagreeing": checks["disagrees"],
        "doubts_judged": len(judged),
        "fears": len(judged) - len(promises),
        "doubts_apart": len(due) - len(judged),
        "doubts_new": len(ledger.doubts) - len(due),
        "promises": len(promises),
        "promises_judged": len(promises) - unjudged,
        "promises_unjudged": unjudged,
        **{name: standings[name] for name in STANDINGS},
    }
