"""Who acts on a meeting in which capacity, on which days it may sit, and what the journal keeps of a step."""

from datetime import datetime, timedelta
from typing import Any

from lianjing.access import meetings
from lianjing.access.rulebook import whole
from lianjing.domain.authority import Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.meeting import BUREAU_SIDE, CHAIR, COMMISSION_SIDE, LIAISON, RECORDER
from lianjing.domain.quarters import Quarter
from lianjing.domain.values import Period
from lianjing.records.models import Meeting

CAPACITY = {meetings.COMMISSION: COMMISSION_SIDE, meetings.BUREAU: BUREAU_SIDE}


def told(result: Meeting, **_: Any) -> dict[str, Any]:
    """Return what the journal keeps of a step of a meeting."""
    return {"quarter": result.quarter, "state": result.state}


def hand(post: Seat, meeting: Meeting) -> Hand:
    """Return the person acting with every capacity the post has towards the meeting."""
    side = meetings.side_of(post)
    held = {LIAISON, RECORDER, CAPACITY[side]} if side else set()
    if side == meeting.host and post.role == meetings.CHAIRS[side]:
        held.add(CHAIR)
    return Hand.of(post.person_id, *held)


def open_days(meeting: Meeting, now: datetime) -> Period:
    """Return the days of its quarter, grace included, on which a meeting may sit."""
    days = Quarter.parse(meeting.quarter).period
    return Period(days.first, days.last + timedelta(days=whole("meeting.held_by", now)))
