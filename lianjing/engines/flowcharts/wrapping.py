"""Text in boxes: how wide it will be, and where it breaks. Widths are of the usual Chinese sans-serif fonts, in em.

Chinese may break between any two characters except before closing and after opening punctuation; other words stay
whole while they fit.
"""

import re
import unicodedata

_NARROW, _WIDE_LATIN = frozenset("iljtfr.,:;|!'()[]/I -"), frozenset("mwMW@%")
_NO_START = re.compile(
    r"^[\u3001\u3002\uff0c\uff1b\uff1a\uff1f\uff01\uff09\u300d\u300f\u300b\u3011\u201d\u2019,.;:)\]%]+$"
)
_NO_END = re.compile(r"^[\uff08\u300c\u300e\u300a\u3010\u201c\u2018(\[]+$")


def width_of(text: str) -> float:
    """Return the width of a line of text in em, a little generous."""
    return sum(map(_char, text))


def wrapped(text: str, room: float) -> tuple[str, ...]:
    """Return the lines of `text`, none wider than `room` em; a single character always gets a line."""
    lines, line = [], ""
    for piece in _pieces(text, room):
        if line and width_of((line + piece).rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return (*lines, line.rstrip()) if line.strip() or not lines else tuple(lines)


def _char(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    if char in _NARROW:
        return 0.36
    return 0.92 if char in _WIDE_LATIN else 0.68 if char.isupper() or char.isdigit() else 0.58


def _pieces(text: str, room: float) -> list[str]:
    """Return what may not be broken: a word with the space after it, a Chinese character with its punctuation."""
    pieces: list[str] = []
    for piece in re.findall(r"[^\s\u2e80-\uffee]+\s*|\s+|[\u2e80-\uffee]", text):
        glued = pieces and (_NO_START.match(piece.strip() or "x") or _NO_END.match(pieces[-1]))
        if glued and width_of(pieces[-1] + piece) <= room:
            pieces[-1] += piece
        elif width_of(piece) > room:
            pieces.extend(_cut(piece, room))
        else:
            pieces.append(piece)
    return pieces


def _cut(word: str, room: float) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and width_of(parts[-1] + char) > room:
            parts.append("")
        parts[-1] += char
    return parts
