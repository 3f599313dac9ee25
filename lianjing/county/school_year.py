"""The school calendar of three years: terms, vacations, first days and closing days.

Invented for the demo county after the usual rhythm of Hubei's compulsory schools; public holidays are not here,
they belong to the working calendar.
"""

from datetime import date

from lianjing.county.shape import CalendarSpan, Network

_YEARS = (
    ("2024-2025", date(2024, 9, 2), date(2025, 1, 17), date(2025, 2, 17), date(2025, 7, 4), date(2025, 8, 31)),
    ("2025-2026", date(2025, 9, 1), date(2026, 1, 30), date(2026, 3, 2), date(2026, 7, 10), date(2026, 8, 31)),
    ("2026-2027", date(2026, 9, 1), date(2027, 1, 22), date(2027, 2, 22), date(2027, 7, 9), date(2027, 8, 31)),
)


def add_calendar(network: Network) -> None:
    """Add terms, vacations and events of the three school years, in order of time."""
    for year, opens, closes, reopens, ends, last in _YEARS:
        after, before = _next(closes), _previous(reopens)
        network.calendar += [
            CalendarSpan(year, "term", "第一学期", opens, closes),
            CalendarSpan(year, "event", "秋季开学", opens, opens),
            CalendarSpan(year, "event", "第一学期期末结账", closes, closes),
            CalendarSpan(year, "vacation", "寒假", after, before),
            CalendarSpan(year, "term", "第二学期", reopens, ends),
            CalendarSpan(year, "event", "春季开学", reopens, reopens),
            CalendarSpan(year, "event", "第二学期期末结账", ends, ends),
            CalendarSpan(year, "vacation", "暑假", _next(ends), last),
        ]


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _previous(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
