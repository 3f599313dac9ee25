"""A question is raised, explained by the unit, reviewed by somebody else. Never a charge (SM1)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from lianjing.access import flag_papers, questions, reviewing, screening, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.flag_papers import Paper
from lianjing.access.flow_flags import FLOW
from lianjing.access.rulebook import due_day, powers
from lianjing.domain import incompatible
from lianjing.domain.answers import alike, kind_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, THE_SYSTEM, Hand, Step
from lianjing.domain.machines.redflags import MAKER, RED_FLAG, REVIEWER
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Holding, RedFlag
from lianjing.rooms.network.usecases import recusals
from lianjing.rooms.redflags import usecases_flow
from lianjing.rooms.redflags.asking import ask_officer, ask_reviewer

INCOMPATIBLE = "incompatible_posts"


def ask_about_posts(now: datetime) -> int:
    """Raise a flag for each person in posts that a power item keeps apart, once a fact; return how many."""
    apart = incompatible.kept_apart(powers().items)
    found = incompatible.clashes(questions.held_posts(now.date()), apart, questions.waived_units())
    known, raised = questions.known_keys(INCOMPATIBLE), 0
    for clash in found:
        rows = questions.holdings_of_pair(clash.unit_id, clash.person_id, clash.codes, now.date())
        key = _key(rows)
        if key not in known:
            raise_flag(clash=clash, rows=rows, key=key, now=now)
            raised += 1
    return raised


@act_of("clock", on="result")
def raise_flag(*, clash: incompatible.Clash, rows: list[Holding], key: str, now: datetime) -> RedFlag:
    """Keep the rows as they stand, then put the question to the unit's officer."""
    org = questions.unit(clash.unit_id)
    step = RED_FLAG.take("raised", "sort_ordinary", THE_SYSTEM, facts={"snapshot", "rule_ordinary"})
    flag = RedFlag(
        org=org,
        code=INCOMPATIBLE,
        dedup_key=key,
        facts={"person": rows[0].person.name, "posts": [row.post.title for row in rows], "items": list(clash.items)},
        rows=[_evidence(row) for row in rows],
        alike=alike(INCOMPATIBLE),
        state=step.dst,
        raised_at=now,
        moved_at=now,
        due_on=due_day("redflag.self_check", now),
    )
    flag.save()
    recusals.detect(record=flag, now=now)
    ask_officer(flag, now)
    return flag


def _said(result: RedFlag, **_: object) -> dict[str, Any]:
    return {"kind": result.answer_kind, "late": result.late}


@act(Action.FLAG_ANSWER, on="flag", facts=_said)
def explain(
    *, post: Seat, flag: RedFlag, explanation: str, support: str, now: datetime, papers: Sequence[Paper] = ()
) -> RedFlag:
    """Explain, say what was put right, or object to the question, with one thing that shows it (`support`).

    Late answers are taken, marked late, and weigh no less. Raises RuleBroken: step_refused, somebody_was_faster.
    """
    name = "explain_late" if flag.state == "overdue" else "explain"
    facts = {word for word, said in (("explanation", explanation), ("support", support)) if said.strip()}
    step = _take(flag, name, Hand.of(post.person_id, MAKER), facts)
    flag.answer, flag.innocent_reason, flag.answer_kind = explanation, support, kind_of(support)
    flag.answered_by_id, flag.answered_at, flag.late = post.person_id, now, flag.late or name == "explain_late"
    _settle(flag, step, now, due="redflag.review")
    flag_papers.keep(flag, papers, now)
    recusals.detect(record=flag, now=now)
    if flag.weighing.get("step"):  # somebody signed a transfer before the late answer came: the second reads both
        ask_reviewer(flag, now, code="flag_to_countersign", without={flag.weighing["by"]})
    else:
        ask_reviewer(flag, now)
    return flag


@act(Action.FLAG_REVIEW, on="flag")
def send_back(*, post: Seat, flag: RedFlag, missing: str, now: datetime) -> RedFlag:
    """Return an answer once, saying what is missing."""
    facts = {"what_is_missing"} if missing.strip() else set()
    step = _review(flag, "send_back", post, facts, taken=1 if flag.review else 0)
    flag.review, flag.returned_at = missing, now
    _settle(flag, step, now, due="redflag.self_check")
    ask_officer(flag, now)
    return flag


