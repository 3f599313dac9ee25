"""Doors of recusal: who is tied to whom, who decides, who may stand in. Pages reach recusals through the policy.

Source: product D4, SM14, S4. One level up: a post above the record and above the person, outside their unit.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from lianjing.access import policy
from lianjing.access.facts import facts_of
from lianjing.access.posts import current_holders, in_force, seat_for
from lianjing.domain.authority import GRANTS, Action, Reach, Role, Seat
from lianjing.domain.refusals import RuleBroken
from lianjing.records.base import Table, key_of
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Holding, Org, Person, Post, Recusal, Supervisor, WorkItem

_WHY = "recusal is worked out over every tie, whoever asks"
_LEVELS = (Role.GROUP_LEADER, Role.BUREAU_OFFICER, Role.TEAM_INSPECTOR)


def record_of(recusal: Recusal) -> Table:
    """Return the record that a recusal is about. Raises RuleBroken("not_yours") when it is gone."""
    table: Any = apps.get_model("records", recusal.table)
    found: Table | None = unscoped(table, reason=_WHY).filter(pk=recusal.record_id).first()
    if found is None:
        raise RuleBroken("not_yours")
    return found


def earlier(person_id: int, record: Table) -> "QuerySet[Recusal]":
    """Return the recusals of a person from a record, newest round first."""
    table, key = key_of(record)
    rows = unscoped(Recusal, reason=_WHY).filter(person=person_id, table=table, record_id=key)
    return rows.order_by("-round")


def overdue(now: datetime) -> list[Recusal]:
    """Return the recusals nobody decided in time: silence recuses."""
    return list(unscoped(Recusal, reason="the clock").filter(state="raised", due_at__lte=now).order_by("id"))


def waiting_for_successor() -> list[Recusal]:
    """Return the recusals whose work has not found another hand."""
    return list(unscoped(Recusal, reason="the clock").filter(state="recused").order_by("id"))


def locked(recusal: Recusal) -> Recusal:
    """Return the recusal as it stands now: two hands cannot both move it."""
    return unscoped(Recusal, reason="exactly one of two hands wins").select_for_update().get(pk=recusal.pk)


def tied_people(record: Table, on: date) -> dict[int, str]:
    """Return who has a declared tie with the people a record is about: person id -> kin or interest.

    A tie counts in both directions, whoever declared it. Two people tied to one supplier are tied to each other.
    """
    return tied_to(subjects_of(record), on)


def tied_to(subjects: Collection[int], on: date) -> dict[int, str]:
    """Return who has a declared tie with any of these people: person id -> kin or interest."""
    if not subjects:
        return {}
    ties = unscoped(Declaration, reason=_WHY).filter(in_force(on))
    kin = ties.filter(kind="kin").filter(Q(person__in=subjects) | Q(kin__in=subjects)).exclude(kin=None)
    found = {one: "kin" for pair in kin.values_list("person", "kin") for one in pair if one not in subjects}
    firms = ties.filter(kind="interest", person__in=subjects).values_list("other_name", flat=True)
    others = ties.filter(kind="interest", other_name__in=list(firms)).exclude(person__in=subjects)
    for person in others.values_list("person", flat=True):
        found.setdefault(person, "interest")
    return found


def ties_behind(recusal: Recusal, on: date) -> list[Declaration]:
    """Return the declared ties between the person of a recusal and those its record is about: what its decider needs.

    Either side may have declared them. For a shared supplier only the person's own declaration is returned.
    """
    subjects, who = subjects_of(record_of(recusal)), recusal.person_id
    ties = unscoped(Declaration, reason="who decides on a recusal is shown the tie in question").filter(in_force(on))
    firms = ties.filter(kind="interest", person__in=subjects).values("other_name")
    kin = Q(kind="kin") & (Q(person=who, kin__in=subjects) | Q(person__in=subjects, kin=who))
    shared = Q(kind="interest", person=who, other_name__in=firms)
    return list(ties.filter(kin | shared).select_related("person", "kin").order_by("id"))


def subjects_of(record: Table) -> set[int]:
    """Return the people a record is about: those named on it, the holders among its rows, who answered for the unit."""
    held = [row["holding"] for row in getattr(record, "rows", ()) or () if "holding" in row]
    named = unscoped(Holding, reason=_WHY).filter(pk__in=held).values_list("person", flat=True)
    answered = getattr(record, "answered_by_id", None)
    return set(facts_of(record).about) | set(named) | ({answered} if answered else set())


def within_reach(people: Iterable[int], record: Table, on: date) -> set[int]:
    """Return those of `people` who, in one of their posts, look at the record from outside its unit.

    Whoever answers for the unit itself stays: recusal is for those who judge.
    """
    found, path = set(), facts_of(record).path
    posts = unscoped(Post, reason=_WHY).filter(in_force(on), in_force(on, "holdings__")).exclude(role="")
    for person in people:
        held = posts.filter(holdings__person=person).select_related("org").distinct()
        seats = [seat_for(person, post, on) for post in held if post.org.path != path]
        actions = sorted(type(record).scope.actions)
        if any(policy.may(seat, action, record) for seat in seats for action in actions):
            found.add(person)
    return found


def decider_of(recusal: Recusal, on: date) -> Post | None:
    """Return the post that decides: the lowest one that stands above the record and above the person."""
    person = unscoped(Person, reason=_WHY).select_related("home").get(pk=recusal.person_id)
    away = set(earlier_recused(recusal.table, recusal.record_id)) | {recusal.person_id, recusal.requested_by_id}
    for role in _LEVELS:
        rows = unscoped(Post, reason=_WHY).filter(in_force(on), role=role).select_related("org")
        for post in rows.order_by("rank", "id"):
            holders = set(current_holders(post, on)) - away
            if holders and is_above(seat_for(min(holders), post, on), recusal.path, person.home.path):
                return post
    return None


def is_above(seat: Seat, record_path: str, home: str) -> bool:
    """Return whether a seat is one level up: over the record, and over the person's unit without being part of it.

    The dispatched team is the top: there another of its members decides.
    """
    if GRANTS.get((seat.role, Action.RECUSAL_DECIDE)) is Reach.COUNTY:
        return True
    over = any(record_path.startswith(path) for path in seat.paths)
    return over and seat.own_path != home and any(home.startswith(path) for path in seat.paths)


def earlier_recused(table: str, record_id: int) -> list[int]:
    """Return the people recused from a record."""
    rows = unscoped(Recusal, reason=_WHY).filter(table=table, record_id=record_id)
    return list(rows.filter(state__in=("recused", "replaced")).values_list("person", flat=True))


def successors(recusal: Recusal, org_paths: Sequence[str], on: date) -> list[tuple[Post, int]]:
    """Return the posts that the coverage proof names over a record's unit, with a holder who is free of ties.

    Upper supervisors first, then peers, in the order of the proof; nobody recused, tied, or without a seat.
    """
    record = record_of(recusal)
    away = set(earlier_recused(recusal.table, recusal.record_id)) | set(tied_people(record, on))
    away |= {recusal.person_id} | subjects_of(record)
    rows = unscoped(Supervisor, reason=_WHY).filter(org__path__in=org_paths).exclude(post__role="")
    found: list[tuple[Post, int]] = []
    seen: set[int] = set()
    for post in [row.post for row in rows.select_related("post__org").order_by("-side", "id").iterator(2000)]:
        if post.pk in seen:
            continue
        seen.add(post.pk)
        free = [person for person in current_holders(post, on) if person not in away]
        found += [(post, person) for person in free[:1]]
    return found


def work_about(recusal: Recusal, post_ids: Iterable[int]) -> list[WorkItem]:
    """Return the open work about the record that waits on posts nobody but the recused holds."""
    rows = unscoped(WorkItem, reason="the work of the recused goes to the successor")
    rows = rows.filter(subject_table=recusal.table, subject_id=recusal.record_id, post__in=list(post_ids))
    return list(rows.filter(closed_at=None, person=None))  # what is for one alone is asked of another by its own clock


def posts_held_alone(person_id: int, on: date) -> list[int]:
    """Return the acting posts that this person holds and nobody else does."""
    rows = unscoped(Post, reason=_WHY).filter(in_force(on), in_force(on, "holdings__"), holdings__person=person_id)
    return [post.pk for post in rows.exclude(role="").distinct() if current_holders(post, on) == [person_id]]


def unit_name(path: str) -> str:
    """Return the name of the unit at a path, "" when there is none any more."""
    found = unscoped(Org, reason=_WHY).filter(path=path).first()
    return found.name if found else ""
