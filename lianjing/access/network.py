"""The whole network as the pure rules take it. A named door: proof, draw and checks must see every unit and tie.

What comes back is for computing, never for a page: pages read records through the policy.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from lianjing.domain import orgtree
from lianjing.domain.orghistory import History
from lianjing.domain.orgtree import EdgeKind, OrgKind, Rank, TieKind
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Edge, EdgeChange, Holding, JournalEntry, Org, OrgPlace, Post

_REASON = "the proof covers every unit, post and tie"
_RULED = tuple(kind.value for kind in EdgeKind)


def unit_codes() -> frozenset[str]:
    """Return the code of every unit."""
    return frozenset(_rows(Org).values_list("code", flat=True))


def history() -> History:
    """Return every dated fact of the network, in a fixed order."""
    return History(
        units=tuple(_units()),
        posts=tuple(_posts()),
        holdings=tuple(
            orgtree.Holding(*row)
            for row in _rows(Holding).values_list("post_id", "person_id", "valid_from", "valid_to")
        ),
        edges=tuple(
            orgtree.Edge(subject, object_, EdgeKind(kind), start, end)
            for subject, object_, kind, start, end in _rows(Edge)
            .filter(kind__in=_RULED)
            .values_list("subject_id", "object_id", "kind", "valid_from", "valid_to")
        ),
        ties=tuple(_ties()),
    )


def take_along(old: str, new: str) -> None:
    """Have what lies at a moved unit, or below it, lie where the unit stands now (D7): directives, work, recusals.

    The journal stays: an entry says where something happened.
    """
    for table in apps.get_app_config("records").get_models():
        if issubclass(table, Table) and table.scope.path == "path" and table not in (Org, JournalEntry):
            rows: Any = unscoped(table, reason="what a unit has goes along when the unit moves")
            rows.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


@contextmanager
def tried(day: date) -> Iterator[None]:
    """Refuse what is written within when it contradicts the network on any day, or makes no tree on this one.

    For what a file or two signatures write: it is written inside an act, whose transaction takes it back.
    """
    before = history()
    yield
    before.refuse_new(history(), day)


def fingerprint(facts: History, day: date) -> str:
    """Return the SHA-256 of the network as of `day`: equal networks have equal fingerprints."""
    network = facts.as_of(day)
    parts: tuple[Iterable[Any], ...] = (
        sorted(network.units.values(), key=lambda unit: unit.id),
        sorted(network.posts.values(), key=lambda post: post.id),
        network.holdings,
        network.edges,
        network.ties,
    )
    lines = [json.dumps([_plain(getattr(row, name)) for name in row.__slots__]) for part in parts for row in part]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _rows(table: Any) -> Any:
    return unscoped(table, reason=_REASON).order_by("id")


def _units() -> Iterable[orgtree.Unit]:
    """Yield each unit's present place, and before it the places it was moved from."""
    past: dict[int, list[OrgPlace]] = defaultdict(list)
    for place in _rows(OrgPlace):
        past[place.org_id].append(place)
    for org in _rows(Org):
        since, ends = org.valid_from, org.valid_to or date.max
        for place in past[org.pk]:
            if place.valid_from <= ends:  # whatever was written of a unit's move after its end places nothing
                yield _unit(org, place.path, place.parent_id, place.valid_from, min(place.valid_to, ends))
            since = max(since, place.valid_to + timedelta(days=1))
        if since <= ends:
            yield _unit(org, org.path, org.parent_id, since, org.valid_to)


def _unit(org: Org, path: str, parent: int | None, start: date, end: date | None) -> orgtree.Unit:
    spot = (org.latitude, org.longitude) if org.latitude is not None and org.longitude is not None else None
    named = (org.pk, OrgKind(org.kind), path, org.name, org.size_class, org.township, parent, start, end)
    return orgtree.Unit(*named, stage=org.stage, spot=spot)


def _posts() -> Iterable[orgtree.Post]:
    served: dict[int, set[int]] = defaultdict(set)
    for post, unit in _rows(Post).exclude(serves=None).values_list("pk", "serves"):
        served[post].add(unit)
    for post in _rows(Post):
        yield orgtree.Post(
            id=post.pk,
            unit_id=post.org_id,
            code=post.code,
            title=post.title,
            rank=Rank(post.rank),
            serves=frozenset(served[post.pk]),
            seats=post.seats,
            valid_from=post.valid_from,
            valid_to=post.valid_to,
        )


def _ties() -> Iterable[orgtree.Tie]:
    columns = ("person_id", "kind", "kin_id", "other_name", "valid_from", "valid_to")
    for person, kind, kin, other, start, end in _rows(Declaration).values_list(*columns):
        supplier = other if kind == "interest" else ""
        yield orgtree.Tie(person, TieKind(kind), kin, supplier, start, end)


def places_of(org: Org) -> list[OrgPlace]:
    """Return where a unit stood before, oldest first."""
    return list(_rows(OrgPlace).filter(org=org))


def served_by(post: Post) -> list[int]:
    """Return the ids of the further units a post works for."""
    return [key for key in _rows(Post).filter(pk=post.pk).values_list("serves", flat=True) if key is not None]


def locked_change(change: EdgeChange) -> EdgeChange:
    """Return a proposed change as it stands now: two hands cannot both decide it."""
    return unscoped(EdgeChange, reason="exactly one of two hands wins").select_for_update().get(pk=change.pk)


def overdue_changes(now: datetime) -> list[EdgeChange]:
    """Return the proposals that nobody confirmed in time."""
    return list(_rows(EdgeChange).filter(state="proposed", due_at__lte=now))


def served_by_posts() -> dict[int, frozenset[int]]:
    """Return the ids of the units that each post works for besides its own; posts without any are absent."""
    served: dict[int, set[int]] = defaultdict(set)
    for post, unit in _rows(Post).exclude(serves=None).values_list("pk", "serves"):
        served[post].add(unit)
    return {post: frozenset(units) for post, units in served.items()}


def units_by_code() -> dict[str, Org]:
    """Return every unit by its code: a table of units is written below those that are there."""
    return {org.code: org for org in _rows(Org)}


def code_taken(code: str) -> bool:
    """Return whether any unit, of today or before, has this code: a code is never given twice."""
    return bool(_rows(Org).filter(code=code).exists())
