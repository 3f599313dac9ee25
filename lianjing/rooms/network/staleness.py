"""A changed network makes the last proof stale at once; a new one is made in the background after the change."""

from datetime import datetime

from django.db import transaction

from lianjing.access import proof
from lianjing.rooms.network import tasks


def mark_stale(*, now: datetime) -> None:
    """Say that the network has changed since the newest proof, and ask for a new one after this transaction."""
    if proof.mark_stale(now):
        transaction.on_commit(lambda: tasks.prove.enqueue())
