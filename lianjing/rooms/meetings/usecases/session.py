"""The session and its minutes (SM9): outcomes are entered only while it sits, and both sides sign what was written."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from lianjing.access import meetings, states, work
from lianjing.access.acts import act
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import AgendaLine, Attendance, Meeting, Org, Outcome, Resolution
from lianjing.rooms.meetings.dispatching import dispatch
from lianjing.rooms.meetings.hands import CAPACITY, hand, told

KINDS = ("inform", "decision", "task", "end")
LONGEST = 2_000


@act(Action.MEETING_CHAIR, on="meeting", facts=told)
def open_session(
    *, post: Seat, meeting: Meeting, present: Iterable[int], excused: Iterable[int], now: datetime
) -> Meeting:
    """Open the session on its day, with somebody of both sides there. present, excused: keys of posts that sit.

    Raises RuleBroken("step_refused").
    """
    held, on = meetings.locked(meeting), china_day(now)
    here, away = set(present), set(excused)
    facts = {"meeting_day"} if held.day == on else set()
    seats = [(side, one) for side in CAPACITY for one in meetings.sitting(side, on)]
    if {side for side, one in seats if one.pk in here} == set(CAPACITY):
        facts.add("both_sides_present")
    step = MEETING.take(held.state, "open", hand(post, held), facts=facts)
    people: set[int] = set()
    for side, one in seats:
        holder = next(iter(meetings.holders(one, on)), None)
        if holder is None or holder in people or one.pk not in here | away:
            continue
        people.add(holder)
        Attendance(meeting=held, person_id=holder, post=one, side=side, excused=one.pk not in here).save()
    held.opened_at, held.opened_by_id = now, post.person_id
    return _moved(held, step.dst, now)


@act(Action.MEETING_PREPARE, on="line")
def record(
    *,
    post: Seat,
    line: AgendaLine,
    kind: str,
    words: str,
    now: datetime,
    lead: Org | None = None,
    due_on: date | None = None,
) -> Outcome:
    """Enter what the meeting did about a line, in place of what was entered before. A task has exactly one lead body.

    Raises RuleBroken: not_in_session, line_struck, outcome_kind, outcome_words, words_long, lead_missing, due_past.
    """
    meeting = meetings.locked(line.meeting)
    said = _checked(meeting, line, kind, words, lead)
    if kind == "task":
        due_on = due_on or due_day("resolution.due", now)
        if due_on <= china_day(now):
            raise RuleBroken("due_past", field="due_on")
    before = meetings.outcome_on(line)
    outcome = before or Outcome(line=line)
    if before is not None and meeting.objected_times:
        _keep(before)
    outcome.kind, outcome.words, outcome.recorded_by_id, outcome.recorded_at = kind, said, post.person_id, now
    outcome.lead, outcome.due_on = (lead, due_on) if kind == "task" else (None, None)
    outcome.save()
    _resolved(outcome, now)
    return outcome


def _checked(meeting: Meeting, line: AgendaLine, kind: str, words: str, lead: Org | None) -> str:
    said = words.strip()
    if meeting.state != "session":
        raise RuleBroken("not_in_session")
    if line.struck_at is not None:
        raise RuleBroken("line_struck")
    if kind not in KINDS or (kind == "end" and line.source_table != "resolution"):
        raise RuleBroken("outcome_kind", field="kind")
    if kind != "inform" and not said:
        raise RuleBroken("outcome_words", field="words")
    if len(said) > LONGEST:
        raise RuleBroken("words_long", field="words", length=len(said), limit=LONGEST)
    if kind == "task" and lead is None:
        raise RuleBroken("lead_missing", field="lead")
    return said


def _keep(outcome: Outcome) -> None:
    """Keep what stood before an objection beside what takes its place."""
    Outcome(
        line=outcome.line,
        kind=outcome.kind,
        words=outcome.words,
        lead=outcome.lead,
        due_on=outcome.due_on,
        recorded_by_id=outcome.recorded_by_id,
        recorded_at=outcome.recorded_at,
        replaced_by=outcome,
    ).save()


def _resolved(outcome: Outcome, now: datetime) -> None:
    """Keep the resolution of a task, and none of anything else: until the minutes are confirmed nothing is set."""
    found = meetings.resolution_of(outcome)
    if outcome.kind != "task" or outcome.lead is None or outcome.due_on is None:
        if found is not None:
            found.delete()
        return
    row = found or Resolution(outcome=outcome, recorded_at=now)
    row.lead, row.side, row.words = outcome.lead, meetings.side_of_unit(outcome.lead), outcome.words
    row.due_on = outcome.due_on
    row.save()


@act(Action.MEETING_PREPARE, on="meeting", facts=told)
def draft(*, post: Seat, meeting: Meeting, now: datetime) -> Meeting:
    """End the session: the minutes stand as they were entered, and both sides are asked to sign.

    Raises RuleBroken("step_refused").
    """
    held = meetings.locked(meeting)
    facts = {"outcome_recorded"} if meetings.outcomes_of(held) else set()
    step = MEETING.take(held.state, "draft", hand(post, held), facts=facts)
    held.drafted_at, held.drafted_by_id = now, post.person_id
    _moved(held, step.dst, now)
    url, due = reverse("meetings:minutes", args=[held.pk]), due_day("meeting.minutes", now)
    heads = [meetings.head_of([role], china_day(now)) for role in meetings.CHAIRS.values()]
    meetings.call(held, "meeting_to_sign", heads, url, now, quarter=held.quarter, due_on=due, by=post)
    return held


@act(Action.MEETING_CHAIR, on="meeting", facts=told)
def sign(*, post: Seat, meeting: Meeting, now: datetime) -> Meeting:
    """Sign the minutes for one's side. With the second side's signature the resolutions go out.

    Raises RuleBroken: meeting_signed_already, step_refused.
    """
    held, side = meetings.locked(meeting), meetings.side_of(post)
    if held.state == "minutes" and _signer(held, side):
        raise RuleBroken("meeting_signed_already")
    signers = {meetings.COMMISSION: held.commission_signed_by_id, meetings.BUREAU: held.bureau_signed_by_id}
    signers[side] = post.person_id
    if held.state == "minutes" and not all(signers.values()):
        return _signed(held, side, post, now)
    hands = [Hand.of(person or 0, CAPACITY[which]) for which, person in signers.items() if person]
    step = MEETING.take(held.state, "confirm", *hands)
    _signed(held, side, post, now)
    held.confirmed_at = now
    _moved(held, step.dst, now)
    dispatch(held, post, now)
    return held


def _signer(meeting: Meeting, side: str) -> int | None:
    return meeting.commission_signed_by_id if side == meetings.COMMISSION else meeting.bureau_signed_by_id


def _signed(held: Meeting, side: str, post: Seat, now: datetime) -> Meeting:
    if side == meetings.COMMISSION:
        held.commission_signed_by_id, held.commission_signed_at = post.person_id, now
    else:
        held.bureau_signed_by_id, held.bureau_signed_at = post.person_id, now
    held.save()
    work.overtake(about=held, now=now, code="meeting_to_sign", post=post.post_id)
    return held


@act(Action.MEETING_CHAIR, on="meeting", facts=told)
def object_to(*, post: Seat, meeting: Meeting, reason: str, now: datetime) -> Meeting:
    """Object to the minutes: once, the session opens again to complete the record, and signatures are given anew.

    Raises RuleBroken("step_refused").
    """
    held = meetings.locked(meeting)
    facts = {"reason"} if reason.strip() else set()
    step = MEETING.take(held.state, "object", hand(post, held), facts=facts, taken=held.objected_times)
    held.objected_times, held.objection, held.objected_by_id = held.objected_times + 1, reason.strip(), post.person_id
    held.commission_signed_by = held.bureau_signed_by = None
    held.commission_signed_at = held.bureau_signed_at = None
    return _moved(held, step.dst, now)


def _moved(held: Meeting, state: str, now: datetime) -> Meeting:
    was, held.state = held.state, state
    states.swap(held, was)
    work.overtake(about=held, now=now)
    return held
