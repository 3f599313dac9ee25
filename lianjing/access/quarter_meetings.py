"""What the two sides of the joint meeting owe: a meeting a quarter, minutes signed, resolutions reported and verified.

Source: product SM9, SM10, A8: whoever supervises is counted first, by the same clocks as everybody.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from lianjing.access import meetings
from lianjing.access.rulebook import due_day
from lianjing.domain.quarters import Quarter
from lianjing.domain.worktime import china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import Meeting, Resolution

_WHY = "a figure counts every meeting alike; its rows are asked of the policy, one by one"
_SAT = ("session", "minutes", "confirmed", "closed")

Owed = tuple[str, int, date, bool, str, int]  # figure, unit (0: none), day, in time, table, key


def owed(now: datetime) -> Iterator[Owed]:
    """Yield what fell due or was done, one by one. Two queries."""
    today = china_day(now)
    for meeting in unscoped(Meeting, reason=_WHY).order_by("id"):
        yield from _of_meeting(meeting, today)
    told = unscoped(Resolution, reason=_WHY).exclude(state="recorded")
    for resolution in told.exclude(state__in=("doing", "ended"), pk__in=meetings.called_off()).order_by("id"):
        yield from _of_resolution(resolution, today)


def _of_meeting(meeting: Meeting, today: date) -> Iterator[Owed]:
    if meeting.state in (*_SAT, "missed"):
        first = Quarter.parse(meeting.quarter).period.first
        yield "met", 0, first, meeting.state != "missed", "meeting", meeting.pk
    if meeting.drafted_at:
        last = due_day("meeting.minutes", meeting.drafted_at)
        if meeting.confirmed_at or last < today:
            yield "confirmed", 0, last, _by(meeting.confirmed_at, last), "meeting", meeting.pk


def _of_resolution(one: Any, today: date) -> Iterator[Owed]:
    """Yield the lead body's report, and the other side's look at it. One that a meeting ended was not done.

    Of one whose directive was taken back (a contest was right) the lead body owes nothing, and none is asked for.
    """
    done = one.state == "done"
    if done or one.due_on < today:
        reported = one.state in ("reported", "done") and _by(one.reported_at, one.due_on)
        yield "resolved", one.lead_id, one.due_on, reported, "resolution", one.pk
    if one.verify_by and one.state in ("reported", "done") and (done or one.verify_by < today):
        verified = done and _by(one.closed_at, one.verify_by)
        yield "verified", one.lead_id, one.verify_by, verified, "resolution", one.pk


def _by(at: datetime | None, last: date) -> bool:
    return at is not None and china_day(at) <= last
