"""The clock reminds once of a rectification before its last day: never at night, on a day off or in vacation.

Food, safety and money wait for no working day. Source: product SM5 ("5 days before"), 6.4 cross-machine rules.
"""

from datetime import datetime, timedelta

from lianjing.access import rectifying as doors
from lianjing.access import states, work
from lianjing.access.acts import act_of
from lianjing.access.rulebook import library
from lianjing.domain.pauses import NEVER_PAUSED
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import QuietHours, china_day, reminder_at, reminder_before
from lianjing.records.models import Rectification
from lianjing.rooms.casework.moving import note

STEP = "remind"


def remind_all(now: datetime) -> int:
    """Remind of what is due in a few days, once a round; return how many were reminded of."""
    return states.each([one for one in doors.running() if _due(one, now)], lambda one: remind(record=one, now=now))


@act_of("clock", on="record")
def remind(*, record: Rectification, now: datetime) -> Rectification:
    """Remind whoever puts it right that the day comes nearer. Raises RuleBroken("somebody_was_faster")."""
    held = doors.locked(record)
    if held.state != "doing" or doors.times(held, STEP):
        raise RuleBroken("somebody_was_faster")
    work.remind_of(about=held, code="rectification_to_do", now=now)
    note(held, STEP, now)
    return held


def _due(record: Rectification, now: datetime) -> bool:
    """Return whether now is the time: a reminder may go out, the day is near, and nobody was reminded this round.

    Whoever was given less than the days before its end knows the day, and is not reminded of it.
    """
    if record.state != "doing" or record.due_on is None or china_day(now) > record.due_on:
        return False
    book, on = library(), china_day(now)
    days = book.parameters.whole("rectification.remind", on)
    if china_day(record.entered_at) >= record.due_on - timedelta(days=days):
        return False
    quiet = QuietHours.of(book.parameters, on)
    how = {"unit_kind": record.responsible.org.kind, "pressing": bool(doors.touches_of(record) & NEVER_PAUSED)}
    goes = reminder_before(record.due_on, days, book.calendar, quiet, **how)
    return goes <= now and reminder_at(now, book.calendar, quiet, **how) <= now and not doors.times(record, STEP)
