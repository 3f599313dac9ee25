"""Doors of directives: who stands above an issuer, who is called, what a unit already has on its hands.

An issuer must see what others already ask of a unit before asking more (N2), and the clock acts for nobody.
"""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from lianjing.access.posts import current_holders, in_force, seat_for
from lianjing.domain.authority import Role
from lianjing.domain.directives import OPEN, rungs, week_of
from lianjing.domain.values import Period
from lianjing.records.doors import unscoped
from lianjing.records.models import Directive, DirectiveCall, DirectiveMove, Holding, Org, Post, TypedValues, WorkItem

TASKS = ("directive_to_sign", "directive_to_do", "directive_to_review", "directive_to_decide")
_BURDEN = "an issuer is shown what others already ask of a unit before asking more"
_CLOCK = "the clock acts for nobody"
_ABOVE = "work goes to whoever stands above"


def upper_of(post: Post, on: date) -> Post | None:
    """Return the next held post above an issuer: a vacant one is passed over.

    The head of the team answers to the other side of the meeting.
    """
    for role in rungs(Role(post.role)) if post.role else ():
        rows = unscoped(Post, reason=_ABOVE).filter(in_force(on), in_force(on, "holdings__"), role=role)
        rows = rows.exclude(pk=post.pk).select_related("org").order_by("rank", "id").distinct()
        if post.role == role:
            rows = rows.filter(org=post.org_id, rank__lt=post.rank)
        found = next((one for one in rows if role is not Role.TEAM_INSPECTOR or _reaches(one, post.org, on)), None)
        if found is not None:
            return found
    return None


def _reaches(post: Post, org: Org, on: date) -> bool:
    holders = current_holders(post, on)
    return bool(holders) and any(org.path.startswith(path) for path in seat_for(min(holders), post, on).paths)


def receiver_at(org: Org, on: date) -> Post | None:
    """Return the post that answers for a unit: its head, the principal first; None where nobody holds one."""
    rows = unscoped(Post, reason="work goes to whoever holds the post").exclude(role="")
    rows = rows.filter(in_force(on), in_force(on, "holdings__"), org=org).select_related("org")
    heads = rows.filter(Q(role=Role.PRINCIPAL) | Q(rank=0))
    return heads.order_by("rank", "id").first() or rows.order_by("rank", "id").first()


def filler_at(org: Org, role: str, on: date) -> Post | None:
    """Return the post of a role at a unit that would have to type."""
    rows = unscoped(Post, reason=_BURDEN).filter(in_force(on), in_force(on, "holdings__"), org=org, role=role)
    return rows.order_by("rank", "id").first()


def level_post(directive: Directive, level: int, on: date) -> Post | None:
    """Return whom a level calls: 1 the principal, 2 the group's leader, 3 the bureau's leader; 4 is the meeting."""
    if level == 1:
        return receiver_at(directive.org, on)
    if level == 2 and directive.org.parent_id is not None:
        return _held(Role.GROUP_LEADER, on, directive.org.path)
    return _held(Role.BUREAU_CHIEF, on, directive.org.path) if level == 3 else None


def _held(role: Role, on: date, path: str) -> Post | None:
    rows = unscoped(Post, reason=_ABOVE).filter(in_force(on), in_force(on, "holdings__"), role=role)
    for post in rows.select_related("org").order_by("rank", "id").distinct():
        if path.startswith(post.org.path) and path != post.org.path:
            return post
    return None


def open_at(org: Org) -> "QuerySet[Directive]":
    """Return the directives that a unit has on its hands, oldest first, with issuer and unit."""
    rows = unscoped(Directive, reason=_BURDEN).filter(org=org, state__in=OPEN)
    return rows.select_related("issuer__org", "org").order_by("id")


def told_before(directive: Directive, since: date) -> "QuerySet[Directive]":
    """Return what the same unit was asked before this one and since a day: among them a contest finds its twin."""
    rows = unscoped(Directive, reason="whoever receives it is shown the twin that was found").exclude(issued_at=None)
    rows = rows.filter(org=directive.org_id, issued_at__date__gte=since).exclude(pk=directive.pk)
    rows = rows.exclude(state="withdrawn")
    if directive.issued_at is not None:
        rows = rows.filter(issued_at__lte=directive.issued_at)
    return rows.select_related("issuer__org").order_by("id")


