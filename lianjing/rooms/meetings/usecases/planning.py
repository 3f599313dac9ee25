"""The quarter's meeting from its planning to its papers (SM9): the clock plans and misses it, both sides prepare it."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from lianjing.access import meetings, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import library, whole
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.quarters import Quarter
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Meeting
from lianjing.rooms.meetings import gathering
from lianjing.rooms.meetings.hands import hand, open_days, told

LONGEST_VIEW = 3_000


def plan_due(now: datetime) -> int:
    """Write down the meeting of this quarter, and of any that went by unplanned; return how many."""
    planned = 0
    for quarter in meetings.unplanned(china_day(now)):
        with suppress(RuleBroken):  # somebody was faster
            plan(quarter=quarter, now=now)
            planned += 1
    return planned


@act_of("clock", on="result")
def plan(*, quarter: Quarter, now: datetime) -> Meeting:
    """Plan the meeting of a quarter; the two sides take turns in the chair."""
    host = meetings.COMMISSION if quarter.number % 2 else meetings.BUREAU
    meeting = Meeting(path=meetings.county(), quarter=str(quarter), host=host, planned_at=now)
    meeting.covers_from = meetings.hears_from(meeting)
    return meetings.insert(meeting)


@act(Action.MEETING_PREPARE, on="meeting", facts=told)
def set_day(*, post: Seat, meeting: Meeting, day: date, place: str, now: datetime) -> Meeting:
    """Fix the day; the agenda begins to gather itself at once.

    Raises RuleBroken: meeting_day_outside (first, last), meeting_day_early (first), meeting_day_off, step_refused.
    """
    held = meetings.locked(meeting)
    step = MEETING.take(held.state, "gather", THE_SYSTEM, facts={"day_set"})
    _refuse_day(held, day, now)
    held.day, held.place = day, place.strip()[:60]
    held.covers_from = meetings.hears_from(held)  # what came before has sat by now, or was missed
    _moved(held, step.dst, now)
    gathering.gather(held, now)
    return held


def _refuse_day(meeting: Meeting, day: date, now: datetime) -> None:
    days = open_days(meeting, now)
    earliest = china_day(now) + timedelta(days=whole("meeting.papers", now))
    if day not in days:
        raise RuleBroken("meeting_day_outside", field="day", first=days.first, last=days.last)
    if day < earliest:
        raise RuleBroken("meeting_day_early", field="day", first=earliest)
    if not library().calendar.is_working_day(day):
        raise RuleBroken("meeting_day_off", field="day")


@act(Action.MEETING_PREPARE, on="meeting", facts=told)
def write_view(*, post: Seat, meeting: Meeting, words: str, now: datetime) -> Meeting:
    """Write the view of one's side; the other side reads it. Raises RuleBroken: view_not_now, view_empty, view_long."""
    held, side, said = meetings.locked(meeting), meetings.side_of(post), words.strip()
    if held.state != "collecting":
        raise RuleBroken("view_not_now")
    if not said:
        raise RuleBroken("view_empty", field="words")
    if len(said) > LONGEST_VIEW:
        raise RuleBroken("view_long", field="words", length=len(said), limit=LONGEST_VIEW)
    if side == meetings.COMMISSION:
        held.commission_view, held.commission_view_by_id, held.commission_view_at = said, post.person_id, now
    else:
        held.bureau_view, held.bureau_view_by_id, held.bureau_view_at = said, post.person_id, now
    held.save()
    work.overtake(about=held, now=now, code="meeting_to_view", post=post.post_id)
    return held


@act(Action.MEETING_PREPARE, on="meeting", facts=told)
def prepare(*, post: Seat, meeting: Meeting, now: datetime) -> Meeting:
    """Close the agenda and send out the papers: both sides have written, and there are days left to read.

    Raises RuleBroken("step_refused").
    """
    held, facts = meetings.locked(meeting), set()
    if held.commission_view and held.bureau_view:
        facts.add("views_exchanged")
    if held.day and china_day(now) + timedelta(days=whole("meeting.papers", now)) <= held.day:
        facts.add("days_to_read")
    step = MEETING.take(held.state, "prepare", hand(post, held), facts=facts)
    gathering.gather(held, now)
    held.covers_to, held.papers_at = china_day(now), now
    return _moved(held, step.dst, now)


