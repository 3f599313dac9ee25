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

    Takes time by the markings and the steps that can happen in them, however many orders the branches allow.
    """
    of, next_to = steps(net), _next_to(net)
    found = Reached([of.start], [], parents=[0])
    number = {of.start: 0}
    came: list[tuple[list[tuple[int, int]], int]] = [([], 0)]  # what could happen one step before, and that step
    for here, marking in enumerate(found.markings):  # grows while it is read
        if len(found.markings) > limit:
            found.complete = False
            break
        maybe = {*(one for one, _ in came[here][0]), *next_to[came[here][1]]} if here else range(len(of.moves))
        enabled = _enabled(of, marking, sorted(maybe))
        edges: list[tuple[int, int]] = []
        for transition, target in enabled:
            if target & of.guards:
                found.complete, found.unbounded = False, True
                return found
            if target not in number:
                number[target] = len(found.markings)
                found.markings.append(target)
                found.parents.append(here)
                came.append((enabled, transition))
            edges.append((transition, number[target]))
        found.edges.append(edges)
    found.end = number.get(of.end)
    if not found.complete:
        found.unbounded = _grows(found, of.guards)
    return found


def _enabled(of: Steps, marking: int, maybe: Iterable[int]) -> list[tuple[int, int]]:
    """Return (step, the marking after it) of those steps that can happen."""
    guarded, guards, moves = marking | of.guards, of.guards, of.moves
    return [(n, marking + moves[n][1]) for n in maybe if (guarded - moves[n][0]) & guards == guards]


def _next_to(net: Net) -> list[set[int]]:
    """Return for each step those that take from a place it gives to: only these can newly happen after it."""
    takers: dict[int, list[int]] = {}
    for number, transition in enumerate(net.transitions):
        for place in transition.takes:
            takers.setdefault(place, []).append(number)
    return [{one for place in t.gives for one in takers.get(place, ())} for t in net.transitions]


def _grows(found: Reached, guards: int) -> bool:
    """Return whether a marking holds all that one before it held, and more: then the same steps add more each time."""
    markings, parents = found.markings, found.parents
    tokens = [sum(marking.to_bytes((guards.bit_length() + 7) // 8, "little")) for marking in markings]
    for here, most in enumerate(tokens):
        guarded, before = markings[here] | guards, here
        while before:
            before = parents[before]
            if tokens[before] < most and (guarded - markings[before]) & guards == guards:
                return True
    return False
