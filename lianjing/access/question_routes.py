"""To whom a question from outside goes: a post of the school apart from what was published or done, else above it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from lianjing.access import policy, work
from lianjing.access.posts import current_holders
from lianjing.access.questions import posts_with_role
from lianjing.access.rulebook import powers
from lianjing.domain.authority import Action, Role, Seat
from lianjing.domain.orgtree import OrgKind
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Post, PublicQuestion

SCHOOL, GROUP, BUREAU = "school", "group", "bureau"
_WHY = "a question goes to whoever may answer it"


def seen(post: Seat) -> "QuerySet[PublicQuestion]":
    """Return every question the post may read; one that was diverted is on no desk."""
    return policy.visible(post, Action.QUESTION_READ, PublicQuestion).exclude(state="diverted")


def answerer_at(school: Org, makers: Iterable[int], on: date) -> Post | None:
    """Return the post of a school that answers: a deputy head before the head before a clerk, none a maker's."""
    barred = set(makers)
    leading = sorted(posts_with_role(Role.PRINCIPAL, school.path, on), key=lambda post: (post.rank != 1, post.pk))
    for post in (*leading, *posts_with_role(Role.CLERK, school.path, on)):
        holders = set(current_holders(post, on))
        if holders and not holders & barred:
            return post
    return None


def reviewers_of(question: PublicQuestion, level: str, on: date) -> list[Post]:
    """Return the posts that review at a level: the leader of the group above the school, or the bureau's office."""
    if level == GROUP:
        parent = question.org.parent
        return posts_with_role(Role.GROUP_LEADER, parent.path, on)[:1] if parent else []
    offices = unscoped(Org, reason=_WHY).filter(kind=OrgKind.BUREAU_OFFICE).order_by("path")
    return [post for office in offices for post in posts_with_role(Role.BUREAU_OFFICER, office.path, on)][:1]


def give(question: PublicQuestion, code: str, posts: Iterable[Post], now: datetime) -> None:
    """Put a question on the lists of posts; called inside an act."""
    for post in posts:
        work.assign(
            code=code,
            about=question,
            post=post,
            url=f"/answering/{question.pk}/",
            now=now,
            due_on=question.due_on,
            facts={"school": question.org.name, "power": power_name(question.power)},
        )


def power_name(power: str) -> str:
    """Return what a power is called in Chinese, "" for none."""
    names = powers().names
    return names[power].zh if power in names else ""


def makers_of(question: PublicQuestion) -> set[int]:
    """Return the people who published or did what a question is about."""
    links = PublicQuestion.makers.through._base_manager.filter(publicquestion=question.pk)
    return set(links.values_list("person_id", flat=True))


def keep_makers(question: PublicQuestion, people: Iterable[int]) -> None:
    """Keep with a question who published or did the thing; called inside an act."""
    link = PublicQuestion.makers.through
    link._base_manager.bulk_create([link(publicquestion_id=question.pk, person_id=one) for one in sorted(set(people))])
