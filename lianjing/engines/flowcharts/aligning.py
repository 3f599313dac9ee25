"""How far a case is from its chart: the fewest steps left out or put in, exactly, and which ones.

A state of the search is, for each cost up to a ceiling, the set of the automaton's states that the events so far can
be explained into at that cost and no less. After an event the next such state follows from this one alone, so both
are numbered and remembered: cases with the same beginning share it, and so do repetitions inside a case. The ceiling
doubles until every case is explained. Silent steps cost nothing; a step left out or put in costs one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.automaton import Machine
from lianjing.engines.flowcharts.determining import bits

SYNC, LOG, MODEL = "sync", "log", "model"
Levels = tuple[int, ...]  # for each cost from 0: the states reached at it and no less, a bit each
UNKNOWN = -1  # the code of a label that the chart does not have


@dataclass(frozen=True)
class Move:
    """One piece of an explanation.

    kind: sync (the event is the step that was due), log (the event is not due here), model (a step is missing here).
    label: what the log calls it. at: the place of the event in its case, from 0; for a missing step, the place of the
    event before which it is missing (the number of events, where it is missing at the end).
    """

    kind: str
    label: str
    at: int


@dataclass(frozen=True)
class Alignment:
    """The cheapest explanation of a case. cost: how many of its moves are not sync.

    pending: for a case that has not ended, the labels of a shortest way on to the end; they cost nothing.
    """

    cost: int
    moves: tuple[Move, ...]
    pending: tuple[str, ...] = ()


class Aligner:
    """Aligns cases with one automaton, and remembers what cases share.

    Among explanations of equal cost the choice is fixed: seen from the end, a missing step is put as late as it can
    be, then an event that is not due, then a step that was due. So a step taken before its turn reads as early (its
    event, then its missing place), never as others left out and done too late; a step done twice keeps its first.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._code = {label: code for code, label in enumerate(machine.labels)}
        self._shortest = len(shortest(machine, machine.start))
        self._searches: dict[int, _Search] = {}

    def cost(self, case: Sequence[str], *, ended: bool = True) -> int:
        """Return the fewest steps left out or put in. ended: the case is complete; else it may stop on the way."""
        return self._explained(self.codes(case), ended)[0]

    def align(self, case: Sequence[str], *, ended: bool = True) -> Alignment:
        """Return the cheapest explanation of a case, given by the labels of its events in their order."""
        codes = self.codes(case)
        cost, search, path = self._explained(codes, ended)
        labels, at, moves = self._machine.labels, 0, []
        for kind, code in search.moves(codes, path, ended):
            moves.append(Move(kind, labels[code] if kind == MODEL else case[at], at))
            at += kind != MODEL
        pending = () if ended else shortest(self._machine, search.stops(path[-1], ended)[1])
        return Alignment(cost, tuple(moves), tuple(labels[code] for code in pending))

    def codes(self, case: Iterable[str]) -> tuple[int, ...]:
        """Return the codes of labels, UNKNOWN where the chart does not have one."""
        return tuple(self._code.get(label, UNKNOWN) for label in case)

    def _explained(self, codes: tuple[int, ...], ended: bool) -> tuple[int, "_Search", list[int]]:
        known = [code for code in codes if code != UNKNOWN]
        ceiling, most = 1, len(known) + self._shortest
        while True:
            search = self._searches.get(ceiling)
            if search is None:
                search = self._searches[ceiling] = _Search(self._machine, ceiling)
            path = search.path(known)
            cost = search.cost_at(path[-1], ended) if path else None
            if cost is not None:
                return cost + len(codes) - len(known), search, path
            if ceiling > most:  # leaving out every event and doing the shortest way costs no more
                raise AssertionError("an explanation costs at most all events and the shortest way")
            ceiling *= 2


