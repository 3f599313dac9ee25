"""Working time on China's calendar: which days count, when a public notice ends, when something is due.

Holidays, working days made up on weekends and school vacations are data that the caller passes in; beyond the
last day they cover every question is refused rather than guessed. Days are days in China (UTC+8, no summer time).
Source: domain 1, "general rule of public notices", and 4.3.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

from lianjing.domain.parameters import Limit, Parameters, Unit
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.values import Period, add_months, merged

CHINA = timezone(timedelta(hours=8), "CST")
_DAY = timedelta(days=1)
Kind = Literal["working", "calendar"]


@dataclass(frozen=True)
class Vacation:
    """One school vacation; `kinds` are the kinds of unit it holds for."""

    name: str
    kinds: frozenset[str]
    period: Period


@dataclass(frozen=True)
class QuietHours:
    """No reminder between `begins` in the evening and `ends` in the morning, nor on a day that is not worked."""

    begins: time
    ends: time

    def __post_init__(self) -> None:
        """Refuse quiet hours that do not run over midnight (RuleBroken "quiet_hours_wrong")."""
        if not self.ends < self.begins:
            raise RuleBroken("quiet_hours_wrong", begins=self.begins, ends=self.ends)

    @classmethod
    def of(cls, figures: Parameters, day: date) -> "QuietHours":
        """Return the quiet hours in force on `day`: parameters `reminder.quiet_from` and `reminder.quiet_until`."""
        return cls(time(figures.whole("reminder.quiet_from", day)), time(figures.whole("reminder.quiet_until", day)))


@dataclass(frozen=True)
class Calendar:
    """The working calendar of the State Council's yearly notices, and the county's school vacations.

    covered: the days it may be asked about. off: days free besides weekends. made_up: weekend days worked.
    vacations_covered: the days for which the list of vacations is complete; None when there is none.
    """

    covered: Period
    off: frozenset[date]
    made_up: frozenset[date]
    vacations: tuple[Vacation, ...] = ()
    vacations_covered: Period | None = None

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is worked; RuleBroken("calendar_too_short") when the calendar does not reach it."""
        self._reach(day)
        return day in self.made_up or (day.weekday() < 5 and day not in self.off)

    def working_days(self, after: date) -> Iterator[date]:
        """Yield the working days after `after`, in order, until the calendar ends with a refusal."""
        while True:
            after += _DAY
            if self.is_working_day(after):
                yield after

    def next_working_day(self, day: date) -> date:
        """Return `day` itself when it is worked, else the first working day after it."""
        return day if self.is_working_day(day) else next(self.working_days(day))

    def in_vacation(self, day: date, kind: str) -> bool:
        """Return whether units of `kind` have vacation on `day`."""
        self._reach_vacations(Period(day, day))
        return any(kind in vacation.kinds and day in vacation.period for vacation in self.vacations)

    def vacation_pauses(self, kind: str, within: Period) -> tuple[Period, ...]:
        """Return the vacations of `kind` that touch `within`, for pausing a clock; refused when not covered."""
        self._reach_vacations(within)
        return merged(
            vacation.period
            for vacation in self.vacations
            if kind in vacation.kinds and vacation.period.overlaps(within)
        )

    def _reach(self, day: date) -> None:
        if day not in self.covered:
            raise RuleBroken("calendar_too_short", day=day, first=self.covered.first, last=self.covered.last)

    def _reach_vacations(self, days: Period) -> None:
        covered = self.vacations_covered
        if covered is None or not covered.covers(days):
            bounds = (None, None) if covered is None else (covered.first, covered.last)
            raise RuleBroken("vacations_too_short", day=days.last, first=bounds[0], last=bounds[1])


