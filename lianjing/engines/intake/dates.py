"""Dates as counties write them, 2021.9 or 202109 or an Excel serial; a month alone means its first day."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from lianjing.engines.intake.plain import figures_of
from lianjing.engines.intake.refused import CellRefused

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_LARGEST = 10**9  # eight figures are a day written in one run
_EPOCH = date(1899, 12, 30)
SERIALS = range(14_000, 73_416)  # 1938 to 2100: smaller figures are no dates of living people's posts
_YEAR_BEFORE_MONTH = range(19_000, 21_000)  # 20259 is September 2025 without its zero; as a serial it would be 1955
_HAN_DIGITS = {
    ord(sign): str(figure) for figure, sign in enumerate("\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")
}
_HAN_DIGITS |= {ord("\u96f6"): "0", ord("\u25cb"): "0"}
_TEN = "\u5341"
_GAP = r"\s*[\u5e74\u6708./\-\uff0e\uff0f\uff0d\u2013\u2014\u3002,\uff0c\u3001 ]\s*"
_WRITTEN = re.compile(
    rf"(?P<year>\d{{4}}){_GAP}(?P<month>\d{{1,2}})(?:{_GAP}(?P<day>\d{{1,2}}))?\s*[\u65e5\u53f7\u6708\u4efd\u8d77.\u3002]*"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_RUN = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
_SHORT_YEAR = re.compile(rf"'?\d{{2}}{_GAP}\d{{1,2}}(?:{_GAP}\d{{1,2}})?\D*")
_YEAR_ONLY = re.compile(r"\d{4}\s*\u5e74?")


def day_of(cell: Any) -> tuple[date, str]:
    """Return the day and how exactly it was written: "day" or "month" (then it is the first of the month).

    Raises CellRefused: date_unreadable, date_impossible (no such day), date_year_only, date_short_year,
    date_lost_zero (a number such as 2021.1 may be January or October), date_out_of_range.
    """
    if isinstance(cell, datetime):
        return _within(cell.date()), "day"
    if isinstance(cell, date):
        return _within(cell), "day"
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not abs(cell) < _LARGEST:
            raise CellRefused("date_unreadable")
        return _from_number(float(cell))
    return _from_text(figures_of(cell))


def last_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _from_number(figure: float) -> tuple[date, str]:
    if figure.is_integer():
        return _from_text(str(int(figure)))
    if 1900 <= figure < 2101 and abs(figure * 100 - round(figure * 100)) < 1e-6:
        month = f"{figure:.2f}".split(".")[1]
        if month == "10":
            raise CellRefused("date_lost_zero", year=int(figure))
        return _made(str(int(figure)), month.rstrip("0") or "0", None)
    if int(figure) in SERIALS:
        return _within(_EPOCH + timedelta(days=int(figure))), "day"
    raise CellRefused("date_unreadable")


@lru_cache(maxsize=16384)
def _from_text(text: str) -> tuple[date, str]:
    plain = _without_han(text)
    if found := _RUN.fullmatch(plain) or _WRITTEN.fullmatch(plain):
        return _made(found["year"], found["month"], found["day"])
    if plain.isdigit() and len(plain) == 5 and int(plain) in SERIALS and int(plain) not in _YEAR_BEFORE_MONTH:
        return _within(_EPOCH + timedelta(days=int(plain))), "day"
    if _YEAR_ONLY.fullmatch(plain):
        raise CellRefused("date_year_only", year=plain[:4])
    if _SHORT_YEAR.fullmatch(plain):
        raise CellRefused("date_short_year")
    raise CellRefused("date_unreadable")


def _made(year: str, month: str, day: str | None) -> tuple[date, str]:
    try:
        return _within(date(int(year), int(month), int(day or 1))), "day" if day else "month"
    except ValueError as impossible:
        raise CellRefused("date_impossible") from impossible


def _within(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise CellRefused("date_out_of_range", earliest=EARLIEST.year, latest=LATEST.year)
    return day


def _without_han(text: str) -> str:
    """Return the text with Chinese figures as digits: years digit by digit, months and days through ten and twenty."""
    if text.isascii() or not any(ord(sign) in _HAN_DIGITS or sign == _TEN for sign in text):
        return text
    plain = text.translate(_HAN_DIGITS)
    plain = re.sub(rf"(?<=\d){_TEN}(?=\d)", "", plain)
    plain = re.sub(rf"(?<=\d){_TEN}", "0", plain)
    plain = re.sub(rf"{_TEN}(?=\d)", "1", plain)
    return plain.replace(_TEN, "10")
