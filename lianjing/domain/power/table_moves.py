"""What a person does to the table of a power: add, put deeper or further out, move, take out. Rows in, rows out.

Every move leaves rows that can stand; what would not is refused with the row concerned, counted from 0.
"""

from collections.abc import Callable
from dataclasses import replace

from lianjing.domain.parameters import Words
from lianjing.domain.power.steps import Step
from lianjing.domain.power.table import PARTS, Kind, Row, Rows
from lianjing.domain.refusals import RuleBroken

WAYS = 2  # a choice has at least so many cases, a block side by side so many lanes


def end_of(rows: Rows, at: int) -> int:
    """Return the place after a row and all that it holds."""
    after = at + 1
    while after < len(rows) and rows[after].depth > rows[at].depth:
        after += 1
    return after


def holder_of(rows: Rows, at: int) -> int | None:
    """Return the row that holds a row, None at the outermost."""
    return next((before for before in range(at - 1, -1, -1) if rows[before].depth < rows[at].depth), None)


def before(rows: Rows, at: int) -> int | None:
    """Return the row of the same holder before a row, None for the first."""
    for one in range(at - 1, -1, -1):
        if rows[one].depth < rows[at].depth:
            return None
        if rows[one].depth == rows[at].depth:
            return one
    return None


def after(rows: Rows, at: int) -> int | None:
    """Return the row of the same holder after a row, None for the last."""
    end = end_of(rows, at)
    return end if end < len(rows) and rows[end].depth == rows[at].depth else None


def up(rows: Rows, at: int) -> Rows:
    """Return the rows with a row, and what it holds, before its neighbour. Raises RuleBroken("table_is_first", row)."""
    other = before(rows, at)
    if other is None or rows[at].kind is Kind.BETWEEN:
        raise RuleBroken("table_is_first", row=at)
    return _swapped(rows, other, at)


def down(rows: Rows, at: int) -> Rows:
    """Return the rows with a row, and what it holds, after its neighbour. Raises RuleBroken("table_is_last", row)."""
    other = after(rows, at)
    if other is None or rows[other].kind is Kind.BETWEEN:
        raise RuleBroken("table_is_last", row=at)
    return _swapped(rows, at, other)


def _swapped(rows: Rows, one: int, other: int) -> Rows:
    middle, end = end_of(rows, one), end_of(rows, other)
    return (*rows[:one], *rows[other:end], *rows[middle:other], *rows[one:middle], *rows[end:])


def deeper(rows: Rows, at: int) -> Rows:
    """Return the rows with a row inside what stands before it: the last case, the last lane, or what repeats.

    Raises RuleBroken("table_nothing_to_go_into", row).
    """
    into = before(rows, at)
    if into is None or rows[at].kind not in PARTS or rows[into].kind is Kind.STEP:
        raise RuleBroken("table_nothing_to_go_into", row=at)
    last = [row for row in rows[into + 1 : end_of(rows, into)] if row.depth == rows[into].depth + 1]
    inner = 1 if rows[into].kind is Kind.REPEAT and last[-1].kind is not Kind.BETWEEN else 2
    return _shifted(rows, at, inner)


def outer(rows: Rows, at: int) -> Rows:
    """Return the rows with a row after the block that holds it.

    Raises RuleBroken: table_is_outermost, table_emptied (row).
    """
    holder = holder_of(rows, at)
    if holder is None or rows[at].kind not in PARTS:
        raise RuleBroken("table_is_outermost", row=at)
    block = holder if rows[holder].kind is Kind.REPEAT else holder_of(rows, holder)
    assert block is not None  # a case, a lane and what comes between stand in a block
    end = end_of(rows, at)
    moved = _shifted(rows, at, rows[block].depth - rows[at].depth)[at:end]
    left = (*rows[:at], *rows[end:])
    place = end_of(left, block)
    return _unemptied((*left[:place], *moved, *left[place:]), at)


def _shifted(rows: Rows, at: int, by: int) -> Rows:
    end = end_of(rows, at)
    return (*rows[:at], *(replace(row, depth=row.depth + by) for row in rows[at:end]), *rows[end:])


def remove(rows: Rows, at: int) -> Rows:
    """Return the rows without a row and all that it holds.

    Raises RuleBroken: table_step_needed (row, by: a step whose limit counts from it), table_ways_needed,
    table_emptied.
    """
    kind, end = rows[at].kind, end_of(rows, at)
    if kind in (Kind.CASE, Kind.LANE) and before(rows, at) is None and after(rows, at) is None:
        raise RuleBroken("table_ways_needed", row=at)
    left = (*rows[:at], *rows[end:])
    gone = {row.no for row in rows[at:end] if row.no}
    for row in left:
        if row.step and any(limit.of in gone for limit in row.step.limits):
            raise RuleBroken("table_step_needed", row=at, by=row.no)
    freed = tuple(replace(row, apart=tuple(no for no in row.apart if no not in gone)) for row in left)
    return _unemptied(freed, at)


