"""Recusal: a person kept away from one record, whose very existence is then hidden from them (D4, SM14)."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Recusal(Table):
    """A person, a record named by table and key, and where the question stands."""

    scope = Scope(path="path", about="person", actions=frozenset({Action.RECUSAL_READ, Action.RECUSAL_DECIDE}))

    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="recusals")
    table = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    path = models.CharField(max_length=120)  # the unit of the record, so that the level above can decide
    ground = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    raised_by = models.CharField(max_length=10)  # own, request, detection
    state = models.CharField(max_length=20, default="raised")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="recusals_decided"
    )
    decided_reason = models.TextField(blank=True)
    replacement = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["table", "record_id", "person"], name="recusal_of_record")]
        constraints = [
            models.UniqueConstraint(fields=["person", "table", "record_id"], name="recusal_once"),
        ]

    def journal_subject(self) -> tuple[str, int]:
        """Return the record kept from the person: entries are filed there, so that recusal hides them too."""
        return self.table, self.record_id
