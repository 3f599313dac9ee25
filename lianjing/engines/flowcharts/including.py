"""Whether every course that one chart accepts is accepted by another, and the shortest one that is not (product K5).

A school's version may add steps of its own: those that the county's chart does not know are hidden. Both charts become
automata, and pairs of their states are walked breadth first. Where branches are meant for amounts, this is asked for
each amount from which on another branch is meant. Source: Hopcroft, Motwani, Ullman, Introduction to Automata Theory,
4.2: one language is within another when no pair of states accepts only in the first.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lianjing.domain.power.flow import Flow, edges_of, for_amount, steps_of
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.automaton import DEAD, Machine, compile_net
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.nets import Net

PAIRS = 200_000  # pairs of states looked at; two charts of a county have a few hundred

Pair = tuple[int, int]


@dataclass(frozen=True)
class Beyond:
    """A shortest course that the first chart accepts and the second does not.

    steps: its labels, hidden ones left out. at: how many of them the second chart follows. wanted: what it would
    have taken there instead, sorted; empty where it wants the end. amount: the fen from which on it is so, None where
    it is so whatever the amount.
    """

    steps: tuple[str, ...]
    at: int
    wanted: tuple[str, ...]
    amount: int | None = None


def beyond(own: Net, county: Net) -> Beyond | None:
    """Return what `own` allows beyond `county`, None when nothing; labels that `county` lacks are hidden in `own`.

    Raises RuleBroken: chart_end_unreachable, chart_unbounded, net_too_many_tokens, chart_too_large.
    """
    return _beyond(compile_net(hidden(own, frozenset(county.labels()))), compile_net(county))


def beyond_for_amounts(own: Flow, county: Flow) -> Beyond | None:
    """Return what `own` allows beyond `county`, whatever the amount or from some amount on; None when nothing.

    A school may treat an amount as the county treats a larger one, never as a smaller one. Raises as `beyond` does.
    """
    found = beyond(net_of(own), net_of(county))
    edges = sorted({*edges_of(own), *edges_of(county)})
    if found or not edges:
        return found
    known = frozenset(step.no for step in steps_of(county))
    for fen in (0, *edges):
        mine = compile_net(hidden(net_of(for_amount(own, fen)), known))
        theirs = compile_net(net_of(for_amount(county, fen, or_more=True)))
        if found := _beyond(mine, theirs):
            return replace(found, amount=fen)
    return None


def just_before(net: Net) -> dict[str, set[str]]:
    """Return for each step those that may be the last one taken before it. Raises as `beyond` does."""
    machine = compile_net(net)
    last: dict[int, set[str]] = {machine.start: set()}
    todo = [machine.start]
    while todo:
        for code, there in machine.row(todo.pop()).items():
            if there not in last:
                last[there] = set()
                todo.append(there)
            last[there].add(machine.labels[code])
    found: dict[str, set[str]] = {label: set() for label in machine.labels}
    for state, steps in last.items():
        for code in machine.row(state):
            found[machine.labels[code]] |= steps
    return found


def hidden(net: Net, known: frozenset[str]) -> Net:
    """Return the net with every step unseen whose label is not among `known`."""
    seen = (one if one.label in known else replace(one, label=None) for one in net.transitions)
    return replace(net, transitions=tuple(seen))


def _beyond(mine: Machine, theirs: Machine) -> Beyond | None:
    steps = _shortest(mine, theirs)
    return None if steps is None else _told(steps, theirs)


def _shortest(mine: Machine, theirs: Machine) -> tuple[str, ...] | None:
    code = {label: number for number, label in enumerate(theirs.labels)}
    start = (mine.start, theirs.start)
    came: dict[Pair, tuple[Pair, str] | None] = {start: None}
    todo = deque([start])
    while todo:
        pair = todo.popleft()
        if mine.ends(pair[0]) and not theirs.ends(pair[1]):
            return tuple(_way(pair, came))[::-1]
        row = theirs.row(pair[1])
        for number, there in mine.row(pair[0]).items():
            label = mine.labels[number]
            target = (there, row.get(code.get(label, -1), DEAD))
            if target not in came:
                came[target] = (pair, label)
                todo.append(target)
        if len(came) > PAIRS:
            raise RuleBroken("chart_too_large", limit=PAIRS)
    return None


def _way(pair: Pair, came: dict[Pair, tuple[Pair, str] | None]) -> Iterator[str]:
    """Yield the labels that led to a pair, the last one first."""
    while (step := came[pair]) is not None:
        pair, label = step
        yield label


def _told(steps: tuple[str, ...], theirs: Machine) -> Beyond:
    """Say how far the second chart follows, and what it wants there."""
    code = {label: number for number, label in enumerate(theirs.labels)}
    state = theirs.start
    for at, label in enumerate(steps):
        row = theirs.row(state)
        if code.get(label) not in row:
            return Beyond(steps, at, _next(theirs, state))
        state = row[code[label]]
    return Beyond(steps, len(steps), _next(theirs, state))


def _next(machine: Machine, state: int) -> tuple[str, ...]:
    return tuple(machine.labels[number] for number in sorted(machine.row(state)))
