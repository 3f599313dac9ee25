"""What waits although no clock runs for it, or beyond its last clock: nothing, unless a duty has failed.

Asked by whoever runs the installation and by the tests that live through a year. Only keys and states come out.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lianjing.access import waiting
from lianjing.access.waiting_kinds import KINDS, Kind
from lianjing.domain.machine import SYSTEM
from lianjing.records.doors import unscoped
from lianjing.records.models import Waiting, WorkItem

_WHY = "whether a clock runs is asked of every item alike"
_GRACE = timedelta(days=1)  # a duty has its day: a worker that stood still over night is no fault


def unwatched(now: datetime) -> list[str]:
    """Return, as "machine key state: why", every record that waits without a running clock; empty when all is well."""
    return [f"{kind.name} {key} {state}: {why}" for kind in KINDS.values() for key, state, why in _of(kind, now)]


def _of(kind: Kind, now: datetime) -> Iterator[tuple[int, str, str]]:
    rows: Any = unscoped(Waiting, reason=_WHY).filter(table=kind.table_name)
    known = {row.record_id: row for row in rows}
    open_ones: Any = unscoped(kind.table, reason=_WHY)
    for record in open_ones.exclude(state__in=kind.machine.ends).order_by("pk"):
        if kind.table is WorkItem and waiting.has_own_machine(record):
            continue  # the clock of its record runs for it
        why = _watched(kind, record, known.get(record.pk), now)
        if why:
            yield record.pk, record.state, why


def _watched(kind: Kind, record: Any, row: Waiting | None, now: datetime) -> str:
    """Return why no clock runs for a record, "" when one does."""
    if record.state in kind.watched:
        if row is None or row.state != record.state:
            return "no row"
        return "past its last clock" if row.due_at <= now - _GRACE and not _moves(kind, record, row) else ""
    clocks = kind.machine.clocks_of(record.state)
    if all(clock.calls == SYSTEM for clock in clocks):
        return ""
    since = kind.since(record)
    if since is None and not kind.said(record):
        return ""
    return "its step was not taken" if waiting.due_of(kind, record, since or now) <= now - _GRACE else ""


def _moves(kind: Kind, record: Any, row: Waiting) -> bool:
    """Return whether the clock that runs now takes a step, whose duty has its own day."""
    clocks = kind.machine.clocks_of(record.state)
    return row.called < len(clocks) and clocks[row.called].then is not None
