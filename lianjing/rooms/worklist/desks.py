"""The page each role comes to: what it must do, taken from the work list and the clocks, and from nothing else (C12).

Clerk: three lines. Principal: at most five cards, and a number for what the school's officers still look at themselves.
Everybody else: what they must do, by what is asked of them. Sources: product 4.1-4.6, M4, M5, N8.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.urls import reverse

from lianjing.access import policy
from lianjing.domain.authority import Action, Role, Seat
from lianjing.records.models import RedFlag, WorkItem
from lianjing.rooms.worklist import queries
from lianjing.ui.wording import work

CARDS, LINES, A_GROUP = 5, 3, 5
_FETCHED = 200  # the most pressing ones; whoever has more sees how many there are


@dataclass(frozen=True)
class Line:
    """One thing to do. more: how many of the same kind wait besides, later ones. go: where it is done."""

    item: WorkItem
    title: str
    go: str
    due: date | None
    more: int = 0


@dataclass(frozen=True)
class Section:
    """What is asked in one word (decide, answer, review, sign, do), its lines, and how many it has in all."""

    title: Any
    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True)
class Desk:
    """A role's home. this_week: how many are due until Sunday. rest: how many wait that are not shown.

    counted: how many questions are with the unit's own officers, a number and nothing else; None where not told.
    """

    kind: str
    groups: tuple[Section, ...]
    total: int
    this_week: int
    overdue: int
    rest: int
    counted: int | None = None
    links: tuple[tuple[Any, str], ...] = field(default_factory=tuple)


def desk(post: Seat) -> Desk:
    """Return the home of the post's role."""
    waiting = queries.items(post, "open").order_by(*queries.PRESSING)
    items, total = list(waiting[:_FETCHED]), waiting.count()
    kind = {Role.CLERK: "lines", Role.PRINCIPAL: "cards", Role.TEACHER: "mine"}.get(post.role, "groups")
    counted = with_officers(post) if post.role is Role.PRINCIPAL else None
    groups = _GROUPED[kind](items, total, CARDS - 1 if counted else CARDS)
    shown = sum(1 + line.more for group in groups for line in group.lines)
    return Desk(
        kind=kind,
        groups=groups,
        total=total,
        this_week=_until(items, sunday(post.on)),
        overdue=_until(items, post.on - timedelta(days=1)),
        rest=total - shown,
        counted=counted,
        links=_mine(post) if kind == "mine" else (),
    )


def sunday(day: date) -> date:
    """Return the last day of a day's week."""
    return day + timedelta(days=6 - day.weekday())


def with_officers(post: Seat) -> int:
    """Return how many questions at the post's unit are with their officers: no name, no content (SM1, 4.2)."""
    return policy.visible(post, Action.FLAG_READ, RedFlag).filter(state="self_check", sealed=False).count()


def _until(items: Iterable[WorkItem], day: date) -> int:
    return sum(1 for item in items if item.due_on is not None and item.due_on <= day)


def _line(item: WorkItem, more: int = 0) -> Line:
    return Line(item, queries.title_of(item), item.url, item.due_on, more)


def _lines(items: list[WorkItem], total: int, _cards: int) -> tuple[Section, ...]:
    """Return three lines, what is asked alike in one of them, the most pressing first."""
    alike: dict[str, list[WorkItem]] = {}
    for item in items:
        alike.setdefault(item.code, []).append(item)
    lines = [_line(found[0], len(found) - 1) for found in alike.values()][:LINES]
    return (Section("", tuple(lines), total),) if lines else ()


def _cards(items: list[WorkItem], total: int, cards: int) -> tuple[Section, ...]:
    lines = tuple(_line(item) for item in items[:cards])
    return (Section(work.GROUPS["decide"], lines, total),) if lines else ()


def _groups(items: list[WorkItem], _total: int, _cards: int) -> tuple[Section, ...]:
    """Return the items by what is asked, in the order of the words; of each the most pressing few."""
    order = list(work.GROUPS)
    by_group = sorted(items, key=lambda item: order.index(work.group_of(item.code)))
    return tuple(
        Section(work.GROUPS[name], tuple(_line(item) for item in found[:A_GROUP]), len(found))
        for name, found in ((name, list(of)) for name, of in groupby(by_group, lambda item: work.group_of(item.code)))
    )


_GROUPED = {"lines": _lines, "cards": _cards, "mine": _groups, "groups": _groups}


def _mine(post: Seat) -> tuple[tuple[Any, str], ...]:
    """Return where a teacher finds what is held here about them, and who looked at it (J3)."""
    return (
        (work.MY_DATA, reverse("network:person", args=[post.person_id])),
        (work.WHO_LOOKED, reverse("casework:own_looks")),
    )
