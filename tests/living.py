"""A year lived through: what the county's people do on a day, and the tick of every night."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from lianjing.access import posts
from lianjing.domain.authority import Seat
from lianjing.jobs import duties, tick
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Post, RedFlag
from lianjing.rooms.redflags import usecases

# Asking all rows, matching, lighting and proving take minutes; no clock waits for them. The rest runs every night.
HEAVY = frozenset(
    {"screening.ask", "links.match", "powers.light", "powers.ask", "models.suspend", "lake.pack", "coverage.prove"}
)
NIGHTLY: Mapping[str, Callable[[datetime], int]] = {
    name: duty for name, duty in duties.ALL.items() if name not in HEAVY
}
_WHY = "the script acts as the county's own people"


def through(
    start: datetime,
    days: int,
    named: Mapping[str, Callable[[datetime], int]] = NIGHTLY,
    *,
    until: int | None = None,
    then: int = 1,
    after: Callable[[int, datetime], None] = lambda _day, _now: None,
) -> dict[str, Any]:
    """Tick once a day for `days` days, or from day `until` on every `then` days; return what went wrong, by duty.

    after: is told of each day that was lived through.
    """
    wrong: dict[str, Any] = {}
    daily = days if until is None else until
    for day in [*range(1, daily + 1), *range(daily + then, days, then), *([days] if daily < days else [])]:
        now = start + timedelta(days=day)
        for name, outcome in tick.run(now, named).items():
            if isinstance(outcome, Exception):
                wrong[f"{now:%Y-%m-%d} {name}"] = outcome
        after(day, now)
    return wrong


def answer_half(now: datetime) -> int:
    """Have the officers of the schools answer every other question that is with them; return how many were."""
    found = list(unscoped(RedFlag, reason=_WHY).filter(state="self_check").select_related("org").order_by("pk"))
    answered = 0
    for flag in found[::2]:
        seat = officer_of(flag, now)
        if seat is not None:
            usecases.explain(post=seat, flag=flag, explanation="单据在总务处，已核对。", support="paper_late", now=now)
            answered += 1
    return answered


def officer_of(flag: RedFlag, now: datetime) -> Seat | None:
    """Return the seat of the school's officer, None where nobody holds the post."""
    rows = unscoped(Post, reason=_WHY).filter(posts.in_force(now.date()), org=flag.org_id, role="clerk")
    held = unscoped(Holding, reason=_WHY).filter(posts.in_force(now.date()), post__in=rows).select_related("post__org")
    first = held.order_by("post__rank", "pk").first()
    return posts.seat_for(first.person_id, first.post, now.date()) if first else None
