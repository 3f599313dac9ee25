"""Red flags: a question that rows put to a unit. Never a charge."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class RedFlag(Table):
    """A question with the rows that raised it. Sealed ones are open only to the people named on them."""

    scope = Scope(
        path="org__path",
        about="about",
        listed="handlers",
        sealed="sealed",
        actions=frozenset(
            {Action.FLAG_READ, Action.FLAG_READ_SEALED, Action.FLAG_WEIGH, Action.FLAG_ANSWER, Action.FLAG_REVIEW}
        )
        | {Action.PROBLEM_BEGIN},
    )

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="red_flags")
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)  # the evidence as it stood, before anyone was told
    dedup_key = models.CharField(max_length=64, unique=True)
    run = models.ForeignKey(
        "records.ScreeningRun", null=True, blank=True, on_delete=models.PROTECT, related_name="red_flags"
    )  # null: a question of the network's own posts
    amount = models.BigIntegerField(null=True, blank=True)  # money at risk in fen: what waits is asked in its order
    strength = models.FloatField(default=0)
    sealed = models.BooleanField(default=False)
    about = models.ManyToManyField("records.Person", blank=True, related_name="flags_about")
    handlers = models.ManyToManyField("records.Person", blank=True, related_name="flags_handled")
    state = models.CharField(max_length=20, default="raised")
    raised_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)  # null: it waits, because its reviewers have enough
    last_seen_on = models.DateField(null=True, blank=True)
    gone_on = models.DateField(null=True, blank=True)  # the day on which the same question found nothing any more
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    innocent_reason = models.CharField(max_length=40, blank=True)
    answered_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="flags_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="flags_reviewed"
    )
    review = models.TextField(blank=True)
    weighing = models.JSONField(default=dict)  # a sealed flag's step, the two hands on it, and their words
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["code", "state"], name="flag_code_state")]
