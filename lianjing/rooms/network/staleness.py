"""A changed network makes the last proof stale at once; the worker makes a new one after the change."""

from datetime import datetime

from lianjing.access import proof


def mark_stale(*, now: datetime) -> None:
    """Say that the network has changed since the newest proof; the mark is what the worker looks for."""
    proof.mark_stale(now)
