"""The automaton of a net: after any events, which steps may come next, and whether the case is complete.

Its states are sets of markings closed under silent steps. A net within the limits is built whole and made smallest, so
that two nets that allow the same orders give the same automaton and the same fingerprint; a larger one is built as
far as cases lead into it (`Lazy`).
"""

import hashlib
import json
from functools import cached_property
from typing import Protocol

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts import determining
from lianjing.engines.flowcharts.determining import Array
from lianjing.engines.flowcharts.markings import TOKENS, reach, steps
from lianjing.engines.flowcharts.nets import Net
from lianjing.engines.flowcharts.soundness import MARKINGS, Fault, soundness

__all__ = ["DEAD", "SEEN", "Automaton", "Fault", "Lazy", "Machine", "compile_net", "fingerprint", "soundness"]

DEAD = 0  # the state from which no order of events leads to the end
SEEN = 200_000  # markings that one Lazy may look at


class Machine(Protocol):
    """What alignment needs: states by number, DEAD among them, and steps by the code of their label."""

    labels: tuple[str, ...]
    start: int
    whole: bool  # every state but DEAD is known to reach the end

    def row(self, state: int) -> dict[int, int]:
        """Return code of a label → state, for the steps that may come next."""

    def ends(self, state: int) -> bool:
        """Return whether a case in this state is complete."""


class Automaton:
    """The smallest automaton of a net. States 0 (dead), 1 (the start), then in the order of a breadth-first walk.

    labels: sorted; the code of a label is its place. table: [states, labels] int32. final: [states] bool.
    Every state but 0 can reach the end.
    """

    whole = True

    def __init__(
        self,
        labels: tuple[str, ...],
        table: Array,
        final: Array,
    ) -> None:
        self.labels, self.table, self.final, self.start = labels, table, final, 1
        self._rows = [{code: there for code, there in enumerate(row) if there} for row in table.tolist()]
        self._final = final.tolist()

    def row(self, state: int) -> dict[int, int]:
        """Return code of a label → state, for the steps that may come next."""
        return self._rows[state]

    def ends(self, state: int) -> bool:
        """Return whether a case in this state is complete."""
        return bool(self._final[state])

    def next_steps(self, state: int) -> tuple[str, ...]:
        """Return what may come next, as a log calls it, sorted."""
        return tuple(self.labels[code] for code in sorted(self._rows[state]))

    @cached_property
    def fingerprint(self) -> str:
        """The same for every chart that allows the same orders of the same labels, another for every other one."""
        rows = [[sorted(row.items()), bool(end)] for row, end in zip(self._rows, self._final, strict=True)]
        said = json.dumps([self.labels, rows], ensure_ascii=False, separators=(",", ":"))
        return "a1:" + hashlib.sha256(said.encode()).hexdigest()


class Lazy:
    """The automaton of a net that is too large to build whole: a state is made when something asks for it.

    It does not know whether the end can still be reached from a state: every state but 0 counts as alive.
    """

    whole = False

    def __init__(self, net: Net) -> None:
        self.labels, self.start = net.labels(), 1
        said = [
            net.places,
            sorted(net.start),
            sorted(net.end),
            sorted([t.label or "", t.takes, t.gives] for t in net.transitions),
        ]
        self.fingerprint = "n1:" + hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
        self._of, self._seen = steps(net), 0
        code = {label: number for number, label in enumerate(self.labels)}
        named = [(takes, by, t.label) for (takes, by), t in zip(self._of.moves, net.transitions, strict=True)]
        self._silent = [(takes, by) for takes, by, label in named if label is None]
        self._visible = [(takes, by, code[label]) for takes, by, label in named if label is not None]
        self._states: list[frozenset[int]] = [frozenset()]
        self._rows: list[dict[int, int] | None] = [{}]
        self._number: dict[frozenset[int], int] = {frozenset(): DEAD}
        self._state({self._of.start})

    def row(self, state: int) -> dict[int, int]:
        """Return code of a label → state. Raises RuleBroken: chart_too_large, chart_unbounded."""
        known = self._rows[state]
        if known is None:
            reached: dict[int, set[int]] = {}
            guards = self._of.guards
            for marking in self._states[state]:
                guarded = marking | guards
                for takes, by, code in self._visible:
                    if (guarded - takes) & guards == guards:
                        reached.setdefault(code, set()).add(marking + by)
            known = self._rows[state] = {code: self._state(found) for code, found in sorted(reached.items())}
        return known

    def ends(self, state: int) -> bool:
        """Return whether a case in this state is complete."""
        return self._of.end in self._states[state]

    def next_steps(self, state: int) -> tuple[str, ...]:
        """Return what may come next, as a log calls it, sorted."""
        return tuple(self.labels[code] for code in sorted(self.row(state)))

    def _state(self, markings: set[int]) -> int:
        guards, todo = self._of.guards, list(markings)
        while todo:
            guarded = todo.pop() | guards
            for takes, by in self._silent:
                if (guarded - takes) & guards == guards and (target := (guarded ^ guards) + by) not in markings:
                    markings.add(target)
                    todo.append(target)
            if len(markings) > SEEN:
                raise RuleBroken("chart_too_large", limit=SEEN)
        closed = frozenset(markings)
        if closed not in self._number:
            self._seen += len(closed)
            if self._seen > SEEN:
                raise RuleBroken("chart_too_large", limit=SEEN)
            if any(marking & guards for marking in closed):
                raise RuleBroken("chart_unbounded", limit=TOKENS)
            self._number[closed] = len(self._states)
            self._states.append(closed)
            self._rows.append(None)
        return self._number[closed]


def compile_net(net: Net, limit: int = MARKINGS) -> Automaton | Lazy:
    """Return the net's automaton: whole where it has at most `limit` markings, lazy where more.

    Raises RuleBroken: chart_end_unreachable (at once), chart_unbounded, net_too_many_tokens.
    """
    found = reach(net, limit)
    if found.unbounded:
        raise RuleBroken("chart_unbounded", limit=TOKENS)
    if not found.complete:
        return Lazy(net)
    if found.end is None:
        raise RuleBroken("chart_end_unreachable")
    built = determining.smallest(net, found)
    return Automaton(*built) if built else Lazy(net)


def fingerprint(net: Net) -> str:
    """Return the fingerprint of the net's automaton. Raises RuleBroken as compile_net does, and chart_too_large."""
    machine = compile_net(net)
    if isinstance(machine, Lazy):
        raise RuleBroken("chart_too_large", limit=MARKINGS)
    return machine.fingerprint
