"""The days of the two school years: when there is school, when people work."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from lianjing.domain.values import Half, Term
from lianjing.domain.worktime import Calendar
from lianjing.engines.content import read_library

FIRST, LAST = date(2024, 9, 1), date(2026, 8, 31)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """One term: its name as ledgers write it, and its school days in order."""

    name: str
    school_year: str
    first: date
    last: date
    days: tuple[date, ...]


class Days:
    """The calendar of the county's two years, read from the catalogue."""

    def __init__(self) -> None:
        library = read_library()
        self.calendar: Calendar = library.calendar
        self.terms: tuple[Stretch, ...] = tuple(
            self._stretch(term) for term in library.terms if FIRST <= term.period.first <= LAST
        )

    def _stretch(self, term: Term) -> Stretch:
        year = f"{term.year.start}-{term.year.start + 1}"
        half = 1 if term.half is Half.AUTUMN else 2
        days = tuple(day for day in self.between(term.period.first, term.period.last) if self.works(day))
        return Stretch(f"{year}-{half}", year, term.period.first, term.period.last, days)

    def works(self, day: date) -> bool:
        """Return whether the day is worked."""
        return self.calendar.is_working_day(day)

    @cached_property
    def school(self) -> tuple[date, ...]:
        """Return every school day of both years."""
        return tuple(day for term in self.terms for day in term.days)

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Return the months that have school days, in order."""
        return tuple(dict.fromkeys(f"{day:%Y-%m}" for day in self.school))

    def of_month(self, month: str) -> list[date]:
        """Return the school days of a month."""
        return [day for day in self.school if f"{day:%Y-%m}" == month]

    @staticmethod
    def between(first: date, last: date) -> list[date]:
        """Return every day from first to last."""
        return [first + timedelta(days=step) for step in range((last - first).days + 1)]

    def after(self, day: date, working: int) -> date:
        """Return the last of `working` working days after `day`; 0 is the day itself."""
        while working:
            day += DAY
            working -= self.works(day)
        return day

    def workday(self, day: date) -> date:
        """Return the day itself when it is worked, else the next that is."""
        while not self.works(day):
            day += DAY
        return day


def xun(day: date) -> str:
    """Return the ten-day period of a day."""
    return f"{day:%Y-%m}-{min((day.day - 1) // 10, 2) + 1}"
