"""The markings that a net can reach, up to a limit, and the steps between them.

A marking is one integer: eight bits a place, the eighth of which is a guard. Whether a step can happen is then one
subtraction: its guards survive where every place has the tokens it takes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.nets import Net

WIDTH = 8
TOKENS = 0x7F  # one place can hold so many; a chart that reaches more grows without end


@dataclass
class Steps:
    """The net's steps in the arithmetic of markings.

    moves: (what it takes, what it changes by) for each transition, in the net's order. guards: the eighth bits.
    """

    start: int
    end: int
    guards: int
    moves: list[tuple[int, int]]


@dataclass
class Reached:
    """What was reached, in the order of its discovery (the start first).

    edges: for each marking, (transition, marking) by index. complete: everything was reached within the limit; where
    not, the last markings have no edges yet. unbounded: a place can fill without end.
    """

    markings: list[int]
    edges: list[list[tuple[int, int]]]
    end: int | None = None
    complete: bool = True
    unbounded: bool = False
    parents: list[int] = field(default_factory=list)


def steps(net: Net) -> Steps:
    """Return the net in the arithmetic of markings. Raises RuleBroken("net_too_many_tokens")."""
    taken = [(packed(t.takes), packed(t.gives)) for t in net.transitions]
    guards = sum((TOKENS + 1) << (WIDTH * place) for place in range(net.places))
    return Steps(packed(net.start), packed(net.end), guards, [(takes, gives - takes) for takes, gives in taken])


def packed(places: Iterable[int]) -> int:
    """Return the marking with one token for each place named. Raises RuleBroken("net_too_many_tokens")."""
    counts: dict[int, int] = {}
    for place in places:
        counts[place] = counts.get(place, 0) + 1
    if max(counts.values(), default=0) > TOKENS:
        raise RuleBroken("net_too_many_tokens", limit=TOKENS)
    return sum(count << (WIDTH * place) for place, count in counts.items())


def reach(net: Net, limit: int) -> Reached:
    """Return the markings reachable from the start, breadth first, at most about `limit` of them.

    Never takes longer than `limit` markings times the net's steps, however many orders its branches allow.
    """
    of = steps(net)
    found = Reached([of.start], [], parents=[0])
    number = {of.start: 0}
    for here, marking in enumerate(found.markings):  # grows while it is read
        if len(found.markings) > limit:
            found.complete = False
            break
        edges: list[tuple[int, int]] = []
        for transition, target in _enabled(of, marking):
            if target & of.guards:
                found.complete, found.unbounded = False, True
                return found
            if target not in number:
                number[target] = len(found.markings)
                found.markings.append(target)
                found.parents.append(here)
            edges.append((transition, number[target]))
        found.edges.append(edges)
    found.end = number.get(of.end)
    if not found.complete:
        found.unbounded = _grows(found, of.guards)
    return found


def _enabled(of: Steps, marking: int) -> Iterable[tuple[int, int]]:
    guarded, guards = marking | of.guards, of.guards
    return [(n, marking + by) for n, (takes, by) in enumerate(of.moves) if (guarded - takes) & guards == guards]


def _grows(found: Reached, guards: int) -> bool:
    """Return whether a marking holds all that one before it held, and more: then the same steps add more each time."""
    for here in range(1, len(found.markings)):
        marking, before = found.markings[here], found.parents[here]
        guarded = marking | guards
        while True:
            if (guarded - found.markings[before]) & guards == guards:
                return True
            if before == 0:
                break
            before = found.parents[before]
    return False
