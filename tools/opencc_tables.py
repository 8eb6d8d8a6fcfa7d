"""Write the tables of the search from OpenCC's dictionaries: `python -m tools.opencc_tables`, after an update of OpenCC.

A line of `characters.txt` is a traditional character and its simplified form, one of `words.txt` a word of the mainland and
Taiwan's, both in simplified characters. The build reads them instead of loading OpenCC, which takes 40 MB.
"""

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import opencc

from tests.conftest import ROOT

TABLES = ROOT / "macros" / "outputs" / "search" / "opencc"
_SHIPPED = Path(opencc.__file__).parent / "clib"
_IDEOGRAPHS = tuple(map(chr, range(0x3400, 0xA000)))


def tables() -> dict[str, str]:
    """Return each table's text by the name of its file."""
    forms = simplified_forms()
    by_name = {"characters": forms, "words": regional_words(forms)}
    return {f"{name}.txt": "".join(f"{key}\t{value}\n" for key, value in sorted(by_name[name].items())) for name in by_name}


def simplified_forms() -> dict[str, str]:
    """Return every traditional character, as China, Taiwan or Hong Kong write it, with its simplified form."""
    forms: dict[str, str] = {}
    for conversion in ("hk2s", "tw2s", "t2s"):
        pairs = zip(_IDEOGRAPHS, convert(_IDEOGRAPHS, conversion), strict=True)
        forms |= {each: plain for each, plain in pairs if len(plain) == 1 and plain != each}
    # A character that has a traditional form of its own is a simplified one, although it may be both: 么.
    return {each: forms[each] for each, same in zip(forms, convert(forms, "s2t"), strict=True) if each == same}


def regional_words(forms: Mapping[str, str]) -> dict[str, str]:
    """Return every word for which Taiwan has another one than the shorter words in it give: 智能, not 人工智能.

    Also those that stay what they are although a shorter word in them does not: 大数据.
    """
    simplify = str.maketrans(dict(forms))
    words = sorted((line.partition("\t")[0].translate(simplify) for line in _dictionary("TWPhrases").splitlines()), key=len)
    found: dict[str, str] = {}
    for word, other in zip(words, convert(words, "s2twp"), strict=True):
        expected = {word.replace(shorter, found[shorter]) for shorter in found if shorter in word} or {word}
        if (plain := other.translate(simplify)) not in expected:
            found[word] = plain
    return found


def convert(texts: Iterable[str], conversion: str) -> list[str]:
    """Convert texts by one of OpenCC's configurations."""
    return str(opencc.OpenCC(conversion).convert("\n".join(texts))).split("\n")


def _dictionary(name: str) -> str:
    """Return one of OpenCC's dictionaries as text, by the program that it ships."""
    with tempfile.NamedTemporaryFile() as text:
        source = _SHIPPED / "share" / "opencc" / f"{name}.ocd2"
        program = [str(_SHIPPED / "bin" / "opencc_dict"), "-f", "ocd2", "-t", "text", "-i", str(source), "-o", text.name]
        subprocess.run(program, check=True, capture_output=True)
        return Path(text.name).read_text("utf-8")


def main() -> None:
    """Write the tables."""
    for name, text in tables().items():
        (TABLES / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
