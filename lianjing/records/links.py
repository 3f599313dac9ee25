"""Pairs of records that may be the same, put to a person; what was answered stands in every later run."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class LinkDecision(Table):
    """One pair in the grey zone, open or answered. Sealed: only the two people named on it see that it exists (K9)."""

    scope = Scope(path="path", listed="deciders", sealed="sealed", actions=frozenset({Action.LINK_DECIDE}))

    path = models.CharField(max_length=120)  # of the office whose people are named
    kind = models.CharField(max_length=20)
    school_code = models.CharField(max_length=40, blank=True)  # whose number left_id is, when it is of the staff
    left_id = models.CharField(max_length=40)
    right_id = models.CharField(max_length=40)
    likeness = models.FloatField()
    evidence = models.JSONField(default=list)  # codes, as they lay before whoever decided
    sealed = models.BooleanField(default=True)
    deciders = models.ManyToManyField("records.Person", related_name="links_to_decide")
    raised_at = models.DateTimeField()
    same = models.BooleanField(null=True, blank=True)  # null: nobody has answered
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="links_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["kind", "school_code", "left_id", "right_id"], name="link_once")]
