"""A log against a chart: both read from files, every case judged, the deviating ones explained."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lianjing.engines.flowcharts.automaton import compile_net
from lianjing.engines.flowcharts.checking import DEVIANT, FIT, OPEN, Check, Checked, Variant, variants_of
from lianjing.engines.flowcharts.columns import Events
from lianjing.engines.flowcharts.explaining import explain
from lianjing.jobs.chart_files import Chart
from lianjing.jobs.event_logs import read_log
from lianjing.jobs.ledger_folder import Told
from lianjing.ui.wording import conformance as wording

VERDICTS = {FIT: "fit", DEVIANT: "deviant", OPEN: "open"}


@dataclass
class Conformed:
    """What was compared, what was found, and how long reading and judging took (seconds of wall clock)."""

    log: str
    labels: tuple[str, ...]
    events: Events
    found: Checked
    reading: float
    judging: float

    def figures(self) -> dict[str, Any]:
        """Return plain figures of the whole log."""
        verdicts = Counter(self.found.verdicts.tolist())
        return {
            "log": self.log,
            "cases": len(self.found.cases),
            "events": self.found.events,
            "variants": variants_of(self.events),
            **{name: verdicts[verdict] for verdict, name in VERDICTS.items()},
            "labels": len(self.events.labels),
            "labels_in_chart": len({*self.labels} & {*self.events.labels}),
            "deviant_variants": len(self.found.variants),
            "cost": self.found.cost,
            "ties_kept": self.found.ties_kept,
            "reading_seconds": round(self.reading, 3),
            "seconds": round(self.judging, 3),
        }

    def explained(self) -> list[dict[str, Any]]:
        """Return the deviating variants, the most frequent first, each with its findings and their sentences."""
        often = sorted(self.found.variants, key=lambda one: (-one.cases, one.alignment.cost, one.labels))
        return [self._variant(one) for one in often]

    def by_case(self) -> list[dict[str, Any]]:
        """Return every case with its verdict and its cost, in the order of the cases' numbers."""
        found, names = self.found, self.events.named(self.found.cases)
        columns = zip(names, found.verdicts.tolist(), found.costs.tolist(), strict=True)
        return [{"case": case, "verdict": VERDICTS[verdict], "cost": cost} for case, verdict, cost in columns]

    def _variant(self, one: Variant) -> dict[str, Any]:
        findings = explain(one.alignment, self.labels)
        return {
            "cases": one.cases,
            "cost": one.alignment.cost,
            "example": self.events.named(self.found.cases[[one.first]])[0],
            "events": list(one.labels),
            "findings": [
                {"kind": str(f.kind), "step": f.step, "at": list(f.at), **f.facts, "words": wording.said(f)}
                for f in findings
            ],
        }


def compare(
    log: Path,
    chart: Chart,
    told: Told | None = None,
    *,
    objects: str = "",
    open_cases: bool = False,
    any_order: bool = False,
) -> Conformed:
    """Judge every case of a log file against a chart.

    objects: for OCEL, whose cases these are. open_cases: a case may stop on the way. any_order: events of a case at
    one time may have happened in any order. Raises RuleBroken as read_log and compile_net do.
    """
    begun = time.perf_counter()
    events = read_log(log, objects)
    read = time.perf_counter()
    check = Check(compile_net(chart.spoken(events.labels)))
    progress = (lambda done, total: told(done, total, log.name)) if told else None
    found = check.run(events, ended=not open_cases, any_order=any_order, told=progress)
    return Conformed(log.name, check.machine.labels, events, found, read - begun, time.perf_counter() - read)
