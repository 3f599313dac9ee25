"""Joint meetings: the quarter's meeting, its agenda, what was decided on each line, and the resolutions (SM9, SM10)."""

from typing import Any

from django.db import models
from django.db.models import Q

from lianjing.domain.authority import Action
from lianjing.records import choices
from lianjing.records.base import Scope, Table

_MEETING = frozenset({Action.MEETING_READ, Action.MEETING_PREPARE, Action.MEETING_CHAIR})
_RESOLUTION = frozenset({Action.RESOLUTION_READ, Action.RESOLUTION_REPORT, Action.RESOLUTION_VERIFY})


def _person(name: str) -> Any:
    return models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name=f"meetings_{name}"
    )


class Meeting(Table):
    """The joint meeting of one quarter. `path`: the county. `number`: the document's number, given outside, never here.

    host: the side that chairs it (commission, bureau); covers_from, covers_to: the days whose matters it hears.
    """

    scope = Scope(path="path", actions=_MEETING)

    path = models.CharField(max_length=120)
    quarter = models.CharField(max_length=6, unique=True)  # 2026Q4
    state = models.CharField(max_length=20, default="planned")
    host = models.CharField(max_length=10, choices=choices.sides)
    day = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=60, blank=True)
    covers_from = models.DateField()
    covers_to = models.DateField(null=True, blank=True)
    planned_at = models.DateTimeField()
    gathered_at = models.DateTimeField(null=True, blank=True)
    moved_times = models.SmallIntegerField(default=0)  # how often its day was moved
    moved_reason = models.TextField(blank=True)
    commission_view = models.TextField(blank=True)
    commission_view_by = _person("viewed_for_commission")
    commission_view_at = models.DateTimeField(null=True, blank=True)
    bureau_view = models.TextField(blank=True)
    bureau_view_by = _person("viewed_for_bureau")
    bureau_view_at = models.DateTimeField(null=True, blank=True)
    papers_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = _person("opened")
    drafted_at = models.DateTimeField(null=True, blank=True)
    drafted_by = _person("drafted")
    objected_times = models.SmallIntegerField(default=0)
    objection = models.TextField(blank=True)
    objected_by = _person("objected")
    commission_signed_by = _person("signed_for_commission")
    commission_signed_at = models.DateTimeField(null=True, blank=True)
    bureau_signed_by = _person("signed_for_bureau")
    bureau_signed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-quarter"]


class Attendance(Table):
    """Somebody who sat in a meeting for a side, or was excused."""

    scope = Scope(path="meeting__path", actions=_MEETING)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="meetings_attended")
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="meetings_attended")
    side = models.CharField(max_length=10, choices=choices.sides)
    excused = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once")]


class AgendaLine(Table):
    """One line of an agenda: one of the plan's seven kinds of matter, or an open resolution (E2).

    code, facts: what a gathered line says: counts and names of units and powers, never of people. source_table,
    source_id: the one record it is about, if any. words: an added line's own text. Struck lines stay, with the reason.
    """

    scope = Scope(path="meeting__path", actions=_MEETING)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    matter = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    place = models.SmallIntegerField(default=0)
    source_table = models.CharField(max_length=40, blank=True)
    source_id = models.BigIntegerField(default=0)
    words = models.TextField(blank=True)
    added_by = _person("lines_added")
    reason = models.TextField(blank=True)  # why it was added, or struck
    struck_by = _person("lines_struck")
    struck_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )  # the line of an earlier meeting that was not reached

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "code", "source_table", "source_id"],
                condition=~Q(code=""),
                name="agenda_line_once",
            )
        ]


class Outcome(Table):
    """What a meeting did about a line: informed, decided, set a task, or ended a resolution. Entered while it sat.

    A record completed after an objection is a new row that takes the place of the old one, which stays.
    """

    scope = Scope(path="line__meeting__path", actions=_MEETING)

    line = models.ForeignKey(AgendaLine, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=choices.outcome_kinds)
    words = models.TextField(blank=True)
    lead = models.ForeignKey(
        "records.Org", null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes_led"
    )
    due_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="outcomes_recorded")
    recorded_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(replaced_by=None), name="one_outcome_in_force"),
            models.CheckConstraint(
                condition=~Q(kind="task") | Q(lead__isnull=False, due_on__isnull=False), name="a_task_has_one_lead"
            ),
        ]


class Resolution(Table):
    """A task that a meeting set to exactly one body; verified by the other side; its directive runs beside it."""

    scope = Scope(path="lead__path", actions=_RESOLUTION)

    outcome = models.OneToOneField(Outcome, on_delete=models.PROTECT, related_name="resolution")
    lead = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="resolutions")
    side = models.CharField(max_length=10, choices=choices.sides)  # whose body leads; the other verifies
    words = models.TextField()
    state = models.CharField(max_length=20, default="recorded")
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True, blank=True)
    directive_id = models.BigIntegerField(null=True, blank=True)
    reported_by = _person("resolutions_reported")
    reported_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)
    evidence = models.JSONField(default=list)  # [[table, key]]: records of this system
    verify_by = models.DateField(null=True, blank=True)
    verified_by = _person("resolutions_verified")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)
    ended_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions_ended"
    )

    class Meta:
        ordering = ["id"]


class ResolutionMove(Table):
    """One step of a resolution; a return names each point that is missing."""

    scope = Scope(path="resolution__lead__path", actions=_RESOLUTION)

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=20)
    by = _person("resolution_moves")
    words = models.TextField(blank=True)
    points = models.JSONField(default=list)  # what a return asks for, one by one
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
