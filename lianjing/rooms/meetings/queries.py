"""What the pages of a joint meeting show."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from lianjing.access import meetings, policy
from lianjing.access.posts import in_force
from lianjing.domain.agenda import Matter
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.meeting import MEETING
from lianjing.domain.machines.resolution import LEAD, OTHER_SIDE, RESOLUTION
from lianjing.domain.worktime import china_day
from lianjing.records.models import AgendaLine, Attendance, Directive, Meeting, Org, Outcome, Resolution, ResolutionMove
from lianjing.rooms.meetings import hands
from lianjing.rooms.meetings.usecases import agenda
from lianjing.ui.wording import meetings as words

OPENS_ROWS = frozenset(
    {"flags", "rectifications", "powers", "grey", "suspended", "undisclosed", "overdue", "unanswered"}
)


@dataclass(frozen=True)
class LineShown:
    """One line: its words, where its rows are, what became of it."""

    line: AgendaLine
    words: str
    rows_url: str
    outcome: Outcome | None = None
    earlier: list[Outcome] = field(default_factory=list)  # what stood before an objection

    @property
    def may_strike(self) -> bool:
        """Return whether people may take it off the agenda."""
        return self.line.matter != Matter.RESOLVED and self.line.struck_at is None


@dataclass(frozen=True)
class Section:
    """One of the plan's kinds of matter with its lines."""

    matter: str
    title: str
    lines: list[LineShown]


@dataclass(frozen=True)
class MeetingSheet:
    """A meeting as a post sees it, with the steps open to it now."""

    meeting: Meeting
    groups: list[Section]
    side: str
    steps: frozenset[str]
    may_change: bool  # strike, put back, add
    may_view: bool
    signed: bool  # the reader's side has signed


def visible_meetings(post: Seat) -> "QuerySet[Meeting]":
    """Return the meetings the post may read, the newest first, with how many resolutions were set and done."""
    rows = policy.visible(post, Action.MEETING_READ, Meeting).order_by("-quarter")
    found = "lines__outcomes__resolution"
    return rows.annotate(set_=Count(found), done=Count(found, filter=Q(**{f"{found}__state__in": RESOLUTION.ends})))


def sheet(post: Seat, meeting: Meeting) -> MeetingSheet:
    """Return a meeting with its agenda and what this post may do."""
    hand, side = hands.hand(post, meeting), meetings.side_of(post)
    steps = {step.name for step in MEETING.steps_from(meeting.state, hand.capacities)}
    if meeting.state == "planned" and side:
        steps.add("set_day")
    if meeting.state == "minutes" and policy.holds(post, Action.MEETING_CHAIR):
        steps.add("sign")
    signer = {
        meetings.COMMISSION: meeting.commission_signed_by_id,
        meetings.BUREAU: meeting.bureau_signed_by_id,
    }.get(side)
    prepares = policy.holds(post, Action.MEETING_PREPARE)
    return MeetingSheet(
        meeting=meeting,
        groups=groups(meeting),
        side=side,
        steps=frozenset(steps),
        may_change=prepares and meeting.state in agenda.OPEN,
        may_view=prepares and meeting.state == "collecting",
        signed=signer is not None,
    )


def groups(meeting: Meeting) -> list[Section]:
    """Return a meeting's agenda, kind by kind, each line with the outcome in force. Two queries."""
    now_on, before = dict[int, Outcome](), dict[int, list[Outcome]]()
    for one in meetings.outcomes_of(meeting):
        if one.replaced_by_id is None:
            now_on[one.line_id] = one
        else:
            before.setdefault(one.line_id, []).append(one)
    shown = [
        LineShown(line, said(line), _rows_url(line), now_on.get(line.pk), before.get(line.pk, []))
        for line in meetings.lines_of(meeting)
    ]
    return [
        Section(matter, str(title), held)
        for matter, title in words.MATTERS.items()
        if (held := [one for one in shown if one.line.matter == matter])
    ]


def said(line: AgendaLine) -> str:
    """Return a line in words: an added one in its own, a gathered one by its code."""
    return line.words or words.line(line.code, line.facts)


