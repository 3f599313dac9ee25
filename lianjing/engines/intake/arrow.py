"""Columns of a ledger as Arrow: packed in the child, unpacked in the parent. Plain types; sealing comes after."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from lianjing.engines.intake.formats import SCHOOL, Format, lake_columns

_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date32": pa.date32(),
    "timestamp[us]": pa.timestamp("us"),
    "bool": pa.bool_(),
}
SHEET, ROW = "_sheet", "_row"


def schema(table: Format) -> pa.Schema:
    """Return school_code, the columns of the format, and the sheet and row (from 1) that each row stood in."""
    columns = [(SCHOOL, pa.string()), *((name, _TYPES[kind]) for name, kind, _ in lake_columns(table))]
    return pa.schema([*columns, (SHEET, pa.string()), (ROW, pa.int32())])


def pack(sheet: str, numbers: Sequence[int], values: dict[str, list[Any]], wanted: pa.Schema) -> bytes:
    """Return one chunk as an Arrow stream of one batch; a column that is not in `values` is null, school_code "".

    The length is a multiple of eight, so that streams behind one another keep their figures aligned.
    """
    rows = len(numbers)
    own: dict[str, Sequence[Any]] = {SHEET: [sheet] * rows, ROW: numbers}
    if SCHOOL not in values:
        own[SCHOOL] = [""] * rows
    arrays = [
        pa.array(own.get(name, values.get(name)), kind) for name, kind in zip(wanted.names, wanted.types, strict=True)
    ]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, wanted) as stream:
        stream.write_batch(pa.record_batch(arrays, schema=wanted))
    return bytes(sink.getvalue())


def unpack(payloads: Iterable[memoryview], wanted: pa.Schema) -> pa.Table:
    """Return the chunks as one table over the same bytes, uncopied. Raises pa.ArrowInvalid for other bytes."""
    batches = [pa.ipc.open_stream(pa.py_buffer(payload)).read_next_batch() for payload in payloads]
    return pa.Table.from_batches(batches, schema=wanted)
