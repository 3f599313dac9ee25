"""Doors of verification files: numbers, ties, who is called, and the rows of the lake that one look may show.

A look goes one hop from what the file already led to: from its school to the suppliers of its contracts, from one of
these to its contracts in the county and to the staff whom the links join with it, from one of these to the suppliers.
Nothing else of the lake is read here, and no sealed column.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Q

from lianjing.access.lake import lake, pinned
from lianjing.access.posts import current_holders, in_force
from lianjing.domain.authority import Role
from lianjing.domain.orgpaths import ancestors
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Holding, Org, Post, Verification, VerificationLook

_WHY = "a verification file was reached through the policy"
_PURCHASES = ("proc_no", "school_code", "title", "method", "awarded_on", "winner_code", "award_amount", "status")


@dataclass(frozen=True)
class Purchase:
    """One purchase: where, what, how, when, from whom (credit code), for how much (fen)."""

    school: str
    title: str
    method: str
    day: date | None
    supplier: str
    amount: int | None


@dataclass(frozen=True)
class Tie:
    """A link between somebody on the staff (school and number) and a supplier: its likeness, and by which evidence."""

    staff: tuple[str, str]
    supplier: str
    likeness: float
    evidence: tuple[str, ...]


def next_number(word: str, year: int) -> str:
    """Return the next number of a year, without gaps: e.g. word + 2026-003."""
    stem = f"{word}{year}-"
    known = unscoped(Verification, reason="numbers run on without gaps").filter(number__startswith=stem).count()
    return f"{stem}{known + 1:03}"


def due(state: str, on: date) -> list[Verification]:
    """Return the files of a state whose day has passed."""
    rows = unscoped(Verification, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.order_by("id"))


@dataclass(frozen=True)
class Ties:
    """Where a person or their declared kin work, as paths of units, and which schools buy from a firm of theirs."""

    paths: frozenset[str]
    schools: frozenset[str]

    @property
    def units(self) -> Q:
        """Return the filter of records that have one of these units as their `org`."""
        return Q(org__path__in=self.paths) | Q(org__code__in=self.schools)


def ties_of(person: int, on: date) -> Ties:
    """Return the ties of a person: kin by either's word, interests as declared by the person or by their kin."""
    rows = unscoped(Declaration, reason=_WHY).filter(in_force(on))
    pairs = rows.filter(Q(person=person) | Q(kin=person), kind="kin", kin__isnull=False)
    circle = {person} | {one for pair in pairs.values_list("person", "kin") for one in pair}
    held = unscoped(Holding, reason=_WHY).filter(in_force(on), person__in=circle).values_list("post__org__path")
    firms = rows.filter(kind="interest", person__in=circle).values_list("other_name", flat=True)
    paths = frozenset(above for (path,) in held for above in (path, *ancestors(path)))
    return Ties(paths, _schools_buying_from(set(firms) - {""}))


def tied(person: int, unit: Org, on: date) -> bool:
    """Return whether a person works at a unit, is kin to somebody who does, or has an interest in whom it buys from."""
    ties = ties_of(person, on)
    return unit.path in ties.paths or unit.code in ties.schools


def who_agree(record: Verification, on: date) -> list[Post]:
    """Return the posts that may agree to a file: the bureau's chief and the team, never the asker's or a tied one's."""
    rows = unscoped(Post, reason="work is put on the list of whoever may agree").filter(
        in_force(on),
        in_force(on, "holdings__"),
        role__in=(Role.BUREAU_CHIEF.value, Role.TEAM_INSPECTOR.value),
    )
    found = rows.exclude(holdings__person=record.asker).select_related("org").order_by("rank", "id").distinct()
    free = (one for one in found if not any(tied(who, record.org, on) for who in current_holders(one, on)))
    return list(islice(free, 2))


def looks(record: Verification) -> list[VerificationLook]:
    """Return every look by a file, the newest first."""
    rows = unscoped(VerificationLook, reason=_WHY).filter(verification=record)
    return list(rows.select_related("person").order_by("-id"))


def write_look(record: Verification, person: int, kind: str, name: str, rows: int, now: datetime) -> None:
    """Write down one look."""
    VerificationLook(verification=record, person_id=person, kind=kind, name=name[:80], rows=rows, at=now).save()


def purchases_of_school(code: str, most: int) -> list[Purchase]:
    """Return the purchases of a school that were awarded, the newest first."""
    return _purchases("school_code", code, most)


