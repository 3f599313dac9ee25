"""The coverage proof: every step of every power has a supervisor above and one beside, who are free to look (D2).

Clauses 1 to 8 of product 6.3. The proof is an assignment that `coverage_check.verify` checks on its own; a failure
names steps that cannot be covered together, and no fewer. Why it is right: docs/why/coverage-proof.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from lianjing.domain.coverage_advice import advise
from lianjing.domain.coverage_allot import allot
from lianjing.domain.coverage_flow import Patience, Violator, Web, match, part, violator, weave
from lianjing.domain.coverage_local import Odds
from lianjing.domain.coverage_near import costs
from lianjing.domain.coverage_sets import REASONS, Demand, Ints, Sets, Taken
from lianjing.domain.coverage_terms import Candidate, Gap, Limits, PowerItem, ProofLine, Side, StepAt
from lianjing.domain.orgpaths import at_or_below
from lianjing.domain.orgtree import EdgeKind, Network
from lianjing.domain.post_codes import PostCode

EXPLAINED = 100  # gaps of one sort that are explained; more are only counted


class Watch(NamedTuple):
    """Who supervises one step, for anybody to read: post ids and units, never people (D6)."""

    step: str
    upper: int | None
    peer: int | None
    channels: tuple[int, ...]


@dataclass(frozen=True)
class Proof:
    """What the prover found for a day. steps: how many there are; covered: with both sides and a channel.

    supervisions: in order of unit, first step of the demand, side, step. channels: unit -> where its public
    channels are kept. vacant: steps whose post nobody holds. unexplained: uncovered (step, side) beyond `gaps`.
    """

    day: date
    steps: int
    covered: int
    supervisions: tuple[ProofLine, ...]
    channels: Mapping[int, tuple[int, ...]]
    gaps: tuple[Gap, ...]
    vacant: tuple[StepAt, ...]
    unexplained: int = 0

    @property
    def complete(self) -> bool:
        """Whether every clause holds for every step and person."""
        return not self.gaps and not self.unexplained and self.covered == self.steps

    @cached_property
    def loads(self) -> dict[int, int]:
        """Steps each person supervises in this proof; people without any are absent."""
        found: dict[int, int] = defaultdict(int)
        for line in self.supervisions:
            found[line.person_id] += 1
        return dict(found)

    @cached_property
    def _of(self) -> dict[tuple[int, str], dict[str, dict[Side, int]]]:
        found: dict[tuple[int, str], dict[str, dict[Side, int]]] = defaultdict(lambda: defaultdict(dict))
        for line in self.supervisions:
            found[line.unit_id, line.power][line.step][line.side] = line.post_id
        return found

    def who_supervises(self, unit_id: int, power: str) -> tuple[Watch, ...]:
        """Return one row a step of the power at the unit, in order of step: posts and channels, no people (D6)."""
        rows = self._of.get((unit_id, power), {})
        channels = self.channels.get(unit_id, ())
        return tuple(
            Watch(step, sides.get(Side.UPPER), sides.get(Side.PEER), channels) for step, sides in sorted(rows.items())
        )


def prove(
    network: Network, powers: Sequence[PowerItem], codes: Mapping[str, PostCode], limits: Limits | None = None
) -> Proof:
    """Return the proof for this network, or what is missing from it.

    Raises RuleBroken("no_unit_for_step") when a county step has no unit to stand at.
    """
    sets = Sets(network, codes, limits or Limits())
    taken = sets.steps.all(powers)
    demands = sets.demands(taken)
    web = weave(demands, sets.limits)
    web = replace(web, cost=costs(network, demands, web.demand, web.place))
    flow = match(web, web.need)
    steps = [list(demand.steps[: len(demand.steps) - int(flow.unmet[n])]) for n, demand in enumerate(demands)]
    allotment = allot(network, demands, web, flow, steps, EXPLAINED)
    gaps = [*_flow_gaps(sets, demands, web, bool(flow.unmet.any()))]
    gaps += [_mutual_gap(sets, demands, odds) for odds in allotment.odds]
    channels = {unit: _channels(network, unit) for unit in sorted({one.at.unit_id for one in taken})}
    explained = sum(gap.short for gap in gaps)
    gaps += [Gap("no_channel", units=(unit,)) for unit, kept in channels.items() if not kept]
    gaps += [*_separation_gaps(taken, powers), *_unwatched(sets)]
    sides: dict[StepAt, int] = defaultdict(int)
    for line in allotment.supervisions:
        sides[StepAt(line.unit_id, line.power, line.step)] += 1
    return Proof(
        day=network.day,
        steps=len(taken),
        covered=sum(sides[one.at] == len(Side) and bool(channels[one.at.unit_id]) for one in taken),
        supervisions=allotment.supervisions,
        channels=channels,
        gaps=tuple(replace(gap, advice=advise(sets, gap, demands)) for gap in gaps),
        vacant=tuple(one.at for one in taken if one.vacant),
        unexplained=max(0, 2 * len(taken) - len(allotment.supervisions) - explained),
    )


def _flow_gaps(sets: Sets, demands: Sequence[Demand], web: Web, any_unmet: bool) -> list[Gap]:
    """Name uncovered sets one after the other: each is left uncovered by what it is short of, then look again."""
    if not any_unmet:
        return []
    need = web.need.copy()
    gaps = _alone(sets, demands, web, need)
    patience, inside = Patience(), np.arange(len(demands), dtype=np.int64)
    while len(gaps) < EXPLAINED:
        web, need, demands = part(web, inside), need[inside], [demands[number] for number in inside.tolist()]
        found, inside = violator(web, need, patience)
        if found is None:
            break
        pool = sorted(
            (step.power, step.step, step.unit_id, number)
            for number in found.demands
            for step in demands[number].steps[: need[number]]
        )
        gaps.append(_overload(sets, demands, found, pool[: found.free + 1]))
        for *_, number in pool[len(pool) - found.short :]:
            need[number] -= 1
    return gaps


def _overload(
    sets: Sets, demands: Sequence[Demand], found: Violator, named: Sequence[tuple[str, str, int, int]]
) -> Gap:
    steps = tuple(StepAt(unit, power, step) for power, step, unit, _ in named)
    sides = tuple(demands[number].side for *_, number in named)
    return Gap(
        "overload",
        side=_one(sides),
        steps=steps,
        sides=sides,
        candidates=_candidates(sets, [demands[number] for number in found.demands]),
        units=tuple(sorted({step.unit_id for step in steps})),
        free=found.free,
        short=found.short,
        smallest=found.smallest,
    )


def _one(sides: Sequence[Side]) -> Side | None:
    return sides[0] if len(set(sides)) == 1 else None


def _alone(sets: Sets, demands: Sequence[Demand], web: Web, need: Ints) -> list[Gap]:
    """Take out the demands nobody has room for: each of their steps is a smallest uncovered set by itself."""
    room = np.bincount(web.demand, weights=web.free[web.person], minlength=len(demands))
    alike: dict[tuple[int, Side, tuple[Candidate, ...]], list[int]] = defaultdict(list)
    for number in np.flatnonzero(room == 0).tolist():
        demand = demands[number]
        alike[demand.unit_id, demand.side, _candidates(sets, [demand])].append(number)
    gaps: list[Gap] = []
    for (unit, side, candidates), numbers in alike.items():
        code = "overload" if any(len(demands[number].people) for number in numbers) else "no_supervisor"
        first = min(step for number in numbers for step in demands[number].steps)
        short = int(need[numbers].sum())
        gaps.append(Gap(code, side, (first,), (side,), candidates, units=(unit,), short=short, smallest=True))
        need[numbers] = 0
    return gaps


def _candidates(sets: Sets, demands: Iterable[Demand]) -> tuple[Candidate, ...]:
    """Everybody looked at for these demands, once a person: eligible for any of them is `load`."""
    found: dict[int, Candidate] = {}
    for demand in demands:
        key = (demand.unit_id, demand.side, demand.holders, demand.suppliers)
        looked = sets.looked_at(demand.unit_id, demand.side)
        reasons = sets.reasons(*key, looked).tolist()
        for person, post, reason in zip(looked.people.tolist(), looked.posts.tolist(), reasons, strict=True):
            if reason == 0 or person not in found:
                found[person] = Candidate(person, post, REASONS[reason] or "load")
    return tuple(found[person] for person in sorted(found))


def _mutual_gap(sets: Sets, demands: Sequence[Demand], odds: Odds) -> Gap:
    concerned = [demands[number] for number in sorted({number for number, _ in odds.steps})]
    named = sorted((step, demands[number].side) for number, step in odds.steps)
    sides = tuple(side for _, side in named)
    return Gap(
        odds.code,
        side=_one(sides),
        steps=tuple(step for step, _ in named),
        sides=sides,
        candidates=tuple(
            one._replace(reason="mutual" if one.reason == "load" else one.reason)
            for one in _candidates(sets, concerned)
        ),
        units=tuple(sorted({step.unit_id for step, _ in named})),
        short=odds.short,
    )


def _channels(network: Network, unit_id: int) -> tuple[int, ...]:
    """Return where the public channels over a unit are kept, the nearest first (clause 3)."""
    return tuple(
        dict.fromkeys(
            subject for over in network.lineage(unit_id) for subject in network.subjects(over, EdgeKind.PUBLIC)
        )
    )


def _separation_gaps(taken: Sequence[Taken], powers: Sequence[PowerItem]) -> Iterator[Gap]:
    """Steps of one power at one unit that must have different people and cannot: the fewest of them."""
    pairs = {power.id: power.separate for power in powers if power.separate}
    rows: dict[tuple[int, str], dict[str, frozenset[int]]] = defaultdict(dict)
    for one in taken:
        if one.at.power in pairs and one.holders:
            rows[one.at.unit_id, one.at.power][one.at.step] = one.holders
    for (unit, power), holders in sorted(rows.items()):
        named = sorted({no for pair in pairs[power] for no in pair if no in holders})
        for some in (some for size in range(2, len(named) + 1) for some in combinations(named, size)):
            inside = [pair for pair in pairs[power] if set(pair) <= set(some)]
            if not _separable(list(some), inside, holders, {}):
                people = sorted(frozenset().union(*(holders[no] for no in some)))
                steps = tuple(StepAt(unit, power, no) for no in some)
                yield Gap("not_separated", steps=steps, units=(unit,), people=tuple(people), smallest=True)
                break


def _separable(
    left: list[str], pairs: list[tuple[str, str]], holders: Mapping[str, frozenset[int]], chosen: dict[str, int]
) -> bool:
    """Return whether each step left can have a holder of its own wherever a pair says so."""
    if not left:
        return True
    no, *rest = left
    apart = {one if other == no else other for one, other in pairs if no in (one, other)}
    barred = {chosen[other] for other in apart if other in chosen}
    return any(_separable(rest, pairs, holders, {**chosen, no: person}) for person in sorted(holders[no] - barred))


def _unwatched(sets: Sets) -> Iterator[Gap]:
    """People whom no edge reaches from a unit that is not below them and where somebody can look (clause 8)."""
    network = sets.network
    watching: dict[int, tuple[int, ...]] = {}
    for unit in network.units:
        lineage = network.lineage(unit)
        kinds = (EdgeKind.LINE, EdgeKind.PEER)
        subjects = (key for over in lineage for kind in kinds for key in network.subjects(over, kind))
        watching[unit] = tuple(dict.fromkeys((*lineage[1:], *subjects)))
    for person, posts in sorted(network.posts_of.items()):
        own = [network.units[post.unit_id].path for post in posts]
        below = sets.standing.below(person) | {person}
        watchers = (
            subject
            for post in posts
            for subject in watching[post.unit_id]
            if not any(at_or_below(network.units[subject].path, path) for path in own)
        )
        people = (
            holder
            for subject in watchers
            for post in network.posts_at.get(subject, ())
            for holder in network.holders.get(post.id, ())
        )
        if all(holder in below for holder in people):
            yield Gap("unwatched", units=tuple(sorted({post.unit_id for post in posts})), people=(person,))
