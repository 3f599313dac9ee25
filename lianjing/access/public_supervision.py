"""The supervisors' own timeliness as anybody may read it: held meetings, resolutions, directives of the last quarters.

Numbers of the county alone, no unit, no post, no content; both sides of a directive stand beside each other. Fewer than
five cases are not told apart (K12). Source: product SM6, SM9, SM10 (what of each is public), A8.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from lianjing.access import quarter_meetings
from lianjing.access.rulebook import due_day, whole
from lianjing.domain.directives import reply_kept, review_kept
from lianjing.domain.quarters import Quarter
from lianjing.domain.shares import Share
from lianjing.domain.worktime import CHINA, china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import Directive

QUARTERS = 4
FIGURES = ("confirmed", "resolved", "verified", "replied", "directed")
_WHY = "how many directives are kept in time is public, of both sides"


@dataclass(frozen=True)
class PublicQuarter:
    """One quarter: whether its joint meeting was held (None: it is not over yet), and the shares kept in time."""

    quarter: Quarter
    held: bool | None
    figures: dict[str, Share]
    least: int


def of_quarters(on: date) -> list[PublicQuarter]:
    """Return the last quarters as they stand on a day, the newest first. Three queries."""
    now = datetime.combine(on, time(12), CHINA)
    held: dict[Quarter, bool] = {}
    counts: dict[tuple[Quarter, str], list[int]] = defaultdict(lambda: [0, 0])
    for name, day, in_time in (*_of_meetings(now), *_of_directives(on)):
        if name == "met":
            held[Quarter.of(day)] = in_time
        else:
            counts[Quarter.of(day), name][0] += in_time
            counts[Quarter.of(day), name][1] += 1
    least = whole("light.cells_least", now)
    return [
        PublicQuarter(one, held.get(one), {name: Share(*counts[one, name]) for name in FIGURES}, least)
        for one in reversed(Quarter.of(on).last(QUARTERS))
    ]


def _of_meetings(now: datetime) -> Iterator[tuple[str, date, bool]]:
    for name, _org, day, in_time, _table, _key in quarter_meetings.owed(now):
        yield name, day, in_time


def _of_directives(today: date) -> Iterator[tuple[str, date, bool]]:
    """Yield what directives owed: a reply by their day, and a review of it by whoever issued them."""
    rows = unscoped(Directive, reason=_WHY).exclude(issued_at=None).exclude(state="withdrawn").order_by("id")
    names = ("state", "due_on", "replied_at", "closed_at", "accepted_by_silence")
    for state, due, reply, closed, silence in rows.values_list(*names):
        replied = china_day(reply) if reply else None
        if (kept := reply_kept(state, due, replied, today)) is not None:
            yield "replied", due, kept
        last = due_day("directive.review", reply) if reply else due
        kept = review_kept(state, replied, last, china_day(closed) if closed else None, silence, today)
        if kept is not None:
            yield "directed", last, kept
