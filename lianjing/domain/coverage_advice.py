"""What would mend a gap: suggestions as codes with facts, each tried on the gap's own steps before it is made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lianjing.domain.coverage_sets import Demand, Looked, Sets
from lianjing.domain.coverage_terms import Advice, Gap, Side
from lianjing.domain.orgtree import SCHOOL_KINDS, OrgKind

NAMED = 3  # units named in one suggestion


def advise(sets: Sets, gap: Gap, demands: Sequence[Demand]) -> tuple[Advice, ...]:
    """Return the suggestions for a gap, the lightest first; empty when none of them would mend it."""
    if gap.code == "not_separated":
        return _share_post(sets, gap)
    if gap.side is None or gap.code not in ("no_supervisor", "overload"):
        return ()
    wanted = {(step.unit_id, step.power, step.step) for step in gap.steps}
    concerned = [
        demand for demand in demands if demand.side is gap.side and any(tuple(step) in wanted for step in demand.steps)
    ]
    found = [_raise_load(sets, gap), _climb(sets, gap, concerned), _pair_across(sets, gap, concerned)]
    return tuple(advice for advice in found if advice is not None)


def _raise_load(sets: Sets, gap: Gap) -> Advice | None:
    """With the same people: the lowest limit at which they have room for all that is short here."""
    own, taken = sets.limits.own_load, sets.limits.taken
    people = [one.person_id for one in gap.candidates if one.reason == "load" and one.person_id not in own]
    if not people:
        return None
    wanted, limit = gap.short, sets.limits.load
    while wanted > 0:
        limit += 1
        wanted = gap.short - sum(max(0, limit - taken.get(one, 0)) - sets.limits.free(one) for one in people)
    return Advice("raise_load", {"limit": limit, "now": sets.limits.load})


def _climb(sets: Sets, gap: Gap, concerned: Sequence[Demand]) -> Advice | None:
    """From above: whether the next level up has people who are free for each unit."""
    if gap.side is not Side.UPPER or not concerned:
        return None
    units: set[int] = set()
    for demand in concerned:
        looked = sets.looked_at(demand.unit_id, Side.UPPER, level=1)
        fit = _room(sets, demand, looked)
        if not fit:
            return None
        units.update(fit)
    return Advice("climb", {"units": sorted(units)})


def _pair_across(sets: Sets, gap: Gap, concerned: Sequence[Demand]) -> Advice | None:
    """From beside: schools of other groups whose people are free for every unit concerned, the roomiest first."""
    if gap.side is not Side.PEER or not concerned:
        return None
    network = sets.network
    ours = {network.lineage(demand.unit_id)[1:2] for demand in concerned}
    kinds = SCHOOL_KINDS | {OrgKind.SUPERVISION_GROUP}
    others = [
        unit.id
        for unit in network.units.values()
        if unit.kind in kinds and network.lineage(unit.id)[1:2] not in ours and (unit.id,) not in ours
    ]
    looked = sets.in_units(sorted(others))
    rooms = [_room(sets, demand, looked) for demand in concerned]
    both = {unit: min(room.get(unit, 0) for room in rooms) for unit in others}
    enough = sorted((unit for unit, room in both.items() if room > 0), key=lambda unit: (-both[unit], unit))
    return Advice("pair_across", {"units": enough[:NAMED]}) if enough else None


def _room(sets: Sets, demand: Demand, looked: Looked) -> Mapping[int, int]:
    """Return how many steps the eligible people of each unit looked at can still take."""
    reasons = sets.reasons(demand.unit_id, demand.side, demand.holders, demand.suppliers, looked).tolist()
    rows: Iterable[tuple[int, int, int]] = zip(looked.people.tolist(), looked.places.tolist(), reasons, strict=True)
    people: dict[int, set[int]] = defaultdict(set)
    for person, place, reason in rows:
        if reason == 0 and sets.limits.free(person):
            people[place].add(person)
    return {place: sum(sets.limits.free(person) for person in some) for place, some in people.items()}


def _share_post(sets: Sets, gap: Gap) -> tuple[Advice, ...]:
    """A central school of the same group whose own people could take one of the steps (domain 0.5)."""
    network = sets.network
    unit = gap.steps[0].unit_id
    path = network.units[unit].path
    group = network.lineage(unit)[1:2]
    central = [
        one.id
        for one in network.units.values()
        if one.kind is OrgKind.CENTRAL_SCHOOL and one.path != path and network.lineage(one.id)[1:2] == group
    ]
    staffed = [one for one in sorted(central) if sets.steps.insiders.get(one, frozenset()) - set(gap.people)]
    return tuple(Advice("share_post", {"units": [one]}) for one in staffed[:1])
