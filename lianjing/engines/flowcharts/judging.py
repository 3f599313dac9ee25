"""Matters held against their power: the order of steps by the automaton, every other rule by columns, one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lianjing.domain.parameters import Parameters
from lianjing.domain.power.courses import Course
from lianjing.domain.power.deviations import Finding
from lianjing.domain.power.item import Item
from lianjing.domain.worktime import Calendar
from lianjing.engines.flowcharts.automaton import Automaton, Lazy, compile_net
from lianjing.engines.flowcharts.charts import net_of
from lianjing.engines.flowcharts.checking import Check, Checked
from lianjing.engines.flowcharts.columns import Events
from lianjing.engines.flowcharts.events import EventTable, Ints, events_of
from lianjing.engines.flowcharts.explaining import explain
from lianjing.engines.flowcharts.rules import Hits, findings_by_case, rule_hits


@dataclass(frozen=True)
class Judged:
    """What was found in a table of matters: verdicts and costs of the order, and the hits of every rule."""

    table: EventTable
    order: Checked
    hits: list[Hits]
    labels: tuple[str, ...]

    def findings(self) -> dict[int, list[Finding]]:
        """Return the findings of every case that has any: those of the order first, then by rule."""
        found: dict[int, list[Finding]] = {}
        for place, variant in enumerate(self.order.variant.tolist()):
            if variant >= 0:
                alignment = self.order.variants[variant].alignment
                found[int(self.order.cases[place])] = list(explain(alignment, self.labels))
        for case, findings in findings_by_case(self.hits, self.table).items():
            found.setdefault(case, []).extend(findings)
        return found


class Judge:
    """One version of a power, compiled once. Raises RuleBroken where its chart cannot be compiled (`compile_net`)."""

    def __init__(self, item: Item, calendar: Calendar, figures: Parameters) -> None:
        self.item, self.calendar, self.figures = item, calendar, figures
        self.check = Check(self.machine)

    @cached_property
    def machine(self) -> Automaton | Lazy:
        """Return the automaton of the item's chart."""
        return compile_net(net_of(self.item.flow))

    def judge(self, table: EventTable) -> Judged:
        """Judge every case of a table at once; cases that are still open may stop anywhere on the way."""
        ended = np.flatnonzero(~table.open)
        order = self.check.run(_columns(table), ended=ended, any_order=True)
        hits = rule_hits(self.item, table, self.calendar, self.figures)
        return Judged(table, order, hits, self.machine.labels)

    def courses(self, courses: Sequence[Course]) -> list[tuple[Finding, ...]]:
        """Return the findings of each course, in its own order."""
        found = self.judge(events_of(courses, tuple(self.item.papers or {}))).findings()
        return [tuple(found.get(case, ())) for case in range(len(courses))]

    def next_steps(self, steps: Sequence[str]) -> tuple[tuple[str, ...], bool]:
        """Return the steps that may come after these, and whether the matter may end here.

        Steps that were not due are passed over, as the cheapest explanation of the course passes over them.
        """
        state = self.machine.start
        codes = {label: code for code, label in enumerate(self.machine.labels)}
        for step in self.path(steps):
            state = self.machine.row(state)[codes[step]]
        return self.machine.next_steps(state), self.machine.ends(state)

    def path(self, steps: Sequence[str]) -> tuple[str, ...]:
        """Return the way through the chart that explains these steps best, left-out steps filled in."""
        alignment = self.check.aligner.align(steps, ended=False)
        return tuple(move.label for move in alignment.moves if move.kind != "log")


def replay(item: Item, courses: Sequence[Course], calendar: Calendar, figures: Parameters) -> list[tuple[Finding, ...]]:
    """Return the findings of each course held against `item`."""
    return Judge(item, calendar, figures).courses(courses)


def _columns(table: EventTable) -> Events:
    cases: Ints = table.case
    return Events(cases, table.step, table.steps, table.at)
