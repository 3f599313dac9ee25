"""The steps that people take: plan, agree or return, submit, accept or return, make void. Sources: SM5, G12."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lianjing.access import rectifying as doors
from lianjing.access import work
from lianjing.access.acts import act
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand
from lianjing.domain.machines.rectification import CAUSES, ISSUER, RECTIFICATION
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import PowerVersion, Rectification
from lianjing.rooms.casework import rerun, samples
from lianjing.rooms.casework.evidence import Evidence
from lianjing.rooms.casework.moving import hand, note, put_on_list, settle, take, to_end


@dataclass(frozen=True)
class Plan:
    """What will be put right. cause: of `CAUSES`; finish_on: the last day, no later than the county allows."""

    cause: str
    cause_words: str
    measures: str
    finish_on: date | None


@dataclass(frozen=True)
class Change:
    """What of the power file was changed because of it, or why nothing (G12)."""

    version: PowerVersion | None = None
    step: str = ""
    why_none: str = ""

    @property
    def said(self) -> bool:
        """Return whether it says one of the two."""
        return (self.version is not None and bool(self.step.strip())) or bool(self.why_none.strip())


def _said(result: Rectification, **_: object) -> dict[str, Any]:
    return {"state": result.state, "round": result.round}


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def plan(*, post: Seat, record: Rectification, plan: Plan, now: datetime) -> Rectification:
    """Say why it came to this, what will be done, and by when. Raises RuleBroken("step_refused")."""
    last = due_day("rectification.doing", now)
    kept = {
        "cause": plan.cause in CAUSES and bool(plan.cause_words.strip()),
        "measures": bool(plan.measures.strip()),
        "finish_day": plan.finish_on is not None and now.date() <= plan.finish_on <= last,
    }
    step = take(record, "plan", hand(post, record), facts={name for name, yes in kept.items() if yes}, on=now.date())
    record.cause, record.cause_words = plan.cause, plan.cause_words.strip()
    record.measures, record.finish_on = plan.measures.strip(), plan.finish_on
    return settle(record, step, now, by=post, lines=[record.measures])


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def agree(*, post: Seat, record: Rectification, now: datetime) -> Rectification:
    """Agree to the plan: the work begins."""
    return settle(record, take(record, "agree", hand(post, record), on=now.date()), now, by=post)


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def return_plan(*, post: Seat, record: Rectification, missing: str, now: datetime) -> Rectification:
    """Return the plan once a round, saying what is missing."""
    facts = {"what_is_missing"} if missing.strip() else set()
    taken = doors.times(record, "return_plan")
    step = take(record, "return_plan", hand(post, record), facts=facts, on=now.date(), taken=taken)
    return settle(record, step, now, by=post, lines=[missing.strip()])


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def submit(
    *, post: Seat, record: Rectification, evidence: Sequence[Evidence], change: Change, now: datetime
) -> Rectification:
    """Say that it is put right: records of this house show it, and the changed step of the power, or why none."""
    facts = {name for name, yes in (("evidence", evidence), ("change_or_why_none", change.said)) if yes}
    step = take(record, "submit", hand(post, record), facts=facts, on=now.date())
    record.evidence = [one.as_json(now.date()) for one in evidence]
    record.changed_version, record.changed_step = change.version, change.step.strip() if change.version else ""
    record.why_unchanged = change.why_none.strip()
    record.sample = samples.draw_first(record, now)
    return settle(record, step, now, by=post, lines=[one.label for one in evidence])


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def give_back(*, post: Seat, record: Rectification, lines: Sequence[str], now: datetime) -> Rectification:
    """Return what was submitted, point by point."""
    said = [line.strip() for line in lines if line.strip()]
    step = take(record, "return", hand(post, record), facts={"itemised"} if said else set(), on=now.date())
    return settle(record, step, now, by=post, lines=said)


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def accept(*, post: Seat, record: Rectification, looked_at: Sequence[str], now: datetime) -> Rectification:
    """Accept what was put right, having looked at the sample: ninety days of observation begin.

    looked_at: names of the rows of the sample that were looked at: all of them. Raises RuleBroken("step_refused").
    """
    again = rerun.ask(record, now.date())
    facts = {name for name, yes in (("rerun_passed", again.passed), ("sampled", _whole(record, looked_at))) if yes}
    step = take(record, "accept", hand(post, record), facts=facts, on=now.date())
    record.sample = {**record.sample, "looked_at": list(looked_at), "by": post.person_id, "at": now.isoformat()}
    record.look_back, record.accepted_at = {"baseline": again.cases}, now
    record.observed_until = due_day("rectification.observe", now)
    return settle(record, step, now, by=post)


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def look_back(*, post: Seat, record: Rectification, passed: bool, words: str, now: datetime) -> Rectification:
    """Write down what the look-back sample showed, once. The clock closes it, or opens it again one level up.

    Raises RuleBroken: rectification_no_sample, rectification_looked, rectification_words_missing, not_yours.
    """
    held = doors.locked(record)
    if not held.look_back.get("rows") and "seed" not in held.look_back:
        raise RuleBroken("rectification_no_sample")
    if "passed" in held.look_back:
        raise RuleBroken("rectification_looked")
    if not words.strip():
        raise RuleBroken("rectification_words_missing", field="words")
    if "acceptor" not in hand(post, held).capacities:
        raise RuleBroken("not_yours")
    said = {"passed": passed, "words": words.strip(), "by": post.person_id, "at": now.isoformat()}
    held.look_back, held.due_on = {**held.look_back, **said}, None
    held.save(update_fields=["look_back", "due_on"])
    note(held, "look_back", now, by=post, lines=[words.strip()])
    work.overtake(about=held, now=now)
    return held


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def ask_void(*, post: Seat, record: Rectification, reason: str, now: datetime) -> Rectification:
    """Ask the acceptor to make void what was opened by mistake; nothing happens before both agree.

    Raises RuleBroken: rectification_words_missing, not_yours, step_refused (it is under way).
    """
    held = _first_of_two(post, record, reason)
    if RECTIFICATION.step(held.state, "void") is None:
        raise RuleBroken("rectification_under_way")
    note(held, "ask_void", now, by=post, lines=[reason.strip()])
    put_on_list(held, "rectification_to_void", now)
    return held


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def void(*, post: Seat, record: Rectification, now: datetime) -> Rectification:
    """Agree as the second hand that it was opened by mistake. Raises RuleBroken("step_refused")."""
    held = doors.locked(record)
    first = _first_hand(held)
    facts = {"reason"} if held.voiding.get("reason") else set()
    step = take(held, "void", *first, hand(post, held), facts=facts, on=now.date())
    return settle(held, step, now, by=post, lines=[held.voiding["reason"]])


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def ask_end(*, post: Seat, record: Rectification, reason: str, now: datetime) -> Rectification:
    """Ask the acceptor to end what can be asked no more, its days being over; nothing happens before both agree.

    Raises RuleBroken: rectification_words_missing, not_yours, rectification_askable.
    """
    held = _first_of_two(post, record, reason)
    if not to_end(held):
        raise RuleBroken("rectification_askable")
    note(held, "ask_end", now, by=post, lines=[reason.strip()])
    work.overtake(about=held, now=now, code="rectification_to_end")
    put_on_list(held, "rectification_to_agree_end", now)
    return held


@act(Action.RECTIFY_ACT, on="record", facts=_said)
def end_unasked(*, post: Seat, record: Rectification, now: datetime) -> Rectification:
    """Agree as the second hand that it ends: the check is tried once more. Raises RuleBroken("step_refused")."""
    held = doors.locked(record)
    told = {
        "reason": bool(held.voiding.get("reason")),
        "days_observed": held.observed_until is not None and held.observed_until < now.date(),
        "not_askable": rerun.ask(held, now.date()).result == "unknown",
    }
    facts = {name for name, yes in told.items() if yes}
    step = take(held, "end_unasked", *_first_hand(held), hand(post, held), facts=facts, on=now.date())
    return settle(held, step, now, by=post, lines=[held.voiding["reason"]])


def _first_of_two(post: Seat, record: Rectification, reason: str) -> Rectification:
    """Write down why the issuer asks for an end that takes two."""
    if ISSUER not in hand(post, record).capacities:
        raise RuleBroken("not_yours")
    if not reason.strip():
        raise RuleBroken("rectification_words_missing", field="reason")
    held = doors.locked(record)
    held.voiding = {"reason": reason.strip(), "by": post.person_id}
    held.save(update_fields=["voiding"])
    return held


def _first_hand(record: Rectification) -> list[Hand]:
    return [Hand.of(record.voiding["by"], ISSUER)] if record.voiding.get("by") else []


def _whole(record: Rectification, looked_at: Sequence[str]) -> bool:
    return {row["name"] for row in record.sample.get("rows", ())} <= set(looked_at)
