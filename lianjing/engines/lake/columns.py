"""The columns of a table: which types the lake keeps, and how a table gains a column without losing its old files."""

import pyarrow as pa
import pyarrow.compute as pc

from lianjing.domain.refusals import RuleBroken

SLOT = "_slot"
NEEDED = ("batch_id", "row_id")
FOUND_BY = (SLOT, "school_code", *NEEDED)  # the columns by whose figures a file is found again
KEPT = (
    pa.string(),
    pa.int64(),
    pa.float64(),
    pa.bool_(),
    pa.binary(),
    pa.date32(),
    pa.timestamp("us"),
)


def in_kept_types(table: str, rows: pa.Table) -> pa.Table:
    """Return the rows in the lake's own types: smaller numbers widened, dictionaries and large text spelled out.

    Raises RuleBroken: lake_column_missing (no batch_id or row_id), lake_type_unknown (a type the lake doesn't keep).
    """
    for name in NEEDED:
        if name not in rows.column_names:
            raise RuleBroken("lake_column_missing", table=table, column=name)
    fields = [pa.field(field.name, _kept(table, field)) for field in rows.schema]
    return rows.cast(pa.schema(fields))


def found_by_first(rows: pa.Table) -> pa.Table:
    """Return the rows with the columns that files are found by in front: Delta keeps figures of the first 32 only."""
    front = [name for name in FOUND_BY if name in rows.column_names]
    return rows.select([*front, *(name for name in rows.column_names if name not in front)])


def grown(table: str, old: pa.Schema, new: pa.Schema) -> list[pa.Field]:
    """Return the columns that `new` adds to `old`. Raises RuleBroken("lake_type_changed") where both differ."""
    added = []
    for field in new:
        at = old.get_field_index(field.name)
        if at < 0:
            added.append(field)
        elif old.field(at).type != field.type:
            raise RuleBroken(
                "lake_type_changed", table=table, column=field.name, was=str(old.field(at).type), now=str(field.type)
            )
    return added


def fitted(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the rows with exactly the columns of `schema`, in its order; a column they lack is null."""
    columns = [
        rows[field.name].cast(field.type) if field.name in rows.column_names else pa.nulls(len(rows), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def without_slot(rows: pa.Table, slot: str) -> pa.Table:
    """Return the rows of every other slot."""
    return rows.filter(pc.not_equal(rows[SLOT], slot))


def shown(schema: pa.Schema) -> pa.Schema:
    """Return what a reader sees: every column but the lake's own."""
    return pa.schema([field for field in schema if field.name != SLOT])


def _kept(table: str, field: pa.Field) -> pa.DataType:
    plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if plain in KEPT:
        return plain
    if pa.types.is_large_string(plain):
        return pa.string()
    if pa.types.is_large_binary(plain):
        return pa.binary()
    if pa.types.is_signed_integer(plain):
        return pa.int64()
    if pa.types.is_float32(plain):
        return pa.float64()
    raise RuleBroken("lake_type_unknown", table=table, column=field.name, type=str(field.type))
