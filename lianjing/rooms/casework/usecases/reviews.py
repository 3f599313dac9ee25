"""A served decision is reviewed once, one level up, where the person asks for it (G10): as it was, lighter, or void.

Whoever reviews neither decided nor worked on it, and is no kin, partner or subordinate of whoever did or of the person.
Nothing becomes heavier by asking. Sources: product G10, S3, SM4; domain 4.7.
"""

from datetime import datetime
from typing import Any

from lianjing.access import problems as doors
from lianjing.access import rulebook, states
from lianjing.access.acts import act, act_of
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Problem
from lianjing.rooms.casework.problem_steps import ask_next, hand, settle, take
from lianjing.rooms.casework.usecases.problems import NO_MEASURE, NOT_SO

UPHELD, LIGHTENED, REVOKED = "upheld", "lightened", "revoked"
RESULTS = (UPHELD, LIGHTENED, REVOKED)


def _state(result: Problem, **_: object) -> dict[str, Any]:
    return {"state": result.state}


@act(Action.PROBLEM_OWN, on="record", facts=_state)
def ask_review(*, post: Seat, record: Problem, words: str = "", now: datetime) -> Problem:
    """Ask for a review, with or without a reason: within a month of service, once. Raises step_refused.

    The decision goes on counting meanwhile. Where nobody of the next level is free, the clock looks on for one.
    """
    facts = {"in_time"} if record.review_until and now.date() <= record.review_until else set()
    step = take(record, "ask_review", hand(post, record), facts=facts, taken=int(bool(record.review)))
    record.review = {"asked_on": now.date().isoformat(), "words": words.strip()}
    _name_reviewer(record, now)
    return settle(record, step, now)


def _name_reviewer(record: Problem, now: datetime) -> bool:
    was, record.reviewer_id = record.reviewer_id, None
    record.reviewer_id = doors.reviewer_for(record, now.date())
    if record.reviewer_id is not None:
        doors.name_handlers(record, {record.reviewer_id})
        doors.take_off(record, {was} - {None, record.reviewer_id})
    return record.reviewer_id is not None


def name_reviewers(now: datetime) -> int:
    """Name somebody where a review has nobody who may do it; return how many were named."""
    waiting = doors.without_reviewer(now.date())
    waiting = [one for one in waiting if doors.reviewer_for(one, now.date())]
    return states.each(waiting, lambda one: name_reviewer(record=one, now=now))


@act_of("clock", on="record")
def name_reviewer(*, record: Problem, now: datetime) -> Problem:
    """Name who reviews a decision. Raises RuleBroken("somebody_was_faster")."""
    held = doors.locked(record)
    if held.state != "reviewing" or held.reviewer_id != record.reviewer_id or not _name_reviewer(held, now):
        raise RuleBroken("somebody_was_faster")
    held.save(update_fields=["reviewer"])
    ask_next(held, now)
    return held


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def uphold(*, post: Seat, record: Problem, reason: str, now: datetime) -> Problem:
    """Let the decision stand as it is. Raises step_refused."""
    return _end(record, post, "uphold", UPHELD, record.measure, reason, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def lighten(*, post: Seat, record: Problem, measure: str, reason: str, now: datetime) -> Problem:
    """Put a lighter measure, or none, in the place of what was decided. Raises step_refused (never heavier)."""
    return _end(record, post, "lighten", LIGHTENED, measure, reason, now)


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def revoke(*, post: Seat, record: Problem, reason: str, now: datetime) -> Problem:
    """Make the decision void: none of it is so, the name is cleared, and the person chooses who is told."""
    return _end(record, post, "revoke", REVOKED, NO_MEASURE, reason, now)


def lighter_than(record: Problem) -> list[str]:
    """Return the measures that are lighter than what was decided, none first."""
    ranked = [NO_MEASURE, *(one.code for one in rulebook.competence().measures_for(record.person_kind))]
    return ranked[: ranked.index(record.measure)] if record.measure in ranked else []


def _end(record: Problem, post: Seat, way: str, result: str, measure: str, reason: str, now: datetime) -> Problem:
    known = rulebook.competence().measures.get(measure)
    lasting = known is not None and known.period
    told = {
        "reviewer_apart": doors.reviewer_apart(record, post.person_id, now.date()),
        "reason": bool(reason.strip()),
        "lighter": measure in lighter_than(record),
        "has_period": lasting,
        "no_period": not lasting,
    }
    named = way if result == REVOKED or lasting else f"{way}_once"
    step = take(record, named, hand(post, record), facts={one for one, yes in told.items() if yes})
    before = {"measure": record.measure, "measure_reason": record.measure_reason, "facts": record.facts}
    done = {"by": post.person_id, "on": now.date().isoformat(), "result": result, "reason": reason.strip()}
    record.review, record.measure = {**record.review, **before, **done}, measure
    record.measure_reason = record.measure_reason if result == UPHELD else reason.strip()
    record.effect_until = record.effect_until if lasting else None
    if result == REVOKED:
        record.facts = [{**one, "finding": NOT_SO} for one in record.facts]
        record.measure = record.measure_reason = ""  # nothing of it is decided any more; what was stands in `review`
    return settle(record, step, now)


def let_all_stand(now: datetime) -> int:
    """Settle the decisions whose month is over without anybody asking; return how many."""
    return states.each(doors.due("served", now.date()), lambda one: let_stand(record=one, now=now))


@act_of("clock", on="record")
def let_stand(*, record: Problem, now: datetime) -> Problem:
    """Let a decision stand: nobody asked for a review within the month."""
    return settle(record, take(record, "stand", THE_CLOCK, facts={"month_over"}), now)
