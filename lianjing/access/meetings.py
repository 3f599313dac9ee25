"""Doors of the joint meeting: which side a post sits on, the quarter's row, who is called, what is open from before."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, When

from lianjing.access import proof, work
from lianjing.access.capacities import post_of
from lianjing.access.posts import current_holders, in_force, seat_for
from lianjing.domain.authority import Role, Seat
from lianjing.domain.machines.directive import OWED
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.machines.resolution import RESOLUTION
from lianjing.domain.quarters import Quarter
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import (
    AgendaLine,
    Attendance,
    Directive,
    Disclosure,
    Matter,
    Meeting,
    Org,
    Outcome,
    Post,
    Resolution,
)

_WHY = "the joint meeting is the county's: one row a quarter, whoever asks"
COMMISSION, BUREAU = "commission", "bureau"
_MOST = 10  # records offered to a lead body
SIDES = {Role.TEAM_INSPECTOR: COMMISSION, Role.BUREAU_CHIEF: BUREAU, Role.BUREAU_OFFICER: BUREAU}
CHAIRS = {COMMISSION: Role.TEAM_INSPECTOR, BUREAU: Role.BUREAU_CHIEF}
LIAISONS = {COMMISSION: Role.TEAM_INSPECTOR, BUREAU: Role.BUREAU_OFFICER}
HELD = ("session", "minutes", "confirmed", "closed")
_WORKING = Case(
    When(org__kind__in=("dispatched_team", "bureau", "bureau_office"), then=0), default=1, output_field=IntegerField()
)
_COMMISSION_KINDS = ("commission", "dispatched_team", "task_force", "township_committee", "guiding_office")


def side_of(post: Seat) -> str:
    """Return the side a post sits on, "" for none."""
    return SIDES.get(post.role, "")


def side_of_unit(org: Org) -> str:
    """Return the side a body belongs to: the commission's own bodies, or the bureau's and every school."""
    return COMMISSION if org.kind in _COMMISSION_KINDS else BUREAU


def other(side: str) -> str:
    """Return the other of the two sides."""
    return BUREAU if side == COMMISSION else COMMISSION


def county() -> str:
    """Return the path of the county, "" before there is a network."""
    return next((org.path for org in proof.roots()), "")


def all_meetings() -> "QuerySet[Meeting]":
    """Return every meeting, the newest quarter first."""
    return unscoped(Meeting, reason=_WHY)


def insert(meeting: Meeting) -> Meeting:
    """Write a new meeting. Raises RuleBroken("somebody_was_faster") where its quarter has one already."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError:
        raise RuleBroken("somebody_was_faster") from None
    return meeting


def locked(meeting: Meeting) -> Meeting:
    """Return the meeting as it stands now, held until the transaction ends."""
    row: Meeting = unscoped(Meeting, reason=_WHY).select_for_update().get(pk=meeting.pk)
    return row


def in_state(*states: str) -> list[Meeting]:
    """Return the meetings in these states, the oldest first."""
    return list(unscoped(Meeting, reason=_WHY).filter(state__in=states).order_by("quarter"))


def unplanned(on: date) -> list[Quarter]:
    """Return the quarters up to the one of `on` that have no row yet: the first ever is that of `on` itself."""
    now = Quarter.of(on)
    known = set(unscoped(Meeting, reason=_WHY).values_list("quarter", flat=True))
    if not known:
        return [now] if county() else []
    quarter, found = Quarter.parse(min(known)), list[Quarter]()
    while quarter < now:
        quarter = quarter.after
        if str(quarter) not in known:
            found.append(quarter)
    return found


def held_before(meeting: Meeting) -> Meeting | None:
    """Return the last meeting before this one that really sat, None when none did."""
    rows = unscoped(Meeting, reason=_WHY).filter(quarter__lt=meeting.quarter, state__in=HELD)
    return rows.order_by("-quarter").first()


def hears_from(meeting: Meeting) -> date:
    """Return the first day a meeting hears: after the last agenda that was heard; where none was, the first's."""
    last = held_before(meeting)
    if last is not None and last.covers_to is not None:
        return last.covers_to + timedelta(days=1)
    first = unscoped(Meeting, reason=_WHY).filter(quarter__lt=meeting.quarter).order_by("quarter").first()
    return Quarter.parse(meeting.quarter).period.first if first is None or last is not None else first.covers_from


def lines_of(meeting: Meeting) -> list[AgendaLine]:
    """Return a meeting's lines in order, with whoever added or struck them."""
    rows = unscoped(AgendaLine, reason="the lines of a meeting that was reached through the policy")
    return list(rows.filter(meeting=meeting).select_related("added_by", "struck_by"))


def outcomes_of(meeting: Meeting) -> list[Outcome]:
    """Return every outcome of a meeting, those that were replaced among them, in order."""
    rows = unscoped(Outcome, reason="the outcomes of a meeting that was reached through the policy")
    return list(rows.filter(line__meeting=meeting).select_related("line", "lead", "recorded_by"))


