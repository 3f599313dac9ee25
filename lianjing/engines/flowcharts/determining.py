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
    table, ends = _table(*sets, len(labels))
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


def _table(rows: Rows, final: list[bool], labels: int) -> tuple[Array, Array]:
    """Return the automaton as arrays, with a dead state as its last row."""
    table = np.full((len(rows) + 1, labels), len(rows), dtype=np.int64)
    for here, row in enumerate(rows):
        table[here, list(row.keys())] = list(row.values())
    return table, np.array([*final, False])


def _classes(table: Array, final: Array) -> Array:
    """Return the class of each state: the same for states from which the same orders lead to the end (E. F. Moore)."""
    kind = final.astype(np.int64)
    count = len(np.unique(kind))
    while True:
        sign = kind
        for code in range(table.shape[1]):
            _, sign = np.unique(sign * (count + 1) + kind[table[:, code]], return_inverse=True)
        found = int(sign.max()) + 1
        if found == count:
            return sign
        kind, count = sign, found


def _canonical(labels: tuple[str, ...], table: Array, final: Array, kind: Array) -> Built:
    """Number the classes as a breadth-first walk in the order of labels meets them; 0 is the dead one, 1 the start."""
    dead, start = int(kind[-1]), int(kind[0])
    _, member = np.unique(kind, return_index=True)
    number, order = {dead: 0, start: 1}, [start]
    rows: Rows = [{}]
    for one in order:  # grows while it is read
        row: dict[int, int] = {}
        for code, there in enumerate(kind[table[member[one]]].tolist()):
            if there not in number:
                number[there] = len(number)
                order.append(there)
            if there != dead:
                row[code] = number[there]
        rows.append(row)
    used = sorted({code for row in rows for code in row})
    small = np.zeros((len(rows), len(used)), dtype=np.int32)
    for here, row in enumerate(rows):
        for code, there in row.items():
            small[here, used.index(code)] = there
    return tuple(labels[code] for code in used), small, final[member[[dead, *order]]]


def bits(mask: int) -> list[int]:
    """Return the places of the bits that are set, from the lowest."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
