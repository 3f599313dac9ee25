"""A graph becomes blocks again: choices, lanes side by side, repetitions; or it is said where it is not built of them.

The graph is reduced step by step: what stands between two nodes is folded into the way between them, until one way
leads from the start to the end. A gateway is folded with the gateway that meets its ways before any other, so blocks
written by us come back exactly as they were. Source: the reduction of structured workflow graphs (Sadiq, Orlowska
2000), extended by repetitions and by ends inside choices.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Branch, Choice, Flow, Guard, Repeat, Together
from lianjing.domain.power.steps import Step
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_arcs import Arc, Arcs, Waiting
from lianjing.engines.flowcharts.bpmn_graph import END, START, Graph
from lianjing.engines.flowcharts.bpmn_graph import Arc as Drawn
from lianjing.engines.flowcharts.bpmn_marks import value_of
from lianjing.engines.flowcharts.bpmn_model import GATEWAYS, Construct, Node, Way
from lianjing.engines.flowcharts.dominating import Dominators

NOWHERE = " nowhere"  # where a way leads that ends the matter, or all of whose branches do
MOST_DEEP = 30  # blocks inside each other; a county's charts have three, and nobody reads thirty


@dataclass(frozen=True)
class Folded:
    """The blocks of a graph. left_out: what has words that have no place in blocks."""

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
        self.arcs = Arcs(self._arc(arc) for arc in graph.arcs)
        self._end_early()
        # Folding takes no way to a node away without leaving another, so this is asked once.
        self.dominators = Dominators(START, lambda name: [arc.target for arc in self.arcs.out(name)])

    def flow(self) -> Flow:
        """Fold until nothing folds any more: a rule is tried where ways have changed, an earlier rule first."""
        rules = (self._chain, self._loop, self._lanes, self._choice, self._loose_choice)
        places = {name: place for place, name in enumerate(self.kinds)}
        waiting = [(rule, Waiting(places)) for rule in rules]
        while any(self._folds_one(rule, names) for rule, names in waiting):
            for _, names in waiting:
                names.add(self.arcs.touched)
            self.arcs.touched.clear()
        left = [arc for name in self.kinds for arc in self.arcs.out(name)]
        if {(arc.source, arc.target) for arc in left} <= {(START, END), (START, NOWHERE)} and len(left) == 1:
            self._lose(left[0])
            return left[0].parts
        raise RuleBroken("bpmn_not_blocks", nodes=tuple(name for name in self.kinds if name in self.graph.of))

    def _folds_one(self, rule: Callable[[str], bool], names: Waiting) -> bool:
        while (name := names.next()) is not None:
            if name in self.kinds and rule(name):
                return True
        return False

    # --- from the ways of the file

    def _arc(self, arc: Drawn) -> Arc:
        way = arc.way
        if way is None:
            begun = self.graph.of.get(arc.target)
            if begun is None or begun.kind not in ("startEvent", "boundaryEvent") or not begun.name:
                return Arc(arc.source, arc.target)
            lost = Construct("name_left_out", begun.kind, begun.id)
            return Arc(arc.source, arc.target, when=Words(begun.name, begun.name), lost=lost)
        when, guard = self._case(way)
        lost = Construct("label_left_out", "sequenceFlow", way.id)
        return Arc(arc.source, arc.target, when=when, guard=guard, lost=lost)

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
        if not self.arcs.into(_meets(END)):
            self.arcs.drop(self.arcs.out(_meets(END)))
            self.kinds.pop(_meets(END), None)

    def _end_at(self, node: Node) -> None:
        name = Words(node.name, node.name) if node.name else self.said["ended"]
        words = value_of(node.marks, Words) if node.marks is not None else name
        lost = Construct("name_left_out", node.kind, node.id) if node.name else None
        for gone in (node.id, _meets(node.id)):
            self.arcs.drop(self.arcs.out(gone))
            for arc in list(self.arcs.into(gone)):
                self.arcs.replace(arc, (), replace(arc, target=NOWHERE, ends=words, lost_end=lost))
            self.kinds.pop(gone, None)

    # --- rules: each folds one thing at a node and says whether it could

    def _chain(self, name: str) -> bool:
        """Fold a step, or what has no meaning of its own, into the way through it."""
        kind, node = self.kinds[name], self.graph.of.get(name)
        gateway = node is not None and node.kind in GATEWAYS
        if kind in ("start", "end") or (gateway and self.ours) or not self.arcs.single(name):
            return False
        if node and node.kind == "endEvent" and node.name and not self.ours:
            self.left_out.append(Construct("name_left_out", node.kind, node.id))
        self._fold(name, (self.step_of(node),) if kind == "step" and node else ())
        return True

    def _loop(self, head: str) -> bool:
        """Fold a repetition: from a meeting to a question that leads back to it."""
        ahead = self.arcs.out(head)
        if len(ahead) != 1 or ahead[0].target == head or not self._both(head, ahead[0].target, "xor"):
            return False
        arc, check = ahead[0], ahead[0].target
        out = self.arcs.out(check)
        back = [one for one in out if one.target == head]
        deep = 2 + max(one.deep for one in (arc, *out))
        if not back or len(back) == len(out) or len(self.arcs.into(check)) != 1 or deep > MOST_DEEP:
            return False
        parts = self._repeat(arc.parts, back, [one for one in out if one.target != head])
        ending = any(one.ending for one in (arc, *back))
        self.arcs.replace(arc, back, replace(arc, parts=parts, deep=deep, ending=ending))
        self._tidy(head)
        self._tidy(check)
        return True

    def _lanes(self, fork: str) -> bool:
        """Fold what runs side by side."""
        out = self.arcs.out(fork)
        targets = {arc.target for arc in out}
        if self.kinds[fork] != "and" or len(out) < 2 or len(targets) > 1 or len(self.arcs.into(fork)) != 1:
            return False
        join, deep = targets.pop(), 1 + max(arc.deep for arc in out)
        if self.kinds.get(join, "and") != "and" or any(arc.ending for arc in out) or deep > MOST_DEEP:
            return False
        for arc in out:
            self._lose(arc)
        part = Together(tuple(arc.parts for arc in out))
        self.arcs.replace(out[0], out[1:], Arc(fork, join, (part,), deep=deep))
        self._tidy(fork)
        self._tidy(join)
        return True

    def _choice(self, split: str) -> bool:
        """Fold a choice whose ways meet where nothing else does."""
        return self._fold_choice(split, whole=True)

    def _loose_choice(self, split: str) -> bool:
        """Fold a choice whose ways meet others too, or of which only one leads on."""
        return self._fold_choice(split, whole=False)

    def _fold_choice(self, split: str, *, whole: bool) -> bool:
        out = self.arcs.out(split)
        if self.kinds[split] != "xor" or len(out) < 2 or len(self.arcs.into(split)) != 1:
            return False
        on, deep = {arc.target for arc in out} - {NOWHERE}, 1 + max(arc.deep for arc in out)
        if len(on) > 1 or deep > MOST_DEEP:
            return False
        meeting = on.pop() if on else NOWHERE
        if meeting != NOWHERE and not (self._own(split, meeting) if whole else self._after(split, meeting)):
            return False
        part = Choice(tuple(self._branch(arc) for arc in out))
        ending = any(arc.ending or arc.ends is not None for arc in out)
        self.arcs.replace(out[0], out[1:], Arc(split, meeting, (part,), deep=deep, ending=ending))
        self._tidy(split)
        self._tidy(meeting)
        return True

    def _own(self, split: str, meeting: str) -> bool:
        """Return whether only ways of `split` meet at `meeting`, which itself splits nothing."""
        alone = all(arc.source == split for arc in self.arcs.into(meeting))
        return self.kinds[meeting] == "xor" and len(self.arcs.out(meeting)) == 1 and alone

    def _after(self, split: str, meeting: str) -> bool:
        """Return whether ways from `split` may be one way to `meeting`: it is not where a repetition begins."""
        several = sum(arc.target == meeting for arc in self.arcs.out(split)) > 1
        return not (several and self.kinds[meeting] == "and") and not self.dominators.pass_through(split, meeting)

    # --- parts

    def _branch(self, arc: Arc) -> Branch:
        return Branch(arc.when or self.said["otherwise"], arc.parts, arc.guard, arc.ends)

    def _repeat(self, body: Flow, back: list[Arc], onward: list[Arc]) -> Flow:
        again = [arc.when or self.said["again"] for arc in back]
        words = Words(" / ".join(one.zh for one in again), " / ".join(one.en for one in again))
        between = back[0].parts if len(back) == 1 else (Choice(tuple(map(self._branch, back))),)
        if body:
            return (Repeat(body, words, between),)
        if not between:
            for arc in back:
                self._lose(arc)
            return ()
        # Asked before anything is done: done once or more, or not at all.
        otherwise = onward[0].when or self.said["otherwise"]
        return (Choice((Branch(words, (Repeat(between, words),)), Branch(otherwise, ()))),)

    # --- arcs

    def _both(self, one: str, other: str, kind: str) -> bool:
        return self.kinds.get(one) == kind == self.kinds.get(other)

    def _tidy(self, name: str) -> None:
        """Fold a gateway whose block has just been folded, if only one way still leads through it."""
        if self.kinds.get(name) in ("xor", "and") and self.arcs.single(name):
            self._fold(name, ())

    def _fold(self, name: str, parts: Flow) -> None:
        (before,), (after,) = self.arcs.into(name), self.arcs.out(name)
        if after.when is not None and after.lost:
            self.left_out.append(after.lost)
        whole = replace(
            before,
            target=after.target,
            parts=(*before.parts, *parts, *after.parts),
            ends=after.ends,
            lost_end=after.lost_end,
            deep=max(before.deep, after.deep),
            ending=before.ending or after.ending,
        )
        self.arcs.replace(before, (after,), whole)
        del self.kinds[name]

    def _lose(self, arc: Arc) -> None:
        """Name what is said on a way that becomes no branch."""
        if arc.when is not None and arc.lost and not self.ours:
            self.left_out.append(arc.lost)
        if arc.ends is not None and arc.lost_end:
            self.left_out.append(arc.lost_end)


def _meets(name: str) -> str:
    return f"{name} meets"
