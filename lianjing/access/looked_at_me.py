"""Who looked at what is kept about a person, for that person alone (product G13, J3; PIPL 45).

Later is not never, and not at once: while somebody works on what the person has rightly not been told of, a look of
theirs would tell of it. It appears when that has ended without anything, or when the person has been told.
"""

from typing import Any

from django.db.models import Q, QuerySet

from lianjing.domain.authority import Seat
from lianjing.domain.machines.problem import UNTOLD
from lianjing.records.doors import unscoped
from lianjing.records.models import Declaration, Holding, JournalEntry, Problem, RedFlag, Verification

_WHY = "one's own record: who read it is told to the person it is about, and to nobody else by this door"
_NOTHING_IN_IT = ("closed_false", "closed_corrected")


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
    return rows.select_related("person", "post__org").order_by("-id")


def _at_work_untold(person: int) -> tuple[Any, ...]:
    """Return the keys of the people who work on what this person is not to know of yet."""
    problems = unscoped(Problem, reason=_WHY).filter(person=person)
    told = problems.exclude(state__in=UNTOLD).filter(about_table="redflag").values("about_id")
    flags = unscoped(RedFlag, reason=_WHY).filter(about=person, sealed=True).exclude(state__in=_NOTHING_IN_IT)
    going_on = Q(closed_at=None) | Q(result="transferred")
    files = unscoped(Verification, reason=_WHY).filter(going_on, org__posts__holdings__person=person)
    return tuple(
        rows.filter(handlers__isnull=False).values("handlers")  # a null among the keys would hide every look
        for rows in (problems.filter(state__in=UNTOLD), flags.exclude(pk__in=told), files)
    )
