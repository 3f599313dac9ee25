"""Putting a question, or its answer, before whoever deals with it next."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from lianjing.access import questions, reviewing, sealed, work
from lianjing.access.facts import facts_of
from lianjing.domain.authority import Role
from lianjing.records.models import Holding, Post, RedFlag


def ask_officer(flag: RedFlag, now: datetime) -> None:
    """Put the question before the unit's officer: the first whom it is not about and who is not kept away from it.

    Nobody there: it stays in the list of flags, and the reviewer hears when the officer's days are over.
    """
    facts = facts_of(flag)
    for post in questions.first_free(Role.CLERK, [flag.org.path], facts.about | facts.recused, now.date()):
        put_on_list(flag, post, "flag_to_answer", now)


def ask_reviewer(flag: RedFlag, now: datetime, *, code: str = "flag_to_review", without: Iterable[int] = ()) -> None:
    """Put the flag on the list of the nearest person whom no tie keeps from reviewing it, people `without` left out.

    Nobody free: it stays in the list of flags, and its clock goes one level up.
    """
    for post, _person in reviewing.free(flag, now.date(), without=without):
        put_on_list(flag, post, code, now)
        return


def put_on_list(flag: RedFlag, post: Post, code: str, now: datetime) -> None:
    """Put the flag on the list of one post; what a list says of it is the unit, never the question."""
    url = reverse("redflags:flag", args=[flag.pk])
    work.assign(
        code=code, about=flag, post=post, url=url, now=now, due_on=flag.due_on, facts={"subject": flag.org.name}
    )


def ask_the_two(flag: RedFlag, now: datetime) -> None:
    """Name the two people who weigh a sealed flag, and put it on their lists without a word about the school."""
    sealed.name_two(flag, now)
    for holding in sealed.two(flag, now):
        put_sealed_on_list(flag, holding, now)


def ask_to_sign(flag: RedFlag, first: int, now: datetime) -> None:
    """Put what one of the two signed on the other's list, again without a word about the school."""
    for holding in sealed.two(flag, now):
        if holding.person_id != first:
            put_sealed_on_list(flag, holding, now, code="flag_to_sign")


def put_sealed_on_list(flag: RedFlag, holding: Holding, now: datetime, *, code: str = "flag_to_weigh") -> None:
    """Put a sealed flag on the list of one person, with nothing said of it, to nobody else who holds the post."""
    url = reverse("redflags:flag", args=[flag.pk])
    sealed_for = {"post": holding.post, "person": holding.person_id, "sealed": True}
    work.assign(code=code, about=flag, url=url, now=now, due_on=flag.due_on, **sealed_for)