def _unemptied(rows: Rows, at: int) -> Rows:
    """Return the rows without an empty "before it is done again".

    Raises RuleBroken: table_emptied, table_ways_needed.
    """
    kept = tuple(
        row for place, row in enumerate(rows) if row.kind is not Kind.BETWEEN or end_of(rows, place) > place + 1
    )
    if not kept:
        raise RuleBroken("table_emptied", row=at)
    for place, row in enumerate(kept):
        inside = [one for one in kept[place + 1 : end_of(kept, place)] if one.depth == row.depth + 1]
        if row.kind in (Kind.LANE, Kind.REPEAT) and not any(one.kind in PARTS for one in inside):
            raise RuleBroken("table_emptied", row=at)
        if row.kind in (Kind.CHOICE, Kind.TOGETHER) and len(inside) < WAYS:
            raise RuleBroken("table_ways_needed", row=at)
    return kept


def add(
    rows: Rows, at: int, kind: Kind, fresh: Callable[[str], Step], said: Callable[[int], Words]
) -> tuple[Rows, int]:
    """Return the rows with a new row after row `at` or inside it, and where it stands.

    A step, choice or block side by side follows a step and opens a case or lane; a case or lane joins its block; what
    repeats is put round the row itself. fresh(number) makes a step; said(n) words the n-th case, 0 what repeats.
    Raises RuleBroken("table_no_place", row).
    """
    match kind:
        case Kind.REPEAT:
            return _wrapped(rows, at, said(0)), at
        case Kind.CASE | Kind.LANE:
            place, depth = _as_way(rows, at, kind)
        case Kind.BETWEEN:
            place, depth = _as_between(rows, at)
        case _:
            place, depth = _as_part(rows, at)
    new = _new(rows, place, depth, kind, fresh, said)
    return (*rows[:place], *new, *rows[place:]), place


def _as_part(rows: Rows, at: int) -> tuple[int, int]:
    if at < 0:
        return 0, 0
    row = rows[at]
    if row.kind in (Kind.CASE, Kind.LANE, Kind.BETWEEN, Kind.REPEAT):
        return at + 1, row.depth + 1
    return end_of(rows, at), row.depth


def _as_way(rows: Rows, at: int, kind: Kind) -> tuple[int, int]:
    block = {Kind.CASE: Kind.CHOICE, Kind.LANE: Kind.TOGETHER}[kind]
    if at >= 0 and rows[at].kind is kind:
        return end_of(rows, at), rows[at].depth
    if at < 0 or rows[at].kind is not block:
        raise RuleBroken("table_no_place", row=at)
    return end_of(rows, at), rows[at].depth + 1


def _as_between(rows: Rows, at: int) -> tuple[int, int]:
    inside = rows[at + 1 : end_of(rows, at)] if at >= 0 else ()
    there = any(row.kind is Kind.BETWEEN and row.depth == rows[at].depth + 1 for row in inside)
    if at < 0 or rows[at].kind is not Kind.REPEAT or there:
        raise RuleBroken("table_no_place", row=at)
    return end_of(rows, at), rows[at].depth + 1


def _wrapped(rows: Rows, at: int, again: Words) -> Rows:
    if at < 0 or rows[at].kind not in PARTS:
        raise RuleBroken("table_no_place", row=at)
    inside = _shifted(rows, at, 1)[at : end_of(rows, at)]
    return (*rows[:at], Row(Kind.REPEAT, rows[at].depth, said=again), *inside, *rows[end_of(rows, at) :])


def _new(
    rows: Rows, place: int, depth: int, kind: Kind, fresh: Callable[[str], Step], said: Callable[[int], Words]
) -> Rows:
    used = {row.no for row in rows}

    def step(deep: int) -> Row:
        no = free_number(rows, place, used)
        used.add(no)
        return Row(Kind.STEP, deep, fresh(no))

    match kind:
        case Kind.STEP:
            return (step(depth),)
        case Kind.CHOICE:
            ways = [Row(Kind.CASE, depth + 1, said=said(n)) for n in (1, 2)]
            return (Row(kind, depth), ways[0], step(depth + 2), ways[1])
        case Kind.TOGETHER:
            lanes = [(Row(Kind.LANE, depth + 1), step(depth + 2)) for _ in range(WAYS)]
            return (Row(kind, depth), *lanes[0], *lanes[1])
        case Kind.CASE:
            return (Row(kind, depth, said=said(1)),)
        case _:
            return (Row(kind, depth), step(depth + 1))


def free_number(rows: Rows, place: int, used: set[str]) -> str:
    """Return a number for a step at a place: the next whole one at the end, else that of the step before with a letter.

    Numbers that stand are never changed: limits, schools' versions and running matters name steps by them.
    """
    earlier = [row.no for row in rows[:place] if row.no]
    next_whole = max((int(no.rstrip("abcdefghijklmnopqrstuvwxyz")) for no in used if no), default=0) + 1
    if earlier and any(row.no for row in rows[place:]):
        stem = earlier[-1].rstrip("abcdefghijklmnopqrstuvwxyz")
        for letter in "abcdefghijklmnopqrstuvwxyz":
            if stem + letter not in used:
                return stem + letter
    return str(next_whole)
