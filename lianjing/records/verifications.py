"""Verification files, and every look that was taken by one."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Verification(Table):
    """A numbered reason to look at one school's dealings in one power, open to the people named on it."""

    scope = Scope(
        path="org__path",
        listed="handlers",
        actions=frozenset({Action.VERIFICATION_READ, Action.VERIFICATION_AGREE, Action.VERIFICATION_WATCH}),
    )

    number = models.CharField(max_length=40, unique=True)
    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="verifications")
    power = models.CharField(max_length=12)
    reason = models.TextField()
    asker = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="verifications_asked")
    asked_in = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="verifications_asked")
    asked_at = models.DateTimeField()
    handlers = models.ManyToManyField("records.Person", blank=True, related_name="verifications")
    state = models.CharField(max_length=12, default="asked")
    agreed_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="verifications_agreed"
    )
    due_on = models.DateField()
    result = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]


class VerificationLook(Table):
    """One look by a file: who looked at whom, when, and how many rows they were shown. Never what stood in them."""

    scope = Scope(
        path="verification__org__path",
        listed="verification__handlers",
        actions=frozenset({Action.VERIFICATION_READ, Action.VERIFICATION_WATCH}),
    )

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="looks_taken")
    kind = models.CharField(max_length=12)  # school, supplier, person
    name = models.CharField(max_length=80)
    rows = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
