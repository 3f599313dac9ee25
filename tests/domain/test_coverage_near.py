"""Peers are near and of the same stage where that is free: tried against everything, and against another formula."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from lianjing.domain.coverage import Proof, prove
from lianjing.domain.coverage_flow import Flow, Web, match, nearer, weave
from lianjing.domain.coverage_near import UNKNOWN, UNLIKE, costs
from lianjing.domain.coverage_sets import Sets
from lianjing.domain.coverage_terms import Limits, Side
from lianjing.domain.orgtree import Network
from tests.domain.coverage_county import Town, codes, power
from tests.domain.test_coverage_flow import some, web


def priced(seed: int) -> Web:
    """A random web of `test_coverage_flow` whose arcs have prices."""
    made = web(*some(seed))
    chance = random.Random(seed)
    return replace(made, cost=np.array([chance.randrange(5) for _ in made.demand], dtype=np.int64))


def cheapest(made: Web, flow: Flow) -> int:
    """The least price of handing out what `flow` covers with nobody above its busiest, by following every way."""
    peak = int(np.bincount(made.person, weights=flow.carried, minlength=len(made.free)).max(initial=0))
    covered = np.bincount(made.demand, weights=flow.carried, minlength=len(made.need)).astype(int).tolist()
    states = {tuple(0 for _ in made.free): 0}
    for demand, count in enumerate(covered):
        arcs = [(int(made.person[arc]), int(made.cost[arc])) for arc in np.flatnonzero(made.demand == demand)]
        for _ in range(count):
            reached: dict[tuple[int, ...], int] = {}
            for loads, price in states.items():
                for person, more in arcs:
                    if loads[person] < min(peak, made.free[person]):
                        then = (*loads[:person], loads[person] + 1, *loads[person + 1 :])
                        reached[then] = min(reached.get(then, price + more), price + more)
            states = reached
    return min(states.values())


def test_no_way_of_covering_as_much_is_cheaper_on_three_hundred_random_webs() -> None:
    bettered = 0
    for seed in range(1, 600, 2):
        made = priced(seed)
        flow = match(made, made.need)
        near = nearer(made, flow)
        assert (
            np.bincount(made.demand, weights=near.carried, minlength=len(made.need)) == made.need - flow.unmet
        ).all()
        loads = [np.bincount(made.person, weights=one.carried, minlength=len(made.free)) for one in (flow, near)]
        assert loads[1].max(initial=0) <= loads[0].max(initial=0)
        assert (loads[1] <= made.free).all()
        prices = [int((one.carried * made.cost).sum()) for one in (flow, near)]
        assert prices[1] == cheapest(made, flow), seed
        bettered += prices[1] < prices[0]
    assert bettered > 30


def test_arcs_that_are_kept_out_stay_out() -> None:
    for seed in range(200):
        made = priced(seed)
        keep = np.array([random.Random(seed + arc).random() < 0.6 for arc in range(len(made.demand))], dtype=np.bool_)
        assert not nearer(made, match(made, made.need, keep), keep).carried[~keep].any()


SPOTS = {"s1": (30.6, 109.7), "s2": (30.61, 109.7), "s3": (30.62, 109.71), "s4": (30.8, 109.9)}
STAGES = {"s1": "kindergarten", "s2": "middle", "s3": "kindergarten", "s4": "kindergarten"}


def town(spots: dict[str, tuple[float, float]] = SPOTS, **stages: str) -> Network:
    """Group g1 with the kindergarten s1; the group g2 that looks at it has a middle school and two kindergartens."""
    made = Town(
        "/j/b/", "/j/jw/", "/j/b/g1/", "/j/b/g2/", "/j/b/g3/",
        "/j/b/g1/s1/", "/j/b/g2/s2/", "/j/b/g2/s3/", "/j/b/g2/s4/",
    ).crown()  # fmt: skip
    for slug in ("g1", "g2", "g3"):
        made.post(slug, "ZZ", f"head of {slug}")
    for slug in ("s1", "s2", "s3", "s4"):
        made.post(slug, "XZ", f"head of {slug}")
    for watcher, watched in (("g2", "g1"), ("g3", "g2"), ("g1", "g3")):  # a ring: no two watch each other
        made.peer(watcher, watched)
    for slug, unit in list(made.units.items()):
        made.units[slug] = replace(unit, spot=spots.get(slug), stage={**STAGES, **stages}.get(slug, ""))
    return made.network()


def peers_of(network: Network, proof: Proof, slug: str) -> set[str]:
    """Where the peers of a unit's steps sit."""
    unit = next(unit.id for unit in network.units.values() if unit.path.endswith(f"/{slug}/"))
    lines = [line for line in proof.supervisions if line.unit_id == unit and line.side is Side.PEER]
    return {network.units[network.posts[line.post_id].unit_id].path.split("/")[-2] for line in lines}


@pytest.mark.parametrize(
    ("stages", "spots", "chosen"),
    [
        ({}, SPOTS, {"s3"}),  # the nearer of the two kindergartens, not the middle school next door
        ({"s3": "middle"}, SPOTS, {"s4"}),  # a kindergarten 25 km off before a middle school 1 km off
        ({"s3": "middle"}, {**SPOTS, "s4": (31.2, 110.3)}, {"s2"}),  # at 88 km the middle school next door after all
        ({}, {}, {"s3", "s4"}),  # without positions any of the same stage
    ],
)
def test_a_kindergarten_s_peer_is_a_near_kindergarten(stages, spots, chosen) -> None:
    network = town({**spots, "g2": (31.5, 111.0)}, **stages)
    proof = prove(network, [power("P", "XZ")], codes(), Limits(load=9))
    assert proof.covered == proof.steps
    assert peers_of(network, proof, "s1") <= chosen


def test_nearness_never_costs_coverage() -> None:
    """The nearest have no room: the farthest takes the step, and every step is covered as before."""
    network = town()
    full = {holding.person_id: 0 for holding in network.holdings if _slug(network, holding.post_id) in {"s2", "s3"}}
    proof = prove(network, [power("P", "XZ")], codes(), Limits(load=9, own_load=full))
    assert proof.covered == proof.steps
    assert peers_of(network, proof, "s1") <= {"s4", "g2"}


def _slug(network: Network, post: int) -> str:
    return network.units[network.posts[post].unit_id].path.split("/")[-2]


def price(network: Network, unit: int, place: int) -> float:
    """Metres and unlike stage by another formula: the spherical law of cosines."""
    one, other = network.units[unit], network.units[place]
    unlike = UNLIKE if one.stage and other.stage and one.stage != other.stage else 0
    if one.spot is None or other.spot is None:
        return UNKNOWN + unlike
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, spot)) for spot in (one.spot, other.spot))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
    return 6_371_000 * math.acos(max(-1.0, min(1.0, cosine))) + unlike


def test_prices_are_metres_and_stage_for_peers_and_nothing_from_above() -> None:
    network = town({**SPOTS, "g1": (29.0, 108.0)})
    sets = Sets(network, codes(), Limits())
    demands = sets.demands(sets.steps.all([power("P", "XZ")]))
    made = weave(demands, sets.limits)
    found = costs(network, demands, made.demand, made.place).tolist()
    sides = set()
    for demand, place, cost in zip(made.demand.tolist(), made.place.tolist(), found, strict=True):
        one = demands[demand]
        sides.add(one.side)
        wanted = price(network, one.unit_id, place) / 100 if one.side is Side.PEER else 0
        assert abs(cost - wanted) <= 1.01
    assert sides == set(Side)
