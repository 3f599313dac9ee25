"""Who looked at what is kept about a person, for that person alone (product G13, J3; PIPL 45).

Later is not never, and not at once: while somebody works on what the person has rightly not been told of, a look of
theirs would tell of it. It appears when that has ended without anything, or when the person has been told; of what was
handed over, never.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.problem import UNTOLD
from lianjing.records.base import Table
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Holding, JournalEntry, Problem, RedFlag, Verification

_WHY = "one's own record: who read it is told to the person it is about, and to nobody else by this door"
_NOTHING_IN_IT = ("closed_false", "closed_corrected")
_WORK = (Action.PROBLEM_HANDLE, Action.FLAG_REVIEW, Action.FLAG_WEIGH, Action.VERIFICATION_READ)


def looks(post: Seat) -> "QuerySet[JournalEntry]":
    """Return the looks of others at the person of this seat: their details, posts, declared ties, and what they were
    told of; the newest first.
    """
    person = post.person_id
    about = Q(subject_table="person", subject_id=person)
    for table, held in (
        ("declaration", unscoped(Declaration, reason=_WHY).filter(person=person)),
        ("holding", unscoped(Holding, reason=_WHY).filter(person=person)),
        ("problem", unscoped(Problem, reason=_WHY).filter(person=person).exclude(state__in=UNTOLD)),
    ):
        about |= Q(subject_table=table, subject_id__in=held.values("pk"))
    rows = unscoped(JournalEntry, reason=_WHY).filter(about, kind="read").exclude(person=person)
    for hands in _at_work_untold(person):
        rows = rows.exclude(person__in=hands)
    for handed_over in _handed_over_near(person):
        for hands in _hands(Problem, [handed_over.pk]):
            rows = rows.exclude(person__in=hands, at__lte=handed_over.transferred_at)
    return rows.select_related("person", "post__org").order_by("-id")


def _at_work_untold(person: int) -> Iterator[Any]:
    """Yield the keys of the people who work on what this person is not to know of yet, or who handed it over."""
    problems = unscoped(Problem, reason=_WHY).filter(person=person)
    told = problems.exclude(state__in=UNTOLD).filter(about_table="redflag").values("about_id")
    flags = unscoped(RedFlag, reason=_WHY).filter(Q(sealed=True) | Q(state="transferred"), about=person)
    flags = flags.exclude(state__in=_NOTHING_IN_IT).exclude(pk__in=told)
    going_on = Q(closed_at=None) | Q(result="transferred")
    files = unscoped(Verification, reason=_WHY).filter(going_on, org__posts__holdings__person=person)
    yield from _hands(Problem, problems.filter(state__in=UNTOLD).values("pk"))
    yield from _hands(RedFlag, flags.values("pk"))
    yield from _hands(Verification, files.values("pk"))


def _handed_over_near(person: int) -> "QuerySet[Problem]":
    """Return what was handed over and emptied at the units of this person.

    Whom it was about is kept nowhere, so the looks that led there are told to nobody whom it could have been about.
    """
    units = unscoped(Holding, reason=_WHY).filter(person=person).values("post__org")
    near = Q(org__in=units) | Q(org__parent__in=units)
    return unscoped(Problem, reason=_WHY).filter(near, state="transferred", emptied_at__isnull=False)


def _hands(table: type[Table], keys: Iterable[Any]) -> Iterator[Any]:
    """Yield the keys of who is named on these records, and of who has worked on them, named still or no more.

    A null among the keys would hide every look.
    """
    named: Any = unscoped(table, reason=_WHY)
    worked = unscoped(JournalEntry, reason=_WHY).filter(action__in=_WORK, person__isnull=False)
    yield named.filter(pk__in=keys, handlers__isnull=False).values("handlers")
    yield worked.filter(subject_table=table._meta.model_name, subject_id__in=keys).values("person")
