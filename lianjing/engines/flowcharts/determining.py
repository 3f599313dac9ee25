"""From the markings of a net to its smallest automaton: silent steps closed, sets of markings, equal states joined.

Markings that behave alike are joined first: a net with many silent steps has thousands of sets of hundreds of markings,
and after joining a few dozen. Sets are integers, a bit for each marking.
"""

from typing import Any

import numpy as np

from lianjing.engines.flowcharts.markings import Reached
from lianjing.engines.flowcharts.nets import Net

SETS = 20_000  # sets of markings at most; a net that needs more is walked lazily
Rows = list[dict[int, int]]
Array = np.ndarray[Any, np.dtype[Any]]
Built = tuple[tuple[str, ...], Array, Array]


def smallest(net: Net, found: Reached) -> Built | None:
    """Return (labels, table, final) of the smallest automaton; None where it would take too many sets.

    found: all markings of the net, its end among them. Labels that no complete case can have are left out.
    """
    labels = net.labels()
    rows, final, start = _closed(net, labels, found)
    rows, final, start = _joined(rows, final, start)
    sets = _sets(rows, final, start)
    if sets is None:
        return None
    table, ends = _table(sets[0], len(labels)), [*sets[1], False]
    return _canonical(labels, table, ends, _classes(table, ends))


def _closed(net: Net, labels: tuple[str, ...], found: Reached) -> tuple[Rows, list[bool], int]:
    """Return for each marking: label → the set of markings after it, silent steps included; whether it may end."""
    code = {label: number for number, label in enumerate(labels)}
    names = [None if t.label is None else code[t.label] for t in net.transitions]
    silent: list[list[int]] = [[there for t, there in edges if names[t] is None] for edges in found.edges]
    closure = _closures(silent)
    rows: Rows = []
    for edges in found.edges:
        row: dict[int, int] = {}
        for transition, there in edges:
            if (name := names[transition]) is not None:
                row[name] = row.get(name, 0) | closure[there]
        rows.append(row)
    whole = [_union(rows, closure[here]) if silent[here] else rows[here] for here in range(len(rows))]
    end = 1 << (found.end if found.end is not None else len(rows))
    return whole, [bool(mask & end) for mask in closure], 0


def _closures(silent: list[list[int]]) -> list[int]:
    """Return for each marking the set that silent steps lead to, itself included."""
    closure = [1 << here for here in range(len(silent))]
    changed = any(silent)
    while changed:
        changed = False
        for here in range(len(silent) - 1, -1, -1):  # what is found late is mostly what is reached late
            mask = closure[here]
            for there in silent[here]:
                mask |= closure[there]
            if mask != closure[here]:
                closure[here], changed = mask, True
    return closure


def _union(rows: Rows, members: int) -> dict[int, int]:
    joined: dict[int, int] = {}
    for one in bits(members):
        for code, mask in rows[one].items():
            joined[code] = joined.get(code, 0) | mask
    return joined


def _joined(rows: Rows, final: list[bool], start: int) -> tuple[Rows, list[bool], int]:
    """Join markings that behave alike: the same labels lead to sets of alike markings, and both may end or not."""
    kind = [int(end) for end in final]
    kinds = len(set(kind))
    while True:
        memo: dict[int, int] = {}
        seen: dict[Any, int] = {}
        signs = [
            (kind[here], tuple(sorted((code, _image(mask, kind, memo)) for code, mask in row.items())))
            for here, row in enumerate(rows)
        ]
        kind = [seen.setdefault(sign, len(seen)) for sign in signs]
        if len(seen) == kinds:
            break
        kinds = len(seen)
    joined: Rows = [{} for _ in range(kinds)]
    ends, memo = [False] * kinds, {}
    for here, one in enumerate(kind):
        ends[one] = final[here]
        joined[one] = joined[one] or {code: _image(mask, kind, memo) for code, mask in rows[here].items()}
    return joined, ends, kind[start]


def _image(mask: int, kind: list[int], memo: dict[int, int]) -> int:
    known = memo.get(mask)
    if known is None:
        known = 0
        for one in bits(mask):
            known |= 1 << kind[one]
        memo[mask] = known
    return known


def _sets(rows: Rows, final: list[bool], start: int) -> tuple[Rows, list[bool]] | None:
    """Return the automaton of sets: label → number of the next set; and whether each may end. State 0 is the start."""
    first = 1 << start
    number, found = {first: 0}, [first]
    table: Rows = []
    for members in found:  # grows while it is read
        if len(found) > SETS:
            return None
        row: dict[int, int] = {}
        for code, mask in _union(rows, members).items():
            if mask not in number:
                number[mask] = len(found)
                found.append(mask)
            row[code] = number[mask]
        table.append(row)
    may_end = sum(1 << one for one, end in enumerate(final) if end)
    return table, [bool(members & may_end) for members in found]


def _table(rows: Rows, labels: int) -> list[list[int]]:
    """Return the automaton as a full table, with a dead state as its last row."""
    dead = len(rows)
    return [[row.get(code, dead) for code in range(labels)] for row in [*rows, {}]]


def _classes(table: list[list[int]], final: list[bool]) -> list[int]:
    """Return the class of each state: the same for states from which the same orders lead to the end (E. F. Moore)."""
    kind = [int(end) for end in final]
    kinds = len(set(kind))
    while True:
        seen: dict[tuple[int, ...], int] = {}
        signs = ((own, *map(kind.__getitem__, row)) for own, row in zip(kind, table, strict=True))
        kind = [seen.setdefault(sign, len(seen)) for sign in signs]
        if len(seen) == kinds:
            return kind
        kinds = len(seen)


def _canonical(labels: tuple[str, ...], table: list[list[int]], final: list[bool], kind: list[int]) -> Built:
    """Number the classes as a breadth-first walk in the order of labels meets them; 0 is the dead one, 1 the start."""
    dead, start = kind[-1], kind[0]
    member = {one: here for here, one in enumerate(kind)}
    number, order = {dead: 0, start: 1}, [start]
    rows: Rows = [{}]
    for one in order:  # grows while it is read
        row: dict[int, int] = {}
        for code, there in enumerate(map(kind.__getitem__, table[member[one]])):
            if there not in number:
                number[there] = len(number)
                order.append(there)
            if there != dead:
                row[code] = number[there]
        rows.append(row)
    used = sorted({code for row in rows for code in row})
    small = np.array([[row.get(code, 0) for code in used] for row in rows], np.int32).reshape(len(rows), len(used))
    return tuple(labels[code] for code in used), small, np.array([final[member[one]] for one in [dead, *order]])


def bits(mask: int) -> list[int]:
    """Return the places of the bits that are set, from the lowest."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
