"""Rows of the lake by name, for samples: which there are at a school, and what one of them says."""

from datetime import date, datetime
from typing import Any

from lianjing.access import modelbook
from lianjing.access.lake import lake, pinned
from lianjing.records.models import RedFlag

MOST_CELLS = 8


def rows_of(flag: RedFlag) -> tuple[list[str], dict[str, int]]:
    """Return the names ("table:row") of the rows that a flag's model reads at its school now, and each table's newest.

    Names come in order. Nothing for a flag that no model raised.
    """
    model, versions = modelbook.models().get(flag.code), pinned()
    names: list[str] = []
    for table in model.reads if model else ():
        if table in versions and "school_code" in modelbook.layouts()[table].schema().names:
            found = lake().where(table, versions[table], ("row_id",), "school_code", flag.org.code)
            names += [f"{table}:{row['row_id']}" for row in sorted(found, key=lambda row: int(row["row_id"]))]
    newest: dict[str, int] = {}
    for name in names:
        newest[table_of(name)] = max(newest.get(table_of(name), 0), number_of(name))
    return names, newest


def table_of(name: str) -> str:
    """Return the table of a row's name."""
    return name.partition(":")[0]


def number_of(name: str) -> int:
    """Return the number of a row's name."""
    return int(name.partition(":")[2])


def cells_of(name: str) -> dict[str, Any]:
    """Return what a row says now, by column, without sealed columns and people's numbers; {} for none."""
    table, versions = table_of(name), pinned()
    if table not in versions or table not in modelbook.layouts():
        return {}
    found = lake().rows(table, versions[table], [number_of(name)]).to_pylist()
    hidden = ("_key", "_tail", "_sealed", "_id", "_at")
    cells = {} if not found else {key: cell for key, cell in found[0].items() if not key.endswith(hidden)}
    said = {key: _plain(cell) for key, cell in cells.items() if cell is not None and key != "school_code"}
    return dict(list(said.items())[:MOST_CELLS])


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell
