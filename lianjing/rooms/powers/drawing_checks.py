"""What can be said of a drawing that is no chart of blocks: what it holds, if it is sound, how matters keep to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lianjing.access import powers
from lianjing.domain.power.deviations import Finding
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.bpmn_import import Imported, imported, net_of_imported
from lianjing.engines.flowcharts.bpmn_model import Bpmn, Construct, read_bpmn
from lianjing.engines.flowcharts.checking import FIT, Check, Checked
from lianjing.engines.flowcharts.columns import events
from lianjing.engines.flowcharts.explaining import explain
from lianjing.engines.flowcharts.nets import Net
from lianjing.engines.flowcharts.soundness import Fault, soundness

Course = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Way:
    """A deviating order of steps: how many matters went so, and what is otherwise than drawn."""

    matters: int
    steps: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Spot:
    """Where in a drawing something is: a node's own name, or of one without a name, the step that leads to it."""

    name: str
    after: str = ""


@dataclass(frozen=True)
class Process:
    """One process of a drawing. refused: why it cannot be checked; stuck: what keeps it from being blocks.

    matters: how many complete matters were held against it, fit of them as drawn; none while it has faults.
    """

    name: str
    steps: tuple[str, ...]
    stuck: tuple["Spot", ...]
    refused: RuleBroken | None = None
    faults: tuple[Fault, ...] = ()
    matters: int = 0
    fit: int = 0
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Told:
    """Everything a drawing holds. left_out: what is not followed, by kind and id: none is dropped in silence."""

    left_out: tuple[Construct, ...]
    processes: tuple[Process, ...]


def told(raw: bytes, courses: Sequence[Course]) -> Told:
    """Return what is to be said of a drawing. courses: complete matters, each step with its number and its name."""
    left_out, processes = _read(raw)
    return Told(left_out, tuple(_held_against(shown, net, courses) if net else shown for shown, net in processes))


@lru_cache(maxsize=16)
def _read(raw: bytes) -> tuple[tuple[Construct, ...], tuple[tuple[Process, Net | None], ...]]:
    """Return what a drawing says whatever the matters, read once a process: what is left out, each process and its
    net, None where nothing can be held against it.
    """
    model = read_bpmn(raw)
    said = imported(model, powers.chart_words())
    left_out = dict.fromkeys((*model.constructs, *(one for process in said for one in process.constructs)))
    return tuple(left_out), tuple(_process(model, one) for one in said)


class _Spots:
    """Where the nodes of a drawing are: by their own names, or by the nearest one before them that has a name."""

    def __init__(self, model: Bpmn) -> None:
        self.names = {node.id: node.name for node in model.nodes}
        self.before: dict[str, list[str]] = {}
        for way in model.ways:
            self.before.setdefault(way.target, []).append(way.source)

    def of(self, key: str) -> Spot:
        """Return where a node is, going back to the nearest one with a name."""
        if self.names.get(key):
            return Spot(self.names[key])
        seen, layer = {key}, [key]
        while layer:
            layer = list(dict.fromkeys(one for at in layer for one in self.before.get(at, ()) if one not in seen))
            seen.update(layer)
            if found := next((self.names[one] for one in layer if self.names.get(one)), ""):
                return Spot("", found)
        return Spot(key)


def _process(model: Bpmn, one: Imported) -> tuple[Process, Net | None]:
    name, spots = one.name or one.process, _Spots(model)
    stuck = tuple(dict.fromkeys(map(spots.of, one.nodes)))
    try:
        net = net_of_imported(model, one)
        faults = soundness(net)
    except RuleBroken as refusal:
        return Process(name, (), stuck, refusal), None
    shown = Process(name, net.labels(), stuck, None, tuple(_named(spots, fault) for fault in faults))
    return shown, None if faults else net


def _named(where: _Spots, fault: Fault) -> Fault:
    """Return a fault with the names of what it concerns, where the net only knows ids of nodes."""
    spots = [where.of(step.split(" ")[0]) for step in fault.steps]
    said = [spot.name or spot.after for spot in spots]
    return replace(
        fault, steps=tuple(dict.fromkeys(word or step for word, step in zip(said, fault.steps, strict=True)))
    )


def _held_against(shown: Process, net: Net, courses: Sequence[Course]) -> Process:
    """Hold matters against a sound chart, their steps called by number or by name, whichever it has more of."""
    if not courses:
        return shown
    labels, steps = set(net.labels()), [step for course in courses for step in course]
    by = max((1, 0), key=lambda part: sum(step[part] in labels for step in steps))
    cases = [number for number, course in enumerate(courses) for _step in course]
    check = Check(compile_net(net))
    found = check.run(events(cases, [step[by] for step in steps]))
    fit = int((found.verdicts == FIT).sum())
    return replace(shown, matters=len(found.cases), fit=fit, ways=tuple(_ways(found, check.machine.labels)))


def _ways(found: Checked, labels: tuple[str, ...]) -> list[Way]:
    often = sorted(found.variants, key=lambda one: (-one.cases, one.alignment.cost, one.labels))
    return [Way(one.cases, one.labels, explain(one.alignment, labels)) for one in often[:12]]
