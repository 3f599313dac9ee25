"""Writing a state that a machine allowed: exactly one of two hands wins."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.doors import unscoped

T = TypeVar("T", bound=Table)


def swap(record: Table, was: str) -> None:
    """Write `record` with its new state, if it still stands at `was`. Raises RuleBroken("somebody_was_faster")."""
    state = record.__dict__["state"]
    rows: Any = unscoped(type(record), reason="exactly one of two hands wins")
    if not rows.filter(pk=record.pk, state=was).update(state=state):
        raise RuleBroken("somebody_was_faster")
    record.save()


def each(records: Iterable[T], step: Callable[[T], object]) -> int:
    """Take a step for each record, leaving out those that somebody else has just dealt with; return how many moved."""
    moved = 0
    for record in records:
        try:
            step(record)
        except RuleBroken as refusal:
            if refusal.code != "somebody_was_faster":
                raise
        else:
            moved += 1
    return moved