@act(Action.FLAG_REVIEW, on="flag")
def dismiss(*, post: Seat, flag: RedFlag, reason: str, now: datetime) -> RedFlag:
    """Close a question that had an innocent answer; it counts against the question, not against anybody."""
    step = _review(flag, "dismiss", post, {"reason"} if reason.strip() else set())
    return _closed(flag, step, post, reason, now)


@act(Action.FLAG_REVIEW, on="flag")
def confirm_corrected(*, post: Seat, flag: RedFlag, now: datetime) -> RedFlag:
    """Close a question that was put right: the same question, asked again today, must find nothing."""
    step = _review(flag, "confirm_corrected", post, set() if still_there(flag, now.date()) else {"rerun_passed"})
    return _closed(flag, step, post, "", now)


@act(Action.FLAG_REVIEW, on="flag")
def to_rectification(
    *, post: Seat, flag: RedFlag, flow_step: str, basis: str, now: datetime, item: str = "", step_no: str = ""
) -> RedFlag:
    """Hand the matter over to rectification, naming the step and the basis. No person is found to be anything.

    item, step_no: the power's step by its numbers, where the reviewer chose one. What was named stays in `outcome`.
    """
    facts = {word for word, said in (("flow_step", flow_step), ("basis", basis)) if said.strip()}
    step = _review(flag, "rectify", post, facts)
    flag.outcome = {"item": item, "step": step_no, "flow_step": flow_step.strip(), "basis": basis.strip()}
    return _closed(flag, step, post, f"{flow_step.strip()}\n{basis.strip()}", now)


@act_of("clock", on="flag")
def lapse(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Mark a question that nobody answered in time, and tell the reviewer."""
    step = RED_FLAG.take(flag.state, "lapse", THE_CLOCK)
    _settle(flag, step, now, due="redflag.overdue")
    ask_reviewer(flag, now, code="flag_unanswered")
    return flag


def lapse_unanswered(now: datetime) -> int:
    """Lapse every question whose officer's days are over; return how many."""
    return states.each(questions.due_flags("self_check", now.date()), lambda flag: lapse(flag=flag, now=now))


def _take(flag: RedFlag, name: str, hand: Hand, facts: set[str], taken: int = 0) -> Step:
    makers = {flag.answered_by_id} if flag.answered_by_id else set()
    return RED_FLAG.take(flag.state, name, hand, facts=facts, people={"maker": makers}, taken=taken)


def _review(flag: RedFlag, name: str, post: Seat, facts: set[str], taken: int = 0) -> Step:
    """Take a reviewer's step, unless something stands against this person or the step waits for a second hand."""
    if flag.weighing.get("step"):
        raise RuleBroken("flag_signed_first")
    free = set() if reviewing.why_not(flag, post.person_id, post.on) else {"no_tie"}
    return _take(flag, name, Hand.of(post.person_id, REVIEWER), facts | free, taken)


def _settle(flag: RedFlag, step: Step, now: datetime, *, due: str = "") -> None:
    """Write the next state, unless somebody was faster, and take the old work off the list."""
    was = flag.state
    questions.moved(flag, step.dst, now)
    flag.due_on = due_day(due, now) if due else None
    flag.closed_at = now if step.dst in RED_FLAG.ends else None
    states.swap(flag, was)
    work.overtake(about=flag, now=now)


def _closed(flag: RedFlag, step: Step, post: Seat, review: str, now: datetime) -> RedFlag:
    flag.review, flag.reviewed_by_id = review, post.person_id
    _settle(flag, step, now)
    return flag


def still_there(flag: RedFlag, on: date) -> bool:
    """Return whether the same question, asked again, finds the same; writes nothing."""
    if flag.run_id is not None:
        return screening.asks_still(flag, on)
    if flag.code == FLOW:
        return usecases_flow.still_there(flag)
    apart = incompatible.kept_apart(powers().items)
    found = incompatible.clashes(questions.held_posts(on), apart, questions.waived_units())
    here = [clash for clash in found if clash.unit_id == flag.org_id]
    rows = [questions.holdings_of_pair(clash.unit_id, clash.person_id, clash.codes, on) for clash in here]
    return flag.dedup_key in {_key(held) for held in rows}


def _key(rows: list[Holding]) -> str:
    """Return the key of a fact: the same holdings ask once; a later re-appointment is a new fact."""
    return hashlib.sha256("|".join(sorted(str(row.pk) for row in rows)).encode()).hexdigest()


def _evidence(row: Holding) -> dict[str, Any]:
    return {"holding": row.pk, "post": row.post.title, "code": row.post.code, "since": row.valid_from.isoformat()}
