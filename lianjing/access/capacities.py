"""What a seat is to one item: its holder, its sender, a countersigner, one level up."""

from datetime import date

from django.db.models import QuerySet

from lianjing.access import policy
from lianjing.access.facts import facts_of
from lianjing.access.posts import current_holders
from lianjing.domain.authority import Action, Reach, Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.workitem import ALONE, COUNTERSIGNER, HOLDER, SENDER, UPPER
from lianjing.records.doors import unscoped
from lianjing.records.models import Post, WorkItem, WorkSignature


def hand_of(post: Seat, item: WorkItem) -> Hand:
    """Return the person acting with every capacity the post has towards the item."""
    return Hand.of(post.person_id, *capacities_of(post, item))


def capacities_of(post: Seat, item: WorkItem) -> frozenset[str]:
    """Return the capacities of a post towards an item; empty for one that only has a copy."""
    found = set()
    if item.post_id == post.post_id:
        found.add(ALONE if item.person_id else HOLDER)
    if item.raised_by_id == post.post_id:
        found.add(SENDER)
    if signatures(item).filter(post=post.post_id).exists():
        found.add(COUNTERSIGNER)
    verdict = policy.explain(post, Action.WORK_REMIND, item)
    if verdict.allowed and verdict.reach in (Reach.COUNTY, Reach.BELOW) and not found & {HOLDER, ALONE}:
        found.add(UPPER)
    return frozenset(found)


def people_of(item: WorkItem, *, now_on: date) -> dict[str, set[int]]:
    """Return the people kept with an item, by key: who signed, who holds it, who is recused from its matter."""
    signed = signatures(item).exclude(signed_by=None).values_list("signed_by", flat=True)
    return {
        "signed": set(signed),
        "holder": set(current_holders(item.post, now_on)),
        "recused": set(facts_of(item).recused),
    }


def signatures(item: WorkItem) -> "QuerySet[WorkSignature]":
    """Return the signatures asked on an item."""
    return unscoped(WorkSignature, reason="an item's signatures belong to the item").filter(item=item)


def post_of(seat: Seat) -> Post:
    """Return the seat's post as a record."""
    return unscoped(Post, reason="the acting post itself").get(pk=seat.post_id)
