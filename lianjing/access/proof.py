"""Doors of the coverage proof: the newest run, its staleness, and the rows of a new one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from lianjing.access import bulk
from lianjing.records.doors import unscoped
from lianjing.records.models import CoverageCell, CoverageRun, Gap, Org, Supervisor

_WHY = "which proof is the newest is the same for everybody"


def newest() -> CoverageRun | None:
    """Return the newest run, None before the first."""
    return unscoped(CoverageRun, reason=_WHY).order_by("-id").first()


def mark_stale(now: datetime) -> bool:
    """Say that the network has changed since the newest run; return whether it was fresh until now."""
    run = newest()
    if run is None or run.stale_since is not None:
        return False
    rows = unscoped(CoverageRun, reason=_WHY).filter(pk=run.pk, stale_since=None)
    return bool(rows.update(stale_since=now))


def still_newest(last: CoverageRun | None) -> bool:
    """Return whether no proof was stored after `last`; held until the caller's transaction ends."""
    rows: Any = unscoped(CoverageRun, reason=_WHY).order_by("-id").select_for_update()
    found = rows.first()
    return (found.pk if found else None) == (last.pk if last else None)


def store(
    run: CoverageRun, cells: Iterable[CoverageCell], supervisors: Iterable[Supervisor], gaps: Iterable[Gap]
) -> CoverageRun:
    """Write a run with its rows inside the caller's transaction. Supervisors are kept for the newest run only."""
    run.save()
    unscoped(Supervisor, reason="only the newest proof names supervisors").delete()
    tables: Sequence[tuple[Any, list[Any]]] = (
        (CoverageCell, list(cells)),
        (Supervisor, list(supervisors)),
        (Gap, list(gaps)),
    )
    for table, rows in tables:
        for row in rows:
            row.run = run
        bulk.insert(table, rows)
    return run


def loads_without(power: str) -> dict[int, int]:
    """Return how many steps of all other powers each post supervises in the newest proof, by post."""
    rows = unscoped(Supervisor, reason=_WHY).exclude(power=power).values_list("post").annotate(steps=Count("pk"))
    return dict(rows.order_by("post"))


def roots() -> list[Org]:
    """Return the units at the top of the tree."""
    return list(unscoped(Org, reason=_WHY).filter(parent=None).order_by("id"))
