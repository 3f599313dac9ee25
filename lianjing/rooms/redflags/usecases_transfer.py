"""What points to a person is handed over, never judged here: signed by a reviewer and a second person, then emptied.

Number, day, receiving body and class of result are all that stays (product SM1, the two installations, S2).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianjing.access import flag_papers, questions, reviewing, sealed, states, work
from lianjing.access.acts import act, act_of
from lianjing.access.rulebook import due
from lianjing.domain.authority import Action, Seat
from lianjing.domain.machine import Hand, Step
from lianjing.domain.machines.redflags import RED_FLAG, REVIEWER, SECOND
from lianjing.domain.refusals import RuleBroken
from lianjing.records.models import RedFlag
from lianjing.rooms.redflags.asking import ask_reviewer, put_on_list

RESULTS = ("taken_up", "not_competent", "no_ground", "dealt_with")


def _said(result: RedFlag, **_: object) -> dict[str, Any]:
    return {"step": result.weighing.get("step", ""), "state": result.state}


@act(Action.FLAG_REVIEW, on="flag", facts=_said)
def sign_first(*, post: Seat, flag: RedFlag, words: Mapping[str, str], now: datetime) -> RedFlag:
    """Sign a transfer with its facts and receiving body; nothing moves before a second person signs.

    Raises RuleBroken: weighing_open (one signed already), step_refused (a word is missing, a tie stands against the
    signer, or nobody else is free to sign).
    """
    held = sealed.locked(flag)
    if held.weighing.get("step"):
        raise RuleBroken("weighing_open")
    said = {name: text.strip() for name, text in words.items() if text.strip()}
    found = next(reviewing.free(held, now.date(), without={post.person_id}), None)
    _take(held, post.person_id, found[1] if found else None, set(said), now)
    held.weighing = {"step": "transfer", "words": said, "by": post.person_id, "at": now.isoformat()}
    held.save(update_fields=["weighing"])
    work.overtake(about=held, now=now)
    if found:
        put_on_list(held, found[0], "flag_to_countersign", now)
    return held


@act(Action.FLAG_REVIEW, on="flag", facts=_said)
def sign_second(*, post: Seat, flag: RedFlag, now: datetime) -> RedFlag:
    """Sign what the first signed: the flag is handed over.

    Raises RuleBroken: weighing_none, weighing_own, weighing_first_gone (a tie came to light), step_refused.
    """
    held = sealed.locked(flag)
    first = _signed_by_another(held, post)
    if reviewing.why_not(held, first, now.date()):
        raise RuleBroken("weighing_first_gone")
    free = not reviewing.why_not(held, post.person_id, now.date())
    words = set(held.weighing["words"])
    step = _take(held, first, post.person_id if free else None, words, now)
    was = held.state
    held.weighing = {**held.weighing, "second": post.person_id, "signed_at": now.isoformat()}
    held.reviewed_by_id, held.closed_at, held.due_on = first, now, None
    questions.moved(held, step.dst, now)
    handed_over(held, now)
    states.swap(held, was)
    work.overtake(about=held, now=now)
    return held


@act(Action.FLAG_REVIEW, on="flag", facts=_said)
def put_back(*, post: Seat, flag: RedFlag, reason: str, now: datetime) -> RedFlag:
    """Not sign, or take back what one signed: the flag is reviewed again, and whoever reviews sees why.

    Raises RuleBroken: weighing_none, weighing_put_back_why.
    """
    held = sealed.locked(flag)
    if not held.weighing.get("step"):
        raise RuleBroken("weighing_none")
    if not reason.strip():
        raise RuleBroken("weighing_put_back_why")
    held.weighing = {"back": reason.strip()}
    held.save(update_fields=["weighing"])
    work.overtake(about=held, now=now)
    ask_reviewer(held, now)
    return held


@act(Action.FLAG_REVIEW, on="flag", facts=lambda result, **_: {"result": result.outcome["result"]})
def record_result(*, post: Seat, flag: RedFlag, told: str, now: datetime) -> RedFlag:
    """Write down the class of result the receiving body told. Raises RuleBroken: result_unknown, not_handed_over."""
    return _with_result(flag, told)


@act(Action.FLAG_WEIGH, on="flag", facts=lambda result, **_: {"result": result.outcome["result"]})
def record_sealed_result(*, post: Seat, flag: RedFlag, told: str, now: datetime) -> RedFlag:
    """The same of a sealed flag, by one of those named on it."""
    return _with_result(flag, told)


def handed_over(flag: RedFlag, now: datetime) -> None:
    """Keep number, day and receiving body; what was named about people went there and does not stay here (S2)."""
    body = flag.weighing["words"]["receiving_body"]
    flag.review = body
    flag.weighing = {**flag.weighing, "words": {"receiving_body": body}}
    number = f"{now:%Y}-{flag.pk}"
    flag.outcome = {"number": number, "on": now.date().isoformat(), "receiving_body": body, "result": ""}


def empty_all(now: datetime) -> int:
    """Empty what was handed over a day ago or longer; return how many."""
    late = [flag for flag in questions.handed_over() if due("redflag.transfer_empty", flag.moved_at) <= now]
    return states.each(late, lambda flag: empty(flag=flag, now=now))


@act_of("clock", on="flag")
def empty(*, flag: RedFlag, now: datetime) -> RedFlag:
    """Delete answer, rows, papers and words of a flag that was handed over; its number, day and body stay."""
    if not questions.called_once(flag):
        raise RuleBroken("somebody_was_faster")
    flag.answer = flag.innocent_reason = flag.answer_kind = flag.review = ""
    flag.answered_by_id, flag.rows, flag.weighing = None, [], {}
    flag.facts = {"version": flag.facts.get("version")}
    flag.save()
    flag_papers.empty([flag])
    return flag


def _signed_by_another(flag: RedFlag, post: Seat) -> int:
    if flag.weighing.get("step") != "transfer":
        raise RuleBroken("weighing_none")
    first = int(flag.weighing["by"])
    if first == post.person_id:
        raise RuleBroken("weighing_own")
    return first


def _take(flag: RedFlag, first: int, second: int | None, facts: set[str], now: datetime) -> Step:
    free = set() if reviewing.why_not(flag, first, now.date()) else {"no_tie"}
    hands = [Hand.of(first, REVIEWER)] + ([Hand.of(second, SECOND)] if second else [])
    makers = {flag.answered_by_id} if flag.answered_by_id else set()
    return RED_FLAG.take(flag.state, "transfer", *hands, facts=facts | free, people={"maker": makers})


def _with_result(flag: RedFlag, result: str) -> RedFlag:
    if result not in RESULTS:
        raise RuleBroken("result_unknown", result=result)
    if flag.state != "transferred":
        raise RuleBroken("not_handed_over")
    flag.outcome = {**flag.outcome, "result": result}
    flag.save(update_fields=["outcome"])
    return flag
