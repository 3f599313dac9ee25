"""A power item as one value: who may do what, in which order, held to which rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from lianjing.domain.parameters import Basis, Words
from lianjing.domain.power.flow import Flow, guards_of, steps_of
from lianjing.domain.power.steps import Level, Step
from lianjing.domain.refusals import RuleBroken


@dataclass(frozen=True)
class Waiver:
    """Where a school is too small to keep posts apart: size classes, groups waived, and the control instead.

    by: the post code of the central school or bureau whose people step in (domain 0.5).
    """

    classes: tuple[str, ...]
    separate: tuple[tuple[str, ...], ...]
    instead: Words
    by: str


@dataclass(frozen=True)
class Item:
    """One minor power.

    separate: groups of step numbers; no person may take two of a group in one matter. papers, days: words by id.
    retention: how long its papers are kept. guide: one sentence for the public.
    """

    id: str
    area: str
    name: Words
    guide: Words
    risk_level: Level
    version: int
    first: date
    basis: tuple[Basis, ...]
    flow: Flow
    separate: tuple[tuple[str, ...], ...] = ()
    waiver: Waiver | None = None
    papers: Mapping[str, Words] | None = None
    days: Mapping[str, Words] | None = None
    retention: Words | None = None
    file: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps in the order they are written."""
        return tuple(steps_of(self.flow))

    def step(self, no: str) -> Step:
        """Return the step `no`. Raises RuleBroken("power_step_unknown", power, step)."""
        found = next((step for step in self.steps if step.no == no), None)
        if found is None:
            raise RuleBroken("power_step_unknown", power=self.id, step=no)
        return found

    def asks_amount(self) -> bool:
        """Return whether anything depends on the amount of a matter: a decision level, or a way meant for amounts."""
        return any(step.decisions for step in self.steps) or any(guards_of(self.flow))

    def apart(self, size_class: str = "") -> frozenset[tuple[str, str]]:
        """Return the pairs of steps kept apart in a school of this size class, each pair in the order of the file."""
        waived = self.waiver.separate if self.waiver and size_class in self.waiver.classes else ()
        return frozenset(_pairs(self.separate)) - frozenset(_pairs(waived))


def _pairs(groups: tuple[tuple[str, ...], ...]) -> list[tuple[str, str]]:
    return [(one, other) for group in groups for one, other in combinations(group, 2)]
