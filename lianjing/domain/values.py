"""Money, school years, terms and periods: small values that refuse what cannot be true.

Money is counted in whole fen and never passes through a float. Periods are closed: both days belong to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering
from re import compile as pattern

from lianjing.domain.money_text import YUAN, capitals, fen_in
from lianjing.domain.refusals import RuleBroken

FEN_LIMIT = 10**16


@total_ordering
@dataclass(frozen=True)
class Fen:
    """An amount of money in whole fen (1 yuan = 100 fen); negative amounts are refunds and corrections."""

    fen: int

    def __post_init__(self) -> None:
        """Refuse floats outright, and amounts no county will ever see (RuleBroken "money_out_of_range")."""
        if type(self.fen) is not int:
            raise TypeError(f"money is whole fen, not {type(self.fen).__name__}")
        if abs(self.fen) > FEN_LIMIT:
            raise RuleBroken("money_out_of_range", yuan=self.fen // 100, limit=FEN_LIMIT // 100)

    @classmethod
    def yuan(cls, yuan: int) -> "Fen":
        """Return `yuan` whole yuan."""
        return cls(yuan * 100)

    @classmethod
    def parse(cls, text: str) -> "Fen":
        """Return the amount written in `text`, exactly; see `money_text.fen_in` for what is read and refused."""
        return cls(fen_in(text))

    @classmethod
    def total(cls, amounts: Iterable["Fen"]) -> "Fen":
        """Return the sum of `amounts`, nothing being zero."""
        return cls(sum(amount.fen for amount in amounts))

    def __add__(self, other: "Fen") -> "Fen":
        return Fen(self.fen + other.fen) if isinstance(other, Fen) else NotImplemented

    def __sub__(self, other: "Fen") -> "Fen":
        return Fen(self.fen - other.fen) if isinstance(other, Fen) else NotImplemented

    def __mul__(self, times: int) -> "Fen":
        return Fen(self.fen * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> "Fen":
        return Fen(-self.fen)

    def __abs__(self) -> "Fen":
        return Fen(abs(self.fen))

    def __lt__(self, other: "Fen") -> bool:
        return self.fen < other.fen if isinstance(other, Fen) else NotImplemented

    def __bool__(self) -> bool:
        return self.fen != 0

    def part(self, numerator: int, denominator: int) -> "Fen":
        """Return numerator/denominator of the amount, half a fen rounded away from zero."""
        if denominator < 1:
            raise RuleBroken("part_of_nothing", denominator=denominator)
        sign = -1 if (self.fen < 0) != (numerator < 0) else 1
        return Fen(sign * ((2 * abs(self.fen * numerator) + denominator) // (2 * denominator)))

    def split(self, shares: int) -> tuple["Fen", ...]:
        """Return `shares` amounts that differ by at most one fen and add up to this one, larger ones first."""
        if shares < 1:
            raise RuleBroken("shares_too_few", shares=shares, at_least=1)
        each, left = divmod(abs(self.fen), shares)
        sign = -1 if self.fen < 0 else 1
        return tuple(Fen(sign * (each + (place < left))) for place in range(shares))

    def __str__(self) -> str:
        """Return the plain figure in yuan, two decimals, without separators: it reads back by `parse`."""
        return f"{'-' if self.fen < 0 else ''}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"

    def capitals(self) -> str:
        """Return the amount in the capitals of vouchers and contracts; it reads back by `parse`."""
        return capitals(self.fen)

    def show(self, language: str) -> str:
        """Return the amount for people, e.g. 1,234.50 with the yuan sign (en) or the yuan character (zh)."""
        sign, whole = "-" if self.fen < 0 else "", f"{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"
        return f"{sign}{whole}{YUAN}" if language.startswith("zh") else f"{sign}\u00a5{whole}"


class Half(StrEnum):
    """The two terms of a school year."""

    AUTUMN = "autumn"
    SPRING = "spring"


@dataclass(frozen=True, order=True)
class Period:
    """A closed interval of days. `Period.since(day)` has no end: its last day is the end of the calendar."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins (RuleBroken "period_backwards")."""
        if self.last < self.first:
            raise RuleBroken("period_backwards", first=self.first, last=self.last)

    @classmethod
    def since(cls, first: date) -> "Period":
        """Return the period that begins on `first` and has not ended."""
        return cls(first, date.max)

    @classmethod
    def between(cls, first: date, last: date | None) -> "Period":
        """Return the period from `first` to `last`, None meaning that it has not ended."""
        return cls(first, date.max if last is None else last)

    @property
    def open(self) -> bool:
        """Return whether the period has no end."""
        return self.last == date.max

    @property
    def days(self) -> int:
        """Return the number of days, both ends counted; at least 1."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def covers(self, other: "Period") -> bool:
        """Return whether every day of `other` lies in this period."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Return whether at least one day is in both."""
        return self.first <= other.last and other.first <= self.last

    def intersect(self, other: "Period") -> "Period | None":
        """Return the days that are in both, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def months(self) -> tuple[date, ...]:
        """Return the first day of every month the period touches, in order; an open period is refused."""
        if self.open:
            raise RuleBroken("period_open", first=self.first)
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return tuple(add_months(self.first.replace(day=1), step) for step in range(count))


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the same days as `periods`, as the fewest periods, in order; touching ones are joined."""
    joined: list[Period] = []
    for period in sorted(periods):
        if joined and (joined[-1].open or period.first <= joined[-1].last + timedelta(days=1)):
            joined[-1] = Period(joined[-1].first, max(joined[-1].last, period.last))
        else:
            joined.append(period)
    return tuple(joined)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` months later (or earlier); a day the month lacks becomes its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) if (year, month) < (9999, 11) else None
    last = 31 if after is None else (after - timedelta(days=1)).day
    return first.replace(day=min(day.day, last))


_BETWEEN = r"(?:[-\u2013\u2014\uff0d~\uff5e/]+|\u81f3|\u5230)"  # dashes, a slash, zhi, dao
_SCHOOL_YEAR = pattern(rf"\s*(\d{{4}})\s*{_BETWEEN}\s*(\d{{4}})\s*(?:\u5b66\u5e74\u5ea6?)?\s*")


@dataclass(frozen=True, order=True)
class SchoolYear:
    """A school year, from 1 September of `start` to 31 August of the next year."""

    start: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        """Return the school year that `day` falls in."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """Return the school year written as 2026-2027 (also with a dash, a slash or the Chinese words).

        Raises RuleBroken("school_year_unreadable") when the two years do not follow each other.
        """
        found = _SCHOOL_YEAR.fullmatch(text)
        if found is None or int(found[2]) != int(found[1]) + 1 or not 1900 <= int(found[1]) <= 2999:
            raise RuleBroken("school_year_unreadable", text=text[:40])
        return cls(int(found[1]))

    @property
    def period(self) -> Period:
        """Return the days of the school year."""
        return Period(date(self.start, 9, 1), date(self.start + 1, 8, 31))

    def next(self) -> "SchoolYear":
        """Return the school year after this one."""
        return SchoolYear(self.start + 1)

    def previous(self) -> "SchoolYear":
        """Return the school year before this one."""
        return SchoolYear(self.start - 1)

    def __contains__(self, day: date) -> bool:
        return day in self.period

    def __str__(self) -> str:
        return f"{self.start}-{self.start + 1}"


@dataclass(frozen=True)
class Term:
    """One term as the county's school calendar dates it; terms may begin in the last days of August."""

    year: SchoolYear
    half: Half
    period: Period

    def __post_init__(self) -> None:
        """Refuse a term that lies outside its half of the year (RuleBroken "term_outside_year")."""
        start = self.year.start
        autumn = Period(date(start, 8, 15), date(start + 1, 2, 28))
        spring = Period(date(start + 1, 1, 15), date(start + 1, 8, 31))
        bounds = autumn if self.half is Half.AUTUMN else spring
        if not bounds.covers(self.period):
            raise RuleBroken("term_outside_year", term=str(self), first=bounds.first, last=bounds.last)

    def __str__(self) -> str:
        return f"{self.year} {self.half}"


def term_on(day: date, terms: Iterable[Term]) -> Term | None:
    """Return the term that `day` falls in, None in a vacation; overlapping terms are refused."""
    found = [term for term in terms if day in term.period]
    if len(found) > 1:
        raise RuleBroken("terms_overlap", day=day, terms=tuple(str(term) for term in found))
    return found[0] if found else None
