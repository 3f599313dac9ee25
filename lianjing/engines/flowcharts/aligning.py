"""How far a case is from its chart: the fewest steps left out or put in, exactly, and which ones.

A state of the search is, for each cost up to a ceiling, the set of the automaton's states that the events so far can
be explained into at that cost and no less. After an event the next such state follows from this one alone, so both
are numbered and remembered: cases with the same beginning share it, and so do repetitions inside a case. The ceiling
rises until every case is explained. Silent steps cost nothing; a step left out or put in costs one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import NamedTuple

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.automaton import SEEN, Machine
from lianjing.engines.flowcharts.plain import LOG, MODEL, SYNC, UNKNOWN, plainest
from lianjing.engines.flowcharts.refining import bits

__all__ = ["LOG", "MODEL", "SYNC", "UNKNOWN", "Aligner", "Alignment", "Move", "Search"]

Levels = tuple[int, ...]  # for each cost from 0: the states reached at it and no less, a bit each; the last not 0
STOPS = 16  # of the states that a case can stop in at the same cost, so many are explained and the plainest chosen
REMEMBERED = 500_000  # states of a search; a log of millions of different cases starts again from none


class Move(NamedTuple):
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

    pending: for a case that has not ended, the labels of a shortest way on to the end, where the chart is built whole;
    they cost nothing. due: for events that are not due where they stand, the place among the moves before which they
    would be, all else as explained; asked for by `plainly` only.
    """

    cost: int
    moves: tuple[Move, ...]
    pending: tuple[str, ...] = ()
    due: Mapping[int, int] = field(default_factory=dict)


