"""The unit that bare figures stand in: as a column's header says it, in brackets or at its end, or a line above it.

Nothing is guessed. What looks like a unit and is none of the known, or two that differ, is None: a bare figure below it
is then refused, for a figure that is wrong by ten thousand is worse than one that is asked about.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lianjing.engines.intake.plain import empty, key, text_of
from lianjing.engines.intake.readers import Cells

YUAN = "\u5143"
_MONEY = {
    YUAN: Decimal(1),
    "\u767e" + YUAN: Decimal(100),
    "\u5343" + YUAN: Decimal(1000),
    "\u4e07" + YUAN: Decimal(10**4),
    "\u4e07": Decimal(10**4),
    "\u767e\u4e07" + YUAN: Decimal(10**6),
    "\u4ebf" + YUAN: Decimal(10**8),
    "\u89d2": Decimal("0.1"),
    "\u5206": Decimal("0.01"),
}
GRAMS = {
    **dict.fromkeys(["\u516c\u65a4", "\u5343\u514b", "kg", "kgs"], Decimal(1000)),
    **dict.fromkeys(["\u65a4", "\u5e02\u65a4"], Decimal(500)),
    **dict.fromkeys(["\u4e24", "\u5e02\u4e24"], Decimal(50)),
    **dict.fromkeys(["\u514b", "g"], Decimal(1)),
    **dict.fromkeys(["\u5428", "t"], Decimal(10**6)),
}
_FOREIGN = (
    *("\u7f8e\u5143", "\u6e2f\u5143", "\u6e2f\u5e01", "\u6b27\u5143", "\u65e5\u5143", "\u97e9\u5143"),
    *("\u6fb3\u5143", "\u52a0\u5143", "\u53f0\u5e01", "\u82f1\u9551", "usd", "hkd", "eur"),
)
_COUNTED = (
    *("\u7bb1", "\u888b", "\u74f6", "\u6876", "\u4e2a", "\u76d2", "\u4ef6", "\u53ea", "\u5305", "\u4efd", "\u5347"),
    *("l", "ml", "\u6beb\u5347", "\u628a", "\u6761", "\u677f", "\u7f50", "\u5757", "\u682a", "\u76d8", "\u6846"),
    "\u7b50",
)
KILOGRAM = GRAMS["kg"]
_ENCLOSED = re.compile(r"[(\uff08\[\u3010](.*?)[)\uff09\]\u3011]")
_UNIT_WORD = re.compile(r"^(?:\u8ba1\u91cf|\u91d1\u989d|\u8d27\u5e01)?\u5355\u4f4d[:\uff1a]?")  # "unit:"
# "unit: ..." in a line above a table; the unit that filled in the form is another thing.
_LINE = re.compile(
    r"(?:^|[\s(\uff08\[\u3010,\uff0c]|\u8ba1\u91cf|\u91d1\u989d|\u8d27\u5e01)\u5355\u4f4d\s*[:\uff1a]\s*"
    r"([^()\uff08\uff09\[\]\u3010\u3011]{0,20})"
)
_APART = re.compile(r"[\s,\uff0c\u3001;\uff1b:\uff1a/\uff0f\u6bcf]+")
_AMOUNT = re.compile(r"\d[\d.,]*\s*[\u767e\u5343\u4e07\u4ebf]*\u5143?")  # "above 50,000 yuan" is no unit
_NUMERALS = "\u4e00\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e07\u4ebf\u51e0\u6570"


@dataclass(frozen=True)
class _Kind:
    """What a kind of figure is counted in. strange: units unlike the known; signs: what only a unit ends in."""

    known: Mapping[str, Decimal]
    strange: tuple[str, ...]
    signs: str


_OF_MONEY = _Kind(_MONEY, _FOREIGN, "\u5143\u4e07\u4ebf\u89d2")
_OF_WEIGHT = _Kind(GRAMS, _COUNTED, "\u65a4\u514b\u5428\u4e24")


def money(header: str, above: str = "") -> Decimal | None:
    """Return the yuan that one of the unit counts: 1 where neither header nor the line above it names one."""
    return _counts(header, above, _OF_MONEY, Decimal(1))


def weight(header: str, above: str = "", none: Decimal = KILOGRAM) -> Decimal | None:
    """Return the grams that one of the unit counts: a kilogram's where none is named."""
    return _counts(header, above, _OF_WEIGHT, none)


