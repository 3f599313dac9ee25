"""What may stop the clock of one record: the recusals raised on it, the vacation of the unit that must act."""

from datetime import date, datetime
from typing import Any

from lianjing.access.rulebook import library
from lianjing.domain.pauses import Standstill
from lianjing.domain.worktime import add_working_days, china_day
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Recusal, WorkItem

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
