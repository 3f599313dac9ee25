"""Who takes each step, who could supervise it, and why others cannot: the sets the coverage proof runs on.

Steps of one unit with the same holders and suppliers are one `Demand`: they have the same candidates.
Sources: product 6.3, clauses 1-5; domain 0.5 (tiny schools).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lianjing.domain.coverage_terms import Limits, PowerItem, Side, StepAt
from lianjing.domain.orgpaths import at_or_below
from lianjing.domain.orgtree import SCHOOL_KINDS, EdgeKind, Network, OrgKind, Post, TieKind
from lianjing.domain.post_codes import CodeKind, PostCode
from lianjing.domain.refusals import RuleBroken

Ints = NDArray[np.int64]
REASONS = ("", "holder", "insider", "sits_above", "subordinate", "kin", "interest")
COMMISSION_KINDS = frozenset({OrgKind.COMMISSION, OrgKind.DISPATCHED_TEAM, OrgKind.GUIDING_OFFICE, OrgKind.TASK_FORCE})
BUREAU_KINDS = frozenset(
    {OrgKind.BUREAU, OrgKind.BUREAU_OFFICE, OrgKind.SECTION, OrgKind.SECOND_LEVEL_UNIT, OrgKind.LEADING_GROUP}
    | {OrgKind.LEADING_OFFICE, OrgKind.ORGAN_COMMITTEE}
)
_HOLDER, _INSIDER, _SITS_ABOVE, _SUBORDINATE, _KIN, _INTEREST = range(1, 7)


@dataclass(frozen=True)
class Taken:
    """A step as taken at a unit, and by whom. `vacant`: there is a post for it, and nobody holds it."""

    at: StepAt
    holders: frozenset[int]
    vacant: bool = False


@dataclass(frozen=True)
class Demand:
    """Steps that need one supervisor each from one side. `people` and `posts`: the eligible, one entry a post.

    Both arrays have the same length and order (post id, person id). `places`: where the posts are.
    """

    unit_id: int
    side: Side
    holders: frozenset[int]
    suppliers: frozenset[str]
    steps: tuple[StepAt, ...]
    people: Ints
    posts: Ints
    places: Ints


class Steps:
    """Finds the holders of steps in a network."""

    def __init__(self, network: Network, codes: Mapping[str, PostCode]) -> None:
        self.network = network
        self.codes = codes
        self._at: dict[tuple[int, str], list[Post]] = defaultdict(list)
        for post in network.posts.values():
            for unit in {post.unit_id, *post.serves}:
                self._at[unit, post.code].append(post)
        self._slugs: dict[str, list[int]] = defaultdict(list)
        for unit_row in sorted(network.units.values(), key=lambda row: row.id):
            self._slugs[unit_row.path.split("/")[-2]].append(unit_row.id)
        units = sorted(network.units.values(), key=lambda row: row.id)
        self._schools = [unit.id for unit in units if unit.kind in SCHOOL_KINDS]
        self._bureaus = [unit.id for unit in units if unit.kind is OrgKind.BUREAU]

    def all(self, powers: Sequence[PowerItem]) -> list[Taken]:
        """Return every step of every power at every unit that takes it, in order of power, step, unit.

        Raises RuleBroken("no_unit_for_step", power, step, codes) when a county step has no unit to stand at.
        """
        return [taken for power in powers for step in power.steps for taken in self._of(power.id, step.no, step.posts)]

    def _of(self, power: str, no: str, posts: Iterable[str]) -> list[Taken]:
        codes = [self.codes[code] for code in posts]
        offices = [code for code in codes if code.kind is CodeKind.OFFICE]
        at_school = [code for code in codes if code.kind is not CodeKind.OFFICE and not code.at_county]
        found: dict[int, Taken] = {}
        for unit in self._schools if at_school else ():
            found[unit] = self._taken(StepAt(unit, power, no), at_school)
        for office in offices:
            for unit in self._slugs.get(office.slug, ()):
                people = frozenset(
                    person
                    for post in self.network.posts_at.get(unit, ())
                    for person in self.network.holders.get(post.id, ())
                )
                found[unit] = Taken(StepAt(unit, power, no), people, vacant=not people)
        if not found:
            if not self._bureaus and not at_school:
                raise RuleBroken("no_unit_for_step", power=power, step=no, codes=tuple(posts))
            found = {unit: Taken(StepAt(unit, power, no), frozenset(), bool(offices)) for unit in self._bureaus}
        return [found[unit] for unit in sorted(found)]

    def _taken(self, at: StepAt, codes: Iterable[PostCode]) -> Taken:
        posts = [post for code in codes for post in self._posts(at.unit_id, code)]
        people = frozenset(person for post in posts for person in self.network.holders.get(post.id, ()))
        inside = any(code.kind is not CodeKind.OUTSIDE for code in codes)
        return Taken(at, people, vacant=inside and not people)

    def _posts(self, unit: int, code: PostCode) -> Iterable[Post]:
        if code.kind is CodeKind.BODY:
            for member in code.members:
                yield from self._posts(unit, self.codes[member])
            return
        for one in (code.code, *code.stand_in):
            if (unit, one) in self._at:
                yield from self._at[unit, one]
                return

    @cached_property
    def insiders(self) -> dict[int, frozenset[int]]:
        """People with a post at or serving each unit."""
        found: dict[int, set[int]] = defaultdict(set)
        for (unit, _), posts in self._at.items():
            found[unit].update(person for post in posts for person in self.network.holders.get(post.id, ()))
        return {unit: frozenset(people) for unit, people in found.items()}


class Standing:
    """Who stands below whom in the line of command."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._people_at: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for person, posts in network.posts_of.items():
            for post in posts:
                self._people_at[post.unit_id].append((post.rank, person))
        self._over: dict[int, list[int]] = defaultdict(list)
        for unit in network.units:
            above = set(network.lineage(unit)[1:])
            for line in network.lineage(unit):
                above.update(network.subjects(line, EdgeKind.LINE))
            path = network.units[unit].path
            for key in above:
                if not at_or_below(network.units[key].path, path):
                    self._over[key].append(unit)
        self._under: dict[tuple[int, int], frozenset[int]] = {}

    def below(self, person: int) -> frozenset[int]:
        """Return the people who are line-subordinate to `person`: outranked by one of the person's posts.

        A post outranks posts in units below its own, and lower ranks in its own unit; not somebody who also
        holds a post of the same standing in that very unit.
        """
        posts = self._network.posts_of.get(person, ())
        found = frozenset[int]().union(*(self._outranked(post.unit_id, post.rank) for post in posts))
        return found - {person}

    def _outranked(self, unit: int, rank: int) -> frozenset[int]:
        if (unit, rank) not in self._under:
            below = {person for key in self._over[unit] for _, person in self._people_at[key]}
            below |= {person for other, person in self._people_at[unit] if other > rank}
            below -= {person for other, person in self._people_at[unit] if other <= rank}
            self._under[unit, rank] = frozenset(below)
        return self._under[unit, rank]


