"""Of explanations that cost the same, the one that says it most plainly; and where a step that is not due would be.

The cheapest explanation of a case is seldom the only one: of two steps of a branch taken the wrong way round it may be
said that one came early, or that both are foreign to the chart, where the branch may be passed. What a person is told
is the one with the fewest things, and of those the one that lets a step come out of turn before one is missing, and
misses one before an event is foreign.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from lianjing.engines.flowcharts.automaton import Machine

SYNC, LOG, MODEL = "sync", "log", "model"
UNKNOWN = -1  # the code of a label that the chart does not have
WAYS = 3_000  # pieces of explanations that are weighed; beyond, the first explanation is told as it is
FEW = 12  # explanations of the fewest things that are told out, and compared
PLACES = 64  # places that are tried for a step that is not due, the nearest first
# how much is said of a case by an event done twice, a step out of turn, a step missing, an event not due
AGAIN, ASTRAY, MISSING, FOREIGN = 1, 2, 3, 6
Piece = tuple[str, int]  # (kind, code)
Weight = tuple[int, int]
Pending = Callable[[int], Sequence[int]] | None


class Searched(Protocol):
    """What is asked of a search: where a case can stop, and what may have come before (`aligning.Search`)."""

    def stops(self, state: int, ended: bool) -> tuple[int, list[int]]:
        """Return the least cost at which a case can stop, and the automaton's states then."""

    def all_missing(self, search: int, cost: int, state: int) -> Iterator[tuple[int, int]]:
        """Yield the states and the missing steps that lead to `state` at this cost."""

    def all_came(self, search: int, code: int, cost: int, state: int) -> Iterator[tuple[int, int]]:
        """Yield every cost and state before an event that led to `state` at `cost`."""


class Way(NamedTuple):
    """The end of an explanation. trail: its pieces that are not sync, the last first: (-place, rank, code).

    weight: how many things it says, and how much. cost: what is left for its beginning. state: where that ends.
    apart: the codes of steps missing (as they are) and events not due (inverted) that have no partner yet, sorted.
    """

    weight: Weight
    trail: tuple[tuple[int, int, int], ...]
    cost: int
    state: int
    apart: tuple[int, ...]


class Plain(NamedTuple):
    """An explanation told out. due: what `due_elsewhere` says of it."""

    pieces: list[Piece]
    state: int
    due: Mapping[int, int]


def plainest(
    machine: Machine, search: Searched, codes: Sequence[int], path: Sequence[int], pending: Pending, stops: int
) -> Plain | None:
    """Return the plainest explanation of a case; None where too many would have to be weighed.

    path: the search's state before each event that the chart knows and after the last. pending: for a case that has not
    ended, the codes of a shortest way from a state to the end; None where it has ended. stops: in how many of the
    states that the case may end in at the least cost it is explained.
    """
    ended = pending is None
    cost, states = search.stops(path[-1], ended)
    ways: list[tuple[Way, int]] = []
    for state in states[:stops]:
        found = _ways(search, codes, path, cost, state)
        if found is None:
            return None
        ways += ((way, state) for way in found)
    least = min(way.weight[0] for way, _ in ways)
    few = sorted((one for one in ways if one[0].weight[0] == least), key=lambda one: one[0][:2])[:FEW]
    told = []
    for way, state in few:
        whole = pieces(codes, way.trail)
        due = due_elsewhere(machine, whole, ended) if way.weight[1] >= FOREIGN else {}
        coming = frozenset(pending(state) if pending else ())  # what is still to come was early, not foreign
        turns = len(due) + sum(
            kind == LOG and code in coming and at not in due for at, (kind, code) in enumerate(whole)
        )
        told.append((way.weight[1] - (FOREIGN - ASTRAY) * turns, way.trail, Plain(whole, state, due)))
    return min(told, key=lambda one: one[:2])[2]


def _ways(search: Searched, codes: Sequence[int], path: Sequence[int], cost: int, state: int) -> Sequence[Way] | None:
    """Return the explanations into a state at a cost, of those alike one; None where there are too many."""
    known = [place for place, code in enumerate(codes) if code != UNKNOWN]
    front, whole, left = [Way((0, 0), (), cost, state, ())], [], WAYS
    for place in range(len(known), -1, -1):
        before: dict[tuple[int, int, tuple[int, ...]], Way] = {}
        while front:
            way = front.pop()
            if not way.cost:  # what came before cost nothing
                whole.append(way)
                continue
            left -= 1
            if not left:
                return None
            front += _missing(search, path[place], way, place)
            if place:
                event = known[place - 1]
                again = event > 0 and codes[event - 1] == codes[event]
                for one in _came(search, path[place - 1], codes[event], again, way, place):
                    key = one[2:]
                    before[key] = min(before.get(key, one), one)
        front = list(before.values())
    return whole


