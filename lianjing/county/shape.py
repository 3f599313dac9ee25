"""What a county network is made of: plain mutable rows, filled topic by topic, then written out.

Every row's `code` is unique in its list. Dates are dates; an `until` is the last day, None means still.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianjing.domain.orgtree import OrgKind

FORMAT = "lianjing.county/1"
MARKING = "演示数据：人员、学校、企业、号码均为虚构"
AS_OF = date(2026, 9, 1)
PLAN_DAY = date(2020, 6, 12)


@dataclass
class Unit:
    """A body of the network. `path` ends with its own code; `scope` holds the paths it looks after.

    `charge` says in the plan's words what it is in charge of; empty for schools and sections.
    """

    code: str
    name: str
    alias: str
    kind: OrgKind
    parent: str | None
    path: str
    valid_from: date
    valid_to: date | None = None
    township: str | None = None
    stage: str | None = None
    school_type: str | None = None
    size_class: str | None = None
    pupils: int = 0
    staff: int = 0
    lat: float | None = None
    lon: float | None = None
    scope: list[str] = field(default_factory=list)
    charge: str = ""
    term_from: date | None = None
    term_to: date | None = None
    head_post: str | None = None
    shared_at: str | None = None


@dataclass
class Post:
    """A chair of a unit. `serves` are the units whose work it does; `seat` is an authority role or None.

    `rank` is head, deputy or staff: who outranks whom inside the unit.
    """

    code: str
    unit: str
    role: str
    title: str
    rank: str
    seat: str | None
    headcount: int
    key: bool
    serves: list[str]
    valid_from: date
    valid_to: date | None = None


@dataclass
class Person:
    """An invented person. `household` and `address` are shared by those who live together."""

    code: str
    name: str
    gender: str
    born: date
    id_no: str
    phone: str
    unit: str
    kind: str
    establishment: str
    household: str
    address: str
    joined_on: date
    left_on: date | None = None


@dataclass
class Holding:
    """Who sat on which post, from the first to the last day."""

    person: str
    post: str
    since: date
    until: date | None = None


@dataclass
class Edge:
    """Who supervises whom: `line` from above, `peer` from beside, `public` keeps the channel for the public."""

    kind: str
    from_unit: str
    to_unit: str
    since: date
    until: date | None = None


@dataclass
class Kin:
    """A relation of `person`. `declared_on` None: true in this county, but kept silent."""

    person: str
    relative: str | None
    relative_name: str
    relative_id_no: str | None
    relation: str
    declared_on: date | None
    works_at: str
    note: str = ""


@dataclass
class Interest:
    """A declared stake of `person` in the supplier with that credit code; share in percent."""

    person: str
    supplier: str
    nature: str
    share: float
    declared_on: date


@dataclass
class SupplierPerson:
    """A legal representative, shareholder, director, manager or contact of a supplier."""

    name: str
    id_no: str
    role: str
    share: float
    phone: str
    address: str


@dataclass
class Supplier:
    """An invented firm. `people[0]` is its legal representative."""

    uscc: str
    name: str
    trade: str
    founded_on: date
    phone: str
    address: str
    status: str
    township: str
    people: list[SupplierPerson]


@dataclass
class CalendarSpan:
    """A term, a vacation or an event of a school year."""

    school_year: str
    kind: str
    name: str
    first_day: date
    last_day: date


@dataclass
class Network:
    """The whole county, in the order in which it is written."""

    seed: int
    scale: float
    units: list[Unit] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)
    calendar: list[CalendarSpan] = field(default_factory=list)
    _known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def _index(self, name: str) -> dict[str, Any]:
        rows = getattr(self, name)
        known = self._known.get(name)
        if known is None or len(known) != len(rows):
            known = self._known[name] = {row.code: row for row in rows}
        return known

    def unit(self, code: str) -> Unit:
        """Return the unit with that code; KeyError when the county has none."""
        return self._index("units")[code]

    def person(self, code: str) -> Person:
        """Return the person with that code; KeyError when the county has none."""
        return self._index("people")[code]

    def post(self, code: str) -> Post:
        """Return the post with that code; KeyError when the county has none."""
        return self._index("posts")[code]

    def schools(self) -> list[Unit]:
        """Return the schools, central and county-run ones among them, in code order."""
        return [unit for unit in self.units if unit.school_type is not None]

    def groups(self) -> list[Unit]:
        """Return the supervision groups in code order."""
        return [unit for unit in self.units if unit.kind is OrgKind.SUPERVISION_GROUP]

    def schools_of(self, group: Unit) -> list[Unit]:
        """Return the schools below a supervision group, its first (central or county-run) school first."""
        return [unit for unit in self.schools() if unit.parent == group.code]
