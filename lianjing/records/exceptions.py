"""Exceptions from a supervision model: outside the model, with a reason, agreed to by a second person, for a time."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class ModelException(Table):
    """One subject of one school about which a model does not ask for a while. Counts from the second person's yes."""

    scope = Scope(
        path="org__path",
        about="flag__about",
        subject=("of_table", "flag_id"),
        actions=frozenset({Action.FLAG_REVIEW}),
    )

    flag = models.ForeignKey("records.RedFlag", on_delete=models.PROTECT, related_name="exceptions")
    of_table = models.CharField(max_length=40, default="redflag")  # whose recusals count here: the question's
    org = models.ForeignKey("records.Org", on_delete=models.PROTECT, related_name="model_exceptions")
    code = models.CharField(max_length=40)  # the model
    subject = models.CharField(max_length=200)
    reason = models.TextField()
    until = models.DateField()
    asked_by = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="exceptions_asked")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions_agreed"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["code", "until"], name="exception_code_until")]
