"""What only the rows together show: the same key twice, a name that stands nowhere else in the file; and their hash."""

import hashlib
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from lianjing.engines.intake.extent import column_letter
from lianjing.engines.intake.formats import Column, Format, spoken
from lianjing.engines.intake.outcome import Problem, Row
from lianjing.engines.intake.plain import key, shown
from lianjing.engines.intake.table import Draft
from lianjing.engines.intake.wire import dumps


def repeats(drafts: Sequence[Draft], table: Format) -> list[Problem]:
    """Return a problem for each row that repeats an earlier one, wrong in other cells or not, and take its rightness.

    A repeated key is `key_twice`; a repeat of one of the `alone` lists is `pair_twice`. Both name the earlier row.
    """
    problems: list[Problem] = []
    seen: dict[tuple[Any, ...], Draft] = {}
    for draft in drafts:
        first: tuple[Draft, tuple[str, ...]] | None = None
        for columns in filter(None, (table.key, *table.alone)):
            values = tuple(draft.row[name] for name in columns)
            if any(value is None for value in values):
                continue
            earlier = seen.setdefault((columns, *values), draft)
            if earlier is not draft and first is None:
                first = earlier, columns
        if first is not None:
            draft.right = False
            problems.append(_twice(draft, *first, table))
    return problems


def _twice(draft: Draft, earlier: Draft, columns: tuple[str, ...], table: Format) -> Problem:
    code = "key_twice" if columns == table.key else "pair_twice"
    facts = {"first_sheet": earlier.row["_sheet"], "first_row": earlier.row["_row"]}
    facts["columns"] = spoken(table.column(name) for name in columns)
    return _at(code, draft, table.column(columns[-1]), facts)


def strangers(drafts: Sequence[Draft], units: Iterable[str], table: Format) -> list[Problem]:
    """Return a problem for each cell whose value must be named in the file (or be a known unit) and is not."""
    problems: list[Problem] = []
    known_units = {key(unit) for unit in units} if table.inside else set()
    for name, among in table.inside.items():
        spelled = {key(str(one.row[other])): str(one.row[other]) for one in drafts for other in among if one.row[other]}
        for draft in drafts:
            asked = key(str(draft.row[name] or ""))
            if asked and asked not in spelled and asked not in known_units:
                near = get_close_matches(asked, spelled, n=1, cutoff=0.6)
                draft.right = False
                code = "not_in_file_near" if near else "not_in_file"
                facts = {"nearest": spelled[near[0]]} if near else {}
                problems.append(_at(code, draft, table.column(name), facts))
    return problems


def _at(code: str, draft: Draft, column: Column, facts: dict[str, Any]) -> Problem:
    row, header = draft.row, draft.header
    place = header.places[column.name]
    said = shown(str(row[column.name]), sensitive=column.sensitive)
    return Problem(code, row["_sheet"], row["_row"], column_letter(place), header.names[place], said, facts)


def rows_hash(rows: Iterable[Row], table: Format) -> str:
    """Return one SHA-256 for the rows' values, the same for any order and any place in the file."""
    names = sorted([*(column.name for column in table.columns), "_precision"])
    each = sorted(hashlib.sha256(dumps([row[name] for name in names])).digest() for row in rows)
    return hashlib.sha256(dumps(names) + b"".join(each)).hexdigest()
