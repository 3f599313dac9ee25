"""A power's flow becomes a net: one place before and one after every part; choices share them, lanes split them.

A step's number is its transition's name and label. Unseen transitions begin and end what repeats, so that going back
never reopens a choice that was made before it. Source: van der Aalst, The application of Petri nets to workflow
management (1998): nets put together of such blocks are sound.
"""

from dataclasses import replace
from itertools import count

from lianjing.domain.power.flow import Branch, Choice, Flow, Part, Repeat, Together
from lianjing.domain.power.steps import Step
from lianjing.engines.flowcharts.nets import Net, Transition

START, END = 0, 1


def net_of(flow: Flow) -> Net:
    """Return the net of a flow: place 0 is marked at the start, place 1 when the matter is complete."""
    builder = _Builder()
    builder.flow(flow, START, END)
    return Net(next(builder.places), tuple(builder.transitions), (START,), (END,))


def hidden(net: Net, seen: frozenset[str]) -> Net:
    """Return a net in which only the steps `seen` leave a trace; the others happen unseen."""
    steps = tuple(step if step.label in seen else replace(step, label=None) for step in net.transitions)
    return replace(net, transitions=steps)


class _Builder:
    def __init__(self) -> None:
        self.places = count(END + 1)
        self.transitions: list[Transition] = []

    def flow(self, flow: Flow, before: int, after: int) -> None:
        """Add the parts one after the other between two places; an empty flow is passed unseen."""
        if not flow:
            self.unseen((before,), (after,))
        here = before
        for part in flow[:-1]:
            there = next(self.places)
            self.part(part, here, there)
            here = there
        if flow:
            self.part(flow[-1], here, after)

    def part(self, part: Part, before: int, after: int) -> None:
        match part:
            case Step():
                self.transitions.append(Transition(part.no, part.no, (before,), (after,)))
            case Choice():
                for branch in part.branches:
                    self.branch(branch, before, after)
            case Together():
                self.together(part, before, after)
            case Repeat():
                self.repeat(part, before, after)

    def branch(self, branch: Branch, before: int, after: int) -> None:
        self.flow(branch.parts, before, END if branch.ends else after)

    def together(self, part: Together, before: int, after: int) -> None:
        begun = tuple(next(self.places) for _ in part.lanes)
        done = tuple(next(self.places) for _ in part.lanes)
        self.unseen((before,), begun)
        for lane, first, last in zip(part.lanes, begun, done, strict=True):
            self.flow(lane, first, last)
        self.unseen(done, (after,))

    def repeat(self, part: Repeat, before: int, after: int) -> None:
        begun, done = next(self.places), next(self.places)
        self.unseen((before,), (begun,))
        self.flow(part.parts, begun, done)
        self.unseen((done,), (after,))
        self.flow(part.between, done, begun)

    def unseen(self, takes: tuple[int, ...], gives: tuple[int, ...]) -> None:
        name = f"unseen {len(self.transitions)}"
        self.transitions.append(Transition(name, None, takes, gives))
