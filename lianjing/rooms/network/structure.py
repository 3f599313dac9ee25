"""Tables of units and of posts against the network: what is new, what changes. By a file nothing ends or moves.

Like `roster`, a plan says in full what an acceptance would do, and `write` does exactly that.
Sources: product D1, D11; domain 2A; issue "network room".
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianjing.access import bulk, network, rulebook
from lianjing.access.policy import visible
from lianjing.access.posts import in_force
from lianjing.access.sought import sought
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.orgtree import SCHOOL_KINDS
from lianjing.engines.intake import Problem, Result
from lianjing.records.models import Holding, Org, Post
from lianjing.rooms.network.cells import Cells
from lianjing.rooms.network.roster import CHANGED, NEW, SAME, Line

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAIN = ("name", "alias", "kind", "township", "stage", "size_class", "term_ends", "charge")
_SCHOOL_ROLES = {
    **dict.fromkeys(("SJ", "XZ", "FX"), Role.PRINCIPAL.value),
    **dict.fromkeys(("JS", "BZR", "JD"), Role.TEACHER.value),
    "JWH": "",
}
Row = Mapping[str, Any]


@dataclass
class Entry:
    """What one row does: to `record`, or, when that is None, to a record made of `values`."""

    sheet: str
    row: int
    name: str
    where: str
    values: dict[str, Any]
    record: Org | Post | None = None
    parent: str = ""
    serves: frozenset[int] = frozenset()
    lines: list[Line] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return new, changed or same."""
        if self.record is None:
            return NEW
        return CHANGED if self.lines else SAME


