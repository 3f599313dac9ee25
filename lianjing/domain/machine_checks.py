"""Checks over a whole machine: what a reader would otherwise have to trust. Pure graph questions."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lianjing.domain.machine import CLOCK, SYSTEM, Machine, Step


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a table: `code` says what, `subject` which state, step or word."""

    code: str
    subject: str


def faults(machine: Machine) -> tuple[Fault, ...]:
    """Return everything wrong with `machine`, empty when it is sound.

    Codes: unreachable, dead_end, end_with_exit, no_clock, clock_at_end, idle_clock, clock_without_step,
    step_without_clock, no_way_to_end, no_end, no_actor, same_step_twice, people_unknown, clock_circle,
    eyes_of_a_machine.
    """
    checks: tuple[Callable[[Machine], Iterator[Fault]], ...] = (_shape, _reach, _clocks, _step_faults)
    return tuple(fault for check in checks for fault in check(machine))


def must_pass(machine: Machine, state: str, before: str) -> bool:
    """Return whether no item can come from the start to `before` without having been in `state`."""
    if state == machine.start:
        return True
    return before not in _forward(machine.start, (s for s in machine.steps if state not in (s.src, s.dst)))


def must_take(machine: Machine, step: str, before: str) -> bool:
    """Return whether no item can come to `before` without having taken a step called `step`."""
    return before not in _forward(machine.start, (s for s in machine.steps if s.name != step))


def must_bring(machine: Machine, fact: str, before: str) -> bool:
    """Return whether no item can come to `before` without a step that asked for `fact`."""
    return before not in _forward(machine.start, (s for s in machine.steps if fact not in s.needs))


def human_hand(machine: Machine, before: str) -> bool:
    """Return whether every step into `before` needs a person (no clock, no rule decides it; PIPL 24, S14)."""
    return all(not {CLOCK, SYSTEM} & set(s.by) for s in machine.steps if s.dst == before)


def _forward(start: str, steps: Iterable[Step]) -> set[str]:
    """Return the states that can be reached from `start` over `steps`, itself included."""
    return _closure({start}, [(step.src, step.dst) for step in steps])


def _closure(found: set[str], pairs: list[tuple[str, str]]) -> set[str]:
    while grown := {dst for src, dst in pairs if src in found} - found:
        found = found | grown
    return found


def _shape(machine: Machine) -> Iterator[Fault]:
    if not machine.ends:
        yield Fault("no_end", machine.name)
    leaving = {step.src for step in machine.steps}
    for state in machine.states:
        if state in machine.ends and state in leaving:
            yield Fault("end_with_exit", state)
        if state not in machine.ends and state not in leaving:
            yield Fault("dead_end", state)


def _reach(machine: Machine) -> Iterator[Fault]:
    reached = _forward(machine.start, machine.steps)
    ending = _closure(set(machine.ends), [(step.dst, step.src) for step in machine.steps])
    for state in machine.states:
        if state not in reached:
            yield Fault("unreachable", state)
        if state not in ending:
            yield Fault("no_way_to_end", state)


def _clocks(machine: Machine) -> Iterator[Fault]:
    ticking: set[tuple[str, str]] = set()
    for state in machine.states:
        clocks = machine.clocks_of(state)
        if state in machine.ends and clocks:
            yield Fault("clock_at_end", state)
        if state not in machine.ends and not clocks:
            yield Fault("no_clock", state)
        for clock in clocks:
            if clock.then is None and clock.calls is None:
                yield Fault("idle_clock", state)
            if clock.then is not None:
                ticking.add((state, clock.then))
                step = machine.step(state, clock.then)
                if step is None or CLOCK not in step.by:
                    yield Fault("clock_without_step", f"{state}.{clock.then}")
    for step in machine.steps:
        if CLOCK in step.by and (step.src, step.name) not in ticking:
            yield Fault("step_without_clock", f"{step.src}.{step.name}")
    yield from _clock_circles(machine)


def _clock_circles(machine: Machine) -> Iterator[Fault]:
    """Yield states from which clocks alone lead back: such an item would run for ever without a person."""
    pairs = [(step.src, step.dst) for step in machine.steps if CLOCK in step.by]
    for state in machine.states:
        if state in _closure({dst for src, dst in pairs if src == state}, pairs):
            yield Fault("clock_circle", state)


def _step_faults(machine: Machine) -> Iterator[Fault]:
    counted = Counter((step.src, step.name) for step in machine.steps)
    for (src, name), times in counted.items():
        if times > 1:
            yield Fault("same_step_twice", f"{src}.{name}")
    for step in machine.steps:
        where = f"{step.src}.{step.name}"
        if not step.by:
            yield Fault("no_actor", where)
        if (step.together or step.other_than) and {CLOCK, SYSTEM} & {*step.by, *step.together}:
            yield Fault("eyes_of_a_machine", where)
        for key in step.other_than:
            if key not in machine.people:
                yield Fault("people_unknown", f"{where}.{key}")
