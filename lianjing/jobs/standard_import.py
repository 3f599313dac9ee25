"""A file of an open standard taken into the lake: OCDS as procurements, an event log as events."""

from datetime import datetime
from pathlib import Path
from typing import Any

from lianjing.access import policy
from lianjing.access.posts import seats_of_account
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import LARGE
from lianjing.rooms.uploads import queries_ledgers, queries_standards, standard_files
from lianjing.rooms.uploads.usecases import standards


def take(file: Path, standard: str, username: str, school: str, now: datetime) -> dict[str, Any]:
    """Take every table that the file fills into the lake as rows of `school` (the person's own unit where "").

    A corrected file of the same name takes the place of the first; the same file twice changes nothing.
    Raises RuleBroken: standard_unknown, nobody_of_that_name, school_unknown, and what reading and taking in refuse.
    """
    seat = _seat(username, now)
    org = queries_ledgers.unit_of(seat)
    code = queries_standards.school_named(seat, org, school)
    reading = standard_files.read(org, code, file.read_bytes(), file.name, standard, LARGE)
    found, taken = reading.found, standards.take_in(seat, reading, now)
    done = {"cases": found.cases, "left_out": dict(found.left_out), "problems": len(found.problems)}
    return {**done, "tables": {name: rows or "known" for name, rows in taken.items()}}


def _seat(username: str, now: datetime) -> Seat:
    for seat in seats_of_account(username, now.date()):
        if policy.holds(seat, Action.LEDGER_IMPORT):
            return seat
    raise RuleBroken("nobody_of_that_name", username=username)
