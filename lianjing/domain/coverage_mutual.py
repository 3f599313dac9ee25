"""No mutual pair: a supervises b and b supervises a on the same power in one term (product 6.3, clause 6).

People are pairs by person, on both sides; units are pairs when each supervises the other as a peer. Commission and
bureau are each other's peer by the plan: between their own bodies a pair is allowed. Pairs make the matching more
than a flow: first two ways round that stay flows, then an exact search over what is knotted together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from lianjing.domain.coverage_flow import Bools, Web
from lianjing.domain.coverage_sets import Demand, Ints, county_pair
from lianjing.domain.coverage_terms import Side
from lianjing.domain.orgtree import Network

SEARCH = 60.0  # deterministic time of one exact search, about seconds


@dataclass(frozen=True)
class Marks:
    """Who watches whom when an arc is used: arc number, watcher, watched; units are negative numbers minus one."""

    arc: Ints
    watcher: Ints
    watched: Ints


def marks_of(network: Network, demands: Sequence[Demand], web: Web) -> Marks:
    """Return the marks of all arcs, those of county pairs left out."""
    rows: list[tuple[NDArray[np.int64], NDArray[np.int64], int]] = []
    ends = np.searchsorted(web.demand, np.arange(len(demands) + 1))
    exempt: dict[tuple[int, int], bool] = {}
    for number, demand in enumerate(demands):
        arcs = np.arange(ends[number], ends[number + 1])
        for place in set(demand.places.tolist()):
            if (place, demand.unit_id) not in exempt:
                exempt[place, demand.unit_id] = county_pair(network, place, demand.unit_id)
        allowed = np.array([not exempt[place, demand.unit_id] for place in demand.places.tolist()], dtype=np.bool_)
        arcs = arcs[allowed] if len(arcs) else arcs
        rows.extend((arcs, web.people[web.person[arcs]], holder) for holder in demand.holders)
        if demand.side is Side.PEER:
            rows.append((arcs, -web.place[arcs] - 1, -demand.unit_id - 1))
    if not rows:
        empty = np.zeros(0, dtype=np.int64)
        return Marks(empty, empty, empty)
    return Marks(
        np.concatenate([row[0] for row in rows]),
        np.concatenate([row[1] for row in rows]),
        np.concatenate([np.full(len(row[0]), row[2], dtype=np.int64) for row in rows]),
    )


def facing(marks: Marks) -> Marks:
    """Return the marks whose opposite is also there: only these can become a mutual pair."""
    values = np.unique(np.concatenate([_some(marks.watcher), _some(marks.watched)]))
    watcher, watched = np.searchsorted(values, marks.watcher), np.searchsorted(values, marks.watched)
    watching, seen = np.zeros(len(values), dtype=np.bool_), np.zeros(len(values), dtype=np.bool_)
    watching[watcher], seen[watched] = True, True
    keep = np.flatnonzero(seen[watcher] & watching[watched])
    there = watcher[keep] * len(values) + watched[keep]
    keep = keep[np.isin(there, watched[keep] * len(values) + watcher[keep])]
    return Marks(marks.arc[keep], marks.watcher[keep], marks.watched[keep])


def _some(long: Ints) -> Ints:
    """Distinct numbers of a long array that repeats few: much faster than sorting it."""
    return np.fromiter(set(long.tolist()), dtype=np.int64)


def against(marks: Marks, turn: int) -> Bools:
    """Return which marks are given up when each facing pair keeps one direction only: never a mutual pair.

    Everybody keeps about half: people stand on a circle and may watch the half that follows (`turn` 0) or precedes.
    """
    values = np.unique(np.concatenate([marks.watcher, marks.watched]))
    gap = (np.searchsorted(values, marks.watched) - np.searchsorted(values, marks.watcher)) % max(1, len(values))
    ahead = (2 * gap < len(values)) | ((2 * gap == len(values)) & (marks.watcher < marks.watched))
    lost: Bools = ahead if turn else ~ahead
    return lost


def one_way(marks: Marks, web: Web, turn: int) -> Bools:
    """Return the arcs left when the marks `against` a turn are given up."""
    keep = np.ones(len(web.demand), dtype=np.bool_)
    keep[marks.arc[against(marks, turn)]] = False
    return keep


class Cell(NamedTuple):
    """Steps of one demand and one power: the smallest thing a mutual pair can be about."""

    demand: int
    power: str
    steps: int


@dataclass(frozen=True)
class Answer:
    """status: covered, short (some cell is), undecided. carried: (cell number, arc) -> steps. core: cells at odds."""

    status: str
    carried: dict[tuple[int, int], int]
    core: tuple[int, ...] = ()


class Knot:
    """The exact search over cells: matching, load and pairs together."""

    def __init__(self, web: Web, marks: Marks) -> None:
        self._web = web
        self._arcs: dict[int, list[int]] = defaultdict(list)
        for arc, demand in enumerate(web.demand.tolist()):
            self._arcs[demand].append(arc)
        self._marks: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for arc, watcher, watched in zip(
            marks.arc.tolist(), marks.watcher.tolist(), marks.watched.tolist(), strict=True
        ):
            self._marks[arc].append((watcher, watched))

    def decide(self, cells: Sequence[Cell], most: bool = False) -> Answer:
        """Cover every cell, or with `most` as many steps as can be; a core of cells at odds when that fails."""
        search = cp_model.CpModel()
        carried: dict[tuple[int, int], cp_model.IntVar] = {}
        wanted: list[cp_model.IntVar] = []
        watch: dict[tuple[str, int, int], list[cp_model.IntVar]] = defaultdict(list)
        load: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for number, cell in enumerate(cells):
            for arc in self._arcs[cell.demand]:
                steps = search.new_int_var(0, cell.steps, "")
                carried[number, arc] = steps
                load[int(self._web.person[arc])].append(steps)
                self._mark(search, cell, arc, steps, watch)
            total = cp_model.LinearExpr.sum([carried[number, arc] for arc in self._arcs[cell.demand]])
            wanted.append(search.new_bool_var(""))
            search.add(total <= cell.steps)
            search.add(total >= cell.steps).only_enforce_if(wanted[-1])
        for person, parts in load.items():
            search.add(cp_model.LinearExpr.sum(parts) <= int(self._web.free[person]))
        _forbid_pairs(search, watch)
        if most:
            search.maximize(cp_model.LinearExpr.sum(list(carried.values())))
        else:
            search.add_assumptions(wanted)
        return self._solve(search, carried, wanted)

    def _mark(
        self,
        search: cp_model.CpModel,
        cell: Cell,
        arc: int,
        steps: cp_model.IntVar,
        watch: dict[tuple[str, int, int], list[cp_model.IntVar]],
    ) -> None:
        if not self._marks[arc]:
            return
        used = search.new_bool_var("")
        search.add(steps == 0).only_enforce_if(used.negated())
        for watcher, watched in self._marks[arc]:
            watch[cell.power, watcher, watched].append(used)

    @staticmethod
    def _solve(
        search: cp_model.CpModel, carried: dict[tuple[int, int], cp_model.IntVar], wanted: list[cp_model.IntVar]
    ) -> Answer:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = SEARCH
        status = solver.solve(search)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(
                "covered", {key: solver.value(steps) for key, steps in carried.items() if solver.value(steps)}
            )
        if status != cp_model.INFEASIBLE:
            return Answer("undecided", {})
        numbers = {literal.index: number for number, literal in enumerate(wanted)}
        core = solver.sufficient_assumptions_for_infeasibility()
        return Answer("short", {}, tuple(sorted(numbers[index] for index in core if index in numbers)))

    def irreducible(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """Return cells that cannot be covered, such that with one step fewer in any of them they can.

        `cells` must be at odds. Deletion: each step in turn is left out when the rest still cannot be covered.
        """
        answer = self.decide(cells)
        left = [cells[number] for number in answer.core] if answer.core else list(cells)
        for number in range(len(left)):
            while left[number].steps:
                cell = left[number]
                tried = [*left[:number], Cell(cell.demand, cell.power, cell.steps - 1), *left[number + 1 :]]
                if self.decide([one for one in tried if one.steps]).status != "short":
                    break
                left = tried
        return tuple(cell for cell in left if cell.steps)


def _forbid_pairs(search: cp_model.CpModel, watch: dict[tuple[str, int, int], list[cp_model.IntVar]]) -> None:
    either: dict[tuple[str, int, int], cp_model.IntVar] = {}
    for key, used in watch.items():
        either[key] = search.new_bool_var("")
        for one in used:
            search.add_implication(one, either[key])
    for (power, watcher, watched), one in either.items():
        back = either.get((power, watched, watcher))
        if back is not None and watcher < watched:
            search.add_bool_or([one.negated(), back.negated()])


def knots(web: Web, marks: Marks, cells: Sequence[Cell]) -> list[list[int]]:
    """Return cell numbers that hang together, knot by knot, leaving out those no facing pair touches.

    Cells hang together by a person who could be asked for more than they can take, or by a facing pair on a power.
    """
    arcs: dict[int, list[int]] = defaultdict(list)
    for arc, demand in enumerate(web.demand.tolist()):
        arcs[demand].append(arc)
    ask = np.zeros(len(web.free), dtype=np.int64)
    for cell in cells:
        ask[list({int(web.person[arc]) for arc in arcs[cell.demand]})] += cell.steps
    tight = set(np.flatnonzero(ask > web.free).tolist())
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for arc, watcher, watched in zip(marks.arc.tolist(), marks.watcher.tolist(), marks.watched.tolist(), strict=True):
        pairs[arc].append((min(watcher, watched), max(watcher, watched)))
    joins: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    touched: set[int] = set()
    for number, cell in enumerate(cells):
        for arc in arcs[cell.demand]:
            if int(web.person[arc]) in tight:
                joins["", int(web.person[arc]), 0].append(number)
            for low, high in pairs.get(arc, ()):
                joins[cell.power, low, high].append(number)
                touched.add(number)
    return [knot for knot in _joined(len(cells), joins.values()) if touched.intersection(knot)]


def _joined(count: int, joins: Iterable[Sequence[int]]) -> list[list[int]]:
    top = list(range(count))

    def find(one: int) -> int:
        while top[one] != one:
            top[one] = top[top[one]]
            one = top[one]
        return one

    for join in joins:
        first = find(join[0])
        for other in join[1:]:
            top[find(other)] = first
    found: dict[int, list[int]] = defaultdict(list)
    for one in range(count):
        found[find(one)].append(one)
    return list(found.values())
