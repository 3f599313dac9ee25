"""Doors of notices out of the house: what waits for whom, and the one hand that sends each. They carry no content.

A notice is made once for a post, an address and a day, and once more for each pressing item. It is sent at least once:
whoever sends takes a lease, and a sender that died with it is followed by the next when the lease is over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from lianjing.access import rectifying
from lianjing.access.posts import in_force
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.domain.pauses import NEVER_PAUSED
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Directive, Holding, OutgoingNotice, Post, Rectification, WorkItem

_WHY = "a notice says how many things wait, and nothing of them"
_LEASE = timedelta(minutes=10)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
_PRESSING: tuple[tuple[type[Table], Callable[[Any], bool]], ...] = (
    (Directive, lambda one: one.topic in NEVER_PAUSED),
    (Rectification, lambda one: bool(rectifying.touches_of(one) & NEVER_PAUSED)),
)


@dataclass(frozen=True)
class Waiting:
    """What waits for one post: how many things, when the newest came or was reminded of, and the pressing ones.

    person: the one holder it is counted for, where something waits for them alone; None: whoever else holds the post.
    pressing: for each of them what its notice is known by, which is another once it was reminded of.
    """

    post: Post
    count: int
    newest: datetime
    pressing: tuple[str, ...]
    person: int | None = None


def waiting() -> list[Waiting]:
    """Return what waits for each post that acts here, and for whom of it more waits than for the others."""
    rows = unscoped(WorkItem, reason=_WHY).filter(state="open").exclude(state__in=WORK_ITEM.ends)
    items = list(rows.exclude(post__role="").select_related("post__org").order_by("post", "id"))
    pressing = _pressing(items)
    by_post: dict[int, list[WorkItem]] = {}
    for item in items:
        by_post.setdefault(item.post_id, []).append(item)
    found = []
    for of_post in by_post.values():
        for person in sorted({item.person_id for item in of_post} | {None}, key=lambda one: one or 0):
            seen = [item for item in of_post if item.person_id in (None, person)]
            found += [_waiting(seen, pressing, person)] if seen else []
    return found


def _waiting(items: list[WorkItem], pressing: set[int], person: int | None) -> Waiting:
    newest = max(item.reminded_at or item.opened_at for item in items)
    return Waiting(
        items[0].post, len(items), newest, tuple(_key(item) for item in items if item.pk in pressing), person
    )


def _key(item: WorkItem) -> str:
    return f"{item.pk} {item.reminded_at:%Y-%m-%d}" if item.reminded_at else f"{item.pk}"


def _pressing(items: Iterable[WorkItem]) -> set[int]:
    """Return the items about food, safety, money, or a child in danger."""
    keys: dict[str, dict[int, list[int]]] = {}
    for item in items:
        keys.setdefault(item.subject_table, {}).setdefault(item.subject_id, []).append(item.pk)
    found: set[int] = set()
    for table, presses in _PRESSING:
        named = keys.get(table._meta.model_name or "", {})
        rows: Any = unscoped(table, reason=_WHY).filter(pk__in=list(named)).order_by("pk")
        found |= {item for row in rows if presses(row) for item in named[row.pk]}
    return found


def addresses_of(waits: Iterable[Waiting], on: date) -> Mapping[tuple[int, int | None], tuple[str, ...]]:
    """Return the e-mail addresses of the accounts of those who hold each post today, where they gave one, by post and
    the one person that is counted for, None: the others who hold it.
    """
    counted = {(one.post.pk, one.person) for one in waits}
    held = unscoped(Holding, reason=_WHY).filter(in_force(on), post__in={post for post, _ in counted})
    people: dict[int, list[int]] = {}
    for post, person in held.values_list("post", "person"):
        people.setdefault(person, []).append(post)
    found: dict[tuple[int, int | None], tuple[str, ...]] = {}
    accounts = Account.objects.filter(person__in=list(people), is_active=True).exclude(email="")
    for email, person in accounts.values_list("email", "person").order_by("pk"):
        for post in people[person]:
            key = (post, person if (post, person) in counted else None)
            found[key] = (*found.get(key, ()), email)
    return found


def made_last(urgent: bool = False) -> Mapping[tuple[int, str], datetime]:
    """Return when the last notice of the day was made, for each post and channel."""
    rows = unscoped(OutgoingNotice, reason=_WHY).filter(urgent=urgent).values_list("post", "channel")
    return {(post, channel): at for post, channel, at in rows.annotate(at=Max("made_at")).order_by()}


def known_keys() -> set[tuple[int, str, str]]:
    """Return (post, channel, key) of every notice ever made."""
    return set(unscoped(OutgoingNotice, reason=_WHY).values_list("post", "channel", "key"))


def make(notice: OutgoingNotice) -> bool:
    """Keep a notice to be sent, unless it was made before; return whether it is new."""
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError:
        return False
    return True


def take_due(now: datetime) -> list[OutgoingNotice]:
    """Return the notices that this sender, and nobody else, may send now."""
    rows = unscoped(OutgoingNotice, reason=_WHY).exclude(state="sent").filter(not_before__lte=now)
    return [notice for notice in rows.select_related("post__org").order_by("id") if _taken(notice, now)]


def _taken(notice: OutgoingNotice, now: datetime) -> bool:
    rows = unscoped(OutgoingNotice, reason="exactly one of two senders wins").exclude(state="sent")
    rows = rows.filter(pk=notice.pk, not_before=notice.not_before, tries=notice.tries)
    notice.tries += 1
    return bool(rows.update(state="sending", tries=notice.tries, not_before=now + _LEASE))


def sent(notice: OutgoingNotice, now: datetime) -> None:
    """Mark a notice as gone."""
    rows = unscoped(OutgoingNotice, reason=_WHY).filter(pk=notice.pk)
    rows.update(state="sent", sent_at=now)


def put_off(notice: OutgoingNotice, now: datetime) -> None:
    """Let a notice wait for its next try, twice as long each time."""
    pause = min(_FIRST_PAUSE * 2 ** min(notice.tries - 1, 10), _LONGEST_PAUSE)
    rows = unscoped(OutgoingNotice, reason=_WHY).filter(pk=notice.pk).exclude(state="sent")
    rows.update(state="waiting", not_before=now + pause)


def give_back(notice: OutgoingNotice, until: datetime) -> None:
    """Put back a notice that was not tried at all, until a moment."""
    rows = unscoped(OutgoingNotice, reason=_WHY).filter(pk=notice.pk).exclude(state="sent")
    rows.update(state="waiting", not_before=until, tries=notice.tries - 1)
