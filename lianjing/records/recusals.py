"""Recusal: a person kept away from one record, whose very existence is then hidden from them (D4, SM14)."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Recusal(Table):
    """A person, a record named by table and key, and where the question stands."""

    scope = Scope(
        path="path",
        about="person",
        subject=("table", "record_id"),  # whoever is recused from the record sees nobody else's recusal either
        actions=frozenset({Action.RECUSAL_READ, Action.RECUSAL_DECIDE}),
    )

    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="recusals")
    table = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    round = models.SmallIntegerField(default=1)  # what was decided not to need one may be asked for once more
    path = models.CharField(max_length=120)  # the unit of the record, so that the level above can decide
    ground = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    raised_by = models.CharField(max_length=10)  # own, request, detection
    requested_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="recusals_requested"
    )
    state = models.CharField(max_length=20, default="raised")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # kept or replaced: the clock of the record goes on
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
            models.UniqueConstraint(fields=["person", "table", "record_id", "round"], name="recusal_once"),
        ]

    def journal_subject(self) -> tuple[str, int]:
        """Return the record kept from the person: entries are filed there, so that recusal hides them too."""
        return self.table, self.record_id
