"""Identity numbers and phones: checked, mended where the writing alone is wrong, refused with the reason otherwise."""

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
