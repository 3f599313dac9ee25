"""The proof of a day, worked out before any transaction is opened: it takes seconds, and nobody may wait for it."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lianjing.access import network, proof, rulebook
from lianjing.domain.coverage_terms import Gap as ProvenGap
from lianjing.domain.coverage_terms import Limits, Side, StepAt
from lianjing.domain.orgpaths import ancestors
from lianjing.domain.orgtree import Network
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import CoverageCell, CoverageRun, Gap, Supervisor

if TYPE_CHECKING:
    from lianjing.domain.coverage import Proof


@dataclass(frozen=True)
class Proven:
    """A run with its rows, not saved yet."""

    run: CoverageRun
    cells: list[CoverageCell]
    supervisors: list[Supervisor]
    gaps: list[Gap]


def prove(now: datetime) -> Proven:
    """Return the proof of the network as it stands. Raises RuleBroken("network_empty"), or what the prover raises."""
    from lianjing.domain import coverage  # noqa: PLC0415 - the solver takes seconds to load; few processes prove
    from lianjing.domain.coverage_sets import Sets  # noqa: PLC0415

    roots = proof.roots()
    if not roots:
        raise RuleBroken("network_empty")
    facts, began, day = network.history(), time.perf_counter(), now.date()
    found = facts.as_of(day)
    powers, limits = rulebook.powers(), Limits(load=rulebook.whole("coverage.load", now))
    proven = coverage.prove(found, powers.items, powers.codes, limits)
    taken = [one.at for one in Sets(found, powers.codes, limits).steps.all(powers.items)]
    made = CoverageRun(
        path=roots[0].path,
        as_of=day,
        ran_at=now,
        network_sha256=network.fingerprint(facts, day),
        steps=proven.steps,
        covered=proven.covered,
        seconds=round(time.perf_counter() - began, 3),
    )
    return Proven(made, list(_cells(proven, taken)), list(_supervisors(proven)), list(_gaps(proven, found)))


def _cells(proven: "Proof", taken: Iterable[StepAt]) -> Iterator[CoverageCell]:
    """Yield for each unit and area how many steps there are, and how many have both sides and a channel."""
    areas = rulebook.powers().areas
    sides = Counter((line.unit_id, line.power, line.step) for line in proven.supervisions)
    steps, covered = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for at in taken:
        steps[at.unit_id, areas[at.power]] += 1
        covered[at.unit_id, areas[at.power]] += sides[tuple(at)] == len(Side) and bool(proven.channels[at.unit_id])
    for (unit, area), count in sorted(steps.items()):
        yield CoverageCell(org_id=unit, area=area, steps=count, covered=covered[unit, area])


def _supervisors(proven: "Proof") -> Iterator[Supervisor]:
    for line in proven.supervisions:
        yield Supervisor(
            org_id=line.unit_id, power=line.power, step=line.step, side=line.side.value, post_id=line.post_id
        )


def _gaps(proven: "Proof", found: Network) -> Iterator[Gap]:
    for gap in proven.gaps:
        side = gap.side.value if gap.side else ""
        yield Gap(org_id=_over(gap, found), code=gap.code, side=side, facts=gap.facts())


def _over(gap: ProvenGap, found: Network) -> int:
    """Return the lowest unit that stands over all units of a gap: who reaches it may read the gap."""
    trails = [[found.units[unit].path, *ancestors(found.units[unit].path)] for unit in gap.units]
    shared = [path for path in trails[0] if all(path in trail for trail in trails)] if trails else []
    known = [path for path in shared if path in found.by_path]
    return found.by_path[known[0]] if known else min(found.units)