def _rows_url(line: AgendaLine) -> str:
    if line.source_table == "resolution":
        return reverse("meetings:resolution", args=[line.source_id])
    if line.code == "quarter":
        return reverse("meetings:quarter") + f"?quarter={line.meeting.quarter}"
    return reverse("meetings:line", args=[line.pk]) if line.code in OPENS_ROWS else ""


@dataclass(frozen=True)
class ResolutionSheet:
    """A resolution with its history, the meetings it was on, and the steps open to this post."""

    resolution: Resolution
    steps: frozenset[str]
    moves: list[ResolutionMove]
    meetings: list[Meeting]
    records: dict[tuple[str, int], str]
    shown: list[str]  # what its report named
    late: bool
    directive: Directive | None  # what it went out as, where the post may read it


def resolution_sheet(post: Seat, resolution: Resolution, today: date) -> ResolutionSheet:
    """Return a resolution as a post sees it."""
    capacities = set()
    if policy.holds(post, Action.RESOLUTION_REPORT) and policy.may(post, Action.RESOLUTION_REPORT, resolution):
        capacities.add(LEAD)
    side = meetings.side_of(post)
    if side and side != resolution.side and resolution.reported_by_id != post.person_id:
        capacities.add(OTHER_SIDE)
    moves = policy.visible(post, Action.RESOLUTION_READ, ResolutionMove).filter(resolution=resolution)
    records = meetings.records_of(resolution)
    shown = [records.get((table, key), f"{table} {key}") for table, key in resolution.evidence]
    return ResolutionSheet(
        resolution=resolution,
        steps=frozenset(step.name for step in RESOLUTION.steps_from(resolution.state, capacities)),
        moves=list(moves.select_related("by")),
        meetings=meetings.meetings_of(resolution),
        records=records,
        shown=shown,
        late=resolution.state == "doing" and resolution.due_on < today,
        directive=policy.visible(post, Action.DIRECTIVE_READ, Directive).filter(pk=resolution.directive_id).first(),
    )


def resolutions(post: Seat) -> "QuerySet[Resolution]":
    """Return the resolutions the post may read, open ones first, those due first before the others."""
    rows = policy.visible(post, Action.RESOLUTION_READ, Resolution).exclude(state=RESOLUTION.start)
    return rows.select_related("lead", "outcome__line__meeting")


def meeting_of(post: Seat) -> dict[str, Any]:
    """Return what the home page shows above the list: the meeting under way, if any."""
    rows = policy.visible(post, Action.MEETING_READ, Meeting).exclude(state__in=MEETING.ends)
    return {"current": rows.order_by("-quarter").first()}


def seats(now: datetime) -> dict[str, list[tuple[int, str]]]:
    """Return, by side, the posts that may sit: (key, unit and title)."""
    on = china_day(now)
    return {
        side: [(one.pk, f"{one.org.name} {one.title}") for one in meetings.sitting(side, on)] for side in words.SIDES
    }


def attendance(meeting: Meeting) -> list[tuple[str, list[Attendance], list[Attendance]]]:
    """Return, by side, who was there and who was excused."""
    rows = meetings.attendance_of(meeting)
    return [
        (str(label), [one for one in rows if one.side == side and not one.excused],
         [one for one in rows if one.side == side and one.excused])
        for side, label in words.SIDES.items()
    ]  # fmt: skip


def without_outcome(meeting: Meeting) -> list[AgendaLine]:
    """Return the lines that are to be heard and have no outcome yet."""
    shown = [one for group in groups(meeting) for one in group.lines]
    return [one.line for one in shown if one.outcome is None and one.line.struck_at is None]


def outcome(line: AgendaLine) -> Outcome | None:
    """Return what was entered on a line."""
    return meetings.outcome_on(line)


def records(resolution: Resolution) -> dict[tuple[str, int], str]:
    """Return the records of this system that can show a resolution done."""
    return meetings.records_of(resolution)


def bodies(post: Seat) -> list[Org]:
    """Return the bodies that may lead a resolution: every unit in force but the county itself."""
    rows = policy.visible(post, Action.NETWORK_READ, Org).filter(in_force(post.on)).exclude(parent=None)
    return list(rows.order_by("path"))


def county_name(meeting: Meeting) -> str:
    """Return the name of the county a meeting belongs to."""
    return meetings.county_name()
