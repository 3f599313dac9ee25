"""Whether a chart can be worked to its end from wherever it leads: soundness of workflow nets (W. van der Aalst)."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianjing.engines.flowcharts.markings import Reached, reach, steps
from lianjing.engines.flowcharts.nets import Net

MARKINGS = 3_000  # charts of a county have fewer than 200; ten branches of two steps at once would have 59,049


@dataclass(frozen=True)
class Fault:
    """Why a chart cannot be published. steps: what a log calls the steps concerned, sorted.

    code: chart_unbounded (tokens pile up without end), chart_too_large (more states than the limit: too many steps at
    once), chart_end_unreachable (no way leads to the end), chart_dead_step (can never happen), chart_no_exit (these
    steps lead to where the end can no longer be reached), chart_ends_too_soon (the end is reached by these steps
    while others are still open).
    """

    code: str
    steps: tuple[str, ...] = ()


def soundness(net: Net, limit: int = MARKINGS) -> list[Fault]:
    """Return the faults of a chart, none where it is sound; answers within 100 ms, also for what is far too large."""
    found = reach(net, limit)
    if found.unbounded:
        return [Fault("chart_unbounded", _growing(net, found))]
    if not found.complete:
        return [Fault("chart_too_large", _labels(net, range(len(net.transitions))))]
    if found.end is None:
        return [Fault("chart_end_unreachable"), *_dead(net, found)]
    return [*_dead(net, found), *_early(net, found), *_no_exit(net, found)]


def _dead(net: Net, found: Reached) -> list[Fault]:
    happen = {transition for edges in found.edges for transition, _ in edges}
    dead = _labels(net, set(range(len(net.transitions))) - happen)
    return [Fault("chart_dead_step", dead)] if dead else []


def _early(net: Net, found: Reached) -> list[Fault]:
    """Steps that reach the end with tokens left elsewhere."""
    of = steps(net)
    spilt = {
        here
        for here, marking in enumerate(found.markings)
        if marking != of.end and ((marking | of.guards) - of.end) & of.guards == of.guards
    }
    into = _into(found, spilt)
    return [Fault("chart_ends_too_soon", _labels(net, into))] if spilt else []


def _no_exit(net: Net, found: Reached) -> list[Fault]:
    """Steps after which the end can no longer be reached."""
    live = _can_reach(found, {found.end} if found.end is not None else set())
    stuck = set(range(len(found.markings))) - live
    return [Fault("chart_no_exit", _labels(net, _into(found, stuck)))] if stuck else []


def _can_reach(found: Reached, goal: set[int]) -> set[int]:
    before: list[list[int]] = [[] for _ in found.markings]
    for here, edges in enumerate(found.edges):
        for _, there in edges:
            before[there].append(here)
    live, todo = set(goal), list(goal)
    while todo:
        for one in before[todo.pop()]:
            if one not in live:
                live.add(one)
                todo.append(one)
    return live


def _into(found: Reached, targets: set[int]) -> set[int]:
    """The transitions that lead from outside `targets` into it."""
    return {
        transition
        for here, edges in enumerate(found.edges)
        if here not in targets
        for transition, there in edges
        if there in targets
    }


def _growing(net: Net, found: Reached) -> tuple[str, ...]:
    """The steps that can be repeated where tokens pile up: those that give more than they take."""
    fired = {transition for edges in found.edges for transition, _ in edges}
    return _labels(net, (n for n in fired if len(net.transitions[n].gives) > len(net.transitions[n].takes)))


def _labels(net: Net, transitions: Iterable[int]) -> tuple[str, ...]:
    """What a log calls them; a silent one by its own name where no other is named."""
    chosen = [net.transitions[n] for n in sorted(transitions)]
    seen = {t.label for t in chosen if t.label is not None}
    return tuple(sorted(seen or {t.name for t in chosen}))
