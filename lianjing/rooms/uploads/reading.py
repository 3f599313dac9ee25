"""One file read and compared with the network; and a batch kept sealed until somebody decides on it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings

from lianjing.access import posts
from lianjing.domain.authority import Seat
from lianjing.engines.intake import Match, Problem, Result, SheetSeen, Skipped, formats, read_file
from lianjing.records.models import ImportBatch
from lianjing.rooms.network import roster, roster_known, roster_writing, structure

STAFF, UNITS, POSTS = TABLES = ("staff", "units", "posts")
Plan = roster.Plan | structure.StructurePlan
_SEAL_ROWS, _SEAL_FILE = "import.rows", "import.file"


@dataclass(frozen=True)
class Reading:
    """What a file says, and what accepting it would do."""

    table: str
    filename: str
    data: bytes
    result: Result
    plan: Plan

    @property
    def problems(self) -> list[Problem]:
        """Return what is wrong, cell by cell, in the order of the file."""
        found = [*self.result.problems, *self.plan.problems]
        order = {sheet.name: place for place, sheet in enumerate(self.result.sheets)}
        return sorted(found, key=lambda one: (order.get(one.sheet, -1), one.row or 0, one.column or ""))


def read(
    post: Seat,
    data: bytes,
    filename: str,
    *,
    columns: Mapping[str, str | None] | None,
    on: date,
    table: str = STAFF,
) -> Reading:
    """Read a file for `post` without leaving anything anywhere. Raises RuleBroken for a file that cannot be read.

    table: staff, units or posts. columns: column of the format → header of the file, as a person chose it; None for
    "the file has none".
    """
    names = roster_known.lookups(post, on)
    result = read_file(data, filename, table, mapping=columns, lookups=names, on=on)
    return Reading(table, filename, data, result, _plan(table, post, result, on))


def reread(batch: ImportBatch, on: date) -> Reading:
    """Return a batch's rows compared with the network of `on`, within the reach of the post that handed it in."""
    keys = settings.COLUMN_KEYS
    rows = json.loads(keys.open_bytes(_SEAL_ROWS, bytes(batch.sealed_rows)))
    result = Result(
        rows=[_row(batch.table_format, row) for row in rows],
        problems=[Problem(**problem) for problem in batch.problems],
        skipped=[Skipped(**skipped) for skipped in batch.skipped],
        sheets=[_sheet(sheet) for sheet in batch.columns["sheets"]],
        mapping=batch.columns["mapping"],
        sha256=batch.sha256,
        rows_sha256="",
    )
    assert batch.received_by is not None  # every batch is handed in by a post
    seat = posts.seat_for(batch.handed_in_by_id or 0, batch.received_by, on)
    return Reading(batch.table_format, batch.filename, b"", result, _plan(batch.table_format, seat, result, on))


def decided(batch: ImportBatch) -> Reading:
    """Return what is left of a batch that was decided on: its problems, without any row."""
    problems = [Problem(**problem) for problem in batch.problems]
    sheets = [_sheet(sheet) for sheet in batch.columns["sheets"]]
    result = Result([], problems, [], sheets, batch.columns["mapping"], batch.sha256, "")
    return Reading(batch.table_format, batch.filename, b"", result, roster.Plan())


def kept(reading: Reading) -> dict[str, Any]:
    """Return the columns of a batch that keep a reading: rows and file sealed, problems masked as they are."""
    keys, result = settings.COLUMN_KEYS, reading.result
    rows = json.dumps(result.rows, default=str, ensure_ascii=False).encode()
    return {
        "table_format": reading.table,
        "filename": reading.filename[:200],
        "sha256": result.sha256,
        "sealed_file": keys.seal_bytes(_SEAL_FILE, reading.data),
        "sealed_rows": keys.seal_bytes(_SEAL_ROWS, rows),
        "problems": [problem.as_dict() for problem in result.problems],
        "skipped": [asdict(skipped) for skipped in result.skipped],
        "columns": {"mapping": result.mapping, "sheets": [asdict(sheet) for sheet in result.sheets]},
        "row_count": len(result.rows),
    }


def file_of(batch: ImportBatch) -> bytes:
    """Return the file as it was handed in; empty once nothing in it waits for anybody."""
    sealed = bytes(batch.sealed_file)
    content: bytes = settings.COLUMN_KEYS.open_bytes(_SEAL_FILE, sealed) if sealed else b""
    return content


def write(file: Reading, *, ends: Collection[int], on: date) -> dict[str, int]:
    """Write what the plan says; called inside the act that accepts. Return the counts."""
    if isinstance(file.plan, roster.Plan):
        return roster_writing.write(file.plan, ends=ends, keys=settings.COLUMN_KEYS, on=on)
    return structure.write(file.plan)


def _plan(table: str, post: Seat, result: Result, on: date) -> Plan:
    if table == UNITS:
        return structure.plan_units(post, result, on)
    if table == POSTS:
        return structure.plan_posts(post, result, on)
    vacant = [skipped.facts for skipped in result.skipped if skipped.reason == "vacant_post"]
    found = roster_known.known(post, result.rows, vacant, keys=settings.COLUMN_KEYS, on=on)
    return roster.plan(result, found, keys=settings.COLUMN_KEYS, on=on)


def _row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a kept row as it was read: days as days, lists as tuples."""
    for column in formats.load(table).columns:
        if column.type == "date" and row[column.name]:
            row[column.name] = date.fromisoformat(row[column.name])
        if column.many:
            row[column.name] = tuple(row[column.name] or ())
    return row


def _sheet(sheet: dict[str, Any]) -> SheetSeen:
    return SheetSeen(**{**sheet, "matches": tuple(Match(**match) for match in sheet["matches"])})
