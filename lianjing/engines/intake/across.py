"""What only the rows together show: the same key twice, the same holder of the same post twice; and their hash."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from lianjing.engines.intake.extent import column_letter
from lianjing.engines.intake.formats import Format
from lianjing.engines.intake.headers import Header
from lianjing.engines.intake.outcome import Problem, Row
from lianjing.engines.intake.plain import shown
from lianjing.engines.intake.wire import dumps


def repeats(
    drafts: Sequence[tuple[Row, bool]], table: Format, headers: dict[str, Header]
) -> tuple[list[Row], list[Problem]]:
    """Return the right rows without those that repeat an earlier one (right or not), and a problem for each that does.

    A repeated key is `key_twice`; a repeat of one of the `alone` lists is `pair_twice`. Both name the earlier row.
    """
    kept: list[Row] = []
    problems: list[Problem] = []
    seen: dict[tuple[Any, ...], Row] = {}
    for row, right in drafts:
        first: tuple[Row, tuple[str, ...]] | None = None
        for columns in filter(None, (table.key, *table.alone)):
            values = tuple(row[name] for name in columns)
            if any(value is None for value in values):
                continue
            earlier = seen.setdefault((columns, *values), row)
            if earlier is not row and first is None:
                first = earlier, columns
        if first is None and right:
            kept.append(row)
        elif first is not None:
            problems.append(_twice(row, *first, table, headers))
    return kept, problems


def _twice(row: Row, earlier: Row, columns: tuple[str, ...], table: Format, headers: dict[str, Header]) -> Problem:
    column = table.column(columns[-1])
    header = headers[row["_sheet"]]
    place = header.places[column.name]
    code = "key_twice" if columns == table.key else "pair_twice"
    facts = {"first_sheet": earlier["_sheet"], "first_row": earlier["_row"]}
    facts |= {"zh": "\u3001".join(table.column(name).zh for name in columns)}
    facts |= {"en": ", ".join(table.column(name).en for name in columns)}
    said = shown(str(row[column.name]), sensitive=column.sensitive)
    return Problem(code, row["_sheet"], row["_row"], column_letter(place), header.names[place], said, facts)


def rows_hash(rows: Iterable[Row]) -> str:
    """Return one SHA-256 for the rows' values, the same for any order and any place in the file."""
    each = sorted(
        hashlib.sha256(dumps({name: row[name] for name in sorted(row) if name not in ("_sheet", "_row")})).digest()
        for row in rows
    )
    return hashlib.sha256(b"".join(each)).hexdigest()
