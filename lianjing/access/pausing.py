"""What may stop the clock of one record: the recusals raised on it, the vacation of the unit that must act."""

from datetime import date, datetime, timedelta
from typing import Any

from lianjing.access.rulebook import due_as_known, library
from lianjing.domain.machine import Machine
from lianjing.domain.machines.disclosure import AT_UNIT, DISCLOSURE
from lianjing.domain.machines.objection import AT_SCHOOL, OBJECTION
from lianjing.domain.pauses import Standstill, pauses_of, touched_by
from lianjing.domain.worktime import add_working_days, china_day
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Disclosure, Org, PublicQuestion, Recusal, WorkItem

_WHY = "a clock stands still for whoever waits, whoever asks"


def standstill_of(record: Table, acting: Org | None = None, touches: frozenset[str] = frozenset()) -> Standstill:
    """Return what may stop the clock of `record`. acting: the unit that must act, None when it is no school.

    touches: what the record is about, of `domain.pauses.NEVER_PAUSED`.
    """
    table, key = key_of(record)
    raised = unscoped(Recusal, reason=_WHY).filter(table=table, record_id=key).order_by("raised_at")
    spans = tuple((china_day(row.raised_at), china_day(row.settled_at) if row.settled_at else None) for row in raised)
    days = library().parameters.whole("recusal.pause", spans[0][0]) if spans else 1
    return Standstill(acting.kind if acting else "", touches, spans, days)


def of_slot(slot: Disclosure) -> Standstill:
    """Return what may stop the clock of a disclosure: its unit's vacation while the unit must act (SM7)."""
    return standstill_of(slot, slot.org if slot.state in AT_UNIT else None, touched_by(slot.item))


def of_question(question: PublicQuestion) -> Standstill:
    """Return what may stop the clock of a question: the school's vacation while the school must act (SM8)."""
    acting = question.org if question.state in AT_SCHOOL else None
    return standstill_of(question, acting, touched_by(question.power))


def at_unit(kind: str, power: str) -> Standstill:
    """Return what may stop the clock of something that a unit of a kind owes by a power: its vacations."""
    return Standstill(kind, touched_by(power))


def owed_by(parameter: str, since: datetime, standstill: Standstill) -> date:
    """Return the last day in time of something that a unit owes the public."""
    return _last_day(DISCLOSURE, parameter, since, standstill)


def question_due(parameter: str, question: PublicQuestion, now: datetime) -> date:
    """Return the last day in time of the step that a question in its present state waits for."""
    return _last_day(OBJECTION, parameter, now, of_question(question))


def working_days_late(due_on: date, on: date, standstill: Standstill) -> int:
    """Return how many working days lie after a last day, up to and with `on`, standstills left out."""
    calendar = library().calendar
    pauses = pauses_of(DISCLOSURE, standstill, due_on, calendar)
    days = (due_on + timedelta(days=n) for n in range(1, (on - due_on).days + 1))
    return sum(calendar.is_working_day(day) and not any(day in pause for pause in pauses) for day in days)


def _last_day(machine: Machine, parameter: str, since: datetime, standstill: Standstill) -> date:
    return china_day(due_as_known(machine, parameter, since, standstill) - timedelta(microseconds=1))


def hold(record: Table, now: datetime) -> None:
    """Give the clock of a record back the day that the first recusal on it takes; later ones take none.

    A clock that has run out already is not wound back, and one that counts hours is not stopped (SM14: a working day).
    """
    table, key = key_of(record)
    if unscoped(Recusal, reason=_WHY).filter(table=table, record_id=key).count() != 1:
        return
    days = library().parameters.whole("recusal.pause", now.date())
    _push(unscoped(WorkItem, reason=_WHY).filter(subject_table=table, subject_id=key, closed_at=None), now, days)
    rows: Any = unscoped(type(record), reason=_WHY).filter(pk=key)
    _push(rows, now, days)
    record.refresh_from_db()


def _push(rows: Any, now: datetime, days: int) -> None:
    for row in rows:
        due = getattr(row, "due_on", None)
        if isinstance(due, date) and due >= china_day(now):
            rows.filter(pk=row.pk).update(due_on=add_working_days(due, days, library().calendar))
