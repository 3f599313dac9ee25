"""Writing a state that a machine allowed: exactly one of two hands wins."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from django.db import OperationalError

from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.doors import unscoped

T = TypeVar("T")


def swap(record: Table, was: str) -> None:
    """Write `record` with its new state, if it still stands at `was`. Raises RuleBroken("somebody_was_faster")."""
    state = record.__dict__["state"]
    rows: Any = unscoped(type(record), reason="exactly one of two hands wins")
    if not rows.filter(pk=record.pk, state=was).update(state=state):
        raise RuleBroken("somebody_was_faster")
    record.save()


def each(records: Iterable[T], step: Callable[[T], object], later: Collection[str] = ()) -> int:
    """Take a step for each record; one that cannot take it keeps no other waiting. Return how many moved.

    Left out in silence is what somebody else has just dealt with, and what is refused by a code of `later`: it is tried
    again the next time. Any other fault is raised once all have had their turn, the first of them; at once where the
    database does not answer.
    """
    moved, faults = 0, list[Exception]()
    for record in records:
        try:
            step(record)
        except OperationalError:
            raise
        except Exception as fault:
            if not isinstance(fault, RuleBroken) or fault.code not in {"somebody_was_faster", *later}:
                faults.append(fault)
        else:
            moved += 1
    if faults:
        raise faults[0]
    return moved
