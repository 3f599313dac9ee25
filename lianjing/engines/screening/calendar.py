"""The calendar as a table: models count working days, school days, ten-day periods and terms by joining it."""

from collections.abc import Iterable
from datetime import date, timedelta

import pyarrow as pa

from lianjing.domain.values import Half, SchoolYear, Term
from lianjing.domain.worktime import Calendar

SCHEMA = pa.schema(
    [
        ("d", pa.date32()),
        ("day_no", pa.int64()),
        ("year", pa.int64()),
        ("month", pa.string()),
        ("xun", pa.string()),
        ("weekday", pa.int64()),
        ("is_workday", pa.bool_()),
        ("workday_no", pa.int64()),
        ("is_school_day", pa.bool_()),
        ("school_day_no", pa.int64()),
        ("term", pa.string()),
        ("term_first", pa.date32()),
        ("term_last", pa.date32()),
        ("school_year", pa.string()),
    ]
)
_EPOCH = date(2000, 1, 1)
_XUN = 10  # days; the last of a month's three has what is left


def calendar_table(calendar: Calendar, terms: Iterable[Term]) -> pa.Table:
    """Return one row per day that `calendar` covers, in order, with the columns of SCHEMA.

    day_no: days since 2000-01-01. xun: `YYYY-MM-1|2|3`. weekday: 1 is Monday. workday_no and school_day_no count the
    working and school days up to and with the day, so that a difference of two is the number between them. A school
    day is a working day inside a term; outside the known terms term is null and no day is a school day. school_year
    runs from September to August and is known for every day.
    """
    found = {day: term for term in terms for day in _days(term.period.first, term.period.last)}
    rows, worked, taught = [], 0, 0
    for day in _days(calendar.covered.first, calendar.covered.last):
        term = found.get(day)
        work = calendar.is_working_day(day)
        school = work and term is not None
        worked, taught = worked + work, taught + school
        rows.append(_row(day, work, worked, school, taught, term))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(day: date, work: bool, worked: int, school: bool, taught: int, term: Term | None) -> dict[str, object]:
    return {
        "d": day,
        "day_no": (day - _EPOCH).days,
        "year": day.year,
        "month": f"{day:%Y-%m}",
        "xun": f"{day:%Y-%m}-{min((day.day - 1) // _XUN, 2) + 1}",
        "weekday": day.isoweekday(),
        "is_workday": work,
        "workday_no": worked,
        "is_school_day": school,
        "school_day_no": taught,
        "term": f"{_span(term.year)}-{1 if term.half is Half.AUTUMN else 2}" if term else None,
        "term_first": term.period.first if term else None,
        "term_last": term.period.last if term else None,
        "school_year": _span(SchoolYear.of(day)),
    }


def _span(year: SchoolYear) -> str:
    return f"{year.start}-{year.start + 1}"


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
