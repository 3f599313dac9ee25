"""Numbers of people, firms, accounts, books: checked, mended where the writing alone is wrong, refused otherwise."""

import re
from datetime import date
from operator import mul
from typing import Any

from lianjing.engines.intake.plain import figures_of
from lianjing.engines.intake.refused import CellRefused

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EIGHTEEN = re.compile(r"\d{17}[\dX]", re.ASCII)
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?1[67]", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{2}", re.IGNORECASE)
_GAPS = re.compile(r"[\s'\u2018\u2019`\-\u2010-\u2015_.\u3001\uff0d]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")
_EXCEL_DIGITS = 15  # a spreadsheet keeps fifteen digits of a number and turns the rest into zeros


def check_sign(first: str) -> str:
    """Return the eighteenth sign for the first seventeen digits. Source: GB 11643-1999."""
    return _CHECKS[sum(map(mul, map(int, first), _WEIGHTS)) % 11]


def id_number(cell: Any) -> str:
    """Return the eighteen signs of a resident's identity number.

    Raises CellRefused: id_lost_precision (a numeric cell kept fifteen digits only), id_fifteen_digits,
    id_length, id_birth_impossible, id_checksum. The place code is not judged: codes come and go.
    Source: GB 11643-1999; fifteen-digit numbers have been void since 2013 (identity card law, 2011 amendment).
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**_EXCEL_DIGITS:
        raise CellRefused("id_lost_precision", digits=_EXCEL_DIGITS)
    text = figures_of(cell)
    if _ROUNDED.fullmatch(text.replace(" ", "")):
        raise CellRefused("id_lost_precision", digits=_EXCEL_DIGITS)
    number = _GAPS.sub("", text).upper().replace("\u00d7", "X")
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        raise CellRefused("id_fifteen_digits")
    if not _EIGHTEEN.fullmatch(number):
        raise CellRefused("id_length", length=len(number), wanted=18)
    right = check_sign(number[:17]) == number[17]
    if not right and number.endswith("000"):
        raise CellRefused("id_lost_precision", digits=_EXCEL_DIGITS)
    if not _born(number[6:14]):
        raise CellRefused("id_birth_impossible")
    if not right:
        raise CellRefused("id_checksum")
    return number


def _born(digits: str) -> bool:
    try:
        return date(1880, 1, 1) <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False


_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_sign(first: str) -> str:
    """Return the eighteenth sign of a unified social credit code. Source: GB 32100-2015."""
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(first, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[-total % 31]


def credit_code(cell: Any) -> str:
    """Return the eighteen signs of a unified social credit code; CellRefused: credit_code_length, credit_code_wrong."""
    code = _GAPS.sub("", figures_of(cell)).upper()
    if len(code) != 18:
        raise CellRefused("credit_code_length", length=len(code), wanted=18)
    if not set(code) <= set(_CREDIT_SIGNS) or credit_sign(code[:17]) != code[17]:
        raise CellRefused("credit_code_wrong")
    return code


def phone(cell: Any) -> str:
    """Return a mobile number (11 digits) or a landline with its area code, digits only.

    Raises CellRefused: phone_two_numbers, phone_length (how many digits stand there), phone_unreadable.
    """
    text = figures_of(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        text = str(int(cell))
    parts = [part for part in re.split(r"[/\uff0f\u3001,\uff0c;\uff1b\n]+", text) if part.strip()]
    if len(parts) > 1:
        raise CellRefused("phone_two_numbers")
    digits = re.sub(r"[\s\-()\uff08\uff09\u2010-\u2015\uff0d.'+]+", "", text)
    digits = re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$)", "", digits)
    if not digits.isascii() or not digits.isdigit():
        raise CellRefused("phone_unreadable")
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    raise CellRefused("phone_length", length=len(digits), wanted=11)


_PUPIL = re.compile(r"[GL]\d{17}[\dX]", re.ASCII)


def pupil_number(cell: Any) -> str:
    """Return a pupil's number: G or L (temporary) and an identity number, checked, or another number as written.

    Raises CellRefused: number_lost_precision, pupil_number_unreadable, pupil_number_checksum.
    """
    number = _whole_number(cell, "pupil_number_unreadable")
    if not re.fullmatch(r"[A-Z0-9]{2,30}", number, re.ASCII):
        raise CellRefused("pupil_number_unreadable")
    if _PUPIL.fullmatch(number) and check_sign(number[1:18]) != number[18]:
        raise CellRefused("pupil_number_checksum")
    return number


def account(cell: Any) -> str:
    """Return the digits of a bank account. Raises CellRefused: number_lost_precision, account_unreadable."""
    number = _whole_number(cell, "account_unreadable")
    if not re.fullmatch(r"\d{6,32}", number, re.ASCII):
        raise CellRefused("account_unreadable")
    return number


def isbn(cell: Any) -> str:
    """Return thirteen digits for an ISBN of ten or thirteen, any other book number as written.

    Raises CellRefused: isbn_checksum, number_lost_precision. Source: GB/T 5795-2006.
    """
    text = figures_of(cell)
    lost_precision(cell, text)
    number = re.sub(r"^ISBN[:\uff1a]?", "", _GAPS.sub("", text).upper())
    if re.fullmatch(r"97[89]\d{10}", number, re.ASCII):
        if _isbn_sign(number[:12]) != number[12]:
            raise CellRefused("isbn_checksum")
        return number
    if re.fullmatch(r"\d{9}[\dX]", number, re.ASCII):
        signs = [10 if sign == "X" else int(sign) for sign in number]
        if sum(sign * weight for sign, weight in zip(signs, range(10, 0, -1), strict=True)) % 11:
            raise CellRefused("isbn_checksum")
        return f"978{number[:9]}{_isbn_sign(f'978{number[:9]}')}"
    return text


def _isbn_sign(first: str) -> str:
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(first)) % 10)


def _whole_number(cell: Any, code: str) -> str:
    """Return a number without the gaps people type into it; one that a spreadsheet has rounded is refused."""
    text = figures_of(cell)
    lost_precision(cell, text)
    if isinstance(cell, bool) or (isinstance(cell, float) and not cell.is_integer()):
        raise CellRefused(code)
    return _GAPS.sub("", text).upper()


def lost_precision(cell: Any, text: str) -> None:
    """Raise CellRefused("number_lost_precision") for a number that a spreadsheet has rounded to fifteen digits."""
    rounded = isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**_EXCEL_DIGITS
    if rounded or _SCIENTIFIC.fullmatch(text):
        raise CellRefused("number_lost_precision", digits=_EXCEL_DIGITS)
