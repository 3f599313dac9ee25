"""The flow of a BPMN process as a graph of few kinds of nodes, and as a net.

Kinds: start, end (one each), step, xor (one way in, one way out), and (all ways in, all ways out). What BPMN leaves
unsaid is said: several ways into a task meet first, several ways out of one are all taken, a gateway that joins and
splits becomes two. Sub-processes are opened. A boundary event that interrupts is a choice before its task.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_model import GATEWAYS, MACHINES, PASSED, TASKS, WITHIN, Bpmn, Construct, Node, Way
from lianjing.engines.flowcharts.nets import Net, Transition

Thing = TypeVar("Thing", Node, Way)
START, END = " start", " end"
MOST_NODES, MOST_WAYS = 500, 1_500  # charts of a county have fewer than 60 nodes


@dataclass(frozen=True)
class Arc:
    """A way from one node of the graph to another. way: the sequence flow it comes from, None for what was unsaid."""

    source: str
    target: str
    way: Way | None = None


@dataclass
class Graph:
    """nodes: kind by id. arcs: in the order in which the ways leave a node. of: the node of the file, by id.
    blocked: what stands in the way of checking.
    """

    nodes: dict[str, str] = field(default_factory=dict)
    arcs: list[Arc] = field(default_factory=list)
    of: dict[str, Node] = field(default_factory=dict)
    blocked: list[Construct] = field(default_factory=list)

    def by_ends(self) -> tuple[Mapping[str, list[Arc]], Mapping[str, list[Arc]]]:
        """Return the arcs into each node and out of each node, in their order."""
        into: defaultdict[str, list[Arc]] = defaultdict(list)
        out: defaultdict[str, list[Arc]] = defaultdict(list)
        for arc in self.arcs:
            into[arc.target].append(arc)
            out[arc.source].append(arc)
        return into, out


def graph_of(model: Bpmn, process: str) -> Graph:
    """Return the graph of a process.

    Raises RuleBroken: bpmn_process_unknown, bpmn_too_many_nodes (nodes, most), bpmn_too_many_ways (ways, most).
    """
    if process not in {one.id for one in model.processes}:
        raise RuleBroken("bpmn_process_unknown", process=process)
    return _Builder(model).graph(process)


def net_of_graph(graph: Graph) -> Net:
    """Return the net of a graph: place 0 is marked at the start, place 1 when the matter is complete."""
    place = {id(arc): number for number, arc in enumerate(graph.arcs, start=2)}
    transitions: list[Transition] = []
    into, out = graph.by_ends()
    for name, kind in graph.nodes.items():
        takes = [0] if name == START else [place[id(arc)] for arc in into[name]]
        gives = [1] if name == END else [place[id(arc)] for arc in out[name]]
        if (name == START and not gives) or (name == END and not takes):
            continue  # nothing begins, or nothing ends: the net says so by never getting there
        label = (graph.of[name].name or graph.of[name].id) if kind == "step" else None
        transitions += _transitions(name, kind, label, takes, gives)
    return Net(len(graph.arcs) + 2, tuple(transitions), (0,), (1,))


def _transitions(
    name: str, kind: str, label: str | None, takes: Sequence[int], gives: Sequence[int]
) -> Iterator[Transition]:
    if kind == "xor":
        for number, (take, give) in enumerate((take, give) for take in takes for give in gives):
            yield Transition(f"{name} {number}", None, (take,), (give,))
    else:
        yield Transition(name, label, tuple(takes), tuple(gives))


class _Builder:
    def __init__(self, model: Bpmn) -> None:
        self.model = model
        self.result = Graph(of={node.id: node for node in model.nodes})
        self.entry: dict[str, str] = {}  # where a way to a node of the file enters the graph
        self.exit: dict[str, str] = {}
        self.opened: set[str] = set()
        self.nodes = _grouped((node.within, node) for node in model.nodes)
        self.ways = _grouped((way.within, way) for way in model.ways)
        self.events = _grouped((node.attached, node) for node in model.nodes if node.kind == "boundaryEvent")
        self.degree = Counter(name for way in model.ways for name in {way.source, way.target})

    def graph(self, process: str) -> Graph:
        if len(self.model.nodes) > MOST_NODES:
            raise RuleBroken("bpmn_too_many_nodes", nodes=len(self.model.nodes), most=MOST_NODES)
        if len(self.model.ways) > MOST_WAYS:
            raise RuleBroken("bpmn_too_many_ways", ways=len(self.model.ways), most=MOST_WAYS)
        self.result.nodes |= {START: "start", END: "end"}
        self._scope(process, START, END)
        self._links()
        _say_the_unsaid(self.result)
        return self.result

    def _scope(self, within: str, before: str, after: str) -> None:
        """Add the nodes and ways of a process or sub-process between two nodes of the graph."""
        if within in self.opened:  # an id that stands twice: it would lie inside itself
            self._block("reference_broken", "subProcess", within)
            return
        self.opened.add(within)
        nodes, ways = self.nodes[within], self.ways[within]
        for node in nodes:
            self._node(node)
        order = {name: place for node in nodes for place, name in enumerate(node.outgoing)}
        for way in sorted(ways, key=lambda way: order.get(way.id, len(order))):
            if way.source in self.exit and way.target in self.entry:
                self._arc(self.exit[way.source], self.entry[way.target], way)
            else:
                self._block("reference_broken", "sequenceFlow", way.id)
        led_to = {way.target for way in ways}
        leading = {way.source for way in ways}
        begun = any(node.kind == "startEvent" for node in nodes)
        for node in nodes:
            linked = node.kind if node.link else ""
            waits = node.kind == "boundaryEvent" or linked == "intermediateCatchEvent"
            if node.event_driven:
                continue
            if node.id not in led_to and not waits and not (begun and self._starts_elsewhere(node)):
                self._arc(before, self.entry[node.id])
            if node.id not in leading and linked != "intermediateThrowEvent":
                self._arc(self.exit[node.id], after)

    def _starts_elsewhere(self, node: Node) -> bool:
        """Return whether a node that nothing leads to is not where its scope begins, and say so."""
        if node.kind == "startEvent":
            return False
        self._block("not_checkable", node.kind, node.id)
        return True

    def _node(self, node: Node) -> None:
        if node.event_driven:
            self._block("not_checkable", node.kind, node.id)
            return
        self.entry[node.id] = self.exit[node.id] = node.id
        match node.kind:
            case kind if kind in TASKS | MACHINES:
                self.result.nodes[node.id] = "step"
                self._boundaries(node)
            case kind if kind in WITHIN:
                self.entry[node.id], self.exit[node.id] = f"{node.id} begins", f"{node.id} ends"
                self.result.nodes |= {self.entry[node.id]: "xor", self.exit[node.id]: "xor"}
                self._scope(node.id, self.entry[node.id], self.exit[node.id])
                if kind != "subProcess":
                    self._block("not_checkable", kind, node.id)
                self._boundaries(node)
            case "parallelGateway":
                self.result.nodes[node.id] = "and"
            case "boundaryEvent":
                self.result.nodes[node.id] = "xor"
                if not node.interrupting:
                    self._block("not_checkable", node.kind, node.id)
            case _:
                self.result.nodes[node.id] = "xor"
                several = self.degree[node.id] > 2
                if node.kind in GATEWAYS - {"exclusiveGateway", "eventBasedGateway"} and several:
                    self._block("not_checkable", node.kind, node.id)

    def _boundaries(self, node: Node) -> None:
        """Put a choice before a task that events may interrupt."""
        events = self.events[node.id]
        if any(one.interrupting for one in events):
            before = f"{node.id} or not"
            self.result.nodes[before] = "xor"
            self._arc(before, self.entry[node.id])
            self.entry[node.id] = before
            for one in events:
                if one.interrupting:
                    self._arc(before, one.id)

    def _links(self) -> None:
        """Join a link event that throws to the one that catches under the same name."""
        linked = [node for node in self.model.nodes if node.kind in PASSED and node.link and node.id in self.entry]
        catching = {node.link: node for node in linked if node.kind == "intermediateCatchEvent"}
        for node in linked:
            if node.kind == "intermediateThrowEvent":
                if node.link in catching:
                    self._arc(node.id, catching[node.link].id)
                else:
                    self._block("reference_broken", node.kind, node.id)

    def _arc(self, source: str, target: str, way: Way | None = None) -> None:
        self.result.arcs.append(Arc(source, target, way))
        node = self.result.of.get(source)
        if way and way.condition and node and node.kind not in GATEWAYS:
            self._block("not_checkable", "sequenceFlow", way.id)

    def _block(self, code: str, element: str, name: str) -> None:
        self.result.blocked.append(Construct(code, element, name))


def _grouped(pairs: Iterable[tuple[str, Thing]]) -> defaultdict[str, list[Thing]]:
    found: defaultdict[str, list[Thing]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return found


def _say_the_unsaid(graph: Graph) -> None:
    """Give every node one way in or one way out: what else there was becomes a node of its own."""
    into, out = graph.by_ends()
    meets: dict[str, str] = {}
    parts: dict[str, str] = {}
    for name, kind in list(graph.nodes.items()):
        if len(into[name]) > 1 and (kind not in ("xor", "and") or len(out[name]) > 1):
            meets[name] = f"{name} meets"
            graph.nodes[meets[name]] = "and" if kind == "and" else "xor"
        if len(out[name]) > 1 and kind not in ("xor", "and"):
            parts[name] = f"{name} parts"
            graph.nodes[parts[name]] = "xor" if kind == "start" else "and"
    moved = [Arc(parts.get(arc.source, arc.source), meets.get(arc.target, arc.target), arc.way) for arc in graph.arcs]
    between = [(meets[name], name) for name in meets] + [(name, parts[name]) for name in parts]
    graph.arcs = [*moved, *(Arc(source, target) for source, target in between)]
