"""Tables of the lake as views of one DuckDB in memory, at pinned versions: sums over the whole county in one pass."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import duckdb

from lianjing.access.lake import lake, pinned

Versions = tuple[tuple[str, int], ...]


def versions_of(tables: Iterable[str]) -> Versions:
    """Return the versions that count of those tables of which anything was handed in: a key for what is kept."""
    wanted = set(tables)
    return tuple(sorted((name, version) for name, version in pinned().items() if name in wanted))


@contextmanager
def views(versions: Versions, nothing: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with one view a table. nothing: table -> columns of one row that stands for a missing table.

    A table of which nothing was handed in is empty; a column that its files lack is null.
    """
    files = {table: [str(one) for one in lake().files(table, version)] for table, version in versions}
    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"}) as con:
        for table, columns in nothing.items():
            con.execute(f"CREATE VIEW {table} AS {_source(files.get(table, []), columns)}")
        yield con


def _source(files: list[str], columns: str) -> str:
    """Return the statement that reads a table's files, with its columns even where the files have none of them."""
    empty = f"SELECT {columns} WHERE false"
    if not files:
        return empty
    named = ", ".join("'" + one.replace("'", "''") + "'" for one in files)
    return f"{empty} UNION ALL BY NAME SELECT * FROM read_parquet([{named}], union_by_name=true)"
