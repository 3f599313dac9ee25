"""What the pages of red flags show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import flags_seen, policy
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.redflags import MAKER, RED_FLAG, REVIEWER
from lianjing.records.models import RedFlag
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import redflags, states


@dataclass(frozen=True)
class FlagSheet:
    """One flag as a post sees it: the rows that prove it, where it stands, the steps this post may take."""

    flag: RedFlag
    steps: tuple[str, ...]


def flags(post: Seat) -> "QuerySet[RedFlag]":
    """Return every flag whose content the post may read now, ordinary and sealed, newest first."""
    return flags_seen.seen(post).select_related("org", "answered_by", "reviewed_by")


def waiting(post: Seat) -> int:
    """Return how many ordinary questions wait their turn at the units whose answers the post reviews."""
    if not policy.holds(post, Action.FLAG_REVIEW):
        return 0
    return policy.visible(post, Action.FLAG_REVIEW, RedFlag).filter(state="raised", sealed=False).count()


def listing(post: Seat) -> Listing:
    """Return the list of flags as page, Excel and print show it."""
    return Listing(
        rows=flags(post),
        title=_("Red flags"),
        columns=[
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("question", _("Question"), redflags.headline, link=_address),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: states.state("red_flag", row.state)[1], show=_badge),
        ],
        filters=[
            Choice(
                "state", _("State"), [(name, states.state("red_flag", name)[1]) for name in RED_FLAG.states], "state"
            ),
            Search("q", _("Unit, by name or pinyin"), ("org__sought", "org__name")),
        ],
        order=("-pk",),
    )


def sheet(post: Seat, flag: RedFlag) -> FlagSheet:
    """Return one flag with the steps of its machine that are open to this post now."""
    capacities = set()
    if policy.holds(post, Action.FLAG_ANSWER) and policy.may(post, Action.FLAG_ANSWER, flag):
        capacities.add(MAKER)
    reviews = policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, flag)
    if reviews and flag.answered_by_id != post.person_id:
        capacities.add(REVIEWER)
    return FlagSheet(flag, tuple(step.name for step in RED_FLAG.steps_from(flag.state, capacities)))


def _address(row: RedFlag) -> str:
    return reverse("redflags:flag", args=[row.pk])


def _badge(row: RedFlag) -> Any:
    return badge(*states.state("red_flag", row.state))
