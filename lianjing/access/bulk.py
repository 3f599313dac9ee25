"""Many rows written at once, by an operator's act or an accepted file. Reads only whether a table is empty."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model

from lianjing.records.base import Table
from lianjing.records.doors import unscoped

T = TypeVar("T", bound=Table)
_BATCH = 500


def insert(table: type[T], rows: Sequence[T]) -> Sequence[T]:
    """Write new rows of `table` inside the caller's transaction and return them with their keys."""
    return unscoped(table, reason="new rows of one act, written together").bulk_create(rows, batch_size=_BATCH)


def link(through: type[Model], rows: Sequence[Model]) -> None:
    """Write new rows of the plain table between two tables."""
    manager: Any = through._base_manager
    manager.bulk_create(rows, batch_size=_BATCH)


def is_empty(table: type[Table]) -> bool:
    """Return whether no row of `table` exists: a county is loaded into an empty network only."""
    return not unscoped(table, reason="whether there is anything at all").exists()
