"""A chart to compare a log with: a net in PNML, the flow of a power item, a process of a BPMN file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from lianjing.access.rulebook import library
from lianjing.domain.power.flow import steps_of
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.content.powers import read_items
from lianjing.engines.flowcharts.bpmn_import import net_of_bpmn
from lianjing.engines.flowcharts.bpmn_model import read_bpmn
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.nets import Net
from lianjing.engines.flowcharts.pnml import read_pnml

KINDS = ("pnml", "power", "bpmn")


@dataclass(frozen=True)
class Chart:
    """A net, and what else a log may call its steps: from label to name, one mapping for each language."""

    net: Net
    names: tuple[dict[str, str], ...] = ()

    def spoken(self, labels: Iterable[str]) -> Net:
        """Return the net with its steps called as the log calls them: by number or by name, what it has more of."""
        said = frozenset(labels)
        own = {label: label for label in self.net.labels()}
        best = max((own, *self.names), key=lambda names: len(said.intersection(names.values())))
        named = (
            replace(one, label=best.get(one.label, one.label) if one.label else None) for one in self.net.transitions
        )
        return replace(self.net, transitions=tuple(named))


def read_chart(kind: str, name: str, process: str = "") -> Chart:
    """Return a chart: kind pnml or bpmn with a file's name, power with the id of a power item.

    process: which one of a BPMN file; the only one with steps where it is not said. Raises RuleBroken:
    chart_file_missing, power_unknown, bpmn_which_process (processes), and what reading refuses.
    """
    if kind == "power":
        return _power(name)
    try:
        data = Path(name).read_bytes()
    except OSError:
        raise RuleBroken("chart_file_missing", file=name) from None
    return Chart(read_pnml(data)) if kind == "pnml" else Chart(_bpmn(data, process))


def _power(name: str) -> Chart:
    items = read_items(library())
    if name not in items:
        raise RuleBroken("power_unknown", power=name[:40], known=", ".join(items))
    steps = tuple(steps_of(items[name].flow))
    return Chart(net_of(items[name].flow), ({s.no: s.name.zh for s in steps}, {s.no: s.name.en for s in steps}))


def _bpmn(data: bytes, process: str) -> Net:
    model = read_bpmn(data)
    if not process:
        within = {node.within for node in model.nodes}
        filled = [one.id for one in model.processes if one.id in within]
        if len(filled) != 1:
            raise RuleBroken("bpmn_which_process", processes=", ".join(filled))
        process = filled[0]
    return net_of_bpmn(model, process)
