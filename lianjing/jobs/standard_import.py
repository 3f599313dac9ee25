"""A file of an open standard taken into the lake: OCDS as procurements, an event log as events."""

from datetime import datetime
from pathlib import Path
from typing import Any

from lianjing.access import policy
from lianjing.access.posts import seats_of_account
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import LARGE, formats
from lianjing.engines.intake.standards import StandardResult, read_events, read_ocds
from lianjing.records.models import Org
from lianjing.rooms.uploads import queries_ledgers
from lianjing.rooms.uploads.ledger_rows import Ledger
from lianjing.rooms.uploads.usecases import ledgers

STANDARDS = ("ocds", "events")


def take(file: Path, standard: str, username: str, school: str, now: datetime) -> dict[str, Any]:
    """Take every table that the file fills into the lake as rows of `school` (the person's own unit where "").

    A corrected file of the same name takes the place of the first; the same file twice changes nothing.
    Raises RuleBroken: standard_unknown, nobody_of_that_name, school_unknown, and what reading and taking in refuse.
    """
    if standard not in STANDARDS:
        raise RuleBroken("standard_unknown", standard=standard[:40], known=", ".join(STANDARDS))
    seat = _seat(username, now)
    org = queries_ledgers.unit_of(seat)
    code = school or org.code
    if not policy.visible(seat, Action.LEDGER_IMPORT, Org).filter(code=code).exists():
        raise RuleBroken("school_unknown", school=code[:40])
    data = file.read_bytes()
    found = read_ocds(data, file.name, LARGE) if standard == "ocds" else read_events(data, file.name, limits=LARGE)
    done: dict[str, Any] = {"cases": found.cases, "left_out": dict(found.left_out), "problems": len(found.problems)}
    return {**done, "tables": _taken(found, seat, org, code, file.name, now)}


def _taken(found: StandardResult, seat: Seat, org: Org, school: str, filename: str, now: datetime) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for name, rows in found.tables.items():
        if rows.num_rows == 0:
            continue
        ledger = Ledger(
            table=name,
            rows=rows.drop_columns([column for column in ("_sheet", "_row") if column in rows.column_names]),
            slot=Path(filename).name.split(".")[0],
            sha256=found.sha256,
            school=school if formats.load(name).holder == "school" else "",
            filename=filename,
            sensitive={column: person for column, _, person in formats.lake_columns(formats.load(name)) if person},
        )
        try:
            ledgers.take_in(post=seat, org=org, ledger=ledger, now=now)
        except RuleBroken as refusal:
            if refusal.code != "ledger_known":
                raise
            tables[name] = "known"
        else:
            tables[name] = rows.num_rows
    return tables


def _seat(username: str, now: datetime) -> Seat:
    for seat in seats_of_account(username, now.date()):
        if policy.holds(seat, Action.LEDGER_IMPORT):
            return seat
    raise RuleBroken("nobody_of_that_name", username=username)