class Aligner:
    """Aligns cases with one automaton, and remembers what cases share.

    Among explanations of equal cost the choice is fixed. Where a case may stop in several states: the one in which the
    fewest things went otherwise, then the earliest of the automaton. Then, seen from the end, a missing step is put as
    late as it can be, then an event that is not due, then a step that was due; of several states before that step, one
    that a missing step led to. So a step taken before its turn reads as early (its event, then its missing place),
    never as others left out and done too late; a step done twice keeps its first.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._code = {label: code for code, label in enumerate(machine.labels)}
        # of a chart that is not built whole nobody knows the shortest way; its own limit ends a search there
        self._shortest = len(shortest(machine, machine.start)) if machine.whole else SEEN
        self._searches: dict[int, Search] = {}

    def cost(self, case: Sequence[str], *, ended: bool = True) -> int:
        """Return the fewest steps left out or put in. ended: the case is complete; else it may stop on the way."""
        return self._explained(self.codes(case), ended)[0]

    def align(self, case: Sequence[str], *, ended: bool = True) -> Alignment:
        """Return the cheapest explanation of a case, given by the labels of its events in their order."""
        codes = self.codes(case)
        cost, search, path = self._explained(codes, ended)
        way, state = self._first(codes, search, path, ended)
        return self._alignment(case, cost, way, state, ended)

    def plainly(self, case: Sequence[str], *, ended: bool = True) -> Alignment:
        """Return the cheapest explanation that says the fewest things, and calls the fewest events foreign."""
        codes = self.codes(case)
        cost, search, path = self._explained(codes, ended)
        found = plainest(self._machine, search, codes, path, None if ended else self._pending, STOPS)
        if found is None:
            return self._alignment(case, cost, *self._first(codes, search, path, ended), ended)
        return replace(self._alignment(case, cost, found.pieces, found.state, ended), due=found.due)

    def _first(
        self, codes: tuple[int, ...], search: "Search", path: list[int], ended: bool
    ) -> tuple[list[tuple[str, int]], int]:
        least, states = search.stops(path[-1], ended)
        ways = [(search.moves(codes, path, least, state), state) for state in states[:STOPS]]
        return ways[0] if len(ways) == 1 else min(ways, key=lambda one: _things(one[0]))

    def _alignment(
        self, case: Sequence[str], cost: int, way: list[tuple[str, int]], state: int, ended: bool
    ) -> Alignment:
        labels, at, moves = self._machine.labels, 0, []
        for kind, code in way:
            moves.append(Move(kind, labels[code] if kind == MODEL else case[at], at))
            at += kind != MODEL
        pending = () if ended else self._pending(state)
        return Alignment(cost, tuple(moves), tuple(labels[code] for code in pending))

    def _pending(self, state: int) -> tuple[int, ...]:
        return shortest(self._machine, state) if self._machine.whole else ()

    def codes(self, case: Iterable[str]) -> tuple[int, ...]:
        """Return the codes of labels, UNKNOWN where the chart does not have one."""
        return tuple(self._code.get(label, UNKNOWN) for label in case)

    def searches(self, events: int) -> Iterator["Search"]:
        """Yield searches with ever higher ceilings; one of them explains a case of so many known events."""
        ceiling = 1
        while ceiling < 4 * max(events + self._shortest, 1):
            if ceiling not in self._searches or self._searches[ceiling].size > REMEMBERED:
                self._searches[ceiling] = Search(self._machine, ceiling)
            yield self._searches[ceiling]
            ceiling *= 4 if self._machine.whole else 2  # what is made as it is walked is dear above the cost

    def _explained(self, codes: tuple[int, ...], ended: bool) -> tuple[int, "Search", list[int]]:
        known = [code for code in codes if code != UNKNOWN]
        for search in self.searches(len(known)):
            path = search.path(known)
            least, states = search.stops(path[-1], ended) if path else (0, [])
            if states:
                return least + len(codes) - len(known), search, path
        raise AssertionError("leaving out every event and doing the shortest way costs no more")


class Search:
    """The states of a search that gives up above a ceiling."""

    def __init__(self, machine: Machine, ceiling: int) -> None:
        self._machine, self._ceiling = machine, ceiling
        self._levels: list[Levels] = []
        self._number: dict[Levels, int] = {}
        self._next: list[dict[int, int]] = []
        self._stops: dict[tuple[int, bool], tuple[int, list[int]]] = {}
        self._before: dict[int, dict[int, list[int]]] = {}
        self._into: dict[int, int] = {}
        self._known: set[int] = set()
        self._after_any: dict[int, int] = {}
        self._after: dict[int, dict[int, int]] = {}
        self._number_of(self._closed([1 << machine.start]))

    @property
    def size(self) -> int:
        """How many states of the search are remembered."""
        return len(self._levels)

    def path(self, codes: Sequence[int]) -> list[int]:
        """Return the search's state before each event and after the last; empty where the ceiling is too low."""
        here, path = 0, [0]
        for code in codes:
            there = self._next[here].get(code)
            if there is None:
                there = self.after(here, code)
            if there < 0:
                return []
            path.append(there)
            here = there
        return path

    def moves(self, codes: tuple[int, ...], path: list[int], cost: int, state: int) -> list[tuple[str, int]]:
        """Return (kind, code) of the moves that explain a case into `state` at `cost`, found from its end."""
        found: list[tuple[str, int]] = []
        at, known = len(codes), len(path) - 1
        while cost:
            missing = self.missing(path[known], cost, state)
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
            came = self.came(path[known], code, cost, state)
            assert came is not None
            found.append((SYNC if came[0] == cost else LOG, code))
            cost, state = came
        # what came before cost nothing: every event that the chart knows was the step that was due
        found += [(LOG if code == UNKNOWN else SYNC, code) for code in reversed(codes[:at])]
        return found[::-1]

    def missing(self, search: int, cost: int, state: int) -> tuple[int, int] | None:
        """Return the state and the missing step that lead to `state` at this cost, the first by label, or None."""
        return next(self.all_missing(search, cost, state), None)

    def all_missing(self, search: int, cost: int, state: int) -> Iterator[tuple[int, int]]:
        """Yield the states and the missing steps that lead to `state` at this cost, by label."""
        before = self._at(search, cost - 1) if cost else 0
        if before & self._into.get(state, 0):
            for code, states in sorted(self._before.get(state, {}).items()):
                for one in states:
                    if before >> one & 1:
                        yield one, code

    def came(self, search: int, code: int, cost: int, state: int) -> tuple[int, int] | None:
        """Return the cost and the state before an event that led to `state` at `cost`, from a state of the search."""
        if cost and self._at(search, cost - 1) >> state & 1:
            return cost - 1, state
        before = self._at(search, cost)
        synced = [one for one in self._before.get(state, {}).get(code, ()) if before >> one & 1]
        if len(synced) > 1:  # a step left out says more of a case than an event that has no place
            synced = [one for one in synced if self.missing(search, cost, one) is not None] or synced
        return (cost, min(synced)) if synced else None

    def all_came(self, search: int, code: int, cost: int, state: int) -> Iterator[tuple[int, int]]:
        """Yield every cost and state before an event that led to `state` at `cost`; at the same cost, it was due."""
        if cost and self._at(search, cost - 1) >> state & 1:
            yield cost - 1, state
        before = self._at(search, cost)
        yield from ((cost, one) for one in self._before.get(state, {}).get(code, ()) if before >> one & 1)

    def _at(self, search: int, cost: int) -> int:
        levels = self._levels[search]
        return levels[cost] if cost < len(levels) else 0

    def after(self, search: int, code: int) -> int:
        """Return the state of the search after an event; -1 where the ceiling is too low."""
        there = self._next[search].get(code)
        if there is None:
            there = self._next[search][code] = self._step(search, code)
        return there

    def either(self, searches: Iterable[int]) -> int:
        """Return the state of the search that holds the cheapest of several."""
        seen, joined = 0, []
        for members in zip_longest(*(self._levels[one] for one in searches), fillvalue=0):
            fresh = 0
            for some in members:
                fresh |= some
            joined.append(fresh & ~seen)
            seen |= fresh
        return self._number_of(tuple(joined))

    def stops(self, state: int, ended: bool) -> tuple[int, list[int]]:
        """Return the least cost at which a case can stop, and the automaton's states then; none where it cannot."""
        known = self._stops.get((state, ended))
        if known is None:
            found = ((cost, self._ends(members, ended)) for cost, members in enumerate(self._levels[state]))
            known = self._stops[state, ended] = next((one for one in found if one[1]), (0, []))
        return known

    def _ends(self, members: int, ended: bool) -> list[int]:
        return [one for one in bits(members) if not ended or self._machine.ends(one)]

    def _step(self, here: int, code: int) -> int:
        after, levels = self._after.setdefault(code, {}), self._levels[here]
        reached, before = [], 0
        for members in levels:
            known = after.get(members)
            if known is None:
                known = after[members] = self._synced(members, code)
            reached.append(known | before)
            before = members
        closed = self._closed([*reached, before])
        return self._number_of(closed) if closed else -1

    def _number_of(self, levels: Levels) -> int:
        number = self._number.get(levels)
        if number is None:
            number = self._number[levels] = len(self._levels)
            self._levels.append(levels)
            self._next.append({})
        return number

    def _closed(self, reached: list[int]) -> Levels:
        """Add what missing steps lead to, and keep each state at its least cost only, none above the ceiling."""
        seen = last = cost = 0
        closed, filled, after_any = [], 0, self._after_any
        while cost <= self._ceiling and (last or cost < len(reached)):
            fresh = reached[cost] if cost < len(reached) else 0
            if last:
                skipped = after_any.get(last)
                fresh |= self._skipped(last) if skipped is None else skipped
            last = fresh & ~seen
            seen |= last
            closed.append(last)
            cost += 1
            filled = cost if last else filled
        return tuple(closed[:filled])

    def _skipped(self, members: int) -> int:
        """The states one step after these, whichever it is."""
        found = 0
        for state in bits(members):
            for there in self._row(state).values():
                found |= 1 << there
        self._after_any[members] = found
        return found

    def _synced(self, members: int, code: int) -> int:
        """The states after these by this step."""
        found = 0
        for state in bits(members):
            there = self._row(state).get(code)
            if there is not None:
                found |= 1 << there
        return found

    def _row(self, state: int) -> dict[int, int]:
        row = self._machine.row(state)
        if state not in self._known:
            self._known.add(state)
            for code, there in row.items():
                self._before.setdefault(there, {}).setdefault(code, []).append(state)
                self._into[there] = self._into.get(there, 0) | 1 << state
        return row


def _things(moves: list[tuple[str, int]]) -> int:
    """How many things went otherwise: a missing step and an event not due, of one label, are one."""
    missing = Counter(code for kind, code in moves if kind == MODEL)
    extra = Counter(code for kind, code in moves if kind == LOG)
    return (missing | extra).total()


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
