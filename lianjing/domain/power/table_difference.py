"""The difference between two versions of a power, row by row and cell by cell: what was added, taken out, changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from lianjing.domain.power.steps import Step
from lianjing.domain.power.table import Kind, Row, Rows
from lianjing.domain.power.table_moves import end_of


class Mark(StrEnum):
    """What became of a row."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"


class Cell(StrEnum):
    """The columns of the table."""

    NAME = "name"
    POSTS = "posts"
    PEOPLE = "people"
    LIMITS = "limits"
    PAPERS = "papers"
    RISK = "risk"
    WATCHES = "watches"
    NOTICE = "notice"
    APART = "apart"


@dataclass(frozen=True)
class Line:
    """One row of either version. row: where it stands now (or stood, where it was removed); at: its place there.

    was: the row of the older version it came from, None where it was added. cells: which of them were changed.
    """

    mark: Mark
    row: Row
    at: int
    was: Row | None = None
    cells: frozenset[Cell] = frozenset()


def difference(new: Rows, old: Rows) -> list[Line]:
    """Return the rows of `new` in their order, with the rows only `old` has where they stood."""
    mine, theirs = _keys(new), _keys(old)
    kept = set(mine) & set(theirs)
    found: list[Line] = []
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    for what, first, last, old_first, old_last in blocks:
        if what == "equal":
            pairs = zip(range(first, last), range(old_first, old_last), strict=True)
            found.extend(_kept(new, at, old[other]) for at, other in pairs)
            continue
        gone = range(old_first, old_last)
        found.extend(Line(Mark.REMOVED, old[at], at) for at in gone if theirs[at] not in kept)
        for at in range(first, last):
            if mine[at] in kept:
                was = old[theirs.index(mine[at])]
                found.append(Line(Mark.MOVED, new[at], at, was, changed(new[at], was)))
            else:
                found.append(Line(Mark.ADDED, new[at], at))
    return found


def _kept(new: Rows, at: int, was: Row) -> Line:
    cells = changed(new[at], was)
    mark = Mark.CHANGED if cells else Mark.MOVED if new[at].depth != was.depth else Mark.SAME
    return Line(mark, new[at], at, was, cells)


def changed(row: Row, was: Row) -> frozenset[Cell]:
    """Return the cells in which two rows differ."""
    before = dict(_cells(was))
    return frozenset(cell for cell, said in _cells(row) if said != before[cell])


def _cells(row: Row) -> Iterator[tuple[Cell, object]]:
    step = row.step
    yield Cell.NAME, (row.said, row.guard, row.ends, step and (step.name, step.hint))
    yield Cell.POSTS, step and (step.posts, step.decisions)
    yield Cell.PEOPLE, step and step.people
    yield Cell.LIMITS, step and step.limits
    yield Cell.PAPERS, step and (step.reads, step.gives)
    yield Cell.RISK, step and step.risk
    yield Cell.WATCHES, step and step.watches
    yield Cell.NOTICE, step and step.notice
    yield Cell.APART, frozenset(row.apart)


def _keys(rows: Rows) -> list[tuple[str, ...]]:
    """Return by what each row is known again: a step by its number, a block by the first step in it or before it."""
    found: list[tuple[str, ...]] = []
    seen: dict[tuple[str, ...], int] = {}
    for at, row in enumerate(rows):
        key = (row.kind.value, row.no or _anchor(rows, at, row))
        seen[key] = seen.get(key, 0) + 1
        found.append(key if seen[key] == 1 else (*key, str(seen[key])))
    return found


def _anchor(rows: Rows, at: int, row: Row) -> str:
    inside = _first(rows[at + 1 : end_of(rows, at)])
    if inside:
        return inside.no
    return row.said.zh if row.kind is Kind.CASE and row.said else ""


def _first(rows: Sequence[Row]) -> Step | None:
    return next((row.step for row in rows if row.step), None)
