"""The Parquet files of a table: written whole and forced to the disk, each with the figures that find it again."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.transaction import AddAction, RemoveAction

from lianjing.engines.lake import durable
from lianjing.engines.lake.columns import FOUND_BY, SLOT

PART_ROWS = 1_000_000
GROUP_ROWS = 122_880


@dataclass(frozen=True)
class Part:
    """One file of a version, with what its log entry says of it."""

    path: str
    rows: int
    slots: tuple[str, str]
    schools: tuple[str, str]
    row_ids: tuple[int, int]

    def may_hold(self, slot: str) -> bool:
        """Whether rows of this slot can stand in the file."""
        return self.slots[0] <= slot <= self.slots[1]

    @property
    def of_one_slot(self) -> bool:
        """Whether the file holds one slot only."""
        return self.slots[0] == self.slots[1]


def parts_of(table: DeltaTable) -> list[Part]:
    """Return the files of the version that `table` stands at, in the order of their names, which is that of commits."""
    actions = pa.table(table.get_add_actions(flatten=True))
    found = [
        Part(
            path=row["path"],
            rows=row["num_records"],
            slots=(row[f"min.{SLOT}"], row[f"max.{SLOT}"]),
            schools=(row.get("min.school_code") or "", row.get("max.school_code") or ""),
            row_ids=(row["min.row_id"], row["max.row_id"]),
        )
        for row in actions.to_pylist()
    ]
    return sorted(found, key=lambda part: part.path)


def read(folder: Path, parts: Sequence[Part], schema: pa.Schema) -> pa.Table:
    """Return the rows of these files in order, with the columns of `schema`; a column a file lacks is null."""
    files = [str(folder / part.path) for part in parts]
    if not files:
        return schema.empty_table()
    return ds.dataset(files, schema=schema, format="parquet").to_table()


class Writer:
    """Writes the files of one coming version. A name is never used twice by files that anybody may have seen.

    A file gets its name only when it is whole; `done` forces the names to the disk.
    """

    def __init__(self, folder: Path, version: int, *, data_change: bool) -> None:
        self._folder, self._version, self._data_change = folder, version, data_change
        self._added: list[AddAction] = []

    def write(self, rows: pa.Table) -> None:
        """Write rows, a file for each million."""
        for start in range(0, len(rows), PART_ROWS):
            self._added.append(self._part(rows.slice(start, PART_ROWS)))

    def done(self) -> list[AddAction]:
        """Return what was written, its names forced to the disk."""
        durable.sync_folder(self._folder)
        return self._added

    def gone(self, parts: Iterable[Part]) -> list[RemoveAction]:
        """Return how to say that the next version no longer holds these files. They stay on the disk until vacuum."""
        return [RemoveAction(part.path, self._data_change, 0, partition_values={}) for part in parts]

    def _part(self, rows: pa.Table) -> AddAction:
        name = f"{self._version:020d}-{len(self._added):04d}.parquet"
        path, unnamed = self._folder / name, self._folder / f"{name}.part"
        pq.write_table(rows, unnamed, compression="zstd", row_group_size=GROUP_ROWS, use_dictionary=True)
        durable.sync_file(unnamed)
        unnamed.rename(path)
        seen = os.stat(path)
        return AddAction(
            path=name,
            size=seen.st_size,
            partition_values={},
            modification_time=int(seen.st_mtime * 1000),
            data_change=self._data_change,
            stats=json.dumps(_figures(rows)),
        )


def _figures(rows: pa.Table) -> dict[str, object]:
    names = [name for name in FOUND_BY if name in rows.column_names and rows[name].null_count < len(rows)]
    spans = {name: pc.min_max(rows[name]).as_py() for name in names}
    return {
        "numRecords": len(rows),
        "minValues": {name: span["min"] for name, span in spans.items()},
        "maxValues": {name: span["max"] for name, span in spans.items()},
        "nullCount": {name: rows[name].null_count for name in names},
    }
