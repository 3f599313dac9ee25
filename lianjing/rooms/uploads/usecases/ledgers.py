"""Rows of a ledger go into the lake, are corrected, taken out again and packed: each with its entry in the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from lianjing.access import lake
from lianjing.access.acts import act, act_of
from lianjing.access.policy import visible
from lianjing.domain.authority import Action, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.records.models import ColumnChoice, ImportBatch, LakeTable, LedgerBatch, Org
from lianjing.rooms.uploads import assessing
from lianjing.rooms.uploads.ledger_rows import Ledger, Place, for_the_lake, place_of, require_own, schools_of


def _said(result: LedgerBatch, **_: object) -> dict[str, object]:
    return {"batch": result.pk, "table": result.table.name, "rows": result.row_count, "sha256": result.sha256}


@act(Action.LEDGER_IMPORT, on="org", facts=_said)
def take_in(
    *,
    post: Seat,
    org: Org,
    ledger: Ledger,
    now: datetime,
    upload: ImportBatch | None = None,
    without: bool = True,
) -> LedgerBatch:
    """Write a ledger's rows to the lake in place of the file they correct (`place_of`), or change nothing at all.

    without: whoever hands in agrees that rows of the older file which these do not hold go out of force.
    The batch exists once this transaction is committed: it names the lake's version. What the lake holds beyond a
    named version was never acknowledged; the next write takes it back.
    Raises RuleBroken: impact_not_signed, ledger_not_yours, ledger_known (the same file, still in force),
    ledger_empty, ledger_too_long, ledger_overlaps, ledger_rows_gone, and what `Lake.write` and `seal_columns` raise.
    """
    assessing.require_in_force(now.date())
    if not ledger.rows.num_rows:
        raise RuleBroken("ledger_empty", file=ledger.filename)
    schools = _own_schools(post, org, ledger)
    table = lake.hold(ledger.table)  # from here on nobody else writes this table
    if known := lake.batch_of_file(table, org, ledger.sha256):
        raise RuleBroken("ledger_known", batch=known.pk, day=china_day(known.taken_in_at).isoformat())
    place = _agreed(place_of(ledger, org), without=without)
    batch = LedgerBatch(
        org=org,
        table=table,
        slot=place.slot,
        **_of_the_file(ledger),
        schools=schools,
        taken_in_at=now,
        taken_in_by_id=post.person_id,
        replaces=_out_of_force(place.older),
        upload=upload,
    )
    batch.save()  # its number is in every row
    _write(table, batch, for_the_lake(ledger, batch.pk))
    lake.name_version(table, batch.lake_version, now)
    return batch


def _of_the_file(ledger: Ledger) -> dict[str, Any]:
    return {"sha256": ledger.sha256, "filename": ledger.filename, "row_count": ledger.rows.num_rows}


def _own_schools(post: Seat, org: Org, ledger: Ledger) -> list[str]:
    schools, mine = schools_of(ledger), visible(post, Action.LEDGER_IMPORT, Org)
    require_own(schools, org, set(mine.filter(code__in=schools).values_list("code", flat=True)))
    return schools


def _agreed(place: Place, *, without: bool) -> Place:
    if place.older and place.gone and not without:
        raise RuleBroken("ledger_rows_gone", rows=place.gone, file=place.older.filename or place.older.slot)
    return place


def _write(table: LakeTable, batch: LedgerBatch, rows: pa.Table) -> None:
    """Write a batch's rows in its slot, and take away those of the file of another slot whose place it takes."""
    version = table.version
    if batch.replaces and batch.replaces.slot != batch.slot:
        assert version is not None  # what was in force was acknowledged
        version = lake.lake().remove(table.name, slot=batch.replaces.slot, named_version=version)
    batch.lake_version = lake.lake().write(table.name, rows, slot=batch.slot, named_version=version)
    batch.save(update_fields=["lake_version"])


def _out_of_force(batch: LedgerBatch | None) -> LedgerBatch | None:
    if batch is not None:
        batch.in_force = False
        batch.save(update_fields=["in_force"])
    return batch


@act(Action.LEDGER_IMPORT, on="batch", facts=lambda result, **_: {"table": result.table.name, "sha256": result.sha256})
def take_out(*, post: Seat, batch: LedgerBatch, reason: str, now: datetime) -> LedgerBatch:
    """Take a batch's rows out again; versions that held them stay readable for the evidence that names them.

    Raises RuleBroken: ledger_reason_missing, ledger_not_in_force.
    """
    if not reason.strip():
        raise RuleBroken("ledger_reason_missing")
    table = lake.hold(batch.table.name)
    batch.refresh_from_db(fields=["in_force"])
    if not batch.in_force:
        raise RuleBroken("ledger_not_in_force", batch=batch.pk)
    batch.in_force, batch.closed_reason = False, reason.strip()
    batch.save(update_fields=["in_force", "closed_reason"])
    assert table.version is not None  # a batch in force was acknowledged
    lake.name_version(table, lake.lake().remove(table.name, slot=batch.slot, named_version=table.version), now)
    return batch


@act(Action.LEDGER_IMPORT, on="org", facts=lambda result, **_: {"table": result.table_format})
def remember(*, post: Seat, org: Org, table: str, columns: Mapping[str, str | None], now: datetime) -> ColumnChoice:
    """Remember which column of a table a unit's files call what: column → header, None for "the file has none"."""
    known = visible(post, Action.IMPORT_READ, ColumnChoice).filter(org=org, table_format=table).first()
    choice = known or ColumnChoice(org=org, table_format=table)
    choice.columns, choice.chosen_at = dict(columns), now
    choice.save()
    return choice


@act_of("clock", on="table")
def pack(*, table: LakeTable, now: datetime) -> LakeTable:
    """Pack a table's small files into larger ones; its rows stay the same."""
    held = lake.hold(table.name)
    assert held.version is not None  # `unpacked_tables` gave it
    lake.name_version(held, lake.lake().compact(held.name, held.version), now)
    return held


def pack_all(now: datetime) -> int:
    """Pack every table that has small files; return how many there were."""
    packable = [table for table in lake.unpacked_tables() if lake.lake().packable(table.name, table.version)]
    for table in packable:
        pack(table=table, now=now)
    return len(packable)
