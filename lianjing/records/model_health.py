"""When a supervision model stopped itself, on what evidence, and who woke it."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class ModelSuspension(Table):
    """One version of a model that raises no new flags since too few of its weighed ones were right."""

    scope = Scope(path="path", actions=frozenset({Action.MODEL_KEEP}))

    path = models.CharField(max_length=120)  # of the county
    code = models.CharField(max_length=40)  # the model
    version = models.IntegerField()
    right = models.IntegerField()
    innocent = models.IntegerField()
    suspended_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True, blank=True)
    woken_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="models_woken"
    )
    reason = models.TextField(blank=True)  # why it was woken

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], condition=models.Q(woken_at=None), name="model_asleep_once"
            )
        ]
