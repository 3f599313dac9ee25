"""The impact assessment that must be signed by two before the first real import (C15)."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class ImpactAssessment(Table):
    """Purpose, necessity, risks, measures and retention of one kind of import, with two signatures."""

    scope = Scope(path="path", actions=frozenset({Action.IMPACT_READ, Action.IMPACT_WRITE, Action.IMPACT_SIGN}))

    path = models.CharField(max_length=120)
    purpose = models.TextField()
    necessity = models.TextField()
    risks = models.TextField(default="")
    measures = models.TextField()
    retention = models.TextField()
    state = models.CharField(max_length=20, default="draft")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="impact_drafts"
    )
    signed_sha256 = models.CharField(max_length=64, blank=True)  # of the text that the first signer signed
    first_signer = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="impact_first"
    )
    second_signer = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="impact_second"
    )
    first_signed_at = models.DateTimeField(null=True, blank=True)
    second_signed_at = models.DateTimeField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)  # why it was dropped, amended or revoked

    class Meta:
        ordering = ["-id"]
