"""Doors of the peer draw: where the groups lie, between which somebody declared kin, who visited whom last."""

import math
from datetime import date
from typing import Any

from lianjing.access.posts import in_force
from lianjing.domain.draw import DrawInputs
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Draw, Edge, Org

_WHY = "a draw covers every group and every declared tie, whoever runs it"
_EARTH = 6_371_000  # metres
_GROUP = "supervision_group"


def inputs_on(on: date, limit_metres: int) -> DrawInputs:
    """Return what a draw among the supervision groups depends on: straight-line metres between their schools' middles.

    A group without a position counts as near to everybody: travel then bars nothing, and the inputs show zero.
    The inputs are public. So that nobody reads from them who declared kin, a pair that may not be shows one metre
    more than the limit, whatever the reason.
    """
    groups = list(unscoped(Org, reason=_WHY).filter(in_force(on), kind=_GROUP).order_by("code"))
    places = {group.code: _middle(group, on) for group in groups}
    names = tuple(places)
    kin, beyond = _kin(groups, on), limit_metres + 1
    travel = {
        (one, other): beyond if _pair(one, other) in kin else min(beyond, _metres(places[one], places[other]))
        for one in names
        for other in names
        if one != other
    }
    return DrawInputs(names, travel, limit_metres, last=_last(groups, on))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _middle(group: Org, on: date) -> tuple[float, float] | None:
    rows = unscoped(Org, reason=_WHY).filter(in_force(on), path__startswith=group.path).exclude(latitude=None)
    found = list(rows.values_list("latitude", "longitude"))
    if not found:
        return None
    return sum(lat for lat, _ in found) / len(found), sum(lon for _, lon in found) / len(found)


def _metres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> int:
    if one is None or other is None:
        return 0
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(2 * _EARTH * math.asin(math.sqrt(half)))


def _kin(groups: list[Org], on: date) -> frozenset[tuple[str, str]]:
    """Return the pairs of groups between whose own members somebody declared kin."""
    by_path = {group.path: group.code for group in groups}
    rows = unscoped(Declaration, reason=_WHY).filter(in_force(on), kind="kin").exclude(kin=None)
    found = set()
    for one, other in rows.values_list("person__home__path", "kin__home__path"):
        if one in by_path and other in by_path and one != other:
            found.add(_pair(by_path[one], by_path[other]))
    return frozenset(found)


def _last(groups: list[Org], on: date) -> frozenset[tuple[str, str]]:
    """Return who visits whom by the peer lines in force."""
    ids = [group.pk for group in groups]
    rows = unscoped(Edge, reason=_WHY).filter(in_force(on), kind="peer", subject__in=ids, object__in=ids)
    return frozenset(rows.values_list("subject__code", "object__code"))


def locked(record: Draw) -> Draw:
    """Return the draw as it stands now: it gets one seed, once."""
    return unscoped(Draw, reason="a draw is made once").select_for_update().get(pk=record.pk)


def names_of(codes: list[str]) -> dict[str, Any]:
    """Return the units of a draw by code."""
    return {org.code: org for org in unscoped(Org, reason="a draw is public").filter(code__in=codes)}
