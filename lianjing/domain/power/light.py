"""A chart lit by what really happened: counts by step, school and half of a school year; never a person.

Source: product K12 (cells under five cases or five holders are merged, except for authorised reviewers), A4, A5 (no
rank, no total); design decision 10 (no data is grey, never green).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from lianjing.domain.power.deviations import Deviation
from lianjing.domain.values import SchoolYear

_TIMED = frozenset({Deviation.LATE, Deviation.TOO_FAST, Deviation.NOTICE_SHORT})


@dataclass(frozen=True)
class Cell:
    """What happened at one step: cases that passed it, that deviated there, that were late there; who took it (a
    number of different people, 0 where not known). kinds: how many cases by kind of deviation.
    """

    step: str
    passed: int = 0
    deviated: int = 0
    late: int = 0
    people: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Cell") -> "Cell":
        """Return two cells of one step together; people of two schools are different people."""
        return Cell(
            self.step,
            self.passed + other.passed,
            self.deviated + other.deviated,
            self.late + other.late,
            self.people + other.people,
            self.kinds + other.kinds,
        )


def half_year(day: date) -> str:
    """Return the half of the school year a day falls in: 2026-2027-1 from September to January, else -2."""
    year = SchoolYear.of(day)
    return f"{year.start}-{year.start + 1}-{1 if day.month >= 9 or day.month == 1 else 2}"


def together(cells: Iterable[Cell]) -> dict[str, Cell]:
    """Return cells of many schools or halves added up by step."""
    found: dict[str, Cell] = {}
    for cell in cells:
        found[cell.step] = found[cell.step] + cell if cell.step in found else cell
    return found


def shown(cell: Cell, least: int, reviews: bool) -> bool:
    """Return whether a cell may be shown by itself: enough cases and, where known, enough holders (K12)."""
    if reviews:
        return True
    return cell.passed >= least and (cell.people == 0 or cell.people >= least)


def is_late(kind: Deviation) -> bool:
    """Return whether a kind of deviation is about time."""
    return kind in _TIMED
