"""What confirmed minutes set going: each task goes out to its lead body, what the meeting ended ends (SM10)."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from lianjing.access import meetings, states, work
from lianjing.domain.authority import Seat
from lianjing.domain.machine import THE_SYSTEM, Hand, Step
from lianjing.domain.machines.resolution import RESOLUTION, THE_MEETING
from lianjing.domain.worktime import china_day
from lianjing.records.models import Meeting, Outcome, Resolution, ResolutionMove


def dispatch(meeting: Meeting, post: Seat, now: datetime) -> None:
    """Send out the tasks of confirmed minutes and end what the meeting ended. Called inside an act."""
    for resolution in meetings.resolutions_of(meeting):
        step = RESOLUTION.take(resolution.state, "dispatch", THE_SYSTEM, facts={"one_lead", "minutes_confirmed"})
        resolution.dispatched_at = now
        moved(resolution, step, now)
        tell_lead(resolution, now)
    for outcome in meetings.outcomes_of(meeting):
        if outcome.kind == "end" and outcome.replaced_by_id is None:
            _end(outcome, meeting, post, now)


def _end(outcome: Outcome, meeting: Meeting, post: Seat, now: datetime) -> None:
    """End what an outcome ended, unless it was done in the days before the minutes were signed."""
    found = meetings.resolution(outcome.line.source_id)
    if found is None or found.state in RESOLUTION.ends:
        return
    held = meetings.locked_resolution(found)
    facts: Collection[str] = {"in_session", "reason"}
    step = RESOLUTION.take(held.state, "end", Hand.of(outcome.recorded_by_id, THE_MEETING), facts=facts)
    held.ended_at, held.closed_reason, held.closed_at = meeting, outcome.words, now
    moved(held, step, now, by=post, words=outcome.words)


def tell_lead(resolution: Resolution, now: datetime) -> None:
    """Put a resolution on the list of whoever leads its body."""
    post = meetings.acting_at(resolution.lead, china_day(now))
    meetings.call(
        resolution,
        "resolution_to_do",
        [post],
        reverse("meetings:resolution", args=[resolution.pk]),
        now,
        lead=resolution.lead.name,
        due_on=resolution.due_on,
    )


def moved(
    held: Resolution,
    step: Step,
    now: datetime,
    *,
    by: Seat | None = None,
    words: str = "",
    missing: Collection[str] = (),
) -> Resolution:
    """Write the state that the machine allowed, with one line of history; the old work leaves the lists."""
    was, held.state = held.state, step.dst
    states.swap(held, was)
    person = by.person_id if by else None
    ResolutionMove(resolution=held, step=step.name, by_id=person, words=words, points=list(missing), at=now).save()
    work.overtake(about=held, now=now)
    return held
