"""Records of the small ledger that tests add to it."""

from typing import Any

from macros.ledger.editorial import Correction
from macros.ledger.records import adapter_of

WORDS = {"zh": "词", "en": "word"}
SPENT = {"metric": "orbit-spending", "period": "FY2024"}
PRINTED = SPENT | {"document": "gazette-2025-02-01"}


def correction(**more: Any) -> Correction:
    """A correction of what the Gazette prints for 2024."""
    entry = {"id": "c", "document": "gazette-2025-02-01", "paragraph": "p.3", "type": "misprint", "severity": "grave"}
    words = dict.fromkeys(("title", "says", "right", "shows"), WORDS)
    return adapter_of(Correction).validate_python(entry | words | {"fact": PRINTED} | more)