@dataclass
class StructurePlan:
    """What a whole table does. Has what a roster's plan has; nothing here ends, and nothing opens a desk."""

    rows: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ends: Sequence[Holding] = ()
    vacant: Sequence[Mapping[str, Any]] = ()
    opens: Sequence[Any] = ()

    def of(self, kind: str) -> list[Entry]:
        """Return the rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def digest(self) -> str:
        """Return a hash of all it does."""
        said = [
            [row.sheet, row.row, row.record.pk if row.record else None, row.parent, sorted(row.serves), row.values]
            for row in self.rows
            if row.kind != SAME
        ]
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


def plan_units(post: Seat, result: Result, on: date) -> StructurePlan:
    """Return what a table of units would do."""
    units = list(visible(post, Action.NETWORK_READ, Org).filter(in_force(on)).select_related("parent"))
    mine = set(visible(post, Action.NETWORK_EDIT, Org).filter(in_force(on)).values_list("pk", flat=True))
    return _Units(result, units, mine, on).plan()


class _Units:
    """Compares unit by unit; a row names the unit above it by name, short name or code, of the file or the network."""

    def __init__(self, result: Result, units: Sequence[Org], mine: set[int], on: date) -> None:
        self.rows, self.mine, self.on = result.rows, mine, on
        self.cells, self.made = Cells(result), StructurePlan()
        self.known = {org.code: org for org in units}
        self.by_name = {word: org for org in units for word in filter(None, (org.alias, org.name))}
        self.in_file = {row[key]: row for key in ("alias", "name", "code") for row in result.rows if row[key]}

    def plan(self) -> StructurePlan:
        """Return the plan; rows that stand above one another in a circle are problems, each at its own cell."""
        circle = self._in_circles()
        new: set[str] = set()
        for row in self.rows:
            if row["name"] in circle:
                self._wrong(row, "parent", "units_in_circle", row["parent"] or "", units=circle[row["name"]])
            elif (org := self.known.get(row["code"] or "") or self.by_name.get(row["name"])) is not None:
                self._compare(row, org)
            else:
                self._add(row, new)
        wrong = {problem.row for problem in self.made.problems}
        if wrong:  # a new unit below one that stays out would hang in the air
            self._drop_orphans()
        return self.made

    def _in_circles(self) -> dict[str, list[str]]:
        """Return for each name in a circle of the file the names of that circle, in order."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            trail: list[str] = []
            at: Row | None = row
            while at is not None and at["name"] not in trail:
                trail.append(at["name"])
                at = self.in_file.get(at["parent"] or "")
            if at is not None and at["name"] == row["name"]:
                found[row["name"]] = trail
        return found

    def _compare(self, row: Row, org: Org) -> None:
        values = {name: row[name] for name in _PLAIN if row[name] is not None and row[name] != getattr(org, name)}
        above = self._above(row)
        if above is not None and org.parent is not None and above != org.parent.code:
            self._wrong(row, "parent", "unit_moves", row["parent"], unit=org.name, parent=org.parent.name)
            return
        if values and org.pk not in self.mine:
            self._wrong(row, "name", "unit_not_yours", org.name, unit=org.name)
            return
        lines = [_becomes(name, getattr(org, name), value) for name, value in values.items()]
        where = org.parent.name if org.parent else ""
        self.made.rows.append(Entry(row["_sheet"], row["_row"], row["name"], where, values, org, lines=lines))

    def _add(self, row: Row, new: set[str]) -> None:
        code, above = row["code"] or "", self._above(row)
        if not _CODE.fullmatch(code):
            self._wrong(row, "code", "unit_code_missing", code)
            return
        top = self._top(above)
        if above is None or top is None or top.pk not in self.mine:
            self._wrong(row, "parent", "unit_not_yours", row["parent"] or "", unit=row["parent"] or "")
            return
        new.add(code)
        values = {name: row[name] or "" for name in _PLAIN if name != "term_ends"}
        values |= {"code": code, "term_ends": row["term_ends"], "valid_from": row["founded"] or self.on}
        entry = Entry(row["_sheet"], row["_row"], row["name"], row["parent"], values, parent=above)
        entry.lines.append(Line("unit_new", {"parent": row["parent"], "since": values["valid_from"]}))
        self.made.rows.append(entry)

    def _above(self, row: Row) -> str | None:
        """Return the code of the unit above, of the network first, or None when the row names none."""
        name = row["parent"]
        if not name:
            return None
        org = self.known.get(name) or self.by_name.get(name)
        other = self.in_file.get(name)
        return org.code if org else (other["code"] if other else None)

    def _top(self, code: str | None) -> Org | None:
        """Return the nearest known unit at or above `code`, following the file upwards."""
        seen: set[str] = set()
        while code and code not in self.known and code not in seen:
            seen.add(code)
            row = self.in_file.get(code)
            code = self._above(row) if row else None
        return self.known.get(code or "")

    def _drop_orphans(self) -> None:
        """Take out new units below new units that are not taken in, level by level."""
        while True:
            codes = {*self.known, *(entry.values["code"] for entry in self.made.of(NEW))}
            orphans = [entry for entry in self.made.of(NEW) if entry.parent not in codes]
            if not orphans:
                return
            for entry in orphans:
                self.made.rows.remove(entry)
                row = self.in_file[entry.values["code"]]
                self._wrong(row, "parent", "parent_left_out", row["parent"], unit=row["parent"])

    def _wrong(self, row: Row, column: str, code: str, value: str, **facts: Any) -> None:
        self.made.problems.append(self.cells.problem(row, column, code, value, **facts))


def plan_posts(post: Seat, result: Result, on: date) -> StructurePlan:
    """Return what a table of posts would do. Rows of one unit, code and title stand for its posts in order."""
    units = {org.code: org for org in visible(post, Action.NETWORK_READ, Org).filter(in_force(on))}
    mine = set(visible(post, Action.NETWORK_EDIT, Org).filter(in_force(on)).values_list("pk", flat=True))
    posts: dict[tuple[int, str, str], list[Post]] = {}
    for each in visible(post, Action.NETWORK_READ, Post).filter(in_force(on)).order_by("id"):
        posts.setdefault((each.org_id, each.code, each.title), []).append(each)
    cells, made, codes = Cells(result), StructurePlan(), rulebook.powers().codes
    served = network.served_by_posts()
    for row in result.rows:
        org = units[row["unit"]]
        serves = frozenset(units[code].pk for code in row["serves"] if code != org.code)
        there = posts.get((org.pk, row["role"], row["title"]))
        entry = _post_entry(row, org, serves, there.pop(0) if there else None, served)
        wrong = _post_wrong(row, entry, org, mine, codes, cells)
        if wrong is None:
            made.rows.append(entry)
        else:
            made.problems.append(wrong)
    return made