def _missing(search: Searched, here: int, way: Way, place: int) -> Iterator[Way]:
    for state, code in search.all_missing(here, way.cost, way.state):
        yield _longer(way, (-place, 0, code), way.cost - 1, state, MISSING, code)


def _came(search: Searched, before: int, code: int, again: bool, way: Way, place: int) -> Iterator[Way]:
    for cost, state in search.all_came(before, code, way.cost, way.state):
        if cost == way.cost:
            yield way._replace(state=state)
        else:
            yield _longer(way, (-place, 1, code), cost, state, AGAIN if again else FOREIGN, ~code)


def _longer(way: Way, piece: tuple[int, int, int], cost: int, state: int, much: int, sign: int) -> Way:
    """Return a way with one more piece: a missing step and an event not due, of one label, are one thing."""
    things, said = way.weight
    apart = way.apart
    if much == AGAIN:  # right after itself: done twice, whatever is missing elsewhere
        weight = (things + 1, said + much)
    elif ~sign in apart:
        at = apart.index(~sign)
        apart = (*apart[:at], *apart[at + 1 :])
        weight = (things, said + ASTRAY - (MISSING if sign < 0 else FOREIGN))
    else:
        apart = tuple(sorted((*apart, sign)))
        weight = (things + 1, said + much)
    return Way(weight, (*way.trail, piece), cost, state, apart)


def pieces(codes: Sequence[int], trail: Sequence[tuple[int, int, int]]) -> list[Piece]:
    """Return the whole explanation, from the first event to the last, that a trail stands for."""
    otherwise = list(trail)
    found: list[Piece] = []
    place = 0
    for code in codes:
        if code == UNKNOWN:
            found.append((LOG, code))
            continue
        found += _steps_at(otherwise, place)
        place += 1
        kind = LOG if otherwise and otherwise[-1][:2] == (-place, 1) else SYNC
        if kind == LOG:
            otherwise.pop()
        found.append((kind, code))
    return [*found, *_steps_at(otherwise, place)]


def _steps_at(otherwise: list[tuple[int, int, int]], place: int) -> Iterator[Piece]:
    """Yield the steps that are missing before the next event, and take them off."""
    while otherwise and otherwise[-1][:2] == (-place, 0):
        yield MODEL, otherwise.pop()[2]


def due_elsewhere(machine: Machine, moves: Sequence[Piece], ended: bool) -> Mapping[int, int]:
    """Return, for events that are not due where they stand, the place among the moves before which they would be.

    Everything else stays as it is explained. It is the nearest later place, or the one before the step that went
    ahead of it; further back it is no turn: what may be passed was passed.
    """
    steps = [place for place, (kind, _) in enumerate(moves) if kind != LOG]
    states = [machine.start]
    for place in steps:
        states.append(machine.row(states[-1])[moves[place][1]])
    run = [moves[place][1] for place in steps]
    found: dict[int, int] = {}
    for place, (kind, code) in enumerate(moves):
        if kind == LOG and code != UNKNOWN:
            here = sum(step < place for step in steps)
            ahead = here and moves[steps[here - 1]][0] == SYNC
            places = [
                *range(here + 1, len(run) + 1)[:1],
                *([here - 1] if ahead else []),
                *range(here + 2, len(run) + 1),
            ]
            turns = (at for at in places[:PLACES] if _fits(machine, states, run, at, code, ended))
            turn = next(turns, None)
            if turn is not None:
                found[place] = [*steps, len(moves)][turn]
    return found


def _fits(machine: Machine, states: Sequence[int], run: Sequence[int], at: int, code: int, ended: bool) -> bool:
    """Whether the step may be taken at this place of the run, with all that comes after it as it is."""
    state = machine.row(states[at]).get(code, 0)
    for place in range(at, len(run)):
        if not state or state == states[place]:
            return bool(state)
        state = machine.row(state).get(run[place], 0)
    return bool(state) and (not ended or machine.ends(state))
