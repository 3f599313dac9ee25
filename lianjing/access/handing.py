"""What is in flight at a post, and who holds it. A named door: a hand-over must list everything, whoever asks."""

from datetime import date, datetime

from lianjing.access.facts import facts_of
from lianjing.access.posts import in_force
from lianjing.domain.machines.handover import HANDOVER
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.records.base import key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Handover, Holding, Post, WorkItem

_WHY = "a hand-over lists everything in flight"


def open_work(post: Post, *, besides: Handover, coming: int | None) -> list[WorkItem]:
    """Return the unfinished work of a post in order, without the hand-over's own.

    Left out is what the coming person is recused from: its very existence is hidden from them (D4). What is for one
    person alone is not the post's to hand over.
    """
    rows = (
        unscoped(WorkItem, reason=_WHY).filter(post=post, person=None).exclude(state__in=WORK_ITEM.ends).order_by("id")
    )
    own = key_of(besides)
    items = [item for item in rows if (item.subject_table, item.subject_id) != own]
    return [item for item in items if coming is None or coming not in facts_of(item).recused]


def waiting_at(post: Post) -> int:
    """Return how much unfinished work a post has, whomever it is kept from."""
    return unscoped(WorkItem, reason=_WHY).filter(post=post).exclude(state__in=WORK_ITEM.ends).count()


def hidden_from(person_id: int, item_ids: list[int]) -> set[int]:
    """Return which of these items a reader of the list is recused from: it does not show them that they exist (D4)."""
    rows = unscoped(WorkItem, reason=_WHY).filter(pk__in=item_ids)
    return {item.pk for item in rows if person_id in facts_of(item).recused}


def holding_of(post: Post, person_id: int, on: date) -> Holding | None:
    """Return the holding of a post by a person on a day."""
    rows = unscoped(Holding, reason=_WHY).filter(in_force(on), post=post, person=person_id)
    return rows.order_by("id").first()


def planned(post: Post, person_id: int | None, after: date) -> Holding | None:
    """Return the holding of a post by a person that is written down to begin later, the first of them."""
    rows = unscoped(Holding, reason=_WHY).filter(post=post, person=person_id, valid_from__gt=after)
    return rows.order_by("valid_from").first()


def running(post: Post) -> Handover | None:
    """Return the hand-over of a post that has not ended, if any."""
    rows = unscoped(Handover, reason=_WHY).filter(post=post).exclude(state__in=HANDOVER.ends)
    return rows.order_by("id").first()


def late(now: datetime) -> list[Handover]:
    """Return the running hand-overs that have waited longer than a post may be without a holder."""
    rows = unscoped(Handover, reason="the clock acts for nobody").exclude(state__in=HANDOVER.ends)
    return list(rows.filter(due_at__lte=now).select_related("post__org", "opened_by").order_by("id"))
