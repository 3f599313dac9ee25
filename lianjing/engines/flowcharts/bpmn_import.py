"""BPMN back into power items: ours without loss, anybody's as far as it is built of blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from lianjing.domain.parameters import Words
from lianjing.domain.power.flow import Choice, Flow, Part, Repeat, Together, steps_of
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.bpmn_blocks import blocks_of
from lianjing.engines.flowcharts.bpmn_graph import graph_of, net_of_graph
from lianjing.engines.flowcharts.bpmn_marks import value_of
from lianjing.engines.flowcharts.bpmn_model import Bpmn, Construct, Node, Process
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.nets import Net


@dataclass(frozen=True)
class Imported:
    """One process of a file. item: when it is one of ours. flow: its blocks, None where it is not built of blocks,
    and then `nodes` could not be folded. constructs: what blocks do not say, beside `Bpmn.constructs`. lanes: by the
    number of a step, the name of the lane it was drawn in.
    """

    process: str
    name: str
    item: Item | None
    flow: Flow | None
    nodes: tuple[str, ...] = ()
    constructs: tuple[Construct, ...] = ()
    lanes: Mapping[str, str] = field(default_factory=dict)


def imported(model: Bpmn, said: Mapping[str, Words]) -> tuple[Imported, ...]:
    """Return what each process with nodes comes to, in the order of the file. said: the words of `chart_words.yaml`.

    Raises RuleBroken: bpmn_mark_wrong, bpmn_too_many_nodes, bpmn_too_many_ways.
    """
    own = {node.within for node in model.nodes}
    return tuple(_process(model, process, said) for process in model.processes if process.id in own)


def item_of(model: Bpmn, said: Mapping[str, Words]) -> Item:
    """Return the power item of a file that we wrote. Raises RuleBroken: bpmn_not_ours, bpmn_mark_wrong."""
    for one in imported(model, said):
        if one.item is not None:
            return one.item
    raise RuleBroken("bpmn_not_ours")


def net_of_bpmn(model: Bpmn, process: str) -> Net:
    """Return the net of a process, as `net_of_imported` does. Raises bpmn_process_unknown, too."""
    graph_of(model, process)
    of = next(one for one in model.processes if one.id == process)
    return net_of_imported(model, _process(model, of, dict.fromkeys(("otherwise", "ended", "again"), Words("", ""))))


def net_of_imported(model: Bpmn, one: Imported) -> Net:
    """Return the net of what a process came to; a log calls its steps by their names there, our own by their numbers.

    Where the chart is built of blocks, the net is theirs, so that ends side by side wait for each other, as BPMN
    means it; elsewhere several ends are one place. Raises RuleBroken: bpmn_too_many_nodes, bpmn_too_many_ways,
    bpmn_not_checkable (constructs).
    """
    graph = graph_of(model, one.process)
    if graph.blocked:
        raise RuleBroken("bpmn_not_checkable", constructs=tuple(graph.blocked))
    if one.flow is None:
        return net_of_graph(graph)
    net = net_of(one.flow)
    labels = {step.no: step.no if one.item else step.name.zh for step in steps_of(one.flow)}
    named = (replace(step, label=labels[step.label] if step.label else None) for step in net.transitions)
    return replace(net, transitions=tuple(named))


def _process(model: Bpmn, process: Process, said: Mapping[str, Words]) -> Imported:
    ours, lanes = process.marks is not None, dict[str, str]()

    def step_of(node: Node) -> Step:
        step = _foreign_step(node, process) if node.marks is None else _renamed(value_of(node.marks, Step), node.name)
        lanes[step.no] = node.lane
        return step

    graph = graph_of(model, process.id)
    if graph.blocked:
        stuck = tuple(one.id for one in graph.blocked)
        return Imported(process.id, process.name, None, None, stuck, tuple(graph.blocked))
    try:
        folded = blocks_of(graph, step_of, said, ours=ours)
    except RuleBroken as broken:
        if broken.code != "bpmn_not_blocks":
            raise
        return Imported(process.id, process.name, None, None, tuple(broken.facts["nodes"]))
    item = value_of(process.marks, Item, flow=folded.flow) if process.marks is not None else None
    flow = item.flow if item else _numbered(folded.flow, count(1))
    return Imported(process.id, process.name, item, flow, (), folded.left_out, lanes)


def _renamed(step: Step, drawn: str) -> Step:
    """Return a step of ours as it was drawn: another name on the drawing is its new name, the marks stay."""
    known = {" ".join(f"{step.no} {name}".split()): name for name in (step.name.zh, step.name.en)}
    name = " ".join(drawn.split())
    if not name or name in known:
        return step
    name = name.removeprefix(f"{step.no} ")
    return replace(step, name=Words(name, name))


def _foreign_step(node: Node, process: Process) -> Step:
    """Return a step with the words of the file; its post is the name of its lane, to be replaced by a post's code."""
    name = node.name or node.id
    return Step(node.id, Words(name, name), (node.lane or process.name or process.id,))


def _numbered(flow: Flow, numbers: Iterator[int]) -> Flow:
    """Return a flow whose steps are numbered in the order they are written."""
    return tuple(_part(part, numbers) for part in flow)


def _part(part: Part, numbers: Iterator[int]) -> Part:
    match part:
        case Step():
            return replace(part, no=str(next(numbers)))
        case Choice():
            return Choice(tuple(replace(one, parts=_numbered(one.parts, numbers)) for one in part.branches))
        case Together():
            return Together(tuple(_numbered(lane, numbers) for lane in part.lanes))
        case Repeat():
            return replace(part, parts=_numbered(part.parts, numbers), between=_numbered(part.between, numbers))
