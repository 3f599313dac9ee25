"""What the pages of red flags show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import flag_groups, flag_papers, flags_seen, model_health, policy, reuse, reviewing, sealed
from lianjing.access.rulebook import whole
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.redflags import HEAD, MAKER, RED_FLAG, REVIEWER
from lianjing.records.models import FlagPaper, RedFlag
from lianjing.ui.listing import Choice, Column, Listing, Search
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import redflags, states


@dataclass(frozen=True)
class Signing:
    """A transfer that one signed and a second person has not yet: what it says, who signed, whether that was me."""

    words: dict[str, str]
    by: str
    at: datetime
    mine: bool


@dataclass(frozen=True)
class FlagSheet:
    """One flag as a post sees it: where it stands, the steps this post may take, and why some are not open to it.

    ties: why this person may not review, in words; instead: who does. alike: questions that go along in one form.
    """

    flag: RedFlag
    steps: tuple[str, ...]
    ties: list[str]
    instead: str
    alike: list[RedFlag]
    signing: Signing | None
    back: str  # why a signed transfer was put back
    papers: list[FlagPaper]
    before: list[reuse.Before]  # where the same papers were handed in before, for whoever reviews


def flags(post: Seat) -> "QuerySet[RedFlag]":
    """Return every flag whose content the post may read now, ordinary and sealed, newest first."""
    return flags_seen.seen(post).select_related("org", "answered_by", "reviewed_by")


@dataclass(frozen=True)
class Waits:
    """How many questions wait at a post's units, how many a group is asked a week, how many wait for a model's sake."""

    here: int
    most: int
    stopped: int


def waiting(post: Seat, now: datetime) -> Waits | None:
    """Return what waits its turn at the units whose answers the post reviews, None where nothing does."""
    if not policy.holds(post, Action.FLAG_REVIEW):
        return None
    rows = policy.visible(post, Action.FLAG_REVIEW, RedFlag).filter(state="raised", sealed=False)
    here = rows.count()
    stopped = rows.filter(code__in=model_health.stopped(now.date())).count() if here else 0
    return Waits(here, whole("redflag.weekly", now), stopped) if here else None


def listing(post: Seat) -> Listing:
    """Return the list of flags as page, Excel and print show it."""
    return Listing(
        rows=flags(post),
        title=_("Red flags"),
        columns=[
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("question", _("Question"), redflags.headline, link=_address),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: stands(post, row)[1], show=lambda row: badge(*stands(post, row))),
        ],
        filters=[
            Choice("state", _("State"), _states(post), "state"),
            Search("q", _("Unit, by name or pinyin"), ("org__sought", "org__name")),
        ],
        order=("-pk",),
    )


def stands(post: Seat, flag: RedFlag) -> tuple[str, str]:
    """Return tone and words of where a flag stands. That it went to another body is told to those who review alone."""
    if flag.state == "transferred" and not policy.holds(post, Action.FLAG_REVIEW):
        return redflags.CLOSED_HERE
    return states.state("red_flag", flag.state)


def sheet(post: Seat, flag: RedFlag) -> FlagSheet:
    """Return one flag with the steps of its machine that are open to this post now."""
    reviews = policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, flag)
    waits = flag.state in ("answered", "overdue")
    ties = reviewing.why_not(flag, post.person_id, post.on) if reviews and waits else ()
    signing = _signing(post, flag)
    steps = () if signing else tuple(step.name for step in RED_FLAG.steps_from(flag.state, _capacities(post, flag)))
    papers = flag_papers.papers_of(flag)
    return FlagSheet(
        flag=flag,
        steps=() if ties else steps,
        ties=[str(redflags.TIES[tie]) for tie in ties],
        instead=_instead(flag, post) if ties else "",
        alike=flag_groups.alike(flags(post), flag) if steps and not ties else [],
        signing=None if ties else signing,
        back=str(flag.weighing.get("back", "")) if reviews else "",
        papers=papers,
        before=reuse.papers_before(post, flag, papers) if reviews and not ties else [],
    )


def _capacities(post: Seat, flag: RedFlag) -> set[str]:
    found = set()
    if policy.holds(post, Action.FLAG_ANSWER) and policy.may(post, Action.FLAG_ANSWER, flag):
        found.add(MAKER)
    if policy.holds(post, Action.FLAG_REVIEW) and policy.may(post, Action.FLAG_REVIEW, flag):
        if flag.answered_by_id != post.person_id:
            found.add(REVIEWER)
    elif policy.holds(post, Action.DANGER_HANDLE) and policy.may(post, Action.DANGER_HANDLE, flag):
        found.add(HEAD)
    return found


def _signing(post: Seat, flag: RedFlag) -> Signing | None:
    """Return the transfer of an ordinary flag that waits for a second hand; nobody but those who review hears of it."""
    kept = flag.weighing
    if flag.sealed or not kept.get("step") or flag.state not in ("answered", "overdue"):
        return None
    if not policy.holds(post, Action.FLAG_REVIEW):
        return None
    name = sealed.names({kept["by"]})[kept["by"]]
    return Signing(kept["words"], name, datetime.fromisoformat(kept["at"]), mine=kept["by"] == post.person_id)


def _instead(flag: RedFlag, post: Seat) -> str:
    found = next(reviewing.free(flag, post.on, without={post.person_id}), None)
    return f"{found[0].org} {found[0]}" if found else ""


def _states(post: Seat) -> list[tuple[str, Any]]:
    untold = () if policy.holds(post, Action.FLAG_REVIEW) else ("transferred",)
    return [(name, states.state("red_flag", name)[1]) for name in RED_FLAG.states if name not in untold]


def _address(row: RedFlag) -> str:
    return reverse("redflags:flag", args=[row.pk])
