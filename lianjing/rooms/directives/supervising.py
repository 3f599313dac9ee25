"""How those who demand are supervised: each issuer's month, shown one level up and to the issuer; and what it cost.

Every figure opens to its rows. There is no total over issuers and no order among them (A5, D5, S20).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from lianjing.access import policy, rulebook
from lianjing.domain.authority import Action, Seat
from lianjing.domain.directives import FILLERS, UPPERS
from lianjing.domain.values import add_months
from lianjing.domain.worktime import CHINA
from lianjing.records.models import Directive, DirectiveMove, JournalEntry, Post, TypedValues, WorkItem
from lianjing.rooms.directives.queries import readable

# What is counted of a month: name -> the steps of the history that it counts.
FIGURES: dict[str, tuple[str, ...]] = {
    "issued": ("issue",),
    "objected": ("contest",),
    "upheld": ("uphold",),
    "undecided": ("go_up", "call_above"),
    "reviewed": ("accept", "send_back"),
    "unreviewed": ("accept_by_silence",),
    "withdrawn": ("withdraw",),
    "over": ("allow",),
}
OF_WORK = ("due", "late")  # figures of a post's own work list, not of its directives
LATE = ("undecided", "unreviewed")  # where it was the issuer who let a day pass
_WEEKS = 4


@dataclass(frozen=True)
class Month:
    """One issuer's month: the post, and by name to how many directives what happened."""

    post: Post
    figures: dict[str, int]


@dataclass(frozen=True)
class Kept:
    """How one post kept its own days in a month: what fell due on its list, what of it late, and its looks."""

    post: Post
    due: int
    late: int
    looks: int


@dataclass(frozen=True)
class Cost:
    """What one demand cost: whose it is, what it was, how many posts typed how many values for it."""

    asked_by: Post | None
    demand: str
    directive: Directive | None
    posts: int
    values: int