def above_by_level(network: Network, unit_id: int) -> list[tuple[int, ...]]:
    """Return the units above a unit, level by level: parent and line subjects over both, then the next parent.

    Level 1: the parent, and line subjects over the unit or its parent. A unit is named once, at its nearest level.
    """
    lineage = network.lineage(unit_id)
    path = network.units[unit_id].path
    seen: set[int] = set()
    levels: list[tuple[int, ...]] = []
    for place, over in enumerate(lineage):
        lines = network.subjects(over, EdgeKind.LINE)
        level = {*lineage[place : place + 1], *lines} - {unit_id} - seen
        level = {key for key in level if not at_or_below(network.units[key].path, path)}
        seen |= level
        levels.append(tuple(sorted(level)))
    if len(levels) > 1:
        levels[:2] = [tuple(sorted({*levels[0], *levels[1]}))]
    return [level for level in levels if level]


def county_pair(network: Network, one: int, other: int) -> bool:
    """Return whether one unit is the commission's and the other the bureau's: each other's peer by the plan."""
    kinds = network.units[one].kind, network.units[other].kind
    return (kinds[0] in COMMISSION_KINDS and kinds[1] in BUREAU_KINDS) or (
        kinds[0] in BUREAU_KINDS and kinds[1] in COMMISSION_KINDS
    )


def peer_units(network: Network, unit_id: int) -> tuple[int, ...]:
    """Return the peers of the unit, or of the nearest unit above that has any, with all units below those peers.

    That commission and bureau are each other's peer holds for their own bodies, not for groups and schools.
    """
    lineage = network.lineage(unit_id)
    for over in lineage:
        subjects = [key for key in network.subjects(over, EdgeKind.PEER) if _reaches(network, key, over, unit_id)]
        tops = [network.units[key].path for key in subjects]
        found = {key for key, unit in network.units.items() if any(at_or_below(unit.path, top) for top in tops)}
        found -= {key for key in found if at_or_below(network.units[key].path, network.units[unit_id].path)}
        if found - set(lineage):
            return tuple(sorted(found - set(lineage)))
    return ()


def _reaches(network: Network, subject: int, over: int, unit_id: int) -> bool:
    return not county_pair(network, subject, over) or county_pair(network, subject, unit_id)


@dataclass(frozen=True)
class Looked:
    """Everybody looked at for a unit and a side: post and person ids, where the post is. Same length and order."""

    people: Ints
    posts: Ints
    places: Ints


