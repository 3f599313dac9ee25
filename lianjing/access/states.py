"""Writing a state that a machine allowed: exactly one of two hands wins."""

from typing import Any

from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table
from lianjing.records.doors import unscoped


def swap(record: Table, was: str) -> None:
    """Write `record` with its new state, if it still stands at `was`. Raises RuleBroken("somebody_was_faster")."""
    state = record.__dict__["state"]
    rows: Any = unscoped(type(record), reason="exactly one of two hands wins")
    if not rows.filter(pk=record.pk, state=was).update(state=state):
        raise RuleBroken("somebody_was_faster")
    record.save()
