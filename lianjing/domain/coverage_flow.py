"""The matching of steps to supervisors as a flow, and the smallest set of steps that no matching can cover.

source -> demand (steps needed) -> person (eligible) -> sink (steps the person may still take).
Why the answer is right: docs/why/coverage-proof.md.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow, min_cost_flow
from ortools.sat.python import cp_model

from lianjing.domain.coverage_sets import Demand, Ints
from lianjing.domain.coverage_terms import Limits

Bools = NDArray[np.bool_]
STARTS = 50  # unmet demands from which a first uncovered set is looked for; the exact search then betters it
SEARCH = 4.0  # deterministic time of all exact searches of a proof, about seconds; beyond it `smallest` is False


@dataclass(frozen=True)
class Web:
    """All arcs between demands and people. Arrays of one length: demand number, person number, post id, unit id.

    need: steps of each demand. people: person id of each person number. free: steps each may take.
    cost: what a step on each arc costs where one arc is as good as another; None when all are alike.
    """

    demand: Ints
    person: Ints
    post: Ints
    place: Ints
    need: Ints
    people: Ints
    free: Ints
    cost: Ints | None = None


@dataclass(frozen=True)
class Flow:
    """steps carried by each arc, and steps of each demand that found nobody."""

    carried: Ints
    unmet: Ints


@dataclass(frozen=True)
class Violator:
    """Demands that together need more than their people can take. `steps`: how many to name of each demand."""

    demands: tuple[int, ...]
    people: tuple[int, ...]
    free: int
    short: int
    smallest: bool


def weave(demands: Sequence[Demand], limits: Limits) -> Web:
    """Return the arcs of these demands, in their order."""
    sizes = [len(demand.people) for demand in demands]
    ids = np.concatenate([demand.people for demand in demands]) if demands else np.zeros(0, dtype=np.int64)
    people, person = np.unique(ids, return_inverse=True)
    return Web(
        demand=np.repeat(np.arange(len(demands), dtype=np.int64), sizes),
        person=person.astype(np.int64),
        post=np.concatenate([demand.posts for demand in demands]) if demands else ids,
        place=np.concatenate([demand.places for demand in demands]) if demands else ids,
        need=np.array([len(demand.steps) for demand in demands], dtype=np.int64),
        people=people,
        free=np.array([limits.free(key) for key in people.tolist()], dtype=np.int64),
    )


def part(web: Web, demands: Ints) -> Web:
    """Return the web of some demands only, in the order given; people keep their numbers."""
    number = np.full(len(web.need), -1, dtype=np.int64)
    number[demands] = np.arange(len(demands))
    keep = number[web.demand] >= 0
    arcs = number[web.demand[keep]]
    return Web(arcs, web.person[keep], web.post[keep], web.place[keep], web.need[demands], web.people, web.free)


def _run(web: Web, need: Ints, free: Ints, keep: Bools) -> tuple[max_flow.SimpleMaxFlow, Flow]:
    """Solve; arcs with keep False carry nothing. Nodes: 0 source, demands, people, sink last."""
    flow = max_flow.SimpleMaxFlow()
    demands, people = len(need), len(free)
    sink = 1 + demands + people
    tails: list[Ints] = [np.zeros(demands, dtype=np.int32), 1 + web.demand, 1 + demands + np.arange(people)]
    heads: list[Ints] = [1 + np.arange(demands), 1 + demands + web.person, np.full(people, sink)]
    room: list[Ints] = [need, np.where(keep, need[web.demand], 0), free]
    flow.add_arcs_with_capacity(
        np.concatenate(tails).astype(np.int32), np.concatenate(heads).astype(np.int32), np.concatenate(room)
    )
    if flow.solve(0, sink) != flow.OPTIMAL:
        raise ArithmeticError("the flow library found no optimum")
    carried = np.asarray(flow.flows(np.arange(flow.num_arcs(), dtype=np.int32)), dtype=np.int64)
    return flow, Flow(carried[demands : demands + len(web.demand)], need - carried[:demands])


def match(web: Web, need: Ints, keep: Bools | None = None) -> Flow:
    """Return a flow that covers as many steps as can be, and among those spreads the load.

    The busiest person then has no more than in any other flow that covers as much.
    """
    arcs = np.ones(len(web.demand), dtype=np.bool_) if keep is None else keep
    if not len(need):
        return Flow(need, need)
    best = _run(web, need, web.free, arcs)[1]
    covered = int(best.carried.sum())
    low, high = 0, int(max(web.free.max(initial=0), 0))
    while low < high:
        peak = (low + high) // 2
        trial = _run(web, need, np.minimum(web.free, peak), arcs)[1]
        if int(trial.carried.sum()) == covered:
            best, high = trial, peak
        else:
            low = peak + 1
    return best


def nearer(web: Web, flow: Flow, keep: Bools | None = None) -> Flow:
    """Return the cheapest flow that covers what `flow` does, demand by demand, and loads nobody more than its busiest.

    Arcs with keep False carry nothing.
    """
    if web.cost is None or not flow.carried.any():
        return flow
    arcs = np.flatnonzero(np.ones(len(web.demand), dtype=np.bool_) if keep is None else keep)
    demands, people = len(web.need), len(web.free)
    covered = np.bincount(web.demand, weights=flow.carried, minlength=demands).astype(np.int64)
    peak = int(np.bincount(web.person, weights=flow.carried, minlength=people).max())
    best = min_cost_flow.SimpleMinCostFlow()
    best.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([web.demand[arcs], demands + np.arange(people)]).astype(np.int32),
        np.concatenate([demands + web.person[arcs], np.full(people, demands + people)]).astype(np.int32),
        np.concatenate([covered[web.demand[arcs]], np.minimum(web.free, peak)]),
        np.concatenate([web.cost[arcs], np.zeros(people, dtype=np.int64)]),
    )
    supply = np.concatenate([covered, np.zeros(people, dtype=np.int64), [-covered.sum()]])
    best.set_nodes_supplies(np.arange(demands + people + 1, dtype=np.int32), supply)
    if best.solve() != best.OPTIMAL:
        raise ArithmeticError("the flow library found no cheapest flow")
    carried = np.zeros(len(web.demand), dtype=np.int64)
    carried[arcs] = best.flows(np.arange(len(arcs), dtype=np.int32))
    return Flow(carried, flow.unmet)


class Patience:
    """Deterministic time left for exact searches, about seconds: shared by all of one proof."""

    def __init__(self, left: float = SEARCH) -> None:
        self.left = left


def violator(web: Web, need: Ints, patience: Patience | None = None) -> tuple[Violator | None, Ints]:
    """Return a smallest set of steps that cannot be covered together, None when all can.

    With it the demands among which all such sets are found, also once less is needed of some of them.
    """
    arcs = np.ones(len(web.demand), dtype=np.bool_)
    flow, result = _run(web, need, web.free, arcs)
    if not result.unmet.any():
        return None, np.zeros(0, dtype=np.int64)
    # Every irreducible uncovered set lies inside the source side of the minimum cut, so search only there.
    side = np.asarray(flow.get_source_side_min_cut(), dtype=np.int64)
    inside = np.sort(side[(side > 0) & (side <= len(need))] - 1)
    wants = _neighbours(web, need, arcs, inside)
    found = _circuit(web, need, result, arcs, inside)
    better, proven = _search(web, need, wants, int(web.free[list(found)].sum()), patience or Patience())
    people = better if better is not None else found
    return _named(web, need, wants, people, proven), inside


def _neighbours(web: Web, need: Ints, keep: Bools, inside: Ints) -> dict[int, frozenset[int]]:
    """Eligible people of each demand inside that still needs somebody."""
    wanted = np.zeros(len(need), dtype=np.bool_)
    wanted[inside] = need[inside] > 0
    found: dict[int, set[int]] = {int(demand): set() for demand in np.flatnonzero(wanted)}
    use = keep & wanted[web.demand]
    for demand, person in zip(web.demand[use].tolist(), web.person[use].tolist(), strict=True):
        found[demand].add(person)
    return {demand: frozenset(people) for demand, people in found.items()}


def _circuit(web: Web, need: Ints, flow: Flow, keep: Bools, inside: Ints) -> frozenset[int]:
    """Return the people of an irreducible uncovered set: all that exchanges can reach from one unmet step."""
    eligible: dict[int, list[int]] = defaultdict(list)
    served: dict[int, list[int]] = defaultdict(list)
    use = keep & np.isin(web.demand, inside)
    for demand, person, steps in zip(
        web.demand[use].tolist(), web.person[use].tolist(), flow.carried[use].tolist(), strict=True
    ):
        eligible[demand].append(person)
        if steps:
            served[person].append(demand)
    best: tuple[int, frozenset[int]] | None = None
    for start in [int(demand) for demand in inside if flow.unmet[demand] > 0][:STARTS]:
        people: set[int] = set()
        seen, todo = {start}, deque([start])
        while todo:
            for person in eligible[todo.popleft()]:
                if person in people:
                    continue
                people.add(person)
                fresh = [demand for demand in served[person] if demand not in seen]
                seen.update(fresh)
                todo.extend(fresh)
        size = int(web.free[list(people)].sum())
        if best is None or size < best[0]:
            best = size, frozenset(people)
    return best[1] if best else frozenset()


def _search(
    web: Web, need: Ints, wants: dict[int, frozenset[int]], known: int, patience: Patience
) -> tuple[frozenset[int] | None, bool]:
    """Look for people with less room than `known` whose own demands need more than they can take.

    Returns them, None when there are none, and whether the answer is proven to be the least.
    """
    if known == 0:
        return None, True
    if patience.left <= 0:
        return None, False
    kinds: dict[frozenset[int], int] = defaultdict(int)
    for demand, people in wants.items():
        kinds[people] += int(need[demand])
    search = cp_model.CpModel()
    chosen = {person: search.new_bool_var("") for person in sorted(frozenset().union(*kinds))}
    steps, used = [], []
    for people, count in sorted(kinds.items(), key=lambda row: sorted(row[0])):
        kind = search.new_bool_var("")
        for person in sorted(people):
            search.add_implication(kind, chosen[person])
        steps.append(count * kind)
        used.append(kind)
    room = sum(int(web.free[person]) * taken for person, taken in chosen.items())
    search.add(sum(steps) >= 1 + room)
    search.add(room <= known - 1)
    search.minimize(room)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = patience.left
    status = solver.solve(search)
    patience.left -= solver.response_proto.deterministic_time
    if status == cp_model.OPTIMAL:
        order = [people for people, _ in sorted(kinds.items(), key=lambda row: sorted(row[0]))]
        picked = [people for people, kind in zip(order, used, strict=True) if solver.value(kind)]
        return frozenset[int]().union(*picked), True
    return None, status == cp_model.INFEASIBLE


def _named(web: Web, need: Ints, wants: dict[int, frozenset[int]], people: frozenset[int], proven: bool) -> Violator:
    inside = tuple(sorted(demand for demand, wanted in wants.items() if wanted <= people))
    free = int(web.free[list(people)].sum())
    short = int(need[list(inside)].sum()) - free
    return Violator(inside, tuple(sorted(people)), free, short, proven)
