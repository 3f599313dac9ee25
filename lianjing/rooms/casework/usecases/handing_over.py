"""A problem is handed over: signed by two; what stays is number, day, receiving body and class of result (G2, S2)."""

from datetime import datetime
from typing import Any

from lianjing.access import problem_hands, states, work
from lianjing.access import problems as doors
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import due_day
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import THE_CLOCK, Hand
from lianjing.domain.machines.problem import HANDLER, SECOND
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import Problem
from lianjing.rooms.casework.problem_steps import OWN_MATTER, PARAMETERS, ask_next, hand, put_on_list, settle, take

RESULTS = ("accepted", "not_accepted", "dealt_with", "ended")
_EMPTY: dict[str, Any] = {
    "facts": list,
    "statement": list,
    "direct": dict,
    "supervisory": dict,
    "signing": dict,
    "worked_by": list,
    "kept_away": list,
    "challenges": list,
    "review": dict,
    **dict.fromkeys(("person_kind", "weight", "body", "proposed", "measure", "measure_reason", "circle"), str),
}


def _state(result: Problem, **_: object) -> dict[str, Any]:
    return {"state": result.state}


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def sign_first(*, post: Seat, record: Problem, number: str, body: str, now: datetime) -> Problem:
    """Sign a transfer first: its number and the receiving body. Nothing happens before the other of the two signs.

    Raises RuleBroken: problem_signed, step_refused.
    """
    held = doors.locked(record)
    if held.signing:
        raise RuleBroken("problem_signed")
    facts = {name for name, said in (("transfer_number", number), ("receiving_body", body)) if said.strip()}
    take(held, "transfer", hand(post, held), Hand.of(-1, SECOND), facts=facts)  # what would be refused then, now
    held.signing = {"by": post.person_id, "number": number.strip(), "body": body.strip()}
    held.save(update_fields=["signing"])
    ask_next(held, now)
    return held


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def sign_second(*, post: Seat, record: Problem, now: datetime) -> Problem:
    """Sign what the other signed: it is handed over. Raises RuleBroken: problem_not_signed, step_refused."""
    held = doors.locked(record)
    if not held.signing:
        raise RuleBroken("problem_not_signed")
    by = held.signing["by"]
    first = Hand.of(by, HANDLER) if by in problem_hands.hands(held, now.date()).working else Hand.of(by)
    step = take(held, "transfer", first, hand(post, held), facts={"transfer_number", "receiving_body"})
    held.transfer_number, held.receiving_body = held.signing["number"], held.signing["body"]
    held.transferred_on, held.transferred_at = now.date(), now
    settle(held, step, now)
    work.forget(about=held, code=OWN_MATTER)  # whoever takes it over decides when the person is told
    return held


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def put_back(*, post: Seat, record: Problem, now: datetime) -> Problem:
    """Not sign, or take back what one signed. Raises RuleBroken("problem_not_signed")."""
    held = doors.locked(record)
    if not held.signing:
        raise RuleBroken("problem_not_signed")
    held.signing = {}
    held.save(update_fields=["signing"])
    work.overtake(about=held, now=now, code="problem_to_sign")
    return held


@act(Action.PROBLEM_HANDLE, on="record", facts=_state)
def note_result(*, post: Seat, record: Problem, outcome: str, now: datetime) -> Problem:
    """Write down the class of the result that the receiving body told, and nothing else.

    Raises RuleBroken: problem_not_transferred, problem_result_unknown.
    """
    if record.state != "transferred":
        raise RuleBroken("problem_not_transferred")
    if outcome not in RESULTS:
        raise RuleBroken("problem_result_unknown", field="result")
    record.result_class = outcome
    record.save(update_fields=["result_class"])
    return record


def hear_the_silent(now: datetime) -> int:
    """End the hearing of those whose days are over, and give notice to whom none was given; return how many."""
    late = doors.due("told", now.date())
    return states.each(late, lambda one: (end_hearing if doors.on_notice(one) else give_notice)(record=one, now=now))


@act_of("clock", on="record")
def give_notice(*, record: Problem, now: datetime) -> Problem:
    """Put a problem on the person's own list; their days to answer begin with it."""
    record.due_on = due_day(PARAMETERS[record.state], now)
    record.save(update_fields=["due_on"])
    ask_next(record, now)
    return record


@act_of("clock", on="record")
def end_hearing(*, record: Problem, now: datetime) -> Problem:
    """End the days of hearing: what was not said is weighed all the same."""
    return settle(record, take(record, "days_over", THE_CLOCK, facts={"days_heard"}), now)


def settle_letters(now: datetime) -> int:
    """Leave the letter alone where nobody chose a circle in time; return how many."""
    return states.each(doors.due("clearing", now.date()), lambda one: keep_letter(record=one, now=now))


@act_of("clock", on="record")
def keep_letter(*, record: Problem, now: datetime) -> Problem:
    """Let the letter stand alone: nobody new hears of it."""
    record.circle = "letter"
    return settle(record, take(record, "letter_alone", THE_CLOCK), now)


def lapse_all(now: datetime) -> int:
    """Let lapse what no longer counts against anybody; return how many."""
    return states.each(doors.due("in_effect", now.date()), lambda one: lapse_effect(record=one, now=now))


@act_of("clock", on="record")
def lapse_effect(*, record: Problem, now: datetime) -> Problem:
    """Let an effect lapse: from here on it is cited nowhere (G11)."""
    return settle(record, take(record, "lapse", THE_CLOCK, facts={"period_over"}), now)


def empty_all(now: datetime) -> int:
    """Empty what was handed over; return how many."""
    found = doors.to_empty()
    for record in found:
        empty_problem(record=record, now=now)
    return len(found)


@act_of("clock", on="record")
def empty_problem(*, record: Problem, now: datetime) -> Problem:
    """Empty a problem that was handed over: number, day, receiving body and class of result are all that stays."""
    for name, blank in _EMPTY.items():
        setattr(record, name, blank())
    record.person = record.decided_by = record.reviewer = None
    record.emptied_at = now
    record.save()
    return record


def call_all(now: datetime) -> int:
    """Put what is late before everybody who is named on it, once a state; return how many."""
    return sum(remind_named(record=record, now=now) is not None for record in doors.late(now.date()))


@act_of("clock", on="record")
def remind_named(*, record: Problem, now: datetime) -> Problem:
    """Remind all who are named on a problem and free that it waits too long."""
    hands = problem_hands.hands(record, now.date())
    reviewer = doors.posts_of({record.reviewer_id} - {None}, now.date())
    for person, post in {**hands.working, **hands.deciding, **reviewer}.items():
        put_on_list(record, person, post, "problem_late", now)
    return record
