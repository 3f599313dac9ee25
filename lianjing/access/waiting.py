"""What waits for a person, kept beside the records: one row for each, so that a clock can run out on it.

A record that ends or moves on loses its row or starts it anew; a room need not know that there is one.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from lianjing.access import rulebook
from lianjing.access.facts import facts_of
from lianjing.access.waiting_kinds import BY_TABLE, KINDS, MAY_BE_LEFT, WORK, Kind
from lianjing.domain.worktime import CHINA
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Waiting, WorkItem

_WHY = "a clock runs for every item alike"
_DAY = timedelta(days=1)


def sweep(now: datetime) -> int:
    """Bring the rows into line with the records: begin what has come to wait, end what no longer does; return how
    many began or ended.
    """
    return sum(_ended(kind) + _begun(kind, now) for kind in KINDS.values() if kind.watched)


def run_out(now: datetime) -> list[Waiting]:
    """Return the rows whose clock has run out, the oldest first."""
    return list(unscoped(Waiting, reason=_WHY).filter(due_at__lte=now).select_related("post").order_by("due_at", "id"))


def due_of(kind: Kind, record: Any, since: datetime, called: int = 0) -> datetime:
    """Return the moment at which the clock of a record's state runs out, pauses left out.

    since: when the state was entered, or the clock before ran out. called: how many clocks have run out; the last one
    begins anew each time.
    """
    said = None if called else kind.said(record)
    if said is not None:
        return _end_of(said)
    clocks = kind.machine.clocks_of(record.state)
    clock = clocks[min(called, len(clocks) - 1)]
    start = min(since, kind.since(record) or since) if clock.since == "start" and called < len(clocks) else since
    return rulebook.due_as_known(kind.machine, clock.parameter, start, kind.standstill(record))


def of(record: Table) -> Waiting | None:
    """Return the row of a record that was reached through the policy, None when no person is waited for."""
    kind = BY_TABLE[record._meta.model_name or ""]
    rows = unscoped(Waiting, reason="the clock of a record that was reached through the policy")
    return rows.filter(table=kind.table_name, record_id=record.pk, state=record.__dict__["state"]).first()


def still_asked(item: WorkItem) -> bool:
    """Return whether a record still waits for the step that an item stands for: only that step takes it off the list.

    False for a mere notice, and where the record moved on without it.
    """
    kind = BY_TABLE.get(item.subject_table)
    if kind is None:
        return item.code == "matter_confirm"  # of a hand, which has no machine: the answer itself takes it off
    if item.code in MAY_BE_LEFT:
        return False
    record = unscoped(kind.table, reason=_WHY).filter(pk=item.subject_id).first()
    return record is not None and item.code in WORK[kind.name].get(record.__dict__["state"], ())


def last_day(record: Table) -> tuple[date | None, int]:
    """Return the last day in time of a record that was reached through the policy, and how often its clock ran out.

    None where the record does not say when it came into its state and nobody is waited for yet.
    """
    kind, row = BY_TABLE[record._meta.model_name or ""], of(record)
    state = record.__dict__["state"]
    if state in kind.machine.ends:
        return None, 0
    since = row.since if row else kind.since(record)
    said = kind.said(record)
    if row is not None and (row.called or said is None):
        return _day_before(row.due_at), row.called
    if said is not None:
        return (_day_before(said) if isinstance(said, datetime) else said), 0
    return (_day_before(due_of(kind, record, since)), 0) if since else (None, 0)


def _day_before(moment: datetime) -> date:
    return (moment - timedelta(microseconds=1)).astimezone(CHINA).date()


def _end_of(said: date | datetime) -> datetime:
    if isinstance(said, datetime):
        return said
    return datetime.combine(said + _DAY, time(0), CHINA)


def _ended(kind: Kind) -> int:
    """Drop the rows of records that have moved on; a record that came back to wait begins anew."""
    still = _waits(kind).filter(pk=OuterRef("record_id"), state=OuterRef("state"))
    rows: Any = unscoped(Waiting, reason=_WHY).filter(table=kind.table_name)
    found: int = rows.filter(~Exists(still)).delete()[0]
    return found


def _begun(kind: Kind, now: datetime) -> int:
    known = unscoped(Waiting, reason=_WHY).filter(table=kind.table_name, record_id=OuterRef("pk"))
    found = [_row(kind, record, now) for record in _waits(kind).filter(~Exists(known)).order_by("pk")]
    unscoped(Waiting, reason=_WHY).bulk_create(found, ignore_conflicts=True, batch_size=500)
    return len(found)


def _waits(kind: Kind) -> Any:
    """Return the records of a kind that wait for a person.

    A work item about a record with a machine of its own has no clock besides: that record's clock speaks for it.
    """
    rows: Any = unscoped(kind.table, reason=_WHY)
    rows = rows.filter(state__in=kind.watched)
    return rows.exclude(subject_table__in=_others()) if kind.table is WorkItem else rows


def has_own_machine(item: WorkItem) -> bool:
    """Return whether a work item is about a record whose own clock speaks for it."""
    return item.subject_table in _others()


def _others() -> Iterable[str]:
    return [name for name, kind in BY_TABLE.items() if kind.table is not WorkItem]


def _row(kind: Kind, record: Any, now: datetime) -> Waiting:
    since, facts = kind.since(record) or now, facts_of(record)
    return Waiting(
        table=kind.table_name,
        record_id=record.pk,
        machine=kind.name,
        state=record.state,
        path=facts.path,
        sealed=facts.sealed,
        since=since,
        due_at=due_of(kind, record, since),
    )
