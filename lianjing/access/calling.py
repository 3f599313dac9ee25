"""The duty of every machine: when a state has waited its time, whoever its clock calls finds it on the list.

Once a clock. After the last clock of a state the call goes one level further up each time the same time runs out
again, up to the dispatched team, which is reminded from then on: nothing waits beyond its last clock. A sealed item is
called for only before those it is open to. Source: product C12, N1, U12, U24.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from lianjing.access import journal, rulebook, waiting, work
from lianjing.access.facts import facts_of
from lianjing.access.levels import Levels
from lianjing.access.waiting_kinds import CALLS_ALL, KINDS, Kind
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Post, Waiting, WorkCopy, WorkItem

UPPER, LATE = "upper", "waits_too_long"
_WHY = "a clock calls whoever must see to it, whoever that is"
_DAY = timedelta(days=1)


def call_all(now: datetime) -> int:
    """Call for every record whose clock has run out; return how many were called for."""
    waiting.sweep(now)
    late = waiting.run_out(now)
    levels = Levels(now.date()) if late else None
    return sum(_call(row, levels, now) for row in late if levels is not None)


def _call(row: Waiting, levels: Levels, now: datetime) -> int:
    """Call for one record, unless it has moved on, has been given time, or another hand was faster."""
    kind = KINDS[row.machine]
    with transaction.atomic():
        rows: Any = unscoped(kind.table, reason=_WHY)
        record = rows.select_for_update().filter(pk=row.record_id, state=row.state).first()
        if record is None or _has_time(kind, record, row, now):
            return 0
        clocks = kind.machine.clocks_of(row.state)
        clock = clocks[min(row.called, len(clocks) - 1)]
        if clock.then is not None and row.called < len(clocks):
            return 0  # the duty of that step moves it
        again = max(waiting.due_of(kind, record, now, row.called + 1), now + _DAY)
        mine = unscoped(Waiting, reason=_WHY).filter(pk=row.pk, state=row.state, called=row.called, due_at=row.due_at)
        if not mine.update(called=row.called + 1, called_at=now, due_at=again):
            return 0
        if kind.calls != CALLS_ALL:
            return 1  # the room has told whoever must see to it; here is kept, for the desks, that time ran out
        calls = clock.calls if row.called < len(clocks) and clock.calls else UPPER
        post = _tell(kind, record, row, calls, levels, now)
        if post is not None:
            unscoped(Waiting, reason=_WHY).filter(pk=row.pk).update(post=post)
    return 1


def _has_time(kind: Kind, record: Any, row: Waiting, now: datetime) -> bool:
    """Return whether the record has been given more time since its row was written, and say so in the row."""
    if row.called:
        return False
    found = waiting.due_of(kind, record, kind.since(record) or row.since)
    if found <= now:
        return False
    unscoped(Waiting, reason=_WHY).filter(pk=row.pk).update(due_at=found)
    return True


def _tell(kind: Kind, record: Any, row: Waiting, calls: str, levels: Levels, now: datetime) -> Post | None:
    """Put the record before whom the clock calls, or remind those who have it; return the post called, if one was.

    Called up is the lowest level that does not have it yet and may read it, by somebody neither recused nor concerned.
    """
    holding = _work_about(kind, record)
    if row.sealed or (calls != UPPER and holding):
        work.remind(holding, now)
        return None
    facts, know = facts_of(record), _who_knows(kind, record, holding)
    above = levels.above(row.path, {*facts.recused, *facts.about})
    free = (post for post in above if post.pk not in know and not kind.barred(record, levels.held_by(post), now.date()))
    post = next((post for post in free if levels.may(post, kind.read, record)), None)
    if post is None:
        work.remind(holding, now)
    else:
        _put(kind, record, row, post, now)
    return post


def _work_about(kind: Kind, record: Any) -> list[WorkItem]:
    """Return the open work about a record; for a work item, itself."""
    rows = unscoped(WorkItem, reason=_WHY).filter(closed_at=None)
    about = {"pk": record.pk} if kind.table is WorkItem else {"subject_table": kind.table_name, "subject_id": record.pk}
    return list(rows.filter(**about).select_related("post").order_by("id"))


def _who_knows(kind: Kind, record: Any, holding: list[WorkItem]) -> set[int]:
    posts = {item.post_id for item in holding}
    if kind.table is WorkItem:
        posts |= set(unscoped(WorkCopy, reason=_WHY).filter(item=record).values_list("post", flat=True))
    return posts


def _put(kind: Kind, record: Any, row: Waiting, post: Post, now: datetime) -> None:
    """Put a late record on the list of a post; of a late work item, a copy: it stays with whoever has it."""
    if kind.table is WorkItem:
        WorkCopy(item=record, post=post).save()
        work.move(record, "call", now, to=post)
        return
    title = rulebook.library().labels.machines[kind.name].title
    work.assign(
        code=LATE,
        about=record,
        post=post,
        url=reverse(kind.page, args=[record.pk]) if kind.page else reverse("worklist:home"),
        now=now,
        due_on=rulebook.due_day("work.open", now),
        facts={"kind": title.zh, "kind_en": title.en, "unit": _unit_name(row.path)},
    )
    journal.write(kind="act", action="clock.called_up", post=None, record=record, now=now, facts={})


def _unit_name(path: str) -> str:
    found = unscoped(Org, reason=_WHY).filter(path=path).values_list("name", flat=True).first()
    return found or ""
