"""Matters held against their power: the order of steps by the automaton, every other rule by columns, one answer."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lianjing.domain.parameters import Parameters
from lianjing.domain.power.courses import Course
from lianjing.domain.power.deviations import Deviation, Finding
from lianjing.domain.power.flow import Flow, edges_of, for_amount
from lianjing.domain.power.item import Item
from lianjing.domain.power.ledgers import LedgerMap, projected
from lianjing.domain.worktime import Calendar
from lianjing.engines.flowcharts.automaton import Automaton, Lazy, compile_net
from lianjing.engines.flowcharts.charts import hidden, net_of
from lianjing.engines.flowcharts.checking import Check, Checked
from lianjing.engines.flowcharts.columns import Events
from lianjing.engines.flowcharts.events import UNKNOWN, EventTable, Ints, events_of
from lianjing.engines.flowcharts.explaining import explain
from lianjing.engines.flowcharts.rules import Hits, findings_by_case, rule_hits
from lianjing.engines.flowcharts.ties import cheapest


@dataclass(frozen=True)
class Judged:
    """What was found in a table of matters: checks of the order, one a tier of amount; the hits of every rule."""

    table: EventTable
    orders: list[Checked]
    hits: list[Hits]
    labels: tuple[str, ...]

    def findings(self) -> dict[int, list[Finding]]:
        """Return the findings of every case that has any: those of the order first, then by rule."""
        found: dict[int, list[Finding]] = {}
        for order in self.orders:
            for place in np.flatnonzero(order.variant >= 0).tolist():
                variant = order.variants[int(order.variant[place])]
                told = explain(variant.alignment, self.labels)
                found[int(order.cases[place])] = [_as_they_stood(one, variant.order) for one in told]
        for case, findings in findings_by_case(self.hits, self.table).items():
            found.setdefault(case, []).extend(findings)
        return found


class Judge:
    """One version of a power, compiled once. Raises RuleBroken where its chart cannot be compiled (`compile_net`).

    shown: what ledger rows can show of it, None where events can show all. The order of other steps is not asked, nor
    any limit that counts from them. Where a case's amount is known, only the ways meant for it are open; a case that
    took another way is told that, and not what it left out on its own.
    """

    def __init__(self, item: Item, calendar: Calendar, figures: Parameters, shown: LedgerMap | None = None) -> None:
        self.item = item if shown is None else projected(item, shown)
        self.calendar, self.figures, self.shown = calendar, figures, shown
        self.check = Check(self._compiled(item.flow))
        self._edges = edges_of(item.flow)
        self._tiers: dict[int, Check] = {}

    @property
    def machine(self) -> Automaton | Lazy:
        """Return the automaton of the item's chart, whatever the amount."""
        return self.check.machine

    def judge(self, table: EventTable) -> Judged:
        """Judge every case of a table at once; cases that are still open may stop anywhere on the way.

        Events at one time are taken in the order in which the chart costs least, by every rule alike: what is found
        is found in whichever order they happened.
        """
        hits = rule_hits(self.item, table, self.calendar, self.figures)
        ended = np.flatnonzero(~table.open)
        events, orders = _columns(table), []
        for check, cases in self._by_tier(table, hits):
            mine = events if cases is None else _of(table, cases)
            orders.append(check.run(mine, ended=ended, any_order=True))
        places = _reordered(table, orders)
        if places is not None:
            hits = rule_hits(self.item, table, self.calendar, self.figures, places)
        return Judged(table, orders, hits, self.machine.labels)

    def _compiled(self, flow: Flow) -> Automaton | Lazy:
        net = net_of(flow)
        return compile_net(net if self.shown is None else hidden(net, self.shown.seen))

    def _by_tier(self, table: EventTable, hits: list[Hits]) -> Iterator[tuple[Check, Ints | None]]:
        """Yield each check with the cases it is for, None for all: those of one amount tier, or of no known amount."""
        if not self._edges:
            yield self.check, None
            return
        tier = np.searchsorted(self._edges, table.amount, side="right")
        for rule in hits:
            if rule.kind is Deviation.WRONG_BRANCH:
                tier[table.case[rule.events]] = UNKNOWN
        tier[table.amount == UNKNOWN] = UNKNOWN
        for one in np.unique(tier[table.case]).tolist():
            yield self._check(one), np.flatnonzero(tier == one)

    def _check(self, tier: int) -> Check:
        if tier == UNKNOWN:
            return self.check
        if tier not in self._tiers:
            least = self._edges[tier - 1] if tier else 0
            self._tiers[tier] = Check(self._compiled(for_amount(self.item.flow, least)), self.check.cache)
        return self._tiers[tier]

    def courses(self, courses: Sequence[Course]) -> list[tuple[Finding, ...]]:
        """Return the findings of each course, in its own order."""
        found = self.judge(events_of(courses, tuple(self.item.papers or {}))).findings()
        return [tuple(found.get(case, ())) for case in range(len(courses))]

    def next_steps(self, course: Course) -> tuple[tuple[str, ...], bool]:
        """Return the steps that may come next in a course, and whether the matter may end here.

        Steps that were not due are passed over, as the cheapest explanation of the course passes over them; an amount
        closes the ways that are meant for others.
        """
        tier = UNKNOWN if course.amount is None or not self._edges else bisect_right(self._edges, course.amount)
        check, steps = self._check(tier), [event.step for event in course.events]
        tied = [False, *(one.at == other.at for one, other in pairwise(course.events))]
        if any(tied):
            steps = [steps[place] for place in cheapest(check.aligner, steps, tied, ended=False)[0]]
        machine, state = check.machine, check.machine.start
        codes = {label: code for code, label in enumerate(machine.labels)}
        for move in check.aligner.align(steps, ended=False).moves:
            state = state if move.kind == "log" else machine.row(state)[codes[move.label]]
        return machine.next_steps(state), machine.ends(state)


def replay(item: Item, courses: Sequence[Course], calendar: Calendar, figures: Parameters) -> list[tuple[Finding, ...]]:
    """Return the findings of each course held against `item`."""
    return Judge(item, calendar, figures).courses(courses)


def _reordered(table: EventTable, orders: list[Checked]) -> Ints | None:
    """Return the places of a table's events in the order in which they were judged, None where that is their own."""
    if not any(order.orders for order in orders):
        return None
    found, begins = np.arange(len(table.case)), np.flatnonzero(np.diff(table.case, prepend=UNKNOWN))
    cases = table.case[begins]
    for order in orders:
        for members, taken in order.orders:
            first = begins[np.searchsorted(cases, order.cases[members])][:, None]
            found[first + np.arange(len(taken))] = first + np.array(taken)
    return found


def _as_they_stood(finding: Finding, order: tuple[int, ...]) -> Finding:
    return replace(finding, at=tuple(order[at] for at in finding.at)) if order else finding


def _columns(table: EventTable) -> Events:
    cases: Ints = table.case
    return Events(cases, table.step, table.steps, table.at)


def _of(table: EventTable, cases: Ints) -> Events:
    mine = np.isin(table.case, cases)
    return Events(table.case[mine], table.step[mine], table.steps, table.at[mine])
