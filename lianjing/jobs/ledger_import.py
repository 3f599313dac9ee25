"""A directory's ledgers taken into the lake, as one of the county's people would hand them in."""

from datetime import datetime
from pathlib import Path
from typing import Any

from lianjing.access import policy
from lianjing.access.posts import seats_of_account
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import Lookups, formats
from lianjing.engines.intake.directory import FileRead, read_folder
from lianjing.engines.intake.naming import SURE
from lianjing.jobs.ledger_folder import TABLES, Told
from lianjing.rooms.network import roster_known
from lianjing.rooms.uploads import queries
from lianjing.rooms.uploads.ledger_rows import Ledger, place_of
from lianjing.rooms.uploads.usecases import ledgers


def take(folder: Path, username: str, now: datetime, told: Told | None = None) -> dict[str, Any]:
    """Take every file of DIR/tables into the lake for `username` and return what became of each.

    A file taken in before (`known`) and one without rows (`empty`) change nothing; a corrected one of the same name
    takes the place of the first. A file that is refused, and rows that are wrong, do not stop the others: of a file
    none of whose rows is right all are left out. `unsure` names the headers that were taken for a column by a likeness:
    nobody was there to look at them. `gone` counts the rows of a corrected file that the new one does not hold.
    Raises RuleBroken: nobody_of_that_name, tables_missing.
    """
    return take_for(folder, _seat(username, now), now, told)


def take_for(folder: Path, seat: Seat, now: datetime, told: Told | None = None) -> dict[str, Any]:
    """As `take`, for somebody whose seat is known."""
    done: dict[str, Any] = {
        "rows": 0,
        "files": 0,
        "known": [],
        "empty": [],
        "refused": {},
        "left_out": {},
        "unsure": {},
        "gone": {},
    }
    names = roster_known.lookups(seat, now.date())
    for file in read_folder(folder / TABLES, Lookups(units=names.units), on=now.date(), told=told):
        try:
            rows, gone = _take_one(file, seat, now)
        except RuleBroken as refusal:
            if refusal.code == "ledger_known":
                done["known"].append(file.name)
            elif refusal.code != "ledger_empty":
                done["refused"][file.name] = refusal.code
            elif not _left_out(file):
                done["empty"].append(file.name)
        else:
            done["rows"], done["files"] = done["rows"] + rows, done["files"] + 1
            done["gone"] |= {file.name: gone} if gone else {}
        if left_out := _left_out(file):
            done["left_out"][file.name] = left_out
        if unsure := _unsure(file):
            done["unsure"][file.name] = unsure
    return done


def _left_out(file: FileRead) -> int:
    """Return how many rows of a file are wrong; a header that is not found is one."""
    return len({(one.sheet, one.row) for one in file.result.problems}) if file.result else 0


def _unsure(file: FileRead) -> dict[str, str]:
    """Return header → column where a file's header is only like the column's names."""
    matches = [match for sheet in file.result.sheets for match in sheet.matches] if file.result else []
    table = formats.load(file.table) if matches else None
    return {match.header: table.column(match.name).zh for match in matches if table and match.score < SURE}


def _take_one(file: FileRead, seat: Seat, now: datetime) -> tuple[int, int]:
    """Return how many rows were taken in, and how many of the file whose place they take are not among them."""
    if file.refused is not None or file.result is None:
        raise file.refused or RuleBroken("file_not_readable", found=file.name)
    org = queries.own_unit(seat)
    table = formats.load(file.table)
    ledger = Ledger(
        table=file.table,
        rows=file.result.table.drop_columns(["_sheet", "_row"]),
        slot=Path(file.name).stem,
        sha256=file.result.sha256,
        filename=Path(file.name).name,
        sensitive={name: person for name, _, person in formats.lake_columns(table) if person},
    )
    gone = place_of(ledger, org).gone
    ledgers.take_in(post=seat, org=org, ledger=ledger, now=now)
    return ledger.rows.num_rows, gone


def _seat(username: str, now: datetime) -> Seat:
    for seat in seats_of_account(username, now.date()):
        if policy.holds(seat, Action.LEDGER_IMPORT):
            return seat
    raise RuleBroken("nobody_of_that_name", username=username)