def weight_of_price(header: str, above: str = "", none: Decimal = KILOGRAM) -> Decimal | None:
    """Return the grams that a price is for: a kilogram's where no unit is named, None where it is for pieces."""
    for text in (header, above and f"({above})"):
        said = [word for part in _ENCLOSED.findall(text) for word in _words(part)]
        said += [word for part in _outside(text)[1:] for word in _words(part)]
        said = [word for word in said if not [*_read(word, _OF_MONEY, enclosed=True)]]
        if found := {count for word in said for count in _read(word, _OF_WEIGHT, enclosed=True)}:
            return found.pop() if len(found) == 1 else None
        if any(re.search(r"[/\uff0f\u6bcf]", part) for part in _ENCLOSED.findall(text)) and said:
            return None
    return none


def is_pack(text: str) -> bool:
    """Return whether the words about a row's packing say that it is counted in packs: 25kg/bag, a box; not "loose"."""
    plain = key(text)
    return plain not in GRAMS and (any(map(str.isdigit, plain)) or any(one in plain for one in _han(_COUNTED)))


def once(text: str) -> str:
    """Return a unit that is named twice, the second time in brackets, without the brackets."""
    bare, said = _ENCLOSED.sub("", text).strip(), [GRAMS.get(key(part)) for part in _ENCLOSED.findall(text)]
    return bare if said and {*said} == {GRAMS.get(key(bare))} != {None} else text


def said_above(rows: Sequence[Cells]) -> str:
    """Return what the lines above a table name as its unit of measure, the nearest line's; "" for none."""
    for row in reversed(rows):
        cells = [text_of(cell) for cell in row if not empty(cell)]
        for at, text in enumerate(cells):
            if found := _LINE.findall(text):
                said = " ".join(part.strip() for part in found)
                return said.strip() or (cells[at + 1] if at + 1 < len(cells) else "")
    return ""


def _counts(header: str, above: str, kind: _Kind, none: Decimal) -> Decimal | None:
    for found in (set(_of_header(header, kind)), {count for word in _words(above) for count in _read(word, kind)}):
        if found:
            return found.pop() if len(found) == 1 else None
    return none


def _of_header(header: str, kind: _Kind) -> Iterator[Decimal | None]:
    """Yield what each word of a header counts that is a unit: in brackets, in a lower cell, at the end."""
    for part in _ENCLOSED.findall(header):
        for word in _words(part):
            yield from _read(word, kind, enclosed=True)
    for part in _outside(header):
        yield from _read(key(part), kind)


def _outside(header: str) -> list[str]:
    """Return the words of a header outside brackets, those of each cell of it for itself."""
    return [part for part in re.split(r"[/\uff0f\u6bcf]", _ENCLOSED.sub("", header)) if part.strip()]


def _words(text: str) -> Iterable[str]:
    return filter(None, map(key, _APART.split(_AMOUNT.sub("", _UNIT_WORD.sub("", text.strip())))))


def _read(word: str, kind: _Kind, *, enclosed: bool = False) -> Iterator[Decimal | None]:
    """Yield what one of the unit counts that a word says, None for a unit that is not understood; nothing for none."""
    if word in kind.known:
        yield kind.known[word]
    elif word in kind.strange or (enclosed and word.endswith(_han(kind.strange))) or word.endswith(_FOREIGN):
        yield None
    elif tail := max((one for one in _tails(kind) if word.endswith(one)), key=len, default=""):
        yield None if word.removesuffix(tail)[-1] in _NUMERALS else kind.known[tail]
    elif enclosed and word.endswith(tuple(kind.signs)):
        yield None


def _han(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if not word.isascii())


def _tails(kind: _Kind) -> tuple[str, ...]:
    """Return the units that the end of a longer word may be: not a single letter, nor the fen of a score."""
    return tuple(word for word in kind.known if word not in ("g", "t", "\u5206", "\u89d2", "\u4e07"))
