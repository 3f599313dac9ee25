"""Quarters of the calendar year, as the joint meeting counts them. Source: mission, mechanism one; product SM9."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period, add_months

_CODE = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter, e.g. Quarter(2026, 4); its code is "2026Q4"."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, code: str) -> "Quarter":
        """Return the quarter of a code like "2026Q4". Raises RuleBroken("quarter_unreadable")."""
        found = _CODE.fullmatch(code)
        if found is None or not date.min.year < int(found[1]) < date.max.year:
            raise RuleBroken("quarter_unreadable", code=code[:10])
        return cls(int(found[1]), int(found[2]))

    @property
    def period(self) -> Period:
        """Return its days."""
        first = date(self.year, 3 * self.number - 2, 1)
        return Period(first, add_months(first, 3) - timedelta(days=1))

    @property
    def second_month_ends(self) -> date:
        """Return the day by which the meeting's day must be fixed (SM9)."""
        return add_months(self.period.first, 2) - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        """Return the quarter before this one."""
        return Quarter.of(self.period.first - timedelta(days=1))

    @property
    def after(self) -> "Quarter":
        """Return the quarter after this one."""
        return Quarter.of(self.period.last + timedelta(days=1))

    def last(self, many: int) -> tuple["Quarter", ...]:
        """Return this quarter and those before it, `many` in all, the oldest first."""
        found = [self]
        while len(found) < many:
            found.append(found[-1].before)
        return tuple(reversed(found))

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
