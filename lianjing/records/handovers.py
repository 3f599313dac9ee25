"""Hand-over of a post: what is in flight moves as one set with a signed list (D7)."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class Handover(Table):
    """One post changing hands."""

    scope = Scope(
        path="post__org__path",
        owner="coming",
        posts=("post",),
        actions=frozenset({Action.HANDOVER_READ, Action.HANDOVER_SIGN}),
    )

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="handovers")
    leaving = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="handed_over")
    coming = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="took_over")
    state = models.CharField(max_length=20, default="opened")
    opened_by = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="handovers_opened"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    items = models.JSONField(default=list)
    items_sha256 = models.CharField(max_length=64, blank=True)
    signed_out_at = models.DateTimeField(null=True, blank=True)
    signed_in_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
