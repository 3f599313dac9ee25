"""Ledgers as columns in memory: appended in blocks, changed row by row by whoever plants."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from lianjing.engines.intake import formats

_ARROW = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "timestamp[us]": pa.timestamp("us"),
}


@dataclass
class Ledger:
    """One table: column → cells, all equally long; a cell that was not said is None."""

    name: str
    columns: dict[str, list[Any]]
    length: int = 0

    def block(self, rows: int, **cells: Any) -> range:
        """Append `rows` rows; a list gives each row its cell, anything else is every row's. Return their places."""
        for name, column in self.columns.items():
            value = cells.pop(name, None)
            if isinstance(value, list):
                if len(value) != rows:
                    raise ValueError(f"{self.name}.{name}: {len(value)} cells for {rows} rows")
                column.extend(value)
            else:
                column.extend([value] * rows)
        if cells:
            raise ValueError(f"{self.name} has no column {', '.join(sorted(cells))}")
        self.length += rows
        return range(self.length - rows, self.length)

    def add(self, **cells: Any) -> int:
        """Append one row and return its place."""
        return self.block(1, **{name: value for name, value in cells.items()})[0]

    def put(self, place: int, **cells: Any) -> None:
        """Change cells of one row."""
        for name, value in cells.items():
            self.columns[name][place] = value

    def row(self, place: int) -> dict[str, Any]:
        """Return one row as plain cells."""
        return {name: column[place] for name, column in self.columns.items()}

    def copy(self, place: int, **changed: Any) -> int:
        """Append a copy of a row with some cells changed and return its place."""
        return self.add(**{**self.row(place), **changed})

    def places(self, **equal: Any) -> list[int]:
        """Return the places of the rows whose cells equal all of these, in order."""
        found: Iterable[int] = range(self.length)
        for name, value in equal.items():
            column = self.columns[name]
            found = [place for place in found if column[place] == value]
        return list(found)

    def grouped(self, *names: str) -> dict[tuple[Any, ...], list[int]]:
        """Return the places of the rows by the values of some columns, in the order of their first row."""
        found: dict[tuple[Any, ...], list[int]] = {}
        for place, key in enumerate(zip(*(self.columns[name] for name in names), strict=True)):
            found.setdefault(key, []).append(place)
        return found

    def drop(self, gone: Iterable[int]) -> None:
        """Take rows away; places of later rows move up."""
        out = set(gone)
        if out:
            keep = [place for place in range(self.length) if place not in out]
            for name, column in self.columns.items():
                self.columns[name] = [column[place] for place in keep]
            self.length = len(keep)

    def arrow(self) -> pa.Table:
        """Return the table in the lake's plain types, school_code first; numbers of people still plain text."""
        fields = [("school_code", "string"), *((n, k) for n, k, _ in formats.lake_columns(formats.load(self.name)))]
        arrays = [pa.array(self.columns[name], _ARROW[kind]) for name, kind in fields]
        return pa.table(dict(zip((name for name, _ in fields), arrays, strict=True)))


@dataclass
class Book:
    """Every ledger of the county, by the id of its format."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Ledger:
        if name not in self.ledgers:
            table = formats.load(name)
            columns = dict.fromkeys(["school_code", *(column.name for column in table.columns)])
            self.ledgers[name] = Ledger(name, {column: [] for column in columns})
        return self.ledgers[name]

    def __iter__(self) -> Iterator[Ledger]:
        return iter(self.ledgers.values())

    def rows(self) -> int:
        """Return how many rows all ledgers have."""
        return sum(ledger.length for ledger in self)


def together(*names: str) -> str:
    """Return a list cell: the words in order, each once, each between bars."""
    return "|" + "|".join(dict.fromkeys(names)) + "|" if names else ""


Step = Callable[[Mapping[str, Any]], None]
