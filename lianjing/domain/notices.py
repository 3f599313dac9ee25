"""What a power's rule says of a notice: who may see it, for which periods it is owed, and by which day it counts.

Pure rules. Sources: domain 1 (rules of notices) and 1G (who may see what), product B2, S13.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lianjing.domain.power.light import half_year
from lianjing.domain.power.steps import NoticeKind, Publication
from lianjing.domain.values import SchoolYear

ONLINE = frozenset({"website", "bureau_site"})
INSIDE = frozenset({"staff_room", "told"})
_DAY = timedelta(days=1)


class Audience(StrEnum):
    """Who may read the content. That something is owed, hangs, or came down is public whatever its content is."""

    PUBLIC = "public"  # on the net
    SCHOOL = "school"  # people's names: at the school's board, not on the net (S13)
    STAFF = "staff"  # only among the staff


def audience(rule: Publication, personal: frozenset[str]) -> Audience:
    """Return who may read what a rule makes public. personal: ids of fields that tell of a person."""
    places = set(rule.where)
    if places and places <= INSIDE:
        return Audience.STAFF
    if personal & set(rule.fields) and not places & ONLINE:
        return Audience.SCHOOL
    return Audience.PUBLIC


@dataclass(frozen=True)
class Slot:
    """One period for which something is owed. counts_from: the day from which its time limit `parameter` runs."""

    key: str
    first: date
    last: date
    counts_from: date
    parameter: str


def slots(every: str, since: date, on: date, *, at_start: bool = False) -> Iterator[Slot]:
    """Yield the periods of a rule that come again, from the one `since` falls in to the one `on` falls in.

    every: week, month, term or year. at_start: what a term begins with, such as a fee's standard, not its settlement.
    """
    day = since
    while day <= on:
        slot = slot_of(every, day, at_start=at_start)
        yield slot
        day = slot.last + _DAY


def slot_of(every: str, day: date, *, at_start: bool = False) -> Slot:
    """Return the period a day falls in. Raises KeyError for a kind of period that nobody knows."""
    return {"week": _week, "month": _month, "term": _term, "year": _year}[every](day, at_start)


def _week(day: date, _at_start: bool) -> Slot:
    first = day - timedelta(days=day.weekday())
    return Slot(first.isoformat(), first, first + timedelta(days=6), first - _DAY, "disclosure.week_due")


def _month(day: date, _at_start: bool) -> Slot:
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - _DAY
    return Slot(f"{day:%Y-%m}", first, last, last, "disclosure.month_due")


def _term(day: date, at_start: bool) -> Slot:
    year = SchoolYear.of(day).start
    autumn = half_year(day).endswith("-1")
    first = date(year, 9, 1) if autumn else date(year + 1, 2, 1)
    last = date(year + 1, 1, 31) if autumn else date(year + 1, 8, 31)
    return Slot(half_year(day), first, last, first - _DAY if at_start else last, "disclosure.term_due")


def _year(day: date, _at_start: bool) -> Slot:
    year = SchoolYear.of(day).start
    first = date(year, 9, 1)
    return Slot(f"{year}-{year + 1}", first, date(year + 1, 8, 31), first - _DAY, "disclosure.year_due")


def matter_slot(matter: int, came_up: date) -> Slot:
    """Return the slot of a single matter whose step came up on a day."""
    return Slot(f"m{matter}", came_up, came_up, came_up, "disclosure.due")


def owed_again(due_on: date, again: date, published_on: date, *, before: bool) -> date:
    """Return by when what is withdrawn is owed: later once, and only where it was in time; else nothing is forgotten.

    again: the last day of the time for a further version. before: a version was withdrawn before this one. So nobody
    counts from nought by putting something up and taking it down (B2).
    """
    return max(due_on, again) if published_on <= due_on and not before else due_on


def runs_days(kind: str) -> bool:
    """Return whether a kind of notice takes objections for some days."""
    return kind == NoticeKind.NOTICE.value


def days_over(ends_on: date | None, on: date) -> bool:
    """Return whether the last day of a notice is over."""
    return ends_on is not None and on > ends_on


def days_overdue(state: str, due_on: date, on: date) -> int:
    """Return for how many days something is owed and not published; making it ready hides none of them (B2)."""
    owed = state in ("scheduled", "overdue", "prepared", "blocked", "approved")
    return max((on - due_on).days, 0) if owed else 0
