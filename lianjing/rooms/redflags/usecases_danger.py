"""Danger to a child waits for no officer: head, group and bureau hear at once, with the duty to report (G15).

Nothing is kept of the child: only what kind of danger, where, how many, and to whom it was reported. Source: L15
article 11 (mandatory report to police, civil affairs, education); product G15.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from lianjing.access import bulk, danger, questions, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import due, due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.danger import BODIES, CODE, Danger
from lianjing.domain.machine import THE_SYSTEM, Hand
from lianjing.domain.machines.redflags import HEAD, MAKER, RED_FLAG, REVIEWER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Org, RedFlag
from lianjing.rooms.redflags.asking import ask_reviewer, put_on_list


@act(Action.DANGER_REPORT, on="org", facts=lambda result, **_: {"flag": result.pk, "kind": result.danger})
def report_danger(*, post: Seat, org: Org, seen: Danger, now: datetime) -> RedFlag:
    """Report a danger to a child at a unit: it is put before head, group and bureau in the same moment.

    Raises RuleBroken("danger_unknown"): a word that is none of the choices.
    """
    seen.checked()
    step = RED_FLAG.take("raised", "sort_danger", THE_SYSTEM, facts={"snapshot", "danger_named"})
    flag = RedFlag(
        org=org,
        code=CODE,
        danger=seen.kind,
        facts=seen.as_facts(),
        dedup_key=sha256(f"{CODE}|{org.pk}|{post.person_id}|{now.isoformat()}".encode()).hexdigest(),
        raised_at=now,
        asked_at=now,
    )
    questions.moved(flag, step.dst, now)
    flag.due_on = due("redflag.danger", now).date()
    flag.save()
    if seen.head_concerned:
        about = RedFlag.about.through
        bulk.link(about, [about(redflag_id=flag.pk, person_id=head) for head in sorted(danger.heads(org, now.date()))])
    tell(flag, now)
    return flag


@act(Action.DANGER_REPORT, on="flag", facts=lambda result, **_: {"kind": result.danger})
def mark(*, post: Seat, flag: RedFlag, kind: str, now: datetime) -> RedFlag:
    """Mark a question as danger to a child: the officer's days end, head, group and bureau hear at once."""
    facts = {"danger_named"} if kind in Danger.KINDS else set()
    step = RED_FLAG.take(flag.state, "mark_danger", Hand.of(post.person_id, MAKER, HEAD, REVIEWER), facts=facts)
    _endangered(flag, kind, step.dst, now)
    return flag


@act_of("clock", on="flag")
def raise_at_once(*, flag: RedFlag, kind: str, now: datetime) -> RedFlag:
    """Put a question whose model names a danger to a child straight before head, group and bureau."""
    step = RED_FLAG.take(flag.state, "sort_danger", THE_SYSTEM, facts={"snapshot", "danger_named"})
    flag.asked_at = now
    _endangered(flag, kind, step.dst, now)
    return flag


@act(Action.DANGER_HANDLE, on="flag", facts=lambda result, **_: {"to": result.facts["reported_to"]})
def note_report(*, post: Seat, flag: RedFlag, bodies: Sequence[str], now: datetime) -> RedFlag:
    """Write down to which bodies the danger was reported; then it is reviewed as an answer is.

    Raises RuleBroken: step_refused (none named), danger_unknown (a body that is none of the choices).
    """
    if unknown := set(bodies) - set(BODIES):
        raise RuleBroken("danger_unknown", word=", ".join(sorted(unknown)))
    facts = {"reported_to"} if bodies else set()
    capacity = HEAD if post.role == "principal" else REVIEWER
    step = RED_FLAG.take(flag.state, "report", Hand.of(post.person_id, capacity), facts=facts, people={"maker": set()})
    was = flag.state
    flag.facts = {**flag.facts, "reported_to": list(bodies), "reported_at": now.isoformat()}
    flag.answered_at = now
    questions.moved(flag, step.dst, now)
    flag.due_on = due_day("redflag.review", now)
    states.swap(flag, was)
    work.overtake(about=flag, now=now)
    ask_reviewer(flag, now, without={post.person_id})
    return flag


def tell(flag: RedFlag, now: datetime) -> None:
    """Put a danger on the lists of head, group leader and bureau, all at once; never of whom it is about."""
    for post in danger.told(flag, now.date()):
        put_on_list(flag, post, "danger_to_child", now)


def _endangered(flag: RedFlag, kind: str, state: str, now: datetime) -> None:
    was, flag.danger = flag.state, kind
    questions.moved(flag, state, now)
    flag.due_on = due("redflag.danger", now).date()
    states.swap(flag, was)
    work.overtake(about=flag, now=now)
    tell(flag, now)