def typed_in(post: Post, week: Period) -> int:
    """Return how many values a post typed by hand in a period, whoever asked for them."""
    rows = unscoped(TypedValues, reason=_BURDEN).filter(post=post, day__gte=week.first, day__lte=week.last)
    return int(rows.aggregate(all=Sum("values"))["all"] or 0)


def asked_of(org: Org, role: str, besides: Directive) -> int:
    """Return how many values open directives still ask of a role at a unit."""
    rows = unscoped(Directive, reason=_BURDEN).filter(org=org, filled_by=role).exclude(pk=besides.pk)
    rows = rows.filter(state__in=("issued", "doing"))
    return int(rows.aggregate(all=Sum("asked_values"))["all"] or 0)


def typed_this_week(post: Post, on: date) -> int:
    """Return the values typed by hand in the week of `on`."""
    return typed_in(post, week_of(on))


def next_number(word: str, year: int) -> str:
    """Return the next number of a year: year and serial, one after the other, whatever became of the earlier."""
    stem = f"{word}\u3014{year}\u3015"
    issued = unscoped(Directive, reason="numbers run on without gaps").filter(number__startswith=stem).count()
    return f"{stem}{issued + 1}\u53f7"


def due(states: tuple[str, ...], now: datetime) -> list[Directive]:
    """Return the directives of some states whose clock has run out."""
    rows = unscoped(Directive, reason=_CLOCK).filter(state__in=states, waits_until__lte=now)
    return list(rows.select_related("issuer__org", "receiver__org", "org__parent", "decider__org").order_by("id"))


def calls_of(directive: Directive) -> list[DirectiveCall]:
    """Return the levels that were called, in order."""
    rows = unscoped(DirectiveCall, reason=_CLOCK).filter(directive=directive)
    return list(rows.select_related("post__org").order_by("id"))


def moves_of(directive: Directive) -> list[DirectiveMove]:
    """Return what happened to a directive, in order."""
    rows = unscoped(DirectiveMove, reason="a directive's history belongs to it").filter(directive=directive)
    return list(rows.order_by("id"))


def wait_longer(directive: Directive, was: datetime) -> bool:
    """Write the new waiting time of a directive whose state stays; return whether nobody else was faster."""
    rows = unscoped(Directive, reason=_CLOCK).filter(pk=directive.pk, state=directive.state, waits_until=was)
    changed = {name: getattr(directive, name) for name in ("waits_since", "waits_until", "level", "decider_id")}
    return bool(rows.update(**changed))


def tasks_at(directive: Directive, post_id: int) -> frozenset[str]:
    """Return the codes of the open work about a directive that lies with a post, its own or handed on to it."""
    rows = unscoped(WorkItem, reason="whoever was handed the work acts in the place of the one it was with")
    rows = rows.filter(subject_table="directive", subject_id=directive.pk, post=post_id, state="open")
    return frozenset(rows.values_list("code", flat=True))


def left_empty(on: date) -> list[tuple[Directive, Post]]:
    """Return the directives whose receiver's post nobody holds, each with whoever heads the unit now."""
    held = unscoped(Holding, reason=_CLOCK).filter(in_force(on), in_force(on, "post__"), post=OuterRef("receiver"))
    rows = unscoped(Directive, reason=_CLOCK).filter(~Exists(held), state__in=("issued", "doing"))
    found = [(one, receiver_at(one.org, on)) for one in rows.select_related("org", "issuer__org").order_by("id")]
    return [(one, head) for one, head in found if head is not None]


def handed_on() -> list[tuple[Directive, WorkItem]]:
    """Return the directives whose open work lies with a post that they do not name: passed on, or after a recusal."""
    rows = unscoped(WorkItem, reason=_CLOCK).filter(subject_table="directive", state="open", code__in=TASKS)
    items = list(rows.select_related("post__org").order_by("id"))
    keys = {item.subject_id for item in items}
    named = unscoped(Directive, reason=_CLOCK).in_bulk(keys)
    pairs = [(named[item.subject_id], item) for item in items if item.subject_id in named]
    return [(one, item) for one, item in pairs if item.post_id not in (one.issuer_id, one.receiver_id, one.decider_id)]
