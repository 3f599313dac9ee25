"""Versions of power items, what was said about them, and the matters that were run by them."""

from django.db import models
from django.db.models import Q

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table

_POWER = frozenset({Action.POWER_READ, Action.POWER_EDIT, Action.POWER_APPROVE})
_MATTER = frozenset({Action.MATTER_READ, Action.MATTER_ACT})


class PowerVersion(Table):
    """One version of a power item: the county's, or a school's own, which may only be stricter (K5).

    text: the whole file, as published; automaton: fingerprint of its compiled chart, by which matters are judged (K4).
    """

    scope = Scope(path="org__path", actions=_POWER)

    item = models.CharField(max_length=8)
    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="power_versions")
    number = models.IntegerField()
    state = models.CharField(max_length=20, default="draft")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    automaton = models.CharField(max_length=80, blank=True)
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    why = models.TextField(blank=True)  # what is changed, and why: read by whoever is consulted
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="powers_drafted")
    drafted_at = models.DateTimeField()
    consulted_from = models.DateTimeField(null=True, blank=True)
    heard_until = models.DateField(null=True, blank=True)
    first_approver = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="powers_approved"
    )
    first_approved_at = models.DateTimeField(null=True, blank=True)
    second_approver = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="powers_countersigned"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["item", "org", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "org", "number"], name="power_version_once"),
            models.UniqueConstraint(
                fields=["item", "org"], condition=Q(state="effective"), name="one_version_in_force"
            ),
        ]


class PowerOpinion(Table):
    """What somebody said in a consultation, and what the drafter answered."""

    scope = Scope(path="version__org__path", actions=_POWER)

    version = models.ForeignKey(PowerVersion, on_delete=models.PROTECT, related_name="opinions")
    step = models.CharField(max_length=8, blank=True)
    said = models.TextField()
    said_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="power_opinions")
    said_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    taken_up = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]


class PowerDrawing(Table):
    """A BPMN drawing that came with a draft and is no chart of blocks: kept byte for byte, and still to be checked."""

    scope = Scope(path="version__org__path", actions=_POWER)

    version = models.ForeignKey(PowerVersion, on_delete=models.PROTECT, related_name="drawings")
    name = models.CharField(max_length=80)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    kept_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="drawings_kept")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["version", "sha256"], name="power_drawing_once")]


class Matter(Table):
    """One exercise of a power at a unit. Judged by the version it began with, whatever comes later (K4)."""

    scope = Scope(path="org__path", actions=_MATTER)

    version = models.ForeignKey(PowerVersion, on_delete=models.PROTECT, related_name="matters")
    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="matters")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=20, default="running")
    amount = models.BigIntegerField(null=True, blank=True)  # fen
    days = models.JSONField(default=dict)  # named days of the item: id -> ISO day
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="matters_opened")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]


class MatterEvent(Table):
    """One step taken: when it really happened, when it was written down, in which post, and what it left behind."""

    scope = Scope(path="matter__org__path", actions=_MATTER)

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=40)  # a step's number, or in words what the chart does not know
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="events_recorded")
    post_code = models.CharField(max_length=10, blank=True)
    outside = models.CharField(max_length=10, blank=True)  # post code of somebody outside the network
    papers = models.JSONField(default=list)  # [{paper, name, sha256, revision}]
    notice_until = models.DateField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["happened_at", "id"]


class MatterHand(Table):
    """Who took a step. A colleague who was named counts once they confirm it themselves.

    due_on: until when they are asked; nobody is told before that they were not there. Null: whoever wrote the step
    down, and whoever has no list to be asked on.
    """

    scope = Scope(path="event__matter__org__path", owner="person", actions=_MATTER)

    event = models.ForeignKey(MatterEvent, on_delete=models.PROTECT, related_name="hands")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="matter_hands")
    post_code = models.CharField(max_length=10)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    denied_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="matter_hand_once")]


class LightRun(Table):
    """One counting of what happened by a power: from which versions of the lake, and until when."""

    scope = Scope(path="", actions=frozenset())

    item = models.CharField(max_length=8)
    source = models.CharField(max_length=10)  # matters or ledgers
    on = models.DateField()
    counted_at = models.DateTimeField()
    versions = models.JSONField(default=dict)  # table -> version of the lake
    events = models.IntegerField(default=0)

    class Meta:
        ordering = ["-id"]


class LightCell(Table):
    """What happened at one step of a power at one unit in half a school year. Counts, never people."""

    scope = Scope(path="org__path", actions=frozenset({Action.MATTER_READ}))

    run = models.ForeignKey(LightRun, on_delete=models.CASCADE, related_name="cells")
    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="light_cells")
    half = models.CharField(max_length=12)
    step = models.CharField(max_length=40)
    passed = models.IntegerField(default=0)
    deviated = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    people = models.IntegerField(default=0)  # how many different ones, not who
    kinds = models.JSONField(default=dict)  # kind of deviation -> cases
    cases = models.JSONField(default=list)  # deviating cases: [{case, kinds, rows: [[table, row]]}], at most 20

    class Meta:
        ordering = ["id"]
