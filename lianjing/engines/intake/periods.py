"""Stretches and moments of time: months, ten days of a month, terms, school years, grades, days with a time of day."""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from lianjing.engines.intake import dates
from lianjing.engines.intake.plain import figures_of
from lianjing.engines.intake.refused import CellRefused

_CHINA = timezone(timedelta(hours=8))
_EPOCH = datetime(1899, 12, 30)
_HAN = {sign: str(figure) for figure, sign in enumerate("\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d", 1)}
_DASH = r"\s*[-\u2010-\u2015\u2212\uff0d~\uff5e\u81f3/]+\s*"
_XUN = {"\u4e0a": 1, "\u4e2d": 2, "\u4e0b": 3, "1": 1, "2": 2, "3": 3}
_XUN_WRITTEN = re.compile(r"(\d{4})[-./\u5e74]?(\d{1,2})[-./\u6708]?\s*([\u4e0a\u4e2d\u4e0b])\u65ec?")
_XUN_CODE = re.compile(r"(\d{4})-(\d{2})-([123])")
_YEARS = rf"(?P<first>\d{{4}}){_DASH}(?P<second>\d{{4}})"
_SCHOOL_YEAR = re.compile(rf"{_YEARS}\s*(?:\u5b66\u5e74\u5ea6?|\u5e74\u5ea6?)?")
_ONE_YEAR = re.compile(r"(?P<first>\d{4})\u5b66\u5e74\u5ea6?")
_HALF = {
    **dict.fromkeys(["1", "\u4e00", "\u4e0a", "\u79cb"], 1),
    **dict.fromkeys(["2", "\u4e8c", "\u4e0b", "\u6625"], 2),
}
_TERM = re.compile(
    rf"{_YEARS}\s*(?:\u5b66\u5e74\u5ea6?)?(?:{_DASH})?[(]?\u7b2c?(?P<half>[12\u4e00\u4e8c\u4e0a\u4e0b\u79cb\u6625])\u5b63?[)]?"
    r"(?:\u5b66\u671f|\u671f|\u5b66\u5e74)?"
)
_SEASON = re.compile(r"(?P<year>\d{4})\u5e74?(?P<season>[\u79cb\u6625])\u5b63?(?:\u5b66\u671f|\u671f)?")
_MOMENT = re.compile(
    r"(?P<day>.+?)[T\s]*(?P<half>\u4e0a\u5348|\u4e0b\u5348|\u665a\u4e0a|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})[:\u65f6\u70b9](?P<minute>\d{1,2})\u5206?"
    r"(?:[:]?(?P<second>\d{1,2})\u79d2?(?:\.(?P<part>\d{1,9}))?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_MOMENT_RUN = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?")
_AFTERNOON = ("\u4e0b\u5348", "\u665a\u4e0a", "PM")


def month(cell: Any) -> str:
    """Return "YYYY-MM"; a day gives its month. Raises CellRefused as `dates.day_of` does."""
    return dates.day_of(cell)[0].isoformat()[:7]


def ten_days(cell: Any) -> str:
    """Return "YYYY-MM-n", n 1, 2 or 3 for the first, middle and last ten days of a month; a day gives its ten days.

    Raises CellRefused: ten_days_unclear (a spreadsheet makes the 2nd of September out of 2025-09-2),
    ten_days_unreadable, and as `dates.day_of` does.
    """
    if isinstance(cell, str):
        text = figures_of(cell)
        if found := _XUN_CODE.fullmatch(text) or _XUN_WRITTEN.fullmatch(text):
            return f"{month(f'{found[1]}-{found[2]}')}-{_XUN[found[3]]}"
        if re.fullmatch(r"\d{4}[-/.]\d{1,2}[-/.][123]", text):
            raise CellRefused("ten_days_unclear")
    day, exact = dates.day_of(cell)
    if exact != "day":
        raise CellRefused("ten_days_unreadable")
    if not isinstance(cell, str) and day.day in (2, 3):
        raise CellRefused("ten_days_unclear")
    return f"{day.isoformat()[:7]}-{min(3, (day.day - 1) // 10 + 1)}"


def school_year(cell: Any) -> str:
    """Return "2025-2026". Raises CellRefused: school_year_unreadable, years_not_neighbours."""
    text = figures_of(cell)
    if found := _SCHOOL_YEAR.fullmatch(text):
        return _neighbours(found["first"], found["second"])
    if found := _ONE_YEAR.fullmatch(text):
        return _neighbours(found["first"], str(int(found["first"]) + 1))
    raise CellRefused("school_year_unreadable")


@lru_cache(maxsize=4096)
def _term(text: str) -> str:
    if found := _TERM.fullmatch(text):
        return f"{_neighbours(found['first'], found['second'])}-{_HALF[found['half']]}"
    if found := _SEASON.fullmatch(text):
        half, year = _HALF[found["season"]], int(found["year"])
        first = year if half == 1 else year - 1
        return f"{_neighbours(str(first), str(first + 1))}-{half}"
    raise CellRefused("term_unreadable")


