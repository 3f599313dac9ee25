"""A county directory of anybody's making, DIR/tables/<format>/*, read into rows that models can be asked of."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from lianjing.access import links
from lianjing.access.modelbook import layouts
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import formats
from lianjing.engines.intake.directory import FileRead, read_folder
from lianjing.engines.lake import seal_columns, sealed_names
from lianjing.engines.matching import match
from lianjing.engines.screening import Sources
from lianjing.engines.sealing.columns import ColumnKeys

TABLES = "tables"
ROWS_A_FILE = 10_000_000  # a row's number is its file's number and seven digits for its place
_BESIDE = ("_sheet", "_row")
Told = Callable[[int, int, str], None]


@dataclass
class Folder:
    """What a directory gave.

    sources: its rows, linked. schools: the codes that rows name, sorted. refused: file → why none of it was read.
    unread: file → what was wrong in it, by code: such rows are left out. files: number → file, for rows' numbers.
    """

    sources: Sources
    schools: tuple[str, ...] = ()
    rows: int = 0
    refused: dict[str, RuleBroken] = field(default_factory=dict)
    unread: dict[str, Counter[str]] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)


def read(folder: Path, keys: ColumnKeys, on: date, told: Told | None = None) -> Folder:
    """Return the rows of every file below DIR/tables; nothing is stored, and no person's number leaves here plain.

    keys: equal numbers get equal keys. A file that is refused does not stop the others. A row of a school's table
    whose file names no school belongs to the school that the file's name gives, or is refused.
    Raises RuleBroken("tables_missing").
    """
    found = Folder(Sources(layouts()))
    parts: dict[str, list[pa.Table]] = {}
    names: dict[str, set[str]] = {}
    for number, file in enumerate(read_folder(folder / TABLES, on=on, told=told), start=1):
        if file.result is None:
            found.refused[file.name] = file.refused or RuleBroken("file_not_readable", found=file.name)
            continue
        if file.table == "schools":
            _name(names, file.result.table)
        rows = _placed(file, names)
        if rows is None:
            found.refused[file.name] = RuleBroken("school_unnamed", file=file.name)
            continue
        if file.result.problems:
            found.unread[file.name] = Counter(one.code for one in file.result.problems)
        found.files[number] = file.name
        parts.setdefault(file.table, []).append(_numbered(_keyed(file.table, rows, keys), number))
    arrow = {name: _whole(name, tables) for name, tables in parts.items()}
    arrow["links"] = match(arrow, links.levels(on), links.variants()).replace_schema_metadata()
    found.rows = sum(table.num_rows for name, table in arrow.items() if name != "links")
    found.sources = Sources(layouts(), arrow=arrow)
    found.schools = tuple(sorted(_schools(arrow)))
    return found


def _name(names: dict[str, set[str]], schools: pa.Table) -> None:
    """Note what a file may be called that holds one school's rows: the school's name or its code."""
    for name, code in zip(schools["name"].to_pylist(), schools["school_code"].to_pylist(), strict=True):
        names.setdefault(name, set()).add(code)
        names.setdefault(code, set()).add(code)


def _placed(file: FileRead, names: dict[str, set[str]]) -> pa.Table | None:
    """Return the rows with their school in each, or None when neither row nor file says whose they are.

    A name that two schools share says nothing.
    """
    assert file.result is not None
    rows = file.result.table
    codes = rows["school_code"]
    if codes.null_count == 0:
        return rows
    meant = names.get(Path(file.name).stem, set())
    if len(meant) != 1:
        return None
    return rows.set_column(rows.column_names.index("school_code"), "school_code", codes.fill_null(min(meant)))


def _keyed(table: str, rows: pa.Table, keys: ColumnKeys) -> pa.Table:
    persons = {name: person for name, _, person in formats.lake_columns(formats.load(table)) if person}
    kept = rows.drop_columns([name for name in _BESIDE if name in rows.column_names])
    sealed = seal_columns(kept, persons, keys.number_key, lambda name, text: b"")
    return sealed.drop_columns([sealed_names(name)[2] for name in persons if name in kept.column_names])


def _numbered(rows: pa.Table, number: int) -> pa.Table:
    count, first = rows.num_rows, number * ROWS_A_FILE + 1
    if count >= ROWS_A_FILE:
        raise RuleBroken("ledger_too_long", rows=count, limit=ROWS_A_FILE - 1)
    own = {"batch_id": [number] * count, "row_id": range(first, first + count)}
    for name, cells in own.items():
        rows = rows.append_column(name, pa.array(cells, pa.int64()))
    return rows


def _whole(name: str, parts: list[pa.Table]) -> pa.Table:
    """Return one table of every column that models may name; what a file did not have is empty."""
    schema = layouts()[name].schema()
    return pa.concat_tables(_fitted(part, schema) for part in parts).combine_chunks()


def _fitted(part: pa.Table, schema: pa.Schema) -> pa.Table:
    cells = [
        part[one.name].cast(one.type) if one.name in part.column_names else pa.nulls(part.num_rows, one.type)
        for one in schema
    ]
    return pa.table(cells, schema=schema)


def _schools(arrow: dict[str, pa.Table]) -> set[str]:
    return {
        code
        for name, table in arrow.items()
        if name != "links" and layouts()[name].holder == "school"
        for code in table["school_code"].unique().to_pylist()
        if code
    }
