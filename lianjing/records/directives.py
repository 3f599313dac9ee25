"""Directives: what one post demands of a unit, its way through SM6, and who was called when it came late."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Directive(Table):
    """One demand of a post. Until it is issued it lies at the issuer's unit, and no receiver knows of it."""

    scope = Scope(
        path="path",
        posts=("issuer", "receiver", "decider", "calls__post"),
        actions=frozenset({Action.DIRECTIVE_READ, Action.DIRECTIVE_ACT}),
    )

    path = models.CharField(max_length=120)  # of the issuer's unit while drafted, then of the receiving unit
    number = models.CharField(max_length=60, blank=True)  # given when issued: year and serial, without gaps
    issuer = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="directives_issued")
    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="directives")
    receiver = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="directives_received"
    )  # set when issued
    decider = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="directives_decided"
    )  # who stands above the issuer and is asked: to allow it over the budget, or to decide on a contest
    kind = models.CharField(max_length=12, default="general")  # remind, general, key, listed
    topic = models.CharField(max_length=12, default="other")  # food, safety and money: no vacation stops the clock
    title = models.CharField(max_length=120)
    text = models.TextField()
    basis = models.CharField(max_length=300, blank=True)
    power = models.CharField(max_length=12, blank=True)  # id of the power item it is about
    subject_table = models.CharField(max_length=40, blank=True)  # the record it is about, if there is one
    subject_id = models.BigIntegerField(null=True, blank=True)
    asked_values = models.IntegerField(default=0)  # values that somebody must type by hand to meet it
    filled_by = models.CharField(max_length=24, default="principal")  # the role whose week that burdens
    due_on = models.DateField()  # the last day for a reply
    state = models.CharField(max_length=20, default="drafted")
    level = models.SmallIntegerField(default=0)  # the highest level called since the reply is late
    waits_since = models.DateTimeField()  # when this state was entered
    waits_until = models.DateTimeField()  # when its clock runs out
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by_silence = models.BooleanField(default=False)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    reply_table = models.CharField(max_length=40, blank=True)  # the record of this system that shows what was done
    reply_id = models.BigIntegerField(null=True, blank=True)
    missing = models.JSONField(default=list)  # the items of the last return
    twin = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="twins")
    not_twin = models.TextField(blank=True)  # why the issuer says that it is no duplicate
    allowed = models.TextField(blank=True)  # why the level above lets it go over the budget
    contest_ground = models.CharField(max_length=12, blank=True)  # duplicate, unlawful, not_ours
    contest_words = models.TextField(blank=True)
    contest_twin = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="contested")
    contested_at = models.DateTimeField(null=True, blank=True)
    decided = models.TextField(blank=True)  # the words of the decision on a contest, a withdrawal
    accepted_by_silence = models.BooleanField(default=False)  # the issuer did not review in time
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["org", "state"], name="directive_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="directive_number_once")
        ]

    def __str__(self) -> str:
        return self.title

    def moves_taken(self, step: str) -> int:
        """Return how often this directive took `step`."""
        return DirectiveMove._base_manager.filter(directive=self, step=step).count()


class DirectiveMove(Table):
    """What happened to a directive, by which post, with which words."""

    scope = Scope(
        path="directive__path",
        posts=("directive__issuer", "directive__receiver", "directive__decider", "directive__calls__post"),
        subject=("of_table", "directive_id"),
        actions=frozenset({Action.DIRECTIVE_READ}),
    )

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="moves")
    of_table = models.CharField(max_length=40, default="directive")  # whose recusals count here: the directive's
    step = models.CharField(max_length=20)
    by = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="directive_moves"
    )  # null: the clock
    person = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="directive_moves"
    )
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class DirectiveCall(Table):
    """One level that was called because the reply is late, and what it did. Escalation stops at who acts."""

    scope = Scope(
        path="directive__path",
        posts=("post", "directive__issuer", "directive__receiver"),
        subject=("of_table", "directive_id"),
        actions=frozenset({Action.DIRECTIVE_READ}),
    )

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="calls")
    of_table = models.CharField(max_length=40, default="directive")
    level = models.SmallIntegerField()  # 1 principal, 2 group leader, 3 bureau leader, 4 the next joint meeting
    round = models.SmallIntegerField(default=0)  # which last day it was: a level that acts names a new one
    post = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="directive_calls"
    )  # null: the joint meeting, or nobody holds such a post
    called_at = models.DateTimeField()
    acted_at = models.DateTimeField(null=True, blank=True)
    measure = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["directive", "level", "round"], name="directive_call_once")]