def month_of(asked: str, today: date) -> date:
    """Return the first day of the month asked for as 2026-11; this month for anything else or a month to come."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)
    return min(found, today.replace(day=1))


def issuers(post: Seat) -> "QuerySet[Post]":
    """Return the posts whose demands this post sees: its own, and those that answer to it."""
    below = [role for role, uppers in UPPERS.items() if post.role in uppers]
    lies = Q(pk__in=[])
    for path in post.paths:
        lies |= Q(org__path__startswith=path)
    rows = policy.visible(post, Action.NETWORK_READ, Post)
    return (
        rows.filter(Q(pk=post.post_id) | (lies & Q(role__in=below))).select_related("org").order_by("org__path", "id")
    )


def months(post: Seat, first: date) -> list[Month]:
    """Return the month of every issuer this post sees, its own first, who did anything in it."""
    seen = issuers(post)
    counted: dict[int, dict[str, set[int]]] = {}
    rows = _moves(post, first).filter(directive__issuer__in=seen.values("pk"))
    for issuer, step, key in rows.order_by().values_list("directive__issuer", "step", "directive").distinct():
        counted.setdefault(issuer, {}).setdefault(step, set()).add(key)
    found = [Month(one, _figures(counted[one.pk])) for one in seen if one.pk in counted]
    return sorted(found, key=lambda month: month.post.pk != post.post_id)


def behind(post: Seat, first: date, issuer: int, figure: str) -> "QuerySet[Directive]":
    """Return the directives behind one figure."""
    moves = _moves(post, first).filter(directive__issuer__in=issuers(post).filter(pk=issuer).values("pk"))
    named = moves.filter(step__in=FIGURES.get(figure, ())).order_by().values("directive")
    return readable(post).filter(pk__in=named).order_by("-pk")


def kept(post: Seat, first: date, today: date) -> list[Kept]:
    """Return how each of these posts kept the days of a month, its own first; none that nothing fell due for."""
    seen = issuers(post)
    due = Counter(dict(_due(post, first).values_list("post").annotate(n=Count("pk")).order_by()))
    late = Counter(dict(_late(_due(post, first), today).values_list("post").annotate(n=Count("pk")).order_by()))
    rows = policy.visible(post, Action.JOURNAL_READ, JournalEntry).filter(kind="read", **_within("at", first))
    looks = Counter(
        dict(rows.filter(post__in=seen.values("pk")).values_list("post").annotate(n=Count("pk")).order_by())
    )
    found = [Kept(one, due[one.pk], late[one.pk], looks[one.pk]) for one in seen if due[one.pk] or looks[one.pk]]
    return sorted(found, key=lambda one: one.post.pk != post.post_id)


def work_behind(post: Seat, first: date, today: date, issuer: int, figure: str) -> "QuerySet[WorkItem]":
    """Return the work behind a figure of `OF_WORK`: what fell due in a month, or what of it was late."""
    rows = _due(post, first).filter(post=issuer)
    rows = _late(rows, today) if figure == "late" else rows
    return rows.select_related("post__org").order_by("due_on", "pk")


def _late(rows: "QuerySet[WorkItem]", today: date) -> "QuerySet[WorkItem]":
    """Return what was finished after its day, or is not yet."""
    return rows.filter(Q(closed_at=None, due_on__lt=today) | Q(closed_at__date__gt=F("due_on")))


def _due(post: Seat, first: date) -> "QuerySet[WorkItem]":
    """Return the work that fell due in a month on the lists of the posts that this post sees.

    However it ended: a step taken, by its holder, by another or by silence, closes the work as overtaken. Left out is
    what was taken back, and what came onto the list after its day: somebody else was late then.
    """
    rows = policy.visible(post, Action.WORK_REMIND, WorkItem).filter(post__in=issuers(post).values("pk"))
    rows = rows.filter(due_on__gte=first, due_on__lt=add_months(first, 1)).exclude(state="withdrawn")
    return rows.exclude(opened_at__date__gt=F("due_on"))


def costs(post: Seat, today: date) -> list[Cost]:
    """Return what each demand of the last four weeks cost, as the figure of whoever asked for it."""
    rows = policy.visible(post, Action.BURDEN_READ, TypedValues).filter(day__gt=today - timedelta(weeks=_WEEKS))
    summed = rows.order_by().values("asked_by", "asked_by__org__path", "demand")
    summed = summed.annotate(posts=Count("post", distinct=True), values=Sum("values"))
    found = list(summed.order_by("asked_by__org__path", "asked_by", "demand"))
    posts = {one.pk: one for one in _posts(post, found)}
    named = readable(post).in_bulk([key for row in found if (key := _directive(row["demand"]))])
    return [
        Cost(
            posts.get(row["asked_by"]), row["demand"], named.get(_directive(row["demand"])), row["posts"], row["values"]
        )
        for row in found
    ]


def budgets(now: datetime) -> list[tuple[str, int]]:
    """Return (role, values a week) of every budget the county set."""
    return [(role, rulebook.whole(parameter, now)) for role, parameter in (*FILLERS.items(), _TEACHER)]


_TEACHER = ("teacher", "burden.teacher")


def _moves(post: Seat, first: date) -> "QuerySet[DirectiveMove]":
    return policy.visible(post, Action.DIRECTIVE_READ, DirectiveMove).filter(**_within("at", first))


def _within(column: str, first: date) -> dict[str, datetime]:
    """Return the filter for the moments of a month."""
    begins, ends = (datetime.combine(day, time(0), CHINA) for day in (first, add_months(first, 1)))
    return {f"{column}__gte": begins, f"{column}__lt": ends}


def _figures(steps: dict[str, set[int]]) -> dict[str, int]:
    """Return of how many directives each figure tells: as many as it opens to."""
    return {name: len(set().union(*(steps.get(step, ()) for step in counted))) for name, counted in FIGURES.items()}


def _posts(post: Seat, found: Iterable[dict[str, Any]]) -> "QuerySet[Post]":
    keys = {row["asked_by"] for row in found} - {None}
    return policy.visible(post, Action.NETWORK_READ, Post).filter(pk__in=keys).select_related("org")


def _directive(demand: str) -> int:
    kind, _colon, key = demand.partition(":")
    return int(key) if kind == "directive" and key.isdigit() else 0
