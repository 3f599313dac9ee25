"""Doors of notices out of the house: what waits for whom, and the one hand that sends each. They carry no content.

A notice is made once for a post, an address and a day, and once more for each pressing item. It is sent at least once:
whoever sends takes a lease, and a sender that died with it is followed by the next when the lease is over.
It counts what each of its readers finds on their own list and nothing else: one holder by e-mail, all of them by a bot.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from lianjing.access import policy, rectifying
from lianjing.access.posts import in_force, seat_for
from lianjing.domain.authority import Action
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.domain.pauses import NEVER_PAUSED
from lianjing.domain.worktime import china_day
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
    """What waits for one post, and which of it presses."""

    post: Post
    items: tuple[WorkItem, ...]
    urgent: frozenset[int]

    @property
    def newest(self) -> datetime | None:
        """Return when the newest came or was reminded of, None where nothing waits."""
        return max((item.reminded_at or item.opened_at for item in self.items), default=None)

    @property
    def pressing(self) -> tuple[str, ...]:
        """Return for each thing that presses what its notice is known by: another once it was reminded of."""
        return tuple(_key(item) for item in self.items if item.pk in self.urgent)

    def of_the_post(self) -> "Waiting":
        """Return what of it is no one holder's alone: a bot is read by whoever is in its group."""
        return replace(self, items=tuple(item for item in self.items if item.person_id is None))

    def seen_by(self, people: Iterable[int], on: date) -> "Waiting":
        """Return what of it every one of these holders finds on their list: to the recused the rest does not exist."""
        left = {item.pk for item in self.items}
        for person in people:
            rows = policy.visible(seat_for(person, self.post, on), Action.WORK_READ, WorkItem)
            left &= set(rows.filter(pk__in=left).values_list("pk", flat=True))
        return replace(self, items=tuple(item for item in self.items if item.pk in left))


def waiting() -> list[Waiting]:
    """Return what waits for each post that acts here, whoever holds it."""
    rows = unscoped(WorkItem, reason=_WHY).filter(state="open").exclude(state__in=WORK_ITEM.ends)
    items = list(rows.exclude(post__role="").select_related("post__org").order_by("post", "id"))
    pressing = _pressing(items)
    by_post: dict[int, list[WorkItem]] = {}
    for item in items:
        by_post.setdefault(item.post_id, []).append(item)
    return [Waiting(own[0].post, tuple(own), frozenset(pressing)) for own in by_post.values()]


def _key(item: WorkItem) -> str:
    return f"{item.pk} {china_day(item.reminded_at)}" if item.reminded_at else f"{item.pk}"


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


def holders_of(posts: Iterable[int], on: date) -> Mapping[int, tuple[int, ...]]:
    """Return who holds each post today."""
    held = unscoped(Holding, reason=_WHY).filter(in_force(on), post__in=list(posts))
    found: dict[int, tuple[int, ...]] = {}
    for post, person in held.values_list("post", "person").order_by("pk"):
        found[post] = (*found.get(post, ()), person)
    return found


def addresses_of(people: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the e-mail addresses of these people's accounts, where they gave one."""
    accounts = Account.objects.filter(person__in=list(people), is_active=True).exclude(email="")
    found: dict[int, tuple[str, ...]] = {}
    for email, person in accounts.values_list("email", "person").order_by("pk"):
        found[person] = (*found.get(person, ()), email)
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