def add_working_days(start: date, days: int, calendar: Calendar, pauses: Iterable[Period] = ()) -> date:
    """Return the last of `days` working days after `start`; day 1 is the next working day, 0 is `start`.

    pauses: periods whose days do not count. Raises RuleBroken("days_negative") and ("calendar_too_short").
    """
    return deadline(start, days, calendar, kind="working", pauses=pauses)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Return how many working days lie after `start`, up to and with `end`; 0 when `end` is not later."""
    return sum(1 for day in _days_after(start, end) if calendar.is_working_day(day))


def deadline(
    start: date, days: int, calendar: Calendar, *, kind: Kind, pauses: Iterable[Period] = (), roll: bool = False
) -> date:
    """Return the last day of `days` days after `start`, which does not count itself.

    kind: "working" counts the days worked, "calendar" every day. pauses: periods whose days do not count.
    roll: a calendar deadline that ends on a day off moves to the next working day.
    Calendar days without `roll` ask nothing of the calendar and reach as far as dates do.
    """
    if days < 0:
        raise RuleBroken("days_negative", days=days)
    stops, day, left = merged(pauses), start, days
    while left:
        day = _after(day)
        stop = next((period for period in stops if day in period), None)
        if stop is not None:
            day = stop.last if not stop.open else _never(start, stop)
        elif kind == "calendar" or calendar.is_working_day(day):
            left -= 1
    return calendar.next_working_day(day) if roll and kind == "calendar" else day


def _after(day: date) -> date:
    return day + _DAY if day < date.max else _never(day, Period.since(day))


def _never(start: date, pause: Period) -> date:
    raise RuleBroken("deadline_never", start=start, paused_since=pause.first)


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=step) for step in range(1, (end - start).days + 1))


def notice_ends(posted: date, days: int, calendar: Calendar, pauses: Iterable[Period] = ()) -> date:
    """Return the last day on which objections to a public notice are taken.

    posted: the day it could first be read; counting starts with the next working day, days made up on
    weekends included. days: at least 1, from the parameter `notice.<power item>`. A changed notice starts anew.
    """
    if days < 1:
        raise RuleBroken("notice_without_days", days=days)
    return add_working_days(posted, days, calendar, pauses)


def check_notice(posted: date, ends: date, at_least: Limit, calendar: Calendar) -> int:
    """Return the working days a notice runs, or refuse one that is too short, naming the earliest lawful end."""
    days = working_days_between(posted, ends, calendar)
    if days < at_least.count:
        raise RuleBroken(
            "notice_too_short",
            posted=posted,
            ends=ends,
            days=days,
            at_least=at_least.count,
            source=at_least.source,
            earliest=notice_ends(posted, at_least.count, calendar),
        )
    return days


def china_day(moment: datetime) -> date:
    """Return the day in China that `moment` falls on; a moment without time zone is refused."""
    if moment.tzinfo is None:
        raise RuleBroken("time_without_zone", moment=moment.isoformat())
    return moment.astimezone(CHINA).date()


def due_at(limit: Limit, since: datetime, calendar: Calendar, pauses: Iterable[Period] = ()) -> datetime:
    """Return the first moment at which `limit`, counted from `since`, has run out: late is `now >= due_at`.

    Hours run round the clock and no pause stops them. Days end at midnight in China after the last one;
    months and years end after the day that bears the same date, later by as many days as were paused.
    """
    if limit.unit is Unit.HOURS:
        return since.astimezone(CHINA) + timedelta(hours=limit.count)
    start = china_day(since)
    match limit.unit:
        case Unit.WORKING_DAYS:
            last = deadline(start, limit.count, calendar, kind="working", pauses=pauses)
        case Unit.DAYS:
            last = deadline(start, limit.count, calendar, kind="calendar", pauses=pauses)
        case Unit.MONTHS | Unit.YEARS:
            last = add_months(start, limit.count * (12 if limit.unit is Unit.YEARS else 1))
            lost = _days_lost(start, last, pauses)
            last = deadline(last, lost, calendar, kind="calendar", pauses=pauses)
        case _:
            raise RuleBroken("parameter_not_time", parameter=limit.source, unit=limit.unit.value)
    return datetime.combine(last + _DAY, time(0), CHINA)


def _days_lost(start: date, last: date, pauses: Iterable[Period]) -> int:
    if last <= start:
        return 0
    counted = Period(start + _DAY, last)
    return sum(shared.days for pause in merged(pauses) if (shared := pause.intersect(counted)))


def capped_pause(raised: date, ended: date | None, at_most: int, calendar: Calendar) -> Period | None:
    """Return the days a clock stands still for something raised on it, never longer than `at_most` working days.

    ended: the last day it stood, None while it still does. The day of raising counts as running, since the
    clock had already taken it. Source: product 6.4, cross-machine rules (a recusal: one working day).
    """
    if at_most < 1 or (ended is not None and ended <= raised):
        return None
    cap = add_working_days(raised, at_most, calendar)
    return Period(raised + _DAY, cap if ended is None else min(ended, cap))


def reminder_at(
    wanted: datetime, calendar: Calendar, quiet: QuietHours, *, unit_kind: str = "", pressing: bool = False
) -> datetime:
    """Return the first moment from `wanted` on at which a reminder may go out, in China's time.

    Never at night, on a day off, or in the vacation of a unit of `unit_kind`. pressing: about food, safety or money;
    then only the night is kept. Source: product 6.4, cross-machine rules; 4.2.
    """
    local = wanted.astimezone(CHINA) if wanted.tzinfo else _no_zone(wanted)
    day = local.date() + _DAY if local.time() >= quiet.begins else local.date()
    while not pressing and not _may_remind(day, calendar, unit_kind):
        day += _DAY
    return max(local, datetime.combine(day, quiet.ends, CHINA))


def reminder_before(
    due: date, days: int, calendar: Calendar, quiet: QuietHours, *, unit_kind: str = "", pressing: bool = False
) -> datetime:
    """Return the moment, in China's time, at which to remind of a last day `due` that is `days` calendar days away.

    Where no reminder may go out from that day until `due` (a holiday, a vacation), the last day before on which one
    may: early rather than too late. Raises RuleBroken("days_negative"). Source: product SM5, 6.4 cross-machine rules.
    """
    if days < 0:
        raise RuleBroken("days_negative", days=days)
    wanted = due - days * _DAY
    day = next((one for one in _from(wanted, due) if pressing or _may_remind(one, calendar, unit_kind)), wanted)
    while not pressing and not _may_remind(day, calendar, unit_kind):
        day -= _DAY
    return datetime.combine(day, quiet.ends, CHINA)


def _from(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


def _may_remind(day: date, calendar: Calendar, unit_kind: str) -> bool:
    return calendar.is_working_day(day) and not any(
        unit_kind in vacation.kinds and day in vacation.period for vacation in calendar.vacations
    )


def _no_zone(moment: datetime) -> datetime:
    raise RuleBroken("time_without_zone", moment=moment.isoformat())