def purchases_of_supplier(code: str, most: int) -> list[Purchase]:
    """Return what a supplier was awarded in the county, the newest first."""
    return _purchases("winner_code", code, most)


def ties_of_supplier(code: str) -> list[Tie]:
    """Return the staff whom the links join with a supplier, the surest first."""
    return _ties("right_id", code)


def ties_of_staff(staff: tuple[str, str]) -> list[Tie]:
    """Return the suppliers that the links join with somebody on the staff, the surest first."""
    return [tie for tie in _ties("left_id", staff[1]) if tie.staff == staff]


def supplier(code: str) -> dict[str, Any]:
    """Return a supplier's public record: name, founding day, standing; empty where the lake has none."""
    found = _where("suppliers", ("credit_code", "name", "founded_on", "biz_status", "blacklisted"), "credit_code", code)
    return found[0] if found else {}


def names_of_suppliers(codes: Iterable[str]) -> dict[str, str]:
    """Return what suppliers are called."""
    return _names("suppliers", "credit_code", codes)


def names_of_staff(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return what staff are called, by school and number: each school numbers its own."""
    asked = set(wanted)
    rows = (
        row
        for number in {number for _, number in asked}
        for row in _where("staff_register", ("staff_no", "name", "school_code"), "staff_no", number)
    )
    found = {(str(row["school_code"]), str(row["staff_no"])): str(row["name"]) for row in rows}
    return {staff: name for staff, name in found.items() if staff in asked}


def schools(codes: Iterable[str]) -> dict[str, str]:
    """Return what schools are called, by code."""
    rows = unscoped(Org, reason="names of schools are public").filter(code__in=set(codes))
    return dict(rows.values_list("code", "name"))


def _schools_buying_from(firms: set[str]) -> frozenset[str]:
    """Return the codes of the schools that awarded a purchase to a supplier of one of these names."""
    codes = {row["credit_code"] for firm in firms for row in _where("suppliers", ("credit_code",), "name", firm)}
    bought = (row for code in codes for row in _where("procurements", ("school_code",), "winner_code", code))
    return frozenset(str(row["school_code"]) for row in bought)


def _names(table: str, key: str, values: Iterable[str]) -> dict[str, str]:
    wanted, versions = set(values), pinned()
    if table not in versions or not wanted:
        return {}
    rows = lake().columns(table, versions[table], (key, "name")).to_pylist()
    return {row[key]: str(row["name"]) for row in rows if row[key] in wanted}


def _purchases(column: str, value: str, most: int) -> list[Purchase]:
    found = [
        Purchase(
            str(row["school_code"] or ""),
            str(row["title"] or ""),
            str(row["method"] or ""),
            row["awarded_on"],
            str(row["winner_code"] or ""),
            row["award_amount"],
        )
        for row in _where("procurements", _PURCHASES, column, value)
        if row["winner_code"]
    ]
    found.sort(key=lambda one: (one.day or date.min, one.title), reverse=True)
    return found[:most]


def _ties(column: str, value: str) -> list[Tie]:
    names = ("kind", "school_code", "left_id", "right_id", "likeness", "evidence", "decided")
    found = _where("links", names, column, value)
    rows = [row for row in found if row["kind"] == "staff_supplier" and row["decided"] is not False]
    ties = [_tie(row) for row in rows]
    return sorted(ties, key=lambda one: (-one.likeness, one.staff, one.supplier))


def _tie(row: dict[str, Any]) -> Tie:
    staff = str(row["school_code"]), str(row["left_id"])
    return Tie(staff, str(row["right_id"]), float(row["likeness"]), _evidence(row["evidence"]))


def _evidence(said: Any) -> tuple[str, ...]:
    return tuple(filter(None, said.strip("|").split("|"))) if isinstance(said, str) else tuple(said or ())


def _where(table: str, names: tuple[str, ...], column: str, value: str) -> list[dict[str, Any]]:
    versions = pinned()
    return lake().where(table, versions[table], names, column, value) if table in versions else []


def by_supplier(found: Iterable[Purchase]) -> dict[str, list[Purchase]]:
    """Return purchases by the supplier that was awarded them."""
    groups: dict[str, list[Purchase]] = defaultdict(list)
    for one in found:
        groups[one.supplier].append(one)
    return dict(groups)
