"""What the pages of problems show: whole to whoever is named on them, in part to the person they are about."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianjing.access import looked_at_me, policy, problem_hands
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machines.problem import CHALLENGED, PROBLEM, SECOND, UNTOLD
from lianjing.domain.worktime import china_day
from lianjing.records.models import Problem, RedFlag
from lianjing.rooms.casework.problem_steps import hand
from lianjing.rooms.casework.usecases.problems import NOT_SO, PARTLY, SO, UNKNOWN, found_in
from lianjing.rooms.casework.usecases.reviews import REVOKED, lighter_than
from lianjing.ui.listing import Choice, Column, Days, Listing
from lianjing.ui.templatetags.ui import badge
from lianjing.ui.wording import casework, journal, states


@dataclass(frozen=True)
class ProblemSheet:
    """One problem as a handler sees it, with the steps open to this person now."""

    record: Problem
    steps: tuple[str, ...]
    facts: list[tuple[str, str]]
    responsibilities: list[tuple[Any, dict[str, str]]]


@dataclass(frozen=True)
class OwnSheet:
    """A problem as the person it is about sees it: facts, what is considered, the clock, the result. Nothing else."""

    record: Problem
    steps: tuple[str, ...]
    facts: list[tuple[str, str]]
    statement: list[tuple[str, str, bool | None]]

    @property
    def cleared_on(self) -> date | None:
        """Return the day on which it was found that nothing of it is so, by the decision or by its review."""
        if self.record.review.get("result") == REVOKED:
            return date.fromisoformat(self.record.review["on"])
        return china_day(self.record.decided_at) if self.record.decided_at else None


def problems(post: Seat) -> "QuerySet[Problem]":
    """Return the problems on which the person is named, newest first."""
    rows = policy.visible(post, Action.PROBLEM_HANDLE, Problem)
    return rows.select_related("org", "person", "decided_by", "begun_by")


def own(post: Seat) -> "QuerySet[Problem]":
    """Return the problems about the person who asks that they were told of, and that were not handed over."""
    return policy.visible(post, Action.PROBLEM_OWN, Problem).exclude(state__in=UNTOLD).select_related("org")


def looks_at_me(post: Seat, title: str) -> Listing:
    """Return the list of who looked at what is kept about the person who asks: when, who, in which post, at what."""
    return Listing(
        rows=looked_at_me.looks(post),
        title=title,
        columns=[
            Column("at", _("When"), lambda row: row.at, kind="moment", sort="at"),
            Column("who", _("Who"), lambda row: row.person.name),
            Column("post", _("In which post"), lambda row: f"{row.post.org.name} {row.post.title}"),
            Column("what", _("What"), lambda row: journal.action(row.action)),
            Column("record", _("Record"), lambda row: str(journal.TABLES[row.subject_table])),
        ],
        filters=[Days("at", _("Days"), "at__date")],
        order=("-pk",),
    )


def listing(post: Seat) -> Listing:
    """Return the list of problems: where they stand, no name and no fact."""
    return Listing(
        rows=problems(post),
        title=_("Problems"),
        columns=[
            Column("number", _("Number"), lambda row: number_of(row), link=_address),
            Column("unit", _("Unit"), lambda row: str(row.org), sort="org__name"),
            Column("due", _("Due"), lambda row: row.due_on, kind="date", sort="due_on"),
            Column("state", _("State"), lambda row: states.state("problem", row.state)[1], show=_badge),
        ],
        filters=[Choice("state", _("State"), states.options(PROBLEM), "state")],
        order=("-pk",),
    )


def number_of(record: Problem) -> str:
    """Return the number of a problem: the year in which it was begun, in China, and its place."""
    return f"{china_day(record.begun_at).year}-{record.pk:04d}"


def sheet(post: Seat, record: Problem) -> ProblemSheet:
    """Return one problem with what the person may do."""
    mine = hand(post, record).capacities
    steps = [step.name for step in PROBLEM.steps_from(record.state, mine) if step.name != "transfer"]
    steps = _fitting(record, steps)
    if SECOND in mine and any(step.src == record.state and step.name == "transfer" for step in PROBLEM.steps):
        steps += _signing(post, record)
    if record.state == "transferred" and SECOND in mine:
        steps.append("result")
    if asked_of(post, record) and mine:
        steps.insert(0, "away")
    if mine and record.state not in PROBLEM.ends:
        steps.append("aside")
    named = [(_("Direct responsibility"), record.direct), (_("Supervisory responsibility"), record.supervisory)]
    return ProblemSheet(record, tuple(steps), _facts(record), [one for one in named if one[1]])


def asked_of(post: Seat, record: Problem) -> dict[str, Any] | None:
    """Return what the person asked that this post decides on: whom to keep away, and why."""
    asked = problem_hands.open_challenge(record)
    return asked if asked and asked["decider"] == post.person_id else None


def _signing(post: Seat, record: Problem) -> list[str]:
    if not record.signing:
        return ["transfer"]
    return ["back"] if record.signing["by"] == post.person_id else ["sign", "back"]


def _fitting(record: Problem, steps: list[str]) -> list[str]:
    """Leave out the ends that the findings rule out, and of two ways to serve show one."""
    found = found_in(record)
    out = {"serve_once", "uphold_once", "lighten_once"}
    if not lighter_than(record):
        out |= {"lighten"}
    if not found & {SO, PARTLY}:
        out |= {"decide"}
    if found != {NOT_SO}:
        out |= {"clear"}
    if UNKNOWN not in found or found & {SO, PARTLY}:
        out |= {"leave"}
    if record.looked_again:
        out |= {"look_again"}
    return [step for step in steps if step not in out]


def own_sheet(post: Seat, record: Problem) -> OwnSheet:
    """Return what the person a problem is about sees of it; findings only once somebody decided."""
    told = record.decided_at is not None
    mine = [step.name for step in PROBLEM.steps_from(record.state, hand(post, record).capacities)]
    steps = tuple(name for name in mine if name != "ask_review" or _may_ask(post, record))
    steps += ("keep_away",) if record.state in CHALLENGED and not problem_hands.open_challenge(record) else ()
    facts = _facts(record) if told else [(one["text"], "") for one in record.facts]
    said = [(one["text"], one["answer"] if told else "", one["taken_up"] if told else None) for one in record.statement]
    return OwnSheet(record, steps, facts, said)


def _may_ask(post: Seat, record: Problem) -> bool:
    return not record.review and record.review_until is not None and post.on <= record.review_until


def may_begin(post: Seat, flag_id: int) -> RedFlag | None:
    """Return the verified flag that a problem may be begun from, None for everybody else."""
    rows = policy.visible(post, Action.PROBLEM_BEGIN, RedFlag).filter(pk=flag_id, state="to_rectify")
    return rows.select_related("org__parent").first()


def _facts(record: Problem) -> list[tuple[str, str]]:
    return [(one["text"], str(casework.FINDINGS.get(one["finding"], ""))) for one in record.facts]


def _address(row: Problem) -> str:
    return reverse("casework:problem", args=[row.pk])


def _badge(row: Problem) -> Any:
    return badge(*states.state("problem", row.state))
