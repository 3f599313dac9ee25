"""Putting a question, or its answer, before whoever deals with it next."""

from datetime import datetime

from django.urls import reverse

from lianjing.access import questions, sealed, work
from lianjing.domain.authority import Role
from lianjing.records.models import Org, RedFlag


def ask(flag: RedFlag, role: Role, org: Org, code: str, now: datetime) -> None:
    """Put the flag on the list of the first post of a role at a unit; nobody there: it stays in the list of flags."""
    for post in questions.posts_with_role(role, org.path, now.date())[:1]:
        facts = {"subject": org.name if code == "flag_to_answer" else flag.org.name}
        url = reverse("redflags:flag", args=[flag.pk])
        work.assign(code=code, about=flag, post=post, url=url, now=now, due_on=flag.due_on, facts=facts)


def ask_the_two(flag: RedFlag, now: datetime) -> None:
    """Name the two people who weigh a sealed flag, and put it on their lists without a word about the school."""
    url = reverse("redflags:flag", args=[flag.pk])
    sealed.name_two(flag, now)
    for holding in sealed.two(flag, now):
        work.assign(
            code="flag_to_weigh", about=flag, post=holding.post, url=url, now=now, due_on=flag.due_on, sealed=True
        )


def ask_to_sign(flag: RedFlag, first: int, now: datetime) -> None:
    """Put what one of the two signed on the other's list, again without a word about the school."""
    url = reverse("redflags:flag", args=[flag.pk])
    for holding in sealed.two(flag, now):
        if holding.person_id != first:
            work.assign(
                code="flag_to_sign", about=flag, post=holding.post, url=url, now=now, due_on=flag.due_on, sealed=True
            )
