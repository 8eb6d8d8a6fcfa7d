"""Write the words that an index repeats most as one sign each, two bytes long: compression looks back 32 KB only.

`overrides/assets/javascripts/search.js` puts the words back.
"""

import json
import re
from collections import Counter
from typing import Any

_WORD = re.compile(r" ?[A-Za-z]{3,}|[㐀-鿿]")
_SIGNS = tuple(map(chr, range(0xA1, 0x800)))


def share_words(index: Any) -> dict[str, Any]:
    """Return an index with signs in place of words, and the signs with their words, one after the other.

    >>> share_words(["cloud cloud"])
    {'words': '¡ cloud|¢cloud', 'index': ['¢¡']}
    """
    text = json.dumps(index, ensure_ascii=False)
    counts = Counter(_WORD.findall(text))
    free = [sign for sign in _SIGNS if sign not in text]
    saving = sorted(counts, key=lambda word: (-counts[word] * (len(word.encode()) - 2), word))[: len(free)]
    signs = dict(zip(sorted(saving, key=lambda word: (-counts[word], word)), free, strict=False))
    words = "|".join(sign + word for word, sign in signs.items())
    return {"words": words, "index": _write(index, signs)}


def _write(value: Any, signs: dict[str, str]) -> Any:
    """Replace the words in each text of a value; keys stay."""
    if isinstance(value, dict):
        return {key: _write(each, signs) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_write(each, signs) for each in value]
    return _WORD.sub(lambda found: signs.get(found[0], found[0]), value) if isinstance(value, str) else value


def read_words(shared: dict[str, Any]) -> Any:
    """Return the index that signs stand in.

    >>> read_words(share_words(["cloud cloud"]))
    ['cloud cloud']
    """
    signs = str.maketrans({each[0]: each[1:] for each in shared["words"].split("|") if each})
    return json.loads(json.dumps(shared["index"], ensure_ascii=False).translate(signs))
