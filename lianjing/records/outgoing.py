"""Notices on their way out of the house: one a post, channel and day, and urgent ones besides. No content."""

from django.db import models

from lianjing.records.base import Scope, Table


class OutgoingNotice(Table):
    """One sentence to one post by one channel: how many things wait, and nothing else. Read by the sender only."""

    scope = Scope(path="", actions=frozenset())

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="notices_out")
    channel = models.CharField(max_length=64)  # the fingerprint of the address, never the address: it is a secret
    key = models.CharField(max_length=40)  # the day, or the urgent item: the same notice is made once
    count = models.IntegerField()
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")  # waiting, sending, sent
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()  # of the next try; while it is being sent, when somebody else may try
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "not_before"], name="notice_out_due")]
        constraints = [models.UniqueConstraint(fields=["post", "channel", "key"], name="notice_out_once")]
