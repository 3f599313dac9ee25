"""From a signed-in account to the post it acts in. A person with several posts switches; nothing is merged."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from lianjing.domain.authority import Role, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import Account, Edge, Holding, Post

_SESSION_KEY = "post"


def in_force(on: date, prefix: str = "") -> Q:
    """Return the filter for dated rows that count on day `on`, at the end of the lookup `prefix`."""
    start, end = f"{prefix}valid_from__lte", f"{prefix}valid_to"
    return Q(**{start: on}) & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on}))


def holdings_of(person_id: int, on: date) -> "QuerySet[Holding]":
    """Return the person's holdings on `on` of posts that act here, oldest first, with post and unit loaded."""
    rows = unscoped(Holding, reason="sign-in happens before there is a post")
    held = rows.filter(in_force(on), in_force(on, "post__"), person=person_id).exclude(post__role="")
    return held.select_related("post__org").order_by("id")


def seat_for(person_id: int, post: Post, on: date) -> Seat:
    """Return the seat of a person in a post they hold: its reach is its own unit and those its line edges name."""
    own = post.org.path
    edges = unscoped(Edge, reason="sign-in happens before there is a post")
    named = edges.filter(in_force(on), subject=post.org_id, kind="line").values_list("object__path", flat=True)
    return Seat(person_id, post.pk, Role(post.role), own, tuple(sorted({own, *named})), on)


def seat_of(request: HttpRequest, now: datetime) -> Seat | None:
    """Return the seat the session acts in, or None without account, person or post in force."""
    account: Any = request.user
    if not account.is_authenticated or account.person_id is None:
        return None
    held = list(holdings_of(account.person_id, now.date()))
    chosen = request.session.get(_SESSION_KEY)
    holding = next((row for row in held if row.post_id == chosen), held[0] if held else None)
    return seat_for(account.person_id, holding.post, now.date()) if holding else None


def switch(request: HttpRequest, post_id: int, now: datetime) -> Post:
    """Act in another of one's own posts from here on. Raises RuleBroken("post_not_held")."""
    account: Any = request.user
    for holding in holdings_of(account.person_id or 0, now.date()):
        if holding.post_id == post_id:
            request.session[_SESSION_KEY] = post_id
            request.session.cycle_key()
            return holding.post
    raise RuleBroken("post_not_held")


def current_holders(post: Post, on: date) -> list[int]:
    """Return the ids of the people who hold a post on `on`."""
    rows = unscoped(Holding, reason="who holds a post decides who may act in it")
    return list(rows.filter(in_force(on), post=post).values_list("person", flat=True))


def holders_from(post: Post, on: date) -> list[int]:
    """Return the ids of the people who hold a post on `on` or will after it."""
    rows = unscoped(Holding, reason="a post that somebody will take up is not vacant")
    return list(rows.filter(Q(valid_to=None) | Q(valid_to__gte=on), post=post).values_list("person", flat=True))


def colleagues_of(post: Seat) -> list[Post]:
    """Return the other acting posts of the seat's unit that somebody holds: to whom work can be passed on."""
    rows = unscoped(Post, reason="work is passed on inside one unit")
    held = rows.filter(in_force(post.on), in_force(post.on, "holdings__"), org__path=post.own_path).exclude(role="")
    return list(held.exclude(pk=post.post_id).order_by("id").distinct())


def seats_of_account(username: str, on: date) -> list[Seat]:
    """Return every seat of an account on a day; none for an unknown or closed account."""
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None or account.person_id is None:
        return []
    return [seat_for(account.person_id, holding.post, on) for holding in holdings_of(account.person_id, on)]
