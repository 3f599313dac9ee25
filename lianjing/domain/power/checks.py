"""What makes a power item unfit to be published, beyond its shape: one code and the steps concerned.

Source: product K3 (no grade I point without an independent control), M2 (one accountable post), N6 (no demand for
photographs or check-ins); domain 1. Whether the chart can end is asked of `engines/flowcharts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lianjing.domain.power.flow import Choice, Flow, Repeat, Together, inner, passable, steps_of
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Bound, Level, NoticeKind, Step


@dataclass(frozen=True, order=True)
class Fault:
    """One reason not to publish. code: uncontrolled, nothing_to_do, choice_of_nothing, lane_of_nothing,
    repeat_of_nothing, guards_overlap, guards_leave_gap,
    level_falls, apart_alone, watch_of_itself, notice_unheeded, paper_from_nowhere.
    """

    code: str
    step: str
    other: str = ""


def faults(item: Item) -> list[Fault]:
    """Return every fault of an item, sorted; none means that it may be consulted about and published."""
    return sorted({*_of_steps(item), *_of_blocks(item.flow), *_of_notices(item.flow, ()), *_of_papers(item)})


def independent(step: Step) -> bool:
    """Return whether somebody who does not take the step can see it: a model, another post, or the public."""
    return any(watch.model or watch.who == "public" or watch.who not in ("", *step.posts) for watch in step.watches)


def _of_steps(item: Item) -> Iterator[Fault]:
    for step in item.steps:
        if step.risk and step.risk.level is Level.HIGH and not independent(step):
            yield Fault("uncontrolled", step.no)
        for watch in step.watches:
            if watch.who and step.posts == (watch.who,):
                yield Fault("watch_of_itself", step.no, watch.who)
        floors = [one.from_fen for one in step.decisions]
        if floors != sorted(set(floors)):
            yield Fault("level_falls", step.no)
    for one, other in item.apart():
        if item.step(one).posts == item.step(other).posts and len(item.step(one).posts) == 1:
            yield Fault("apart_alone", one, other)


def _of_blocks(flow: Flow) -> Iterator[Fault]:
    if not flow:
        yield Fault("nothing_to_do", "")
    for part in flow:
        match part:
            case Choice():
                if sum(not branch.parts and branch.ends is None for branch in part.branches) > 1:
                    yield Fault("choice_of_nothing", _near(part.branches[0].parts))
                yield from _of_guards(part)
            case Together() if any(all(map(passable, lane)) for lane in part.lanes):
                yield Fault("lane_of_nothing", _near(part.lanes[0]))
            case Repeat() if all(map(passable, part.parts)):
                yield Fault("repeat_of_nothing", _near(part.parts))
            case _:
                pass
        for one in inner(part):
            if one:
                yield from _of_blocks(one)


def _of_guards(choice: Choice) -> Iterator[Fault]:
    """Yield a fault where two branches are meant for the same amount, or an amount is meant for none."""
    guards = [branch.guard for branch in choice.branches if branch.guard is not None]
    if not guards:
        return
    edges = sorted({0, *(edge for guard in guards for edge in (guard.at_least, guard.below) if edge is not None)})
    for fen in edges:
        held = sum(guard.holds(fen) is True for guard in guards)
        if held > 1 or (held == 0 and len(guards) == len(choice.branches)):
            yield Fault("guards_overlap" if held else "guards_leave_gap", _near(choice.branches[0].parts), str(fen))


def _of_notices(flow: Flow, following: Flow) -> Iterator[Fault]:
    """Yield notices after which nothing waits for their days to pass."""
    for at, part in enumerate(flow):
        rest = (*flow[at + 1 :], *following)
        if isinstance(part, Step) and part.notice and part.notice.kind is NoticeKind.NOTICE:
            after = tuple(steps_of(rest))
            if after and not any(_waits(step, part.no) for step in after):
                yield Fault("notice_unheeded", part.no)
        for one in inner(part):
            yield from _of_notices(one, rest)


def _waits(step: Step, no: str) -> bool:
    return any(limit.bound is Bound.WAIT and limit.of == no for limit in step.limits)


def _of_papers(item: Item) -> Iterator[Fault]:
    """Yield papers of the item that no step gives or reads: a word that nobody will ever fill."""
    used = {paper for step in item.steps for paper in (*step.gives, *step.reads)}
    for paper in item.papers or {}:
        if paper not in used:
            yield Fault("paper_from_nowhere", "", paper)


def _near(flow: Flow) -> str:
    return next((step.no for step in steps_of(flow)), "")
