"""Who hears of a danger to a child, past the policy: the unit's head, the group's leader, the bureau's office."""

from datetime import date

from lianjing.access import questions
from lianjing.access.facts import facts_of
from lianjing.access.posts import current_holders, in_force
from lianjing.domain.authority import Role
from lianjing.domain.orgpaths import ancestors
from lianjing.records.doors import unscoped
from lianjing.records.models import Org, Post, RedFlag

_WHY = "danger to a child goes to whoever must report it, whoever noticed it"


def heads(org: Org, on: date) -> set[int]:
    """Return the people who head a unit today."""
    return {
        person
        for post in questions.posts_with_role(Role.PRINCIPAL, org.path, on)
        for person in current_holders(post, on)
    }


def told(flag: RedFlag, on: date) -> list[Post]:
    """Return the posts that are told at once: head, nearest group leader, bureau office; nobody it is about."""
    away = facts_of(flag).about | facts_of(flag).recused
    head = questions.first_free(Role.PRINCIPAL, [flag.org.path], away, on)
    leader = questions.first_free(Role.GROUP_LEADER, ancestors(flag.org.path), away, on)
    rows = unscoped(Post, reason=_WHY).filter(in_force(on), in_force(on, "holdings__"), role=Role.BUREAU_OFFICER)
    offices = rows.exclude(holdings__person__in=away).select_related("org").order_by("rank", "id").distinct()
    return [*head, *leader, *offices[:1]]
