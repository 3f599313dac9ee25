"""Typed edges of the network: who looks down on whom, who pairs with whom, who guides, who stands outside."""

import random
from math import cos, hypot, radians

from lianjing.county.bodies import GUIDING, SECTIONS, TERM
from lianjing.county.shape import PLAN_DAY, Edge, Network, Unit
from lianjing.county.streams import Streams
from lianjing.domain.orgtree import OrgKind


def add_relations(network: Network, streams: Streams) -> None:
    """Add level, mutual, public and guides edges."""
    _add_level(network)
    _add_mutual(network, streams("pairing"))
    for school in network.schools():
        network.edges.append(Edge("public", school.code, school.code, f"{school.code}-JWH", PLAN_DAY))
    for code, _, _ in GUIDING:
        network.edges.append(Edge("guides", code, "ldxz", None, PLAN_DAY))
    for code, _, _ in SECTIONS:
        network.edges.extend(Edge("guides", code, group.code, None, PLAN_DAY) for group in network.groups())


def kilometres(one: Unit, other: Unit) -> float:
    """Return the straight distance of two units in kilometres (flat earth, good to a per cent in a county)."""
    lat1, lon1, lat2, lon2 = one.lat or 0.0, one.lon or 0.0, other.lat or 0.0, other.lon or 0.0
    return hypot((lat1 - lat2) * 111.2, (lon1 - lon2) * 111.3 * cos(radians((lat1 + lat2) / 2)))


def _add_level(network: Network) -> None:
    """Lines that the tree does not show: each reaches across to a unit that is not its own child."""
    pairs = [("pz7", "jyj"), ("zb", "ldxz"), ("jcs", "jydw"), ("jgjw", "jyj"), ("ldb", "jyj")]
    pairs += [(office, group.code) for office in ("jcs",) for group in network.groups()]
    townships = [unit for unit in network.units if unit.kind is OrgKind.TOWNSHIP_COMMITTEE]
    pairs += [(unit.code, f"zj{number:02d}") for number, unit in enumerate(townships, start=1)]
    network.edges.extend(Edge("level", above, below, None, PLAN_DAY) for above, below in pairs)
    network.edges.append(Edge("mutual", "jw", "jyj", None, PLAN_DAY))
    network.edges.append(Edge("mutual", "jyj", "jw", None, PLAN_DAY))


def _add_mutual(network: Network, chance: random.Random) -> None:
    """Pair the groups in one ring for the term: each visits the next, so that no two visit each other.

    The ring starts anywhere and goes on to one of the three nearest that are left, to keep travel short.
    """
    left = network.groups()
    here = left.pop(chance.randrange(len(left)))
    ring = [here]
    while left:
        left.sort(key=lambda unit: (kilometres(here, unit), unit.code))
        here = left.pop(chance.randrange(min(3, len(left))))
        ring.append(here)
    for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
        network.edges.append(Edge("mutual", one.code, other.code, None, *TERM))