def _post_entry(
    row: Row, org: Org, serves: frozenset[int], record: Post | None, served: Mapping[int, frozenset[int]]
) -> Entry:
    seats, critical = (None if (row["seats"] or 1) > 1 else 1), row["critical"] == "yes"
    entry = Entry(row["_sheet"], row["_row"], row["title"], org.name, {}, record, serves=serves)
    if record is None:
        role = _SCHOOL_ROLES.get(row["role"], Role.CLERK.value) if org.kind in SCHOOL_KINDS else ""
        since = row["valid_from"] or org.valid_from
        entry.values = {"org": org.pk, "code": row["role"], "title": row["title"], "role": role}
        entry.values |= {"seats": seats, "critical": critical, "valid_from": since}
        entry.lines.append(Line("post_new", {"unit": org.name, "since": since}))
        return entry
    if row["seats"] is not None and seats != record.seats:
        entry.values["seats"] = seats
        entry.lines.append(_becomes("seats", record.seats or "+", seats or "+"))
    if row["critical"] is not None and critical != record.critical:
        entry.values["critical"] = critical
        entry.lines.append(_becomes("critical", record.critical, critical))
    more = serves - served.get(record.pk, frozenset())
    if more:
        entry.lines.append(Line("serves", {"count": len(more)}))
    entry.serves = more
    return entry


def _post_wrong(
    row: Row, entry: Entry, org: Org, mine: set[int], codes: Mapping[str, Any], cells: Cells
) -> Problem | None:
    if entry.kind == SAME:
        return None
    if not {org.pk, *entry.serves} <= mine:
        return cells.problem(row, "unit", "unit_not_yours", org.name, unit=org.name)
    known = row["role"] in codes and codes[row["role"]].kind.value == "post"
    if entry.record is None and not known:
        return cells.problem(row, "role", "post_code_strange", row["role"], post=row["role"])
    return None


def write(plan: StructurePlan) -> dict[str, int]:
    """Write the plan's rows; units from above to below. Return the counts."""
    for entry in plan.of(CHANGED):
        _change(entry)
    fresh = plan.of(NEW)
    _new_posts([entry for entry in fresh if "org" in entry.values])
    _new_units([entry for entry in fresh if "org" not in entry.values])
    return {"started": len(fresh), "moved": len(plan.of(CHANGED)), "ended": 0}


def _change(entry: Entry) -> None:
    record = entry.record
    assert record is not None  # a changed row has one
    for name, value in entry.values.items():
        setattr(record, name, value)
    if isinstance(record, Org):
        record.sought = sought(record.name, record.alias)
    else:
        _serve(record, entry.serves)
    record.save()


def _new_units(entries: Sequence[Entry]) -> None:
    known = network.units_by_code()
    left = list(entries)
    while left:
        level = [entry for entry in left if entry.parent in known]
        made = [_org(entry, known[entry.parent]) for entry in level]
        known |= {org.code: org for org in bulk.insert(Org, made)}
        left = [entry for entry in left if entry not in level]
        assert level  # the plan has left out whatever hangs in the air


def _org(entry: Entry, above: Org) -> Org:
    values = entry.values
    words = sought(values["name"], values["alias"])
    return Org(parent=above, path=f"{above.path}{values['code']}/", sought=words, **values)


def _new_posts(entries: Sequence[Entry]) -> None:
    codes = rulebook.powers().codes
    made = [
        Post(rank=codes[entry.values["code"]].rank, org_id=entry.values["org"], **_without(entry.values, "org"))
        for entry in entries
    ]
    for entry, record in zip(entries, bulk.insert(Post, made), strict=True):
        _serve(record, entry.serves)


def _serve(record: Post, served: frozenset[int]) -> None:
    through = Post.serves.through
    bulk.link(through, [through(post_id=record.pk, org_id=unit) for unit in sorted(served)])


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _becomes(name: str, old: Any, new: Any) -> Line:
    return Line("becomes", {"what": name, "old": old, "new": new})
