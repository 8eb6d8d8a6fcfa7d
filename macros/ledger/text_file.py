"""Text files: UTF-8 within a limit, without invisible characters; what is wrong has a line and a column.

Invisible characters come from copying and from broken encodings; some reverse the direction of a line.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from macros.ledger.errors import Problem

Located = tuple[int, int, str]
"""Line and column, from 1, and what is wrong there."""

UNSEEN = (
    r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u00a0"  # control characters, but for tab and line breaks; no-break space
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f"  # spaces, zero width, direction marks
    r"\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"  # and non-characters
)
"""The most of what is refused, as the inside of a character class of Python's and JavaScript's regular expressions."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""The categories of Unicode that are refused: control, format, unassigned and private characters, line separators."""
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\ufffd\U000e0100-\U000e01ef]"
)
"""What shows nothing (Unicode's Default_Ignorable_Code_Point), the empty Braille pattern, U+FFFC and U+FFFD."""
_PART = re.compile("[\u1100-\u11ff\u2e80-\u2fdf\ua960-\ua97f\ud7b0-\ud7ff]")
"""Parts of Chinese and Korean characters that look like whole ones."""
_FORMS = ("<circle>", "<compat>", "<font>", "<square>")
"""How Unicode marks ligatures, numbers in circles and other forms of usual characters."""
_LATIN = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo", strict=True))
"""Cyrillic and Greek letters, and the Latin ones that they look like."""
_FOREIGN = re.compile(f"(?<=[A-Za-z])[{''.join(_LATIN)}]|[{''.join(_LATIN)}](?=[A-Za-z])")


LINKED_FOLDER = "this link to a folder is not followed; put the files themselves here"
"""Of two that lead to where they are, the paths below double with each step."""


class UnreadableError(ValueError):
    """A file that cannot be used at all; `problems` are placed in it."""

    def __init__(self, *problems: Located) -> None:
        self.problems = problems
        super().__init__(problems)


def placed(name: str, problems: Iterable[Located]) -> tuple[Problem, ...]:
    """Name the file that problems are in."""
    return tuple(Problem(name, line, column, "", message) for line, column, message in problems)


def read_file(path: Path, what: str, largest: int) -> str:
    """Return the text of a file of at most `largest` bytes, which messages call `what`; raises UnreadableError."""
    try:
        if not path.is_file():
            raise UnreadableError((1, 1, "this is no file that can be read" if path.exists() else "there is no such file"))
        with path.open("rb") as file:
            # No more than a real file has: those of /proc have no size, and reading one may never end.
            raw = file.read(min(os.fstat(file.fileno()).st_size, largest + 1))
    except OSError as error:
        raise UnreadableError((1, 1, f"the {what} cannot be read: {error.strerror}")) from None
    if len(raw) > largest:
        raise UnreadableError((1, 1, f"the {what} has more than {largest} bytes; split it"))
    return decode(raw, what)


