"""What notices are made from: a school's accepted ledger rows of a period, its matters, and what the gate must know.

Rows are read at the versions that count; what was read is named, so that a notice can be made again from the same rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from lianjing.access.lake import lake, pinned
from lianjing.access.once import held, once
from lianjing.access.posts import in_force
from lianjing.records.doors import unscoped
from lianjing.records.models import Matter, MatterEvent, Org

_for_all: ContextVar[bool] = ContextVar("asked_for_all_schools", default=False)
_WHY = "a notice is made from what was accepted, never typed again"


@contextmanager
def all_schools_at_once() -> Iterator[None]:
    """Ask the lake each question once for all schools until the block ends, which only reads: for a turn of the clock.

    What a school is given is the same, row by row; only who asks for one school alone reads that school alone.
    """
    before = _for_all.set(True)
    try:
        with held():
            yield
    finally:
        _for_all.reset(before)


@dataclass
class SchoolRows:
    """The accepted rows of one school. `read`: table -> version of everything that was asked for."""

    code: str
    read: dict[str, int] = field(default_factory=dict)

    @cached_property
    def _versions(self) -> dict[str, int]:
        return pinned()

    def of(self, table: str, columns: Sequence[str], **equal: Any) -> list[dict[str, Any]]:
        """Return columns of the rows that are the school's own, or the whole county's. equal: column=value."""
        return self._ask(table, columns, [f"{name} = ?" for name in equal], list(equal.values()))

    def between(self, table: str, columns: Sequence[str], day: str, first: date, last: date) -> list[dict[str, Any]]:
        """Return the rows whose day lies in a period, both days included."""
        return self._ask(table, columns, [f"{day} BETWEEN ? AND ?"], [first, last])

    def _ask(self, table: str, columns: Sequence[str], where: list[str], values: list[Any]) -> list[dict[str, Any]]:
        version = self._versions.get(table)
        if version is None:
            return []
        if _for_all.get():
            asked = _by_school(table, version, tuple(columns), tuple(where), tuple(values))
            rows = _of_school(asked, self.code) if asked else None
        else:
            found = _ask_lake(table, version, columns, ["school_code IN (?, '')", *where], [self.code, *values])
            rows = None if found is None else found.to_pylist()
        if rows is None:
            return []
        self.read[table] = version
        return rows


def _ask_lake(
    table: str, version: int, columns: Sequence[str], where: Sequence[str], values: Sequence[Any], order: str = "row_id"
) -> Any | None:
    """Return columns of rows at a version, in order, None where the table has no rows at all."""
    files = lake().files(table, version)
    if not files:
        return None
    import duckdb

    said = f" WHERE {' AND '.join(where)}" if where else ""
    with duckdb.connect(config={"threads": 1}) as engine:
        query = f"SELECT {', '.join(columns)} FROM read_parquet(?, union_by_name=true){said} ORDER BY {order}"
        return engine.sql(query, params=[files, *values]).to_arrow_table()


@once
def _by_school(
    table: str, version: int, columns: tuple[str, ...], where: tuple[str, ...], values: tuple[Any, ...]
) -> tuple[Any, dict[str, tuple[int, int]]] | None:
    """Return the rows of all schools in order, and where those of each begin and how many there are."""
    named = [*columns, "school_code AS _school", "row_id AS _row"]
    found = _ask_lake(table, version, named, where, values, "school_code, row_id")
    if found is None:
        return None
    places: dict[str, tuple[int, int]] = {}
    begin = 0
    for school, rows in groupby(found.column("_school").to_pylist()):
        places[school] = (begin, sum(1 for _row in rows))
        begin += places[school][1]
    return found, places


def _of_school(asked: tuple[Any, dict[str, tuple[int, int]]], code: str) -> list[dict[str, Any]]:
    """Return the rows of one school and the whole county's, in the order of the lake."""
    found, places = asked
    rows = [row for name in {code, ""} & places.keys() for row in found.slice(*places[name]).to_pylist()]
    rows.sort(key=lambda row: row["_row"])
    return [{name: value for name, value in row.items() if name not in ("_school", "_row")} for row in rows]


def pupil_names(code: str) -> frozenset[str]:
    """Return the names in a school's pupil register; nothing else of it leaves here."""
    return frozenset(row["name"] for row in SchoolRows(code).of("pupils", ["name", "school_code"]) if row["name"])


def public_texts(org: Org) -> tuple[str, ...]:
    """Return names of bodies and the school's own address, which may be shown wherever they stand."""
    rows = SchoolRows(org.code)
    suppliers = (row["name"] for row in rows.of("suppliers", ["name"]))
    own = (text for row in rows.of("schools", ["name", "alias", "address"]) for text in row.values())
    return tuple({text for text in (org.name, org.alias, *suppliers, *own) if text})


def matters_in(org: Org, item: str, first: date, last: date) -> "QuerySet[Matter]":
    """Return a unit's matters of a power with anything written down in a period; stopped ones too: they existed."""
    rows = unscoped(Matter, reason=_WHY).filter(org=org, version__item=item)
    return rows.filter(events__happened_at__date__range=(first, last)).distinct().select_related("version")


def running_matters() -> list[tuple[Matter, list[MatterEvent]]]:
    """Return every matter that was not stopped, with its events in order. Two queries for the whole county."""
    matters = list(
        unscoped(Matter, reason=_WHY).exclude(state="stopped").select_related("version", "org").order_by("id")
    )
    events = unscoped(MatterEvent, reason=_WHY).filter(matter__in=matters).order_by("happened_at", "id")
    by_matter: dict[int, list[MatterEvent]] = {matter.pk: [] for matter in matters}
    for event in events:
        by_matter[event.matter_id].append(event)
    return [(matter, by_matter[matter.pk]) for matter in matters]


def schools_in_force(on: date, kinds: Iterable[str]) -> list[Org]:
    """Return the schools of a day. One query."""
    rows = unscoped(Org, reason="every school owes the same").filter(in_force(on), kind__in=list(kinds))
    return list(rows.order_by("path"))
