"""What the work list shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import policy
from lianjing.access.capacities import capacities_of
from lianjing.access.posts import colleagues_of, seats_of_account
from lianjing.access.waiting import still_asked
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Step
from lianjing.domain.machines.workitem import WORK_ITEM
from lianjing.records.models import Post, WorkItem, WorkMove, WorkSignature
from lianjing.ui.listing import Column, Listing
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import states, work

OPEN = tuple(state for state in WORK_ITEM.states if state not in WORK_ITEM.ends)
TITLES = {"open": _("To do"), "done": _("Done by me"), "raised": _("Sent by me"), "copies": _("Copies to me")}
TABS = tuple(TITLES)
PRESSING = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Sheet:
    """One item as a post sees it: the item, its history, its signatures, the steps the post may take."""

    item: WorkItem
    moves: list[dict[str, Any]]
    signatures: list[WorkSignature]
    steps: tuple[Step, ...]
    colleagues: list[Post]
    overdue: bool
    asked: bool  # it stands for a step of its record, which alone takes it off the list


def items(post: Seat, tab: str) -> "QuerySet[WorkItem]":
    """Return the items of one tab: to do, done, sent by me, copied to me; the most pressing first."""
    seen = policy.visible(post, Action.WORK_READ, WorkItem).select_related("post__org", "raised_by__org")
    mine = seen.filter(post=post.post_id)
    match tab:
        case "done":
            return mine.exclude(state__in=OPEN)
        case "raised":
            return seen.filter(raised_by=post.post_id)
        case "copies":
            return seen.filter(pk__in=seen.filter(copies__post=post.post_id).values("pk"))
    return seen.filter(_waiting_for(seen, post))


def listing(post: Seat, tab: str) -> Listing:
    """Return the list of a tab as pages, Excel and print show it; the most pressing first where things wait."""
    who = Column("from", _("From"), lambda row: str(row.raised_by or _("The clock")))
    at = Column("at", _("With"), lambda row: f"{row.post.org} {row.post}")
    return Listing(
        rows=items(post, tab),
        title=TITLES[tab],
        columns=[
            Column("what", _("What"), title_of, link=lambda row: reverse("worklist:item", args=[row.pk])),
            at if tab in ("raised", "copies") else who,
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: states.state("work_item", row.state)[1], show=_badge),
        ],
        order=PRESSING if tab == "open" else ("-closed_at", "-pk") if tab == "done" else ("-pk",),
    )


def title_of(item: WorkItem) -> str:
    """Return what an item is called."""
    return work.title(item.code, item.facts)


def address_of(page: str, key: int) -> str:
    """Return the address of a record's page by its name, "" when it has none."""
    return reverse(page, args=[key]) if page else ""


def overdue_below(post: Seat, on: date) -> "QuerySet[WorkItem]":
    """Return the open items past their day at the units that this post may remind."""
    rows = policy.visible(post, Action.WORK_REMIND, WorkItem).exclude(post=post.post_id)
    return rows.filter(state__in=OPEN, due_on__lt=on).select_related("post__org").order_by(*PRESSING)


def late_below(post: Seat, on: date, most: int) -> list[tuple[WorkItem, str]]:
    """Return the first of them, each with what it is called: a list of nothing but posts tells nothing apart."""
    return [(item, title_of(item)) for item in overdue_below(post, on)[:most]]


def sheet(post: Seat, item: WorkItem, on: date) -> Sheet:
    """Return one item with all that its page shows."""
    moves = policy.visible(post, Action.WORK_READ, WorkMove).filter(item=item).select_related("by__org", "to__org")
    signed = policy.visible(post, Action.WORK_READ, WorkSignature).filter(item=item).select_related("post__org")
    steps, asked = WORK_ITEM.steps_from(item.state, capacities_of(post, item)), still_asked(item)
    late = item.due_on is not None and item.due_on < on and item.state in OPEN
    free = tuple(step for step in steps if not (asked and step.name == "finish"))
    return Sheet(item, [_entry(move) for move in moves], list(signed), free, colleagues_of(post), late, asked)


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


def _entry(move: WorkMove) -> dict[str, Any]:
    """Return one line of the history as the timeline shows it."""
    to = f" \u2192 {move.to}" if move.to_id and move.step == "pass_on" else ""
    who = str(move.by) if move.by_id else _("The clock")
    return {"at": move.at, "title": f"{work.STEPS[move.step]}{to}", "who": who, "words": move.words}


def _badge(row: WorkItem) -> Any:
    return badge(*states.state("work_item", row.state))
