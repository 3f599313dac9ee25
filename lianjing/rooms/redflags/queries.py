"""What the pages of red flags show."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lianjing.access import policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.redflags import MAKER, RED_FLAG, REVIEWER
from lianjing.records.models import RedFlag


@dataclass(frozen=True)
class FlagSheet:
    """One flag as a post sees it: the rows that prove it, where it stands, the steps this post may take."""

    flag: RedFlag
    steps: tuple[str, ...]


def flags(post: Seat) -> "QuerySet[RedFlag]":
    """Return every flag the post may read, ordinary and sealed, newest first."""
    rows = policy.visible(post, Action.FLAG_READ, RedFlag)
    if policy.holds(post, Action.FLAG_READ_SEALED):
        rows = rows | policy.visible(post, Action.FLAG_READ_SEALED, RedFlag)
    return rows.select_related("org", "answered_by", "reviewed_by").order_by("-id")


def sheet(post: Seat, flag: RedFlag) -> FlagSheet:
    """Return one flag with the steps of its machine that are open to this post now."""
    capacities = set()
    if policy.holds(post, Action.FLAG_ANSWER) and policy.may(post, Action.FLAG_ANSWER, flag):
        capacities.add(MAKER)
    if policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, flag):
        if flag.answered_by_id != post.person_id:
            capacities.add(REVIEWER)
    return FlagSheet(flag, tuple(step.name for step in RED_FLAG.steps_from(flag.state, capacities)))
