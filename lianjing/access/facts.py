"""What the pure policy needs to know of one record, read along the lookups its table declares."""

from typing import Any

from lianjing.domain.authority import Facts
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Rectification, Recusal, RedFlag

# What rows hang on and what says whom it is about; each hangs at most on those before it. A problem is not among them:
# what hangs on it is sealed, and the person it is about has work of their own in it.
FOLLOWED: tuple[type[Table], ...] = (RedFlag, Rectification, Recusal)
_WHY = "facts for the pure policy"


def facts_of(record: Table) -> Facts:
    """Return the facts of a saved record: its unit's path, whose it is, whom it is about, who is kept away."""
    scope = type(record).scope
    return Facts(
        path=str(_follow(record, scope.path) or ""),
        owner=_keys(record, scope.owner),
        posts=frozenset().union(*(_keys(record, lookup) for lookup in scope.posts)),
        alone=_keys(record, scope.person),
        about=_keys(record, scope.about),
        listed=_keys(record, scope.listed),
        recused=_kept_away(record),
        sealed=bool(_follow(record, scope.sealed)) if scope.sealed else False,
    )


def _follow(record: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        record = getattr(record, name, None)
    return record


def _keys(record: Table, lookup: str) -> frozenset[int]:
    if not lookup:
        return frozenset()
    found = unscoped(type(record), reason=_WHY).filter(pk=record.pk).values_list(lookup, flat=True)
    return frozenset(key for key in found if key is not None)


def _kept_away(record: Table) -> frozenset[int]:
    """Return who is recused from a record or from what it hangs on, and whom what it hangs on is about.

    Whose own the record is stays unless recused from that very one: what they did is no news to them.
    """
    subject = type(record).scope.subject
    if subject is None:
        return _recused(*key_of(record))
    table, key = str(_follow(record, subject[0])), int(_follow(record, subject[1]))
    further: frozenset[int] = frozenset()
    for other in FOLLOWED:
        rows = unscoped(other, reason=_WHY).filter(pk=key) if other._meta.model_name == table else ()
        for found in rows:
            further |= _keys(found, other.scope.about) | _kept_away(found)
    return _recused(*key_of(record)) | _recused(table, key) | (further - _keys(record, type(record).scope.owner))


def _recused(table: str, key: int) -> frozenset[int]:
    rows = unscoped(Recusal, reason=_WHY).filter(state__in=("recused", "replaced"), table=table, record_id=key)
    return frozenset(rows.values_list("person", flat=True))