@act(Action.MEETING_PREPARE, on="meeting", facts=told)
def move_day(*, post: Seat, meeting: Meeting, reason: str, now: datetime) -> Meeting:
    """Give up the day that was fixed: once a quarter; after the papers are out only the chair may.

    Raises RuleBroken("step_refused").
    """
    held = meetings.locked(meeting)
    name = "postpone" if held.state == "papers" else "move_day"
    facts = {"reason"} if reason.strip() else set()
    step = MEETING.take(held.state, name, hand(post, held), facts=facts, taken=held.moved_times)
    held.moved_times, held.moved_reason, held.day = held.moved_times + 1, reason.strip(), None
    return _moved(held, step.dst, now)


def miss_due(now: datetime) -> int:
    """Record as missed every meeting whose quarter ended before it sat; return how many."""
    rows = meetings.in_state("planned", "collecting", "papers")
    due = [row for row in rows if china_day(now) > open_days(row, now).last]
    return states.each(due, lambda row: miss(meeting=row, now=now))


@act_of("clock", on="meeting")
def miss(*, meeting: Meeting, now: datetime) -> Meeting:
    """Record that this quarter's meeting was not held. There is no way back from here."""
    held = meetings.locked(meeting)
    return _moved(held, MEETING.take(held.state, "miss", THE_CLOCK).dst, now)


def gather_due(now: datetime) -> int:
    """Gather once a day what has come up for the agendas that are open; return how many."""
    rows = [row for row in meetings.in_state("collecting") if _stale(row, now)]
    return states.each(rows, lambda row: gather_again(meeting=row, now=now))


def _stale(meeting: Meeting, now: datetime) -> bool:
    return meeting.gathered_at is None or china_day(meeting.gathered_at) < china_day(now)


@act_of("clock", on="meeting")
def gather_again(*, meeting: Meeting, now: datetime) -> Meeting:
    """Bring an open agenda up to date."""
    held = meetings.locked(meeting)
    if held.state == "collecting":
        gathering.gather(held, now)
    return held


def call_due(now: datetime) -> int:
    """Put each meeting on the lists of those it waits for, from the day its clock runs out; return how many."""
    return sum(_call(row, now) for row in meetings.under_way().order_by("quarter"))


def _call(meeting: Meeting, now: datetime) -> int:
    today = china_day(now)
    code, roles, due = _waited_for(meeting, now)
    if not code or due is None or today < due:
        return 0
    url = reverse("meetings:minutes" if meeting.state == "minutes" else "meetings:meeting", args=[meeting.pk])
    posts = (meetings.head_of([role], today) for role in roles)
    return meetings.call(meeting, code, posts, url, now, quarter=meeting.quarter)


def _waited_for(meeting: Meeting, now: datetime) -> tuple[str, list[Any], date | None]:
    """Return what is to be done, by which roles, from which day on."""
    liaisons, chair = list(meetings.LIAISONS.values()), [meetings.CHAIRS[meeting.host]]
    match meeting.state:
        case "planned":
            last = Quarter.parse(meeting.quarter).second_month_ends
            return "meeting_to_fix", liaisons, last - timedelta(days=whole("meeting.gathered", now))
        case "collecting" if meeting.day:
            written = {meetings.COMMISSION: meeting.commission_view, meetings.BUREAU: meeting.bureau_view}
            silent = [meetings.LIAISONS[side] for side, words in written.items() if not words]
            since = meeting.day - timedelta(days=whole("meeting.gathered", now))
            return ("meeting_to_view", silent, since) if silent else ("meeting_to_prepare", liaisons, since)
        case "papers":
            return "meeting_to_open", chair, meeting.day
        case "session" if meeting.opened_at:
            return "meeting_to_draft", liaisons, china_day(meeting.opened_at) + timedelta(days=1)
        case "minutes" if meeting.drafted_at:
            signed = {meetings.COMMISSION: meeting.commission_signed_by, meetings.BUREAU: meeting.bureau_signed_by}
            missing = [meetings.CHAIRS[side] for side, person in signed.items() if person is None]
            return "meeting_to_sign", missing, china_day(meeting.drafted_at)
    return "", [], None


def _moved(held: Meeting, state: str, now: datetime) -> Meeting:
    """Write the state that the machine allowed, and take the old work off the lists."""
    was, held.state = held.state, state
    states.swap(held, was)
    work.overtake(about=held, now=now)
    return held
