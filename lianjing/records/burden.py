"""How many values a post typed by hand on a day, and whose demand asked for them. No content, no person (C3)."""

from django.db import models

from lianjing.domain.authority import Action
from lianjing.records.base import Scope, Table


class TypedValues(Table):
    """The count of one post, day and demand. It is the demander's figure: it lies at the unit of who asked."""

    scope = Scope(path="path", posts=("asked_by",), actions=frozenset({Action.BURDEN_READ}))

    path = models.CharField(max_length=120, blank=True)  # of the unit that asked; "" for the product's own steps
    asked_by = models.ForeignKey(
        "records.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="values_asked"
    )
    demand = models.CharField(max_length=60)  # a directive ("directive:5"), or the action of a page
    post = models.ForeignKey("records.Post", on_delete=models.PROTECT, related_name="values_typed")
    day = models.DateField()
    values = models.IntegerField(default=0)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["post", "day"], name="typed_of_post")]
        constraints = [models.UniqueConstraint(fields=["post", "day", "demand"], name="typed_once")]
