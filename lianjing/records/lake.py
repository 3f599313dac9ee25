"""What the database knows of the lake: which version of each table counts, and which files its rows came from."""

from django.db import models
from django.db.models import Q

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class LakeTable(Table):
    """One ledger table of the lake. Its row is the lock of whoever writes, and names the version that counts."""

    scope = Scope(path="", actions=frozenset())

    name = models.CharField(max_length=63, unique=True)
    version = models.BigIntegerField(null=True, blank=True)  # null: nothing was ever acknowledged
    named_at = models.DateTimeField(null=True, blank=True)
    made_from = models.JSONField(default=dict, blank=True)  # of a computed table: what it was computed from

    class Meta:
        ordering = ["name"]


class LedgerBatch(Table):
    """The rows of one ledger file as they were taken in. A correction covers the same slot and takes its place."""

    scope = Scope(path="org__path", actions=frozenset({Action.IMPORT_READ, Action.LEDGER_IMPORT}))

    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="ledger_batches")
    table = models.ForeignKey(LakeTable, on_delete=models.PROTECT, related_name="batches")
    slot = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=200, blank=True)
    row_count = models.IntegerField(default=0)
    schools = models.JSONField(default=list)  # codes of the schools whose rows it holds; "" for the whole county
    lake_version = models.BigIntegerField(null=True)  # the version that first held it
    in_force = models.BooleanField(default=True)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="ledger_batches")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    closed_reason = models.TextField(blank=True)  # why it was taken out again
    upload = models.ForeignKey(
        "records.ImportBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="ledger_batches"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["table", "slot"], condition=Q(in_force=True), name="ledger_slot_once"),
        ]
        indexes = [models.Index(fields=["table", "sha256"], name="ledger_file")]
