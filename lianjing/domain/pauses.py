"""When the clock of one item stands still, and when it then runs out: one rule for every machine.

Two things stop a clock. A recusal raised on the item: for at most one working day, however many are raised, so that
asking for recusals never delays anything by more. A school's vacation: where the machine says so, and never for what
touches food, safety or money. Source: product 6.4, cross-machine rules; domain 4.3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from lianjing.domain.machine import Machine
from lianjing.domain.parameters import Limit
from lianjing.domain.values import Period, merged
from lianjing.domain.worktime import Calendar, capped_pause, china_day, due_at

_DAY = timedelta(days=1)
FOOD, SAFETY, MONEY = "food", "safety", "money"
NEVER_PAUSED = frozenset({FOOD, SAFETY, MONEY})
TOUCHED_BY_AREA = {"ST": FOOD, "CW": MONEY, "ZZ": MONEY, "JF": MONEY}  # areas of power items; the others touch none
TOUCHED_BY_POWER = {"RS-02": SAFETY, "RS-05": MONEY}  # who guards and feeds pupils; performance pay


@dataclass(frozen=True)
class Standstill:
    """What may stop the clock of one item.

    unit_kind: the kind of the unit that must act, whose vacations count; "" for nobody's. touches: what the item is
    about, of `NEVER_PAUSED`. recusals: for each one raised on the item its first day and the day it was settled, None
    while it is open. recusal_days: parameter `recusal.pause`.
    """

    unit_kind: str = ""
    touches: frozenset[str] = frozenset()
    recusals: tuple[tuple[date, date | None], ...] = ()
    recusal_days: int = 1


NOTHING = Standstill()


def touched_by(power: str) -> frozenset[str]:
    """Return what a power touches of `NEVER_PAUSED`; whatever names no power may touch any of them."""
    if not power:
        return NEVER_PAUSED
    found = TOUCHED_BY_POWER.get(power) or TOUCHED_BY_AREA.get(power[:2])
    return frozenset({found}) if found else frozenset()


def pauses_of(machine: Machine, standstill: Standstill, since: date, calendar: Calendar) -> tuple[Period, ...]:
    """Return the periods from `since` on whose days do not count for an item of `machine`, in order and apart."""
    return merged((*_vacations(machine, standstill, since, calendar), *_recusals(standstill, since, calendar)))


def paused_due(machine: Machine, limit: Limit, since: datetime, standstill: Standstill, calendar: Calendar) -> datetime:
    """Return the first moment at which `limit`, counted from `since`, has run out, standstills left out.

    Raises RuleBroken("vacations_too_short") where the day found lies beyond the list of vacations that it depends on.
    """
    start = china_day(since)
    found = due_at(limit, since, calendar, pauses_of(machine, standstill, start, calendar))
    if _stands_in_vacation(machine, standstill):
        calendar.vacation_pauses(standstill.unit_kind, Period(start, max(start, china_day(found))))
    return found


def _stands_in_vacation(machine: Machine, standstill: Standstill) -> bool:
    touched = standstill.touches & NEVER_PAUSED
    return machine.stands_in_vacation and bool(standstill.unit_kind) and not touched


def _vacations(machine: Machine, standstill: Standstill, since: date, calendar: Calendar) -> Iterable[Period]:
    if not _stands_in_vacation(machine, standstill):
        return ()
    kind = standstill.unit_kind
    return (one.period for one in calendar.vacations if kind in one.kinds and one.period.last >= since)


def _recusals(standstill: Standstill, since: date, calendar: Calendar) -> Iterable[Period]:
    """Yield the days lost to recusals: of their working days, the first `recusal_days` of the item and no more."""
    left = standstill.recusal_days
    found = (capped_pause(first, last, left, calendar) for first, last in sorted(standstill.recusals, key=_first))
    for pause in merged(one for one in found if one is not None and one.last >= since):
        if left <= 0:
            return
        lost = list(takewhile(pause.__contains__, calendar.working_days(pause.first - _DAY)))
        yield pause if len(lost) <= left else Period(pause.first, lost[left - 1])
        left -= len(lost)


def _first(recusal: tuple[date, date | None]) -> date:
    return recusal[0]
