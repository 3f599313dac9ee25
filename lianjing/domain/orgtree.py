"""Units of the county network, their posts, holders, edges and ties as dated facts, and the network of one day.

Days count from `valid_from` to `valid_to`, both included; `valid_to` None means open. Sources: mission C2, W1;
product D1, D2, D7, D11.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from lianjing.domain.orgpaths import ancestors, at_or_below, check_path, parent_path
from lianjing.domain.refusals import RuleBroken


class OrgKind(StrEnum):
    """Every body the county's plan names is one of these kinds (mission W1, W2, D11)."""

    COUNTY = "county"
    COMMISSION = "commission"
    DISPATCHED_TEAM = "dispatched_team"
    TOWNSHIP_COMMITTEE = "township_committee"
    GUIDING_OFFICE = "guiding_office"
    BUREAU = "bureau"
    BUREAU_OFFICE = "bureau_office"
    SECTION = "section"
    SECOND_LEVEL_UNIT = "second_level_unit"
    LEADING_GROUP = "leading_group"
    LEADING_OFFICE = "leading_office"
    ORGAN_COMMITTEE = "organ_committee"
    TASK_FORCE = "task_force"
    SUPERVISION_GROUP = "supervision_group"
    CENTRAL_SCHOOL = "central_school"
    COUNTY_SCHOOL = "county_school"
    SCHOOL = "school"


SCHOOL_KINDS = frozenset({OrgKind.CENTRAL_SCHOOL, OrgKind.COUNTY_SCHOOL, OrgKind.SCHOOL})


class EdgeKind(StrEnum):
    """How one unit supervises another: from above, from beside, or by keeping a channel open to the public."""

    LINE = "line"
    PEER = "peer"
    PUBLIC = "public"


class TieKind(StrEnum):
    """What a person declared or was detected to have: kin in the network, or an interest."""

    KIN = "kin"
    INTEREST = "interest"


