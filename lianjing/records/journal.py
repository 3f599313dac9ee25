"""The journal: every act and every read of sensitive rows, append-only, each entry bound to the one before."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class JournalEntry(Table):
    """One act or one read. `canonical` and `salt` make the leaf that the public log commits to."""

    scope = Scope(
        path="path",
        owner="person",
        sealed="sealed",
        subject=("subject_table", "subject_id"),
        actions=frozenset({Action.JOURNAL_READ}),
    )

    at = models.DateTimeField()
    kind = models.CharField(max_length=5)  # act, read
    action = models.CharField(max_length=60)
    person = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="journal")
    post = models.ForeignKey("records.Post", null=True, on_delete=models.PROTECT, related_name="journal")
    path = models.CharField(max_length=120)
    subject_table = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    sealed = models.BooleanField(default=False)  # about what was sealed then: open only to whoever acted
    canonical = models.BinaryField()
    salt = models.BinaryField(max_length=16)
    leaf = models.CharField(max_length=64)
    chain = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_table", "subject_id"], name="journal_of_record")]


class JournalHead(Table):
    """One row: the last link of the chain. Locking it puts entries in one order."""

    scope = Scope(path="", actions=frozenset())

    chain = models.CharField(max_length=64)
    entries = models.BigIntegerField(default=0)
