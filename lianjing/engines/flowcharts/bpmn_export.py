"""A power item as BPMN 2.0 with its drawing (diagram interchange): readable by any tool, and by us without loss.

Source: OMG formal/2011-01-03 (BPMN 2.0), chapters 10 and 12. What BPMN has no words for stands in extension elements
(`bpmn_marks`). Ids come from step numbers and the order of blocks, so the same item gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lianjing.domain.power.flow import Branch, Repeat
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_marks import NAMESPACE, PREFIX, marks_of
from lianjing.engines.flowcharts.geometry import BPMN, Box, Drawn, Edge, Rect
from lianjing.engines.flowcharts.layout import drawn, straightened
from lianjing.engines.flowcharts.telling import Legend, Teller

_SPACES = {
    "xmlns:bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    f"xmlns:{PREFIX}": NAMESPACE,
}
_KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "step": "userTask",
    "split": "exclusiveGateway",
    "check": "exclusiveGateway",
    "merge": "exclusiveGateway",
    "head": "exclusiveGateway",
    "fork": "parallelGateway",
    "join": "parallelGateway",
}
_SHIFT = (60.0, 40.0)  # from our page to the diagram: room for the pool's own name
_POOL_HEAD = 30.0


def bpmn_of(item: Item, legend: Legend, language: str) -> bytes:
    """Return an item as a BPMN file; names are in `language`, both languages stand in the extension elements.

    Raises RuleBroken("chart_part_dead", part) when something follows where every branch has ended the matter.
    """
    teller = Teller(item, legend, language)
    return _Writer(item, teller, drawn(item, BPMN, teller)).written()


class _Writer:
    def __init__(self, item: Item, teller: Teller, picture: Drawn) -> None:
        self.item, self.teller, self.picture = item, teller, picture
        self.boxes = [box for box in picture.boxes if box.kind != "case"]
        self.flows, self.cases = _flows(picture)
        led_to = {edge.target for edge in self.flows}
        for box in self.boxes:
            if box.kind != "start" and box.id not in led_to:
                raise RuleBroken("chart_part_dead", part=box.step or box.id)

    def written(self) -> bytes:
        root = Element("bpmn:definitions", {**_SPACES, "id": f"power_{self.item.id}", "targetNamespace": NAMESPACE})
        pool = SubElement(root, "bpmn:collaboration", {"id": "collaboration"})
        name = self.teller.words(self.item.name)
        SubElement(pool, "bpmn:participant", {"id": "pool", "name": name, "processRef": self.item.id})
        self._process(SubElement(root, "bpmn:process", {"id": self.item.id, "name": name, "isExecutable": "false"}))
        diagram = SubElement(root, "bpmndi:BPMNDiagram", {"id": "diagram"})
        plane = SubElement(diagram, "bpmndi:BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
        self._picture(plane)
        indent(root, " ")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()

    def _process(self, process: Element) -> None:
        SubElement(process, "bpmn:documentation").text = self.teller.words(self.item.guide)
        _extension(process, marks_of(self.item, "item", "flow", "file"))
        lanes = SubElement(process, "bpmn:laneSet", {"id": "lanes"})
        for place, lane in enumerate(self.picture.lanes):
            name = self.teller.post(lane.post)
            inside = SubElement(lanes, "bpmn:lane", {"id": f"lane_{place + 1}", "name": name})
            for box in self.boxes:
                if box.lane == place:
                    SubElement(inside, "bpmn:flowNodeRef").text = box.id
        for box in self.boxes:
            self._node(process, box)
        for number, edge in enumerate(self.flows, start=1):
            self._flow(process, f"flow_{number}", edge)

    def _node(self, process: Element, box: Box) -> None:
        node = SubElement(process, f"bpmn:{_KINDS[box.kind]}", {"id": box.id, **self._name(box)})
        match box.means:
            case Step() as step:
                SubElement(node, "bpmn:documentation").text = "\n".join(self.teller.sentences(step))
                _extension(node, marks_of(step, "step"))
            case Branch(ends=ends) if ends:
                _extension(node, marks_of(ends, "ends"))
        for number, edge in sorted(enumerate(self.flows, start=1), key=lambda flow: flow[1].order):
            if edge.target == box.id:
                SubElement(node, "bpmn:incoming").text = f"flow_{number}"
        leaving = [(edge.order, number) for number, edge in enumerate(self.flows, start=1) if edge.source == box.id]
        for _, number in sorted(leaving):
            SubElement(node, "bpmn:outgoing").text = f"flow_{number}"

    def _name(self, box: Box) -> dict[str, str]:
        match box.means:
            case Step() as step:
                return {"name": f"{step.no} {self.teller.words(step.name)}"}
            case Branch(ends=ends) if ends:
                return {"name": self.teller.words(ends)}
        return {"name": self.teller.say(box.kind)} if box.kind in ("start", "end") else {}

    def _flow(self, process: Element, name: str, edge: Edge) -> None:
        case = self.cases.get(edge.points)
        said: dict[str, str] = {}
        marks: list[Element] = []
        match case.means if case else None:
            case Branch() as branch:
                said = {"name": self.teller.words(branch.when)}
                marks = [marks_of(branch, "branch", "parts", "ends")]
            case Repeat() as repeat:
                said = {"name": self.teller.words(repeat.again)}
                marks = [marks_of(repeat.again, "again")]
        ends = {"sourceRef": edge.source, "targetRef": edge.target}
        flow = SubElement(process, "bpmn:sequenceFlow", {"id": name, **said, **ends})
        _extension(flow, *marks)

    def _picture(self, plane: Element) -> None:
        around = [lane.at for lane in self.picture.lanes]
        last = around[-1]
        pool = Rect(
            around[0].x - _POOL_HEAD,
            around[0].y,
            around[0].wide + _POOL_HEAD,
            last.y + last.high - around[0].y,
        )
        _shape(plane, "pool", pool, isHorizontal="true")
        for place, at in enumerate(around, start=1):
            _shape(plane, f"lane_{place}", at, isHorizontal="true")
        for box in self.boxes:
            marker = {"isMarkerVisible": "true"} if _KINDS[box.kind] == "exclusiveGateway" else {}
            _label(_shape(plane, box.id, box.at, **marker), box.label)
        for number, edge in enumerate(self.flows, start=1):
            name = f"flow_{number}"
            line = SubElement(plane, "bpmndi:BPMNEdge", {"id": f"{name}_di", "bpmnElement": name})
            for x, y in edge.points:
                SubElement(line, "di:waypoint", {"x": _n(x + _SHIFT[0]), "y": _n(y + _SHIFT[1])})
            case = self.cases.get(edge.points)
            _label(line, case.label if case else None)


def _flows(picture: Drawn) -> tuple[list[Edge], dict[Sequence[tuple[float, float]], Box]]:
    """Return the lines between what BPMN draws: those through the words of a branch are one, its words beside it."""
    cases = {box.id: box for box in picture.boxes if box.kind == "case"}
    after = {edge.source: edge for edge in picture.edges if edge.source in cases}
    flows: list[Edge] = []
    words: dict[Sequence[tuple[float, float]], Box] = {}
    for edge in picture.edges:
        if edge.source in cases:
            continue
        if edge.target in cases:
            case, onward = cases[edge.target], after[edge.target]
            points = tuple(straightened([*edge.points, *onward.points]))
            edge = replace(edge, target=onward.target, points=points, back=onward.back)
            words[points] = case
        flows.append(edge)
    return flows, words


def _extension(parent: Element, *marks: Element) -> None:
    if marks:
        SubElement(parent, "bpmn:extensionElements").extend(marks)


def _shape(plane: Element, name: str, at: Rect, **more: str) -> Element:
    shape = SubElement(plane, "bpmndi:BPMNShape", {"id": f"{name}_di", "bpmnElement": name, **more})
    _bounds(shape, at)
    return shape


def _label(parent: Element, at: Rect | None) -> None:
    if at is not None:
        _bounds(SubElement(parent, "bpmndi:BPMNLabel"), at)


def _bounds(parent: Element, at: Rect) -> None:
    place = {"x": _n(at.x + _SHIFT[0]), "y": _n(at.y + _SHIFT[1])}
    SubElement(parent, "dc:Bounds", {**place, "width": _n(at.wide), "height": _n(at.high)})


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
