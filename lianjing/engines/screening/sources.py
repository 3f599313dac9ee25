"""Where rows stand: Parquet files of a pinned lake version, or Arrow tables, and what columns each table has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "timestamp": pa.timestamp("us"),
}
OWN = {"school_code": "string", "row_id": "int64", "batch_id": "int64", "recorded_at": "timestamp"}
LINKS = {"kind": "string", "left_id": "string", "right_id": "string", "likeness": "float64", "decided": "bool"}


@dataclass(frozen=True)
class Layout:
    """The columns of one table a model may name: column → key of ARROW. holder: "school" or "county"."""

    columns: Mapping[str, str]
    holder: str = "school"

    def schema(self, names: Sequence[str] | None = None) -> pa.Schema:
        """Return the Arrow schema of `names` (all columns when None), the table's own columns first."""
        every = {**OWN, **self.columns}
        chosen = [*OWN, *(name for name in (self.columns if names is None else names) if name not in OWN)]
        return pa.schema([(name, ARROW[every[name]]) for name in chosen])


@dataclass(frozen=True)
class Sources:
    """The rows a run reads.

    layouts: every table a model may name. files: table → Parquet files of the pinned version. arrow: table → rows
    held in memory, used instead of files where both exist. A table with neither is empty.
    """

    layouts: Mapping[str, Layout]
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    arrow: Mapping[str, pa.Table] = field(default_factory=dict)

    def has(self, table: str) -> bool:
        """Return whether any row of the table was delivered."""
        return bool(self.files.get(table)) or (table in self.arrow and self.arrow[table].num_rows > 0)
