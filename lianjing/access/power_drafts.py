"""Doors of versions of powers on their way into force: drafts, what was said about them, who is to approve."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from lianjing.access import powers, states, work
from lianjing.access.matters import acting_posts
from lianjing.access.posts import in_force
from lianjing.domain.authority import Role
from lianjing.domain.machines.power_version import POWER_VERSION
from lianjing.domain.refusals import RuleBroken
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Post, PowerOpinion, PowerVersion

_WHY = "versions of powers are kept apart by item and unit, not by reader"
UNDER_WAY = ("draft", "checked", "consulting", "approved_once", "approved")
BODIES = {Role.BUREAU_CHIEF: "bureau", Role.TEAM_INSPECTOR: "commission"}


def of_item(item: str) -> "QuerySet[PowerVersion]":
    """Return every version of a power: the newest first, unit by unit."""
    return powers.versions().filter(item=item).order_by("org__path", "-number")


def under_way(item: str, org: Org) -> PowerVersion | None:
    """Return the version of a unit's power that is being worked on, None when there is none."""
    return unscoped(PowerVersion, reason=_WHY).filter(item=item, org=org, state__in=UNDER_WAY).first()


def in_state(states: Iterable[str]) -> "QuerySet[PowerVersion]":
    """Return the versions in these states, in a fixed order."""
    return powers.versions().filter(state__in=list(states)).order_by("id")


def next_number(item: str, org: Org) -> int:
    """Return the number of a unit's next version of a power."""
    rows = unscoped(PowerVersion, reason=_WHY).filter(item=item, org=org)
    return int(rows.aggregate(most=Max("number"))["most"] or 0) + 1


def insert(version: PowerVersion) -> PowerVersion:
    """Write a new version. Raises RuleBroken("somebody_was_faster") where its number was just taken."""
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        raise RuleBroken("somebody_was_faster") from None
    return version


def locked(version: PowerVersion) -> PowerVersion:
    """Return the version as it stands now, held until the transaction ends."""
    row: PowerVersion = unscoped(PowerVersion, reason=_WHY).select_for_update().get(pk=version.pk)
    return row


def move(held: PowerVersion, state: str, now: datetime) -> PowerVersion:
    """Write the state that the machine allowed; back at a draft nobody has approved anything yet."""
    was, held.state = held.state, state
    if state == POWER_VERSION.start:
        held.first_approver = held.second_approver = None
        held.first_approved_at = held.approved_at = held.consulted_from = held.heard_until = None
    states.swap(held, was)
    work.overtake(about=held, now=now)
    return held


def drafters(version: PowerVersion, on: date) -> list[int]:
    """Return the post of whoever drafted a version, by its key; none where nobody did or they act no more."""
    drafted_by = [version.drafted_by_id] if version.drafted_by_id else []
    return [post.pk for post in acting_posts(drafted_by, on, version.org)]


def opinions_of(version: PowerVersion) -> list[PowerOpinion]:
    """Return what was said about a version, in order."""
    rows = unscoped(PowerOpinion, reason="what was said in a consultation is read by all staff")
    return list(rows.filter(version=version).select_related("said_by").order_by("id"))


def unanswered(version: PowerVersion) -> int:
    """Return how many opinions nobody has answered."""
    rows = unscoped(PowerOpinion, reason="every opinion gets an answer before anybody approves")
    return int(rows.filter(version=version, answered_at=None).count())


def said_before(version: PowerVersion, person: int, step: str, said: str) -> bool:
    """Return whether somebody has said the very same already."""
    rows = unscoped(PowerOpinion, reason="the same is not put twice")
    return bool(rows.filter(version=version, said_by=person, step=step, said=said).exists())


def bodies_of(person: int, on: date) -> frozenset[str]:
    """Return the bodies for which a person may approve on a day."""
    rows = unscoped(Post, reason="the two approvals come from two bodies")
    held = rows.filter(in_force(on), in_force(on, "holdings__"), holdings__person=person, role__in=list(BODIES))
    return frozenset(BODIES[Role(role)] for role in held.values_list("role", flat=True))


def approvers(now: datetime) -> dict[str, Post]:
    """Return one held post of each approving body."""
    on, found = now.date(), dict[str, Post]()
    rows = unscoped(Post, reason="work is put on the list of whoever approves")
    held = rows.filter(in_force(on), in_force(on, "holdings__"), role__in=list(BODIES)).select_related("org")
    for post in held.order_by("rank", "id").distinct():
        found.setdefault(BODIES[Role(post.role)], post)
    return found


def posts(keys: Iterable[int]) -> list[Post]:
    """Return posts by key, with their units."""
    rows = unscoped(Post, reason="work is put on the list of whoever is to act on a version")
    return list(rows.filter(pk__in=list(keys)).select_related("org").order_by("id"))


def settle(opinion: PowerOpinion, said: dict[str, object]) -> bool:
    """Write the answer to an opinion, once; return whether this was the first."""
    rows = unscoped(PowerOpinion, reason="exactly one of two answers wins")
    return bool(rows.filter(pk=opinion.pk, answered_at=None).update(**said))


def effective(item: str, org: Org) -> PowerVersion | None:
    """Return the version of a power that is in force at a unit itself."""
    return unscoped(PowerVersion, reason=_WHY).filter(item=item, org=org, state="effective").first()


def own_versions(item: str, keeper: Org) -> list[PowerVersion]:
    """Return the versions of a power that units other than the bureau have in force."""
    return list(powers.versions().filter(item=item, state="effective").exclude(org=keeper).order_by("id"))
