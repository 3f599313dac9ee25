"""Whether every course that one chart accepts is accepted by another, and the shortest one that is not (product K5).

A school's version may add steps of its own: those that the county's chart does not know are hidden. Both charts become
automata, and pairs of their states are walked breadth first. Source: Hopcroft, Motwani, Ullman, Introduction to
Automata Theory, 4.2: one language is within another when no pair of states accepts only in the first.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.automaton import DEAD, Machine, compile_net
from lianjing.engines.flowcharts.nets import Net

PAIRS = 200_000  # pairs of states looked at; two charts of a county have a few hundred

Pair = tuple[int, int]


@dataclass(frozen=True)
class Beyond:
    """A shortest course that the first chart accepts and the second does not.

    steps: its labels, hidden ones left out. at: how many of them the second chart follows. wanted: what it would
    have taken there instead, sorted; empty where it wants the end.
    """

    steps: tuple[str, ...]
    at: int
    wanted: tuple[str, ...]


def beyond(own: Net, county: Net) -> Beyond | None:
    """Return what `own` allows beyond `county`, None when nothing; labels that `county` lacks are hidden in `own`.

    Raises RuleBroken: chart_end_unreachable, chart_unbounded, net_too_many_tokens, chart_too_large.
    """
    mine, theirs = compile_net(hidden(own, frozenset(county.labels()))), compile_net(county)
    steps = _shortest(mine, theirs)
    return None if steps is None else _told(steps, theirs)


def hidden(net: Net, known: frozenset[str]) -> Net:
    """Return the net with every step unseen whose label is not among `known`."""
    seen = (one if one.label in known else replace(one, label=None) for one in net.transitions)
    return replace(net, transitions=tuple(seen))


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
