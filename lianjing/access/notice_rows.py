"""What notices are made from: a school's accepted ledger rows of a period, its matters, and what the gate must know.

Rows are read at the versions that count; what was read is named, so that a notice can be made again from the same rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from lianjing.access.lake import lake, pinned
from lianjing.access.posts import in_force
from lianjing.records.doors import unscoped
from lianjing.records.models import Matter, MatterEvent, Org

_WHY = "a notice is made from what was accepted, never typed again"


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
        files = lake().files(table, version) if version is not None else []
        if not files or version is None:
            return []
        import duckdb

        self.read[table] = version
        conditions = " AND ".join(["school_code IN (?, '')", *where])
        with duckdb.connect(config={"threads": 1}) as engine:
            source = "read_parquet(?, union_by_name=true)"
            query = f"SELECT {', '.join(columns)} FROM {source} WHERE {conditions} ORDER BY row_id"
            found = engine.sql(query, params=[files, self.code, *values]).to_arrow_table().to_pylist()
        return list(found)


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
