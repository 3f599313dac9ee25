"""Batches of rows that a unit handed over, with what was wrong in them."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table

_IMPORT = frozenset({Action.IMPORT_READ, Action.STAFF_IMPORT})


class ImportBatch(Table):
    """One file, once: its hash, its rows as read, and where it stands."""

    scope = Scope(path="org__path", actions=_IMPORT)

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="imports")
    table_format = models.CharField(max_length=40)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default="received")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("records.Post", null=True, on_delete=models.PROTECT, related_name="imports")
    handed_in_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="imports_handed_in"
    )
    accepted_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="imports_accepted"
    )
    closed_reason = models.TextField(blank=True)  # why it was thrown away
    accepted_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    sealed_file = models.BinaryField()  # emptied once nothing in it waits for anybody
    sealed_rows = models.BinaryField()
    problems = models.JSONField(default=list)  # masked: never a number of a person
    skipped = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # the mapping used
    row_count = models.IntegerField(default=0)
    outcome = models.JSONField(default=dict)  # counts: new, changed, same, ended

    class Meta:
        ordering = ["-id"]


class ColumnChoice(Table):
    """The mapping a unit's clerk corrected once, remembered for the next file of that format."""

    scope = Scope(path="org__path", actions=_IMPORT)

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="column_choices")
    table_format = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["org", "table_format"], name="column_choice_once")]
