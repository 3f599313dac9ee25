"""The public log: what was published, in one order that nobody can change without being seen from outside."""

from django.db import models
from django.db.models import Q

from lianjing.records.base import Scope, Table


class PublicLeaf(Table):
    """One leaf of the log. `entry` is the canonical JSON that its hash covers; `place` is given once, by the sequencer.

    The database refuses every other change, every deletion, and a place that leaves a gap.
    """

    scope = Scope(path="", actions=frozenset())

    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    subject_table = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    entry = models.BinaryField()
    hash = models.CharField(max_length=64, unique=True)  # of the leaf, as RFC 6962 has it
    place = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(place__isnull=True), name="public_leaf_waits"),
            models.Index(fields=["subject_table", "subject_id"], name="public_leaf_of_record"),
        ]


class PublicContent(Table):
    """What a leaf only commits to: its content and salt. Withdrawing deletes the row; the leaf stays."""

    scope = Scope(path="", actions=frozenset())

    leaf = models.OneToOneField(PublicLeaf, on_delete=models.PROTECT, related_name="content")
    payload = models.BinaryField()
    salt = models.BinaryField(max_length=32)


class PublicTile(Table):
    """A full tile of the tree: 256 hashes of one level, and their root, which is a hash of the level above."""

    scope = Scope(path="", actions=frozenset())

    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["level", "number"]
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="one_tile_a_place")]


class PublicCheckpoint(Table):
    """The head of the tree at one size, signed by the log. `note` is the signed note without cosignatures."""

    scope = Scope(path="", actions=frozenset())

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        ordering = ["size"]


class PublicCosignature(Table):
    """One witness's signature line under a checkpoint."""

    scope = Scope(path="", actions=frozenset())

    checkpoint = models.ForeignKey(PublicCheckpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()  # the witness's own time

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_a_witness")]