def outcome_on(line: AgendaLine) -> Outcome | None:
    """Return the outcome in force on a line."""
    rows = unscoped(Outcome, reason="a line has one outcome")
    return rows.filter(line=line, replaced_by=None).select_related("lead").first()


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Return who sat in a meeting, and who was excused."""
    rows = unscoped(Attendance, reason="who sat in a meeting that was reached through the policy")
    return list(rows.filter(meeting=meeting).select_related("person", "post__org"))


def resolution_of(outcome: Outcome) -> Resolution | None:
    """Return the resolution of an outcome."""
    return unscoped(Resolution, reason=_WHY).filter(outcome=outcome).first()


def resolutions_of(meeting: Meeting) -> list[Resolution]:
    """Return the resolutions that a meeting set."""
    rows = unscoped(Resolution, reason=_WHY).filter(outcome__line__meeting=meeting)
    return list(rows.select_related("lead", "outcome__line__meeting").order_by("id"))


def open_resolutions() -> list[Resolution]:
    """Return the resolutions dispatched and not ended: each comes back to every meeting (E5)."""
    rows = unscoped(Resolution, reason=_WHY).exclude(state__in=RESOLUTION.ends).exclude(state=RESOLUTION.start)
    return list(rows.select_related("lead", "outcome__line__meeting").order_by("id"))


def locked_resolution(resolution: Resolution) -> Resolution:
    """Return a resolution as it stands now, held until the transaction ends."""
    row: Resolution = unscoped(Resolution, reason=_WHY).select_for_update().get(pk=resolution.pk)
    return row


def resolution(key: int) -> Resolution | None:
    """Return a resolution by key."""
    return unscoped(Resolution, reason=_WHY).filter(pk=key).select_related("lead").first()


def demand_of(resolution: Resolution) -> Directive | None:
    """Return the directive a resolution went out as, while no reply to it was given."""
    rows = unscoped(Directive, reason=_WHY).filter(pk=resolution.directive_id, state__in=OWED)
    return rows.select_related("issuer__org", "receiver__org", "decider__org", "org").first()


def called_off() -> "QuerySet[Any, Any]":
    """Return the keys of resolutions whose directive was taken back: those that still run wait for the meeting."""
    taken_back = unscoped(Directive, reason=_WHY).filter(state="withdrawn").values("pk")
    return unscoped(Resolution, reason=_WHY).filter(directive_id__in=taken_back).values_list("pk", flat=True)


def meetings_of(resolution: Resolution) -> list[Meeting]:
    """Return the meetings on whose agenda a resolution stood, the one that set it first."""
    rows = unscoped(Meeting, reason=_WHY)
    again = rows.filter(lines__source_table="resolution", lines__source_id=resolution.pk, lines__struck_at=None)
    return list((again | rows.filter(lines__outcomes__resolution=resolution)).distinct().order_by("quarter"))


def sitting(side: str, on: date) -> list[Post]:
    """Return the held posts whose holders may sit for a side, heads first, with unit and holders."""
    roles = [role for role, sits in SIDES.items() if sits == side]
    rows = unscoped(Post, reason="who sits in a joint meeting is chosen among both sides' posts")
    held = rows.filter(in_force(on), in_force(on, "holdings__"), role__in=roles).select_related("org")
    return list(held.order_by(_WORKING, "rank", "id").distinct())


def head_of(roles: Iterable[str], on: date) -> Post | None:
    """Return the highest held post of some roles: of the body that does the side's work, then of any other."""
    rows = unscoped(Post, reason="work is put on the list of whoever is to act on a meeting")
    held = rows.filter(in_force(on), in_force(on, "holdings__"), role__in=list(roles)).select_related("org")
    return held.order_by(_WORKING, "rank", "id").first()


def seat_of_side(side: str, on: date) -> Seat | None:
    """Return the seat of the liaison of a side, None where nobody holds it."""
    post = head_of([LIAISONS[side]], on)
    people = current_holders(post, on) if post else []
    return seat_for(people[0], post, on) if post and people else None


def acting_at(org: Org, on: date) -> Post | None:
    """Return the highest acting post at a body that somebody holds: who answers for a resolution there."""
    rows = unscoped(Post, reason="a resolution goes to whoever leads the body").filter(org=org).exclude(role="")
    held = rows.filter(in_force(on), in_force(on, "holdings__")).select_related("org")
    return held.order_by("rank", "id").first()


def call(about: Table, code: str, posts: Iterable[Post | None], url: str, now: datetime, **told: object) -> int:
    """Put a meeting or a resolution on the lists of posts, once each; return on how many it is new."""
    due_on, by, facts = told.pop("due_on", None), told.pop("by", None), dict(told)
    items = [
        work.assign(
            code=code,
            about=about,
            post=post,
            url=url,
            now=now,
            due_on=due_on if isinstance(due_on, date) else None,
            facts=facts,
            raised_by=post_of(by) if isinstance(by, Seat) else None,
        )
        for post in posts
        if post is not None
    ]
    return sum(item.opened_at == now for item in items)


def under_way() -> "QuerySet[Meeting]":
    """Return the meetings that are neither filed nor missed."""
    return unscoped(Meeting, reason=_WHY).exclude(state__in=MEETING.ends)


def holders(post: Post, on: date) -> list[int]:
    """Return the people who hold a post on a day."""
    return current_holders(post, on)


def records_of(resolution: Resolution) -> dict[tuple[str, int], str]:
    """Return the records of this system that can show a resolution done, by (table, key), with what they are called.

    Its own directive once it was replied to, and the matters and disclosures its lead body completed since.
    """
    since, found = resolution.dispatched_at or resolution.recorded_at, dict[tuple[str, int], str]()
    own = unscoped(Directive, reason=_WHY).filter(pk=resolution.directive_id, state__in=("replied", "accepted"))
    found |= {("directive", one.pk): one.number or one.title for one in own}
    done = unscoped(Matter, reason=_WHY).filter(org=resolution.lead, state="complete", closed_at__gte=since)
    found |= {("matter", one.pk): one.title for one in done.order_by("-closed_at")[:_MOST]}
    out = unscoped(Disclosure, reason=_WHY).filter(
        org=resolution.lead, state__in=("published", "corrected"), since__gte=since
    )
    return found | {("disclosure", one.pk): f"{one.item} {one.slot}" for one in out.order_by("-since")[:_MOST]}


def county_name() -> str:
    """Return the name of the county, "" before there is a network."""
    return next((org.name for org in proof.roots()), "")
