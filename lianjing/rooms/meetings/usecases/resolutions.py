"""Resolutions on their way (SM10): reported by the lead body with our own records, verified by the other side."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from lianjing.access import meetings, states
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import due, due_day
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.machine import THE_SYSTEM, Hand
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.machines.resolution import LEAD, OTHER_SIDE, RESOLUTION
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import Meeting, Resolution
from lianjing.rooms.meetings.dispatching import moved, tell_lead

LONGEST, MOST_LINES = 2_000, 12


def _told(result: Resolution, **_: Any) -> dict[str, Any]:
    return {"resolution": result.pk, "state": result.state}


@act(Action.RESOLUTION_REPORT, on="resolution", facts=_told)
def report_done(
    *, post: Seat, resolution: Resolution, words: str, evidence: Iterable[tuple[str, int]], now: datetime
) -> Resolution:
    """Report a resolution done, by at least one record of this system: no paper is asked for.

    evidence: keys out of `meetings.records_of(resolution)`. Raises RuleBroken: words_long, step_refused.
    """
    held, shown = meetings.locked_resolution(resolution), meetings.records_of(resolution)
    if len(words) > LONGEST:
        raise RuleBroken("words_long", field="words", length=len(words), limit=LONGEST)
    proofs = [[table, key] for table, key in evidence if (table, key) in shown]
    facts: Collection[str] = {"system_record"} if proofs else ()
    step = RESOLUTION.take(held.state, "report", Hand.of(post.person_id, LEAD), facts=facts)
    held.reported_by_id, held.reported_at, held.report, held.evidence = post.person_id, now, words.strip(), proofs
    held.verify_by = due_day("resolution.verify", now)
    moved(held, step, now, by=post, words=words.strip())
    _tell_other_side(held, now)
    return held


def _tell_other_side(held: Resolution, now: datetime) -> int:
    head = meetings.head_of([meetings.LIAISONS[meetings.other(held.side)]], china_day(now))
    url = reverse("meetings:resolution", args=[held.pk])
    return meetings.call(held, "resolution_to_verify", [head], url, now, lead=held.lead.name, due_on=held.verify_by)


@act(Action.RESOLUTION_VERIFY, on="resolution", facts=_told)
def verify(*, post: Seat, resolution: Resolution, now: datetime) -> Resolution:
    """Find a resolution done, for the side that does not lead it. Raises RuleBroken("step_refused")."""
    held = meetings.locked_resolution(resolution)
    step = RESOLUTION.take(held.state, "verify", _other_side(post, held), people=_people(held))
    held.verified_by_id, held.closed_at = post.person_id, now
    return moved(held, step, now, by=post)


@act(Action.RESOLUTION_VERIFY, on="resolution", facts=_told)
def send_back(*, post: Seat, resolution: Resolution, missing: Iterable[str], now: datetime) -> Resolution:
    """Return a report point by point. Raises RuleBroken: words_long, step_refused."""
    held = meetings.locked_resolution(resolution)
    asked = [point.strip() for point in missing if point.strip()][:MOST_LINES]
    if any(len(point) > LONGEST for point in asked):
        raise RuleBroken("words_long", field="missing", length=max(map(len, asked)), limit=LONGEST)
    facts: Collection[str] = {"what_is_missing"} if asked else ()
    step = RESOLUTION.take(held.state, "return", _other_side(post, held), facts=facts, people=_people(held))
    held.verify_by = None
    moved(held, step, now, by=post, missing=asked)
    tell_lead(held, now)
    return held


def _other_side(post: Seat, held: Resolution) -> Hand:
    side = meetings.side_of(post)
    return Hand.of(post.person_id, *([OTHER_SIDE] if side and side != held.side else []))


def _people(held: Resolution) -> dict[str, set[int]]:
    return {"reporter": {held.reported_by_id} if held.reported_by_id else set()}


def call_late(now: datetime) -> int:
    """Call the lead body of what is late, and after more days the chair of its side; return how many were called.

    A report is put before whoever of the other side is there by now: the post may have been vacant that day.
    """
    today, called, off = china_day(now), 0, frozenset(meetings.called_off())
    for row in meetings.open_resolutions():
        if row.state == "reported":
            called += _tell_other_side(row, now)
        if row.state != "doing" or row.pk in off or not _late(row, today):
            continue
        called += tell_lead(row, now)
        if now >= due("resolution.escalate", _end_of(row, now)):
            role = Role.TEAM_INSPECTOR if row.side == meetings.COMMISSION else Role.BUREAU_CHIEF
            url = reverse("meetings:resolution", args=[row.pk])
            head = meetings.head_of([role], today)
            called += meetings.call(row, "resolution_late", [head], url, now, lead=row.lead.name)
    return called


def _late(row: Resolution, today: date) -> bool:
    """Return whether it is late, with the days its directive was given since. While that is contested nobody owes."""
    demand = meetings.demand_of(row)
    if demand is not None and demand.due_on > row.due_on:
        row.due_on = demand.due_on
        row.save(update_fields=["due_on"])
    return row.due_on < today and (demand is None or demand.state in ("issued", "doing"))


def _end_of(row: Resolution, now: datetime) -> datetime:
    return now.replace(year=row.due_on.year, month=row.due_on.month, day=row.due_on.day)


def file_due(now: datetime) -> int:
    """File the confirmed meetings whose resolutions have all gone out; return how many."""
    due_ones = [row for row in meetings.in_state("confirmed") if _all_out(row)]
    return states.each(due_ones, lambda row: file(meeting=row, now=now))


def _all_out(meeting: Meeting) -> bool:
    return all(row.state != RESOLUTION.start for row in meetings.resolutions_of(meeting))


@act_of("clock", on="meeting")
def file(*, meeting: Meeting, now: datetime) -> Meeting:
    """File a meeting: its minutes are confirmed and every resolution is on its way."""
    held = meetings.locked(meeting)
    step = MEETING.take(held.state, "file", THE_SYSTEM, facts={"resolutions_dispatched"})
    was, held.state, held.closed_at = held.state, step.dst, now
    states.swap(held, was)
    return held
