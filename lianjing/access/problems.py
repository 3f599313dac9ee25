"""What problems need past the policy: who is named on one, what the clock finds due, who may review a decision."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from lianjing.access import bulk, reviewing
from lianjing.access.posts import current_holders, in_force
from lianjing.domain.authority import Role
from lianjing.records.doors import unscoped
from lianjing.records.models import Holding, Org, Person, Post, Problem, RedFlag, WorkItem

_COUNTS = ("in_effect", "reviewing")
_WHY = "two people handle a problem and a third decides it, whoever is free to"


def name_handlers(record: Problem, people: Collection[int]) -> None:
    """Name people on a problem; nobody else can find it."""
    through = Problem.handlers.through
    bulk.link(through, [through(problem_id=record.pk, person_id=person) for person in sorted(people)])


def take_off(record: Problem, people: Collection[int]) -> None:
    """Name people on a problem no more."""
    rows: Any = Problem.handlers.through._base_manager
    rows.filter(problem_id=record.pk, person_id__in=list(people)).delete()


def handlers_of(record: Problem) -> set[int]:
    """Return who is named on a problem."""
    rows = unscoped(Problem, reason=_WHY).filter(pk=record.pk).values_list("handlers", flat=True)
    return {person for person in rows if person is not None}


def posts_of(people: Collection[int], on: date) -> dict[int, Post]:
    """Return the acting post of each person, the one held longest."""
    rows = unscoped(Holding, reason=_WHY).filter(in_force(on), in_force(on, "post__"), person__in=list(people))
    return {row.person_id: row.post for row in rows.exclude(post__role="").select_related("post").order_by("-id")}


def on_notice(record: Problem) -> bool:
    """Return whether the person was put on notice of where a problem stands: it came onto their own list."""
    rows = unscoped(WorkItem, reason="no hearing runs out on somebody who was not told").filter(person=record.person_id)
    return rows.filter(subject_table="problem", subject_id=record.pk, opened_at__gte=record.entered_at).exists()


def people_at(org: Org, on: date) -> list[Person]:
    """Return who holds a post at a unit or at the one above it: whom a problem of the unit may be about."""
    rows = unscoped(Person, reason="whoever begins a problem names whom it is about")
    held = rows.filter(in_force(on, "holdings__"), holdings__post__org__in=[org.pk, org.parent_id or org.pk])
    return list(held.order_by("name", "id").distinct())


def verified(flag: RedFlag) -> bool:
    """Return whether a flag was verified: answered, reviewed by another, and not innocent."""
    return flag.state == "to_rectify"


def known(about: RedFlag, person_id: int | None) -> bool:
    """Return whether a problem about this flag and person was begun already."""
    rows = unscoped(Problem, reason="the same is not begun twice")
    return rows.filter(about_table="redflag", about_id=about.pk, person=person_id).exists()


def locked(record: Problem) -> Problem:
    """Return a problem as it stands, held until this transaction ends."""
    rows = unscoped(Problem, reason="exactly one of two hands wins").select_for_update(of=("self",))
    found: Problem = rows.select_related("org").get(pk=record.pk)
    return found


def due(state: str, on: date) -> list[Problem]:
    """Return the problems of a state whose day has passed."""
    rows = unscoped(Problem, reason="the clock acts for nobody").filter(state=state, due_on__lt=on)
    return list(rows.select_related("org").order_by("id"))


def late(on: date) -> list[Problem]:
    """Return the problems that wait for a handler or the approver longer than they may, and nobody was reminded yet."""
    told = unscoped(WorkItem, reason="reminded once a state").filter(
        subject_table="problem", subject_id=OuterRef("pk"), code="problem_late", opened_at__gte=OuterRef("entered_at")
    )
    rows = unscoped(Problem, reason="the clock acts for nobody").filter(~Exists(told), due_on__lt=on)
    return list(
        rows.filter(state__in=("begun", "heard", "weighed", "decided", "reviewing"))
        .select_related("org")
        .order_by("id")
    )


def hands_before(record: Problem) -> set[int]:
    """Return whose doing a review looks at: who began, worked on, decided or is named on it, and the person."""
    known = {record.begun_by_id, record.decided_by_id, record.person_id, *record.worked_by, *handlers_of(record)}
    return known - {None, record.reviewer_id}


def reviewer_apart(record: Problem, person: int, on: date) -> bool:
    """Return whether somebody may review: one level above who decided, apart from it and from them (G10)."""
    post = posts_of({person}, on).get(person)
    one_up = post is not None and post.role == Role.TEAM_INSPECTOR and person not in record.kept_away
    return one_up and not reviewing.against(record, person, hands_before(record), on)


def reviewer_for(record: Problem, on: date) -> int | None:
    """Return who reviews a decision: the first of the dispatched team who stands apart; None where nobody does."""
    rows = unscoped(Post, reason=_WHY).filter(role=Role.TEAM_INSPECTOR).filter(in_force(on), in_force(on, "holdings__"))
    people = [person for post in rows.order_by("rank", "id").distinct() for person in current_holders(post, on)]
    return next((person for person in people if reviewer_apart(record, person, on)), None)


def without_reviewer(on: date) -> list[Problem]:
    """Return the decisions under review that nobody reviews who may: none was free, or who was named may no more."""
    rows = unscoped(Problem, reason="the clock acts for nobody").filter(state="reviewing").order_by("id")
    found = list(rows.select_related("org"))
    return [one for one in found if one.reviewer_id is None or not reviewer_apart(one, one.reviewer_id, on)]


def to_empty() -> list[Problem]:
    """Return the transferred problems whose text is still here: the next tick empties them."""
    rows = unscoped(Problem, reason="after a transfer only the number stays").filter(state="transferred")
    return list(rows.filter(emptied_at=None).order_by("id"))


def in_effect(person_id: int, on: date) -> list[Problem]:
    """Return what may be cited about a person on a day: decisions in effect, nothing that lapsed (G11).

    A review does not suspend one (domain 4.7); who cites it says that it is under review.
    """
    rows = unscoped(Problem, reason="what may be cited of a person, for checks of eligibility")
    return list(rows.filter(person=person_id, state__in=_COUNTS, effect_until__gte=on).order_by("id"))
