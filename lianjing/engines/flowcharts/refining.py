"""Which states of an automaton behave alike: classes are split until the members of each lead to the same classes.

Only what leads to a class that was split is looked at again, so that a chart of a thousand steps in a row takes a
thousand short rounds. Sets of states are integers, a bit for each. Source: R. Paige and R. Tarjan, Three partition
refinement algorithms (1987), without their last bound, which charts do not need.
"""

from collections.abc import Iterable

Rows = list[dict[int, int]]  # for each state: code of a label → the set of states after it
Sign = tuple[tuple[int, int], ...]


def alike(rows: Rows, final: list[bool]) -> list[int]:
    """Return the class of each state, from 0: in one, the same labels lead to the same classes, and all may end."""
    splitting = _Splitting(rows, final)
    while splitting.dirty:
        splitting.round()
    number: dict[int, int] = {}
    return [number.setdefault(one, len(number)) for one in splitting.kind]


def image(mask: int, kind: list[int], memo: dict[int, int]) -> int:
    """Return the set of the classes of a set's members; memo holds what was answered for the same classes."""
    known = memo.get(mask)
    if known is None:
        known = 0
        for one in bits(mask):
            known |= 1 << kind[one]
        memo[mask] = known
    return known


def bits(mask: int) -> list[int]:
    """Return the places of the bits that are set, from the lowest."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


class _Splitting:
    def __init__(self, rows: Rows, final: list[bool]) -> None:
        self.rows, self.kind = rows, [int(end) for end in final]
        self.members: list[set[int]] = [{n for n, end in enumerate(final) if end == which} for which in (False, True)]
        self.dirty: Iterable[int] = range(len(rows))
        self.after = [0] * len(rows)
        for here, row in enumerate(rows):
            for mask in row.values():
                self.after[here] |= mask

    def round(self) -> None:
        """Split the classes of the dirty states by where these lead now; what leads to those moved is dirty next."""
        moved = 0
        for one, groups, stays in list(self._groups()):
            for sign, states in groups.items():
                if sign != stays:
                    for state in states:
                        self.kind[state] = len(self.members)
                        moved |= 1 << state
                    self.members[one].difference_update(states)
                    self.members.append(set(states))
        self.dirty = [here for here, mask in enumerate(self.after) if mask & moved] if moved else []

    def _groups(self) -> Iterable[tuple[int, dict[Sign, list[int]], Sign]]:
        """Yield (class, its dirty states by sign, the sign that keeps the class's number)."""
        memo: dict[int, int] = {}
        touched: dict[int, list[int]] = {}
        for state in self.dirty:
            touched.setdefault(self.kind[state], []).append(state)
        for one, states in touched.items():
            groups: dict[Sign, list[int]] = {}
            for state in states:
                groups.setdefault(self._sign(state, memo), []).append(state)
            if len(states) < len(self.members[one]):
                known = set(states)
                clean = next(state for state in self.members[one] if state not in known)
                yield one, groups, self._sign(clean, memo)
            elif len(groups) > 1:
                yield one, groups, max(groups, key=lambda sign: len(groups[sign]))

    def _sign(self, state: int, memo: dict[int, int]) -> Sign:
        return tuple(sorted((code, image(mask, self.kind, memo)) for code, mask in self.rows[state].items()))
