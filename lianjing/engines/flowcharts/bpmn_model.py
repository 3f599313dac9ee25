"""A BPMN file of anybody's as plain values: what flows, and by name everything that this program does not follow.

Nothing is dropped in silence: each element of the file is either followed, or inside one that is named with a code, its
kind and its id. The bytes are kept as they came, so drawing and foreign extension elements are never lost.
Codes: `not_followed` (said beside the flow: data, messages, texts, documentation, a pool without a flow of its own),
`name_left_out` (a question or a sub-process: its ways are followed, its own name has no place), `condition_left_out`
(beside the name of its line), `passed` (an event on the way: nothing is done),
`trigger_left_out` (what starts, ends or interrupts), `as_step` (done by a machine or another process),
`as_choice` (an event-based gateway, a boundary event that interrupts), `not_checkable` (what the flow then means is
not followed), `loop_left_out` (the mark of a repeated task), `reference_broken`, `kept` (foreign extension elements).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_marks import NAMESPACE

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC")
MOST_BYTES, MOST_ELEMENTS, MOST_DEPTH = 5_000_000, 50_000, 60

TASKS = frozenset({"task", "userTask", "manualTask"})
MACHINES = frozenset({"serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
PASSED = frozenset({"intermediateCatchEvent", "intermediateThrowEvent"})
EVENTS = frozenset({"startEvent", "endEvent", "boundaryEvent"}) | PASSED
WITHIN = frozenset({"subProcess", "transaction", "adHocSubProcess"})
NODES = TASKS | MACHINES | GATEWAYS | EVENTS | WITHIN
_FRAME = frozenset({"definitions", "collaboration", "participant", "process", "laneSet", "childLaneSet", "lane"}) | {
    *("flowNodeRef", "sequenceFlow", "incoming", "outgoing"),
    *("conditionExpression", "extensionElements"),
}
_UNMEANT = frozenset({"inclusiveGateway", "complexGateway", "boundaryEvent", "transaction", "adHocSubProcess"})
_TRIGGERS = "EventDefinition"
_LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})


@dataclass(frozen=True)
class Construct:
    """Something in a file that is not followed, or not as the file means it. element: its kind; id: "" without one."""

    code: str
    element: str
    id: str


@dataclass(frozen=True)
class Node:
    """A node of a flow. within: the id of its process or sub-process. lane: the name of the innermost lane, else of
    the pool. attached: for a boundary event, the id of its task. triggers: the kinds of event definitions.
    """

    id: str
    kind: str
    name: str
    within: str
    lane: str = ""
    attached: str = ""
    interrupting: bool = True
    event_driven: bool = False
    default: str = ""
    triggers: tuple[str, ...] = ()
    link: str = ""
    outgoing: tuple[str, ...] = ()
    marks: Element | None = None


@dataclass(frozen=True)
class Way:
    """A sequence flow. condition: its expression as text. marks: our own extension elements, None without any."""

    id: str
    source: str
    target: str
    name: str
    within: str
    condition: str = ""
    marks: Element | None = None


@dataclass(frozen=True)
class Process:
    """A process: its name is its pool's where it has one. marks: our own extension elements."""

    id: str
    name: str
    marks: Element | None = None


@dataclass(frozen=True)
class Bpmn:
    """A whole file. lanes: (id, name). extensions: how many blocks of extension elements there are. raw: its bytes."""

    raw: bytes
    processes: tuple[Process, ...]
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]
    lanes: tuple[tuple[str, str], ...]
    extensions: int
    constructs: tuple[Construct, ...]

    def written(self) -> bytes:
        """Return the file: as it came, since only what is decompiled into a power item is ever changed."""
        return self.raw


def read_bpmn(raw: bytes) -> Bpmn:
    """Return the model of a BPMN file.

    Raises RuleBroken: bpmn_too_big (bytes, most), bpmn_not_xml (line), bpmn_forbidden (an entity or document type),
    bpmn_not_bpmn (root), bpmn_too_deep (most).
    """
    root = _root(raw)
    return _Reader(root).read(raw)


def own(element: Element, name: str) -> Element | None:
    """Return our extension element `name` of an element, None without one."""
    return element.find(f"{{{MODEL}}}extensionElements/{{{NAMESPACE}}}{name}")


