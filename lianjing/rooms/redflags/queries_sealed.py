"""What the page of a sealed flag shows the two people who weigh it, and nobody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from lianjing.access import policy, sealed
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.redflags import RED_FLAG, SEALED_REVIEWER
from lianjing.records.models import RedFlag
from lianjing.ui.wording import redflags


@dataclass(frozen=True)
class Weighing:
    """What one of the two may do now. signed: the step that waits for a second hand, with who signed and why."""

    two: list[str]
    signed: dict[str, Any] | None
    mine: bool  # I signed it
    steps: tuple[str, ...]  # what I may sign first


def weighed(post: Seat) -> "QuerySet[RedFlag]":
    """Return the sealed flags that the post weighs as one of two."""
    return policy.visible(post, Action.FLAG_WEIGH, RedFlag).filter(state="sealed", sealed=True).select_related("org")


def weighing(post: Seat, flag: RedFlag, now: datetime) -> Weighing | None:
    """Return what the page shows, None to everybody else and where nothing is weighed."""
    if not policy.holds(post, Action.FLAG_WEIGH) or not weighed(post).filter(pk=flag.pk).exists():
        return None
    if post.person_id in sealed.away(flag, now):
        return None  # a tie came to light; the next turn of the clock takes them off
    open_step = flag.weighing if flag.weighing.get("step") else None
    people = {holding.person_id for holding in sealed.two(flag, now)} | ({open_step["by"]} if open_step else set())
    names = sealed.names(people)
    return Weighing(
        two=[names[one] for one in sorted(people)],
        signed=open_step
        and {
            "label": redflags.STEPS[open_step["step"]],
            "by": names[open_step["by"]],
            "at": datetime.fromisoformat(open_step["at"]),
            "words": list(open_step["words"].values()),
        },
        mine=bool(open_step) and open_step["by"] == post.person_id,
        steps=() if open_step else tuple(step.name for step in RED_FLAG.steps_from(flag.state, {SEALED_REVIEWER})),
    )
