"""Which peers the proof prefers: near, and of the same stage. It never covers less, nor loads anybody more, for it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lianjing.domain.coverage_sets import Demand, Ints
from lianjing.domain.coverage_terms import Side
from lianjing.domain.orgtree import Network

EARTH = 6_371_000.0  # metres
UNLIKE = 30_000  # metres that another stage counts as: a colleague who knows the trade is worth a longer way
UNKNOWN = 20_000  # metres between two units of which one has no position
_GRAIN = 100  # metres that are told apart


def costs(network: Network, demands: Sequence[Demand], demand: Ints, place: Ints) -> Ints:
    """Return what each arc from a demand to a post's place costs: hundreds of metres for a peer, 0 from above."""
    units = sorted(network.units)
    number = {unit: row for row, unit in enumerate(units)}
    apart = _apart(network, units)
    of_demand = np.array([number[one.unit_id] for one in demands], dtype=np.int64)
    of_place = np.searchsorted(np.array(units, dtype=np.int64), place)
    peer = np.array([one.side is Side.PEER for one in demands], dtype=np.bool_)
    return np.where(peer[demand], apart[of_demand[demand], of_place], 0)


def _apart(network: Network, units: Sequence[int]) -> Ints:
    """Return for every two units the metres between them, with what an unlike stage counts as, in the grain."""
    spots = [network.units[unit].spot for unit in units]
    known = np.array([spot is not None for spot in spots], dtype=np.bool_)
    degrees = np.array([spot or (0.0, 0.0) for spot in spots], dtype=np.float64).reshape(-1, 2)
    metres = np.where(known[:, None] & known[None, :], _metres(np.radians(degrees)), UNKNOWN)
    stages = np.array([network.units[unit].stage for unit in units], dtype=np.str_)
    said = stages != ""
    unlike = said[:, None] & said[None, :] & (stages[:, None] != stages[None, :])
    return np.asarray((metres + UNLIKE * unlike) // _GRAIN, dtype=np.int64)


def _metres(spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the great-circle metres between all spots (latitude, longitude in radians): the haversine formula."""
    latitude, longitude = spots[:, 0], spots[:, 1]
    north = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    east = np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    half = north + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * east
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(half)), dtype=np.float64)
