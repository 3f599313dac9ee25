"""From flows to named supervisions, with no mutual pair: the nearest flow, two one-way flows, then the search."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lianjing.domain.coverage_flow import Flow, Web, match, nearer
from lianjing.domain.coverage_local import Lines, Odds, Steps, untie_locally
from lianjing.domain.coverage_mutual import Cell, Knot, Marks, facing, knots, marks_of, one_way
from lianjing.domain.coverage_sets import Demand
from lianjing.domain.coverage_terms import ProofLine, StepAt
from lianjing.domain.orgtree import Network

EXACT = 400  # cells up to which mutual pairs and load are searched together; beyond, pairs first and then load


@dataclass(frozen=True)
class Allotment:
    """The supervisions, in order of demand and step, and what mutual pairs leave uncovered."""

    supervisions: tuple[ProofLine, ...]
    odds: tuple[Odds, ...] = ()


def allot(network: Network, demands: Sequence[Demand], web: Web, flow: Flow, steps: Steps, at_most: int) -> Allotment:
    """Return who supervises what. `flow` covers exactly `steps`; at most `at_most` sets at odds are explained."""
    marks = facing(marks_of(network, demands, web))
    near = _by_demand(demands, web, nearer(web, flow), steps)
    if not len(marks.arc) or not _has_pair(marks, near):
        return Allotment(_named(demands, web, near))
    need, ways = np.array([len(some) for some in steps], dtype=np.int64), [one_way(marks, web, turn) for turn in (0, 1)]
    turns = [match(web, need, way) for way in ways]
    turn = min((0, 1), key=lambda one: int(turns[one].unmet.sum()))
    if not turns[turn].unmet.any():
        return Allotment(_named(demands, web, _by_demand(demands, web, nearer(web, turns[turn], ways[turn]), steps)))
    plain = _by_demand(demands, web, flow, steps)
    if not _has_pair(marks, plain):
        return Allotment(_named(demands, web, plain))
    if len({(demand, step.power) for demand, some in enumerate(steps) for step in some}) <= EXACT:
        return _exact(demands, web, marks, steps, at_most)
    untied = untie_locally(web, marks, steps, turn, np.flatnonzero(turns[turn].unmet), at_most)
    return Allotment(_named(demands, web, untied.lines), untied.odds)


def _by_demand(demands: Sequence[Demand], web: Web, flow: Flow, steps: Steps) -> Lines:
    """Hand the steps of each demand to its arcs in order, so that one person gets neighbouring steps."""
    lines: Lines = []
    taken = [0] * len(demands)
    used = np.flatnonzero(flow.carried)
    for arc, demand, count in zip(used.tolist(), web.demand[used].tolist(), flow.carried[used].tolist(), strict=True):
        start = taken[demand]
        taken[demand] = start + count
        lines.extend((demand, arc, step) for step in steps[demand][start : start + count])
    return lines


def _has_pair(marks: Marks, lines: Lines) -> bool:
    of_arc: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for arc, watcher, watched in zip(marks.arc.tolist(), marks.watcher.tolist(), marks.watched.tolist(), strict=True):
        of_arc[arc].append((watcher, watched))
    seen = {(step.power, *mark) for _, arc, step in lines for mark in of_arc.get(arc, ())}
    return any((power, watched, watcher) in seen for power, watcher, watched in seen)


def _named(demands: Sequence[Demand], web: Web, lines: Lines) -> tuple[ProofLine, ...]:
    posts, people = web.post.tolist(), web.people[web.person].tolist()
    return tuple(
        ProofLine(*step, demands[demand].side, posts[arc], people[arc])
        for demand, arc, step in sorted(lines, key=lambda line: (line[0], line[2]))
    )


def _exact(demands: Sequence[Demand], web: Web, marks: Marks, steps: Steps, at_most: int) -> Allotment:
    rows: dict[tuple[int, str], list[StepAt]] = defaultdict(list)
    for demand, some in enumerate(steps):
        for step in some:
            rows[demand, step.power].append(step)
    cells = [Cell(demand, power, len(some)) for (demand, power), some in rows.items()]
    knot = Knot(web, marks)
    lines: Lines = []
    odds: list[Odds] = []
    untouched = dict(rows)
    for numbers in knots(web, marks, cells):
        own = [cells[number] for number in numbers]
        found, carried = _untie(knot, own, rows, at_most - len(odds))
        odds.extend(found)
        for cell in own:
            untouched.pop((cell.demand, cell.power))
        given: dict[int, int] = defaultdict(int)
        for (number, arc), count in sorted(carried.items()):
            cell, start = own[number], given[number]
            given[number] += count
            lines.extend((cell.demand, arc, step) for step in rows[cell.demand, cell.power][start : start + count])
    lines += _rest(demands, web, untouched)
    return Allotment(_named(demands, web, lines), tuple(odds))


def _rest(demands: Sequence[Demand], web: Web, untouched: dict[tuple[int, str], list[StepAt]]) -> Lines:
    """Cover by flow what no facing pair touches.

    Whoever is eligible here and in a knot has room for all they could be asked for, or this would be in the knot.
    """
    steps: Steps = [[] for _ in demands]
    for (demand, _), some in sorted(untouched.items()):
        steps[demand].extend(some)
    need = np.array([len(some) for some in steps], dtype=np.int64)
    return _by_demand(demands, web, nearer(web, match(web, need)), steps)


def _untie(
    knot: Knot, cells: list[Cell], rows: dict[tuple[int, str], list[StepAt]], at_most: int
) -> tuple[list[Odds], dict[tuple[int, int], int]]:
    """Return the sets at odds in one knot, and the most that can be covered: (cell number, arc) -> steps."""
    answer = knot.decide(cells)
    if answer.status == "covered":
        return [], answer.carried
    best = knot.decide(cells, most=True).carried
    total = sum(cell.steps for cell in cells) - sum(best.values())
    if answer.status == "undecided":
        return [Odds("undecided", _steps(cells, rows), total)], best
    found: list[Odds] = []
    left = list(cells)
    while answer.status == "short" and len(found) < at_most:
        core = knot.irreducible(left)
        found.append(Odds("mutual", _steps(core, rows), 1))
        last = core[-1]
        left = [
            Cell(cell.demand, cell.power, cell.steps - 1) if (cell.demand, cell.power) == last[:2] else cell
            for cell in left
        ]
        left = [cell for cell in left if cell.steps]
        answer = knot.decide(left)
    return found, best


def _steps(cells: Sequence[Cell], rows: dict[tuple[int, str], list[StepAt]]) -> tuple[tuple[int, StepAt], ...]:
    return tuple((cell.demand, step) for cell in cells for step in rows[cell.demand, cell.power][: cell.steps])
