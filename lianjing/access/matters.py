"""What running a matter reads outside the policy: its own events, who is asked next, the keeper of the powers."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from lianjing.access.holders import Holder
from lianjing.access.posts import current_holders, in_force
from lianjing.domain.authority import Seat
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Matter, MatterEvent, MatterHand, Org, Post

_BUREAU = "jyj"


def unit_of(post: Seat) -> Org:
    """Return the unit a post sits in."""
    unit: Org = unscoped(Org, reason="the acting post's own unit").get(path=post.own_path)
    return unit


def bureau() -> Org | None:
    """Return the education bureau, whose versions every school works by; None before the network is loaded."""
    rows = unscoped(Org, reason="the bureau keeps the county's powers")
    return rows.filter(path__endswith=f"/{_BUREAU}/").order_by("path").first()


def events_of(matter: Matter) -> list[MatterEvent]:
    """Return a matter's events in the order in which they happened, hands loaded."""
    rows = unscoped(MatterEvent, reason="the events of a matter that was reached through the policy")
    hands = Prefetch("hands", unscoped(MatterHand, reason="who took a step of it").select_related("person"))
    return list(rows.filter(matter=matter).prefetch_related(hands).order_by("happened_at", "id"))


def hands_waiting(post: Seat, matter: Matter) -> list[MatterHand]:
    """Return the steps of a matter that this person is asked to confirm."""
    rows = unscoped(MatterHand, reason="one's own name on a step")
    open_ones = rows.filter(event__matter=matter, person=post.person_id, confirmed_at=None, denied_at=None)
    return list(open_ones.select_related("event"))


def settle_amount(matter: Matter, fen: int) -> bool:
    """Write the amount of a matter whose amount was not known; return whether this was the first."""
    rows = unscoped(Matter, reason="exactly one of two hands wins").filter(pk=matter.pk, amount=None)
    return bool(rows.update(amount=fen))


def acting_posts(people: Iterable[int], on: date, near: Org | None = None) -> list[Post]:
    """Return one post of each person in which they act on a day, in the people's order; one of `near` where they can.

    Whoever has no such post is left out; two people of one post are one.
    """
    rows = unscoped(Holding, reason="work is put on the list of whoever takes the next step")
    wanted, here = list(people), near.pk if near else None
    held = rows.filter(in_force(on), in_force(on, "post__"), person__in=wanted).exclude(post__role="")
    found: dict[int, Post] = {}
    for row in sorted(held.select_related("post__org").order_by("id"), key=lambda row: row.post.org_id != here):
        found.setdefault(row.person_id, row.post)
    return list({found[one].pk: found[one] for one in wanted if one in found}.values())


def seats_asked(holders: Iterable[Holder], on: date) -> list[tuple[Post, int | None]]:
    """Return the post by which each of them can take a step, with the person where others hold it as well.

    The post, and not the person, where nobody else holds it: what waits goes with it to whoever comes next.
    """
    able = list(holders)
    rows = unscoped(Post, reason="work is put on the list of whoever takes the next step").select_related("org")
    known = rows.in_bulk({holder.post_id for holder in able})
    found = [(known[holder.post_id], holder.person_id) for holder in able]
    return [(post, person if set(current_holders(post, on)) - {person} else None) for post, person in found]


def none() -> "QuerySet[Matter]":
    """Return no matter, for a post that may read none."""
    return unscoped(Matter, reason="nothing is read").none()
