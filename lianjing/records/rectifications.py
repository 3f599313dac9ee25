"""Rectifications: what has to be put right, by whom, by when, who accepts it, and what happened on the way."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Rectification(Table):
    """One thing to be put right at one unit. The record that asked for it opens it once, however many ask at once.

    origin: what the page says of that record: a flag's code and facts, the step and the rule, or a title.
    evidence: records of this house, each {table, id, label, sha256}. sample: {seed, of, rows, ...} of each look.
    """

    scope = Scope(
        path="org__path",
        posts=("responsible", "issuer", "acceptor"),
        about="about",
        subject=("about_table", "about_id"),
        actions=frozenset({Action.RECTIFY_READ, Action.RECTIFY_ACT}),
    )

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="rectifications")
    about_table = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    origin = models.JSONField(default=dict)
    about = models.ManyToManyField("records.Person", blank=True, related_name="rectifications_about")
    urgent = models.BooleanField(default=False)  # a child was in danger: the shortest clocks, nothing left out
    level = models.SmallIntegerField(default=1)  # 1 the group, 2 the bureau, 3 the dispatched team
    round = models.SmallIntegerField(default=1)  # one more each time it came back
    responsible = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="to_rectify")
    issuer = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="rectifications_issued")
    acceptor = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="rectifications_to_accept")
    state = models.CharField(max_length=20, default="opened")
    opened_at = models.DateTimeField()
    entered_at = models.DateTimeField()  # when it came into the state it is in
    due_on = models.DateField(null=True, blank=True)
    told_level = models.SmallIntegerField(default=0)  # how far up it was called since it is late
    cause = models.CharField(max_length=20, blank=True)
    cause_words = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    finish_on = models.DateField(null=True, blank=True)
    evidence = models.JSONField(default=list)
    changed_version = models.ForeignKey(
        "records.PowerVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="rectifications"
    )
    changed_step = models.CharField(max_length=8, blank=True)
    why_unchanged = models.TextField(blank=True)
    voiding = models.JSONField(default=dict)  # {reason, by, post}: the first of two hands
    sample = models.JSONField(default=dict)
    look_back = models.JSONField(default=dict)
    accepted_at = models.DateTimeField(null=True, blank=True)
    observed_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["about_table", "about_id"], name="rectified_once")]
        indexes = [models.Index(fields=["state", "due_on"], name="rectification_due")]


class RectificationMove(Table):
    """One line of a rectification's history: the step, who took it in which post, and the words, item by item."""

    scope = Scope(
        path="rectification__org__path",
        posts=("rectification__responsible", "rectification__issuer", "rectification__acceptor"),
        about="rectification__about",
        subject=("rectification__about_table", "rectification__about_id"),
        actions=frozenset({Action.RECTIFY_READ}),
    )

    rectification = models.ForeignKey(Rectification, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=20)
    by = models.ForeignKey("records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(default=list)  # what was said with it, one by one
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
