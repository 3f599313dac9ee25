"""A ledger file as its owner sees it before anything is kept: rows, problems, what it covers, what would be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lianjing.access import modelbook, policy, screening
from lianjing.access.lake import ROWS_A_BATCH, lake, pinned
from lianjing.domain.authority import Action, Seat
from lianjing.domain.rescreening import Plan, plan
from lianjing.domain.supervision_models import Flag, Grain, Secrecy
from lianjing.engines.intake import Lookups, TableResult, formats, read_table
from lianjing.records.models import LedgerBatch, Org
from lianjing.rooms.network import roster_known
from lianjing.rooms.uploads.ledger_rows import Ledger, for_the_lake

_PERIODS = ("month", "term", "school_year", "ten_days")
_LIST = "list_period"  # which list a register was handed in as; other periods are a row's own affair
_BESIDE = ("_sheet", "_row")
ALL = "all"


@dataclass(frozen=True)
class LedgerReading:
    """What one file of a ledger says. slot: the stretch of time that it covers, as people name it."""

    table: formats.Format
    org: Org
    filename: str
    data: bytes
    result: TableResult
    slot: str

    def ledger(self) -> Ledger:
        """Return the rows on their way to the lake; rows that name no school are the unit's own."""
        return Ledger(
            table=self.table.id,
            rows=self.result.table.drop_columns(list(_BESIDE)),
            slot=self.slot,
            sha256=self.result.sha256,
            school=self.org.code if self.table.holder == "school" else "",
            filename=self.filename,
            sensitive={name: person for name, _, person in formats.lake_columns(self.table) if person},
        )


def read(
    post: Seat,
    org: Org,
    data: bytes,
    filename: str,
    table: str,
    columns: Mapping[str, str | None] | None,
    on: date,
    told: Callable[[int], None] | None = None,
) -> LedgerReading:
    """Read a ledger file for `post`; nothing stays anywhere. Raises RuleBroken for a file that cannot be read.

    told: hears how many rows are read so far.
    """
    known = roster_known.lookups(post, on).units
    codes = policy.visible(post, Action.LEDGER_IMPORT, Org).values_list("code", flat=True)
    units = {**known, **{code: code for code in codes}}
    result = read_table(data, filename, table, mapping=columns, lookups=Lookups(units=units), on=on, told=told)
    form = formats.load(table)
    return LedgerReading(form, org, filename, data, result, slot_of(form, result.table))


def slot_of(table: formats.Format, rows: pa.Table) -> str:
    """Return what the rows cover: the one month, term or year that they name, the months of their days, or all.

    A later file that covers the same is a correction and takes the place of the first. A period counts that tells rows
    apart or names the list; when a class was founded is neither.
    """
    for column in table.columns:
        if column.type in _PERIODS and (column.name in table.key or column.name == _LIST):
            named = sorted(word for word in rows[column.name].unique().to_pylist() if word)
            return named[0] if len(named) == 1 else f"{named[0]}..{named[-1]}" if named else ALL
    for column in table.columns:
        if column.type in ("date", "time") and column.required:
            days = sorted(day for day in rows[column.name].unique().to_pylist() if day)
            if days:
                first, last = f"{days[0]:%Y-%m}", f"{days[-1]:%Y-%m}"
                return first if first == last else f"{first}..{last}"
    return ALL


def would_ask(reading: LedgerReading, older: LedgerBatch | None, on: date) -> tuple[list[Flag], int]:
    """Return the questions that the rows would raise if they were taken in, and how many models were asked (C4).

    older: the file whose place they would take. The same models, over the unit's own rows; nothing is stored. Sealed
    questions are not among them: a check before handing in must tip nobody off. Questions that compare schools need
    the others' rows and are not asked here.
    """
    code = reading.org.code
    asked = [
        one
        for one in modelbook.chosen()
        if one.runs_on(on) and one.secrecy is not Secrecy.SEALED and one.grain is Grain.SCHOOL
    ]
    chosen: Plan = plan(asked, {reading.table.id: frozenset([code])})
    models = [one for one in asked if one.id in chosen.schools.get(code, ())]
    if not models:
        return [], 0
    versions = pinned()
    arrow = {reading.table.id: _with_new(reading, older, versions)}
    before = {flag.key for flag in screening.ask(models, versions, [code], on, school=code).flags}
    after = screening.ask(models, versions, [code], on, school=code, arrow=arrow).flags
    return [flag for flag in after if flag.key not in before or _rests_on_new(flag)], len(models)


def _rests_on_new(flag: Flag) -> bool:
    """Return whether a row of the file, which has no batch yet, is among the evidence."""
    return any(row.row_id < ROWS_A_BATCH for row in flag.evidence)


def _with_new(reading: LedgerReading, older: LedgerBatch | None, versions: Mapping[str, int]) -> pa.Table:
    """Return the unit's rows of the table as they would be: those of other files, and this one's."""
    name, schema = reading.table.id, modelbook.layouts()[reading.table.id].schema()
    new = _fitted(for_the_lake(reading.ledger(), 0), schema)
    if name not in versions:
        return new
    held = lake().columns(name, versions[name], schema.names)
    held = _fitted(held.filter(pc.equal(held["school_code"], reading.org.code)), schema)
    kept = held.filter(pc.not_equal(held["batch_id"], older.pk)) if older else held
    return pa.concat_tables([kept, new])


def _fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    cells = [
        rows[one.name].cast(one.type) if one.name in rows.column_names else pa.nulls(rows.num_rows, one.type)
        for one in schema
    ]
    return pa.table(cells, schema=schema)
