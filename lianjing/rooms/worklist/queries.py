"""What the work list shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.urls import reverse

from lianjing.access import policy
from lianjing.access.capacities import capacities_of
from lianjing.access.posts import colleagues_of, seats_of_account
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Step
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.records.models import Post, WorkItem, WorkMove, WorkSignature

OPEN = tuple(state for state in WORK_ITEM.states if state not in WORK_ITEM.ends)
TABS = ("open", "done", "raised", "copies")


@dataclass(frozen=True)
class Sheet:
    """One item as a post sees it: the item, its history, its signatures, the steps the post may take."""

    item: WorkItem
    moves: list[WorkMove]
    signatures: list[WorkSignature]
    steps: tuple[Step, ...]
    colleagues: list[Post]
    overdue: bool


def items(post: Seat, tab: str) -> "QuerySet[WorkItem]":
    """Return the items of one tab: to do, done, sent by me, copied to me; the most pressing first."""
    seen = policy.visible(post, Action.WORK_READ, WorkItem).select_related("post__org", "raised_by__org")
    mine = seen.filter(post=post.post_id)
    match tab:
        case "done":
            return mine.exclude(state__in=OPEN).order_by("-closed_at", "-id")
        case "raised":
            return seen.filter(raised_by=post.post_id).order_by("-id")
        case "copies":
            return seen.filter(pk__in=seen.filter(copies__post=post.post_id).values("pk")).order_by("-id")
    return _pressing(seen.filter(_waiting_for(seen, post)))


def counts(post: Seat) -> dict[str, int]:
    """Return how many items wait in each tab that can wait."""
    return {tab: items(post, tab).count() for tab in TABS}


def overdue_below(post: Seat, on: date) -> "QuerySet[WorkItem]":
    """Return the open items past their day at the units that this post may remind."""
    rows = policy.visible(post, Action.WORK_REMIND, WorkItem).exclude(post=post.post_id)
    return _pressing(rows.filter(state__in=OPEN, due_on__lt=on)).select_related("post__org")


def sheet(post: Seat, item: WorkItem, on: date) -> Sheet:
    """Return one item with all that its page shows."""
    moves = policy.visible(post, Action.WORK_READ, WorkMove).filter(item=item).select_related("by__org", "to__org")
    signed = policy.visible(post, Action.WORK_READ, WorkSignature).filter(item=item).select_related("post__org")
    steps = WORK_ITEM.steps_from(item.state, capacities_of(post, item))
    late = item.due_on is not None and item.due_on < on and item.state in OPEN
    return Sheet(item, list(moves), list(signed), steps, colleagues_of(post), late)


def feed_for(username: str, now: datetime) -> dict[str, Any]:
    """Return how many items wait for an account over all its posts, how many are late, and where to look."""
    today = now.date()
    waiting = late = 0
    for seat in seats_of_account(username, today):
        rows = items(seat, "open")
        waiting += rows.count()
        late += rows.filter(due_on__lt=today).count()
    return {"username": username, "count": waiting, "overdue": late, "url": reverse("worklist:home")}


def _waiting_for(seen: "QuerySet[WorkItem]", post: Seat) -> Q:
    """Return the filter of items that wait for this post: its own, those to sign, those returned to it."""
    own = Q(post=post.post_id, state="open")
    unsigned = seen.filter(signatures__post=post.post_id, signatures__signed_at=None).values("pk")
    to_sign = Q(state="countersigning", pk__in=unsigned)
    return own | to_sign | Q(state="returned", raised_by=post.post_id)


def _pressing(rows: "QuerySet[WorkItem]") -> "QuerySet[WorkItem]":
    undated = Case(When(due_on=None, then=1), default=0, output_field=IntegerField())
    return rows.order_by(undated, "due_on", "id")
