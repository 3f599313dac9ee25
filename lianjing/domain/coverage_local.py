"""Mutual pairs in a large network: settle them where they are, power by power, then let one flow share out the load.

A mutual pair at odds is a small matter: a few units on one power. Looking at it apart from load keeps the search
small; a set found at odds without any limit of load is at odds with one. What the last flow still leaves over is
called undecided, not impossible.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lianjing.domain.coverage_flow import Bools, Web, match, nearer
from lianjing.domain.coverage_mutual import Cell, Knot, Marks, against
from lianjing.domain.coverage_sets import Ints
from lianjing.domain.coverage_terms import StepAt

Steps = list[list[StepAt]]  # the steps of each demand that a plain flow can cover, in order
Lines = list[tuple[int, int, StepAt]]  # demand number, arc, step
_NO_LIMIT = 10**6


@dataclass(frozen=True)
class Odds:
    """Steps at odds by mutual pairs: demand number and step. `code`: mutual, or undecided when it is not proven."""

    code: str
    steps: tuple[tuple[int, StepAt], ...]
    short: int


@dataclass(frozen=True)
class Untied:
    """Who is given what, and what stays at odds."""

    lines: Lines
    odds: tuple[Odds, ...]


@dataclass(frozen=True)
class Settled:
    """What a knot of demands on one power comes to: steps to cover of each, arcs allowed, and a core at odds."""

    counts: tuple[int, ...]
    allowed: tuple[frozenset[int], ...]
    core: tuple[tuple[int, int], ...]  # demand, steps
    undecided: bool


class _Pairs:
    """Which demands can make a facing pair with which, and the exact search without limits of load."""

    def __init__(self, web: Web, marks: Marks, turn: int) -> None:
        self.starts = np.searchsorted(web.demand, np.arange(len(web.need) + 1))
        self.knot = Knot(replace(web, free=np.full(len(web.free), _NO_LIMIT, dtype=np.int64)), marks)
        self.marks: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.given_up: set[tuple[int, int]] = set()
        self.demands: dict[tuple[int, int], set[int]] = defaultdict(set)
        self.pairs: dict[int, set[tuple[int, int]]] = defaultdict(set)
        rows = zip(
            marks.arc.tolist(), marks.watcher.tolist(), marks.watched.tolist(), against(marks, turn).tolist(),
            web.demand[marks.arc].tolist(), strict=True,
        )  # fmt: skip
        for arc, watcher, watched, given_up, demand in rows:
            self.marks[arc].append((watcher, watched))
            pair = (min(watcher, watched), max(watcher, watched))
            self.demands[pair].add(demand)
            self.pairs[demand].add(pair)
            if given_up:
                self.given_up.add((watcher, watched))
        self._known: dict[tuple[tuple[int, int], ...], Settled] = {}

    def arcs(self, demand: int) -> range:
        return range(int(self.starts[demand]), int(self.starts[demand + 1]))

    def around(self, start: int, there: set[int]) -> list[int]:
        """Return the demands among `there` that hang together with `start` by facing pairs."""
        seen, todo = {start}, [start]
        while todo:
            for pair in self.pairs[todo.pop()]:
                fresh = (self.demands[pair] & there) - seen
                seen |= fresh
                todo.extend(fresh)
        return sorted(seen)

    def settle(self, counts: Sequence[tuple[int, int]]) -> Settled:
        """Settle a knot given as (demand, steps); the same knot on another power is not searched again."""
        key = tuple(counts)
        if key not in self._known:
            self._known[key] = self._settle([Cell(demand, "", steps) for demand, steps in counts])
        return self._known[key]

    def _settle(self, cells: Sequence[Cell]) -> Settled:
        answer = self.knot.decide(cells)
        core: tuple[tuple[int, int], ...] = ()
        if answer.status == "short":
            core = tuple((cell.demand, cell.steps) for cell in self.knot.irreducible(cells))
        best = answer if answer.status == "covered" else self.knot.decide(cells, most=True)
        covered = [0] * len(cells)
        used: set[tuple[int, int]] = set()
        for (number, arc), steps in best.carried.items():
            covered[number] += steps
            used.update(self.marks.get(arc, ()))
        allowed = tuple(frozenset(arc for arc in self.arcs(cell.demand) if self._may(arc, used)) for cell in cells)
        return Settled(tuple(covered), allowed, core, answer.status == "undecided")

    def _may(self, arc: int, used: set[tuple[int, int]]) -> bool:
        """Whether each mark of an arc is used in the settlement, or free of its opposite and with the turn."""
        return all(
            mark in used or (mark[::-1] not in used and mark not in self.given_up) for mark in self.marks.get(arc, ())
        )


def untie_locally(web: Web, marks: Marks, steps: Steps, turn: int, troubled: Iterable[int], at_most: int) -> Untied:
    """Settle the knots that hold a troubled demand, leave all others to the turn, then share out by one flow."""
    pairs = _Pairs(web, marks, turn)
    of_power: dict[str, dict[int, list[StepAt]]] = defaultdict(lambda: defaultdict(list))
    for demand, some in enumerate(steps):
        for step in some:
            of_power[step.power][demand].append(step)
    powers = {int(demand): sorted({step.power for step in steps[int(demand)]}) for demand in troubled}
    rows: list[tuple[int, list[StepAt], frozenset[int] | None]] = []
    taken: set[tuple[int, str]] = set()
    odds: dict[tuple[int, ...], Odds] = {}
    for demand, names in powers.items():
        for power in names:
            if (demand, power) in taken:
                continue
            around = pairs.around(demand, set(of_power[power]))
            taken.update((one, power) for one in around)
            settled = pairs.settle([(one, len(of_power[power][one])) for one in around])
            _note(odds, settled, around, of_power[power])
            rows += [
                (one, of_power[power][one][:count], allowed)
                for one, count, allowed in zip(around, settled.counts, settled.allowed, strict=True)
            ]
    for demand, some in enumerate(steps):
        rows.append((demand, [step for step in some if (demand, step.power) not in taken], None))
    lines, left = _share_out(web, pairs, marks, turn, rows)
    found = [*odds.values()][:at_most]
    if left:
        found.append(Odds("undecided", tuple(left), len(left)))
    return Untied(lines, tuple(found))


def _note(
    odds: dict[tuple[int, ...], Odds], settled: Settled, around: list[int], of_power: dict[int, list[StepAt]]
) -> None:
    """Keep one set at odds for the same demands on whatever power; add up what is short."""
    short = sum(len(of_power[one]) for one in around) - sum(settled.counts)
    if not short:
        return
    core = settled.core or tuple((one, len(of_power[one])) for one in around)
    key = tuple(demand for demand, _ in core)
    if key in odds:
        odds[key] = replace(odds[key], short=odds[key].short + short)
        return
    steps = tuple((demand, step) for demand, count in core for step in of_power[demand][:count])
    odds[key] = Odds("undecided" if settled.undecided else "mutual", steps, short)


def _share_out(
    web: Web, pairs: _Pairs, marks: Marks, turn: int,
    rows: list[tuple[int, list[StepAt], frozenset[int] | None]],
) -> tuple[Lines, list[tuple[int, StepAt]]]:  # fmt: skip
    """Match the rows (demand, steps, arcs allowed or None for the turn's); return lines and the steps left over."""
    turned = np.ones(len(web.demand), dtype=np.bool_)
    turned[marks.arc[against(marks, turn)]] = False
    arcs = [np.arange(pairs.starts[demand], pairs.starts[demand + 1]) for demand, _, _ in rows]
    index: Ints = np.concatenate(arcs)
    keep: Bools = np.concatenate(
        [
            turned[some] if allowed is None else np.isin(some, np.fromiter(allowed, dtype=np.int64, count=len(allowed)))
            for some, (_, _, allowed) in zip(arcs, rows, strict=True)
        ]
    )
    number = np.repeat(np.arange(len(rows), dtype=np.int64), [len(some) for some in arcs])
    need = np.array([len(some) for _, some, _ in rows], dtype=np.int64)
    cost = None if web.cost is None else web.cost[index]
    wide = Web(number, web.person[index], web.post[index], web.place[index], need, web.people, web.free, cost)
    flow = nearer(wide, match(wide, need, keep), keep)
    lines: Lines = []
    given = [0] * len(rows)
    for place in np.flatnonzero(flow.carried).tolist():
        row, count = int(number[place]), int(flow.carried[place])
        demand, some, _ = rows[row]
        lines.extend((demand, int(index[place]), step) for step in some[given[row] : given[row] + count])
        given[row] += count
    left = [(rows[row][0], step) for row, start in enumerate(given) for step in rows[row][1][start:]]
    return lines, left
