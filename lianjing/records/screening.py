"""What a screening read and found, and what each school has not delivered yet."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class ScreeningRun(Table):
    """One screening of the lake: on which day, by which engine, of which versions, and how each model fared."""

    scope = Scope(path="", actions=frozenset())

    on = models.DateField()
    began_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    engine = models.CharField(max_length=20)
    whole = models.BooleanField(default=True)  # every model of every school, or only what new rows touched
    versions = models.JSONField(default=dict)  # table -> version of the lake
    batches = models.JSONField(default=dict)  # table -> batches in force
    row_count = models.BigIntegerField(default=0)
    excepted = models.JSONField(default=dict)  # model -> flags that an exception in force kept from being raised
    asked = models.JSONField(default=list)  # a model each: what `engines.screening.Asked` says of it

    class Meta:
        ordering = ["-id"]


class Readiness(Table):
    """What one school lacks for which model: its answer is grey, never clean."""

    scope = Scope(path="org__path", actions=frozenset({Action.FLAG_READ}))

    org = models.OneToOneField("records.Org", on_delete=models.PROTECT, related_name="readiness")
    on = models.DateField()
    gaps = models.JSONField(default=dict)  # model -> [{table, why, column}]
