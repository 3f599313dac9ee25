"""What confirmed minutes set going: each task goes out to its lead body, what the meeting ended ends (SM10)."""

from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from lianjing.access import meetings, states, work
from lianjing.domain.authority import Seat
from lianjing.domain.machine import THE_SYSTEM, Hand, Step
from lianjing.domain.machines.resolution import RESOLUTION, THE_MEETING
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Directive, Meeting, Outcome, Resolution, ResolutionMove
from lianjing.rooms.directives.moving import end_with
from lianjing.rooms.directives.usecases import issuing
from lianjing.ui.wording import meetings as words

_TITLE = 100  # signs of a directive's title


def dispatch(meeting: Meeting, post: Seat, now: datetime) -> None:
    """Send out the tasks of confirmed minutes and end what the meeting ended. Called inside an act."""
    for resolution in meetings.resolutions_of(meeting):
        step = RESOLUTION.take(resolution.state, "dispatch", THE_SYSTEM, facts={"one_lead", "minutes_confirmed"})
        resolution.dispatched_at, resolution.due_on = now, _last_day(resolution, china_day(now))
        moved(resolution, step, now)
        _issue(resolution, meeting, now)
        tell_lead(resolution, now)
    for outcome in meetings.outcomes_of(meeting):
        if outcome.kind == "end" and outcome.replaced_by_id is None:
            _end(outcome, meeting, post, now)


def _last_day(resolution: Resolution, today: date) -> date:
    """Return its day; where the minutes were signed after it, the days the meeting gave are given from the signing."""
    if resolution.due_on > today:
        return resolution.due_on
    return today + (resolution.due_on - china_day(resolution.recorded_at))


def _issue(resolution: Resolution, meeting: Meeting, now: datetime) -> None:
    """Send the task out as a directive of the other side, or of its own where the other may not give it orders.

    Where no directive can go out (the body is the issuer's own, nobody holds its post) the resolution runs alone.
    """
    for side in (meetings.other(resolution.side), resolution.side):
        seat = meetings.seat_of_side(side, china_day(now))
        if seat is None:
            continue
        with suppress(RuleBroken), transaction.atomic():
            issued = _issued(resolution, meeting, seat, now)
            resolution.directive_id, resolution.due_on = issued.pk, issued.due_on
            resolution.save(update_fields=["directive_id", "due_on"])
            return


def _issued(resolution: Resolution, meeting: Meeting, seat: Seat, now: datetime) -> Directive:
    said = gettext("Set by the joint meeting of %(quarter)s") % {"quarter": words.quarter(meeting.quarter)}
    draft = issuing.draft_for(
        post=seat,
        org=resolution.lead,
        title=Truncator(resolution.words).chars(_TITLE),
        text=resolution.words,
        due_on=resolution.due_on,
        basis=said,
        about=resolution,
        now=now,
    )
    return issuing.issue(post=seat, directive=draft, now=now, not_twin=said)


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


def tell_lead(resolution: Resolution, now: datetime) -> int:
    """Put a resolution on the list of whoever leads its body."""
    post = meetings.acting_at(resolution.lead, china_day(now))
    return meetings.call(
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
    """Write the state that the machine allowed, with one line of history; the old work leaves the lists.

    An end is the end of its directive too: one demand is one clock.
    """
    was, held.state = held.state, step.dst
    states.swap(held, was)
    person = by.person_id if by else None
    ResolutionMove(resolution=held, step=step.name, by_id=person, words=words, points=list(missing), at=now).save()
    work.overtake(about=held, now=now)
    demand = meetings.demand_of(held) if step.dst in RESOLUTION.ends else None
    if demand is not None:
        end_with(demand, now)
    return held