def decode(raw: bytes, what: str) -> str:
    """Return the text of bytes in UTF-8, without a byte order mark; raises UnreadableError."""
    save = f'save the {what} as UTF-8: in Excel as "CSV UTF-8", in an editor by "Save with Encoding"'
    if wide := _wide_encoding(raw):
        raise UnreadableError((1, 1, f"this is {wide}, not UTF-8; {save}"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        likely = _likely_encoding(raw)
        message = f"this is {likely}, not UTF-8; {save}" if likely else "this byte is not UTF-8; write the word anew"
        raise UnreadableError((*place_of(before, len(before)), message)) from None


def _wide_encoding(raw: bytes) -> str:
    """Name an encoding of two or four bytes a character: it begins with a mark, or each second byte of ASCII is zero."""
    if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    zeros = [raw[start::2].count(0) * 8 > len(raw[start::2]) for start in (0, 1)]
    return "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or zeros[0] != zeros[1] else ""


def _likely_encoding(raw: bytes) -> str:
    """Name the encoding in which a text that is not UTF-8 makes most sense; nothing where UTF-8 with an error does.

    >>> [_likely_encoding(text.encode(each)) for text, each in (("指标", "gbk"), ("銷售額", "big5"), ("é 5", "cp1252"))]
    ['probably GBK or GB18030', 'probably Big5', 'probably Windows-1252']
    """
    as_it_is = raw.decode("utf-8", errors="replace")
    if sum(each > "\u07ff" and each != "\ufffd" for each in as_it_is) > as_it_is.count("\ufffd"):
        return ""
    for encoding, common, name in _CHINESE:
        try:
            signs = [each.encode(encoding) for each in raw.decode(encoding) if not each.isascii() and each.isalpha()]
        except UnicodeError:
            continue
        if sum(re.fullmatch(common, each) is not None for each in signs) * 5 > 4 * len(signs):
            return f"probably {name}"
    return "" if re.search(rb"[\x80-\xff](?:[\x80-\xff]|\Z)", raw) else "probably Windows-1252"


_CHINESE = (
    ("gb18030", rb"[\xb0-\xd7][\xa1-\xfe]", "GBK or GB18030"),
    ("big5", rb"[\xa4-\xc6][\x40-\xfe]", "Big5"),
)
"""Encodings of Chinese, each with the bytes of its common characters."""


def file_times(*paths: Path) -> dict[Path, tuple[int, int]]:
    """Return when each file and folder, and all in it, was written and when its status was changed.

    Compiled modules do not count, nor hidden files, which editors keep while one writes.
    """
    times = {}
    for path in (path for each in paths for path in (each, *_below(each))):
        with suppress(OSError):  # A file may be deleted meanwhile.
            status = path.stat()
            times[path] = status.st_mtime_ns, status.st_ctime_ns
    return times


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(parent, name) for name in (*folders, *names) if not name.startswith("."))


def require_visible(text: str) -> None:
    """Refuse a file with an invisible or a look-alike character; raises UnreadableError."""
    unfit = unfit_character(text)
    if unfit is not None:
        position, name, remedy = unfit
        raise UnreadableError((*place_of(text, position), f"{name}, cannot stand here; {remedy}"))


def place_of(text: str, position: int) -> tuple[int, int]:
    r"""Return the line and the column, from 1, of a position in a text, from 0.

    >>> place_of("one\ntwo", 5)
    (2, 2)
    """
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def unfit_character(text: str) -> tuple[int, str, str] | None:
    r"""Return the index and the name of the first character that is refused, and what to do about it; or None.

    >>> unfit_character("5 \u202e000")
    (2, 'U+202E, RIGHT-TO-LEFT OVERRIDE', 'write the text anew')
    >>> unfit_character("\u2fb9港")
    (0, 'U+2FB9, KANGXI RADICAL FRAGRANT', 'it looks like 香 (U+9999), write that')
    >>> unfit_character("📈 50 %") is None
    True
    """
    signs = set(text)
    unfit = {sign: remedy for sign in signs if (remedy := _remedy(sign))}
    found = [next((at, unfit[sign]) for at, sign in enumerate(text) if sign in unfit)] if unfit else []
    if not signs.isdisjoint(_LATIN) and (foreign := _FOREIGN.search(text)):
        found.append((foreign.start(), _alike(_LATIN[foreign[0]])))
    if not found:
        return None
    position, remedy = min(found)
    # Of two characters alone: of a thousand marks on one letter, Unicode's order takes a second.
    letter = unicodedata.normalize("NFC", text[max(position - 1, 0) : position + 1])
    if unicodedata.category(text[position]).startswith("M") and position and len(letter) == 1:
        remedy = f"write the letter and its mark as one character, {letter}"
    name = unicodedata.name(text[position], "a character that nobody sees")
    return position, f"U+{ord(text[position]):04X}, {name}", remedy


@lru_cache(maxsize=8192)
def _remedy(sign: str) -> str:
    """Say what to write in place of a character that is refused; nothing for any other one."""
    if sign in " \t\n\r\u3000" or (sign.isascii() and sign.isprintable()):
        return ""
    category = unicodedata.category(sign)
    if category in _INVISIBLE or _BLANK.match(sign):
        return "write the text anew"
    if category == "Zs":
        return "write a usual space"
    is_form = sign > "\u00ff" and category[0] != "P" and unicodedata.decomposition(sign).startswith(_FORMS)
    usual = unicodedata.normalize("NFKC" if is_form else "NFC", sign)
    if usual != sign:
        return _alike(usual)
    if category.startswith("M"):
        return "write a letter that holds its mark, or leave the mark out"
    return "it is a part of a character, write the whole one" if _PART.match(sign) else ""


def _alike(usual: str) -> str:
    return f"it looks like {usual}{f' (U+{ord(usual):04X})' if len(usual) == 1 else ''}, write that"
