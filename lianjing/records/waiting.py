"""What waits, as the clocks of the machines see it: since when, until when, how often somebody was called."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Waiting(Table):
    """One row for each record that waits in a state of its machine, kept by the clock; none for what has ended.

    Nothing is decided from it alone: who may see the record itself is asked of the record.
    """

    scope = Scope(
        path="path",
        posts=("post",),
        sealed="sealed",
        subject=("table", "record_id"),
        actions=frozenset({Action.WORK_REMIND}),
    )

    table = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    machine = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    path = models.CharField(max_length=120)
    sealed = models.BooleanField(default=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField()  # when the clock that runs now has run out
    called = models.SmallIntegerField(default=0)  # how many clocks of this state have run out
    called_at = models.DateTimeField(null=True, blank=True)
    post = models.ForeignKey("records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="called")

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["machine", "state"], name="waiting_in_state")]
        constraints = [models.UniqueConstraint(fields=["table", "record_id"], name="waiting_once")]

    def journal_subject(self) -> tuple[str, int]:
        """Return the record that waits."""
        return self.table, self.record_id
