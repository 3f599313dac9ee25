"""What the pure policy needs to know of one record, read along the lookups its table declares."""

from typing import Any

from lianjing.domain.authority import Facts
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Recusal


def facts_of(record: Table) -> Facts:
    """Return the facts of a saved record: its unit's path, whose it is, whom it is about, who is recused."""
    scope = type(record).scope
    return Facts(
        path=str(_follow(record, scope.path) or ""),
        owner=_keys(record, scope.owner),
        posts=frozenset().union(*(_keys(record, lookup) for lookup in scope.posts)),
        alone=_keys(record, scope.person),
        about=_keys(record, scope.about),
        listed=_keys(record, scope.listed),
        recused=_recused(record),
        sealed=bool(_follow(record, scope.sealed)) if scope.sealed else False,
    )


def _follow(record: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        record = getattr(record, name, None)
    return record


def _keys(record: Table, lookup: str) -> frozenset[int]:
    if not lookup:
        return frozenset()
    found = (
        unscoped(type(record), reason="facts for the pure policy").filter(pk=record.pk).values_list(lookup, flat=True)
    )
    return frozenset(key for key in found if key is not None)


def _recused(record: Table) -> frozenset[int]:
    names = [key_of(record)]
    if type(record).scope.subject:
        table, key = type(record).scope.subject or ("", "")
        names.append((str(_follow(record, table)), int(_follow(record, key))))
    rows = unscoped(Recusal, reason="facts for the pure policy")
    asked = [row for table, key in names[1:] if table == "recusal" for row in rows.filter(pk=key)]
    names += [(row.table, row.record_id) for row in asked]
    kept = rows.filter(state__in=("recused", "replaced"))
    return frozenset(
        person
        for table, key in names
        for person in kept.filter(table=table, record_id=key).values_list("person", flat=True)
    ) | {row.person_id for row in asked}