def term(cell: Any) -> str:
    """Return "2025-2026-1" (autumn) or "-2" (spring). Raises CellRefused: term_unreadable, years_not_neighbours.

    A single year with "first half" is refused: half the country calls the spring so.
    """
    return _term(figures_of(cell))


def _neighbours(first: str, second: str) -> str:
    if int(second) != int(first) + 1:
        raise CellRefused("years_not_neighbours")
    if not dates.EARLIEST.year <= int(first) < dates.LATEST.year:
        raise CellRefused("date_out_of_range", earliest=dates.EARLIEST.year, latest=dates.LATEST.year)
    return f"{first}-{second}"


_STAGES = {"\u5c0f\u5b66": 0, "\u521d\u4e2d": 6, "\u521d": 6, "\u9ad8\u4e2d": 9, "\u9ad8": 9, "\u804c\u9ad8": 9}
_STAGES |= {"\u4e2d\u804c": 9, "\u4e2d\u4e13": 9, "\u5c0f": 0}
_STAGE = "|".join(sorted(_STAGES, key=len, reverse=True))
_GRADE = re.compile(rf"(?P<stage>{_STAGE})?(?P<figure>\d{{1,2}}|[{''.join(_HAN)}])(?:\u5e74\u7ea7|\u5e74)?")
_KINDERGARTEN = re.compile(
    r"(?:\u5e7c\u513f\u56ed)?[\u5927\u4e2d\u5c0f\u6258](?:\u73ed|\u5e74\u7ea7)|\u5b66\u524d\u73ed?"
)


def grade(cell: Any) -> int:
    """Return the grade from 1 to 12, 0 for the kindergarten. Raises CellRefused: grade_unreadable."""
    text = figures_of(cell)
    if _KINDERGARTEN.fullmatch(text):
        return 0
    found = _GRADE.fullmatch(text)
    if found is None:
        raise CellRefused("grade_unreadable")
    figure = int(_HAN.get(found["figure"], found["figure"]))
    stage = found["stage"]
    last = {None: 12, 0: 6, 6: 3, 9: 3}[None if stage is None else _STAGES[stage]]
    if stage is not None and _STAGES[stage] == 6 and figure in (7, 8, 9):
        return figure
    if not (0 if stage is None else 1) <= figure <= last:
        raise CellRefused("grade_unreadable")
    return figure + (_STAGES[stage] if stage else 0)


def moment(cell: Any, *, rough: bool) -> datetime:
    """Return the day and time of day in China, without a zone; a day alone is midnight where the column allows it.

    Raises CellRefused: time_day_only, time_unreadable, and as `dates.day_of` does.
    """
    if isinstance(cell, datetime) and cell.tzinfo is None:
        if cell.time() == datetime.min.time() and not rough:
            raise CellRefused("time_day_only")
        dates.day_of(cell)
        return cell
    if isinstance(cell, float) and dates.SERIALS[0] < cell < dates.SERIALS[-1] and not cell.is_integer():
        return _EPOCH + timedelta(seconds=round(cell * 86400))
    text = figures_of(cell)
    if isinstance(cell, str) and (found := _MOMENT_RUN.fullmatch(text)):
        return _moment(found[1], int(found[2]), int(found[3]), int(found[4] or 0))
    if isinstance(cell, str) and (found := _MOMENT.fullmatch(text)):
        return _written(found)
    day, exact = dates.day_of(cell)
    if exact != "day" or not rough:
        raise CellRefused("time_day_only")
    return datetime.combine(day, datetime.min.time())


def _written(found: re.Match[str]) -> datetime:
    hour, half = int(found["hour"]), (found["half"] or "").upper()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half == "AM" and hour == 12:
        hour = 0
    made = _moment(found["day"], hour, int(found["minute"]), int(found["second"] or 0))
    made += timedelta(microseconds=int((found["part"] or "0")[:6].ljust(6, "0")))
    if not (zone := found["zone"]):
        return made
    offset = "+0000" if zone.upper() == "Z" else zone.replace(":", "")
    away = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:])) * (-1 if offset[0] == "-" else 1)
    if away >= timedelta(hours=24) or away <= timedelta(hours=-24):
        raise CellRefused("time_unreadable")
    return made.replace(tzinfo=timezone(away)).astimezone(_CHINA).replace(tzinfo=None)


def _moment(day_text: str, hour: int, minute: int, second: int) -> datetime:
    day, exact = dates.day_of(day_text.strip())
    if exact != "day":
        raise CellRefused("time_unreadable")
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError as impossible:
        raise CellRefused("time_unreadable") from impossible
