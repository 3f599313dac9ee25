"""The steps of a power that a question touches: the flowchart that asked names them, or the power a model watches."""

from dataclasses import dataclass
from datetime import date

from lianjing.access import modelbook, powers
from lianjing.access.flow_flags import FLOW
from lianjing.domain.power.item import Item
from lianjing.domain.power.steps import Step
from lianjing.records.models import PowerVersion, RedFlag


@dataclass(frozen=True)
class Touched:
    """The version of the power as it binds the unit, and the steps that the question is about; steps may be none."""

    version: PowerVersion
    item: Item
    steps: tuple[Step, ...]


def touched(flag: RedFlag, on: date) -> Touched | None:
    """Return the power and steps a flag touches, None where it names no power in force."""
    for name in _items(flag):
        version = powers.in_force(name, flag.org, on) or powers.county_version(name)
        if version is not None:
            item = powers.compiled(version).item
            return Touched(version, item, tuple(step for step in item.steps if _is_meant(step, flag)))
    return None


def papers_of(found: Touched) -> list[str]:
    """Return the ids of the papers that the touched steps leave or rest on, each once, what they leave first."""
    given = [paper for step in found.steps for paper in step.gives]
    return list(dict.fromkeys([*given, *(paper for step in found.steps for paper in step.reads)]))


def _items(flag: RedFlag) -> list[str]:
    if flag.code == FLOW:
        return [flag.facts["item"]]
    model = modelbook.models().get(flag.code)
    return list(model.powers) if model else list(flag.facts.get("items", ()))


def _is_meant(step: Step, flag: RedFlag) -> bool:
    if flag.code == FLOW:
        return step.no == flag.facts["step"]
    return any(watch.model == flag.code for watch in step.watches)
