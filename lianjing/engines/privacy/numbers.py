"""Numbers of people in running text: identity, telephone, bank card, birth date. Each detector is a function of a text.

Written-in tricks are read as people read them: full-width digits, Chinese numerals, spaces and dashes between. Sources:
GB 11643 (check digit), GB/T 2260 (first two digits), ISO/IEC 7812 (Luhn), domain 1G.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from lianjing.engines.privacy.written import WORDS, pattern

Span = tuple[int, int]

_FULL = {0xFF10 + n: str(n) for n in range(10)} | {0xFF38: "X", 0xFF58: "x", 0xFF0B: "+", 0xFF08: "(", 0xFF09: ")"}
_FULL |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFF0D, 0xFF3F), "-")
# Radicals that printed pages hand over in place of the characters they look like, U+2F00 for U+4E00.
_FULL |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_FULL |= {int(str(code), 16): sign for code, sign in WORDS["radicals"].items()}
_SAID = str.maketrans(WORDS["numerals"]["said"], WORDS["numerals"]["digits"])
_SAID_RUN = re.compile(f"[{WORDS['numerals']['said']}]{{11,}}")
UNSEEN = r"\u00ad\u200b-\u200f\u2060-\u2064\ufeff"  # signs without a shape, which programs leave in a text
_GAP = rf"[\s\-_.\u00b7\u2022*/\\|{UNSEEN}]{{0,2}}"  # what people put between digits
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
_ID18 = re.compile(rf"(?<![0-9])(?:[0-9]{_GAP}){{17}}[0-9Xx](?![0-9])")
_ONE = rf"[{UNSEEN}]?[ \u3000\u00a0\-]?[{UNSEEN}]?"
_ID15 = re.compile(rf"(?<![0-9A-Za-z.])(?:[0-9]{_ONE}){{14}}[0-9](?![0-9A-Za-z])")
_MOBILE = re.compile(rf"(?<![0-9.])(?:\+?\(?86\)?{_GAP})?1{_GAP}[3-9]{_GAP}(?:[0-9]{_GAP}){{8}}[0-9](?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9.])\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[\s\-_.\u00b7]{1,3}([2-9][0-9]{2,3}[\s\-]?[0-9]{4})(?![0-9])"
)
_LANDLINE_PAREN = re.compile(r"\((0(?:10|2[0-9]|[3-9][0-9]{2}))\)([2-9][0-9]{6,7})(?![0-9])")
_SAID_PHONE = re.compile(
    rf"(?:{WORDS['phone_words']})[^0-9\n]{{0,10}}((?:0[0-9]{{2,3}}[\s\-]?)?[2-9][0-9]{{6,7}})(?![0-9.\u5e74])",
    re.IGNORECASE,
)
_BETWEEN = rf"[ \u3000\u00a0\-.\u00b7{UNSEEN}]"  # groups of a card
_CARD = re.compile(rf"(?<![0-9A-Za-z.])(?:[0-9]{_BETWEEN}{{0,3}}){{15,18}}[0-9](?![0-9A-Za-z])")
_CARD_HEADS = re.compile(r"62|4|5[1-5]|9558|60|3[57]|2(?:22[1-9]|[3-6]|7[01]|720)")
_BORN = pattern("born", re.IGNORECASE)
_BORN_AFTER = pattern("born_after")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def plain(text: str) -> str:
    """Return the text with full-width digits, dashes and stray radicals as usual ones, sign for sign: places stay."""
    return text.translate(_FULL)


def _spoken(text: str) -> Iterator[tuple[str, int]]:
    """Yield runs of Chinese numerals as digits, with the place where each begins."""
    for run in _SAID_RUN.finditer(text):
        yield run[0].translate(_SAID), run.start()


def _digits(text: str) -> str:
    return re.sub("[^0-9Xx]", "", text).upper()


def id_numbers(text: str) -> Iterator[Span]:
    """Yield where identity numbers stand: 18 signs with the right check digit, 15 digits with a real day in them."""
    for said, at in ((plain(text), 0), *_spoken(text)):
        for found in _ID18.finditer(said):
            if is_id18(_digits(found[0])):
                yield at + found.start(), at + found.end()
        for found in _ID15.finditer(said):
            if _is_id15(_digits(found[0])):
                yield at + found.start(), at + found.end()


def is_id18(number: str) -> bool:
    """Return whether 18 signs are an identity number: province, day of birth and check digit (GB 11643)."""
    if len(number) != 18 or not number[:17].isdigit() or number[:2] not in _PROVINCES:
        return False
    if not _is_day(number[6:10], number[10:12], number[12:14]):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11
    return number[17] == "10X98765432"[rest]


def _is_id15(number: str) -> bool:
    return number.isdigit() and number[:2] in _PROVINCES and _is_day("19" + number[6:8], number[8:10], number[10:12])


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2100
    except ValueError:
        return False


def phones(text: str, allowed: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Yield where telephone numbers stand. allowed: numbers that may be shown, digits only (a school's own)."""
    for said, at in ((plain(text), 0), *_spoken(text)):
        for found in _MOBILE.finditer(said):
            number = _digits(found[0])[-11:]
            if number not in allowed and not _in_a_code(said, found.start()):
                yield at + found.start(), at + found.end()
        for shape in (_LANDLINE, _LANDLINE_PAREN):
            for found in shape.finditer(said):
                if not {_digits(found[0]), _digits(found[2])} & allowed:
                    yield at + found.start(), at + found.end()
        for found in _SAID_PHONE.finditer(said):
            number = _digits(found[1])
            if number not in allowed and not any(one.endswith(number) for one in allowed):
                yield at + found.start(1), at + found.end(1)


def _in_a_code(text: str, at: int) -> bool:
    """Return whether what stands before is the head of a code such as CG- or NO: letters that name no telephone."""
    head = re.search(r"([A-Za-z]+)(-?)$", text[:at])
    if head is None or (len(head[1]) == 1 and not head[2]):  # a single letter is a mark, as in "M13912345678"
        return False
    return head[1].lower() not in ("tel", "phone", "mobile", "mob", "wx", "vx", "qq", "call")


def bank_cards(text: str) -> Iterator[Span]:
    """Yield where bank cards stand: 16 to 19 digits with a card's beginning and the right check digit (Luhn)."""
    for said, at in ((plain(text), 0), *_spoken(text)):
        for found in _CARD.finditer(said):
            if is_card(_digits(found[0])) and _grouped_as_a_card(found[0]):
                yield at + found.start(), at + found.end()


def is_card(number: str) -> bool:
    """Return whether a number begins as a card's and passes Luhn's check."""
    if not number.isdigit() or not _CARD_HEADS.match(number):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _grouped_as_a_card(written: str) -> bool:
    """Return whether the digits stand together as people write cards, and not as a row of unlike figures."""
    groups = [len(one) for one in re.split(rf"{_BETWEEN}+", re.sub(f"[{UNSEEN}]", "", written))]
    fours = set(groups[:-1]) == {4} and groups[-1] <= 4
    return len(groups) == 1 or fours or set(groups) == {1} or (len(groups) == 2 and groups[0] == 6)


def birth_dates(text: str) -> Iterator[Span]:
    """Yield where days of birth stand: only where the words say so; other days are nobody's."""
    said = plain(text)
    for shape in (_BORN, _BORN_AFTER):
        for found in shape.finditer(said):
            yield found.start(1), found.end(1)
