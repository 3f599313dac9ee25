"""Rows of a ledger file on their way to the lake: numbered, sealed, and those of nobody else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from lianjing.access.lake import ROWS_A_BATCH, batches_of_schools, lake, pinned
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.worktime import china_day
from lianjing.engines.intake import formats
from lianjing.engines.lake import seal_columns, sealed_names
from lianjing.records.models import LedgerBatch, Org

PERSON = "id"  # the kind under which the network keeps people's numbers: a row and a person must match


@dataclass(frozen=True)
class Ledger:
    """A file as read: typed columns by their names in the format, sensitive ones still plain.

    sensitive: column → kind. slot: what the file covers, as its unit names it ("2025-11"); a later file of the same
    slot is a correction. school_code is filled with `school` where the rows do not name one ("": the whole county).
    """

    table: str
    rows: pa.Table
    slot: str
    sha256: str
    school: str = ""
    filename: str = ""
    sensitive: Mapping[str, str] = field(default_factory=dict)


def schools_of(ledger: Ledger) -> list[str]:
    """Return the codes of the schools whose rows these are, sorted; "" among them for rows of the whole county."""
    rows = ledger.rows
    if "school_code" not in rows.column_names:
        return [ledger.school]
    found = {code or ledger.school for code in pc.unique(rows["school_code"]).to_pylist()}
    return sorted(found) or [ledger.school]


def require_own(codes: list[str], org: Org, reachable: set[str]) -> None:
    """Refuse rows of schools that are not the unit's to hand in.

    reachable: codes of the units for which the post imports ledgers. County-wide rows come from no school.
    """
    strange = [code for code in codes if code and code not in reachable]
    if strange or ("" in codes and not holds_county_rows(org)):
        raise RuleBroken("ledger_not_yours", unit=str(org), schools=strange)


def holds_county_rows(org: Org) -> bool:
    """Return whether the unit may hand in rows of the whole county: a school hands in its own."""
    return org.kind not in {kind.value for kind in SCHOOL_KINDS}


def for_the_lake(ledger: Ledger, batch_id: int) -> pa.Table:
    """Return the rows as the lake keeps them: sealed, with school_code, recorded_at, batch_id and row_id.

    Raises RuleBroken: ledger_too_long, sensitive_not_text.
    """
    rows, count = ledger.rows, ledger.rows.num_rows
    if count >= ROWS_A_BATCH:
        raise RuleBroken("ledger_too_long", rows=count, limit=ROWS_A_BATCH - 1)
    keys = settings.COLUMN_KEYS
    rows = seal_columns(rows, ledger.sensitive, _key_of, keys.seal)
    rows = _with(rows, "school_code", _school_codes(ledger))
    if "recorded_at" not in rows.column_names:
        rows = _with(rows, "recorded_at", pa.nulls(count, pa.timestamp("us")))
    rows = _with(rows, "batch_id", pa.array([batch_id], pa.int64()).take(pa.array([0] * count, pa.int64())))
    first = batch_id * ROWS_A_BATCH + 1
    return _with(rows, "row_id", pa.array(range(first, first + count), pa.int64()))


@dataclass(frozen=True)
class Place:
    """Where a ledger's rows go.

    slot: theirs in the lake. older: the file whose place they take, gone: how many of its rows they do not hold.
    beside: files in force of the same period that share no row with them, and stay.
    """

    slot: str
    older: LedgerBatch | None = None
    gone: int = 0
    beside: tuple[LedgerBatch, ...] = ()


def place_of(ledger: Ledger, org: Org) -> Place:
    """Return where the rows go, by the key of the table's format: a row never stands twice, and none vanishes unsaid.

    They take the place of the unit's file of the same period that holds some of them, as a correction does; or of one
    of another period that they hold whole: a register that grew, a day put right. Beside files that hold none of them
    they stand as a further one, as the second ten days of a month do or another grade's list. Rows without the key's
    columns cannot be told apart: what covers their period gives way.
    Raises RuleBroken("ledger_overlaps") when rows of other files are among them.
    """
    period = f"{org.code}/{ledger.slot}"
    others = batches_of_schools(ledger.table, schools_of(ledger))
    same = [batch for batch in others if batch.org_id == org.pk and period_of(batch.slot) == period]
    met = _met(ledger, others)
    if met is None:
        return Place(period, next((batch for batch in same if batch.slot == period), None))
    beside = tuple(batch for batch in same if batch not in met)
    if not met:
        return Place(_free(period, same), beside=beside)
    (first, rows), *more = met.items()
    gone = first.row_count - rows
    if first.org_id == org.pk and not more and (first in same or not gone):
        return Place(first.slot if first in same else _free(period, same), first, gone, beside)
    day = china_day(first.taken_in_at).isoformat()
    raise RuleBroken("ledger_overlaps", rows=sum(met.values()), file=first.filename or first.slot, day=day)


def period_of(slot: str) -> str:
    """Return what a slot of the lake covers; the second file of a period has a slot of its own, "…#2"."""
    return slot.partition("#")[0]


def _free(period: str, same: Sequence[LedgerBatch]) -> str:
    taken = {batch.slot for batch in same}
    numbered = (period if number == 1 else f"{period}#{number}" for number in range(1, len(same) + 2))
    return next(slot for slot in numbered if slot not in taken)


def _met(ledger: Ledger, others: Sequence[LedgerBatch]) -> dict[LedgerBatch, int] | None:
    """Return those of other files that hold some of a ledger's rows already, and how many, the oldest first.

    None where the key's columns are not there.
    """
    names = ["school_code", *(_kept(ledger.table, name) for name in formats.load(ledger.table).key)]
    version = pinned().get(ledger.table)
    if not others or version is None:
        return {}
    own, held = for_the_lake(ledger, 0), lake().columns(ledger.table, version, [*names, "batch_id"])
    if not {*names} <= {*own.column_names} & {*held.column_names}:
        return None
    held = held.filter(pc.is_in(held["batch_id"], pa.array([batch.pk for batch in others], pa.int64())))
    counts = Counter(held.filter(pc.is_in(_keys(held, names), pc.unique(_keys(own, names))))["batch_id"].to_pylist())
    return {batch: counts[batch.pk] for batch in others if counts[batch.pk]}


def _keys(rows: pa.Table, names: Sequence[str]) -> pa.ChunkedArray:
    """Return each row's key as one text."""
    cells = [rows[name].cast(pa.string()) for name in names]
    return pc.binary_join_element_wise(*cells, "\x1f", null_handling="replace")


def _kept(table: str, name: str) -> str:
    """Return what the lake calls a column of a format: a person's number is there by its key."""
    person = next((kind for column, _, kind in formats.lake_columns(formats.load(table)) if column == name), None)
    return sealed_names(name)[0] if person else name


def _key_of(kind: str, text: str) -> int:
    return settings.COLUMN_KEYS.number_key(PERSON if kind == "id_number" else kind, text)


def _school_codes(ledger: Ledger) -> pa.Array:
    if "school_code" in ledger.rows.column_names:
        return pc.fill_null(ledger.rows["school_code"].cast(pa.string()), ledger.school)
    return pa.array([ledger.school] * ledger.rows.num_rows, pa.string())


def _with(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    if name in rows.column_names:
        return rows.set_column(rows.column_names.index(name), name, values)
    return rows.append_column(name, values)
