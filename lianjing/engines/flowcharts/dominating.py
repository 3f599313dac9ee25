"""Which node of a graph every way to another passes. Source: Cooper, Harvey, Kennedy, A simple, fast dominance
algorithm (2001).
"""

from collections.abc import Callable, Iterable


class Dominators:
    """The nodes reached from `start`, each with the nearest other one that every way to it passes."""

    def __init__(self, start: str, ahead: Callable[[str], Iterable[str]]) -> None:
        order = _after_all_ahead(start, ahead)
        self._place = {name: place for place, name in enumerate(order)}
        before: dict[str, list[str]] = {name: [] for name in order}
        for name in order:
            for there in ahead(name):
                before[there].append(name)
        self._nearest = {start: start}
        changed = True
        while changed:
            changed = False
            for name in reversed(order[:-1]):
                known = [one for one in before[name] if one in self._nearest]
                nearest = known[0]
                for one in known[1:]:
                    nearest = self._common(nearest, one)
                if self._nearest.get(name) != nearest:
                    self._nearest[name], changed = nearest, True

    def pass_through(self, name: str, by: str) -> bool:
        """Return whether every way to `name` passes `by`, or none leads to it."""
        if name not in self._nearest:
            return True
        while name != by and name != self._nearest[name]:
            name = self._nearest[name]
        return name == by

    def _common(self, one: str, other: str) -> str:
        while one != other:
            if self._place[one] < self._place[other]:
                one = self._nearest[one]
            else:
                other = self._nearest[other]
        return one


def _after_all_ahead(start: str, ahead: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the nodes reached, each after those first reached from it; `start` is the last."""
    order: list[str] = []
    seen, walk = {start}, [(start, iter(ahead(start)))]
    while walk:
        name, rest = walk[-1]
        there = next((one for one in rest if one not in seen), None)
        if there is None:
            order.append(name)
            walk.pop()
        else:
            seen.add(there)
            walk.append((there, iter(ahead(there))))
    return order
