"""A file of an open standard goes into the lake: each table that it fills is an act of its own."""

from datetime import datetime

from lianjing.domain.authority import Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.rooms.uploads.standard_files import StandardReading
from lianjing.rooms.uploads.usecases import ledgers


def take_in(post: Seat, reading: StandardReading, now: datetime) -> dict[str, int]:
    """Take every table of a reading into the lake; return the rows of each, 0 where the same file was in force.

    Raises RuleBroken: what taking in a ledger refuses; tables before it stay, and the same file again finds them known.
    """
    taken = {}
    for ledger in reading.ledgers():
        try:
            ledgers.take_in(post=post, org=reading.org, ledger=ledger, now=now)
        except RuleBroken as refusal:
            if refusal.code != "ledger_known":
                raise
            taken[ledger.table] = 0
        else:
            taken[ledger.table] = ledger.rows.num_rows
    return taken