class Rank(IntEnum):
    """Standing inside one unit: a head outranks deputies and staff, a deputy outranks staff."""

    HEAD = 0
    DEPUTY = 1
    STAFF = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit for some days. After a move the same id has a second row with other days and another path."""

    id: int
    kind: OrgKind
    path: str
    name: str = ""
    size_class: str = ""  # A, B or C (domain 0.5); empty for units that are not schools
    township: str = ""
    parent_id: int | None = None
    valid_from: date = date.min
    valid_to: date | None = None
    stage: str = ""  # kindergarten, primary, ...; empty for units that do not teach
    spot: tuple[float, float] | None = None  # latitude and longitude in degrees


@dataclass(frozen=True, slots=True)
class Post:
    """A post at a unit. `serves`: tiny schools it also works for. `seats`: holders at a time, None for any number."""

    id: int
    unit_id: int
    code: str
    title: str = ""
    rank: Rank = Rank.STAFF
    serves: frozenset[int] = frozenset()
    seats: int | None = 1
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A person holds a post."""

    post_id: int
    person_id: int
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Unit `subject_id` supervises unit `object_id` and all below it.

    LINE from a unit at or below the object is allowed (a bureau's own discipline committee), but gives nobody a
    standing above it. PUBLIC: the subject is where the channel for the public is kept, the unit itself included.
    """

    subject_id: int
    object_id: int
    kind: EdgeKind
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A declared or detected kin or interest: with a person of the network, or with a supplier by name."""

    person_id: int
    kind: TieKind
    other_id: int | None = None
    supplier: str = ""
    valid_from: date = date.min
    valid_to: date | None = None


Dated = Unit | Post | Holding | Edge | Tie


def in_force(fact: Dated, day: date) -> bool:
    """Return whether `fact` holds on `day`; first and last day count."""
    return fact.valid_from <= day and (fact.valid_to is None or day <= fact.valid_to)


@dataclass(frozen=True)
class Network:
    """The network on one day. Ids as in the history. Look-ups are computed once and kept."""

    day: date
    units: Mapping[int, Unit]
    posts: Mapping[int, Post]
    holdings: tuple[Holding, ...] = ()
    edges: tuple[Edge, ...] = ()
    ties: tuple[Tie, ...] = ()

    def checked(self) -> "Network":
        """Return the network itself, once its tree is a tree.

        Raises RuleBroken: path_malformed, parent_missing, unit_cycle, path_not_under_parent, line_cycle.
        """
        for fault in self.faults():
            raise fault
        return self

    def faults(self) -> Iterator[RuleBroken]:
        """Yield what keeps the tree from being one, unit by unit, at most one for each; the codes are those above."""
        broken = False
        for unit in self.units.values():
            try:
                check_path(unit.path)
                self._check_parent(unit)
            except RuleBroken as fault:
                broken = True
                yield fault
        if broken:
            return  # whoever stands above whom is not to be told of a broken tree
        try:
            TopologicalSorter({key: self.straight_above(key) for key in sorted(self.units)}).prepare()
        except CycleError as error:
            yield RuleBroken("line_cycle", units=tuple(error.args[1]))

    def _check_parent(self, unit: Unit) -> None:
        trail = [unit.id]
        while (above := self.units[trail[-1]].parent_id) is not None:
            if above not in self.units:
                raise RuleBroken("parent_missing", unit=trail[-1], parent=above)
            if above in trail:
                raise RuleBroken("unit_cycle", units=tuple(trail[trail.index(above) :]))
            trail.append(above)
        over = parent_path(unit.path)
        if over is not None and over not in self.by_path:
            raise RuleBroken("parent_missing", unit=unit.id, path=unit.path, parent=over)
        if unit.parent_id is not None and over != self.units[unit.parent_id].path:
            raise RuleBroken("path_not_under_parent", unit=unit.id, path=unit.path, parent=unit.parent_id)

    @cached_property
    def by_path(self) -> dict[str, int]:
        """Unit id of each path."""
        return {unit.path: unit.id for unit in self.units.values()}

    @cached_property
    def _subjects(self) -> dict[tuple[int, EdgeKind], tuple[int, ...]]:
        found: dict[tuple[int, EdgeKind], list[int]] = defaultdict(list)
        for edge in self.edges:
            found[edge.object_id, edge.kind].append(edge.subject_id)
        return {key: tuple(sorted(set(value))) for key, value in found.items()}

    def subjects(self, unit_id: int, kind: EdgeKind) -> tuple[int, ...]:
        """Return the units with an edge of `kind` to this very unit, in order of id."""
        return self._subjects.get((unit_id, kind), ())

    def straight_above(self, unit_id: int) -> tuple[int, ...]:
        """Return the parent and the units with a line edge to this very unit, those at or below it left out."""
        path = self.units[unit_id].path
        parent = self.by_path.get(parent_path(path) or "")
        lines = (key for key in self.subjects(unit_id, EdgeKind.LINE) if not at_or_below(self.units[key].path, path))
        return (*(() if parent is None else (parent,)), *lines)

    def lineage(self, unit_id: int) -> tuple[int, ...]:
        """Return the unit and the units above it in the tree, nearest first."""
        path = self.units[unit_id].path
        return tuple(self.by_path[one] for one in (path, *ancestors(path)) if one in self.by_path)

    @cached_property
    def posts_at(self) -> dict[int, tuple[Post, ...]]:
        """Posts of each unit, in order of id; units without posts are absent."""
        found: dict[int, list[Post]] = defaultdict(list)
        for post in sorted(self.posts.values(), key=lambda row: row.id):
            found[post.unit_id].append(post)
        return {unit: tuple(posts) for unit, posts in found.items()}

    @cached_property
    def holders(self) -> dict[int, tuple[int, ...]]:
        """Person ids of each held post, in order; vacant posts are absent."""
        found: dict[int, list[int]] = defaultdict(list)
        for row in self.holdings:
            found[row.post_id].append(row.person_id)
        return {post: tuple(sorted(set(people))) for post, people in found.items()}

    @cached_property
    def posts_of(self) -> dict[int, tuple[Post, ...]]:
        """Posts each person holds, in order of id."""
        found: dict[int, list[Post]] = defaultdict(list)
        for row in self.holdings:
            found[row.person_id].append(self.posts[row.post_id])
        return {person: tuple(sorted(posts, key=lambda row: row.id)) for person, posts in found.items()}

    def vacancies(self) -> tuple[Post, ...]:
        """Return the posts nobody holds, in order of id (D7). Posts with any number of seats count too."""
        return tuple(post for key, post in sorted(self.posts.items()) if key not in self.holders)
