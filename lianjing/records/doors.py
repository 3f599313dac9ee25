"""The only way past the policy. Each use names its reason; `docs/reference/doors.md` lists them from the source."""

from typing import Any, TypeVar

from django.db import models

from lianjing.records.base import Table

T = TypeVar("T", bound=Table)


def unscoped(table: type[T], *, reason: str) -> "models.QuerySet[T]":
    """Return every row of `table`. Only records/, access/, jobs/ and the operator's commands may call this."""
    if not reason:
        raise ValueError("a door needs a reason")
    queryset: Any = models.QuerySet(model=table)
    return queryset
