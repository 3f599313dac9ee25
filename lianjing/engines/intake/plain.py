"""Plain text out of a cell: what people do to words and figures in spreadsheets, undone; and masking."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

_WIDE = {code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}
_UNSEEN = {
    code: None for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F, *range(0x202A, 0x202F))
}
_SPACE = {code: " " for code in (0x3000, 0x00A0, 0x2002, 0x2003, 0x2009, 0x202F)}
_CLEAN = {**_WIDE, **_UNSEEN, **_SPACE}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NUMBER = re.compile(r"\d(?:[ \-.\u2013\u2014\uff0d]?\d){10,}[Xx]?")
_NOT_WORD = re.compile(r"[\W_]+")
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3007\u00b7"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
# The dot inside the names of many peoples, as keyboards and programs write it: one name, one spelling.
_DOT = re.compile(rf"(?<=[{_HAN}])\s*[\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u25cf\uff0e.]\s*(?=[{_HAN}])")
_KEPT_AS_TEXT = re.compile(r'="(.*)"|\'(.*)', re.DOTALL)  # what exports write around 001 so that its zeros stay
SHOWN = 60
_REPEATED = 64  # short texts come again and again in a table: names of units, titles, words of a list
LONGEST = 32_767  # what a spreadsheet keeps in one cell; a text file may hold more, and no column wants it


def text_of(cell: Any) -> str:
    """Return the cell as people see it: wide letters and digits narrow, unseen signs gone, whole numbers without .0.

    What only tells a spreadsheet that text follows, ="001" or '001, is no part of it.
    """
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    text = (cell if isinstance(cell, str) else str(cell))[:LONGEST]
    if text[:1] in ("=", "'") and (found := _KEPT_AS_TEXT.fullmatch(text.rstrip())):
        text = found[1] or found[2] or ""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _mended(text) if len(text) <= _REPEATED else _mended.__wrapped__(text)


@lru_cache(maxsize=65536)
def _mended(text: str) -> str:
    return _CONTROL.sub("", unicodedata.normalize("NFC", text).translate(_CLEAN)).strip()


def figures_of(cell: Any) -> str:
    """Return the cell as text whose figures, points and signs are the plain ones, for columns that hold no words."""
    text = text_of(cell)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def empty(cell: Any) -> bool:
    """Return whether nothing can be seen in the cell."""
    if not isinstance(cell, str):
        return cell is None
    return not cell or not (cell[0].isalnum() or text_of(cell))


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Return what two writings of one name share: no spaces, no punctuation, narrow, lower case."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).translate(_UNSEEN)).lower()


def word(text: str) -> str:
    """Return the key of a word of a list, or the sign itself where it has none: a tick and a cross are two words."""
    return key(text) or unicodedata.normalize("NFKC", text).translate(_UNSEEN).strip()


def person_name(text: str) -> str:
    """Return a name without the blanks that stretch it to three characters; Latin names keep single spaces.

    The dot of a name of Chinese characters is always the same sign: a guardian is one person in every table.
    """
    return _DOT.sub("\u00b7", _BETWEEN_HAN.sub("", " ".join(text.split())))


def number_of(text: str, digits: int) -> str:
    """Return a number of digits alone with as many zeros in front as make it `digits` long, any other text as it is.

    A spreadsheet keeps the zeros of 001 in one file and drops them in the next; both mean one person, one class.
    """
    return text.lstrip("0").zfill(digits) if text.isascii() and text.isdigit() else text


def keys(texts: Iterable[str]) -> frozenset[str]:
    """Return the keys of several writings."""
    return frozenset(map(key, texts))


def shown(cell: Any, *, sensitive: bool) -> str:
    """Return the cell for a sentence: short, and masked if the column is sensitive.

    Anything that looks like a person's number is masked in every column: people put numbers in wrong columns.
    """
    text = text_of(cell)
    if isinstance(cell, float) and 1e10 <= abs(cell) < 1e30:
        text = f"{cell:.0f}"
    if sensitive:
        return masked(text)
    narrow = unicodedata.normalize("NFKC", text)
    hidden = _NUMBER.sub(lambda found: masked(found[0]), narrow if _NUMBER.search(narrow) else text)
    return hidden if len(hidden) <= SHOWN else f"{hidden[:SHOWN]}\u2026"


def masked(text: str) -> str:
    """Return stars and the last four signs; at most six signs give stars alone."""
    length = min(len(text), SHOWN)
    return "*" * length if len(text) <= 6 else f"{'*' * (length - 4)}{text[-4:]}"
