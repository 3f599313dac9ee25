"""A graph becomes blocks again: choices, lanes side by side, repetitions; or it is said where it is not built of them.

The graph is reduced step by step: what stands between two nodes is folded into the way between them, until one way
leads from the start to the end. A gateway is folded with the gateway that meets its ways before any other, so blocks
written by us come back exactly as they were. Source: the reduction of structured workflow graphs (Sadiq, Orlowska
2000), extended by repetitions and by ends inside choices.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Branch, Choice, Flow, Guard, Repeat, Together, inner
from lianjing.domain.power.steps import Step
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_graph import END, START, Arc, Graph
from lianjing.engines.flowcharts.bpmn_marks import value_of
from lianjing.engines.flowcharts.bpmn_model import GATEWAYS, Construct, Node, Way

NOWHERE = " nowhere"  # where a way leads that ends the matter, or all of whose branches do


@dataclass(frozen=True, eq=False)
class _Arc:
    """A way that has taken in what stood on it. when: for which case it is; ends: what the matter comes to there."""

    source: str
    target: str
    parts: Flow = ()
    when: Words | None = None
    guard: Guard | None = None
    ends: Words | None = None
    way: str = ""


@dataclass(frozen=True)
class Folded:
    """The blocks of a graph. left_out: ways whose words have no place in blocks."""

    flow: Flow
    left_out: tuple[Construct, ...]


def blocks_of(graph: Graph, step_of: Callable[[Node], Step], said: Mapping[str, Words], *, ours: bool) -> Folded:
    """Return the flow of a graph. said: words for what a file leaves unnamed: `otherwise`, `ended`, `again`.
    ours: it was written by us, so a gateway with one way in still belongs to the gateway that opened its block.

    Raises RuleBroken("bpmn_not_blocks", nodes) with the nodes of the file that could not be folded.
    """
    folding = _Folding(graph, step_of, said, ours)
    return Folded(folding.flow(), tuple(folding.left_out))


class _Folding:
    def __init__(self, graph: Graph, step_of: Callable[[Node], Step], said: Mapping[str, Words], ours: bool) -> None:
        self.graph, self.step_of, self.said, self.ours = graph, step_of, said, ours
        self.kinds = dict(graph.nodes)
        self.left_out: list[Construct] = []
        self.arcs = [self._arc(arc) for arc in graph.arcs]
        self._end_early()

    def flow(self) -> Flow:
        """Fold until nothing folds any more."""
        rules = (self._chain, self._loop, self._lanes, self._choice, self._loose_choice)
        while any(rule() for rule in rules):
            pass
        if len(self.arcs) == 1 and self.arcs[0].source == START and self.arcs[0].target in (END, NOWHERE):
            return self.arcs[0].parts
        left = [name for name in self.kinds if name in self.graph.of]
        raise RuleBroken("bpmn_not_blocks", nodes=tuple(left))

    # --- from the ways of the file

    def _arc(self, arc: Arc) -> _Arc:
        way = arc.way
        if way is None:
            begun = self.graph.of.get(arc.target)
            named = begun is not None and begun.kind in ("startEvent", "boundaryEvent") and begun.name
            return _Arc(arc.source, arc.target, when=Words(begun.name, begun.name) if begun and named else None)
        when, guard = self._case(way)
        return _Arc(arc.source, arc.target, when=when, guard=guard, way=way.id)

    def _case(self, way: Way) -> tuple[Words | None, Guard | None]:
        if way.marks is not None and way.marks.tag.endswith("branch"):
            branch = value_of(way.marks, Branch, parts=(), ends=None)
            return branch.when, branch.guard
        if way.marks is not None:
            return value_of(way.marks, Words), None
        words = way.name or way.condition.strip("?")
        return (Words(words, words) if words else None), None

    def _end_early(self) -> None:
        """Let each end event that is not the main one end the matter where it stands."""
        last = {arc.source for arc in self.graph.arcs if arc.target in (END, _meets(END))}
        ends = [self.graph.of[name] for name in self.graph.nodes if name in last and name in self.graph.of]
        ends = [node for node in ends if node.kind == "endEvent"]
        for node in ends:
            if node.marks is not None or (len(ends) > 1 and not self.ours):
                self._end_at(node)
        if not self._into(_meets(END)):
            self._drop(set(self._out(_meets(END))))
            self.kinds.pop(_meets(END), None)

    def _end_at(self, node: Node) -> None:
        name = Words(node.name, node.name) if node.name else self.said["ended"]
        words = value_of(node.marks, Words) if node.marks is not None else name
        gone = {node.id, _meets(node.id)}
        self._drop({arc for arc in self.arcs if arc.source in gone})
        self.arcs = [replace(arc, target=NOWHERE, ends=words) if arc.target in gone else arc for arc in self.arcs]
        self.kinds = {name: kind for name, kind in self.kinds.items() if name not in gone}

    # --- rules: each folds one thing and says whether it found any

    def _chain(self) -> bool:
        """Fold a step, or what has no meaning of its own, into the way through it."""
        for name, kind in self.kinds.items():
            node = self.graph.of.get(name)
            gateway = node is not None and node.kind in GATEWAYS
            if kind in ("start", "end") or (gateway and self.ours):
                continue
            if len(self._into(name)) == 1 == len(self._out(name)):
                self._fold(name, (self.step_of(node),) if kind == "step" and node else ())
                return True
        return False

    def _loop(self) -> bool:
        """Fold a repetition: from a meeting to a question that leads back to it."""
        for head, arc in self._between("xor"):
            check = arc.target
            out = self._out(check)
            back = [one for one in out if one.target == head]
            if back and len(back) < len(out) and len(self._out(head)) == 1 == len(self._into(check)):
                onward = [one for one in out if one not in back]
                self._replace(arc, back, replace(arc, parts=self._repeat(arc.parts, back, onward)))
                self._tidy(head)
                self._tidy(check)
                return True
        return False

    def _lanes(self) -> bool:
        """Fold what runs side by side."""
        for fork, kind in self.kinds.items():
            out = self._out(fork)
            targets = {arc.target for arc in out}
            if kind != "and" or len(out) < 2 or len(targets) > 1 or len(self._into(fork)) != 1:
                continue
            join = targets.pop()
            if self.kinds.get(join, "and") == "and" and not any(map(_ends_inside, out)):
                part = Together(tuple(arc.parts for arc in out))
                self._replace(out[0], out, _Arc(fork, join, (part,)))
                self._tidy(fork)
                self._tidy(join)
                return True
        return False

    def _choice(self) -> bool:
        """Fold a choice whose ways meet where nothing else does."""
        return any(self._fold_choice(name, whole=True) for name in list(self.kinds))

    def _loose_choice(self) -> bool:
        """Fold a choice whose ways meet others too, or of which only one leads on."""
        return any(self._fold_choice(name, whole=False) for name in list(self.kinds))

    def _fold_choice(self, split: str, *, whole: bool) -> bool:
        out = self._out(split)
        if self.kinds[split] != "xor" or len(out) < 2 or len(self._into(split)) != 1:
            return False
        on = {arc.target for arc in out} - {NOWHERE}
        if len(on) > 1:
            return False
        meeting = on.pop() if on else NOWHERE
        if meeting != NOWHERE and not (self._own(split, meeting) if whole else self._after(split, meeting)):
            return False
        part = Choice(tuple(self._branch(arc) for arc in out))
        self._replace(out[0], out, _Arc(split, meeting, (part,)))
        self._tidy(split)
        self._tidy(meeting)
        return True

    def _own(self, split: str, meeting: str) -> bool:
        """Return whether only ways of `split` meet at `meeting`, which itself splits nothing."""
        alone = all(arc.source == split for arc in self._into(meeting))
        return self.kinds[meeting] == "xor" and len(self._out(meeting)) == 1 and alone

    def _after(self, split: str, meeting: str) -> bool:
        """Return whether ways from `split` may be one way to `meeting`: it is not where a repetition begins."""
        several = len([arc for arc in self._out(split) if arc.target == meeting]) > 1
        return not (several and self.kinds[meeting] == "and") and split in self._reached_without(meeting)

    def _reached_without(self, without: str) -> set[str]:
        reached, waiting = {START}, [START]
        while waiting:
            here = waiting.pop()
            ahead = {arc.target for arc in self._out(here)} - reached - {without}
            reached |= ahead
            waiting += ahead
        return reached

    # --- parts

    def _branch(self, arc: _Arc) -> Branch:
        return Branch(arc.when or self.said["otherwise"], arc.parts, arc.guard, arc.ends)

    def _repeat(self, body: Flow, back: list[_Arc], onward: list[_Arc]) -> Flow:
        again = [arc.when or self.said["again"] for arc in back]
        words = Words(" / ".join(one.zh for one in again), " / ".join(one.en for one in again))
        between = back[0].parts if len(back) == 1 else (Choice(tuple(map(self._branch, back))),)
        if body:
            return (Repeat(body, words, between),)
        if not between:
            return ()
        # Asked before anything is done: done once or more, or not at all.
        otherwise = onward[0].when or self.said["otherwise"]
        return (Choice((Branch(words, (Repeat(between, words),)), Branch(otherwise, ()))),)

    # --- arcs

    def _between(self, kind: str) -> list[tuple[str, _Arc]]:
        return [
            (arc.source, arc)
            for arc in self.arcs
            if self.kinds.get(arc.source) == kind == self.kinds.get(arc.target) and arc.source != arc.target
        ]

    def _out(self, name: str) -> list[_Arc]:
        return [arc for arc in self.arcs if arc.source == name]

    def _into(self, name: str) -> list[_Arc]:
        return [arc for arc in self.arcs if arc.target == name]

    def _tidy(self, name: str) -> None:
        """Fold a gateway whose block has just been folded, if only one way still leads through it."""
        if self.kinds.get(name) in ("xor", "and") and len(self._into(name)) == 1 == len(self._out(name)):
            self._fold(name, ())

    def _fold(self, name: str, parts: Flow) -> None:
        before, after = self._into(name)[0], self._out(name)[0]
        if after.when is not None:
            self.left_out.append(Construct("label_left_out", "sequenceFlow", after.way))
        whole = replace(before, target=after.target, parts=(*before.parts, *parts, *after.parts), ends=after.ends)
        self._replace(before, {after}, whole)
        del self.kinds[name]

    def _replace(self, first: _Arc, more: Iterable[_Arc], new: _Arc) -> None:
        """Put one arc in the place of `first`, so that the ways out of its source stay in their order; drop `more`."""
        self.arcs[self.arcs.index(first)] = new
        self._drop(set(more) - {first})

    def _drop(self, old: set[_Arc]) -> None:
        gone = set(map(id, old))
        self.arcs = [arc for arc in self.arcs if id(arc) not in gone]


def _meets(name: str) -> str:
    return f"{name} meets"


def _ends_inside(arc: _Arc) -> bool:
    """Return whether a branch on the way ends the matter, which nothing side by side may."""
    waiting = list(arc.parts)
    while waiting:
        part = waiting.pop()
        if isinstance(part, Choice) and any(branch.ends for branch in part.branches):
            return True
        waiting += [one for flow in inner(part) for one in flow]
    return False
