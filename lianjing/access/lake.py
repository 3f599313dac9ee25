"""The lake as the database knows it: the versions that count, and the lock under which they change."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from lianjing.access.once import once
from lianjing.domain.worktime import china_day
from lianjing.records.doors import unscoped
from lianjing.records.models import LakeTable, LedgerBatch, Org

if TYPE_CHECKING:
    from lianjing.engines.lake import Lake


ROWS_A_BATCH = 10_000_000  # a row's number is its batch's number and seven digits for its place


def lake() -> "Lake":
    """Return the installation's lake. Read it at versions of `pinned` only."""
    from lianjing.engines.lake import Lake

    return Lake(settings.LAKE_DIR)


@once
def pinned() -> dict[str, int]:
    """Return every table of which something was acknowledged, with the version that counts now."""
    rows = unscoped(LakeTable, reason="the screening reads whole tables; what it shows is asked of the policy")
    return dict(rows.filter(version__isnull=False).order_by("name").values_list("name", "version"))


def named_versions() -> dict[str, set[int]]:
    """Return every version of each table that the database names, now or for a batch: what a backup holds."""
    found = {name: {version} for name, version in pinned().items()}
    rows = unscoped(LedgerBatch, reason="what a backup holds").filter(lake_version__isnull=False)
    for name, version in rows.values_list("table__name", "lake_version").distinct():
        found.setdefault(name, set()).add(version)
    return found


def hold(name: str) -> LakeTable:
    """Return the table's row, locked until the caller's transaction ends: the lake has one writer a table."""
    rows = unscoped(LakeTable, reason="one writer a table")
    rows.get_or_create(name=name)
    return rows.select_for_update().get(name=name)


def table_named(name: str) -> LakeTable:
    """Return the table's row without locking it, new if need be."""
    return unscoped(LakeTable, reason="a computed table knows what it was made from").get_or_create(name=name)[0]


def name_version(table: LakeTable, version: int, now: datetime) -> None:
    """Write which version of a held table counts from now on."""
    table.version, table.named_at = version, now
    table.save(update_fields=["version", "named_at"])


def batch_of_slot(name: str, slot: str) -> LedgerBatch | None:
    """Return the batch that covers a slot of a table now."""
    rows = unscoped(LedgerBatch, reason="a correction takes the place of what covers the same slot")
    return rows.filter(table__name=name, slot=slot, in_force=True).first()


def batches_of_schools(name: str, schools: Collection[str]) -> list[LedgerBatch]:
    """Return the batches in force that hold rows of any of these schools, oldest first."""
    rows = unscoped(LedgerBatch, reason="the same row must not stand twice, whoever handed it in")
    rows = rows.filter(table__name=name, in_force=True).order_by("id")
    return [batch for batch in rows if set(batch.schools) & set(schools)]


def covered_elsewhere(school: str, org: Org) -> dict[str, date]:
    """Return table → day of the newest file in force that another unit handed in and that holds rows of a school."""
    rows = unscoped(LedgerBatch, reason="a school may know which of its tables the county has, not what is in them")
    rows = rows.filter(in_force=True).exclude(org=org).order_by("taken_in_at").select_related("table")
    return {batch.table.name: china_day(batch.taken_in_at) for batch in rows if school in batch.schools}


def batch_of_file(table: LakeTable, org: Org, sha256: str) -> LedgerBatch | None:
    """Return the unit's batch in force that came from this very file."""
    rows = unscoped(LedgerBatch, reason="the same file twice changes nothing")
    return rows.filter(table=table, org=org, sha256=sha256, in_force=True).first()


def continued(batches: Collection[int]) -> bool:
    """Return whether each of these batches is in force, or one that took its place or came after it for its slot."""
    rows = unscoped(LedgerBatch, reason="rows that were taken out are not rows that were put right")
    return all(_stands(batch) for batch in rows.filter(pk__in=batches).select_related("table"))


def came_since(rows: Iterable[int], moment: datetime) -> bool:
    """Return whether any of the rows, by number, was taken in after a moment."""
    batches = {number // ROWS_A_BATCH for number in rows}
    known = unscoped(LedgerBatch, reason="what was answered was not about rows that came later")
    return bool(known.filter(pk__in=batches, taken_in_at__gt=moment).exists())


def _stands(batch: LedgerBatch) -> bool:
    if batch.in_force or batch_of_slot(batch.table.name, batch.slot):
        return True
    after = unscoped(LedgerBatch, reason="a correction of another stretch of time names what it replaces")
    return any(_stands(one) for one in after.filter(replaces=batch).select_related("table"))


def batches_read(tables: list[str]) -> dict[str, list[int]]:
    """Return the batches in force of each table, oldest first: what a screening of these tables read."""
    rows = unscoped(LedgerBatch, reason="which batches a screening read").filter(in_force=True, table__name__in=tables)
    found: dict[str, list[int]] = {name: [] for name in tables}
    for name, batch in rows.order_by("id").values_list("table__name", "id"):
        found[name].append(batch)
    return found


def unpacked_tables() -> list[LakeTable]:
    """Return every table with rows, for the clock's nightly packing."""
    return list(unscoped(LakeTable, reason="the clock acts for nobody").filter(version__isnull=False).order_by("id"))
