"""How rooms put work on the list and take it off again. Called inside an act, never by a page."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from lianjing.access import detecting, journal
from lianjing.access.posts import holdings_of, in_force
from lianjing.access.putting import move, put
from lianjing.domain.authority import Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Post, WorkItem, WorkSignature


def assign(*, code: str, about: Table, post: Post, now: datetime, **more: Any) -> WorkItem:
    """Put one item on the list of `post`, as `putting.put` does, and look who of its holders may not judge it."""
    item, new = put(code=code, about=about, post=post, now=now, **more)
    if new:
        detecting.on_assignment(code, about, post, now)
    return item


def overtake(
    *,
    about: Table,
    now: datetime,
    code: str | None = None,
    people: Collection[int] | None = None,
    post: int | None = None,
) -> int:
    """Close the open items about a record that has moved on without their holders; return how many.

    people: only what is for these alone. post: only what is on the list of this post, by its key.
    """
    table, key = key_of(about)
    rows = unscoped(WorkItem, reason="nobody keeps a task that is no longer one")
    rows = rows.filter(subject_table=table, subject_id=key).exclude(state__in=WORK_ITEM.ends)
    rows = rows.filter(person__in=people) if people is not None else rows
    rows = rows.filter(post=post) if post is not None else rows
    items = list(rows.filter(code=code) if code else rows)
    for item in items:
        step = WORK_ITEM.take(item.state, "overtake", THE_SYSTEM, facts={"moved_on"})
        settle(item, step.dst, now)
        move(item, "overtake", now)
    return len(items)


def forget(*, about: Table, code: str) -> None:
    """Take every item of one kind about a record away for good, done ones too: it is to be found no more."""
    table, key = key_of(about)
    rows = unscoped(WorkItem, reason="what is kept from somebody stays on none of their lists")
    rows.filter(subject_table=table, subject_id=key, code=code).delete()


def settle(item: WorkItem, state: str, now: datetime) -> None:
    """Write the state that the machine allowed; an end closes the item. Refuses when somebody was faster."""
    rows = unscoped(WorkItem, reason="exactly one of two hands wins").filter(pk=item.pk, state=item.state)
    closed = now if state in WORK_ITEM.ends else None
    if not rows.update(state=state, closed_at=closed):
        raise RuleBroken("somebody_was_faster")
    item.state, item.closed_at = state, closed


def ask(item: WorkItem, of: Iterable[Post]) -> None:
    """Ask posts to countersign an item."""
    for post in of:
        WorkSignature(item=item, post=post).save()


def countersign(item: WorkItem, post: Seat, opinion: str, now: datetime) -> int:
    """Write one signature; return how many are still missing."""
    rows = unscoped(WorkSignature, reason="an item's signatures belong to the item")
    open_ones = rows.filter(item=item, signed_at=None)
    open_ones.filter(post=post.post_id).update(opinion=opinion, signed_at=now, signed_by=post.person_id)
    return open_ones.count()


def remind(items: Iterable[WorkItem], now: datetime) -> int:
    """Remind whoever has these items, by the clock; return how many there were."""
    found = list(items)
    for item in found:
        item.reminded_at = now
        item.save(update_fields=["reminded_at"])
        move(item, "remind", now, to=item.post)
    return len(found)


def remind_of(*, about: Table, code: str, now: datetime) -> int:
    """Remind whoever has an open item of one kind about a record; return how many there were."""
    table, key = key_of(about)
    rows = unscoped(WorkItem, reason="the clock acts for nobody").filter(code=code, subject_table=table, subject_id=key)
    return remind(rows.exclude(state__in=WORK_ITEM.ends).select_related("post").order_by("id"), now)


def follow(now: datetime) -> int:
    """Let what waits for one person follow them to a post they hold now; return how many did."""
    rows = unscoped(WorkItem, reason="the clock acts for nobody").exclude(person=None).exclude(state__in=WORK_ITEM.ends)
    kept = unscoped(Holding, reason="who left a post").filter(in_force(now.date()), post=OuterRef("post"))
    moved = 0
    for item in rows.filter(~Exists(kept.filter(person=OuterRef("person")))).order_by("id"):
        now_held = holdings_of(item.person_id or 0, now.date()).first()
        if now_held is not None:
            item.post, item.path = now_held.post, now_held.post.org.path
            item.save(update_fields=["post", "path"])
            move(item, "follow", now, to=item.post)
            moved += 1
    return moved


def go_on_without(now: datetime) -> int:
    """Give back the items whose day came while signatures were missing; return how many."""
    rows = unscoped(WorkItem, reason="the clock acts for nobody").filter(state="countersigning", due_on__lt=now.date())
    moved = 0
    for item in rows.order_by("id"):
        step = WORK_ITEM.take(item.state, "go_on_without", THE_CLOCK)
        with suppress(RuleBroken), transaction.atomic():
            settle(item, step.dst, now)
            move(item, step.name, now)
            journal.write(kind="act", action="clock.go_on_without", post=None, record=item, now=now, facts={})
            moved += 1
    return moved
