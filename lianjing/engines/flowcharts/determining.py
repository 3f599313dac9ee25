"""From the markings of a net to its smallest automaton: silent steps closed, sets of markings, equal states joined.

Markings that behave alike are joined first: a net with many silent steps has thousands of sets of hundreds of markings,
and after joining a few dozen. Sets are integers, a bit for each marking.
"""

from typing import Any

import numpy as np

from lianjing.engines.flowcharts.markings import Reached
from lianjing.engines.flowcharts.nets import Net
from lianjing.engines.flowcharts.refining import Rows, alike, bits, image

SETS = 6_000  # sets of markings at most; a net that needs more is walked lazily
Array = np.ndarray[Any, np.dtype[Any]]
Built = tuple[tuple[str, ...], Array, Array]


def smallest(net: Net, found: Reached) -> Built | None:
    """Return (labels, table, final) of the smallest automaton; None where it would take too many sets.

    found: all markings of the net, its end among them. Labels that no complete case can have are left out.
    """
    labels = net.labels()
    rows, final, start = _joined(*_closed(net, labels, found))
    sets = _sets(rows, final, start)
    if sets is None:
        return None
    rows, final, start = _joined(*_trimmed(*sets), 0)
    return _canonical(
        labels, [{code: mask.bit_length() - 1 for code, mask in row.items()} for row in rows], final, start
    )


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
    """Join states that behave alike. In an automaton whose sets have one member these are all (E. F. Moore)."""
    kind = alike(rows, final)
    joined: Rows = [{} for _ in range(max(kind) + 1)]
    ends, memo = [False] * len(joined), dict[int, int]()
    for here, one in enumerate(kind):
        ends[one] = final[here]
        joined[one] = joined[one] or {code: image(mask, kind, memo) for code, mask in rows[here].items()}
    return joined, ends, kind[start]


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


def _trimmed(rows: list[dict[int, int]], final: list[bool]) -> tuple[Rows, list[bool]]:
    """Take out the states from which nothing ends, but not the start; return sets of one member."""
    before: list[list[int]] = [[] for _ in rows]
    for here, row in enumerate(rows):
        for there in row.values():
            before[there].append(here)
    todo = [here for here, end in enumerate(final) if end]
    live = set(todo)
    while todo:
        fresh = [one for one in before[todo.pop()] if one not in live]
        live.update(fresh)
        todo += fresh
    kept = [here for here in range(len(rows)) if here in live or here == 0]
    bit = {here: 1 << place for place, here in enumerate(kept)}
    live_rows = [{code: bit[there] for code, there in rows[here].items() if there in live} for here in kept]
    return live_rows, [final[here] for here in kept]


def _canonical(labels: tuple[str, ...], rows: list[dict[int, int]], final: list[bool], start: int) -> Built:
    """Number the states as a breadth-first walk in the order of labels meets them; 0 is the dead one, 1 the start."""
    number, order = {start: 1}, [start]
    for here in order:  # grows while it is read
        for _, there in sorted(rows[here].items()):
            if there not in number:
                number[there] = len(number) + 1
                order.append(there)
    used = sorted({code for here in order for code in rows[here]})
    place = {code: column for column, code in enumerate(used)}
    table = np.zeros((len(order) + 1, len(used)), np.int32)
    for here in order:
        for code, there in rows[here].items():
            table[number[here], place[code]] = number[there]
    return tuple(labels[code] for code in used), table, np.array([False, *(final[here] for here in order)])
