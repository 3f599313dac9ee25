"""Typed edges of the network: who looks down on whom, who pairs with whom, who hears the public."""

import random
from math import cos, hypot, radians

from lianjing.county.bodies import SECOND_LEVEL, SECTIONS, TERM
from lianjing.county.shape import PLAN_DAY, Edge, Network, Unit
from lianjing.county.streams import Streams
from lianjing.domain.orgtree import OrgKind


def add_relations(network: Network, streams: Streams) -> None:
    """Add line, peer and public edges."""
    _add_line(network)
    _add_peer(network, streams("pairing"))
    network.edges.append(Edge("public", "pz7", "jyj", PLAN_DAY))
    network.edges.extend(Edge("public", "jcs", group.code, PLAN_DAY) for group in network.groups())
    network.edges.extend(Edge("public", school.parent or "", school.code, PLAN_DAY) for school in network.schools())


def kilometres(one: Unit, other: Unit) -> float:
    """Return the straight distance of two units in kilometres (flat earth, good to a per cent in a county)."""
    lat1, lon1, lat2, lon2 = one.lat or 0.0, one.lon or 0.0, other.lat or 0.0, other.lon or 0.0
    return hypot((lat1 - lat2) * 111.2, (lon1 - lon2) * 111.3 * cos(radians((lat1 + lat2) / 2)))


def _add_line(network: Network) -> None:
    """Lines that the tree does not show: each reaches across to a unit that is not its own child."""
    pairs = [("pz7", "jyj"), ("zb", "ldxz"), ("jcs", "jyj"), ("jcs", "jydw"), ("jgjw", "jyj")]
    pairs += [("jgjw", code) for code, _, _ in (*SECTIONS, *SECOND_LEVEL)]
    pairs += [("jcs", group.code) for group in network.groups()]
    townships = [unit for unit in network.units if unit.kind is OrgKind.TOWNSHIP_COMMITTEE]
    pairs += [(unit.code, f"zj{number:02d}") for number, unit in enumerate(townships, start=1)]
    network.edges.extend(Edge("line", above, below, PLAN_DAY) for above, below in pairs)


def _add_peer(network: Network, chance: random.Random) -> None:
    """Pair the groups in one ring for the term: each visits the next, so that no two visit each other.

    The ring starts anywhere and goes on to one of the three nearest that are left, to keep travel short.
    Commission and bureau are each other's peer, as the plan's joint meeting has it.
    """
    network.edges += [Edge("peer", "jw", "jyj", PLAN_DAY), Edge("peer", "jyj", "jw", PLAN_DAY)]
    left = network.groups()
    here = left.pop(chance.randrange(len(left)))
    ring = [here]
    while left:
        left.sort(key=lambda unit: (kilometres(here, unit), unit.code))
        here = left.pop(chance.randrange(min(3, len(left))))
        ring.append(here)
    for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
        network.edges.append(Edge("peer", one.code, other.code, *TERM))