def _root(raw: bytes) -> Element:
    if len(raw) > MOST_BYTES:
        raise RuleBroken("bpmn_too_big", bytes=len(raw), most=MOST_BYTES)
    try:
        root: Element = fromstring(raw, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as forbidden:
        raise RuleBroken("bpmn_forbidden") from forbidden
    except (ParseError, ValueError, LookupError) as broken:
        line = getattr(broken, "position", (0, 0))[0]
        raise RuleBroken("bpmn_not_xml", line=line) from broken
    if root.tag != f"{{{MODEL}}}definitions":
        raise RuleBroken("bpmn_not_bpmn", root=_kind(root))
    return root


class _Reader:
    def __init__(self, root: Element) -> None:
        self.root = root
        self.within: dict[Element, str] = {}
        self.nodes: list[Element] = []
        self.ways: list[Element] = []
        self.extensions = 0
        self.constructs: list[Construct] = []

    def read(self, raw: bytes) -> Bpmn:
        self._walk(self.root)
        lanes = list(self.root.iter(f"{{{MODEL}}}lane"))
        places = self._places(lanes)
        nodes = tuple(self._node(element, places) for element in self.nodes)
        ways = tuple(map(self._way, self.ways))
        self._pools(lanes, nodes)
        self.constructs += _broken(nodes, ways)
        return Bpmn(
            raw,
            tuple(self._processes()),
            nodes,
            ways,
            tuple((lane.get("id", ""), lane.get("name", "")) for lane in lanes),
            self.extensions,
            tuple(self.constructs),
        )

    def _walk(self, root: Element) -> None:
        """Sort every element: followed, or named; what lies inside a named one is named with it."""
        count, waiting = 0, [(root, root, "", 0)]
        while waiting:
            element, above, within, depth = waiting.pop()
            count += 1
            if count > MOST_ELEMENTS or depth > MOST_DEPTH:
                raise RuleBroken("bpmn_too_deep", most=MOST_ELEMENTS)
            inside = self._sort(element, above, within)
            if inside is not None:
                waiting += [(child, element, inside, depth + 1) for child in reversed(element)]

    def _sort(self, element: Element, above: Element, within: str) -> str | None:
        """Take one element in; return what its children are within, None when they are not looked at."""
        space, kind = _space(element), _kind(element)
        if space != MODEL:
            if space not in DRAWING and space != NAMESPACE:
                self._name("kept", element)
            return None
        if any(name.startswith("{") for name in element.attrib if "XMLSchema-instance" not in name):
            self._name("kept", element)
        if kind in NODES:
            self.nodes.append(element)
            self.within[element] = within
            self._judge(element)
            return element.get("id", "") if kind in WITHIN else within
        if kind == "sequenceFlow":
            self.ways.append(element)
            self.within[element] = within
            return within
        if kind == "extensionElements":
            self.extensions += 1
        if kind in _FRAME:
            return element.get("id", "") if kind == "process" else within
        if kind == "documentation" and _marked(above):
            return None  # our own words for what the marks say
        code = "trigger_left_out" if kind.endswith(_TRIGGERS) else "loop_left_out" if kind in _LOOPS else "not_followed"
        self._name(code, element, above)
        self.extensions += sum(1 for _ in element.iter(f"{{{MODEL}}}extensionElements"))
        return None

    def _judge(self, element: Element) -> None:
        """Name a node that is followed otherwise than the file means it."""
        kind = _kind(element)
        if kind in GATEWAYS | WITHIN and element.get("name"):
            self._name("name_left_out", element)
        if kind in MACHINES:
            self._name("as_step", element)
        elif kind in PASSED:
            self._name("passed", element)
        elif kind == "eventBasedGateway" or (kind == "boundaryEvent" and _interrupts(element)):
            self._name("as_choice", element)
        elif kind in _UNMEANT or (kind == "subProcess" and element.get("triggeredByEvent") == "true"):
            self._name("not_checkable", element)

    def _name(self, code: str, element: Element, above: Element | None = None) -> None:
        """Name an element, by the one above it where it has no id of its own."""
        name = element.get("id", "") or ("" if above is None else above.get("id", ""))
        self.constructs.append(Construct(code, _kind(element), name))

    def _pools(self, lanes: list[Element], nodes: tuple[Node, ...]) -> None:
        """Name the pools whose own name is not that of a flow, and the lanes that are no step's innermost one."""
        posts = {node.lane for node in nodes if node.kind in TASKS | MACHINES}
        for lane in lanes:
            if " ".join(lane.get("name", "").split()) not in posts:
                self._name("not_followed", lane)
        flows = set(self.within.values())
        named = {one.get("id", ""): one.get("name") for one in self.root.iter(f"{{{MODEL}}}process")}
        for pool in self.root.iter(f"{{{MODEL}}}participant"):
            process = pool.get("processRef", "")
            if process not in flows or named.get(process) not in (None, "", pool.get("name")):
                self._name("not_followed", pool)

    def _places(self, lanes: list[Element]) -> dict[str, str]:
        """Return the lane of each node: the innermost one that names it."""
        found: dict[str, str] = {}
        for lane in lanes:
            for reference in lane.findall(f"{{{MODEL}}}flowNodeRef"):
                found[(reference.text or "").strip()] = lane.get("name", "")
        return found

    def _processes(self) -> Iterator[Process]:
        pools = {pool.get("processRef", ""): pool.get("name", "") for pool in self.root.iter(f"{{{MODEL}}}participant")}
        for process in self.root.iter(f"{{{MODEL}}}process"):
            name = process.get("id", "")
            yield Process(name, process.get("name") or pools.get(name, ""), own(process, "item"))

    def _node(self, element: Element, places: dict[str, str]) -> Node:
        name, kind = element.get("id", ""), _kind(element)
        triggers = [child for child in element if _space(child) == MODEL and _kind(child).endswith(_TRIGGERS)]
        link = next((one.get("name", "") for one in triggers if _kind(one) == "linkEventDefinition"), "")
        outgoing = tuple((child.text or "").strip() for child in element.findall(f"{{{MODEL}}}outgoing"))
        marks = own(element, "step") if kind not in EVENTS else own(element, "ends")
        return Node(
            id=name,
            kind=kind,
            name=" ".join(element.get("name", "").split()),
            within=self.within[element],
            lane=" ".join(places.get(name, "").split()),
            attached=element.get("attachedToRef", ""),
            interrupting=_interrupts(element),
            event_driven=element.get("triggeredByEvent") == "true",
            default=element.get("default", ""),
            triggers=tuple(_kind(one) for one in triggers),
            link=link,
            outgoing=outgoing,
            marks=marks,
        )

    def _way(self, element: Element) -> Way:
        condition = element.find(f"{{{MODEL}}}conditionExpression")
        said = "" if condition is None else " ".join((condition.text or "").split()) or "?"
        marks = own(element, "branch")
        marks = own(element, "again") if marks is None else marks
        name = " ".join(element.get("name", "").split())
        if name and said not in ("", "?", name) and marks is None:
            self._name("condition_left_out", element)
        ends = (element.get("sourceRef", ""), element.get("targetRef", ""))
        return Way(element.get("id", ""), *ends, name, self.within[element], said, marks)


def _broken(nodes: tuple[Node, ...], ways: tuple[Way, ...]) -> Iterator[Construct]:
    """Yield what refers to something that is not in the file, and what has an id that stands twice."""
    known: set[str] = set()
    for node in nodes:
        if not node.id or node.id in known:
            yield Construct("reference_broken", node.kind, node.id)
        known.add(node.id)
    for way in ways:
        if way.source not in known or way.target not in known:
            yield Construct("reference_broken", "sequenceFlow", way.id)
    for node in nodes:
        if node.kind == "boundaryEvent" and node.attached not in known:
            yield Construct("reference_broken", node.kind, node.id)


def _marked(element: Element) -> bool:
    return any(_space(one) == NAMESPACE for one in element.iterfind(f"{{{MODEL}}}extensionElements/*"))


def _interrupts(element: Element) -> bool:
    return element.get("cancelActivity", "true") != "false"


def _space(element: Element) -> str:
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def _kind(element: Element) -> str:
    return element.tag.rpartition("}")[2]
