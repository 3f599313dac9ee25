"""The one work list: every human step of every machine is a work item here and nowhere else (C12)."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class WorkItem(Table):
    """One thing for one post to do, about one record. Text is a code with facts, worded when shown.

    person: for whom alone of the post it is, None for whoever holds it. Nobody else of the post is told that it exists.
    """

    scope = Scope(
        path="path",
        posts=("post", "raised_by", "copies__post", "signatures__post"),
        person="person",
        sealed="sealed",
        subject=("subject_table", "subject_id"),
        actions=frozenset({Action.WORK_READ, Action.WORK_ACT, Action.WORK_REMIND}),
    )

    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="work")
    person = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="work_alone"
    )
    raised_by = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="work_raised"
    )
    path = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    subject_table = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    url = models.CharField(max_length=200)
    sealed = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default="open")
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["post", "state"], name="work_of_post")]

    def journal_subject(self) -> tuple[str, int]:
        """Return the record the work is about."""
        return self.subject_table, self.subject_id

    def moves_taken(self, step: str) -> int:
        """Return how often this item took `step`."""
        return WorkMove._base_manager.filter(item=self, step=step).count()


class WorkCopy(Table):
    """A copy: a post may read the item, and need do nothing."""

    scope = Scope(
        path="item__path",
        posts=("post",),
        person="item__person",
        sealed="item__sealed",
        subject=("item__subject_table", "item__subject_id"),
        actions=frozenset({Action.WORK_READ}),
    )

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="copies")
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="work_copies")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "post"], name="work_copy_once")]


class WorkSignature(Table):
    """A countersignature asked of a post, and what it said."""

    scope = Scope(
        path="item__path",
        posts=("post", "item__post"),
        person="item__person",
        sealed="item__sealed",
        subject=("item__subject_table", "item__subject_id"),
        actions=frozenset({Action.WORK_READ}),
    )

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="signatures")
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="work_signatures")
    opinion = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="work_signed"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "post"], name="work_signature_once")]


class WorkMove(Table):
    """What happened to an item: opened, reminded, returned, withdrawn, passed on, countersigned, done."""

    scope = Scope(
        path="item__path",
        posts=("item__post", "item__raised_by", "item__copies__post", "item__signatures__post"),
        person="item__person",
        sealed="item__sealed",
        subject=("item__subject_table", "item__subject_id"),
        actions=frozenset({Action.WORK_READ}),
    )

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="moves")
    step = models.CharField(max_length=20)
    by = models.ForeignKey("records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="work_moves")
    to = models.ForeignKey("records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="work_passed")
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