class _Search:
    """The states of a search that gives up above a ceiling."""

    def __init__(self, machine: Machine, ceiling: int) -> None:
        self._machine, self._ceiling = machine, ceiling
        self._levels: list[Levels] = []
        self._number: dict[Levels, int] = {}
        self._next: list[dict[int, int]] = []
        self._costs: list[dict[bool, int | None]] = []
        self._before: dict[int, set[tuple[int, int]]] = {}
        self._after_any: dict[int, int] = {}
        self._after: dict[tuple[int, int], int] = {}
        self._number_of(self._closed([1 << machine.start]))

    def path(self, codes: Sequence[int]) -> list[int]:
        """Return the search's state before each event and after the last; empty where the ceiling is too low."""
        here, path = 0, [0]
        for code in codes:
            there = self._next[here].get(code)
            if there is None:
                there = self._next[here][code] = self._step(here, code)
            if there < 0:
                return []
            path.append(there)
            here = there
        return path

    def cost_at(self, state: int, ended: bool) -> int | None:
        """Return the least cost at which a case can stop in this state of the search."""
        known = self._costs[state]
        if ended not in known:
            known[ended] = self.stops(state, ended)[0]
        return known[ended]

    def moves(self, codes: tuple[int, ...], path: list[int], ended: bool) -> list[tuple[str, int]]:
        """Return (kind, code) of the cheapest explanation's moves, walked from its end to its start."""
        cost, state = self.stops(path[-1], ended)
        assert cost is not None
        found: list[tuple[str, int]] = []
        at, known = len(codes), len(path) - 1
        while at or cost or state != self._machine.start:
            levels = self._levels[path[known]]
            missing = self._came_by_itself(levels, cost, state)
            if missing is not None:
                (state, code), cost = missing, cost - 1
                found.append((MODEL, code))
                continue
            at -= 1
            code = codes[at]
            if code == UNKNOWN:
                found.append((LOG, code))
                continue
            known -= 1
            levels = self._levels[path[known]]
            if cost and levels[cost - 1] >> state & 1:
                found.append((LOG, code))
                cost -= 1
                continue
            found.append((SYNC, code))
            state = min(s for s, c in self._before[state] if c == code and levels[cost] >> s & 1)
        return found[::-1]

    def _came_by_itself(self, levels: Levels, cost: int, state: int) -> tuple[int, int] | None:
        """Return the state and the missing step that lead here at this cost, the first by label; None for none."""
        if not cost:
            return None
        ways = [(c, s) for s, c in self._before.get(state, ()) if levels[cost - 1] >> s & 1]
        return min(ways)[::-1] if ways else None

    def stops(self, state: int, ended: bool) -> tuple[int | None, int]:
        """Return the least cost at which a case can stop, and the automaton's state then; None where it cannot."""
        for cost, members in enumerate(self._levels[state]):
            for one in bits(members):
                if not ended or self._machine.ends(one):
                    return cost, one
        return None, 0

    def _step(self, here: int, code: int) -> int:
        levels = self._levels[here]
        reached = [self._sync(levels[0], code)]
        reached += [self._sync(levels[cost], code) | levels[cost - 1] for cost in range(1, len(levels))]
        closed = self._closed(reached)
        return self._number_of(closed) if any(closed) else -1

    def _number_of(self, levels: Levels) -> int:
        number = self._number.get(levels)
        if number is None:
            number = self._number[levels] = len(self._levels)
            self._levels.append(levels)
            self._next.append({})
            self._costs.append({})
        return number

    def _closed(self, reached: list[int]) -> Levels:
        """Add what missing steps lead to, and keep each state at its least cost only."""
        reached += [0] * (self._ceiling + 1 - len(reached))
        seen, last, closed = 0, 0, []
        for members in reached:
            last = (members | self._skipped(last)) & ~seen
            seen |= last
            closed.append(last)
        return tuple(closed)

    def _skipped(self, members: int) -> int:
        """The states one step after these, whichever it is."""
        known = self._after_any.get(members)
        if known is None:
            known = 0
            for state in bits(members):
                for there in self._row(state).values():
                    known |= 1 << there
            self._after_any[members] = known
        return known

    def _sync(self, members: int, code: int) -> int:
        """The states after these by this step."""
        known = self._after.get((members, code))
        if known is None:
            known = 0
            for state in bits(members):
                there = self._row(state).get(code)
                if there is not None:
                    known |= 1 << there
            self._after[members, code] = known
        return known

    def _row(self, state: int) -> dict[int, int]:
        row = self._machine.row(state)
        for code, there in row.items():
            self._before.setdefault(there, set()).add((state, code))
        return row


def shortest(machine: Machine, state: int) -> tuple[int, ...]:
    """Return the codes of a shortest way from a state to the end, the first by label. Raises chart_end_unreachable."""
    ways: dict[int, tuple[int, ...]] = {state: ()}
    ring = [state]
    while ring:
        for here in ring:
            if machine.ends(here):
                return ways[here]
        after = []
        for here in ring:
            for code, there in sorted(machine.row(here).items()):
                if there not in ways:
                    ways[there] = (*ways[here], code)
                    after.append(there)
        ring = after
    raise RuleBroken("chart_end_unreachable")