class Sets:
    """The candidates of every unit and side, and what keeps each away from given holders."""

    def __init__(self, network: Network, codes: Mapping[str, PostCode], limits: Limits) -> None:
        self.network = network
        self.limits = limits
        self.steps = Steps(network, codes)
        self.standing = Standing(network)
        self.ids: Ints = np.array(sorted(network.posts_of), dtype=np.int64)
        self._place = {person: place for place, person in enumerate(self.ids.tolist())}
        self._supervising = {
            unit: [post for post in posts if post.code in codes and codes[post.code].supervises]
            for unit, posts in network.posts_at.items()
        }
        self._looked: dict[tuple[int, Side, int], Looked] = {}
        self._held: dict[int, NDArray[np.uint8]] = {}
        self._interests: dict[str, set[int]] = defaultdict(set)
        self._close: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for tie in network.ties:
            if tie.supplier and tie.kind is TieKind.INTEREST:
                self._interests[tie.supplier].add(tie.person_id)
            if tie.other_id is not None:
                code = _KIN if tie.kind is TieKind.KIN else _INTEREST
                self._close[tie.person_id].append((tie.other_id, code))
                self._close[tie.other_id].append((tie.person_id, code))

    def demands(self, taken: Sequence[Taken]) -> list[Demand]:
        """Return the demands of these steps, both sides, in order of unit and first step."""
        rows: dict[tuple[int, frozenset[int], frozenset[str]], list[StepAt]] = defaultdict(list)
        for one in taken:
            suppliers = self.limits.suppliers.get((one.at.unit_id, one.at.power), frozenset())
            rows[one.at.unit_id, one.holders, suppliers].append(one.at)
        order = sorted(rows.items(), key=lambda row: (row[0][0], row[1][0]))
        return [
            self._demand(unit, side, holders, suppliers, tuple(sorted(steps)))
            for (unit, holders, suppliers), steps in order
            for side in Side
        ]

    def _demand(
        self, unit: int, side: Side, holders: frozenset[int], suppliers: frozenset[str], steps: tuple[StepAt, ...]
    ) -> Demand:
        looked = self.looked_at(unit, side)
        fit = self.reasons(unit, side, holders, suppliers, looked) == 0
        return Demand(unit, side, holders, suppliers, steps, looked.people[fit], looked.posts[fit], looked.places[fit])

    def looked_at(self, unit: int, side: Side, level: int = 0) -> Looked:
        """Return who is looked at: from the nearest level above with anybody (plus `level` levels), or the peers."""
        key = (unit, side, level)
        if key not in self._looked:
            if side is Side.PEER:
                self._looked[key] = self._in_units(peer_units(self.network, unit))
            else:
                found = [self._in_units(units) for units in above_by_level(self.network, unit)]
                found = [looked for looked in found if len(looked.people)]
                self._looked[key] = found[level] if level < len(found) else self._in_units(())
        return self._looked[key]

    def in_units(self, units: Iterable[int]) -> Looked:
        """Return the supervising posts of these units with their holders."""
        return self._in_units(units)

    def _in_units(self, units: Iterable[int]) -> Looked:
        rows = [
            (post.id, person, unit)
            for unit in units
            for post in self._supervising.get(unit, ())
            for person in self.network.holders.get(post.id, ())
        ]
        table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
        return Looked(table[:, 1], table[:, 0], table[:, 2])

    def reasons(
        self, unit: int, side: Side, holders: frozenset[int], suppliers: frozenset[str], looked: Looked
    ) -> NDArray[np.uint8]:
        """Return a number into REASONS for each entry looked at; 0 is eligible."""
        why = np.zeros(len(self.ids), dtype=np.uint8)
        for supplier in sorted(suppliers):
            self._mark(why, self._interests.get(supplier, ()), _INTEREST)
        for holder in sorted(holders):
            held = self._kept_away(holder)
            why = np.where((held > 0) & ((why == 0) | (held < why)), held, why)
        if side is Side.PEER:
            self._mark(why, self.looked_at(unit, Side.UPPER).people.tolist(), _SITS_ABOVE)
        self._mark(why, self.steps.insiders.get(unit, ()), _INSIDER)
        self._mark(why, holders, _HOLDER)
        return why[np.searchsorted(self.ids, looked.people)]

    def _kept_away(self, holder: int) -> NDArray[np.uint8]:
        if holder not in self._held:
            why = np.zeros(len(self.ids), dtype=np.uint8)
            for person, code in sorted(self._close.get(holder, ()), key=lambda row: -row[1]):
                self._mark(why, (person,), code)
            self._mark(why, self.standing.below(holder), _SUBORDINATE)
            self._held[holder] = why
        return self._held[holder]

    def _mark(self, why: NDArray[np.uint8], people: Iterable[int], code: int) -> None:
        places = [self._place[person] for person in people if person in self._place]
        why[places] = code
