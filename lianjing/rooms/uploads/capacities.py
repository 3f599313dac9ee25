"""What a seat is to a batch."""

from lianjing.access import above
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.intake_batch import UPLOADER, UPPER
from lianjing.records.models import ImportBatch


def capacity(post: Seat, batch: ImportBatch) -> str | None:
    """Return what a seat is to a batch: uploader, upper, or None."""
    if batch.handed_in_by_id == post.person_id:
        return UPLOADER
    return UPPER if above.stands_above(post, Action.STAFF_IMPORT, batch.org) else None
